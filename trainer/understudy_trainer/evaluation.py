"""How well a model predicts held-out rows: their loss, and whole turns right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from .arithmetic import autocast, head_inputs
from .batches import collate
from .data import Row

ROWS = 16  # a batch


@dataclass(frozen=True)
class RowScore:
    """`loss` is the sum over a row's targets of weight times cross-entropy in nats, `weight` that of their
    weights. `turns` are runs of weight 1 (an assistant's turns), `right` those whose every token is the
    greedy choice after the true tokens before it."""

    loss: float
    weight: float
    turns: int
    right: int


@torch.no_grad()
def score_rows(
    model: Any,
    rows: Sequence[Row],
    pad: int,
    dtype: str,
    after_batch: Callable[[int], None] = lambda done: None,
) -> list[RowScore]:
    """The score of every row, in their order. `after_batch` hears how many rows are done."""
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    scores: list[RowScore | None] = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda index: len(rows[index].ids))
    for start in range(0, len(order), ROWS):
        chosen_rows = order[start : start + ROWS]
        batch = collate([rows[index] for index in chosen_rows], pad)
        ids, weights = (tensor.to(device) for tensor in batch)
        with autocast(dtype, device):
            hidden, chosen = head_inputs(model, ids, weights)
            logits = model.get_output_embeddings()(hidden).float()
        losses = torch.zeros(chosen.shape, dtype=torch.float64, device=device)
        entropy = F.cross_entropy(logits, ids[:, 1:][chosen], reduction="none")
        losses[chosen] = (entropy * weights[:, 1:][chosen]).double()
        wrong = torch.zeros_like(chosen)
        wrong[chosen] = logits.argmax(-1) != ids[:, 1:][chosen]
        sums = zip(losses.sum(1).tolist(), weights[:, 1:].double().sum(1).tolist(), strict=True)
        spoken = (weights[:, 1:] >= 1).cpu().numpy()
        for index, (loss, weight), misses, counted in zip(
            chosen_rows, sums, wrong.cpu().numpy(), spoken, strict=True
        ):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], counted.astype(np.int8), [0]])))
            turns = list(zip(edges[::2], edges[1::2], strict=True))
            right = sum(not misses[first:last].any() for first, last in turns)
            scores[index] = RowScore(loss, weight, len(turns), right)
        after_batch(start + len(chosen_rows))
    model.train(was_training)
    return [score for score in scores if score is not None]


def evaluate_rows(model: Any, rows: Sequence[Row], pad: int, dtype: str) -> dict[str, float]:
    """`eval_loss`: weighted mean cross-entropy in nats. `eval_turn_accuracy`: the share of turns that are
    right to the last token."""
    scores = score_rows(model, rows, pad, dtype)
    turns = sum(score.turns for score in scores)
    return {
        "eval_loss": sum(score.loss for score in scores) / sum(score.weight for score in scores),
        "eval_turn_accuracy": sum(score.right for score in scores) / turns if turns else 0.0,
    }
