"""`kto`: make good answers more likely and bad ones less, from labels alone (arXiv 2402.01306, eq. 7 and 8).

How far the policy has moved in general (the KL of it from where it started) is estimated in every step from
answers under prompts that are not theirs, section 4.1 there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from .data import Row
from .examples import Examples, Labelled
from .job import KtoHparams, KtoJob
from .preference import Policy, reader, require, run_preference
from .run import Run
from .tuning import Means, Objective, Part

T = TypeVar("T")
FAIR = (1.0, 4 / 3)  # weight times number of good rows over that of bad ones, eq. 8 of the paper


def kto_losses(
    beta: float, kl: float, gains: torch.Tensor, good: torch.Tensor, weights: tuple[float, float]
) -> torch.Tensor:
    """The loss of each answer. `gains`: log p of the policy minus that of the reference; `good`: bool;
    `weights` of good and bad ones; `kl`, at least 0, in nats an answer."""
    value = torch.sigmoid(beta * torch.where(good, gains - kl, kl - gains))
    return torch.where(good, weights[0], weights[1]) * (1 - value)


def balance(h: KtoHparams, train: list[Labelled]) -> tuple[float, float]:
    """(weight of good rows, weight of bad rows)."""
    good = sum(one.label > 0.5 for one in train)
    bad = len(train) - good
    if h.desirable_weight is not None or h.undesirable_weight is not None or not good or not bad:
        return h.desirable_weight or 1.0, h.undesirable_weight or 1.0
    return max(1.0, bad / good), max(1.0, good / bad)


def strangers(examples: list[Labelled], indices: list[int], limit: int) -> list[tuple[int, int]]:
    """(a, b): the prompt of a, the answer of b, of another group. Each answer at most once, under the next
    prompt that is not its own; none that would be longer than `limit` tokens."""
    found = []
    for place, index in enumerate(indices):
        others = indices[place + 1 :] + indices[:place]
        partner = next((other for other in others if examples[other].group != examples[index].group), None)
        if partner is None:
            continue
        one, other = examples[partner], examples[index]
        if one.prompt + len(other.row.ids) - other.prompt <= limit:
            found.append((partner, index))
    return found


def _mixed(examples: list[Labelled], a: int, b: int) -> Row:
    prompt, answer = examples[a], examples[b]
    return Row(
        f"{prompt.id}+{answer.id}",
        np.concatenate([prompt.row.ids[: prompt.prompt], answer.row.ids[answer.prompt :]]),
        np.concatenate([np.zeros(prompt.prompt, np.float32), answer.row.weights[answer.prompt :]]),
    )


class KtoObjective(Objective):
    """The loss of labelled answers, with what the starting policy thought of them."""

    def __init__(
        self,
        policy: Policy,
        h: KtoHparams,
        train: list[Labelled],
        evaluation: list[Labelled],
        steps: list[list[int]],
        limit: int,
    ) -> None:
        self._policy, self._h, self._all = policy, h, [*train, *evaluation]
        self._size = h.batch_size
        self._weights = balance(h, train)
        held_out = list(range(len(train), len(self._all)))
        whole = h.batch_size * h.grad_accum
        self._eval = [held_out[start : start + whole] for start in range(0, len(held_out), whole)]
        self._pairs = [strangers(self._all, step, limit) for step in [*steps, *self._eval]]
        mixed = sorted({pair for pairs in self._pairs for pair in pairs})
        rows = [one.row for one in self._all] + [_mixed(self._all, a, b) for a, b in mixed]
        reference = policy.reference("answers", rows)
        self._references = reference[: len(self._all)]
        self._strange = dict(zip(mixed, reference[len(self._all) :].tolist(), strict=True))
        self._steps, self._kl = len(steps), 0.0

    def begin(self, step: int, examples: list[int]) -> dict[str, float]:
        self._kl, a_token = self._estimate(self._pairs[step])
        return {"kl": a_token}

    def train(self, batch: list[int]) -> Part:
        return self._part(batch)

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        means = Means()
        self._policy.model.eval()
        for number, group in enumerate(self._eval):
            self._kl, a_token = self._estimate(self._pairs[self._steps + number])
            means.add({"kl": (a_token, 1)})
            for batch in _chunks(group, self._size):
                part = self._part(batch)
                means.add({"loss": (part.loss.item(), len(batch)), **part.figures})
        self._policy.model.train()
        return self.finish(means.result())

    def finish(self, metrics: dict[str, float]) -> dict[str, float]:
        good, bad = metrics.get("rewards/chosen"), metrics.get("rewards/rejected")
        return metrics if good is None or bad is None else {**metrics, "rewards/margins": good - bad}

    @torch.no_grad()
    def _estimate(self, pairs: list[tuple[int, int]]) -> tuple[float, float]:
        """(KL in nats an answer, in nats a token), at least 0; 0 where no answer has a strange prompt."""
        total = tokens = 0.0
        for some in _chunks(pairs, self._size):
            logps, counts, _ = self._policy.logprobs([_mixed(self._all, a, b) for a, b in some])
            total += logps.sum().item() - sum(self._strange[pair] for pair in some)
            tokens += counts.sum().item()
        total = max(0.0, total)
        return (total / len(pairs), total / tokens) if pairs else (0.0, 0.0)

    def _part(self, batch: list[int]) -> Part:
        h, examples = self._h, [self._all[index] for index in batch]
        logps, _, tokens = self._policy.logprobs([one.row for one in examples])
        gains = logps - self._references[batch]
        good = torch.tensor([one.label > 0.5 for one in examples], device=gains.device)
        losses = kto_losses(h.beta, self._kl, gains, good, self._weights)
        rewards, now, n = h.beta * gains.detach(), logps.detach(), good.sum().item()
        right = (gains.detach() > self._kl) == good
        return Part(
            losses.sum(),
            tokens,
            {
                "rewards/chosen": (rewards[good].sum().item(), n),
                "rewards/rejected": (rewards[~good].sum().item(), len(batch) - n),
                "rewards/accuracies": (right.sum().item(), len(batch)),
                "logps/chosen": (now[good].sum().item(), n),
                "logps/rejected": (now[~good].sum().item(), len(batch) - n),
            },
        )


def _chunks(items: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_examples(job: KtoJob, base: Path) -> tuple[Examples[Labelled], Examples[Labelled]]:
    """(training answers, evaluation answers)."""
    read = reader(job.model, job.data, base)
    train, evaluation = (read.labelled(files, graded=False) for files in (job.data.train, job.data.eval))
    return require(train, "data.train"), evaluation


def run_kto(run: Run, job: KtoJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("data")
    train, evaluation = read_examples(job, run.base)
    _warn(run, job.hparams, train.kept)
    limit = reader(job.model, job.data, run.base).max_length
    accum = job.hparams.grad_accum

    def objective(policy: Policy, batches: list[list[int]]) -> KtoObjective:
        steps = [sum(batches[start : start + accum], []) for start in range(0, len(batches), accum)]
        return KtoObjective(policy, job.hparams, train.kept, evaluation.kept, steps, limit)

    run_preference(run, job, train, objective)


def _warn(run: Run, h: KtoHparams, train: list[Labelled]) -> None:
    """What a person should know before waiting: labels of one kind, labels that do not weigh the same, one
    prompt only."""
    good = sum(one.label > 0.5 for one in train)
    bad = len(train) - good
    weights = balance(h, train)
    ratio = weights[0] * good / (weights[1] * bad) if bad else float("inf")
    if not good or not bad:
        kind = "good" if good else "bad"
        run.events.emit(
            "warning",
            code="one_label",
            message=f"all {len(train)} rows are labelled {kind}",
            hint="KTO compares good with bad. Add rows of the other label, or use sft for good rows alone.",
        )
    elif not FAIR[0] - 0.01 <= ratio <= FAIR[1] + 0.01:
        run.events.emit(
            "warning",
            code="unbalanced_labels",
            message=f"{good} good and {bad} bad rows weigh {ratio:.2f} to 1",
            hint="Between 1 and 1.33 to 1 is advised: leave both weights out to have them set from the rows.",
        )
    if len({one.group for one in train}) < 2:
        run.events.emit(
            "warning",
            code="no_kl_estimate",
            message="every row has the same prompt, so how far the policy moves cannot be estimated",
            hint="Rows of several prompts are needed; until then the estimate is 0.",
        )
