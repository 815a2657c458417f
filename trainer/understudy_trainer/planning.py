"""`validate` and `plan`: what can be known about a job before it runs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from . import data
from .failures import BadJob, JobFailure
from .job import HEAD_DIM, AnyJob, ExportJob, PretrainHparams, PretrainJob, SftJob

if TYPE_CHECKING:
    from .run import Run

TRAINED_BYTES = 16  # float32 weight, gradient and two AdamW moments
LOADED_BYTES = 4
BASE_BYTES = 900_000_000  # an interpreter with torch, transformers and TRL loaded, measured
DROPPED_WORTH_A_WARNING = 0.1  # of the rows kept
ACTIVATION_FLOATS = 40  # float32 values kept a layer, token and hidden unit, measured roughly


def check_files(job: AnyJob, base: Path) -> list[JobFailure]:
    """Problems with the files the job names: missing, changed, or not what they should be."""
    problems: list[JobFailure] = []
    for file in [] if job.data is None else job.data.train + job.data.eval:
        try:
            data.read_checked(base / file.path, file.sha256)
        except JobFailure as failure:
            problems.append(failure)
    if not isinstance(job, ExportJob) and not job.data.train:
        problems.append(BadJob("no_data", "no training file", "Name at least one file.", "data.train"))
    folders: list[tuple[str, str | None, str]] = []
    if isinstance(job, PretrainJob):
        folders.append(("hparams.tokenizer", job.hparams.tokenizer, "tokenizer.json"))
    else:
        folders.append(("model.path", job.model.path, "config.json"))
    if isinstance(job, SftJob) and job.adapter is not None:
        folders.append(("adapter.init_from", job.adapter.init_from, "adapter_config.json"))
    for place, folder, needed in folders:
        if folder is not None and not (base / folder / needed).is_file():
            message = f"{base / folder} holds no {needed}"
            problems.append(BadJob("no_model", message, "Name a local Hugging Face folder.", place))
    return problems


def make_plan(job: AnyJob, base: Path) -> dict[str, Any]:
    """Rows, tokens, steps and a memory estimate. Reads and tokenises the data; loads no weights."""
    if isinstance(job, ExportJob):
        shape = read_shape(base / job.model.path)
        count = parameters(shape)
        return {"parameters": count, "memory_bytes": BASE_BYTES + 2 * LOADED_BYTES * count}
    if isinstance(job, PretrainJob):
        from .pretrain import make_tokenizer, read_rows

        tokenizer = make_tokenizer(job, base)
        train, evaluation = read_rows(job, base, tokenizer)
        shape = pretrain_shape(job.hparams, len(tokenizer))
        steps, batch = job.hparams.copy_steps + job.hparams.steps, job.hparams.batch_tokens
        trained = parameters(shape)
    else:
        from . import sft

        train, evaluation = sft.read_rows(job, base)
        shape = read_shape(base / job.model.path)
        batches = sft.plan_batches(job, [len(row.ids) for row in train.kept])
        steps = math.ceil(len(batches) / job.hparams.grad_accum)
        batch = sft.padded_tokens(batches, train.kept)
        trained = parameters(shape) if job.adapter is None else adapter_parameters(shape, job.adapter.r)
    return {
        **train.summary(),
        "eval": evaluation.summary(),
        "steps": steps,
        "parameters": parameters(shape),
        "trained_parameters": trained,
        "memory_bytes": memory_bytes(shape, trained, batch),
    }


def memory_bytes(shape: dict[str, int], trained: int, batch: int) -> int:
    """Estimated peak memory: `trained` weights of a model of that shape, `batch` padded tokens at a time."""
    memory = BASE_BYTES + LOADED_BYTES * parameters(shape) + TRAINED_BYTES * trained
    return memory + 4 * batch * (ACTIVATION_FLOATS * shape["layers"] * shape["hidden"] + shape["vocab"])


def announce(
    run: Run, rows: data.Rows, shape: dict[str, int], trained: int, batch: int, **fields: Any
) -> None:
    """The `plan` event, and a warning for what a person should look at before waiting for the result."""
    needed = memory_bytes(shape, trained, batch)
    run.events.emit(
        "plan",
        **rows.summary(),
        parameters=parameters(shape),
        trained_parameters=trained,
        memory_bytes=needed,
        **fields,
    )
    dropped = sum(rows.dropped.values())
    if dropped > len(rows.kept) * DROPPED_WORTH_A_WARNING:
        reasons = ", ".join(f"{count} {reason}" for reason, count in rows.dropped.items())
        run.events.emit(
            "warning",
            code="rows_dropped",
            message=f"{dropped} of {dropped + len(rows.kept)} rows are left out: {reasons}",
            hint="README.md, Data, says what each reason means.",
        )
    available = psutil.virtual_memory().available
    if fields.get("device") == "cpu" and needed > available:
        run.events.emit(
            "warning",
            code="memory",
            message=f"needs about {needed / 1e9:.1f} GB, {available / 1e9:.1f} GB are free",
            hint="Lower hparams.batch_tokens or batch_size, or close other programs.",
        )


def pretrain_shape(hparams: PretrainHparams, vocab: int) -> dict[str, int]:
    """The shape that `pretrain` builds."""
    kv = (hparams.kv_heads or hparams.heads) * HEAD_DIM
    return {
        "hidden": hparams.heads * HEAD_DIM,
        "layers": hparams.layers,
        "ffn": hparams.ffn,
        "attention": hparams.heads * HEAD_DIM,
        "kv": kv,
        "vocab": vocab,
        "tables": 2,
    }


def read_shape(folder: Path) -> dict[str, int]:
    """The shape in a model folder's config.json, as far as estimates need it."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text("utf-8"))
        heads = config["num_attention_heads"]
        head_dim = config.get("head_dim") or config["hidden_size"] // heads
        return {
            "hidden": config["hidden_size"],
            "layers": config["num_hidden_layers"],
            "ffn": config["intermediate_size"],
            "attention": heads * head_dim,
            "kv": config.get("num_key_value_heads", heads) * head_dim,
            "vocab": config["vocab_size"],
            "tables": 1 if config.get("tie_word_embeddings") else 2,
        }
    except (OSError, ValueError, KeyError) as error:
        message = f"cannot be read as a model's configuration ({error!r})"
        raise BadJob("no_model", message, "Name a local Hugging Face folder.", str(path)) from error


def parameters(shape: dict[str, int]) -> int:
    """Weights of a Llama-like model: attention, gated feed-forward, norms, embedding tables."""
    hidden = shape["hidden"]
    layer = hidden * (2 * shape["attention"] + 2 * shape["kv"] + 3 * shape["ffn"] + 2)
    return shape["layers"] * layer + hidden + shape["tables"] * shape["vocab"] * hidden


def adapter_parameters(shape: dict[str, int], rank: int) -> int:
    """Weights of LoRA on every linear layer of the blocks: rank * (in + out) each."""
    hidden = shape["hidden"]
    pairs = 2 * (hidden + shape["attention"]) + 2 * (hidden + shape["kv"]) + 3 * (hidden + shape["ffn"])
    return shape["layers"] * rank * pairs
