"""The loop of the kinds that tune a model over batches planned ahead: steps, checkpoints, events, evaluation.

A kind gives an `Objective`: what a batch costs and what is worth reporting. Everything else is the same, so
that every kind resumes to the same losses and stops the same way.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from . import checkpoint
from .arithmetic import choose_device, choose_dtype, usable_cores
from .failures import JobFailure, Stopped
from .job import BatchedHparams, ModelSpec, Optimisation
from .run import Pace, Run
from .schedule import lr_factor
from .watching import Watch

CHECKPOINTED_FROM = 500_000_000  # parameters; below it, recomputing activations costs time and saves little


@dataclass(frozen=True)
class Part:
    """What a batch gave: `loss` summed over its examples, and figures as (sum, count) to take means of."""

    loss: torch.Tensor
    tokens: int
    figures: Mapping[str, tuple[float, float]]


class Objective(ABC):
    """What a kind learns from its training examples, known by their index."""

    def begin(self, step: int, examples: list[int]) -> dict[str, float]:
        """Before step `step` (0-based) over all these examples. Returns metrics of it."""
        return {}

    @abstractmethod
    def train(self, batch: list[int]) -> Part:
        """Loss and figures of a batch."""

    def finish(self, metrics: dict[str, float]) -> dict[str, float]:
        """The metrics of a whole step, from the means of its batches."""
        return metrics

    @abstractmethod
    def evaluate(self) -> dict[str, float]:
        """Metrics of the evaluation examples, without prefix; empty where there are none."""


@dataclass
class Means:
    """Means of figures given as (sum, count)."""

    sums: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, figures: Mapping[str, tuple[float, float]]) -> None:
        for name, (total, count) in figures.items():
            self.sums[name] += total
            self.counts[name] += count

    def result(self) -> dict[str, float]:
        """Only those of which there was something to count."""
        return {name: self.sums[name] / count for name, count in self.counts.items() if count}


def settle(run: Run, model: ModelSpec, hparams: Optimisation, seed: int) -> tuple[torch.device, str]:
    """(device, dtype): decided once for the job, threads and seed set. Call before a model is built."""
    device = choose_device()
    dtype = run.decide("dtype", lambda: choose_dtype(model.dtype, device))
    torch.set_num_threads(run.decide("threads", lambda: hparams.threads or usable_cores()))
    torch.manual_seed(seed)
    return device, dtype


class Tuning:
    """The state of the loop and one step of it. Only trained weights are kept in a checkpoint."""

    def __init__(
        self, hparams: BatchedHparams, model: Any, objective: Objective, batches: list[list[int]]
    ) -> None:
        self.h, self.model, self.objective, self.batches = hparams, model, objective, batches
        self.step = 0
        self.total = math.ceil(len(batches) / hparams.grad_accum)
        self.trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
        size = sum(p.numel() for p in model.parameters())
        recompute = hparams.gradient_checkpointing
        if size >= CHECKPOINTED_FROM if recompute is None else recompute:
            model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        matrices = [p for p in self.trained.values() if p.dim() >= 2]
        others = [p for p in self.trained.values() if p.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": hparams.weight_decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=hparams.lr,
        )

    def state(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "weights": {name: p.detach() for name, p in self.trained.items()},
            "optimizer": self.optimizer.state_dict(),
        }

    @torch.no_grad()
    def restore(self, state: dict[str, Any]) -> None:
        for name, p in self.trained.items():
            p.copy_(state["weights"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]

    def advance(self) -> tuple[dict[str, float], int]:
        """One optimizer step. Returns its metrics and padded tokens; raises JobFailure when the loss is not
        finite."""
        h, first = self.h, self.step * self.h.grad_accum
        batches = self.batches[first : first + h.grad_accum]
        examples = [index for batch in batches for index in batch]
        extra = self.objective.begin(self.step, examples)
        means, loss, tokens = Means(), 0.0, 0
        for batch in batches:
            part = self.objective.train(batch)
            share = part.loss / len(examples)
            share.backward()
            loss += share.item()
            tokens += part.tokens
            means.add(part.figures)
        norm = torch.nn.utils.clip_grad_norm_(self.trained.values(), h.max_grad_norm).item()
        if not math.isfinite(loss):
            message = f"the loss is {loss} at step {self.step + 1}"
            raise JobFailure("diverged", message, "Lower hparams.lr and start over.")
        lr = h.lr * lr_factor(h, self.step, self.total)
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        figures = self.objective.finish(means.result())
        return {"loss": loss, "lr": lr, "grad_norm": norm, **extra, **figures}, tokens


def tune(run: Run, work: Tuning) -> dict[str, float]:
    """Run the loop to its end, from the newest checkpoint where there is one. Returns the last evaluation.
    Raises Stopped after saving when asked to stop."""
    folder = run.out / "checkpoints"
    kept = checkpoint.load_newest(folder)
    if kept is not None:
        work.restore(kept)
    watch = Watch(run, kept is not None)
    run.phase("train", resumed_at=work.step)
    work.model.train()
    pace = Pace(work.step)
    evaluation: dict[str, float] = {}
    while work.step < work.total:
        metrics, tokens = work.advance()
        speed, left = pace.step(work.step, work.total, tokens)
        done = work.step == work.total
        if done or work.step % work.h.log_every == 0:
            epoch = work.h.epochs * work.step / work.total
            watch.metric(work.step, epoch=epoch, tokens_per_s=speed, **metrics)
            run.events.emit("progress", step=work.step, total=work.total, eta_s=left)
        if done or (work.h.eval_every and work.step % work.h.eval_every == 0):
            evaluation = work.objective.evaluate()
            if evaluation:
                watch.metric(work.step, **{f"eval_{name}": value for name, value in evaluation.items()})
        reason = None if done else run.stop.reason
        if reason is not None or (work.step % run.job.save.every == 0 and not done):
            path = checkpoint.save(folder, work.step, work.state(), run.job.save.keep)
            watch.keep()
            run.events.emit("checkpoint", step=work.step, path=path.relative_to(run.out).as_posix())
        if reason is not None:
            raise Stopped(reason)
    return evaluation
