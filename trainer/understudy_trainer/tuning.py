"""The loop of the kinds that tune a model over batches planned ahead: steps, checkpoints, events, evaluation.

A kind gives an `Objective`: what a batch costs and what is worth reporting. Everything else is the same, so
that every kind resumes to the same losses and stops the same way.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from . import checkpoint
from .arithmetic import choose_device, choose_dtype, usable_cores
from .distributed import ALONE, World
from .failures import JobFailure, Stopped
from .job import BatchedHparams, ModelSpec, Optimisation
from .run import Pace, Run
from .schedule import lr_factor
from .updating import updates_of
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

    def scale(self, examples: list[int]) -> float:
        """What the summed loss of a step over these examples is divided by."""
        return len(examples)

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
    cores = max(1, usable_cores() // run.world.beside)
    torch.set_num_threads(run.decide("threads", lambda: hparams.threads or cores))
    torch.manual_seed(seed)
    return device, dtype


class Tuning:
    """The state of the loop and one step of it. Only trained weights are kept in a checkpoint."""

    def __init__(
        self,
        hparams: BatchedHparams,
        model: Any,
        objective: Objective,
        batches: list[list[int]],
        world: World = ALONE,
    ) -> None:
        self.h, self.model, self.objective, self.batches = hparams, model, objective, batches
        self.world = world
        self.step = 0
        self.total = math.ceil(len(batches) / hparams.grad_accum)
        size = sum(p.numel() for p in model.parameters())
        recompute = hparams.gradient_checkpointing
        if size >= CHECKPOINTED_FROM if recompute is None else recompute:
            model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        self.updates = updates_of(model, hparams, world)

    def state(self) -> dict[str, Any]:
        return {"step": self.step, **self.updates.state()}

    def restore(self, state: dict[str, Any]) -> None:
        self.updates.restore(state)
        self.step = state["step"]

    def advance(self) -> tuple[dict[str, float], int]:
        """One optimizer step. Returns its metrics and padded tokens; raises JobFailure when the loss is not
        finite."""
        h, first = self.h, self.step * self.h.grad_accum
        batches = self.batches[first : first + h.grad_accum]
        examples = [index for batch in batches for index in batch]
        extra = self.updates.compute(lambda: self.objective.begin(self.step, examples))
        scale = self.objective.scale(examples)
        found: list[tuple[float, int, Mapping[str, tuple[float, float]]]] = []
        for batch in batches:
            mine, counts = self.world.share(batch)
            part = self._part(mine)
            share = part.loss / scale
            self.updates.backward(share if counts else share * 0)
            if counts:
                found.append((share.item(), part.tokens, part.figures))
        means, loss, tokens = Means(), 0.0, 0
        for share_of, tokens_of, figures_of in sum(self.world.gather(found), []):
            loss += share_of
            tokens += tokens_of
            means.add(figures_of)
        if not math.isfinite(loss):
            message = f"the loss is {loss} at step {self.step + 1}"
            raise JobFailure("diverged", message, "Lower hparams.lr and start over.")
        lr = h.lr * lr_factor(h, self.step, self.total)
        norm = self.updates.step(lr)
        self.step += 1
        figures = self.objective.finish(means.result())
        return {"loss": loss, "lr": lr, "grad_norm": norm, **extra, **figures}, tokens

    def _part(self, batch: list[int]) -> Part:
        """Loss and figures of a batch. The loss leaves `compute` as a tensor: a sharded model begins its
        backward pass there."""
        parts: list[Part] = []

        def compute() -> torch.Tensor:
            parts.append(self.objective.train(batch))
            return parts[0].loss

        loss = self.updates.compute(compute)
        return Part(loss, parts[0].tokens, parts[0].figures)

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The objective's, computed by every process alike."""
        return self.updates.compute(self.objective.evaluate)

    def finished(self, load: Callable[[], Any]) -> Any:
        """The tuned model, whole, in the first process; None in the others. A sharded one is read anew by
        `load`, on the CPU, and given the trained weights."""
        if not self.world.sharded:
            return self.model if self.world.first else None
        weights = self.updates.weights()
        if not self.world.first:
            return None
        model = load()
        named = dict(model.named_parameters())
        with torch.no_grad():
            for name, weight in weights.items():
                named[name].copy_(weight)
        return model


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
            evaluation = work.evaluate()
            if evaluation:
                watch.metric(work.step, **{f"eval_{name}": value for name, value in evaluation.items()})
        reason = None if done else _agreed(run)
        if reason is not None or (work.step % run.job.save.every == 0 and not done):
            state = work.state()
            if run.world.first:
                path = checkpoint.save(folder, work.step, state, run.job.save.keep)
                watch.keep()
                run.events.emit("checkpoint", step=work.step, path=path.relative_to(run.out).as_posix())
        if reason is not None:
            run.world.wait()  # while the first one writes: a launcher ends all when one has ended
            raise Stopped(reason)
    return evaluation


def _agreed(run: Run) -> str | None:
    """Why to stop, if any process was asked to."""
    return next((reason for reason in run.world.gather(run.stop.reason) if reason is not None), None)
