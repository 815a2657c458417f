"""How messages of the model are made: what every way must offer to rollouts.py, and which one a job takes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from .arithmetic import choose_device
from .doctor import VLLM
from .failures import BadJob
from .job import GrpoJob

VLLM_TEMPERATURES = (0.01, 2.0)  # outside, vLLM clamps it or refuses


@dataclass(eq=False)
class Speaking:
    """A conversation in which the model speaks next. `ids` are all its tokens up to there, `uniform` is what
    its chance comes from. `sample`, `logprobs` (nats, temperature applied) and `stop`, why it ended, are the
    newest message; `in_call` is kept by whoever decides whether that message goes on."""

    ids: list[int]
    uniform: np.random.Generator
    sample: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    stop: str = ""
    in_call: bool = False

    def begin(self) -> None:
        self.sample, self.logprobs, self.stop, self.in_call = [], [], "", False


class Generation(Protocol):
    """A way to make messages of many conversations side by side."""

    def wake(self) -> None:
        """Before episodes are played: the weights may be others than last time, and no conversation is
        known."""

    def sleep(self) -> None:
        """Nothing is generated until the next `wake`: memory that only generation needs may go."""

    def open(self, new: list[Any]) -> None:
        """Take in conversations (`Speaking`)."""

    def speak(self, ending: Callable[[Any], str]) -> list[Any]:
        """Make whole messages, of at least some of the conversations: those are returned. `ending`, asked
        once after every token, says why the message ends with it; empty where it goes on."""

    def rewritten(self, one: Any) -> None:
        """The `ids` of a conversation do not go on from what they were."""

    def close(self, one: Any) -> None:
        """A conversation is over."""


def generation_of(job: GrpoJob) -> str:
    """transformers or vllm: what the job asks for, or vLLM where nothing stands in its way."""
    if job.rl.generation != "auto":
        return job.rl.generation
    return "vllm" if vllm_problem(job) is None else "transformers"


def vllm_problem(job: GrpoJob) -> BadJob | None:
    """What stands in the way of generating with vLLM."""
    other = 'or set rl.generation to "transformers"'
    low, high = VLLM_TEMPERATURES
    if importlib.util.find_spec("vllm") is None:
        get = f'python -m pip install "{VLLM}", {other}.'
        return BadJob("no_vllm", "the package vllm is not installed", get, "rl.generation")
    if choose_device().type != "cuda":
        hint = f"Run on a machine with one, {other}."
        return BadJob("vllm_needs_cuda", "vLLM needs an NVIDIA or AMD device", hint, "rl.generation")
    if job.rl.staleness:
        what = "vLLM shares the device with the update, and does not generate beside it"
        return BadJob("vllm_no_overlap", what, f"Set it to 0, {other}.", "rl.staleness")
    if job.model.quant != "none":
        what = "vLLM would hold the frozen weights whole, beside those in 4 bits"
        return BadJob("vllm_no_quant", what, f'Set it to "none", {other}.', "model.quant")
    if not low <= job.rl.temperature <= high:
        what = f"vLLM samples at temperatures from {low} to {high:g}"
        return BadJob("vllm_temperature", what, f"Choose one of them, {other}.", "rl.temperature")
    return None
