"""`doctor`: what this machine offers, what is missing, and how to get it. Works where torch is missing."""

from __future__ import annotations

import importlib
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

NEEDED = {
    "torch": "the arithmetic; install it first and by exact version, or its CUDA packages come along",
    "transformers": "models, tokenizers, chat templates",
    "tokenizers": "training the embedded model's tokenizer",
    "peft": "LoRA adapters",
    "accelerate": "loading models onto devices, and launching a job in several processes",
    "gguf": "export to llama.cpp",
    "safetensors": "weights on disk",
    "jinja2": "chat templates",
    "numpy": "rows in memory",
    "pydantic": "the job file",
    "psutil": "memory figures",
}
INSTALL = "python -m pip install -r requirements.lock"
GPU_TORCH = "Install the torch build for it: https://pytorch.org/get-started/locally, then requirements.lock."


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
    optional = _optional(devices) if devices else []
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
        "optional": optional,
    }


def _optional(devices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What could be there beside what is needed: whether it is, what is lost without it, how to get it."""
    gpus = [device for device in devices if device["type"] in ("cuda", "rocm")]
    idle = None if gpus else _idle_gpu()
    found: list[dict[str, Any]] = [
        {
            "name": "GPU",
            "found": ", ".join(device["name"] for device in gpus) or None,
            "without": "training runs on the CPU: meant for the embedded model of some million weights, too "
            "slow for models of billions",
            "get": "A machine with an NVIDIA or AMD device." if idle is None else f"{idle} {GPU_TORCH}",
        }
    ]
    if gpus:
        found.append(
            {
                "name": "bitsandbytes",
                "found": _version("bitsandbytes"),
                "without": 'model.quant "nf4" (QLoRA) is refused: frozen weights take 2 bytes each, not 0.6',
                "get": "python -m pip install bitsandbytes",
            }
        )
    return found


def _idle_gpu() -> str | None:
    """A device that is in the machine although this torch cannot use it."""
    if shutil.which("nvidia-smi") is not None or Path("/dev/nvidia0").exists():
        return "There is an NVIDIA device, but this torch is a build without CUDA or its driver is missing."
    if Path("/dev/kfd").exists():
        return "There is an AMD device, but this torch is a build without ROCm."
    return None


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
                "capability": f"{properties.major}.{properties.minor}",
                "dtypes": {
                    "fp32": True,
                    "bf16": torch.cuda.is_bf16_supported(including_emulation=False),
                    "nf4": _version("bitsandbytes") is not None,
                },
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
