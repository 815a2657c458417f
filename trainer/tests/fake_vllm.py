"""A stand-in for the package vllm: the part of its interface that vllm_generation.py calls, by the names and
rules of version 0.28.0, over a transformers model. It refuses what vLLM would refuse or answer wrongly: a
generation with weights or cache asleep, or with a prefix cache from before the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoModelForCausalLM

FUSED = {"q_proj": "qkv_proj", "k_proj": "qkv_proj", "v_proj": "qkv_proj"}
FUSED |= {"gate_proj": "gate_up_proj", "up_proj": "gate_up_proj"}
PARTS = {"weights", "kv_cache"}

engines: list[LLM] = []  # every one that was started


@dataclass(kw_only=True)
class SamplingParams:
    temperature: float
    max_tokens: int
    stop_token_ids: list[int]
    ignore_eos: bool
    logprobs: int
    seed: int
    detokenize: bool


@dataclass
class Logprob:
    logprob: float


@dataclass
class CompletionOutput:
    token_ids: list[int]
    logprobs: list[dict[int, Logprob]]
    finish_reason: str | None


@dataclass
class RequestOutput:
    outputs: list[CompletionOutput]


def fused(name: str) -> str:
    """vLLM keeps some projections in one matrix, under a name of its own."""
    return ".".join(FUSED.get(part, part) for part in name.split("."))


class Weights:
    """What `apply_model` hands out: vLLM's model, as far as its weights go."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def named_parameters(self) -> Iterator[tuple[str, torch.Tensor]]:
        yield from {fused(name): weight for name, weight in self._model.named_parameters()}.items()

    def load_weights(self, weights: Iterable[tuple[str, torch.Tensor]]) -> set[str]:
        own = dict(self._model.named_parameters())
        found = set()
        for name, weight in weights:
            if name == "lm_head.weight" and name not in own:
                continue  # tied
            own[name].data.copy_(weight)
            found.add(fused(name))
        return found


class LLM:
    def __init__(
        self,
        model: str,
        *,
        dtype: str,
        seed: int,
        max_model_len: int,
        max_num_seqs: int,
        kv_cache_memory_bytes: int,
        gpu_memory_utilization: float,
        enable_prefix_caching: bool,
        enable_sleep_mode: bool,
        logprobs_mode: str,
    ) -> None:
        assert enable_sleep_mode and logprobs_mode == "processed_logprobs" and kv_cache_memory_bytes > 0
        self.model = AutoModelForCausalLM.from_pretrained(model, dtype=getattr(torch, dtype)).eval()
        self.most, self.slots = max_model_len, max_num_seqs
        self.awake, self.cached, self.level = set(PARTS), False, 0
        self.before_generating: Callable[[], None] = lambda: None
        self.generations = 0
        engines.append(self)

    def sleep(self, level: int = 1) -> None:
        self.awake, self.level = set(), level
        if level == 2:
            for weight in self.model.parameters():
                weight.data.fill_(float("nan"))

    def wake_up(self, tags: list[str] | None = None) -> None:
        self.awake |= PARTS if tags is None else set(tags)

    def apply_model(self, func: Callable[[Any], Any]) -> list[Any]:
        assert "weights" in self.awake, "weights are written to memory that sleeps"
        self.cached = True
        return [func(Weights(self.model))]

    def reset_prefix_cache(self) -> bool:
        self.cached = False
        return True

    @torch.no_grad()
    def generate(
        self, prompts: list[dict[str, list[int]]], sampling_params: list[SamplingParams], *, use_tqdm: bool
    ) -> list[RequestOutput]:
        assert self.awake == PARTS and not self.cached
        self.before_generating()
        self.generations += 1
        rows = [list(prompt["prompt_token_ids"]) for prompt in prompts]
        chance = [torch.Generator().manual_seed(one.seed) for one in sampling_params]
        made = [CompletionOutput([], [], None) for _ in rows]
        while any(one.finish_reason is None for one in made):
            going = [place for place, one in enumerate(made) if one.finish_reason is None]
            longest = max(len(rows[place]) for place in going)
            ids = torch.tensor([rows[place] + [0] * (longest - len(rows[place])) for place in going])
            logits = self.model(input_ids=ids).logits.float()
            for at, place in enumerate(going):
                asked, one = sampling_params[place], made[place]
                logprobs = torch.log_softmax(logits[at, len(rows[place]) - 1] / asked.temperature, -1)
                token = int(torch.multinomial(logprobs.exp(), 1, generator=chance[place]))
                one.token_ids.append(token)
                one.logprobs.append({token: Logprob(float(logprobs[token]))})
                rows[place].append(token)
                if token in asked.stop_token_ids:
                    one.finish_reason = "stop"
                elif len(one.token_ids) == asked.max_tokens or len(rows[place]) == self.most:
                    one.finish_reason = "length"
        return [RequestOutput([one]) for one in made]
