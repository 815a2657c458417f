"""The event stream: one JSON object a line, on stdout and appended to out/events.jsonl, `seq` rising over
resumes.

Nothing else may reach stdout (see `claim_stdout`), and NaN or infinity never reach JSON: they become null.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any


def claim_stdout() -> IO[str]:
    """Keep the real stdout for events and send whatever libraries print there to stderr. Returns the
    stream."""
    sys.stdout.flush()
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return kept


def finite(value: Any) -> Any:
    """The same value with every non-finite float replaced by None, at any depth."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


def dumps(value: Any) -> str:
    """Compact JSON; raises ValueError rather than writing NaN."""
    return json.dumps(finite(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _open_log(path: Path) -> tuple[IO[str], int]:
    """The log opened for appending, and the last seq in it. A line cut short by a kill is cut off."""
    last = 0
    if path.exists():
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) != len(data):
            with path.open("r+b") as handle:
                handle.truncate(len(whole))
        lines = whole.splitlines()
        if lines:
            last = int(json.loads(lines[-1])["seq"])
    return path.open("a", encoding="utf-8", newline="\n"), last


class EventLog:
    """Writes events. `stream` may go away (the parent died): the job carries on and the file keeps the
    record."""

    def __init__(self, job_id: str | None, stream: IO[str] | None, out: Path | None) -> None:
        self._job_id = job_id
        self._stream = stream
        self._file: IO[str] | None = None
        self._seq = 0
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            self._file, self._seq = _open_log(out / "events.jsonl")

    def emit(self, t: str, **fields: Any) -> None:
        """Write one event of type `t`. File first: what a reader of stdout has seen is on disk."""
        self._seq += 1
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = dumps({"v": 1, "seq": self._seq, "ts": now, "job_id": self._job_id, "t": t, **fields}) + "\n"
        if self._file is not None:
            self._file.write(line)
            self._file.flush()
        if self._stream is not None:
            try:
                self._stream.write(line)
                self._stream.flush()
            except OSError:
                self._stream = None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
