"""`sft`: show the model what to say. Rows tokenised here, full weights or LoRA, with exact resume.

A step's loss is the mean cross-entropy over its supervised tokens, in nats, as TRL's SFTTrainer has it
(tests/test_preference_losses.py compares them). No packing: without flash attention it lets neighbours see
each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig

from . import data
from .arithmetic import autocast
from .batches import collate, padded_tokens, plan_batches
from .data import Row
from .evaluation import evaluate_rows
from .job import SftJob
from .logprobs import row_logprobs
from .planning import announce, loaded_bytes, read_shape
from .policy import load_policy
from .preference import save_tuned
from .run import Run
from .tokenizer import load
from .tuning import Objective, Part, Tuning, settle, tune


def read_rows(job: SftJob, base: Path) -> tuple[data.Rows, data.Rows]:
    """(training rows, evaluation rows)."""
    folder = base / job.model.path
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    train, evaluation = (
        data.load(
            job.data,
            files,
            base,
            max_length=min(job.data.max_length, config.max_position_embeddings),
            vocab=config.vocab_size,
            tokenizer=lambda: load(str(folder)),
        )
        for files in (job.data.train, job.data.eval)
    )
    data.require_rows(train, "data.train")
    return train, evaluation


class SftObjective(Objective):
    """The cross-entropy of the supervised tokens of whole rows."""

    def __init__(self, model: Any, train: list[Row], evaluation: list[Row], pad: int, dtype: str) -> None:
        self._model, self._train, self._eval, self._pad, self._dtype = model, train, evaluation, pad, dtype
        self._device = next(model.parameters()).device

    def scale(self, examples: list[int]) -> float:
        """Supervised tokens. The first token of a row has nothing before it to be predicted from."""
        return sum(int((self._train[index].weights[1:] > 0).sum()) for index in examples)

    def train(self, batch: list[int]) -> Part:
        rows = collate([self._train[index] for index in batch], self._pad)
        ids, weights = (tensor.to(self._device) for tensor in rows)
        with autocast(self._dtype, self._device):
            sums, _ = row_logprobs(self._model, ids, weights)
        return Part(-sums.sum(), ids.numel(), {})

    def evaluate(self) -> dict[str, float]:
        if not self._eval:
            return {}
        found = evaluate_rows(self._model, self._eval, self._pad, self._dtype)
        return {name.removeprefix("eval_"): value for name, value in found.items()}


def run_sft(run: Run, job: SftJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("data")
    train, evaluation = read_rows(job, run.base)
    lengths = [len(row.ids) for row in train.kept]
    batches = plan_batches(job.hparams, lengths, job.seed)
    run.phase("load")
    device, dtype = settle(run, job.model, job.hparams, job.seed)
    model = load_policy(job.model, job.adapter, run.base, device, dtype)
    tokenizer = load(str(run.base / job.model.path))
    announce(
        run,
        train,
        read_shape(run.base / job.model.path),
        sum(p.numel() for p in model.parameters() if p.requires_grad),
        padded_tokens(batches, lengths),
        loaded=loaded_bytes(job.model),
        steps=-(-len(batches) // job.hparams.grad_accum),
        dtype=dtype,
        threads=torch.get_num_threads(),
        device=device.type,
    )
    objective = SftObjective(model, train.kept, evaluation.kept, tokenizer.pad_token_id or 0, dtype)
    work = Tuning(job.hparams, model, objective, batches, run.world)
    tune(run, work)
    save_tuned(run, job, work, tokenizer, dtype)
