"""How well a model predicts held-out rows: their loss, and whole turns right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from .arithmetic import autocast, head_inputs
from .batches import collate
from .data import Row

ROWS = 16  # a batch


@torch.no_grad()
def evaluate_rows(model: Any, rows: Sequence[Row], pad: int, dtype: str) -> dict[str, float]:
    """`eval_loss`: weighted mean cross-entropy in nats. `eval_turn_accuracy`: the share of runs of weight 1
    (an assistant's turns) whose every token is the greedy choice after the true tokens before it.
    """
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    loss = weight = 0.0
    turns = right_turns = 0
    order = sorted(rows, key=lambda row: len(row.ids))
    for start in range(0, len(order), ROWS):
        ids, weights = (tensor.to(device) for tensor in collate(order[start : start + ROWS], pad))
        with autocast(dtype, device):
            hidden, chosen = head_inputs(model, ids, weights)
            logits = model.get_output_embeddings()(hidden).float()
        targets, counts = ids[:, 1:][chosen], weights[:, 1:][chosen]
        loss += (F.cross_entropy(logits, targets, reduction="none") * counts).sum().item()
        weight += counts.sum().item()
        wrong = torch.zeros_like(chosen)
        wrong[chosen] = logits.argmax(-1) != targets
        for misses, counted in zip(wrong.cpu().numpy(), (weights[:, 1:] >= 1).cpu().numpy(), strict=True):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], counted.astype(np.int8), [0]])))
            for first, last in zip(edges[::2], edges[1::2], strict=True):
                turns += 1
                right_turns += not misses[first:last].any()
    model.train(was_training)
    return {"eval_loss": loss / weight, "eval_turn_accuracy": right_turns / turns if turns else 0.0}
