"""What libraries must know before they are imported: no network, no progress bars, no chatter, and no
spinning.

OpenMP threads that spin while they wait make training three times slower on a machine that does other things
too.
"""

from __future__ import annotations

import os

SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRL_EXPERIMENTAL_SILENCE": "1",
    "TOKENIZERS_PARALLELISM": "true",
    "WANDB_DISABLED": "true",
    "OMP_WAIT_POLICY": "PASSIVE",
    "KMP_BLOCKTIME": "0",
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",  # in this process, where it can be given weights
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_LOGGING_LEVEL": "WARNING",
}


def set_environment() -> None:
    """Apply SETTINGS; what the caller set stays."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
