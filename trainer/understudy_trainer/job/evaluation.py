"""Jobs of kind `eval`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import AdapterFolder, Count, DataSpec, Job, ModelSpec, Strict


class EvalHparams(Strict):
    """`resamples` of the rows decide the intervals of means; `confidence` is their coverage. `family` is the
    field of a row that says which group it belongs to; absent in a row, the row counts in the whole only.
    """

    resamples: Annotated[int, Field(ge=100, le=100_000)] = 1000
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    family: Annotated[str, Field(min_length=1)] = "family"
    threads: Count | None = None


class EvalJob(Job):
    """Reads `data.eval`, or `data.train` where that is empty."""

    kind: Literal["eval"]
    model: ModelSpec
    adapter: AdapterFolder | None = None
    data: DataSpec
    hparams: EvalHparams = EvalHparams()
