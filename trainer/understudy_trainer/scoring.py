"""`score`: rows in on stdin, scores out on stdout, line for line and as they come, until stdin ends."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from .data import Row
from .events import dumps
from .examples import Reader
from .failures import BadData
from .job import DataFiles
from .reward_model import RewardModel

BATCH = 16


def score_lines(folder: Path, read: Callable[[], bytes], out: IO[str]) -> None:
    """One line out for each line in that is not blank: `{"id", "score", "value"}`, or `{"id", "error"}` for a
    row that cannot be scored. `read` gives the next bytes, none at the end; what has arrived is scored
    together. Raises BadJob for a folder that is no reward model."""
    model = RewardModel(folder)
    config = model.model.config
    reader = Reader(
        DataFiles(), folder, config.vocab_size, config.max_position_embeddings, lambda: model.tokenizer
    )
    number = 0
    for batch in _arrived(read):
        answers: list[dict[str, Any]] = []
        rows: list[Row] = []
        for line in batch:
            number += 1
            made, answer = _row(reader, line, f"line {number}")
            answers.append(answer)
            rows += [] if made is None else [made]
        found = iter(model.score(rows) if rows else [])
        for answer in answers:
            if "error" not in answer:
                answer["score"], answer["value"] = next(found)
            out.write(dumps(answer) + "\n")
        out.flush()


def _row(reader: Reader, line: str, place: str) -> tuple[Row | None, dict[str, Any]]:
    """(the row or None, the answer to it as far as it is known)."""
    id_: Any = place
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise BadData("bad_row", "not an object", "Write one JSON object a line.", place)
        id_ = raw.get("id", place)
        dropped: Counter[str] = Counter()
        made = reader.answer(raw, place, dropped)
        if made is None:
            reason = next(iter(dropped))
            raise BadData(reason, "the row cannot be scored", "See README.md, Data.", place)
        length = len(made[1].ids)
        if not 0 < length <= reader.max_length:
            hint = f"A row may have 1 to {reader.max_length} tokens."
            raise BadData("overlong" if length else "bad_row", f"{length} tokens", hint, place)
        return made[1], {"id": id_}
    except ValueError as error:
        failure = BadData("bad_row", f"not JSON ({error})", "Write one JSON object a line.", place)
    except BadData as error:
        failure = error
    return None, {"id": id_, "error": failure.as_dict()}


def _arrived(read: Callable[[], bytes]) -> Iterator[list[str]]:
    """The lines that have arrived, at least one and at most BATCH at a time. Raw reads, not lines of a
    buffered file: those would wait for the next one while some are there to be scored."""
    pending = b""
    while chunk := read():
        *lines, pending = (pending + chunk).split(b"\n")
        yield from _batches(lines)
    yield from _batches([pending])


def _batches(lines: list[bytes]) -> Iterator[list[str]]:
    full = [line.decode("utf-8", "replace") for line in lines if line.strip()]
    for start in range(0, len(full), BATCH):
        yield full[start : start + BATCH]
