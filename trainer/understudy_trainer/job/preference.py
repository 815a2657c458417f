"""Jobs of kinds `dpo` and `kto`: learning from what was preferred, and from what was good or bad."""

from __future__ import annotations

from typing import Literal

from .base import AdapterSpec, Count, DataFiles, Job, ModelSpec, NotNegative, Optimisation, Positive


class BatchedHparams(Optimisation):
    """What kinds over planned batches share. A batch has `batch_size` rows, fewer where `batch_tokens`
    (padded tokens; a pair counts both answers) would be exceeded; a step averages over `grad_accum` batches.
    The evaluation rows are looked at every `eval_every` steps (null: at the end only)."""

    epochs: Positive = 1
    batch_size: Count = 8
    batch_tokens: Count | None = None
    grad_accum: Count = 1
    gradient_checkpointing: bool | None = None
    merge_adapter: bool = False
    eval_every: Count | None = None


class DpoHparams(BatchedHparams):
    """`beta` holds the policy near where it started, the more the larger it is. `loss`: sigmoid is DPO, ipo
    does not chase pairs that are already told apart. `sft_weight` adds so much of the chosen answers' mean
    cross-entropy a token, which keeps their probability from falling."""

    lr: Positive = 5e-6
    beta: Positive = 0.1
    loss: Literal["sigmoid", "ipo"] = "sigmoid"
    sft_weight: NotNegative = 0.0


class KtoHparams(BatchedHparams):
    """`beta` as in DPO. The weights of good and bad rows; where null, the rarer label weighs as much more as
    it is rarer, so that both count the same in sum. The KL estimate of a step comes from its own rows, each
    answer under another row's prompt: a step needs at least two rows, better 8 and more."""

    lr: Positive = 5e-6
    beta: Positive = 0.1
    batch_size: Count = 16
    desirable_weight: Positive | None = None
    undesirable_weight: Positive | None = None


class PairData(DataFiles):
    """Rows of two answers to one prompt."""

    format: Literal["pairs"]


class KtoData(DataFiles):
    """Rows of one answer and whether it was good."""

    format: Literal["kto"]


class DpoJob(Job):
    kind: Literal["dpo"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: PairData
    hparams: DpoHparams = DpoHparams()


class KtoJob(Job):
    kind: Literal["kto"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: KtoData
    hparams: KtoHparams = KtoHparams()
