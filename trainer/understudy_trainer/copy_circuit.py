"""Starting weights that already copy: a two-layer induction circuit built by hand, then trained like any
other weights.

A tiny model needs minutes of its training to discover copying (see copying.py); written in, it costs nothing.
The circuit is that of "In-context Learning and Induction Heads" (Olsson et al., 2022), for the last two
tokens: in the first block two heads carry along the codes of the token before and of the one before that; in
the second block a head looks for the place where those two match the last two tokens here, and copies the
code of what followed there.
"""

from __future__ import annotations

from typing import Any

import torch

from .job import HEAD_DIM

# Places in the residual stream, in channels. Codes are short random vectors, one for each token.
CODE = 44  # channels of a code
OWN, CONSTANT, BEFORE, BEFORE2, ANSWER = 0, 44, 45, 89, 125
MATCHED = 32  # channels of a code that matching uses: the slow half of a head's rotations
LEAST_WIDTH = ANSWER + CODE
HALF = HEAD_DIM // 2
FAST = 10  # the quickest rotations, which tell neighbouring positions apart
SLOW = [*range(HALF // 2, HALF), *range(HALF + HALF // 2, HEAD_DIM)]

# Strengths, found by trial: sharp enough to copy at step 0, soft enough to be trained further.
CODE_SIZE, CONSTANT_SIZE = 0.5, 4.0
POSITION_SHARPNESS, MATCH_SHARPNESS, SECOND_MATCH = 10.0, 2.0, 1.0
OUTPUT_SIZE, REST = 0.6, 0.3
QUIET = 0.05  # what is left of the random weights in the heads used


@torch.no_grad()
def write_copy_circuit(model: Any, rope_theta: float, seed: int) -> None:
    """Write the circuit into a freshly initialised Llama of at least LEAST_WIDTH channels, two blocks, and as
    many key heads as query heads. The random weights of the blocks are scaled by REST so as not to drown it.
    """
    generator = torch.Generator().manual_seed(seed)
    decoder, width = model.get_decoder(), model.config.hidden_size
    embedding, output = decoder.embed_tokens.weight, model.get_output_embeddings().weight
    for block in decoder.layers:
        for weight in block.parameters():
            if weight.dim() == 2:
                weight.mul_(REST)
    codes = torch.randn(len(embedding), CODE, generator=generator)
    codes *= CODE_SIZE * CODE**0.5 / codes.norm(dim=1, keepdim=True)
    embedding[:, OWN : OWN + CODE] += codes
    embedding[:, CONSTANT] += CONSTANT_SIZE
    output[:, ANSWER : ANSWER + CODE] += codes * OUTPUT_SIZE
    # What the norm before each block divides by, once the channels above are filled.
    first_scale = ((CODE * CODE_SIZE**2 + CONSTANT_SIZE**2) / width) ** 0.5
    second_scale = (((2 * CODE + MATCHED) * CODE_SIZE**2 + CONSTANT_SIZE**2) / width) ** 0.5
    first, second = decoder.layers[0].self_attn, decoder.layers[1].self_attn
    for head, (distance, channels, place) in enumerate(((1, CODE, BEFORE), (2, MATCHED, BEFORE2))):
        _look_back(first, head, distance, rope_theta, first_scale)
        _carry(first, head, place, channels, first_scale)
    _quieten(second, 0)
    strength = MATCH_SHARPNESS**0.5 * second_scale / CODE_SIZE
    same = torch.eye(MATCHED) * strength
    other = (
        torch.linalg.qr(torch.randn(MATCHED, MATCHED, generator=generator))[0] * strength * SECOND_MATCH**0.5
    )
    # A second basis keeps the two matches apart: this token with the one before the answer, and so on.
    second.q_proj.weight[SLOW, OWN : OWN + MATCHED] += same
    second.k_proj.weight[SLOW, BEFORE : BEFORE + MATCHED] += same
    second.q_proj.weight[SLOW, BEFORE : BEFORE + MATCHED] += other
    second.k_proj.weight[SLOW, BEFORE2 : BEFORE2 + MATCHED] += other
    _carry(second, 0, ANSWER, CODE, second_scale)


def _quieten(attention: Any, head: int) -> None:
    rows = slice(head * HEAD_DIM, (head + 1) * HEAD_DIM)
    for projection in (attention.q_proj, attention.k_proj, attention.v_proj):
        projection.weight[rows] *= QUIET
    attention.o_proj.weight[:, rows] *= QUIET


def _look_back(attention: Any, head: int, distance: int, rope_theta: float, scale: float) -> None:
    """Make a head attend `distance` tokens back: constant query and key, the key turned ahead by that
    distance."""
    _quieten(attention, head)
    start = head * HEAD_DIM
    turn = distance * rope_theta ** (-torch.arange(FAST, dtype=torch.float32) / HALF)
    strength = POSITION_SHARPNESS * scale / CONSTANT_SIZE
    attention.q_proj.weight[start : start + FAST, CONSTANT] = strength
    attention.k_proj.weight[start : start + FAST, CONSTANT] = strength * turn.cos()
    attention.k_proj.weight[start + HALF : start + HALF + FAST, CONSTANT] = strength * turn.sin()


def _carry(attention: Any, head: int, place: int, channels: int, scale: float) -> None:
    """Make a head write the code of what it attends to at `place`, undoing the norm's `scale`."""
    start = head * HEAD_DIM
    attention.v_proj.weight[start : start + CODE, OWN : OWN + CODE] += torch.eye(CODE)
    attention.o_proj.weight[place : place + channels, start : start + channels] += torch.eye(channels) * scale
