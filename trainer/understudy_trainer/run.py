"""What every job has while it runs: its events, its stop signal, its folder, and what it decided the first
time.

Decisions that change numbers (dtype, threads) are made once and kept in out/run.json, so that a resumed run
computes what the first one would have.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .distributed import ALONE, World
from .events import EventLog
from .failures import BadJob
from .job import AnyJob
from .stop import StopSignal

TEMPORARY = ".tmp-"


@dataclass(frozen=True)
class Run:
    """`base` is the folder of the job file: paths in the job are relative to it."""

    job: AnyJob
    base: Path
    out: Path
    events: EventLog
    stop: StopSignal
    made: list[dict[str, Any]] = field(default_factory=list)
    world: World = ALONE

    def decide(self, name: str, choose: Callable[[], Any]) -> Any:
        """The value of `name` from the first run of this job, or `choose()`, remembered."""
        return self.world.lead(lambda: self._decided(name, choose))

    def _decided(self, name: str, choose: Callable[[], Any]) -> Any:
        path = self.out / "run.json"
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if name not in known:
            known[name] = choose()
            write_atomically(path, json.dumps(known, indent=1))
        return known[name]

    def phase(self, name: str, **fields: Any) -> None:
        """Announce a phase; leaves through Stopped if a stop was asked for (of the first process)."""
        self.world.lead(self.stop.check)
        self.events.emit("phase", name=name, **fields)

    def artifact(self, path: Path) -> None:
        """Announce a finished file, or every file of a folder."""
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found = {
                    "path": file.relative_to(self.out).as_posix(),
                    "sha256": sha256(file),
                    "bytes": file.stat().st_size,
                }
                self.made.append(found)
                self.events.emit("artifact", **found)


class Pace:
    """Steps and tokens per second of this process, for progress and estimates."""

    def __init__(self, done: int) -> None:
        self._first, self._started, self._tokens = done, time.monotonic(), 0

    def step(self, done: int, total: int, tokens: int) -> tuple[float, float]:
        """(tokens per second so far, seconds left at this pace), `done` of `total` steps behind us."""
        self._tokens += tokens
        spent = max(time.monotonic() - self._started, 1e-6)
        return self._tokens / spent, spent / (done - self._first) * (total - done)


def prepare_out(job: AnyJob, out: Path) -> None:
    """Make `out` fit for this job: resume what belongs to it, or start over if the job says so.

    Raises BadJob if the folder holds the checkpoints of another job.
    """
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(TEMPORARY + "*"):
        _remove(left)
    # A server gets another port each time it is started; what it serves is compared by the kind that asks it.
    free = {"resume": True, "limits": True, "save": True, "out": True, "rl": {"env_url", "token_env"}}
    asked = json.loads(job.model_dump_json(exclude=free))
    kept = out / "job.json"
    if job.resume == "auto" and kept.exists():
        before = json.loads(kept.read_text("utf-8"))
        changed = sorted(key for key in asked.keys() | before.keys() if asked.get(key) != before.get(key))
        if changed:
            raise BadJob(
                "other_job",
                f"the folder belongs to a job that differs in {', '.join(changed)}",
                'Use another `out`, or set "resume":"never" to start over in this one.',
                str(out),
            )
    if job.resume == "never":
        for name in ("checkpoints", "run.json", "done.json"):
            _remove(out / name)
    write_atomically(kept, json.dumps(asked, indent=1))


def mark_done(run: Run) -> None:
    """Remember that the job finished and what it made; its checkpoints are no longer needed."""
    write_atomically(run.out / "done.json", json.dumps(run.made, indent=1))
    _remove(run.out / "checkpoints")


def repeat_done(run: Run) -> bool:
    """Whether the job was finished before and all it made is still there, unchanged. Announces it again
    then."""
    path = run.out / "done.json"
    if not path.exists():
        return False
    for item in json.loads(path.read_text("utf-8")):
        file = run.out / item["path"]
        if not file.is_file() or sha256(file) != item["sha256"]:
            return False
        run.artifact(file)
    run.events.emit("phase", name="already_done")
    return True


@contextlib.contextmanager
def only_process_in(out: Path) -> Iterator[None]:
    """Hold the folder: two runs in one would spoil each other's files. The system frees it when a process
    dies."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("a+") as handle:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadJob(
                "already_running",
                "another run of this job is at work in this folder",
                "Wait for it, cancel it, or use another `out`.",
                str(out),
            ) from error
        yield


def write_atomically(path: Path, text: str) -> None:
    """Write beside, flush to disk, rename: the file is the old one or the new one at any instant."""
    beside = path.with_name(TEMPORARY + path.name)
    with beside.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)


@contextlib.contextmanager
def folder_in_place(target: Path) -> Iterator[Path]:
    """A folder to fill that becomes `target` when the block ends well, replacing what was there."""
    beside = target.with_name(TEMPORARY + target.name)
    _remove(beside)
    beside.mkdir(parents=True)
    yield beside
    for file in beside.rglob("*"):
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())
    if target.exists():
        old = target.with_name(TEMPORARY + "old-" + target.name)
        _remove(old)
        target.rename(old)
        beside.rename(target)
        _remove(old)
    else:
        beside.rename(target)


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
