"""How sure a share is, and how far two ways to label agree beyond chance."""

from __future__ import annotations

import math

Z95 = 1.959964


def wilson(successes: float, trials: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, 1927), 95% by default; (0, 1) of no trials. Unlike
    the normal one it holds for few trials and for shares near 0 and 1."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    middle, scale = share + z * z / (2 * trials), 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def kappa(both: int, first: int, second: int, neither: int) -> float | None:
    """Cohen's kappa (1960) of two yes-or-no labellings, from how often both, only the first, only the second
    and neither said yes: 1 is agreement, 0 what chance would give. None where chance explains everything."""
    n = both + first + second + neither
    if n == 0:
        return None
    yes = (both + first) * (both + second) / n**2
    no = (second + neither) * (first + neither) / n**2
    chance = yes + no
    return None if chance >= 1 else ((both + neither) / n - chance) / (1 - chance)
