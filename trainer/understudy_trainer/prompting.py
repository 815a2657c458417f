"""Conversations as token ids, exactly as the engine's local policy makes them.

Control tokens come only from the chat template's own text: what a user or a tool wrote is text, even where it
spells a control token. Tokens that were sampled are never tokenised again: what a turn appends is rendered
and put behind them.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from .failures import BadData

CALL_OPEN, CALL_CLOSE = "<tool_call>", "</tool_call>"
Message = dict[str, Any]


class Prompter:
    """Renders with one tokenizer and its template. `hash` is the template's sha256, in hex."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        template = tokenizer.get_chat_template()
        self.hash = hashlib.sha256(template.encode()).hexdigest()
        self._template = template
        added = dict(tokenizer.added_tokens_decoder)
        self.control = {
            token.content: id_
            for id_, token in added.items()
            if (token.special and len(token.content) > 1) or token.content in (CALL_OPEN, CALL_CLOSE)
        }
        self._texts = {id_: text for text, id_ in self.control.items()}
        self._tools: tuple[list[Any] | None, str] | None = None
        self.end = int(tokenizer.eos_token_id)
        self.call_open, self.call_close = self.control.get(CALL_OPEN), self.control.get(CALL_CLOSE)
        # After these no message goes on; one goes on after the marks of a call, where they are in order.
        within = {self.call_open, self.call_close}
        self.last_tokens = sorted({self.end, *self.control.values()} - within)
        markup = [
            token.content
            for token in added.values()
            if token.content not in self.control and re.fullmatch(r"[<\[].+[>\]]", token.content, re.DOTALL)
        ]
        self._control = _any_of(list(self.control))
        special = [*self.control, *markup]
        self._special = _any_of(special)
        self._special_in_json = _any_of([json.dumps(text, ensure_ascii=False)[1:-1] for text in special])

    def opening(self, messages: list[Message], tools: list[Any]) -> list[int]:
        """The whole conversation, and what opens the assistant's message."""
        ready, functions, mark = self._prepare(messages, tools)
        return self._ids(self._print(ready, functions, True), mark)

    def after(
        self, messages: list[Message], tools: list[Any], index: int, last_sampled: int
    ) -> list[int] | None:
        """What the conversation appends after the assistant's message at `index`, whose sample ended with
        `last_sampled`: the end token where it lacks it, then all that follows. None where the template
        rewrote what it had printed before."""
        ready, functions, mark = self._prepare(messages, tools)
        before = self._print(ready[:index], functions, False)
        up_to = self._print(ready[: index + 1], functions, False)
        whole = self._print(ready, functions, True)
        if not up_to.startswith(before) or not whole.startswith(up_to):
            return None
        message = self._split(up_to[len(before) :], mark)
        ends = [place for place, part in enumerate(message) if isinstance(part, int)]
        if not ends:
            return None
        end = message[ends[-1]]
        assert isinstance(end, int)
        rest = [*message[ends[-1] + 1 :], *self._split(whole[len(up_to) :], mark)]
        return self._encode(rest if end == last_sampled else [end, *rest])

    def segments(self, ids: list[int]) -> list[dict[str, str]]:
        """Sampled ids (without the end token) as runs of text, control tokens apart."""
        found: list[dict[str, str]] = []
        run: list[int] = []

        def flush() -> None:
            if run:
                found.append({"kind": "text", "text": self._decode(run)})
                run.clear()

        for id_ in ids:
            if id_ in self._texts:
                flush()
                found.append({"kind": "control", "text": self._texts[id_]})
            else:
                run.append(id_)
        flush()
        if self.call_open is not None:
            return found
        return [piece for one in found for piece in _at_tags(one)]

    def _decode(self, ids: list[int]) -> str:
        return self._tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)

    def _print(self, messages: list[Message], tools: list[Any] | None, opened: bool) -> str:
        if not messages:
            return ""
        try:
            return self._tokenizer.apply_chat_template(
                messages, tools=tools, add_generation_prompt=opened, tokenize=False
            )
        except Exception as error:  # templates raise their own errors, of any type
            raise BadData(
                "template",
                f"the chat template refused a conversation: {error}",
                "Use a model whose template knows tools and their results.",
                "tokenizer",
            ) from error

    def _prepare(
        self, messages: list[Message], tools: list[Any]
    ) -> tuple[list[Message], list[Any] | None, str | None]:
        """The conversation with every special token that a content spells broken up by a private
        character."""
        functions = tools or None
        text = json.dumps(messages, ensure_ascii=False) + self._tools_text(functions)
        if self._special_in_json is None or not self._special_in_json.search(text):
            return messages, functions, None
        mark = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text + self._template)
        return (
            [self._broken(message, mark) for message in messages],
            None if functions is None else [self._broken(tool, mark) for tool in functions],
            mark,
        )

    def _tools_text(self, tools: list[Any] | None) -> str:
        """The tools as JSON, made once: a step's conversations all have the same list."""
        if self._tools is None or self._tools[0] is not tools:
            self._tools = (tools, json.dumps(tools, ensure_ascii=False))
        return self._tools[1]

    def _broken(self, value: Any, mark: str) -> Any:
        if isinstance(value, str):
            assert self._special is not None
            while self._special.search(value):
                value = self._special.sub(lambda found: found[0][0] + mark + found[0][1:], value)
            return value
        if isinstance(value, list):
            return [self._broken(item, mark) for item in value]
        if isinstance(value, dict):
            return {self._broken(key, mark): self._broken(item, mark) for key, item in value.items()}
        return value

    def _split(self, text: str, mark: str | None) -> list[int | str]:
        parts: list[int | str] = []

        def push(run: str) -> None:
            parts.extend(piece for piece in ([run] if mark is None else run.split(mark)) if piece)

        start = 0
        for found in [] if self._control is None else self._control.finditer(text):
            push(text[start : found.start()])
            parts.append(self.control[found[0]])
            start = found.end()
        push(text[start:])
        return parts

    def _encode(self, parts: list[int | str]) -> list[int]:
        texts = [part for part in parts if isinstance(part, str)]
        encoded = iter(self._tokenizer(texts, add_special_tokens=False)["input_ids"] if texts else [])
        ids: list[int] = []
        for part in parts:
            if isinstance(part, int):
                ids.append(part)
            else:
                ids.extend(next(encoded))
        return ids

    def _ids(self, text: str, mark: str | None) -> list[int]:
        return self._encode(self._split(text, mark))


def _at_tags(segment: dict[str, str]) -> list[dict[str, str]]:
    """Text of a model without tool-call tokens of its own, split at the tags it spells."""
    if segment["kind"] != "text":
        return [segment]
    pieces = re.split(r"(</?tool_call>)", segment["text"])
    return [
        {"kind": "control" if place % 2 else "text", "text": piece}
        for place, piece in enumerate(pieces)
        if piece
    ]


def _any_of(texts: list[str]) -> re.Pattern[str] | None:
    """Leftmost, then longest: the order in which tokenizers find added tokens."""
    if not texts:
        return None
    return re.compile("|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)))
