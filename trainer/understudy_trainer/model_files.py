"""A model folder's files: its weights one tensor at a time, its tokenizer's identity, and writing such a
folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from .failures import BadJob

SHARD_BYTES = 4_000_000_000
INDEX = "model.safetensors.index.json"
TOKENIZER = (
    "tokenizer.json",
    "tokenizer_config.json",
    "tokenizer.model",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
)
BESIDE_WEIGHTS = ("config.json", "generation_config.json", *TOKENIZER)


class Weights:
    """The tensors of a folder, read when asked for."""

    def __init__(self, folder: Path) -> None:
        """Raises BadJob when the folder has no safetensors."""
        self.folder = folder
        index, single = folder / INDEX, folder / "model.safetensors"
        if index.is_file():
            files = set(json.loads(index.read_text("utf-8"))["weight_map"].values())
        else:
            files = {single.name} if single.is_file() else set()
        self._files = {}
        for name in sorted(files):
            handle = safe_open(folder / name, framework="pt")
            self._files |= dict.fromkeys(handle.keys(), handle)
        if not self._files:
            hint = "Save the model with save_pretrained, which writes model.safetensors."
            raise BadJob("no_weights", "the folder has no safetensors", hint, str(folder))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: tuple(handle.get_slice(name).get_shape()) for name, handle in self._files.items()}

    def tensor(self, name: str) -> torch.Tensor:
        """As stored."""
        return self._files[name].get_tensor(name)


def tokenizer_identity(folder: Path) -> str | None:
    """A hash of what decides which ids a text gets; None for a folder without a tokenizer."""
    path = folder / "tokenizer.json"
    if path.is_file():
        known = json.loads(path.read_text("utf-8"))
        added = [(token["id"], token["content"]) for token in known.get("added_tokens", [])]
        parts = [known.get("model"), known.get("normalizer"), known.get("pre_tokenizer"), sorted(added)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    found = [folder / name for name in ("tokenizer.model", "vocab.json", "merges.txt")]
    found = [file for file in found if file.is_file()]
    return hashlib.sha256(b"".join(file.read_bytes() for file in found)).hexdigest() if found else None


def copy_beside(source: Path, target: Path, names: Iterable[str]) -> None:
    """Copy those of the files that are there."""
    for name in names:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def write_weights(
    folder: Path, tensors: Iterable[tuple[str, torch.Tensor]], shard: int = SHARD_BYTES
) -> None:
    """Write safetensors as transformers reads them, in files of about `shard` bytes: no more is in memory."""
    waiting: dict[str, torch.Tensor] = {}
    parts: list[list[str]] = []
    size = total = 0

    def flush() -> None:
        save_file(waiting, folder / f"part-{len(parts)}.safetensors", metadata={"format": "pt"})
        parts.append(list(waiting))
        waiting.clear()

    for name, tensor in tensors:
        bytes_ = tensor.numel() * tensor.element_size()
        if waiting and size + bytes_ > shard:
            flush()
            size = 0
        waiting[name] = tensor.contiguous()
        size += bytes_
        total += bytes_
    flush()
    if len(parts) == 1:
        (folder / "part-0.safetensors").rename(folder / "model.safetensors")
        return
    names = [f"model-{number + 1:05d}-of-{len(parts):05d}.safetensors" for number in range(len(parts))]
    for number, name in enumerate(names):
        (folder / f"part-{number}.safetensors").rename(folder / name)
    where = {tensor: name for name, part in zip(names, parts, strict=True) for tensor in part}
    index = {"metadata": {"total_size": total}, "weight_map": where}
    (folder / INDEX).write_text(json.dumps(index, indent=1), "utf-8")
