"""When to stop: SIGTERM or SIGINT, `{"cmd":"cancel"}` on stdin, or the job's own time limit."""

from __future__ import annotations

import json
import os
import signal
import threading
import time

from .failures import Stopped


class StopSignal:
    """Set once, by whoever asks first; training loops look at `reason` between steps and save before they
    leave."""

    def __init__(self, seconds: float | None = None) -> None:
        self._asked = threading.Event()
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def ask(self) -> None:
        self._asked.set()

    @property
    def reason(self) -> str | None:
        """`cancelled`, `time_limit`, or None while work may go on."""
        if self._asked.is_set():
            return "cancelled"
        if self._deadline is not None and time.monotonic() >= self._deadline:
            return "time_limit"
        return None

    def check(self) -> None:
        """Raise Stopped if work must end here. For phases that hold nothing worth saving."""
        reason = self.reason
        if reason is not None:
            raise Stopped(reason)

    def listen(self, commands: bool = True) -> None:
        """Install the signal handlers and, for `commands`, read stdin in the background. Main thread only."""
        for name in ("SIGTERM", "SIGINT"):
            signal.signal(getattr(signal, name), lambda *_: self.ask())
        if commands:
            threading.Thread(target=self._read_stdin, daemon=True).start()

    def _read_stdin(self) -> None:
        # Raw reads: a buffered reader blocked in a daemon thread aborts the interpreter when it shuts down.
        pending = b""
        while True:
            try:
                chunk = os.read(0, 4096)
            except OSError:
                return
            if not chunk:
                return
            *lines, pending = (pending + chunk).split(b"\n")
            if any(_is_cancel(line) for line in lines):
                self.ask()


def _is_cancel(line: bytes) -> bool:
    try:
        message = json.loads(line)
    except ValueError:
        return False
    return isinstance(message, dict) and message.get("cmd") == "cancel"
