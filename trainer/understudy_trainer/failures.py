"""The ways a job ends early. Each carries what a person needs: what happened, where, and what to do.

Exit codes are part of the contract: 1 unexpected, 2 bad job, 3 cancelled and resumable, 4 data, 5 out of
memory.
"""

from __future__ import annotations


class JobFailure(Exception):
    """Base of every failure that is reported as an `error` event; `code` is stable, `message` is for
    people."""

    exit_code = 1
    status = "failed"

    def __init__(self, code: str, message: str, hint: str, place: str | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place

    def as_dict(self) -> dict[str, str | None]:
        return {"code": self.code, "place": self.place, "message": self.message, "hint": self.hint}


class BadJob(JobFailure):
    """The job file asks for something that cannot be done."""

    exit_code = 2
    status = "bad_job"


class BadData(JobFailure):
    """A data file is missing, damaged, or holds nothing to learn from."""

    exit_code = 4
    status = "bad_data"


class OutOfMemory(JobFailure):
    """The device or the machine has no room for this job as it is set."""

    exit_code = 5
    status = "out_of_memory"


class Stopped(Exception):
    """Work was stopped on request (`cancelled`) or by `limits.seconds` (`time_limit`); it can be resumed."""

    exit_code = 3

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


MEMORY_SIGNS = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory")


def is_out_of_memory(error: BaseException) -> bool:
    """True for the various forms in which Python, torch on CPU and torch on CUDA report missing memory."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in MEMORY_SIGNS)
