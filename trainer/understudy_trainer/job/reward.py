"""Jobs of kind `reward`: a model that scores answers, learned from labels of people or judges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import AdapterSpec, DataFiles, Job, ModelSpec, NotNegative, Positive
from .preference import BatchedHparams


class RewardData(DataFiles):
    """`pairs`: which of two answers is better. `labels`: a grade of 0 to 1 for each answer."""

    format: Literal["pairs", "labels"]


class RewardHparams(BatchedHparams):
    """Without evaluation files, about `held_out` of the groups (a row's `group`, else its prompt) are kept
    apart to measure on. `center` times the squared sum of a pair's scores keeps scores around zero."""

    lr: Positive = 1e-4
    epochs: Positive = 2
    held_out: Annotated[float, Field(ge=0, lt=1)] = 0.2
    center: NotNegative = 0.01


class RewardJob(Job):
    kind: Literal["reward"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: RewardData
    hparams: RewardHparams = RewardHparams()
