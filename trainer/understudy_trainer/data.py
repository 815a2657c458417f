"""Rows to learn from: read, checked, tokenised, counted. Every row that is not kept has a reason.

`tokens` rows are used verbatim. `messages` rows go through the tokenizer's chat template; only what its
{% generation %} tags enclose is supervised, so user turns and tool results never are.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .failures import BadData
from .job import DataFile, DataSpec

MESSAGE_BATCH = 256


@dataclass(frozen=True)
class Row:
    """`ids` int32 and `weights` float32 of one length: how much predicting this token counts, 0 for not at
    all."""

    id: str
    ids: np.ndarray
    weights: np.ndarray

    @property
    def supervised(self) -> int:
        """Targets that count: the first token has nothing before it to be predicted from."""
        return int(np.count_nonzero(self.weights[1:]))


@dataclass
class Rows:
    """Rows kept and the count of every reason for dropping one."""

    kept: list[Row] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def summary(self) -> dict[str, Any]:
        lengths = [len(row.ids) for row in self.kept]
        return {
            "rows_kept": len(self.kept),
            "rows_dropped": dict(self.dropped),
            "tokens": sum(lengths),
            "supervised_tokens": sum(row.supervised for row in self.kept),
            "longest": max(lengths, default=0),
        }


def read_lines(files: list[DataFile], base: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with its place ("file:line"). Raises BadData for a missing, changed or malformed file."""
    for file in files:
        path = base / file.path
        data = read_checked(path, file.sha256)
        for number, line in enumerate(data.splitlines(), 1):
            if not line.strip():
                continue
            place = f"{path.name}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadData(
                    "bad_row", f"not JSON ({error})", "Write one JSON object a line.", place
                ) from error
            if not isinstance(row, dict):
                raise BadData("bad_row", "not an object", "Write one JSON object a line.", place)
            yield place, row


def read_checked(path: Path, sha256: str | None) -> bytes:
    """The bytes of a data file, its hash compared when one is given."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadData(
            "missing_file", f"cannot be read ({error.strerror})", "Check the path in the job.", str(path)
        ) from error
    if sha256 is not None:
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise BadData(
                "changed_file",
                f"sha256 is {found}, the job says {sha256}",
                "The file changed since the job was written: export the dataset again or write a new job.",
                str(path),
            )
    return data


def load(
    spec: DataSpec,
    files: list[DataFile],
    base: Path,
    *,
    max_length: int,
    vocab: int,
    tokenizer: Callable[[], Any],
    reweigh: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Rows:
    """Read `files`. `max_length` in tokens, ids below `vocab`; `reweigh` turns the ids of a `messages` row
    into weights of its own (pretraining on several voices). Raises BadData for malformed rows; drops and
    counts the rest.
    """
    rows = Rows()
    lines = read_lines(files, base)
    source = (
        _from_tokens(lines, vocab)
        if spec.format == "tokens"
        else _from_messages(lines, tokenizer(), rows.dropped)
    )
    for place, row in source:
        if reweigh is not None and spec.format == "messages":
            row = Row(row.id, row.ids, reweigh(row.ids))
        if len(row.ids) > max_length:
            if spec.overlong == "fail":
                raise BadData(
                    "overlong",
                    f"{len(row.ids)} tokens, the limit is {max_length}",
                    'Raise data.max_length (and the model\'s context), or set data.overlong to "drop".',
                    place,
                )
            rows.dropped["overlong"] += 1
        elif row.supervised == 0:
            rows.dropped["nothing_supervised"] += 1
        else:
            rows.kept.append(row)
    return rows


def require_rows(rows: Rows, what: str) -> None:
    """Raise BadData when no row is left to train on."""
    if not rows.kept:
        reasons = (
            ", ".join(f"{count} {reason}" for reason, count in rows.dropped.items()) or "the files are empty"
        )
        raise BadData(
            "no_rows", f"no row is left ({reasons})", "See README.md, Data, for what each reason means.", what
        )


def _from_tokens(lines: Iterator[tuple[str, dict[str, Any]]], vocab: int) -> Iterator[tuple[str, Row]]:
    for place, raw in lines:
        ids, mask = ints(raw, "input_ids", place), ints(raw, "loss_mask", place)
        if len(ids) != len(mask):
            raise BadData(
                "bad_row",
                f"input_ids has {len(ids)} entries, loss_mask {len(mask)}",
                "Both need one entry for each token.",
                place,
            )
        check_ids(ids, vocab, place)
        check_mask(mask, "loss_mask", place)
        yield place, Row(str(raw.get("id", place)), ids, mask.astype(np.float32))


def check_ids(ids: np.ndarray, vocab: int, place: str) -> None:
    """Raise BadData for a token id that the model does not know."""
    if len(ids) and (ids.min() < 0 or ids.max() >= vocab):
        raise BadData(
            "foreign_tokens",
            f"token ids {ids.min()}..{ids.max()} do not fit the vocabulary of {vocab}",
            "The rows were recorded with another model's tokenizer: use that model.",
            place,
        )


def check_mask(mask: np.ndarray, name: str, place: str) -> None:
    """Raise BadData for anything else than 0 and 1."""
    if ((mask != 0) & (mask != 1)).any():
        raise BadData("bad_row", f"{name} holds something else than 0 and 1", "Write 0 or 1.", place)


def ints(raw: dict[str, Any], name: str, place: str) -> np.ndarray:
    """The list of integers under `name`. Raises BadData when it is none."""
    values = np.asarray(raw.get(name) if raw.get(name) != [] else np.zeros(0, dtype=np.int32))
    if values.ndim != 1 or values.dtype.kind != "i":
        raise BadData("bad_row", f"`{name}` is not a list of integers", "See README.md, Data.", place)
    return values.astype(np.int64 if values.size and abs(values).max() > 2**31 - 1 else np.int32)


def _from_messages(
    lines: Iterator[tuple[str, dict[str, Any]]], tokenizer: Any, dropped: Counter[str]
) -> Iterator[tuple[str, Row]]:
    require_generation_tags(tokenizer)
    markers = control_tokens(tokenizer)
    batch: list[tuple[str, str, list[Any], Any]] = []
    for place, raw in lines:
        messages, tools = raw.get("messages"), raw.get("tools")
        if not isinstance(messages, list) or not all(
            isinstance(item, dict) and "role" in item for item in messages
        ):
            raise BadData(
                "bad_row", "`messages` is not a list of {role, content}", "See README.md, Data.", place
            )
        if not messages or writes_markers(messages, markers):
            dropped["control_token_in_text" if messages else "nothing_supervised"] += 1
            continue
        if batch and (batch[0][3] != tools or len(batch) == MESSAGE_BATCH):
            yield from _render(batch, tokenizer)
            batch = []
        batch.append((place, str(raw.get("id", place)), messages, tools))
    if batch:
        yield from _render(batch, tokenizer)


def require_generation_tags(tokenizer: Any) -> None:
    """Raise BadData when the chat template cannot tell what the assistant wrote."""
    if "generation" not in (tokenizer.get_chat_template() or ""):
        raise BadData(
            "no_generation_tags",
            "the chat template has no {% generation %} tags to tell what the assistant wrote",
            "Add the tags to chat_template.jinja, or give rows of exact tokens.",
            "tokenizer",
        )


def control_tokens(tokenizer: Any) -> list[str]:
    """The texts that the tokenizer would turn into control tokens, wherever they come from."""
    added = {str(token) for token in tokenizer.added_tokens_decoder.values() if token.special}
    return sorted(token for token in added | set(tokenizer.all_special_tokens) if len(token) > 2)


def writes_markers(messages: list[Any], markers: list[str]) -> bool:
    """Whether text from outside (a user, a tool) spells a control token and would be tokenised as one."""
    return any(
        marker in str(message.get("content") or "")
        for message in messages
        if message["role"] != "assistant"
        for marker in markers
    )


def _render(batch: list[tuple[str, str, list[Any], Any]], tokenizer: Any) -> Iterator[tuple[str, Row]]:
    try:
        encoded = tokenizer.apply_chat_template(
            [messages for _, _, messages, _ in batch],
            tools=batch[0][3],
            return_dict=True,
            return_assistant_tokens_mask=True,
        )
    except Exception as error:  # templates raise their own errors, of any type
        raise BadData(
            "template",
            f"the chat template refused a row from here on: {error}",
            "Correct the messages.",
            batch[0][0],
        ) from error
    for (place, id_, _, _), ids, mask in zip(
        batch, encoded["input_ids"], encoded["assistant_masks"], strict=True
    ):
        yield place, Row(id_, np.asarray(ids, dtype=np.int32), np.asarray(mask, dtype=np.float32))


def texts(rows: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Every text of `messages` rows (tool calls as compact JSON), to train a tokenizer on."""
    for place, raw in rows:
        messages = raw.get("messages")
        if not isinstance(messages, list):
            raise BadData(
                "bad_row", "`messages` is missing", "A tokenizer is trained on `messages` rows.", place
            )
        for message in messages:
            yield str(message.get("content") or "")
            for call in message.get("tool_calls") or []:
                function = call.get("function", call)
                yield json.dumps(
                    {"name": function.get("name"), "arguments": function.get("arguments")},
                    ensure_ascii=False,
                    separators=(",", ":"),
                )
