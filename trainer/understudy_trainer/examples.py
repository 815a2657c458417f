"""Rows of preferences and labels: two answers to one prompt, or one answer with a label.

Exact tokens are used verbatim; messages go through the chat template, in which the answer's rendering must
begin with the prompt's. An answer may hold several turns with tool results between them: only what its mask
(or the template's {% generation %} tags) marks counts, and nothing of the prompt ever does.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from . import data
from .data import Row
from .failures import BadData
from .job import DataFile, DataFiles

README = "See README.md, Data."


@dataclass(frozen=True)
class Pair:
    """Two answers to the prompt that is the first `prompt` tokens of both. `margin`: how much better the
    chosen one was, in the units of whoever judged; None where nobody said."""

    id: str
    prompt: int
    chosen: Row
    rejected: Row
    margin: float | None
    group: str

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.chosen, self.rejected)


@dataclass(frozen=True)
class Labelled:
    """An answer after the first `prompt` tokens of `row`, and its label, 0 (bad) to 1 (good)."""

    id: str
    prompt: int
    row: Row
    label: float
    group: str

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.row,)


E = TypeVar("E", Pair, Labelled)


@dataclass
class Examples(Generic[E]):
    """Examples kept and the count of every reason for dropping one."""

    kept: list[E] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def summary(self) -> dict[str, Any]:
        rows = [row for one in self.kept for row in one.rows]
        return {
            "rows_kept": len(self.kept),
            "rows_dropped": dict(self.dropped),
            "tokens": sum(len(row.ids) for row in rows),
            "supervised_tokens": sum(row.supervised for row in rows),
            "longest": max((len(row.ids) for row in rows), default=0),
        }

    def costs(self) -> list[int]:
        """Tokens of each example when its rows are padded to the longest of them."""
        return [len(one.rows) * max(len(row.ids) for row in one.rows) for one in self.kept]


@dataclass(frozen=True)
class Reader:
    """How rows become tokens. `vocab`: ids are below it; `max_length` in tokens of prompt and answer."""

    spec: DataFiles
    base: Path
    vocab: int
    max_length: int
    tokenizer: Callable[[], Any]

    def pairs(self, files: list[DataFile], *, supervised: bool = True) -> Examples[Pair]:
        """The pairs of `files`. Raises BadData for a malformed row; drops and counts what cannot teach.
        `supervised`: whether every answer needs a token that counts (a reward model needs none)."""
        examples: Examples[Pair] = Examples()
        for place, raw in data.read_lines(files, self.base):
            made = self._answers(raw, ("chosen", "rejected"), place, examples.dropped)
            if made is None:
                continue
            prompt, (chosen, rejected) = made
            if self._refused((chosen, rejected), place, examples.dropped, supervised):
                continue
            if np.array_equal(chosen.ids, rejected.ids):
                examples.dropped["identical_answers"] += 1
                continue
            margin = raw.get("margin")
            if margin is not None and (isinstance(margin, bool) or not isinstance(margin, int | float)):
                raise BadData("bad_row", "`margin` is not a number", README, place)
            group = _group(raw, chosen, prompt)
            examples.kept.append(Pair(chosen.id, prompt, chosen, rejected, margin, group))
        return examples

    def labelled(self, files: list[DataFile], *, graded: bool, supervised: bool = True) -> Examples[Labelled]:
        """The labelled answers of `files`: `graded` allows any label from 0 to 1, else true or false only."""
        examples: Examples[Labelled] = Examples()
        for place, raw in data.read_lines(files, self.base):
            label = _label(raw.get("label"), graded, place)
            made = self.answer(raw, place, examples.dropped)
            if made is None or self._refused((made[1],), place, examples.dropped, supervised):
                continue
            prompt, row = made
            examples.kept.append(Labelled(row.id, prompt, row, label, _group(raw, row, prompt)))
        return examples

    def answer(self, raw: dict[str, Any], place: str, dropped: Counter[str]) -> tuple[int, Row] | None:
        """(tokens of the prompt, prompt and answer) of a row of one answer, or of a whole conversation, which
        has no prompt. None when the row is dropped."""
        if "input_ids" in raw or "messages" in raw:
            ids = "input_ids" in raw
            raw = {
                **raw,
                **({"prompt_ids": []} if ids else {"prompt": []}),
                **({"completion_ids": raw["input_ids"]} if ids else {"completion": raw["messages"]}),
                **({"completion_mask": raw.get("loss_mask")} if ids else {}),
            }
        made = self._answers(raw, ("completion",), place, dropped)
        return None if made is None else (made[0], made[1][0])

    def _answers(
        self, raw: dict[str, Any], names: tuple[str, ...], place: str, dropped: Counter[str]
    ) -> tuple[int, list[Row]] | None:
        exact, messages = "prompt_ids" in raw, "prompt" in raw
        if exact == messages:
            needs = "either `prompt_ids` (exact tokens) or `prompt` (messages)"
            raise BadData("bad_row", f"a row needs {needs}", README, place)
        if exact:
            return self._from_tokens(raw, names, place)
        return self._from_messages(raw, names, place, dropped)

    def _from_tokens(self, raw: dict[str, Any], names: tuple[str, ...], place: str) -> tuple[int, list[Row]]:
        prompt = data.ints(raw, "prompt_ids", place)
        data.check_ids(prompt, self.vocab, place)
        rows = []
        for name in names:
            ids = data.ints(raw, f"{name}_ids", place)
            given = raw.get(f"{name}_mask") is not None
            mask = data.ints(raw, f"{name}_mask", place) if given else np.ones(len(ids), np.int32)
            if len(ids) != len(mask):
                message = f"{name}_ids has {len(ids)} entries, {name}_mask {len(mask)}"
                raise BadData("bad_row", message, "Both need one entry for each token.", place)
            data.check_ids(ids, self.vocab, place)
            data.check_mask(mask, f"{name}_mask", place)
            weights = np.concatenate([np.zeros(len(prompt)), mask]).astype(np.float32)
            whole = np.concatenate([prompt, ids]).astype(np.int32)
            rows.append(Row(str(raw.get("id", place)), whole, weights))
        return len(prompt), rows

    def _from_messages(
        self, raw: dict[str, Any], names: tuple[str, ...], place: str, dropped: Counter[str]
    ) -> tuple[int, list[Row]] | None:
        tokenizer = self.tokenizer()
        data.require_generation_tags(tokenizer)
        markers = data.control_tokens(tokenizer)
        before = _messages(raw, "prompt", place)
        rows, prompt = [], np.zeros(0, np.int32)
        if before:
            opening = _render(tokenizer, before, raw.get("tools"), place, add_generation_prompt=True)
            prompt = np.asarray(opening["input_ids"], np.int32)
        for name in names:
            said = _messages(raw, name, place)
            if data.writes_markers([*before, *said], markers):
                dropped["control_token_in_text"] += 1
                return None
            if not said:
                dropped["nothing_supervised"] += 1
                return None
            whole = _render(
                tokenizer, [*before, *said], raw.get("tools"), place, return_assistant_tokens_mask=True
            )
            ids = np.asarray(whole["input_ids"], np.int32)
            if not np.array_equal(ids[: len(prompt)], prompt):
                dropped["prompt_not_a_prefix"] += 1
                return None
            weights = np.asarray(whole["assistant_masks"], np.float32)
            weights[: len(prompt)] = 0
            rows.append(Row(str(raw.get("id", place)), ids, weights))
        return len(prompt), rows

    def _refused(self, rows: tuple[Row, ...], place: str, dropped: Counter[str], supervised: bool) -> bool:
        longest = max(len(row.ids) for row in rows)
        if longest > self.max_length:
            if self.spec.overlong == "fail":
                raise BadData(
                    "overlong",
                    f"{longest} tokens, the limit is {self.max_length}",
                    'Raise data.max_length (and the model\'s context), or set data.overlong to "drop".',
                    place,
                )
            dropped["overlong"] += 1
            return True
        if min(row.supervised if supervised else len(row.ids) for row in rows) == 0:
            dropped["nothing_supervised"] += 1
            return True
        return False


def _messages(raw: dict[str, Any], name: str, place: str) -> list[Any]:
    given = raw.get(name)
    if not isinstance(given, list) or not all(isinstance(item, dict) and "role" in item for item in given):
        raise BadData("bad_row", f"`{name}` is not a list of {{role, content}}", README, place)
    return given


def _render(tokenizer: Any, messages: list[Any], tools: Any, place: str, **how: Any) -> Any:
    try:
        return tokenizer.apply_chat_template(messages, tools=tools, return_dict=True, **how)
    except Exception as error:  # templates raise their own errors, of any type
        message = f"the chat template refused the row: {error}"
        raise BadData("template", message, "Correct the messages.", place) from error


def _label(given: Any, graded: bool, place: str) -> float:
    if isinstance(given, bool):
        return float(given)
    if graded and isinstance(given, int | float) and 0 <= given <= 1:
        return float(given)
    needs = "a number from 0 to 1, true or false" if graded else "true or false"
    raise BadData("bad_row", f"`label` is not {needs}", README, place)


def _group(raw: dict[str, Any], row: Row, prompt: int) -> str:
    """Rows of one group are never split between training and measuring."""
    given = raw.get("group")
    return str(given) if given is not None else fingerprint([row.ids[:prompt] if prompt else row.ids])


def fingerprint(arrays: list[np.ndarray]) -> str:
    """A hash of integer arrays and where each ends."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(len(array).to_bytes(8, "little"))
        digest.update(array.astype("<i4").tobytes())
    return digest.hexdigest()
