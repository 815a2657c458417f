"""The parts every kind of job shares: strict parsing, data, model, saving, limits, optimisation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Refuses unknown fields and quiet conversions; values do not change after parsing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Count = Annotated[int, Field(ge=1)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class ModelSpec(Strict):
    """A Hugging Face folder. `dtype` bf16 asks for bfloat16 arithmetic, fp32 forbids it, auto measures on
    CPU. `quant` nf4 loads the frozen weights under an adapter in 4 bits (QLoRA); CUDA with bitsandbytes only.
    """

    path: str
    dtype: Literal["auto", "bf16", "fp32"] = "auto"
    quant: Literal["none", "nf4"] = "none"


class AdapterSpec(Strict):
    """LoRA of rank `r`; `init_from` continues an adapter folder."""

    r: Count = 16
    alpha: Positive = 32
    targets: Literal["all-linear"] = "all-linear"
    init_from: str | None = None


class AdapterFolder(Strict):
    """A PEFT LoRA adapter of the job's model, as it was saved."""

    path: str


class DataFile(Strict):
    """A JSONL file, relative to the job file. `sha256` (hex) is checked when given."""

    path: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class DataFiles(Strict):
    """What to read. `max_length` is in tokens; longer rows are dropped and counted, or fail the job."""

    train: list[DataFile] = []
    eval: list[DataFile] = []
    max_length: Count = 4096
    overlong: Literal["drop", "fail"] = "drop"


class DataSpec(DataFiles):
    """Rows of whole conversations."""

    format: Literal["messages", "tokens"]


class SaveSpec(Strict):
    """A checkpoint every `every` optimizer steps, the newest `keep` of them kept."""

    every: Count = 100
    keep: Count = 2


class LimitSpec(Strict):
    """Wall-clock seconds for this run; at the limit the job saves and ends resumable."""

    seconds: Positive | None = None


class Optimisation(Strict):
    """Fields shared by the kinds that train. Batches hold whole rows: no packing.

    `trapezoid` is constant, then linear over the last `decay_ratio` of the steps. Every schedule but
    `constant` ends at `min_lr_ratio` of `lr`.
    """

    lr: Positive
    schedule: Literal["cosine", "linear", "constant", "trapezoid"] = "cosine"
    warmup_ratio: Fraction = 0.03
    decay_ratio: Fraction = 0.4
    min_lr_ratio: Fraction = 0.1
    weight_decay: NotNegative = 0.0
    max_grad_norm: Positive = 1.0
    threads: Count | None = None
    log_every: Count = 1


class Job(Strict):
    """Fields every kind has."""

    v: Literal[1]
    job_id: Annotated[str, Field(min_length=1, max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 7
    out: str
    save: SaveSpec = SaveSpec()
    resume: Literal["auto", "never"] = "auto"
    limits: LimitSpec = LimitSpec()
