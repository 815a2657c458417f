"""`dpo`: make the better of two answers more likely than the worse one, measured against where the policy
started. Sigmoid is DPO (arXiv 2305.18290, eq. 7), ipo its squared form (arXiv 2310.12036, eq. 17)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch
import torch.nn.functional as F

from .data import Row
from .examples import Examples, Pair
from .job import DpoHparams, DpoJob
from .preference import Policy, reader, require, run_preference
from .run import Run
from .tuning import Means, Objective, Part


def pair_losses(
    kind: Literal["sigmoid", "ipo"],
    beta: float,
    chosen: torch.Tensor,
    rejected: torch.Tensor,
    chosen_tokens: torch.Tensor,
    rejected_tokens: torch.Tensor,
) -> torch.Tensor:
    """The loss of each pair. `chosen` and `rejected`: log p of the policy minus that of the reference, summed
    over the answer's tokens, of which there are `…_tokens`.

    sigmoid: -log sigmoid(beta (chosen - rejected)). ipo: (h - 1 / (2 beta))^2, where h is the difference of
    the means a token: with sums the target would depend on the answers' lengths (as in TRL, which cites the
    authors for it).
    """
    if kind == "sigmoid":
        return -F.logsigmoid(beta * (chosen - rejected))
    return (chosen / chosen_tokens - rejected / rejected_tokens - 1 / (2 * beta)) ** 2


class DpoObjective(Objective):
    """The loss of pairs, with what the starting policy thought of them."""

    def __init__(self, policy: Policy, h: DpoHparams, train: list[Pair], evaluation: list[Pair]) -> None:
        self._policy, self._h, self._train, self._eval = policy, h, train, evaluation
        reference = policy.reference("pairs", [row for pair in [*train, *evaluation] for row in pair.rows])
        self._references = reference.view(-1, 2)  # chosen, rejected

    def train(self, batch: list[int]) -> Part:
        return self._part([self._train[index] for index in batch], self._references[batch])

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        means, size = Means(), self._h.batch_size
        self._policy.model.eval()
        references = self._references[len(self._train) :]
        for start in range(0, len(self._eval), size):
            pairs = self._eval[start : start + size]
            part = self._part(pairs, references[start : start + size])
            means.add({"loss": (part.loss.item(), len(pairs)), **part.figures})
        self._policy.model.train()
        return means.result()

    def _part(self, pairs: list[Pair], reference: torch.Tensor) -> Part:
        h, n = self._h, len(pairs)
        rows: list[Row] = [pair.chosen for pair in pairs] + [pair.rejected for pair in pairs]
        logps, counts, tokens = self._policy.logprobs(rows)
        chosen, rejected = logps[:n] - reference[:, 0], logps[n:] - reference[:, 1]
        losses = pair_losses(h.loss, h.beta, chosen, rejected, counts[:n], counts[n:])
        if h.sft_weight:
            # As in Iterative RPO (arXiv 2404.19733, eq. 2): the chosen answer's mean cross-entropy a token.
            losses = losses - h.sft_weight * logps[:n] / counts[:n]
        good, bad = h.beta * chosen.detach(), h.beta * rejected.detach()
        return Part(
            losses.sum(),
            tokens,
            {
                "rewards/chosen": (good.sum().item(), n),
                "rewards/rejected": (bad.sum().item(), n),
                "rewards/margins": ((good - bad).sum().item(), n),
                "rewards/accuracies": ((good > bad).sum().item(), n),
                "logps/chosen": (logps[:n].detach().sum().item(), n),
                "logps/rejected": (logps[n:].detach().sum().item(), n),
            },
        )


def read_examples(job: DpoJob, base: Path) -> tuple[Examples[Pair], Examples[Pair]]:
    """(training pairs, evaluation pairs)."""
    read = reader(job.model, job.data, base)
    return require(read.pairs(job.data.train), "data.train"), read.pairs(job.data.eval)


def run_dpo(run: Run, job: DpoJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("data")
    train, evaluation = read_examples(job, run.base)
    run_preference(
        run,
        job,
        train,
        lambda policy, _: DpoObjective(policy, job.hparams, train.kept, evaluation.kept),
    )
