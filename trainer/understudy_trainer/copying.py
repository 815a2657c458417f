"""Copying, the skill a tiny model needs before any tool call: practice rows, and a test of it on its own.

A row is a random string of tokens repeated to the end; only the repeats are targets, the first pass is noise.
"""

from __future__ import annotations

import numpy as np
import torch

from .data import Row

EVAL_STRINGS = 64


def copy_row(rng: np.random.Generator, tokens: np.ndarray, shortest: int, longest: int, length: int) -> Row:
    """A string of `shortest`..`longest` of `tokens`, repeated to `length` tokens."""
    size = int(rng.integers(shortest, longest + 1))
    string = rng.choice(tokens, size)
    ids = np.tile(string, -(-length // size))[:length].astype(np.int32)
    weights = np.ones(length, dtype=np.float32)
    weights[:size] = 0
    return Row("copy", ids, weights)


@torch.no_grad()
def copy_accuracy(model: torch.nn.Module, tokens: np.ndarray, seed: int) -> tuple[float, float]:
    """(share of tokens, share of whole strings) copied right over random strings of 2..32 tokens.

    Each string is shown twice; judged is the second pass after its first token (which nothing foretells),
    greedily and with the true tokens before it.
    """
    rng = np.random.default_rng(seed)
    device = next(model.parameters()).device
    sizes = np.linspace(2, 32, EVAL_STRINGS).round().astype(int)
    ids = np.zeros((EVAL_STRINGS, 64), dtype=np.int64)
    for row, size in zip(ids, sizes, strict=True):
        string = rng.choice(tokens, size)
        row[: 2 * size] = np.tile(string, 2)
    was_training = model.training
    model.eval()
    logits = model(input_ids=torch.from_numpy(ids).to(device), use_cache=False).logits
    model.train(was_training)
    guess = logits.argmax(-1).cpu().numpy()
    hits = [guess[i, size : 2 * size - 1] == ids[i, size + 1 : 2 * size] for i, size in enumerate(sizes)]
    return float(np.concatenate(hits).mean()), float(np.mean([hit.all() for hit in hits]))
