"""Jobs of kind `sft`."""

from __future__ import annotations

from typing import Literal

from .base import AdapterSpec, Count, DataSpec, Job, ModelSpec, Optimisation, Positive


class SftHparams(Optimisation):
    """`batch_size` rows a batch, fewer where `batch_tokens` (padded tokens) would be exceeded."""

    lr: Positive = 2e-4
    epochs: Positive = 3
    batch_size: Count = 8
    batch_tokens: Count | None = None
    grad_accum: Count = 1
    gradient_checkpointing: bool | None = None
    merge_adapter: bool = False


class SftJob(Job):
    kind: Literal["sft"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: DataSpec
    hparams: SftHparams = SftHparams()
