"""Checkpoints of the plain loop: whole folders that appear by a rename, the newest few kept."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import torch

from .run import folder_in_place

NAME = re.compile(r"^step-(\d+)$")


def save(folder: Path, step: int, state: dict[str, Any], keep: int) -> Path:
    """Write `state` (tensors, numbers, strings) as step-N and remove all but the newest `keep`."""
    target = folder / f"step-{step:07d}"
    with folder_in_place(target) as beside:
        torch.save(state, beside / "state.pt")
    prune(folder, keep)
    return target


def load_newest(folder: Path) -> dict[str, Any] | None:
    """The state of the newest checkpoint, or None. Only tensors and plain values are unpickled."""
    found = newest(folder)
    return None if found is None else torch.load(found / "state.pt", map_location="cpu", weights_only=True)


def newest(folder: Path) -> Path | None:
    """The checkpoint folder with the highest step."""
    return max(_all(folder), key=step_of, default=None)


def prune(folder: Path, keep: int) -> None:
    """Remove all but the newest `keep` checkpoints."""
    for old in sorted(_all(folder), key=step_of)[:-keep]:
        shutil.rmtree(old)


def _all(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if NAME.match(path.name)]


def step_of(path: Path) -> int:
    """The step in a checkpoint's name, -1 if it is none."""
    match = NAME.match(path.name)
    return int(match.group(1)) if match else -1
