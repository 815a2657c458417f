"""Jobs of kind `pretrain`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Count, DataSpec, Fraction, Job, NotNegative, Optimisation, Positive, Strict

HEAD_DIM = 64  # llama.cpp generates about eight times slower with 32 (see README)


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


class PretrainJob(Job):
    kind: Literal["pretrain"]
    data: DataSpec
    hparams: PretrainHparams = PretrainHparams()
