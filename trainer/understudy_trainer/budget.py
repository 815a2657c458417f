"""How many episodes each task gets: more where the outcome is uncertain, none where it is settled.

Pure functions of what was seen. Each task has a Beta belief about its better outcome's rate, which forgets:
the policy changes. A step's episodes are divided by Neyman's rule (J. Neyman, 1934: samples in proportion to
the standard deviation), because a group's contribution to the gradient has variance p(1-p) an episode: the
expectation of sqrt(p(1-p)) under Beta(a, b) is B(a + 1/2, b + 1/2) / B(a, b).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

FORGET = 0.9  # of what is known of a task, kept when it is played again
FADE = 0.998  # of what is known of every task, kept at every step: settled tasks come back some day
SETTLED = 0.25  # chance of two different outcomes in a group below which it is not played
PRIOR = (0.5, 0.5)  # Jeffreys': more tasks are nearly always or nearly never solved than half the time


@dataclass(frozen=True)
class Belief:
    """Beta(a, b): successes and failures seen, faded, on top of the prior."""

    a: float = PRIOR[0]
    b: float = PRIOR[1]

    def seen(self, successes: int, failures: int) -> Belief:
        return Belief(
            PRIOR[0] + FORGET * (self.a - PRIOR[0]) + successes,
            PRIOR[1] + FORGET * (self.b - PRIOR[1]) + failures,
        )

    def faded(self) -> Belief:
        return Belief(PRIOR[0] + FADE * (self.a - PRIOR[0]), PRIOR[1] + FADE * (self.b - PRIOR[1]))


def spread(belief: Belief) -> float:
    """Expected standard deviation of an outcome, 0 to 0.5."""
    a, b = belief.a, belief.b
    return math.exp(_log_beta(a + 0.5, b + 0.5) - _log_beta(a, b))


def mixed(belief: Belief, group: int) -> float:
    """Chance that `group` episodes do not all end alike: 1 - E[p^n] - E[(1-p)^n]."""
    a, b = belief.a, belief.b
    whole = _log_beta(a, b)
    alike = math.exp(_log_beta(a + group, b) - whole) + math.exp(_log_beta(a, b + group) - whole)
    return max(0.0, 1.0 - alike)


def divide(beliefs: list[Belief], total: int, fewest: int, most: int) -> list[int]:
    """`total` episodes over some tasks in proportion to their spread, `fewest` to `most` each (less than
    `total` where all are at `most`)."""
    counts = [fewest] * len(beliefs)
    weights = [spread(belief) for belief in beliefs]
    left = total - sum(counts)
    while left > 0:
        open_ = [index for index, count in enumerate(counts) if count < most]
        if not open_:
            break
        # The task that is furthest below its share gets the next one: Jefferson's method of rounding.
        best = max(open_, key=lambda index: weights[index] / (counts[index] + 1))
        counts[best] += 1
        left -= 1
    return counts


def sides(rewards: Sequence[float | None]) -> list[bool]:
    """A group's rewards as two kinds of outcome: the upper and the lower half of their range, so that a group
    is mixed where there is something to compare. Equal rewards are all of one kind; so are those of a group
    that was not judged at all, which is as good as settled."""
    judged = [reward for reward in rewards if reward is not None]
    if not judged:
        return [False] * len(rewards)
    middle = (min(judged) + max(judged)) / 2
    if max(judged) - min(judged) < 1e-9:
        return [middle >= 0.5] * len(judged)
    return [reward > middle for reward in judged]


@dataclass
class Budget:
    """Which tasks are played next, and how often. `order` is a shuffled list of all of them, gone through
    again and again; `skipped` counts groups that were settled and so not played."""

    tasks: int
    group: int
    per_step: int
    adaptive: bool
    seed: int
    beliefs: dict[int, Belief] = field(default_factory=dict)
    position: int = 0
    skipped: int = 0
    _round: int = -1
    _order: list[int] = field(default_factory=list)

    def next(self) -> list[tuple[int, int]]:
        """(task, episodes) of the next step: `per_step` different tasks, or all there are."""
        chosen: list[int] = []
        passed: list[int] = []
        while len(chosen) < min(self.per_step, self.tasks) and len(chosen) + len(passed) < self.tasks:
            task = self._at(self.position)
            self.position += 1
            if task in chosen or task in passed:
                continue
            if self.adaptive and mixed(self._of(task), self.group) < SETTLED:
                passed.append(task)
                self.skipped += 1
            else:
                chosen.append(task)
        if not chosen:  # everything is settled: play on as if nothing were known
            chosen = passed[: self.per_step]
        if not self.adaptive:
            return [(task, self.group) for task in chosen]
        beliefs = [self._of(task) for task in chosen]
        counts = divide(beliefs, self.group * len(chosen), max(2, self.group // 2), 2 * self.group)
        return list(zip(chosen, counts, strict=True))

    def observe(self, outcomes: dict[int, list[bool]]) -> None:
        """What a step's episodes came to, by task: one of two outcomes each (see `sides`)."""
        self.beliefs = {task: belief.faded() for task, belief in self.beliefs.items()}
        for task, results in outcomes.items():
            self.beliefs[task] = self._of(task).seen(sum(results), len(results) - sum(results))

    def state(self) -> dict[str, Any]:
        """Plain values for a checkpoint."""
        return {
            "beliefs": {task: [belief.a, belief.b] for task, belief in self.beliefs.items()},
            "position": self.position,
            "skipped": self.skipped,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.beliefs = {task: Belief(*pair) for task, pair in state["beliefs"].items()}
        self.position, self.skipped = state["position"], state["skipped"]

    def _of(self, task: int) -> Belief:
        return self.beliefs.get(task, Belief())

    def _at(self, position: int) -> int:
        """Every round through the tasks has its own order."""
        round_, place = divmod(position, self.tasks)
        if round_ != self._round:
            order = list(range(self.tasks))
            random.Random(f"{self.seed}:{round_}").shuffle(order)
            self._round, self._order = round_, order
        return self._order[place]


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
