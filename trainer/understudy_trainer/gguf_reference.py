"""Logits computed from a GGUF file alone, as llama.cpp lays it out: the independent half of the parity check.

Knows nothing of transformers: shapes, RoPE base and layout come from the file's own keys.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import torch
import torch.nn.functional as F


class GgufModel:
    """The tensors of a file, dequantised to float32, and the forward pass over them."""

    def __init__(self, path: Path) -> None:
        reader = gguf.GGUFReader(path)
        self._keys = {name: field.contents() for name, field in reader.fields.items()}
        self.tensors = {
            tensor.name: torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy())
            for tensor in reader.tensors
        }
        self.arch = str(self._keys["general.architecture"])

    def key(self, name: str) -> Any:
        """The value of `<architecture>.<name>`."""
        return self._keys[f"{self.arch}.{name}"]

    @torch.no_grad()
    def logits(self, ids: list[int]) -> torch.Tensor:
        """[time, vocabulary] for one prompt."""
        heads, kv_heads = self.key("attention.head_count"), self.key("attention.head_count_kv")
        x = self.tensors["token_embd.weight"][torch.tensor(ids)]
        length = len(ids)
        for block in range(self.key("block_count")):
            h = self._norm(x, f"blk.{block}.attn_norm.weight")
            q = self._rotate(self._heads(h, f"blk.{block}.attn_q", heads))
            k = self._rotate(self._heads(h, f"blk.{block}.attn_k", kv_heads))
            v = self._heads(h, f"blk.{block}.attn_v", kv_heads, normed=False)
            k, v = (t.repeat_interleave(heads // kv_heads, 0) for t in (k, v))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self._linear(mixed.transpose(0, 1).reshape(length, -1), f"blk.{block}.attn_output")
            h = self._norm(x, f"blk.{block}.ffn_norm.weight")
            gate = F.silu(self._linear(h, f"blk.{block}.ffn_gate"))
            x = x + self._linear(gate * self._linear(h, f"blk.{block}.ffn_up"), f"blk.{block}.ffn_down")
        x = self._norm(x, "output_norm.weight")
        return x @ self.tensors.get("output.weight", self.tensors["token_embd.weight"]).T

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.tensors[f"{name}.weight"], self.tensors.get(f"{name}.bias"))

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        eps = self.key("attention.layer_norm_rms_epsilon")
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * self.tensors[name]

    def _heads(self, x: torch.Tensor, name: str, heads: int, normed: bool = True) -> torch.Tensor:
        """[heads, time, head_dim], normed per head where the file has such a norm (Qwen3)."""
        out = self._linear(x, name).view(len(x), heads, -1).transpose(0, 1)
        return (
            self._norm(out, f"{name}_norm.weight")
            if normed and f"{name}_norm.weight" in self.tensors
            else out
        )

    def _rotate(self, x: torch.Tensor) -> torch.Tensor:
        """RoPE: neighbouring pairs for Llama, halves for Qwen (llama.cpp's NORM and NEOX)."""
        half = x.shape[-1] // 2
        angles = torch.outer(
            torch.arange(x.shape[1], dtype=torch.float32),
            self.key("rope.freq_base") ** (-torch.arange(half, dtype=torch.float32) / half),
        )
        cos, sin = angles.cos(), angles.sin()
        if self.arch == "llama":
            a, b = x[..., 0::2], x[..., 1::2]
            return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(-2)
        a, b = x[..., :half], x[..., half:]
        return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
