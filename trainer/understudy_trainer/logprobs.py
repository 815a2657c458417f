"""Log-probabilities of given tokens under a model, and those of the model before tuning, computed once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from .arithmetic import DIRECT_HEADS, autocast, head_inputs
from .batches import collate
from .data import Row
from .examples import fingerprint
from .run import TEMPORARY


def row_logprobs(model: Any, ids: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(sum over a row's counted tokens of log p, in nats; how many they are), both float32 [rows].

    ids, weights: [rows, time], padded on the right; a token counts where its weight is above 0. Logits of the
    DIRECT_HEADS families exist only before counted tokens.
    """
    config = model.config
    if getattr(config, "model_type", None) in DIRECT_HEADS:
        hidden, chosen = head_inputs(model, ids, weights)
        logits = model.get_output_embeddings()(hidden)
    else:
        chosen = weights[:, 1:] > 0
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1][chosen]
    found = -F.cross_entropy(logits.float(), ids[:, 1:][chosen], reduction="none")
    which = chosen.nonzero()[:, 0]
    sums = torch.zeros(len(ids), device=ids.device).index_add(0, which, found)
    return sums, chosen.sum(1).float()


@torch.no_grad()
def measure(
    model: Any,
    rows: Sequence[Row],
    pad: int,
    dtype: str,
    tokens: int,
    between: Callable[[int], None] = lambda done: None,
    known: np.ndarray | None = None,
) -> np.ndarray:
    """Log-probability of each row's counted tokens, float32, in batches of at most `tokens` padded tokens.
    `between` is called with the number of rows done so far. `known` is filled in where it is NaN, in the same
    batches as it would be from the beginning, and returned."""
    found = np.full(len(rows), np.nan, np.float32) if known is None else known
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    done = 0
    for batch in _batches([len(row.ids) for row in rows], tokens):
        if np.isnan(found[batch]).any():
            ids, weights = (tensor.to(device) for tensor in collate([rows[index] for index in batch], pad))
            with autocast(dtype, device):
                found[batch] = row_logprobs(model, ids, weights)[0].cpu().numpy()
        done += len(batch)
        between(done)
    model.train(was_training)
    return found


def _batches(lengths: list[int], tokens: int) -> Iterator[list[int]]:
    """Rows of like length, at most `tokens` padded tokens of them and at least one."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if batch and lengths[index] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def once(
    path: Path, rows: Sequence[Row], folders: Sequence[Path], compute: Callable[[np.ndarray], object]
) -> np.ndarray:
    """The numbers that `compute` fills in for `rows`, NaN before, kept in `path` (npz) as long as the rows'
    tokens and masks and the weights in `folders` are the same. What was filled in is kept too when `compute`
    is interrupted, and it is not called when nothing is missing."""
    files = sorted(file for folder in folders for file in folder.glob("*.safetensors"))
    stamps = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    parts = [part for row in rows for part in (row.ids, row.weights > 0)]
    key = f"{fingerprint(parts)} {hashlib.sha256(repr(stamps).encode()).hexdigest()}"
    values = np.full(len(rows), np.nan, np.float32)
    if path.exists():
        with np.load(path) as kept:
            if str(kept["key"]) == key:
                values = kept["values"].copy()
    if np.isnan(values).any():
        try:
            compute(values)
        finally:
            _keep(path, key, values)
    return values


def _keep(path: Path, key: str, values: np.ndarray) -> None:
    beside = path.with_name(TEMPORARY + path.name)
    with beside.open("wb") as handle:
        np.savez(handle, key=np.array(key), values=values)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)
