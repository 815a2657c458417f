"""What the trainer does with a GPU: randomly initialised models of real shapes, so that nothing has to be
downloaded and nothing is learned.

    PYTHONPATH=trainer python bench/gpu/measure.py [--shapes qwen2.5-0.5b,llama-3.2-1b,qwen2.5-7b] [--rows 32]
    PYTHONPATH=trainer python bench/gpu/measure.py --generation vllm      where that is installed
    PYTHONPATH=trainer python bench/gpu/measure.py --smoke      a tiny shape, on whatever there is, also a CPU

A line for each figure:

- the peak: bf16 products of 8192 x 8192, the best of several, in TFLOP/s
- LoRA sft: tokens/s, its share of that peak, and the highest memory against what `plan` said
- QLoRA sft: the same, where bitsandbytes and CUDA are there
- generation and update of a policy-gradient step: seconds of each and the share of generation

Operations of a step are those of duration.py: 4 a frozen weight and token, 2 more where activations are
recomputed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from understudy_trainer.environment import set_environment

set_environment()

import numpy as np  # noqa: E402
import torch  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM  # noqa: E402
from understudy_trainer.arithmetic import choose_device  # noqa: E402
from understudy_trainer.command import perform  # noqa: E402
from understudy_trainer.duration import training_passes  # noqa: E402
from understudy_trainer.events import EventLog  # noqa: E402
from understudy_trainer.generation import Generation, Speaking  # noqa: E402
from understudy_trainer.job import read_job  # noqa: E402
from understudy_trainer.run import Run  # noqa: E402
from understudy_trainer.sampler import Sampler  # noqa: E402
from understudy_trainer.stop import StopSignal  # noqa: E402

TOKENIZER = Path(__file__).resolve().parents[2] / "models/embedded/weights"
SHAPES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "qwen2.5-0.5b": (
        Qwen2Config,
        Qwen2ForCausalLM,
        {
            "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24, "num_attention_heads": 14,
            "num_key_value_heads": 2, "vocab_size": 151936, "tie_word_embeddings": True,
        },
    ),
    "llama-3.2-1b": (
        LlamaConfig,
        LlamaForCausalLM,
        {
            "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
            "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256,
            "tie_word_embeddings": True,
        },
    ),
    "qwen2.5-7b": (
        Qwen2Config,
        Qwen2ForCausalLM,
        {
            "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28,
            "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size": 152064,
            "tie_word_embeddings": False,
        },
    ),
    "tiny": (
        LlamaConfig,
        LlamaForCausalLM,
        {
            "hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 1, "vocab_size": 768, "tie_word_embeddings": True,
        },
    ),
}  # fmt: skip


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def peak(device: torch.device, side: int) -> float:
    """Floating-point operations a second of bf16 products, the best of several."""
    a = torch.randn(side, side, device=device).bfloat16()
    best = float("inf")
    for _ in range(8):
        wait(device)
        started = time.perf_counter()
        torch.mm(a, a)
        wait(device)
        best = min(best, time.perf_counter() - started)
    return 2 * side**3 / best


def make_model(name: str, folder: Path, device: torch.device) -> Path:
    """A folder with random bf16 weights of that shape, made on the device, and a tokenizer."""
    config_class, model_class, shape = SHAPES[name]
    config = config_class(**shape, max_position_embeddings=8192)
    with device:
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.bfloat16)
        model = model_class(config)
        torch.set_default_dtype(before)
    model.save_pretrained(folder)
    for file in TOKENIZER.glob("*token*"):
        (folder / file.name).write_bytes(file.read_bytes())
    del model
    return folder


class Recorder(EventLog):
    """Keeps the plan, and when each step was done."""

    def __init__(self, device: torch.device) -> None:
        super().__init__(None, None, None)
        self.plan: dict[str, Any] = {}
        self.steps: list[float] = []
        self._device = device

    def emit(self, t: str, **fields: Any) -> None:
        if t == "plan":
            self.plan = fields
        if t == "metric" and "loss" in fields:
            wait(self._device)
            self.steps.append(time.perf_counter())


def tune(
    folder: Path, model: Path, quant: str, rows: int, length: int, device: torch.device, best: float
) -> str:
    """A line about LoRA sft. The first steps warm up and are left out."""
    rng = np.random.default_rng(7)
    made = [
        {
            "input_ids": rng.integers(8, 700, length).tolist(),
            "loss_mask": [0] * (length // 2) + [1] * (length // 2),
        }
        for _ in range(rows)
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made), "utf-8")
    batch = 4
    job = {
        "v": 1, "job_id": "gpu", "kind": "sft", "out": f"out-{quant}",
        "model": {"path": str(model), "dtype": "bf16", "quant": quant}, "adapter": {"r": 16},
        "data": {"train": [{"path": "rows.jsonl"}], "format": "tokens", "max_length": length},
        "hparams": {"epochs": 1, "batch_size": batch}, "save": {"every": 10_000},
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    (folder / f"out-{quant}").mkdir()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    recorder = Recorder(device)
    perform(Run(read_job(folder / "job.json"), folder, folder / f"out-{quant}", recorder, StopSignal()))
    warm = min(2, len(recorder.steps) - 2)
    seconds = recorder.steps[-1] - recorder.steps[warm]
    speed = batch * length * (len(recorder.steps) - 1 - warm) / seconds
    plan = recorder.plan
    done = speed * plan["parameters"] * training_passes(plan["parameters"], plan["trained_parameters"])
    memory = "memory not measured on a CPU"
    if device.type == "cuda":
        memory = (
            f"{torch.cuda.max_memory_allocated() / 1e9:.1f} GB, planned {plan['memory_bytes'] / 1e9:.1f} GB"
        )
    return f"{speed:,.0f} tokens/s, {100 * done / best:.0f}% of the peak, {memory}"


def reinforce(model_folder: Path, device: torch.device, generation: str, episodes: int, new: int) -> str:
    """A line about the two halves of a policy-gradient step: `new` tokens for each of `episodes` prompts,
    then loss and gradient over them. vLLM gets the weights in the time of its generation, as in every step.
    What an environment adds is measured by bench/environment.ts."""
    from transformers import AutoModelForCausalLM
    from understudy_trainer.logprobs import row_logprobs

    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.bfloat16).to(device)
    rng = np.random.default_rng(7)
    prompt = rng.integers(8, 700, 256).tolist()
    prompts = [[*prompt, *rng.integers(8, 700, 16).tolist()] for _ in range(episodes)]
    speaking = [Speaking(ids, np.random.default_rng(row)) for row, ids in enumerate(prompts)]
    how: dict[str, Any] = {"slots": episodes, "context": 512 + new, "temperature": 1.0, "dtype": "bf16"}
    made: Generation
    if generation == "vllm":
        from understudy_trainer.vllm_generation import VllmGeneration

        made = VllmGeneration(model, model_folder, max_tokens=new, stops=[], seed=7, **how)
    else:
        made = Sampler(model, pad=0, **how)
    wait(device)
    started = time.perf_counter()
    made.wake()
    made.open(speaking)
    made.speak(lambda one: "length" if len(one.sample) == new else "")
    made.sleep()
    wait(device)
    generated = time.perf_counter() - started
    del made
    ids = torch.tensor([one.ids + one.sample for one in speaking], device=device)
    weights = torch.zeros(ids.shape, device=device)
    weights[:, len(prompts[0]) :] = 1
    started = time.perf_counter()
    for start in range(0, episodes, 4):
        sums, _ = row_logprobs(model, ids[start : start + 4], weights[start : start + 4])
        sums.sum().backward()
    wait(device)
    updated = time.perf_counter() - started
    share = 100 * generated / (generated + updated)
    speed = episodes * new / generated
    halves = f"generation {generated:.2f} s ({speed:,.0f} tokens/s), update {updated:.2f} s"
    return f"{halves}, generation's share {share:.0f}%"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", default="qwen2.5-0.5b,llama-3.2-1b,qwen2.5-7b")
    parser.add_argument("--rows", type=int, default=32)
    parser.add_argument("--generation", choices=["transformers", "vllm"], default="transformers")
    parser.add_argument("--smoke", action="store_true")
    asked = parser.parse_args()
    device = choose_device()
    if device.type == "cpu" and not asked.smoke:
        parser.error("there is no GPU here; --smoke runs a tiny shape on the CPU, whose figures mean nothing")
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    best = peak(device, 256 if asked.smoke else 8192)
    print(f"{name}: {best / 1e12:.2f} TFLOP/s of bf16 products", flush=True)
    four_bit = device.type == "cuda" and importlib.util.find_spec("bitsandbytes") is not None
    for shape in ["tiny"] if asked.smoke else asked.shapes.split(","):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            model = make_model(shape, folder / "model", device)
            rows, length = (12, 64) if asked.smoke else (asked.rows, 1024)
            for quant in ["none", "nf4"] if four_bit else ["none"]:
                line = tune(folder, model, quant, rows, length, device, best)
                print(f"{shape}, {'QLoRA' if quant == 'nf4' else 'LoRA'} sft: {line}", flush=True)
            if not four_bit:
                print(f"{shape}, QLoRA sft: left out, it needs CUDA and bitsandbytes", flush=True)
            line = reinforce(model, device, asked.generation, *((4, 8) if asked.smoke else (32, 128)))
            print(f"{shape}, policy-gradient step: {line}", flush=True)


if __name__ == "__main__":
    main()
