"""Jobs of kind `sft`."""

from __future__ import annotations

from typing import Literal

from .base import AdapterSpec, DataSpec, Job, ModelSpec, Positive
from .preference import BatchedHparams


class SftHparams(BatchedHparams):
    """A step's loss is the mean over its supervised tokens."""

    lr: Positive = 2e-4
    epochs: Positive = 3


class SftJob(Job):
    kind: Literal["sft"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: DataSpec
    hparams: SftHparams = SftHparams()
