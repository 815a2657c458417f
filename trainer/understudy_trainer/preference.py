"""What `dpo` and `kto` share: the policy, its rows, and the log-probabilities of the policy as it starts.

The reference is the policy before its first step: the base under a new adapter, the adapter where one is
continued, the starting weights where all are trained. It is measured once and kept, so no second model is
ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from transformers import AutoConfig

from . import data
from .arithmetic import autocast
from .batches import GROUP, collate, padded_tokens, plan_batches
from .data import Row
from .examples import Examples, Labelled, Pair, Reader
from .job import DataFiles, DpoJob, KtoJob, ModelSpec, RewardJob, SftJob
from .logprobs import measure, once, row_logprobs
from .planning import announce, loaded_bytes, read_shape
from .policy import load_policy, save_policy
from .run import Run
from .tokenizer import load
from .tuning import Objective, Tuning, settle, tune

MEASURED_TOKENS = 8192  # padded tokens of a batch without gradients, where the job names none

E = TypeVar("E", Pair, Labelled)


def reader(model: ModelSpec, spec: DataFiles, base: Path) -> Reader:
    """Reads rows for the model in a job."""
    folder = base / model.path
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    limit = min(spec.max_length, config.max_position_embeddings)
    known: list[Any] = []

    def tokenizer() -> Any:
        if not known:
            known.append(load(str(folder)))
        return known[0]

    return Reader(spec, base, config.vocab_size, limit, tokenizer)


def batches_of(job: DpoJob | KtoJob | RewardJob, train: Examples[E]) -> tuple[list[list[int]], int]:
    """(examples of every batch, padded tokens of the largest). Labelled rows are not sorted by length: where
    good answers are the short ones, a batch would hold one label only."""
    costs, group = train.costs(), GROUP if isinstance(train.kept[0], Pair) else 1
    batches = plan_batches(job.hparams, costs, job.seed, group=group)
    return batches, padded_tokens(batches, costs)


@dataclass
class Policy:
    """The tuned model where it is asked for log-probabilities."""

    run: Run
    job: DpoJob | KtoJob
    model: Any
    tokenizer: Any
    device: torch.device
    dtype: str

    @property
    def pad(self) -> int:
        return self.tokenizer.pad_token_id or 0

    def logprobs(self, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor, int]:
        """(sum of log p over each row's counted tokens, how many they are, padded tokens of the batch)."""
        ids, weights = (tensor.to(self.device) for tensor in collate(rows, self.pad))
        with autocast(self.dtype, self.device):
            sums, counts = row_logprobs(self.model, ids, weights)
        return sums, counts, ids.numel()

    def reference(self, name: str, rows: list[Row]) -> torch.Tensor:
        """The starting policy's log-probabilities of `rows`, float32 [rows], from out/reference-NAME.npz once
        they were measured. Call before a checkpoint is restored."""

        def compute(known: np.ndarray) -> None:
            self.run.stop.check()
            self.run.events.emit("phase", name="reference", rows=len(rows))

            def between(done: int) -> None:
                self.run.events.emit("progress", step=done, total=len(rows), eta_s=None)
                self.run.stop.check()

            tokens = self.job.hparams.batch_tokens or MEASURED_TOKENS
            measure(self.model, rows, self.pad, self.dtype, tokens, between, known)

        adapter = self.job.adapter
        named = [self.job.model.path, *([adapter.init_from] if adapter and adapter.init_from else [])]
        folders = [self.run.base / one for one in named]
        kept = self.run.out / f"reference-{name}.npz"
        found = self.run.world.lead(lambda: once(kept, rows, folders, compute))
        return torch.from_numpy(found).to(self.device)


def run_preference(
    run: Run,
    job: DpoJob | KtoJob,
    train: Examples[E],
    objective: Callable[[Policy, list[list[int]]], Objective],
) -> None:
    """Tune the policy of `job` by an objective made from the policy and the planned batches; save it."""
    batches, largest = batches_of(job, train)
    run.phase("load")
    device, dtype = settle(run, job.model, job.hparams, job.seed)
    model = load_policy(job.model, job.adapter, run.base, device, dtype)
    policy = Policy(run, job, model, load(str(run.base / job.model.path)), device, dtype)
    announce(
        run,
        train,
        read_shape(run.base / job.model.path),
        sum(p.numel() for p in model.parameters() if p.requires_grad),
        largest,
        loaded=loaded_bytes(job.model),
        steps=-(-len(batches) // job.hparams.grad_accum),
        dtype=dtype,
        threads=torch.get_num_threads(),
        device=device.type,
    )
    work = Tuning(job.hparams, model, objective(policy, batches), batches, run.world)
    tune(run, work)
    save_tuned(run, job, work, policy.tokenizer, dtype)


def save_tuned(run: Run, job: SftJob | DpoJob | KtoJob, work: Tuning, tokenizer: Any, dtype: str) -> None:
    """Save the tuned policy, from the first process."""
    run.phase("save")
    cpu = torch.device("cpu")
    tuned = work.finished(lambda: load_policy(job.model, job.adapter, run.base, cpu, dtype))
    if tuned is not None:
        save_policy(run, job.model, job.adapter, job.hparams.merge_adapter, tuned, tokenizer)
    run.world.wait()


def require(examples: Examples[E], place: str) -> Examples[E]:
    """`examples`, unless none is left to learn from: BadData."""
    data.require_rows(examples, place)
    return examples
