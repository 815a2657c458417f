"""Merging one tensor of several models of the same shape. Pure arithmetic in float32.

TIES: arXiv 2306.01708, section 4 (trim, elect signs, disjoint mean; trimmed a tensor at a time). DARE: arXiv
2311.03099, section 3.2 (drop at random, scale up by what was kept). Weights multiply an input's change, as in
PEFT, whose functions for adapters these agree with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import torch


def average(tensors: Sequence[torch.Tensor], weights: Sequence[float]) -> torch.Tensor:
    """The weighted mean; weights need not sum to 1 but not to 0."""
    return _sum(tensors, [weight / sum(weights) for weight in weights])


def trim(change: torch.Tensor, density: float) -> torch.Tensor:
    """The `density` share of the values with the largest magnitude, at least one; the rest 0."""
    count = max(1, int(density * change.numel()))
    kept = change.abs().flatten().topk(count).indices
    out = torch.zeros_like(change).flatten()
    out[kept] = change.flatten()[kept]
    return out.view_as(change)


def drop(change: torch.Tensor, density: float, generator: torch.Generator) -> torch.Tensor:
    """Each value kept with probability `density` and divided by it: the same in expectation."""
    return change * (torch.rand(change.shape, generator=generator) < density) / density


def agree(
    changes: Sequence[torch.Tensor], weights: Sequence[float], majority: Literal["total", "frequency"]
) -> torch.Tensor:
    """At each place the mean of the weighted changes whose sign is the elected one: that of the changes'
    sum, or of the greater number of them. Zeros have no say; a tie elects plus."""
    stacked = torch.stack(list(changes))
    votes = (stacked if majority == "total" else stacked.sign()).sum(0)
    elected = torch.where(votes >= 0, 1.0, -1.0)
    with_it = stacked.sign() == elected
    factors = torch.tensor(list(weights)).view(-1, *[1] * (stacked.dim() - 1))
    return (stacked * factors * with_it).sum(0) / with_it.sum(0).clamp(min=1)


def merge_changes(
    method: Literal["linear", "ties", "dare_linear", "dare_ties"],
    changes: Sequence[torch.Tensor],
    weights: Sequence[float],
    *,
    density: float,
    majority: Literal["total", "frequency"],
    seed: str,
) -> torch.Tensor:
    """One change out of several. `seed` decides what DARE drops: name the tensor in it."""
    if method == "ties":
        changes = [trim(change, density) for change in changes]
    elif method != "linear":
        changes = [
            drop(change, density, _generator(f"{seed}:{index}")) for index, change in enumerate(changes)
        ]
    if method in ("ties", "dare_ties"):
        return agree(changes, weights, majority)
    return _sum(changes, weights)


def _sum(tensors: Sequence[torch.Tensor], weights: Sequence[float]) -> torch.Tensor:
    return torch.stack([weight * tensor for tensor, weight in zip(tensors, weights, strict=True)]).sum(0)


def _generator(seed: str) -> torch.Generator:
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:7], "big")
    return torch.Generator().manual_seed(number)
