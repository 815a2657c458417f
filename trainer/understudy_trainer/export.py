"""`export_gguf`: write the file, prove it, and leave `parity.json` for whoever runs it under llama.cpp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from . import data
from .events import dumps
from .failures import BadJob, JobFailure
from .gguf_export import write_gguf
from .gguf_lora import add_lora, write_lora
from .gguf_reference import GgufModel
from .job import ExportJob
from .run import TEMPORARY, Run, sha256, write_atomically
from .tokenizer import load

TOLERANCE = {"f32": 1e-3, "f16": 0.02, "q8_0": 0.2}  # of the logits' standard deviation, root mean square
FALLBACK_LENGTH = 24


def run_export(run: Run, job: ExportJob) -> None:
    """Export, compare logits, write the greedy continuations. Nothing keeps its final name unless it
    passed."""
    run.phase("load")
    folder = run.base / job.model.path
    model, tokenizer = load_model(folder), load(str(folder))
    separate = job.adapter is not None and job.hparams.lora == "separate"
    if job.adapter is not None:
        model = load_adapter(model, run.base / job.adapter.path)
        if not separate:
            model = model.merge_and_unload().eval()
    prompts = _prompts(job, run.base, tokenizer, model.config)
    run.phase("write")
    target = run.out / f"{job.hparams.name}.gguf"
    beside = run.out / f"{TEMPORARY}{target.name}"
    if separate:
        write_lora(model, beside, job.hparams.type, job.hparams.name)
    else:
        write_gguf(model, tokenizer, beside, job.hparams.type, job.hparams.name)
    run.phase("parity")
    written = _with_base(run, folder, tokenizer, beside) if separate else GgufModel(beside)
    error = logit_error(model, written, prompts)
    limit = TOLERANCE[job.hparams.type]
    run.events.emit("metric", logit_error=error, logit_error_limit=limit)
    if error > limit:
        raise JobFailure(
            "parity",
            f"the file's logits differ from the model's by {error:.4f} of their spread (limit {limit})",
            "Do not use the file. If the type is q8_0, try f16; otherwise please report this.",
            str(beside),
        )
    continuations = []
    for number, prompt in enumerate(prompts, 1):
        run.stop.check()
        continuations.append(
            continue_greedily(model, prompt, job.hparams.parity_tokens, tokenizer.eos_token_id)
        )
        run.events.emit("progress", step=number, total=len(prompts), eta_s=None)
    beside.replace(target)
    report = {
        "v": 1,
        "model": target.name,
        "sha256": sha256(target),
        "type": job.hparams.type,
        "adapter": separate,
        "logit_error": error,
        "eos_token_id": tokenizer.eos_token_id,
        "continuations": continuations,
    }
    write_atomically(run.out / "parity.json", dumps(report))
    run.artifact(target)
    run.artifact(run.out / "parity.json")


def load_model(folder: Path) -> Any:
    """The causal language model in `folder`, float32, on CPU, in evaluation mode."""
    from transformers import AutoModelForCausalLM

    if not (folder / "config.json").exists():
        raise BadJob(
            "no_model", "there is no config.json", "Name the folder of a Hugging Face model.", str(folder)
        )
    return AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, dtype=torch.float32, attn_implementation="sdpa"
    ).eval()


def load_adapter(model: Any, folder: Path) -> Any:
    """`model` with the LoRA adapter in `folder`, in evaluation mode."""
    from peft import PeftModel

    try:
        return PeftModel.from_pretrained(model, folder, local_files_only=True).eval()
    except (RuntimeError, ValueError, KeyError) as error:
        raise BadJob(
            "other_base",
            f"the adapter does not fit the model: {str(error).splitlines()[0][:200]}",
            "Name the model that the adapter was trained on.",
            str(folder),
        ) from error


def _with_base(run: Run, folder: Path, tokenizer: Any, adapter: Path) -> GgufModel:
    """The logits that the adapter's file gives beside a file of its model."""
    base = run.out / f"{TEMPORARY}base.gguf"
    try:
        write_gguf(load_model(folder), tokenizer, base, "f32", "base")
        together = GgufModel(base)
    finally:
        base.unlink(missing_ok=True)
    add_lora(together, adapter)
    return together


@torch.no_grad()
def logit_error(model: Any, exported: GgufModel, prompts: list[list[int]]) -> float:
    """The largest, over the prompts, root-mean-square difference of logits in units of their standard
    deviation."""
    worst = 0.0
    for prompt in prompts:
        expected = model(input_ids=torch.tensor([prompt]), use_cache=False).logits[0].float()
        found = exported.logits(prompt)
        worst = max(worst, ((found - expected).pow(2).mean().sqrt() / expected.std()).item())
    return worst


@torch.no_grad()
def continue_greedily(model: Any, prompt: list[int], count: int, end: int) -> dict[str, Any]:
    """Up to `count` greedy tokens, the end token included. `margin` is the smallest lead of a chosen token's
    logit over the next: where it is tiny, another backend's rounding may choose otherwise.
    """
    ids, cache, chosen, margin = torch.tensor([prompt]), None, [], float("inf")
    while len(chosen) < count:
        out = model(input_ids=ids, past_key_values=cache, use_cache=True)
        best = out.logits[0, -1].float().topk(2)
        chosen.append(int(best.indices[0]))
        margin = min(margin, (best.values[0] - best.values[1]).item())
        if chosen[-1] == end:
            break
        ids, cache = best.indices[:1].view(1, 1), out.past_key_values
    return {"prompt": prompt, "expected": chosen, "margin": margin}


def _prompts(job: ExportJob, base: Path, tokenizer: Any, config: Any) -> list[list[int]]:
    """Prompts that end where the model speaks, from the job's data; random tokens where there is none."""
    room = config.max_position_embeddings - job.hparams.parity_tokens
    if room < 1:
        raise BadJob(
            "parity_tokens", "leaves no room in the model's context", "Lower it.", "hparams.parity_tokens"
        )
    rng = np.random.default_rng(job.seed)
    prompts: list[list[int]] = []
    if job.data is not None:
        files = job.data.eval or job.data.train
        rows = data.load(
            job.data,
            files,
            base,
            max_length=job.data.max_length,
            vocab=config.vocab_size,
            tokenizer=lambda: tokenizer,
        )
        data.require_rows(rows, "data")
        for row in rows.kept[: job.hparams.parity_prompts]:
            starts = np.flatnonzero((row.weights[1:] > 0) & (row.weights[:-1] == 0)) + 1
            fits = starts[starts <= room]
            if len(fits):
                prompts.append(row.ids[: rng.choice(fits)].tolist())
    plain = [i for i in range(len(tokenizer)) if i not in set(tokenizer.all_special_ids)]
    while len(prompts) < job.hparams.parity_prompts:
        prompts.append(rng.choice(plain, min(FALLBACK_LENGTH, room)).tolist())
    return prompts


def header(path: Path) -> dict[str, Any]:
    """The keys of a GGUF file."""
    return {name: field.contents() for name, field in gguf.GGUFReader(path).fields.items()}
