"""What the adaptive rollout budget saves: simulated steps of `grpo` on tasks whose success rates are those of
a policy that was measured.

    PYTHONPATH=trainer python bench/rollout_budget.py WORKSPACE/traces.sqlite RUN

The run is one of `understudy grpo`. Its episodes of the first steps show how often the tasks succeed before
training, those of the last ones after it; for each a Beta distribution is fitted by its first two moments
(the binomial noise of a few episodes a task taken off), and tasks are drawn from it. Both budgets spend the
same number of episodes; what is printed is how many of them lie in groups that teach something (two different
outcomes), and what such a group costs.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import defaultdict
from statistics import fmean, pvariance

from understudy_trainer.budget import Budget

GROUP, PER_STEP, STEPS, SEEDS = 8, 8, 150, 5


def outcomes(path: str, run: str) -> dict[int, dict[str, list[bool]]]:
    """Success of every episode, by the version of the weights and the task."""
    found: dict[int, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    query = "SELECT policy_id, task_id, success FROM episodes WHERE run_id = ? AND success IS NOT NULL"
    for policy, task, success in sqlite3.connect(path).execute(query, (run,)):
        found[int(policy.rsplit("@", 1)[1])][task].append(bool(success))
    return found


def fitted(groups: list[list[bool]]) -> tuple[float, float]:
    """(a, b) of Beta by moments: the variance of group means is that of the rates plus p(1-p)/n on
    average."""
    means = [fmean(group) for group in groups]
    mean = fmean(means)
    size = fmean(len(group) for group in groups)
    noise = fmean(m * (1 - m) / (len(g) - 1) for m, g in zip(means, groups, strict=True))
    spread = min(max(pvariance(means) - noise, 1e-4), 0.98 * mean * (1 - mean))
    print(
        f"  {len(groups)} groups of {size:.1f} episodes, mean {mean:.3f}, variance of the rates {spread:.4f}"
    )
    whole = mean * (1 - mean) / spread - 1
    return mean * whole, (1 - mean) * whole


def simulate(rates: list[float], adaptive: bool, seed: int) -> tuple[float, float]:
    """(share of episodes in groups that teach, episodes for each such group)."""
    rng = random.Random(seed)
    budget = Budget(len(rates), GROUP, PER_STEP, adaptive, seed)
    spent = taught = groups = 0
    for _ in range(STEPS):
        played = {task: [rng.random() < rates[task] for _ in range(count)] for task, count in budget.next()}
        mixed = [results for results in played.values() if 0 < sum(results) < len(results)]
        spent += sum(map(len, played.values()))
        taught += sum(map(len, mixed))
        groups += len(mixed)
        budget.observe(played)
    return taught / spent, spent / groups


def main() -> None:
    found = outcomes(sys.argv[1], sys.argv[2])
    versions = sorted(found)
    parts = {"first": versions[: len(versions) // 5], "last": versions[-(len(versions) // 3) :]}
    for name, chosen in parts.items():
        print(f"{name} steps ({chosen[0]} to {chosen[-1]}):")
        groups = [group for version in chosen for group in found[version].values() if len(group) > 1]
        a, b = fitted(groups)
        print(f"  Beta({a:.2f}, {b:.2f})")
        for tasks in (64, 440):
            cells = []
            for adaptive in (False, True):
                runs = []
                for seed in range(SEEDS):
                    rng = random.Random(seed)
                    runs.append(simulate([rng.betavariate(a, b) for _ in range(tasks)], adaptive, seed))
                share, cost = (fmean(column) for column in zip(*runs, strict=True))
                cells.append((share, cost))
            (uniform, dear), (adaptive_share, cheap) = cells
            print(
                f"  {tasks} tasks, {STEPS} steps of {PER_STEP * GROUP} episodes: in groups that teach "
                f"{100 * uniform:.0f}% -> {100 * adaptive_share:.0f}%, episodes for each such group "
                f"{dear:.1f} -> {cheap:.1f} ({100 * (1 - cheap / dear):.0f}% saved)"
            )


main()
