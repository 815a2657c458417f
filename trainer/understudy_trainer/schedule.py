"""Learning rate over the steps of a phase, as a factor of its peak."""

from __future__ import annotations

import math

from .job import Optimisation


def lr_factor(hparams: Optimisation, step: int, total: int) -> float:
    """Factor for optimizer step `step` (0-based) of `total`: linear warm-up over `warmup_ratio` of the steps,
    then the schedule down to `min_lr_ratio` at the last one.
    """
    warmup = math.ceil(hparams.warmup_ratio * total)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    left = 1 - (step - warmup) / max(1, total - warmup)
    match hparams.schedule:
        case "constant":
            return 1.0
        case "linear":
            shape = left
        case "trapezoid":
            shape = min(1.0, (1 - step / total) / hparams.decay_ratio) if hparams.decay_ratio else 1.0
        case "cosine":
            shape = 0.5 * (1 - math.cos(math.pi * left))
    return hparams.min_lr_ratio + (1 - hparams.min_lr_ratio) * shape
