"""How much better a turn was than what its group did otherwise. Pure functions of rewards.

Sources: group baselines, GRPO (arXiv 2402.03300); without division by the standard deviation, Dr. GRPO (arXiv
2503.20783, section 3.2); leave-one-out, RLOO (arXiv 2402.14740). Process rewards are compared
with those of all turns of the group, like GRPO's process supervision (2402.03300, section 4.1.3), and stay on
the turn that earned them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from .rollouts import Episode

EPSILON = 1e-6
SAME = 1e-9  # rewards that differ by less are equal


@dataclass(frozen=True)
class Scored:
    """An episode and the advantage of each of its turns."""

    episode: Episode
    turns: list[float]


@dataclass(frozen=True)
class GroupReport:
    """What a step's groups were like. `dropped` groups taught nothing: every advantage in them is 0."""

    groups: int
    zero_variance: int
    dropped: int
    null_rewards: int
    reward: float | None
    success: float | None
    reward_std: float


def compared(values: Sequence[float], how: str) -> list[float]:
    """Each value against its group. `std`: minus the mean, over the standard deviation; `mean`: minus the
    mean; `rloo`: minus the mean of the others."""
    if len(values) < 2:
        return [0.0] * len(values)
    mean = fmean(values)
    if how == "rloo":
        return [(value - mean) * len(values) / (len(values) - 1) for value in values]
    scale = pstdev(values) + EPSILON if how == "std" else 1.0
    return [(value - mean) / scale for value in values]


def score_groups(
    groups: Sequence[Sequence[Episode]], how: str, process: str, weight: float
) -> tuple[list[Scored], GroupReport]:
    """The episodes that teach something, with the advantage of every turn; groups are episodes of one task.

    A null reward is left out as if the episode had not been played. A group in which nothing differs is
    dropped, and one with fewer than two judged episodes.
    """
    kept: list[Scored] = []
    zero = dropped = nulls = 0
    rewards: list[float] = []
    successes: list[bool] = []
    spreads: list[float] = []
    for group in groups:
        judged = [episode for episode in group if episode.reward is not None and episode.rows]
        nulls += sum(episode.reward is None for episode in group)
        values = [episode.reward for episode in judged if episode.reward is not None]
        rewards += values
        successes += [episode.success for episode in judged]
        spreads.append(pstdev(values) if len(values) > 1 else 0.0)
        flat = len(values) < 2 or max(values) - min(values) < SAME
        zero += flat
        outcome = [0.0] * len(values) if flat else compared(values, how)
        turns = _placed(judged, process, weight, how)
        scored = [
            Scored(episode, [advantage + extra for extra in extras])
            for episode, advantage, extras in zip(judged, outcome, turns, strict=True)
        ]
        if len(values) < 2 or all(abs(turn) < SAME for one in scored for turn in one.turns):
            dropped += 1
        else:
            kept += scored
    return kept, GroupReport(
        groups=len(groups),
        zero_variance=zero,
        dropped=dropped,
        null_rewards=nulls,
        reward=fmean(rewards) if rewards else None,
        success=fmean(successes) if successes else None,
        reward_std=fmean(spreads) if spreads else 0.0,
    )


def _placed(group: Sequence[Episode], process: str, weight: float, how: str) -> list[list[float]]:
    """The weighted process reward of every turn, against all turns of the group; zeros where none is
    wanted."""
    raw = [_process(episode, process) for episode in group]
    every = [value for turns in raw for value in turns]
    if process == "none" or len(every) < 2 or max(every) - min(every) < SAME:
        return [[0.0] * len(turns) for turns in raw]
    against = iter(compared(every, "mean" if how == "rloo" else how))
    return [[weight * next(against) for _ in turns] for turns in raw]


def _process(episode: Episode, process: str) -> list[float]:
    match process:
        case "penalties":
            return episode.penalties
        case "shaped":
            return episode.shaped
        case "both":
            return [a + b for a, b in zip(episode.penalties, episode.shaped, strict=True)]
        case _:
            return [0.0] * episode.turns
