"""The job file: its shape, defaults and limits. Parsed once here; everything after trusts it."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from .failures import BadJob

HEAD_DIM = 64  # llama.cpp generates about eight times slower with 32 (see README)


class Strict(BaseModel):
    """Refuses unknown fields and quiet conversions; values do not change after parsing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Count = Annotated[int, Field(ge=1)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class ModelSpec(Strict):
    """A Hugging Face folder. `dtype` bf16 asks for bfloat16 arithmetic, fp32 forbids it, auto measures on
    CPU."""

    path: str
    dtype: Literal["auto", "bf16", "fp32"] = "auto"


class AdapterSpec(Strict):
    """LoRA of rank `r`; `init_from` continues an adapter folder."""

    r: Count = 16
    alpha: Positive = 32
    targets: Literal["all-linear"] = "all-linear"
    init_from: str | None = None


class DataFile(Strict):
    """A JSONL file, relative to the job file. `sha256` (hex) is checked when given."""

    path: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class DataSpec(Strict):
    """What to read. `max_length` is in tokens; longer rows are dropped and counted, or fail the job."""

    train: list[DataFile] = []
    eval: list[DataFile] = []
    format: Literal["messages", "tokens"]
    max_length: Count = 4096
    overlong: Literal["drop", "fail"] = "drop"


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


class SftHparams(Optimisation):
    """`batch_size` rows a batch, fewer where `batch_tokens` (padded tokens) would be exceeded."""

    lr: Positive = 2e-4
    epochs: Positive = 3
    batch_size: Count = 8
    batch_tokens: Count | None = None
    grad_accum: Count = 1
    gradient_checkpointing: bool | None = None
    merge_adapter: bool = False


class RoleWeights(Strict):
    """How much predicting a token counts, by who speaks it; the end marker belongs to its speaker."""

    system: Fraction = 0.0
    user: Fraction = 0.0
    assistant: Fraction = 1.0
    tool: Fraction = 0.2


class Emphasis(Strict):
    """Inside tool calls, the string values of these JSON keys count `weight` times as much."""

    keys: Annotated[list[str], Field(min_length=1)]
    weight: Positive


class PretrainHparams(Optimisation):
    """A Llama of `layers` blocks and `heads` heads of 64, and how to train it from nothing.

    The first steps, `copy_steps` of them or fewer once their loss is under `copy_until`, see only random
    strings repeated; after them a `copy_fraction` of each batch is such rows. Strings have copy_min..copy_max
    tokens; rows of the first phase have `copy_length` tokens. `steps` counts the steps after it. `muon_lr`
    trains the matrices of the blocks with Muon and leaves the rest to AdamW. `continue_from` is a folder
    whose weights (of the same shape) and tokenizer are taken instead of new ones.
    """

    layers: Count = 4
    heads: Count = 3
    kv_heads: Count | None = None
    ffn: Count = 512
    vocab: Annotated[int, Field(ge=300, le=200_000)] = 1024
    ctx: Count = 2048
    rope_theta: Positive = 10_000
    tokenizer: str | None = None
    start: Literal["random", "copying"] = "random"
    continue_from: str | None = None
    lr: Positive = 1e-3
    muon_lr: Positive | None = None
    beta2: Annotated[float, Field(gt=0, lt=1)] = 0.95
    steps: Count = 1000
    batch_tokens: Count = 8192
    role_weights: RoleWeights = RoleWeights()
    emphasis: Emphasis | None = None
    copy_steps: Annotated[int, Field(ge=0)] = 0
    copy_until: NotNegative = 0.05
    copy_fraction: Fraction = 0.0
    copy_min: Count = 2
    copy_max: Count = 32
    copy_length: Annotated[int, Field(ge=8)] = 64
    dtype: Literal["auto", "bf16", "fp32"] = "auto"
    eval_every: Count = 500

    @model_validator(mode="after")
    def _consistent(self) -> PretrainHparams:
        if self.start == "copying" and (
            self.heads < 3 or self.layers < 2 or self.kv_heads not in (None, self.heads)
        ):
            raise ValueError('start "copying" needs at least 3 heads, 2 layers, and kv_heads equal to heads')
        if self.heads % (self.kv_heads or self.heads):
            raise ValueError("heads must be a multiple of kv_heads")
        if self.copy_min > self.copy_max or self.copy_max * 2 > self.copy_length:
            raise ValueError("needs copy_min <= copy_max <= copy_length / 2")
        if self.copy_length > self.ctx:
            raise ValueError("copy_length must not exceed ctx")
        return self


class ExportHparams(Strict):
    """`name` becomes the file name: give every artifact a new one, llama.cpp bindings cache by path."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = "model"
    type: Literal["f16", "f32", "q8_0"] = "f16"
    parity_prompts: Count = 20
    parity_tokens: Count = 32


class Job(Strict):
    """Fields every kind has."""

    v: Literal[1]
    job_id: Annotated[str, Field(min_length=1, max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 7
    out: str
    save: SaveSpec = SaveSpec()
    resume: Literal["auto", "never"] = "auto"
    limits: LimitSpec = LimitSpec()


class PretrainJob(Job):
    kind: Literal["pretrain"]
    data: DataSpec
    hparams: PretrainHparams = PretrainHparams()


class SftJob(Job):
    kind: Literal["sft"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    data: DataSpec
    hparams: SftHparams = SftHparams()


class ExportJob(Job):
    kind: Literal["export_gguf"]
    model: ModelSpec
    data: DataSpec | None = None
    hparams: ExportHparams = ExportHparams()


AnyJob = PretrainJob | SftJob | ExportJob
KINDS: dict[str, type[AnyJob]] = {"pretrain": PretrainJob, "sft": SftJob, "export_gguf": ExportJob}
_ANY_JOB: TypeAdapter[AnyJob] = TypeAdapter(Annotated[AnyJob, Field(discriminator="kind")])


def read_job(path: Path) -> AnyJob:
    """The job in `path`. Raises BadJob for the first problem."""
    job, problems = inspect_job(path)
    if job is None:
        raise problems[0]
    return job


def inspect_job(path: Path) -> tuple[AnyJob | None, list[BadJob]]:
    """The job, or every problem found in the file."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return None, [
            BadJob("unreadable", f"cannot be read ({error.strerror})", "Check the path.", str(path))
        ]
    except ValueError as error:
        return None, [BadJob("not_json", f"is not JSON: {error}", "Fix the syntax there.", str(path))]
    try:
        return _ANY_JOB.validate_python(raw), []
    except ValidationError as error:
        return None, [_explain(item, raw, path) for item in error.errors(include_url=False)]


def _explain(item: Any, raw: Any, path: Path) -> BadJob:
    """A pydantic error in a person's words, with the place as a dotted path and a remedy."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    loc = [part for index, part in enumerate(item["loc"]) if not (index == 0 and part == kind)]
    place = f"{path.name}: {'.'.join(str(part) for part in loc)}" if loc else path.name
    given = item.get("input")
    match item["type"]:
        case "extra_forbidden":
            known = _fields_at(kind, loc[:-1])
            near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(sorted(known))}."
            return BadJob("unknown_field", f"unknown field `{loc[-1]}`", hint, place)
        case "missing":
            return BadJob(
                "missing_field", f"`{loc[-1]}` is required", "Add it; README.md has an example.", place
            )
        case "union_tag_invalid" | "union_tag_not_found":
            return BadJob(
                "unknown_kind", f"kind {kind!r} is not known", f"Use one of: {', '.join(KINDS)}.", path.name
            )
        case _:
            shown = json.dumps(given, default=str)[:80]
            return BadJob("bad_value", f"{item['msg']} (given: {shown})", "Correct the value.", place)


def _fields_at(kind: Any, loc: list[Any]) -> list[str]:
    """The field names known at a place in a job of this kind."""
    model: Any = KINDS.get(kind) if isinstance(kind, str) else None
    for part in loc:
        if isinstance(part, int) or model is None:
            continue
        model = _model_of(model.model_fields[part].annotation)
    return list(model.model_fields) if model is not None else []


def _model_of(annotation: Any) -> Any:
    """The pydantic model inside an annotation such as `list[DataFile]` or `DataSpec | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_of(inner)
        if found is not None:
            return found
    return None
