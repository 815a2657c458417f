"""The forward and loss of both training loops, and how they are made fast on a CPU.

Measured on 2 cores with AVX512-BF16: torch's flash attention on CPU is slower in training
than blocks of plain bfloat16 products, and the output layer is needed only where there is a target.
"""

from __future__ import annotations

import contextlib
import os
import time
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F

BLOCK = 128  # queries attended together; keys after the block are never computed
DIRECT_HEADS = frozenset({"llama", "qwen2", "qwen3"})  # their logits are lm_head(hidden) and nothing more


@lru_cache(maxsize=64)
def _future(size: int, dtype: torch.dtype) -> torch.Tensor:
    """[size, size], minus infinity above the diagonal."""
    return torch.full((size, size), float("-inf"), dtype=dtype).triu(1)


def blocked_causal_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Causal attention for training on CPU, in transformers' attention interface.

    query [batch, heads, time, head_dim]; key and value may have fewer heads. Without cache, dropout or mask:
    padding must be on the right. Returns [batch, time, heads, head_dim].
    """
    dtype = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else query.dtype
    with torch.autocast("cpu", enabled=False):
        groups = query.shape[1] // key.shape[1]
        if groups > 1:
            key, value = key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1)
        scale = query.shape[-1] ** -0.5 if scaling is None else scaling
        q, k, v = (query * scale).to(dtype), key.to(dtype).transpose(-1, -2), value.to(dtype)
        length = q.shape[2]
        parts = []
        for start in range(0, length, BLOCK):
            end = min(start + BLOCK, length)
            scores = torch.matmul(q[:, :, start:end], k[..., :end])
            scores[..., start:] += _future(end - start, dtype)
            parts.append(torch.matmul(torch.softmax(scores, -1), v[:, :, :end]))
        return torch.cat(parts, 2).transpose(1, 2).contiguous(), None


def training_attention(device: torch.device, model_type: str) -> str:
    """The attention to train with: ours on CPU for the plain causal families, else torch's."""
    if device.type != "cpu" or model_type not in DIRECT_HEADS:
        return "sdpa"
    from transformers import AttentionInterface

    AttentionInterface.register("blocked_causal", blocked_causal_attention)
    return "blocked_causal"


def head_inputs(model: Any, ids: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(hidden states [n, width] before each token of weight above 0, where those tokens are in ids[:,
    1:])."""
    chosen = weights[:, 1:] > 0
    hidden = model.get_decoder()(input_ids=ids, use_cache=False).last_hidden_state
    return hidden[:, :-1][chosen], chosen


def weighted_loss(model: Any, ids: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(sum of weight * cross-entropy in nats, sum of weights). ids, weights: [rows, time]; the weight of a
    token is that of predicting it. Logits exist only where they are needed. For the families in DIRECT_HEADS.
    """
    hidden, chosen = head_inputs(model, ids, weights)
    logits = model.get_output_embeddings()(hidden)
    losses = F.cross_entropy(logits.float(), ids[:, 1:][chosen], reduction="none")
    picked = weights[:, 1:][chosen]
    return (losses * picked).sum(), picked.sum()


def bf16_helps_on_cpu() -> bool:
    """Whether bfloat16 products are really faster here: timed, best of several, a few milliseconds."""
    best: dict[torch.dtype, float] = {}
    for dtype in (torch.float32, torch.bfloat16):
        a, b = torch.ones(2048, 256, dtype=dtype), torch.ones(256, 512, dtype=dtype)
        times = []
        for _ in range(6):
            started = time.perf_counter()
            torch.mm(a, b)
            times.append(time.perf_counter() - started)
        best[dtype] = min(times[1:])
    return best[torch.bfloat16] * 1.3 < best[torch.float32]


def choose_dtype(asked: str, device: torch.device) -> str:
    """`bf16` or `fp32` for the arithmetic; weights of trained parameters stay float32 either way."""
    if asked != "auto":
        return asked
    if device.type == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    return "bf16" if device.type == "cpu" and bf16_helps_on_cpu() else "fp32"


def autocast(dtype: str, device: torch.device) -> contextlib.AbstractContextManager[Any]:
    """bfloat16 products inside, where `dtype` says so."""
    if dtype == "bf16":
        return torch.autocast(device.type, torch.bfloat16)
    return contextlib.nullcontext()


def choose_device() -> torch.device:
    """CUDA (ROCm answers to the same name) where present, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def usable_cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
