"""A job's metrics on their way out: each becomes an event, and what the alarms say of it a warning.

What the alarms have seen is kept in out/alarms.json at every checkpoint and every warning, so that a resumed
run neither repeats a warning nor forgets what was usual.
"""

from __future__ import annotations

import json
from typing import Any

from .alarms import Alarms
from .run import Run, write_atomically


class Watch:
    """Emits the metrics of one run."""

    def __init__(self, run: Run, resumed: bool) -> None:
        """`resumed`: the run goes on from a checkpoint; else what an earlier attempt had seen is dropped."""
        self._run = run
        self._file = run.out / "alarms.json"
        known = json.loads(self._file.read_text("utf-8")) if resumed and self._file.exists() else None
        self._alarms = Alarms(run.job.kind, known)

    def metric(self, step: int, **metrics: Any) -> None:
        """One `metric` event, and a `warning` event for each alarm it raises."""
        self._run.events.emit("metric", step=step, **metrics)
        warnings = self._alarms.observe(step, metrics)
        for warning in warnings:
            self._run.events.emit("warning", step=step, **warning)
        if warnings:
            self.keep()

    def keep(self) -> None:
        """Write what was seen so far; called with every checkpoint."""
        if self._run.world.first:
            write_atomically(self._file, json.dumps(self._alarms.state()))
