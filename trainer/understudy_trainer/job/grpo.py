"""Jobs of kind `grpo`: reinforcement learning on live episodes that an environment server plays."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import AdapterSpec, Count, Fraction, Job, ModelSpec, NotNegative, Optimisation, Positive, Strict

ADVANTAGES = {"dapo": "std", "dr_grpo": "mean", "gspo": "std"}
CLIPS = {"dapo": (0.2, 0.28), "dr_grpo": (0.2, 0.2), "gspo": (3e-4, 4e-4)}


class RlSpec(Strict):
    """Where episodes are played and how many of them. A step plays `tasks` groups of `group` episodes.

    `env_url` is the server's address, `token_env` the environment variable with its token. An episode ends
    after `max_turns` messages of the model (or the pack's own limit), a message after `max_tokens` tokens,
    and a conversation holds `context` tokens. `slots` episodes are played side by side. `generation` auto is
    vLLM where it is installed and fits the job, else our own over transformers; it is not the default as long
    as vLLM was never run with it. `staleness` 1 plays the next step's episodes while this step's update is
    computed, with the weights from before it. `budget` adaptive gives uncertain tasks more episodes and
    settled ones none. `process` adds rewards of single turns: penalties for what the process rules hold
    against a turn, shaped for the progress it made.
    """

    env_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+$")]
    token_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] = "UNDERSTUDY_ENV_TOKEN"
    tasks: Count = 8
    group: Annotated[int, Field(ge=2, le=256)] = 8
    max_turns: Count = 24
    max_tokens: Count = 128
    context: Count = 4096
    temperature: Positive = 1.0
    slots: Count = 64
    generation: Literal["auto", "transformers", "vllm"] = "transformers"
    staleness: Literal[0, 1] = 0
    budget: Literal["uniform", "adaptive"] = "uniform"
    process: Literal["none", "penalties", "shaped", "both"] = "none"
    process_weight: NotNegative = 0.3


class GrpoHparams(Optimisation):
    """`steps` times: play, then `updates` optimizer steps over what was played, in parts of at most
    `batch_tokens` padded tokens. `advantage` and the clip range have the default of their `loss`. `kl` weighs
    the divergence from the model before training. `importance_cap` bounds the weight of a token that an older
    policy sampled. A whole episode is shown every `sample_every` steps.
    """

    lr: Positive = 1e-5
    schedule: Literal["cosine", "linear", "constant", "trapezoid"] = "constant"
    warmup_ratio: Fraction = 0.0
    steps: Count = 100
    loss: Literal["dapo", "dr_grpo", "gspo"] = "dapo"
    advantage: Literal["std", "mean", "rloo"] | None = None
    clip_low: Annotated[float, Field(gt=0, lt=1)] | None = None
    clip_high: Positive | None = None
    kl: NotNegative = 0.0
    updates: Count = 1
    importance_cap: Annotated[float, Field(ge=1)] = 2.0
    batch_tokens: Count = 8192
    gradient_checkpointing: bool | None = None
    merge_adapter: bool = False
    sample_every: Count = 10

    @property
    def clip(self) -> tuple[float, float]:
        """(below 1, above 1)."""
        low, high = CLIPS[self.loss]
        return (
            low if self.clip_low is None else self.clip_low,
            high if self.clip_high is None else self.clip_high,
        )

    @property
    def normalisation(self) -> str:
        return ADVANTAGES[self.loss] if self.advantage is None else self.advantage


class GrpoJob(Job):
    kind: Literal["grpo"]
    model: ModelSpec
    adapter: AdapterSpec | None = None
    rl: RlSpec
    hparams: GrpoHparams = GrpoHparams()

    @model_validator(mode="after")
    def _consistent(self) -> GrpoJob:
        if self.rl.max_tokens >= self.rl.context:
            raise ValueError("rl.max_tokens must be smaller than rl.context")
        return self
