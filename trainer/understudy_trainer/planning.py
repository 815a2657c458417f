"""`validate` and `plan`: what can be known about a job before it runs."""

from __future__ import annotations

import importlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from . import data
from .batches import padded_tokens, plan_batches
from .duration import seconds, training_passes
from .failures import BadJob, JobFailure
from .job import (
    HEAD_DIM,
    AnyJob,
    DpoJob,
    EvalJob,
    ExportJob,
    GrpoJob,
    KtoJob,
    MergeJob,
    ModelSpec,
    PretrainHparams,
    PretrainJob,
    RewardJob,
    SftJob,
    SweepJob,
)

if TYPE_CHECKING:
    from .examples import Examples
    from .run import Run

TRAINED_BYTES = 16  # float32 weight, gradient and two AdamW moments
LOADED_BYTES = 4
NF4_BYTES = 0.6  # four bits, their constants, and what stays whole (embeddings, norms)
BASE_BYTES = 900_000_000  # an interpreter with torch, transformers and TRL loaded, measured
DROPPED_WORTH_A_WARNING = 0.1  # of the rows kept
PROMPT_TOKENS = 1000  # of a prompt that a parity check continues, about
ACTIVATION_FLOATS = 40  # float32 values kept a layer, token and hidden unit, measured roughly


TRAINING = (PretrainJob, SftJob, DpoJob, KtoJob, RewardJob)


def check_files(job: AnyJob, base: Path) -> list[JobFailure]:
    """Problems with the files the job names: missing, changed, or not what they should be."""
    problems: list[JobFailure] = []
    if isinstance(job, SweepJob):
        from .sweep import check_trials

        return check_trials(job, base)
    if isinstance(job, MergeJob):
        from .merge import inspect

        try:
            inspect(job, base)
        except JobFailure as failure:
            problems.append(failure)
    spec, model, adapter = (getattr(job, name, None) for name in ("data", "model", "adapter"))
    for file in [] if spec is None else spec.train + spec.eval:
        try:
            data.read_checked(base / file.path, file.sha256)
        except JobFailure as failure:
            problems.append(failure)
    if isinstance(job, GrpoJob):
        from .environment_client import token_of
        from .generation import vllm_problem

        try:
            token_of(job.rl)
        except JobFailure as failure:
            problems.append(failure)
        problem = vllm_problem(job) if job.rl.generation == "vllm" else None
        problems += [] if problem is None else [problem]
    if isinstance(job, TRAINING) and not job.data.train:
        problems.append(BadJob("no_data", "no training file", "Name at least one file.", "data.train"))
    folders: list[tuple[str, str | None, str]] = []
    if isinstance(job, PretrainJob):
        folders.append(("hparams.tokenizer", job.hparams.tokenizer, "tokenizer.json"))
    if model is not None:
        folders.append(("model.path", model.path, "config.json"))
        if model.quant != "none":
            from .policy import check_quant

            problem = check_quant(model, adapter)
            problems += [] if problem is None else [problem]
    if adapter is not None:
        field = "path" if isinstance(job, ExportJob | EvalJob) else "init_from"
        folders.append((f"adapter.{field}", getattr(adapter, field), "adapter_config.json"))
    for place, folder, needed in folders:
        if folder is not None and not (base / folder / needed).is_file():
            message = f"{base / folder} holds no {needed}"
            problems.append(BadJob("no_model", message, "Name a local Hugging Face folder.", place))
    return problems


def make_plan(job: AnyJob, base: Path) -> dict[str, Any]:
    """Rows, tokens, steps, a memory estimate and a range of time. Reads and tokenises the data; loads no
    weights but small ones, to play a few episodes for a `grpo` job."""
    if isinstance(job, ExportJob):
        shape = read_shape(base / job.model.path)
        count = parameters(shape)
        compared = 2 * count * job.hparams.parity_prompts * (PROMPT_TOKENS + job.hparams.parity_tokens)
        memory = BASE_BYTES + 2 * LOADED_BYTES * count
        return {"parameters": count, "memory_bytes": memory, **seconds(2 * compared, "fp32", None)}
    if isinstance(job, EvalJob):
        from .heldout import plan_eval

        return plan_eval(job, base)
    if isinstance(job, GrpoJob):
        from .grpo import make_plan as plan_grpo
        from .live_duration import live_seconds

        shape = read_shape(base / job.model.path)
        return {**plan_grpo(job, shape), **live_seconds(job, base, shape)}
    if isinstance(job, SweepJob):
        from .sweep import plan_sweep

        return plan_sweep(job, base)
    if isinstance(job, MergeJob):
        from .merge import plan_merge

        return plan_merge(job, base)
    loaded: float = LOADED_BYTES
    if isinstance(job, PretrainJob):
        from .pretrain import make_tokenizer, read_rows

        tokenizer = make_tokenizer(job, base)
        train, evaluation = read_rows(job, base, tokenizer)
        shape = pretrain_shape(job.hparams, len(tokenizer))
        steps, batch = job.hparams.copy_steps + job.hparams.steps, job.hparams.batch_tokens
        trained = parameters(shape)
        tokens, dtype = steps * batch, job.hparams.dtype
    else:
        train, evaluation, batches, batch = _tuning_rows(job, base)
        shape, loaded = read_shape(base / job.model.path), loaded_bytes(job.model)
        steps = math.ceil(len(batches) / job.hparams.grad_accum)
        trained = parameters(shape) if job.adapter is None else adapter_parameters(shape, job.adapter.r)
        tokens, dtype = all_tokens(job, train, batches), job.model.dtype
    weights = parameters(shape)
    work = tokens * weights * training_passes(weights, trained)
    return {
        **train.summary(),
        **seconds(work, dtype, job.hparams.threads),
        "eval": evaluation.summary(),
        "steps": steps,
        "parameters": weights,
        "trained_parameters": trained,
        "memory_bytes": memory_bytes(shape, trained, batch, loaded),
    }


def all_tokens(job: SftJob | DpoJob | KtoJob | RewardJob, train: Any, batches: list[list[int]]) -> int:
    """Padded tokens of all batches; of preferences also the reference's and kto's estimate, forward passes of
    a third of a step's work."""
    costs = [len(row.ids) for row in train.kept] if isinstance(job, SftJob) else train.costs()
    padded = sum(len(batch) * max(costs[index] for index in batch) for batch in batches)
    passes = {"dpo": 4 / 3, "kto": 5 / 3}.get(job.kind, 1)
    return round(padded * passes)


def _tuning_rows(
    job: SftJob | DpoJob | KtoJob | RewardJob, base: Path
) -> tuple[Any, Any, list[list[int]], int]:
    """(training rows, evaluation rows, the rows of every batch, padded tokens of the largest batch)."""
    if isinstance(job, SftJob):
        from .sft import read_rows

        train, evaluation = read_rows(job, base)
        lengths = [len(row.ids) for row in train.kept]
        batches = plan_batches(job.hparams, lengths, job.seed)
        return train, evaluation, batches, padded_tokens(batches, lengths)
    from .preference import batches_of

    module = importlib.import_module(f".{job.kind}", __package__)
    train, evaluation = module.read_examples(job, base)
    return train, evaluation, *batches_of(job, train)


def loaded_bytes(model: ModelSpec) -> float:
    """Memory of one weight as it is loaded."""
    return NF4_BYTES if model.quant == "nf4" else LOADED_BYTES


def memory_bytes(shape: dict[str, int], trained: int, batch: int, loaded: float = LOADED_BYTES) -> int:
    """Estimated peak memory: `trained` weights of a model of that shape, `batch` padded tokens at a time,
    `loaded` bytes for each weight that is only read."""
    memory = BASE_BYTES + round(loaded * parameters(shape)) + TRAINED_BYTES * trained
    return memory + 4 * batch * (ACTIVATION_FLOATS * shape["layers"] * shape["hidden"] + shape["vocab"])


def announce(
    run: Run,
    rows: data.Rows | Examples[Any],
    shape: dict[str, int],
    trained: int,
    batch: int,
    *,
    loaded: float = LOADED_BYTES,
    **fields: Any,
) -> None:
    """The `plan` event, and a warning for what a person should look at before waiting for the result."""
    needed = memory_bytes(shape, trained, batch, loaded)
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
