"""How long a `grpo` job will about take, as a range, and what the range rests on.

Nobody knows how long episodes are before any is played. Where that is quick and leaves no record, a few are
played for the estimate, with the job's own weights on its own tasks. Else the range reaches from a word after
the opening to a full context.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from .arithmetic import choose_device, choose_dtype, usable_cores
from .duration import seconds, training_passes
from .environment_client import Environment
from .generation import generation_of
from .job import GrpoJob
from .planning import adapter_parameters, parameters
from .policy import load_policy
from .prompting import Prompter
from .rollouts import Rollouts, Start, episode_seed
from .sampler import Sampler
from .tokenizer import load

PLAYED = 8  # episodes for an estimate
PATIENCE_S = 20  # for playing them
SMALL = 1_000_000_000  # weights; more take longer to load than anyone waits for a plan


@dataclass(frozen=True)
class _Playing:
    """Of `episodes` that were played: tokens and messages of one on average, wall seconds of all, and the
    least that they would have taken with the machine to themselves."""

    episodes: int
    tokens: float
    messages: float
    wall: float
    alone: float


def live_seconds(job: GrpoJob, base: Path, shape: dict[str, int]) -> dict[str, Any]:
    """{"seconds_low", "seconds_high", "seconds_rest_on"}, the last a sentence. Asks the environment. Raises
    as its client does, and BadJob."""
    environment = Environment(job.rl)
    try:
        info = environment.info()
        return _range(job, base, shape, environment, info)
    finally:
        environment.hang_up()


def _range(
    job: GrpoJob, base: Path, shape: dict[str, int], environment: Environment, info: dict[str, Any]
) -> dict[str, Any]:
    weights, h = parameters(shape), job.hparams
    trained = weights if job.adapter is None else adapter_parameters(shape, job.adapter.r)
    learning = weights * (h.updates * training_passes(weights, trained) + (2 if h.kl > 0 else 0))
    episodes = min(job.rl.tasks, len(info["tasks"])) * job.rl.group
    each = seconds(1.0, job.model.dtype, h.threads)
    prompter = Prompter(load(str(base / job.model.path)))
    opening = len(prompter.opening([{"role": "user", "content": ""}], info["tools"]))
    quick = 2 * weights * PLAYED * opening * each["seconds_high"] <= PATIENCE_S and weights <= SMALL
    # vLLM takes long to start, and is faster than what would be measured here.
    plays = quick and not info.get("records") and generation_of(job) == "transformers"
    played = _play(job, base, environment, prompter, info) if plays else None
    if played is None:
        speaking = 2 * weights + learning
        longest = job.rl.context
        low, high = episodes * min(opening + 1, longest) * speaking, episodes * longest * speaking
        low, high = low * each["seconds_low"], high * each["seconds_high"]
        words = (
            f"No episode was played for it: it reaches from one word after an opening of {opening} tokens "
            f"to {longest} tokens in every episode."
        )
    else:
        update = episodes * played.tokens * learning
        rounds = max(1.0, episodes / min(job.rl.slots, int(info["limits"]["episodes"])))
        fast, slow = played.alone * rounds, played.wall * max(1.0, episodes / played.episodes)
        taught = update * each["seconds_low"]
        low = max(fast, taught) if job.rl.staleness else fast + taught
        high = slow + update * each["seconds_high"]
        words = (
            f"{played.episodes} episodes were played for it, with {played.messages:.1f} messages and "
            f"{played.tokens:.0f} tokens on average, in {played.wall:.1f} s. At the lower end a step's "
            f"{episodes} take hardly longer, at the upper end each takes as long. They may become longer or "
            "shorter as the model learns."
        )
    return {"seconds_low": h.steps * low, "seconds_high": h.steps * high, "seconds_rest_on": words}


def _play(
    job: GrpoJob, base: Path, environment: Environment, prompter: Prompter, info: dict[str, Any]
) -> _Playing | None:
    """Some episodes of different tasks, side by side; None where they take too long."""
    device, threads = choose_device(), job.hparams.threads or usable_cores()
    dtype, before = choose_dtype(job.model.dtype, device), torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        model = load_policy(job.model, job.adapter, base, device, dtype).requires_grad_(False).eval()
        inner = model.get_base_model() if hasattr(model, "get_base_model") else model
        inner.set_attn_implementation("sdpa")  # that of training knows no cache
        context = min(job.rl.context, model.config.max_position_embeddings)
        count = min(PLAYED, job.rl.slots, int(info["limits"]["episodes"]))
        sampler = Sampler(
            model,
            slots=count,
            context=context,
            temperature=job.rl.temperature,
            dtype=dtype if device.type == "cuda" else "fp32",
            pad=prompter.end,
        )
        rollouts = Rollouts(
            sampler, environment, prompter, job.rl, info, policy="plan", seed=job.seed, context=context
        )
        starts = [
            Start(number % len(info["tasks"]), number, episode_seed("plan", job.seed, number))
            for number in range(count)
        ]
        began, worked = time.monotonic(), time.process_time()
        found = rollouts.play(starts, 0, lambda: time.monotonic() > began + PATIENCE_S)
        wall, worked = time.monotonic() - began, time.process_time() - worked
    finally:
        torch.set_num_threads(before)
    if found is None:
        return None
    alone = min(wall, worked / threads) if device.type == "cpu" else wall
    tokens = sum(len(row.ids) for one in found for row in one.rows)
    return _Playing(count, tokens / count, sum(one.turns for one in found) / count, wall, alone)
