"""`doctor`: what this machine offers, what is missing, and how to get it. Works where torch is missing."""

from __future__ import annotations

import importlib
import platform
import sys
from importlib import metadata
from typing import Any

NEEDED = {
    "torch": "the arithmetic; install it first and by exact version, or its CUDA packages come along",
    "transformers": "models, tokenizers, chat templates",
    "tokenizers": "training the embedded model's tokenizer",
    "trl": "supervised fine-tuning",
    "peft": "LoRA adapters",
    "accelerate": "devices, used by the training loop",
    "datasets": "rows as TRL takes them",
    "gguf": "export to llama.cpp",
    "safetensors": "weights on disk",
    "jinja2": "chat templates",
    "numpy": "rows in memory",
    "pydantic": "the job file",
    "psutil": "memory figures",
}
INSTALL = "python -m pip install -r requirements.lock"


def diagnose() -> dict[str, Any]:
    """A JSON document; `ok` is whether every kind of job can run here."""
    found = versions()
    missing = [
        {"package": name, "for": why, "get": f"{INSTALL}  (in the trainer folder, torch first)"}
        for name, why in NEEDED.items()
        if found[name] is None
    ]
    supported = (3, 11) <= sys.version_info[:2] < (3, 14)
    if not supported:
        missing.append(
            {"package": "python", "for": "everything", "get": "Install Python 3.11, 3.12 or 3.13."}
        )
    devices, problem = _devices()
    if problem is not None and found["torch"] is not None:
        missing.append({"package": "torch", "for": f"it does not import: {problem}", "get": INSTALL})
    return {
        "v": 1,
        "ok": not missing,
        "python": {
            "version": platform.python_version(),
            "executable": sys.executable,
            "supported": supported,
        },
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "packages": found,
        "devices": devices,
        "memory": _memory(),
        "missing": missing,
    }


def versions() -> dict[str, str | None]:
    """Installed version of every package needed, None where absent."""
    return {name: _version(name) for name in NEEDED}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _devices() -> tuple[list[dict[str, Any]], str | None]:
    """Devices with the arithmetic each supports, and why torch cannot say, if it cannot."""
    try:
        torch = importlib.import_module("torch")
        arithmetic = importlib.import_module(".arithmetic", __package__)
    except Exception as error:  # a broken install raises OSError, RuntimeError and others on import
        return [], str(error)
    cpu = {
        "type": "cpu",
        "name": platform.processor() or platform.machine(),
        "cores": arithmetic.usable_cores(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "dtypes": {"fp32": True, "bf16": True},
        "bf16_faster": arithmetic.bf16_helps_on_cpu(),
    }
    found = [cpu]
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        free, total = torch.cuda.mem_get_info(index)
        found.append(
            {
                "type": "rocm" if torch.version.hip else "cuda",
                "name": properties.name,
                "memory_bytes": total,
                "free_bytes": free,
                "dtypes": {"fp32": True, "bf16": torch.cuda.is_bf16_supported()},
            }
        )
    if torch.backends.mps.is_available():
        found.append(
            {"type": "mps", "name": "Apple GPU", "dtypes": {"fp32": True, "bf16": True}, "used": False}
        )
    return found, None


def _memory() -> dict[str, int] | None:
    try:
        psutil = importlib.import_module("psutil")
    except ImportError:
        return None
    memory = psutil.virtual_memory()
    return {"total_bytes": memory.total, "available_bytes": memory.available}
