"""`sft`: TRL's SFTTrainer over rows tokenised here, full or LoRA, with exact resume.

What is ours around TRL: which rows share a batch, loss only where there are targets, checkpoints that appear
by a rename, and the event stream. No packing: without flash attention it lets neighbours see each other.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from torch.utils.data import DataLoader
from transformers import (
    AutoConfig,
    PrinterCallback,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)
from trl import SFTConfig, SFTTrainer

from . import checkpoint, data
from .arithmetic import (
    DIRECT_HEADS,
    autocast,
    choose_device,
    choose_dtype,
    usable_cores,
    weighted_loss,
)
from .batches import IGNORED, padded_tokens, plan_batches
from .evaluation import evaluate_rows
from .failures import JobFailure, Stopped
from .job import SftJob
from .planning import announce, read_shape
from .policy import load_policy, save_policy
from .run import Pace, Run
from .schedule import lr_factor
from .tokenizer import load
from .watching import Watch

CHECKPOINTED_FROM = 500_000_000  # parameters; below it, recomputing activations costs time and saves little


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


def run_sft(run: Run, job: SftJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("data")
    train, evaluation = read_rows(job, run.base)
    lengths = [len(row.ids) for row in train.kept]
    batches = plan_batches(job.hparams, lengths, job.seed)
    total = math.ceil(len(batches) / job.hparams.grad_accum)
    run.phase("load")
    device = choose_device()
    dtype = run.decide("dtype", lambda: choose_dtype(job.model.dtype, device))
    torch.set_num_threads(run.decide("threads", lambda: job.hparams.threads or usable_cores()))
    set_seed(job.seed)
    model = load_policy(job.model, job.adapter, run.base, device, dtype)
    tokenizer = load(str(run.base / job.model.path))
    size = sum(p.numel() for p in model.parameters())
    announce(
        run,
        train,
        read_shape(run.base / job.model.path),
        sum(p.numel() for p in model.parameters() if p.requires_grad),
        padded_tokens(batches, lengths),
        steps=total,
        dtype=dtype,
        threads=torch.get_num_threads(),
        device=device.type,
    )
    trainer = _Trainer(
        model=model,
        args=_arguments(job, run.out, total, device, size),
        train_dataset=_dataset(train.kept),
        processing_class=tokenizer,
        data_collator=_Collator(tokenizer.pad_token_id or 0),
    )
    trainer.set_up(run, job, batches, dtype)
    trainer.remove_callback(PrinterCallback)
    resumed = checkpoint.newest(run.out / "checkpoints")
    watch = Watch(run, resumed is not None)
    trainer.add_callback(_Reporter(run, job, trainer, total, watch))
    run.phase("train", resumed_at=0 if resumed is None else checkpoint.step_of(resumed))
    trainer.train(resume_from_checkpoint=None if resumed is None else str(resumed))
    if trainer.state.global_step < total:
        raise Stopped(run.stop.reason or "cancelled")
    if evaluation.kept:
        run.phase("eval")
        watch.metric(total, **evaluate_rows(model, evaluation.kept, tokenizer.pad_token_id or 0, dtype))
    run.phase("save")
    save_policy(run, job.model, job.adapter, job.hparams.merge_adapter, model, tokenizer)


def _dataset(rows: list[data.Row]) -> Dataset:
    """`input_ids` and `labels`, which TRL uses verbatim."""
    return Dataset.from_dict(
        {
            "input_ids": [row.ids for row in rows],
            "labels": [np.where(row.weights > 0, row.ids, IGNORED).astype(np.int32) for row in rows],
        }
    ).with_format("numpy")


class _Collator:
    """Pads on the right, so that causal attention needs no mask."""

    def __init__(self, pad: int) -> None:
        self._pad = pad

    def __call__(self, rows: list[dict[str, np.ndarray]]) -> dict[str, torch.Tensor]:
        longest = max(len(row["input_ids"]) for row in rows)
        ids = np.full((len(rows), longest), self._pad, dtype=np.int64)
        labels = np.full((len(rows), longest), IGNORED, dtype=np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row["input_ids"])] = row["input_ids"]
            labels[index, : len(row["labels"])] = row["labels"]
        return {"input_ids": torch.from_numpy(ids), "labels": torch.from_numpy(labels)}


def _arguments(job: SftJob, out: Path, total: int, device: torch.device, size: int) -> SFTConfig:
    h = job.hparams
    asked = h.gradient_checkpointing
    return SFTConfig(
        output_dir=str(out / "checkpoints"),
        max_steps=total,
        per_device_train_batch_size=h.batch_size,
        gradient_accumulation_steps=h.grad_accum,
        learning_rate=h.lr,
        weight_decay=h.weight_decay,
        max_grad_norm=h.max_grad_norm,
        gradient_checkpointing=size >= CHECKPOINTED_FROM if asked is None else asked,
        logging_steps=h.log_every,
        logging_nan_inf_filter=False,
        save_steps=job.save.every,
        save_total_limit=None,
        seed=job.seed,
        bf16=False,  # `autocast` does it, on the CPU too
        use_cpu=device.type == "cpu",
        dataloader_pin_memory=False,
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
        packing=False,
        max_length=None,
        report_to="none",
        disable_tqdm=True,
        eval_strategy="no",
    )


class _Trainer(SFTTrainer):
    """SFTTrainer with planned batches, sparse logits and atomic checkpoints."""

    def set_up(self, run: Run, job: SftJob, batches: list[list[int]], dtype: str) -> None:
        """What cannot go through TRL's constructor."""
        self._job, self._batches, self._dtype = job, batches, dtype
        self._checkpoints = run.out / "checkpoints"
        self._direct = self.model.config.model_type in DIRECT_HEADS
        self.tokens_seen = 0

    def get_train_dataloader(self) -> DataLoader:
        return DataLoader(self.train_dataset, batch_sampler=self._batches, collate_fn=self.data_collator)

    def create_scheduler(
        self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None
    ) -> torch.optim.lr_scheduler.LRScheduler:
        if self.lr_scheduler is None:
            self.lr_scheduler = torch.optim.lr_scheduler.LambdaLR(
                optimizer or self.optimizer,
                lambda step: lr_factor(self._job.hparams, step, num_training_steps),
            )
        return self.lr_scheduler

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        ids, labels = inputs["input_ids"], inputs["labels"]
        self.tokens_seen += ids.numel()
        with autocast(self._dtype, ids.device):
            if not self._direct:
                return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
            total, count = weighted_loss(model, ids, (labels != IGNORED).float())
        return total / (count if num_items_in_batch is None else num_items_in_batch)

    def _get_output_dir(self, trial: Any) -> str:
        return str(self._checkpoints / ".tmp-save")

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        # Past SFTTrainer's own version, which writes a model card each time.
        super(SFTTrainer, self)._save_checkpoint(model, trial)
        name = f"checkpoint-{self.state.global_step}"
        checkpoint.move_in(self._checkpoints / ".tmp-save" / name, self._checkpoints / name)
        checkpoint.prune(self._checkpoints, self._job.save.keep)


class _Reporter(TrainerCallback):
    """Turns the trainer's callbacks into events, and a stop request into a checkpoint and a halt."""

    def __init__(self, run: Run, job: SftJob, trainer: _Trainer, total: int, watch: Watch) -> None:
        self._run, self._trainer, self._total, self._watch = run, trainer, total, watch
        self._pace: Pace | None = None
        self._seen = 0
        self._epochs = job.hparams.epochs

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._pace = Pace(state.global_step)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._halt_if_asked(state, control)

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        if logs is None or "loss" not in logs or self._pace is None:
            return
        if not math.isfinite(logs["loss"]):
            raise JobFailure(
                "diverged",
                f"the loss is {logs['loss']} at step {state.global_step}",
                "Lower hparams.lr and start over.",
            )
        seen, self._seen = self._seen, self._trainer.tokens_seen
        speed, left = self._pace.step(state.global_step, self._total, self._seen - seen)
        self._watch.metric(
            state.global_step,
            epoch=self._epochs * state.global_step / self._total,
            loss=logs["loss"],
            lr=logs.get("learning_rate"),
            grad_norm=logs.get("grad_norm"),
            tokens_per_s=speed,
        )
        self._run.events.emit("progress", step=state.global_step, total=self._total, eta_s=left)
        self._halt_if_asked(state, control)

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._watch.keep()
        self._run.events.emit(
            "checkpoint", step=state.global_step, path=f"checkpoints/checkpoint-{state.global_step}"
        )

    def _halt_if_asked(self, state: TrainerState, control: TrainerControl) -> None:
        if self._run.stop.reason is not None and state.global_step < self._total:
            control.should_save = True
            control.should_training_stop = True
