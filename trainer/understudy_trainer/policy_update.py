"""The update half of a `grpo` step: rows of exact tokens into gradients, in parts that fit the memory."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from .advantages import Scored
from .arithmetic import DIRECT_HEADS, autocast, head_inputs
from .failures import JobFailure
from .job.grpo import GrpoHparams
from .policy_loss import Scale, Terms, Tokens, policy_loss
from .tuning import Means


@dataclass
class UpdateRow:
    """One row to learn from: float32 and int arrays of one length. `chosen` are the sampled tokens; the
    others have advantage and log-probability 0 and are never looked at."""

    ids: np.ndarray
    chosen: np.ndarray
    advantages: np.ndarray
    behaviour: np.ndarray
    old: np.ndarray | None = None
    reference: np.ndarray | None = None


def update_rows(scored: Sequence[Scored]) -> list[UpdateRow]:
    """The rows of the episodes, longest last: rows of like length share a part."""
    rows = []
    for one in scored:
        for row in one.episode.rows:
            turns = np.asarray(row.turns)
            by_turn = np.asarray([*one.turns, 0.0], dtype=np.float32)  # -1 takes the last: nothing
            rows.append(
                UpdateRow(
                    ids=np.asarray(row.ids, dtype=np.int64),
                    chosen=turns >= 0,
                    advantages=by_turn[turns],
                    behaviour=np.asarray(row.logprobs, dtype=np.float32),
                )
            )
    return sorted(rows, key=lambda row: len(row.ids))


def parts_of(rows: Sequence[UpdateRow], tokens: int) -> list[list[UpdateRow]]:
    """Neighbours together, at most `tokens` padded tokens a part (never under one row)."""
    parts: list[list[UpdateRow]] = []
    for row in rows:
        if parts and len(row.ids) * (len(parts[-1]) + 1) <= tokens:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def token_logprobs(
    model: Any, ids: torch.Tensor, chosen: torch.Tensor, temperature: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """(log-probability of each chosen token, entropy of the distribution it was drawn from), in nats, under
    the sampling temperature; row after row. ids int64, chosen bool, both [rows, time], padded on the
    right."""
    if model.config.model_type in DIRECT_HEADS:
        hidden, where = head_inputs(model, ids, chosen.float())
        logits = model.get_output_embeddings()(hidden)
    else:
        where = chosen[:, 1:]
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1][where]
    logprobs = torch.log_softmax(logits.float() / temperature, -1)
    found = logprobs.gather(1, ids[:, 1:][where][:, None])[:, 0]
    with torch.no_grad():
        entropy = -(logprobs.exp() * logprobs).sum(-1)
    return found, entropy


class Updater:
    """One optimizer step at a time over the rows of a step's episodes."""

    def __init__(
        self,
        model: Any,
        optimizer: torch.optim.Optimizer,
        hparams: GrpoHparams,
        *,
        temperature: float,
        dtype: str,
        pad: int,
        reference: Any,
    ) -> None:
        """`reference`: the model before training, a PEFT model whose adapter is switched off for it, or
        None."""
        self._model, self._optimizer, self._h = model, optimizer, hparams
        self._temperature, self._dtype, self._pad, self._reference = temperature, dtype, pad, reference
        self._device = next(model.parameters()).device
        self._trained = [p for p in model.parameters() if p.requires_grad]
        low, high = hparams.clip
        self._terms = Terms(hparams.loss, low, high, hparams.importance_cap, hparams.kl)

    def learn(self, rows: list[UpdateRow], room: int, lr: float, step: int) -> tuple[dict[str, float], int]:
        """`hparams.updates` optimizer steps. `room`: the most tokens all episodes together could have.
        Returns means over them, and padded tokens. Raises JobFailure when the loss is not finite."""
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        parts = parts_of(rows, self._h.batch_tokens)
        scale = Scale(tokens=int(sum(row.chosen[1:].sum() for row in rows)), rows=len(rows), room=room)
        if self._h.kl > 0:
            self._refer(parts)
        means, losses, norms, tokens = Means(), [], [], 0
        for _ in range(self._h.updates):
            total = 0.0
            for part in parts:
                loss, figures, seen = self._part(part, scale)
                loss.backward()
                total += loss.item()
                tokens += seen
                means.add(figures)
            if not math.isfinite(total):
                self._optimizer.zero_grad(set_to_none=True)
                raise JobFailure(
                    "diverged", f"the loss is {total} at step {step}", "Lower hparams.lr and start over."
                )
            norms.append(torch.nn.utils.clip_grad_norm_(self._trained, self._h.max_grad_norm).item())
            self._optimizer.step()
            self._optimizer.zero_grad(set_to_none=True)
            losses.append(total)
        return {
            "loss": sum(losses) / len(losses),
            "grad_norm": sum(norms) / len(norms),
            **means.result(),
        }, tokens

    def _part(
        self, part: list[UpdateRow], scale: Scale
    ) -> tuple[torch.Tensor, dict[str, tuple[float, float]], int]:
        ids, chosen = self._padded(part)
        with autocast(self._dtype, self._device):
            logp, entropy = token_logprobs(self._model, ids, chosen, self._temperature)
        self._keep_old(part, logp)
        flat = [row.chosen[1:] for row in part]

        def gathered(name: str) -> torch.Tensor:
            values = [getattr(row, name)[1:][mask] for row, mask in zip(part, flat, strict=True)]
            return torch.from_numpy(np.concatenate(values)).to(self._device)

        counts = [int(mask.sum()) for mask in flat]
        tokens = Tokens(
            logp=logp,
            old=gathered("old"),
            behaviour=gathered("behaviour"),
            advantage=gathered("advantages"),
            row=torch.from_numpy(np.repeat(np.arange(len(part)), counts)).to(self._device),
            rows=len(part),
            reference=gathered("reference") if part[0].reference is not None else None,
        )
        loss, figures = policy_loss(tokens, self._terms, scale)
        figures["entropy"] = (entropy.sum().item(), float(len(entropy)))
        return loss, figures, ids.numel()

    def _keep_old(self, part: list[UpdateRow], logp: torch.Tensor) -> None:
        """The first pass over a row is with the weights at the start of the update: no pass of its own for
        it."""
        if part[0].old is None:
            self._scatter(part, logp.detach(), "old")

    def _scatter(self, part: list[UpdateRow], flat: torch.Tensor, name: str) -> None:
        values, start = flat.float().cpu().numpy(), 0
        for row in part:
            mask = row.chosen.copy()
            mask[0] = False
            count = int(mask.sum())
            found = np.zeros(len(row.ids), dtype=np.float32)
            found[mask] = values[start : start + count]
            setattr(row, name, found)
            start += count

    @torch.no_grad()
    def _refer(self, parts: list[list[UpdateRow]]) -> None:
        model = self._model if self._reference is None else self._reference
        off = model.disable_adapter() if self._reference is None else contextlib.nullcontext()
        with off:
            for part in parts:
                ids, chosen = self._padded(part)
                with autocast(self._dtype, self._device):
                    logp, _ = token_logprobs(model, ids, chosen, self._temperature)
                self._scatter(part, logp, "reference")

    def _padded(self, part: list[UpdateRow]) -> tuple[torch.Tensor, torch.Tensor]:
        longest = max(len(row.ids) for row in part)
        ids = np.full((len(part), longest), self._pad, dtype=np.int64)
        chosen = np.zeros((len(part), longest), dtype=bool)
        for index, row in enumerate(part):
            ids[index, : len(row.ids)] = row.ids
            chosen[index, : len(row.ids)] = row.chosen
        return torch.from_numpy(ids).to(self._device), torch.from_numpy(chosen).to(self._device)
