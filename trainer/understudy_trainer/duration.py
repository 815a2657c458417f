"""How long a job will about take: its arithmetic over this machine's measured rate of products, as a range.

The lower end is never reached: nothing but products, at the rate of large ones. The upper end has them at a
tenth of it; models of a few million weights come nearer to it than large ones. Start-up, and what else runs
on the machine, come on top.
"""

from __future__ import annotations

import time

import torch

from .arithmetic import choose_device, choose_dtype, usable_cores

SIDE = 768  # of the square products that are timed
SLOWEST = 0.1  # of the measured rate
CHECKPOINTED_FROM = 500_000_000  # parameters, as in tuning.py: activations are computed twice


def training_passes(parameters: int, trained: int) -> float:
    """Floating-point operations a weight and token of a training step: 2 forward, 2 for the gradients that
    pass through, 2 for those of trained weights (J. Kaplan et al. 2020, arXiv 2001.08361, section 2.1), 2
    more where activations are recomputed."""
    again = 2 if parameters >= CHECKPOINTED_FROM else 0
    return 4 + 2 * trained / parameters + again


def seconds(operations: float, dtype: str, threads: int | None) -> dict[str, float]:
    """{"seconds_low", "seconds_high"} for so many floating-point operations on this machine. Measures for
    some milliseconds."""
    device = choose_device()
    rate = products(device, choose_dtype(dtype, device), threads or usable_cores())
    return {"seconds_low": operations / rate, "seconds_high": operations / rate / SLOWEST}


def products(device: torch.device, dtype: str, threads: int) -> float:
    """Floating-point operations a second of square products: the best of several. On a CPU in processor
    seconds, which other work disturbs less."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    kind = torch.bfloat16 if dtype == "bf16" else torch.float32
    a = torch.ones(SIDE, SIDE, dtype=kind, device=device)
    clock, share = (time.process_time, threads) if device.type == "cpu" else (time.perf_counter, 1)
    best = float("inf")
    for _ in range(6):
        started = clock()
        torch.mm(a, a)
        if device.type == "cuda":
            torch.cuda.synchronize()
        best = min(best, (clock() - started) / share)
    torch.set_num_threads(before)
    return 2 * SIDE**3 / best
