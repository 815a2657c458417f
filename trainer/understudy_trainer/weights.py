"""How much predicting each token counts when pretraining on conversations: by who speaks it, and where in a
call."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from .job import Emphasis, RoleWeights


def weigher(
    tokenizer: Any, roles: RoleWeights, emphasis: Emphasis | None
) -> Callable[[np.ndarray], np.ndarray]:
    """A function from the ids of a rendered row to its weights, float32. Each token has its speaker's weight,
    the end marker too, the role marker none; `emphasis` multiplies the values of some keys inside tool calls.
    """
    by_marker = {
        tokenizer.convert_tokens_to_ids(f"<|{name}|>"): value for name, value in roles.model_dump().items()
    }
    opening, closing = (tokenizer.convert_tokens_to_ids(marker) for marker in ("<tool_call>", "</tool_call>"))
    # Byte-level pieces have one character for each byte and spell printable ASCII as itself: fit to search.
    pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    pattern = None if emphasis is None else _values_of(emphasis.keys)

    def weigh(ids: np.ndarray) -> np.ndarray:
        tokens = ids.tolist()
        out = np.zeros(len(tokens), dtype=np.float32)
        current, call_start = 0.0, -1
        for index, token in enumerate(tokens):
            if token in by_marker:
                current = by_marker[token]
                continue
            out[index] = current
            if token == opening:
                call_start = index + 1
            elif token == closing and call_start >= 0:
                if pattern is not None and emphasis is not None:
                    call = [pieces[token] for token in tokens[call_start:index]]
                    out[call_start:index][_inside(call, pattern)] *= emphasis.weight
                call_start = -1
        return out

    return weigh


def _values_of(keys: list[str]) -> re.Pattern[str]:
    return re.compile(f'"(?:{"|".join(re.escape(key) for key in keys)})":"([^"]*)"')


def _inside(pieces: list[str], pattern: re.Pattern[str]) -> np.ndarray:
    """Which pieces hold at least one character of a match's first group."""
    ends = np.cumsum([len(piece) for piece in pieces])
    starts = ends - [len(piece) for piece in pieces]
    found = np.zeros(len(pieces), dtype=bool)
    for match in pattern.finditer("".join(pieces)):
        first, last = match.span(1)
        found |= (starts < last) & (ends > first)
    return found
