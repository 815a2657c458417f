"""Which rows go together, decided ahead and by the seed alone, so that a resumed run sees the same batches.

Rows of like length share a batch (little padding, no packing) and the order of batches is shuffled.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import torch

from .data import Row

IGNORED = -100  # the label for a token that is no target, as torch and TRL have it
GROUP = 50  # batches sorted by length together; larger pads less, smaller mixes better


def epoch_batches(
    lengths: Sequence[int], *, rows: int, tokens: int | None, seed: int, epoch: int, group: int = GROUP
) -> list[list[int]]:
    """Row indices of each batch of one epoch: at most `rows` rows and `tokens` padded tokens (never under one
    row). `group` batches are sorted by length together: 1 mixes freely, for rows whose label may go with
    their length."""
    rng = random.Random(f"{seed}:{epoch}")
    order = list(range(len(lengths)))
    rng.shuffle(order)
    mean = max(1, sum(lengths) // max(1, len(lengths)))
    per_batch = rows if tokens is None else max(1, min(rows, tokens // mean))
    batches: list[list[int]] = []
    for start in range(0, len(order), per_batch * group):
        batch: list[int] = []
        for index in sorted(order[start : start + per_batch * group], key=lambda i: lengths[i]):
            full = len(batch) == rows or (tokens is not None and lengths[index] * (len(batch) + 1) > tokens)
            if batch and full:
                batches.append(batch)
                batch = []
            batch.append(index)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


class Batching(Protocol):
    """The hyperparameters that decide which rows go together."""

    @property
    def epochs(self) -> float: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def batch_tokens(self) -> int | None: ...


def plan_batches(h: Batching, lengths: Sequence[int], seed: int, *, group: int = GROUP) -> list[list[int]]:
    """Row indices of every batch of the whole job; the last epoch may be a part of one."""
    batches: list[list[int]] = []
    for epoch in range(math.ceil(h.epochs)):
        share = min(1.0, h.epochs - epoch)
        rows, tokens = h.batch_size, h.batch_tokens
        one = epoch_batches(lengths, rows=rows, tokens=tokens, seed=seed, epoch=epoch, group=group)
        batches += one[: math.ceil(share * len(one))]
    return batches


def padded_tokens(batches: list[list[int]], lengths: Sequence[int]) -> int:
    """Tokens of the largest batch, padding included."""
    return max(len(batch) * max(lengths[index] for index in batch) for batch in batches)


def endless_batches(lengths: Sequence[int], *, tokens: int, seed: int) -> Iterator[list[int]]:
    """Epoch after epoch of batches of at most `tokens` padded tokens."""
    epoch = 0
    while True:
        yield from epoch_batches(lengths, rows=len(lengths), tokens=tokens, seed=seed, epoch=epoch)
        epoch += 1


def collate(rows: Sequence[Row], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids int64, weights float32), both [rows, longest], padded on the right with weight 0: under causal
    attention no mask is needed."""
    longest = max(len(row.ids) for row in rows)
    ids = np.full((len(rows), longest), pad, dtype=np.int64)
    weights = np.zeros((len(rows), longest), dtype=np.float32)
    for index, row in enumerate(rows):
        ids[index, : len(row.ids)] = row.ids
        weights[index, : len(row.ids)] = row.weights
    return torch.from_numpy(ids), torch.from_numpy(weights)
