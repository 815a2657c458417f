"""Jobs of kind `sweep`."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .base import Job, Strict

Scalar = str | int | float | bool | None


class Space(Strict):
    """What a setting may be: one of `values`, or a number from `low` to `high`, both included. `log` draws
    its logarithm evenly, `whole` rounds it. Only a random search can draw from a range."""

    values: Annotated[list[Scalar], Field(min_length=1)] | None = None
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Space:
        if self.values is not None:
            if self.low is not None or self.high is not None or self.log or self.whole:
                raise ValueError("give values, or low and high, not both")
            return self
        if self.low is None or self.high is None:
            raise ValueError("give values, or low and high")
        if not self.low < self.high:
            raise ValueError("low must be below high")
        if self.log and self.low <= 0:
            raise ValueError("log needs low above 0")
        return self


class SweepHparams(Strict):
    """`space` names fields of the trial by dotted path, as in `hparams.lr`. A grid tries every combination; a
    random search draws `trials` of them. A trial's figure is the `last` value of `metric` in its events, or
    the `best` one; the best trial has the lowest (`min`) or highest (`max`).
    """

    search: Literal["grid", "random"] = "grid"
    space: Annotated[dict[str, Space], Field(min_length=1)]
    trials: Annotated[int, Field(ge=1, le=1000)] | None = None
    metric: Annotated[str, Field(min_length=1)]
    goal: Literal["min", "max"]
    pick: Literal["last", "best"] = "last"

    @model_validator(mode="after")
    def _consistent(self) -> SweepHparams:
        ranges = [name for name, space in self.space.items() if space.values is None]
        if self.search == "grid" and ranges:
            raise ValueError(f"a grid needs values, {', '.join(ranges)} has a range: use search random")
        if self.search == "random" and self.trials is None:
            raise ValueError("a random search needs trials, how many it draws")
        if self.search == "grid" and self.trials is not None:
            raise ValueError("a grid tries every combination: leave trials out")
        sizes = [len(space.values or []) for space in self.space.values()]
        if self.search == "grid" and math.prod(sizes) > 1000:
            raise ValueError(f"{math.prod(sizes)} combinations are too many: use search random")
        return self


class SweepJob(Job):
    """`trial` is a job of any other kind without `v`, `job_id` and `out`; paths in it are relative to this
    job's file, as everywhere. Its `seed` is this job's unless it has one."""

    kind: Literal["sweep"]
    trial: dict[str, Any]
    hparams: SweepHparams
