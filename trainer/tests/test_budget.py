"""The adaptive rollout budget: what it gives to whom, and what it saves in a simulation."""

from __future__ import annotations

import random

import pytest

from understudy_trainer.budget import Belief, Budget, divide, mixed, sides, spread


def test_the_expected_spread_is_that_of_the_belief() -> None:
    rng = random.Random(0)
    for a, b in ((1.0, 1.0), (9.0, 1.0), (3.0, 5.0)):
        draws = [rng.betavariate(a, b) for _ in range(20_000)]
        assert spread(Belief(a, b)) == pytest.approx(
            sum((p * (1 - p)) ** 0.5 for p in draws) / len(draws), abs=0.005
        )
        assert mixed(Belief(a, b), 8) == pytest.approx(
            sum(1 - p**8 - (1 - p) ** 8 for p in draws) / len(draws), abs=0.01
        )


def test_uncertain_tasks_get_more_and_the_total_stays() -> None:
    counts = divide([Belief(1, 1), Belief(30, 1), Belief(15, 15), Belief(1, 30)], 32, 4, 16)
    assert sum(counts) == 32
    assert counts[2] > counts[0] > counts[1] == counts[3] >= 4
    assert divide([Belief(1, 1)], 32, 4, 16) == [16]


def test_settled_tasks_are_not_played_until_they_are_forgotten() -> None:
    budget = Budget(tasks=4, group=8, per_step=2, adaptive=True, seed=0)
    for _ in range(12):
        budget.observe({0: [True] * 8, 1: [False] * 8})
    played = {task for _ in range(10) for task, _ in budget.next()}
    assert played == {2, 3}
    assert budget.skipped > 0
    for _ in range(1500):
        budget.observe({})
    assert {task for _ in range(10) for task, _ in budget.next()} == {0, 1, 2, 3}


def test_a_uniform_budget_goes_round_all_tasks() -> None:
    budget = Budget(tasks=5, group=4, per_step=2, adaptive=False, seed=0)
    rounds = [budget.next() for _ in range(5)]
    assert all(count == 4 for chosen in rounds for _, count in chosen)
    assert sorted(task for chosen in rounds for task, _ in chosen) == sorted([*range(5), *range(5)])


def test_a_restored_budget_goes_on_alike() -> None:
    budget = Budget(tasks=9, group=4, per_step=4, adaptive=True, seed=3)
    budget.observe({task: [task % 2 == 0] * 3 for task, _ in budget.next()})
    again = Budget(tasks=9, group=4, per_step=4, adaptive=True, seed=3)
    again.restore(budget.state())
    for _ in range(6):
        assert budget.next() == again.next()


def test_graded_rewards_are_two_kinds_of_outcome() -> None:
    assert sides([0.1, 0.2, None, 0.4]) == [False, False, True]
    assert sides([0.4, 0.4]) == [False, False]
    assert sides([1.0, 1.0]) == [True, True]
    assert sides([None, None]) == [False, False]


def test_everything_settled_is_still_played() -> None:
    budget = Budget(tasks=2, group=8, per_step=2, adaptive=True, seed=0)
    for _ in range(20):
        budget.observe({0: [True] * 8, 1: [True] * 8})
    assert len(budget.next()) == 2


@pytest.mark.parametrize(("tasks", "saved"), [(64, 0.3), (440, 0.15)])
def test_in_a_simulation_a_group_that_teaches_costs_fewer_episodes(tasks: int, saved: float) -> None:
    """Half of the tasks are settled, as late in training. The fewer tasks, the sooner they are known."""
    rng = random.Random(1)
    rates = [rng.choice([0.0, 1.0]) if n % 2 else rng.betavariate(2, 2) for n in range(tasks)]
    cost = {}
    for adaptive in (False, True):
        budget = Budget(tasks=tasks, group=8, per_step=8, adaptive=adaptive, seed=2)
        spent = taught = 0
        for _ in range(200):
            plan = budget.next()
            assert sum(count for _, count in plan) == 64
            outcomes = {task: [rng.random() < rates[task] for _ in range(count)] for task, count in plan}
            spent += 64
            taught += sum(0 < sum(results) < len(results) for results in outcomes.values())
            budget.observe(outcomes)
        cost[adaptive] = spent / taught
    assert 1 - cost[True] / cost[False] > saved
