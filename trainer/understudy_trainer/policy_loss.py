"""Policy-gradient losses over sampled tokens, as flat vectors: one entry a token, all rows one after the
other.

With ratio r = exp(logp - old) against the policy at the start of the update, and w = min(exp(old -
behaviour), cap), the correction for tokens that an older policy sampled (truncated importance weights;
decoupled from the clipping as in AReaL, arXiv 2505.24298, section 5.2), a token contributes

    -w * min(r * A, clip(r, 1 - low, 1 + high) * A)  +  kl * k3

- dapo (arXiv 2503.14476, sections 3.1 and 3.3): summed over all tokens, over their number; low < high.
- dr_grpo (arXiv 2503.20783, section 3.2): summed over all tokens, over a constant: episodes times the longest
  an episode can be, so that the length of an answer does not change what its tokens weigh.
- gspo (arXiv 2507.18071, sections 4.1 and 4.3): r and w are those of the whole row, the geometric mean over
  its tokens; the mean over rows of the mean over their tokens. The gradient goes through each token
  (GSPO-token), so that turns may have advantages of their own.

k3 = exp(ref - logp) - (ref - logp) - 1 >= 0 (J. Schulman, "Approximating KL divergence", 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Tokens:
    """Float32 [n], but `row` int64 [n]: whose row a token belongs to, 0..rows-1. Log-probabilities in nats,
    of the sampled token, temperature applied. `reference` None where no KL is wanted."""

    logp: torch.Tensor
    old: torch.Tensor
    behaviour: torch.Tensor
    advantage: torch.Tensor
    row: torch.Tensor
    rows: int
    reference: torch.Tensor | None = None


@dataclass(frozen=True)
class Terms:
    """`low`, `high`: the clip range around 1; `cap` of importance weights; `kl` weight."""

    kind: str
    low: float
    high: float
    cap: float
    kl: float


@dataclass(frozen=True)
class Scale:
    """What sums are divided by: all tokens, all rows, and the most tokens all episodes together could
    have."""

    tokens: int
    rows: int
    room: int


def row_means(values: torch.Tensor, row: torch.Tensor, rows: int) -> torch.Tensor:
    """Mean of each row's tokens, [rows]."""
    sums = torch.zeros(rows, device=values.device).index_add(0, row, values)
    counts = torch.zeros(rows, device=values.device).index_add(0, row, torch.ones_like(values))
    return sums / counts.clamp(min=1)


def policy_loss(
    tokens: Tokens, terms: Terms, scale: Scale
) -> tuple[torch.Tensor, dict[str, tuple[float, float]]]:
    """(the part of the loss that these tokens make, figures as (sum, count))."""
    gap = tokens.old - tokens.behaviour
    if terms.kind == "gspo":
        whole = row_means((tokens.logp - tokens.old).detach(), tokens.row, tokens.rows).exp()
        ratio = whole[tokens.row] * (tokens.logp - tokens.logp.detach()).exp()
        weight = row_means(gap, tokens.row, tokens.rows).exp()[tokens.row]
        per_token = 1 / (scale.rows * _lengths(tokens))[tokens.row]
    else:
        ratio = (tokens.logp - tokens.old).exp()
        weight = gap.exp()
        divisor = scale.tokens if terms.kind == "dapo" else scale.room
        per_token = torch.full_like(tokens.logp, 1 / divisor)
    clipped = ratio.clamp(1 - terms.low, 1 + terms.high)
    capped = weight.clamp(max=terms.cap)
    gains = torch.minimum(ratio * tokens.advantage, clipped * tokens.advantage)
    losses = -capped * gains
    count = float(len(tokens.logp))
    outside = ((ratio > 1 + terms.high) & (tokens.advantage > 0)) | (
        (ratio < 1 - terms.low) & (tokens.advantage < 0)
    )
    figures = {
        "clip_ratio": (outside.sum().item(), count),
        "importance": (weight.sum().item(), count),
        "importance_capped": ((weight > terms.cap).sum().item(), count),
        "sampler_gap": (gap.abs().sum().item(), count),
    }
    if tokens.reference is not None:
        apart = tokens.reference - tokens.logp
        k3 = apart.exp() - apart - 1
        losses = losses + terms.kl * k3
        figures["kl"] = (k3.sum().item(), count)
    return (losses * per_token).sum(), figures


def _lengths(tokens: Tokens) -> torch.Tensor:
    counts = torch.zeros(tokens.rows, device=tokens.row.device)
    return counts.index_add(0, tokens.row, torch.ones_like(tokens.logp)).clamp(min=1)
