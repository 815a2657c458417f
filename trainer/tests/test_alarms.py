"""Alarms on planted curves, and their silence on innocent ones."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from understudy_trainer.alarms import CLEAR, Alarms

Record = dict[str, Any]


def codes(kind: str, records: Iterable[Record]) -> list[tuple[int, str]]:
    """(step, code) of every warning."""
    alarms = Alarms(kind)
    return [(step, w["code"]) for step, record in enumerate(records, 1) for w in alarms.observe(step, record)]


def noisy(seed: int, spread: float) -> Callable[[float], float]:
    rng = random.Random(seed)
    return lambda mean: mean * math.exp(rng.gauss(0, spread))


def falling(steps: int, seed: int = 0) -> list[Record]:
    """A supervised run as they are: noisy, warm-up first, loss and gradient falling together."""
    loss, norm = noisy(seed, 0.15), noisy(seed + 1, 0.5)
    return [
        {
            "loss": loss(0.2 + 1.8 * math.exp(-step / 60)),
            "grad_norm": norm(0.3 + 2 * math.exp(-step / 40)),
            "lr": 1e-3 * min(1, step / 12) * (1 - step / (steps + 1)),
        }
        for step in range(1, steps + 1)
    ]


def rising(steps: int, seed: int = 0) -> list[Record]:
    """A healthy run of reinforcement learning."""
    reward, kl, norm = noisy(seed, 0.1), noisy(seed + 1, 0.4), noisy(seed + 2, 0.5)
    return [
        {
            "reward": min(1, reward(0.2 + 0.5 * step / steps)),
            "kl": kl(0.005 + 0.05 * step / steps),
            "entropy": 0.8 - 0.5 * step / steps,
            "grad_norm": norm(0.5),
            "frac_reward_zero_std": 0.3,
            "truncated": 0.05,
            "loss": random.Random(step).gauss(0, 0.01),
            "lr": 1e-5,
        }
        for step in range(1, steps + 1)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_innocent_curves_raise_nothing(seed: int) -> None:
    assert codes("sft", falling(300, seed)) == []
    assert codes("grpo", rising(200, seed)) == []


def test_a_gradient_spike_is_named_with_its_step_and_what_is_usual() -> None:
    records = falling(100)
    records[70]["grad_norm"] = 40.0
    alarms = Alarms("sft")
    found = [w for step, record in enumerate(records, 1) for w in alarms.observe(step, record)]
    assert [w["code"] for w in found] == ["grad_spike"]
    assert "step 71" in found[0]["message"] and "40" in found[0]["message"]
    assert "lr" in found[0]["hint"]


def test_a_lasting_condition_warns_once_and_again_only_after_it_was_gone() -> None:
    def curve(high: range) -> list[Record]:
        return [{"frac_reward_zero_std": 1.0 if step in high else 0.2} for step in range(200)]

    assert len(codes("grpo", curve(range(20, 150)))) == 1
    twice = [{"frac_reward_zero_std": 1.0 if step < 30 or step > 60 + CLEAR else 0.0} for step in range(150)]
    assert len(codes("grpo", twice)) == 2
    brief = [{"frac_reward_zero_std": 1.0 if step < 30 or step > 35 else 0.0} for step in range(90)]
    assert len(codes("grpo", brief)) == 1


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("kl_spike", lambda step: {"kl": 1.5} if step >= 120 else {}),
        ("entropy_collapse", lambda step: {"entropy": 0.8 if step < 60 else 0.02}),
        ("zero_variance", lambda step: {"frac_reward_zero_std": 0.97 if step > 50 else 0.4}),
        ("truncation", lambda step: {"truncated": 0.5 if step > 50 else 0.1}),
        ("sampler_gap", lambda step: {"sampler_gap": 0.3 if step > 50 else 0.02}),
        ("not_finite", lambda step: {"loss": math.nan} if step == 90 else {}),
        ("learning_nothing", lambda step: {"reward": 0.3 + random.Random(step).gauss(0, 0.02)}),
        (
            "reward_up_heldout_down",
            lambda step: {"eval_reward": 0.5 - step / 500} if step and step % 25 == 0 else {},
        ),
    ],
)
def test_each_planted_fault_of_a_rollout_run_is_found_and_only_it(
    code: str, change: Callable[[int], Record]
) -> None:
    records = [record | change(step) for step, record in enumerate(rising(200))]
    assert [found for _, found in codes("grpo", records)] == [code]


def test_a_flat_loss_warns_after_the_warm_up_and_a_slow_one_does_not() -> None:
    flat = [{"loss": 0.69 + random.Random(i).gauss(0, 0.001), "lr": 1e-6} for i in range(120)]
    assert [code for _, code in codes("dpo", flat)] == ["learning_nothing"]
    warming = [{"loss": 0.69, "lr": 1e-6 * step} for step in range(1, 200)]
    assert codes("dpo", warming) == []
    slow = [{"loss": 0.69 - step * 1e-4, "lr": 1e-6} for step in range(200)]
    assert codes("dpo", slow) == []


def test_a_gradient_of_zero_is_learning_nothing() -> None:
    assert codes("sft", [{"loss": 0.0, "grad_norm": 0.0}] * 10) == [(8, "learning_nothing")]


def test_a_reward_that_is_good_already_need_not_rise() -> None:
    assert codes("grpo", [{"reward": 0.95, "lr": 1e-5}] * 200) == []


def test_held_out_loss_that_rises_while_training_loss_falls_is_overfitting() -> None:
    records = falling(300)
    for step in range(50, 300, 50):
        records[step]["eval_loss"] = 1.0 - 0.003 * step if step <= 100 else 0.7 + 0.002 * (step - 100)
    assert [code for _, code in codes("sft", records)] == ["overfitting"]


def test_learning_to_copy_may_be_flat_for_long_and_a_new_stage_starts_afresh() -> None:
    copying = [{"stage": "copying", "loss": 6.0, "grad_norm": 0.1, "lr": 1e-3} for _ in range(200)]
    data = [{"stage": "data", **record, "grad_norm": 5.0} for record in falling(100)]
    assert codes("pretrain", copying + data) == []


def test_state_survives_json_and_a_resumed_run_repeats_nothing() -> None:
    records = rising(200)
    for step in range(60, 200):
        records[step]["truncated"] = 0.6
    whole = codes("grpo", records)
    assert [code for _, code in whole] == ["truncation"]
    for cut in (50, 61, 90, 150):
        first = Alarms("grpo")
        found = [w["code"] for i in range(cut) for w in first.observe(i + 1, records[i])]
        second = Alarms("grpo", json.loads(json.dumps(first.state())))
        # A resumed run goes back to its checkpoint and reports some steps again.
        found += [w["code"] for i in range(cut - 10, 200) for w in second.observe(i + 1, records[i])]
        assert found == ["truncation"]
        reference = Alarms("grpo")
        for i, record in enumerate(records, 1):
            reference.observe(i, record)
        assert second.state() == reference.state()


def test_messages_speak_of_figures_and_hints_say_what_to_do() -> None:
    alarms = Alarms("grpo")
    found = [w for step in range(40) for w in alarms.observe(step, {"truncated": 0.5})]
    assert found[0]["message"].startswith("50% of the answers are cut off")
    assert "limit" in found[0]["hint"]
