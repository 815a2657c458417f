"""Which settings a sweep tries: every combination of a grid, or draws of a random search. Decided by the job
alone, so that a resumed sweep tries the same."""

from __future__ import annotations

import copy
import itertools
import math
import random
from pathlib import Path
from typing import Any

from .failures import BadJob
from .job import SweepHparams, SweepJob

PATHS = frozenset(
    {"path", "init_from", "tokenizer", "continue_from"}
)  # fields that hold a path, at any depth


def settings(hparams: SweepHparams, seed: int) -> list[dict[str, Any]]:
    """The values of every trial by dotted path. A random search draws each trial independently; draws that
    repeat an earlier trial are drawn again where there is anything else to draw."""
    names = list(hparams.space)
    if hparams.search == "grid":
        lists = [space.values or [] for space in hparams.space.values()]
        return [dict(zip(names, values, strict=True)) for values in itertools.product(*lists)]
    rng = random.Random(seed)
    trials: list[dict[str, Any]] = []
    wanted = hparams.trials or 0
    for _ in range(100 * wanted):
        drawn = {name: _draw(hparams, name, rng) for name in names}
        if drawn not in trials:
            trials.append(drawn)
        if len(trials) == wanted:
            break
    return trials


def _draw(hparams: SweepHparams, name: str, rng: random.Random) -> Any:
    space = hparams.space[name]
    if space.values is not None or space.low is None or space.high is None:
        return rng.choice(space.values or [])
    if space.log:
        value = math.exp(rng.uniform(math.log(space.low), math.log(space.high)))
    else:
        value = rng.uniform(space.low, space.high)
    value = min(max(value, space.low), space.high)
    return round(value) if space.whole else float(f"{value:.6g}")


def trial_document(job: SweepJob, base: Path, number: int, values: dict[str, Any]) -> dict[str, Any]:
    """The job of one trial, to run in a folder of its own: its paths are absolute. Raises
    BadJob for a setting that has no place in it."""
    document = _absolute(copy.deepcopy(job.trial), base)
    for name, value in values.items():
        *parents, last = name.split(".")
        place = document
        for parent in parents:
            place = place.setdefault(parent, {})
            if not isinstance(place, dict):
                raise BadJob(
                    "bad_space",
                    f"`{name}` leads through `{parent}`, which holds no fields in the trial",
                    "Give the trial that part, or leave the setting out.",
                    "hparams.space",
                )
        place[last] = value
    identity = {"v": 1, "job_id": f"{job.job_id}-{number:03d}", "out": "out"}
    return {"seed": job.seed} | document | identity


def _absolute(value: Any, base: Path) -> Any:
    if isinstance(value, list):
        return [_absolute(item, base) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: str((base / item).resolve()) if key in PATHS and isinstance(item, str) else _absolute(item, base)
        for key, item in value.items()
    }
