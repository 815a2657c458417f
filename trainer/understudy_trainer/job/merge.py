"""Jobs of kind `merge`: several adapters, or several checkpoints of one shape, become one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Count, DataSpec, Job, ModelSpec, Positive, Strict


class MergeInput(Strict):
    """A folder: an adapter, or a model of the same shape as the others. `weight` multiplies what it changes
    and may be negative; null is an equal share (1 for the ties methods, which take means themselves)."""

    path: str
    weight: float | None = None


class MergeHparams(Strict):
    """`linear` sums what the inputs change. `ties` keeps the `density` largest changes of each input's
    tensor and of these, number by number, the mean of those that agree with the majority's sign (`majority`:
    of their sum, or of their count). `dare_linear` and `dare_ties` keep a random `density` of the changes,
    scaled up, instead. `svd`, for adapters, is the best sum of rank `rank` (default: the largest one's).

    On adapters, ties and dare work on their two factors and need equal ranks; with `rank`, they work on the
    products, cut to that rank. `scale` multiplies the merged change of checkpoints.
    """

    method: Literal["linear", "ties", "dare_linear", "dare_ties", "svd"] = "linear"
    density: Annotated[float, Field(gt=0, le=1)] = 0.5
    majority: Literal["total", "frequency"] = "total"
    rank: Count | None = None
    scale: Positive = 1.0


class MergeJob(Job):
    """`model` is the common ancestor: of adapters their base, of checkpoints what each was tuned from.
    Without it, checkpoints can be averaged only. The rows of `data.eval` are predicted by every input and by
    the result."""

    kind: Literal["merge"]
    model: ModelSpec | None = None
    inputs: Annotated[list[MergeInput], Field(min_length=2)]
    data: DataSpec | None = None
    hparams: MergeHparams = MergeHparams()

    @model_validator(mode="after")
    def _consistent(self) -> MergeJob:
        if all(one.weight == 0 for one in self.inputs):
            raise ValueError("every weight is 0")
        return self

    def weights(self) -> list[float]:
        """The weight of each input."""
        equal = 1.0 if self.hparams.method in ("ties", "dare_ties") else 1 / len(self.inputs)
        return [equal if one.weight is None else one.weight for one in self.inputs]
