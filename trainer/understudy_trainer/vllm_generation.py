"""Generation by vLLM, in this process and on the device that trains.

Before each step's episodes the engine wakes up and gets the weights as they are, an adapter added to them;
after them it sleeps, so that the update has its memory. Every message has a seed of its own. What vLLM
computes differs from what the update computes by rounding, which the loss corrects for (policy_loss.py).

Written from the source of vLLM 0.28.0 (`LLM`: generate, apply_model, sleep, wake_up, reset_prefix_cache) and
run against a stand-in for these only (tests/fake_vllm.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from .failures import JobFailure, is_out_of_memory
from .generation import Speaking
from .planning import read_shape
from .policy import effective_weights

DTYPES = {"bf16": "bfloat16", "fp32": "float32"}
SEEDS = 2**32


class VllmGeneration:
    """A `Generation`. `stops` are tokens after which no message goes on; the caller's `ending` cuts the
    others."""

    def __init__(
        self,
        model: Any,
        folder: Path,
        *,
        slots: int,
        context: int,
        temperature: float,
        max_tokens: int,
        stops: list[int],
        dtype: str,
        seed: int,
    ) -> None:
        """`folder` is where `model` was loaded from. Raises JobFailure where vLLM does not start."""
        self._model, self._temperature = model, temperature
        self._max_tokens, self._stops = max_tokens, stops
        self._speaking: list[Any] = []
        shape = read_shape(folder)
        token_bytes = 2 * shape["layers"] * shape["kv"] * (2 if dtype == "bf16" else 4)
        try:
            import vllm

            self._sampling = vllm.SamplingParams
            self._engine = vllm.LLM(
                model=str(folder),
                dtype=DTYPES[dtype],
                seed=seed,
                max_model_len=context,
                max_num_seqs=slots,
                # One conversation more than there are: places are given out in blocks. This decides, and the
                # share below only asks that so much of the device is free at the start.
                kv_cache_memory_bytes=(slots + 1) * context * token_bytes,
                gpu_memory_utilization=0.05,
                enable_prefix_caching=True,
                enable_sleep_mode=True,
                logprobs_mode="processed_logprobs",  # temperature applied
            )
            self.sleep()
        except Exception as error:
            if is_out_of_memory(error):
                raise
            raise JobFailure(
                "vllm_failed",
                f"vLLM did not start ({type(error).__name__}: {error})"[:500],
                'The log on stderr says more. With rl.generation "transformers" and another `out` the job '
                "does without it.",
                "rl.generation",
            ) from error

    def wake(self) -> None:
        self._speaking = []
        torch.cuda.empty_cache()  # what the update's allocator keeps for later, vLLM cannot have
        self._engine.wake_up(tags=["weights"])
        self._engine.apply_model(self._give_weights)
        self._engine.wake_up(tags=["kv_cache"])
        self._engine.reset_prefix_cache()

    def sleep(self) -> None:
        self._engine.sleep(level=2)  # the weights are given anew anyway

    def open(self, new: list[Any]) -> None:
        self._speaking += new

    def rewritten(self, one: Any) -> None:
        """Nothing to do: every message begins from the whole conversation, whose known beginning vLLM finds
        in its cache."""

    def close(self, one: Any) -> None:
        self._speaking.remove(one)

    def speak(self, ending: Callable[[Any], str]) -> list[Any]:
        speaking = list(self._speaking)
        if not speaking:
            return []
        outputs = self._engine.generate(
            [{"prompt_token_ids": one.ids} for one in speaking],
            [self._parameters(one) for one in speaking],
            use_tqdm=False,
        )
        for one, output in zip(speaking, outputs, strict=True):
            one.begin()
            made = output.outputs[0]
            for token, known in zip(made.token_ids, made.logprobs, strict=True):
                one.sample.append(int(token))
                one.logprobs.append(float(known[token].logprob))
                one.stop = ending(one)
                if one.stop:
                    break
            else:
                raise JobFailure(
                    "vllm_failed",
                    f"vLLM left a message of {len(one.sample)} tokens unfinished ({made.finish_reason})",
                    "Run the same job again: it goes on from its last checkpoint.",
                    "rl.generation",
                )
        return speaking

    def _parameters(self, one: Speaking) -> Any:
        return self._sampling(
            temperature=self._temperature,
            max_tokens=self._max_tokens,
            stop_token_ids=self._stops,
            ignore_eos=True,  # the end token is among ours; those of generation_config.json are not asked
            logprobs=0,  # of the sampled token alone
            seed=int(one.uniform.integers(SEEDS)),
            detokenize=False,
        )

    @torch.no_grad()
    def _give_weights(self, theirs: Any) -> None:
        """Raises JobFailure where vLLM's model has weights that ours does not give it."""
        loaded = theirs.load_weights(effective_weights(self._model))
        if loaded is None:  # a model of vLLM's that keeps no account
            return
        missing = sorted({name for name, _ in theirs.named_parameters()} - loaded)
        if missing:
            raise JobFailure(
                "vllm_failed",
                f"vLLM names {len(missing)} weights of this model otherwise, {missing[0]} among them",
                'Use rl.generation "transformers" and another `out`.',
                "rl.generation",
            )
