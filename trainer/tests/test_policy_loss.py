"""Advantages and policy losses against values worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from understudy_trainer.advantages import Scored, compared, score_groups
from understudy_trainer.export import load_model
from understudy_trainer.job import GrpoHparams
from understudy_trainer.policy_loss import Scale, Terms, Tokens, policy_loss
from understudy_trainer.policy_update import Updater, UpdateRow, parts_of, update_rows
from understudy_trainer.rollouts import Episode, TokenRow


def episode(task: int, reward: float | None, penalties: tuple[float, ...] = (0.0, 0.0)) -> Episode:
    row = TokenRow()
    row.prompt([9, 9])
    for turn in range(len(penalties)):
        row.sampled([10, 11], [-1.0, -2.0], turn, 0)
        row.prompt([12])
    return Episode(
        task,
        0,
        [row],
        reward,
        reward == 1,
        "resolved",
        list(penalties),
        [0.0] * len(penalties),
        len(penalties),
    )


def test_advantages_by_hand() -> None:
    assert compared([1.0, 0.0, 0.0, 0.0], "mean") == pytest.approx([0.75, -0.25, -0.25, -0.25])
    assert compared([1.0, 0.0, 0.0, 0.0], "rloo") == pytest.approx([1.0, -1 / 3, -1 / 3, -1 / 3])
    assert compared([1.0, 0.0], "std") == pytest.approx([1.0, -1.0], abs=1e-4)
    assert compared([1.0], "std") == [0.0]


def test_null_rewards_are_left_out_and_equal_groups_dropped() -> None:
    groups = [
        [episode(0, 1.0), episode(0, None), episode(0, 0.0)],
        [episode(1, 1.0), episode(1, 1.0)],
        [episode(2, None), episode(2, 0.0)],
    ]
    scored, report = score_groups(groups, "mean", "none", 0)
    assert [one.turns for one in scored] == [[0.5, 0.5], [-0.5, -0.5]]
    assert (report.groups, report.zero_variance, report.dropped, report.null_rewards) == (3, 2, 2, 2)
    assert report.reward == pytest.approx(3 / 5)


def test_process_rewards_stand_on_their_turn_and_can_save_an_equal_group() -> None:
    group = [episode(0, 0.0, (0.0, -1.0)), episode(0, 0.0, (0.0, 0.0))]
    assert score_groups([group], "mean", "none", 0.5)[0] == []
    scored, report = score_groups([group], "mean", "penalties", 0.5)
    assert (report.zero_variance, report.dropped) == (1, 0)
    assert scored[0].turns == pytest.approx([0.125, -0.375])
    row = update_rows(scored)[0]
    assert row.advantages.tolist() == pytest.approx([0, 0, 0.125, 0.125, 0, -0.375, -0.375, 0])
    assert row.chosen.tolist() == [False, False, True, True, False, True, True, False]


def flat(**changed: Any) -> Tokens:
    given = {
        "logp": torch.tensor([-1.0, -1.0, -2.0]),
        "old": torch.tensor([-1.0, -1.5, -2.0]),
        "behaviour": torch.tensor([-1.0, -1.5, -2.0]),
        "advantage": torch.tensor([1.0, 1.0, -1.0]),
        "row": torch.tensor([0, 0, 1]),
        "rows": 2,
    }
    return Tokens(**{**given, **changed})


SCALE = Scale(tokens=3, rows=2, room=30)


def test_dapo_by_hand() -> None:
    loss, figures = policy_loss(flat(), Terms("dapo", 0.2, 0.28, 2.0, 0.0), SCALE)
    assert loss.item() == pytest.approx(-(1 + 1.28 - 1) / 3)
    assert figures["clip_ratio"] == (1.0, 3.0)


def test_dr_grpo_divides_by_a_constant() -> None:
    loss, _ = policy_loss(flat(), Terms("dr_grpo", 0.2, 0.2, 2.0, 0.0), SCALE)
    assert loss.item() == pytest.approx(-(1 + 1.2 - 1) / 30)


def test_gspo_has_one_ratio_a_row_and_a_gradient_a_token() -> None:
    logp = torch.tensor([-1.0, -1.0, -2.0], requires_grad=True)
    loss, _ = policy_loss(flat(logp=logp), Terms("gspo", 0.5, 0.5, 2.0, 0.0), SCALE)
    ratio = math.exp(0.25)
    assert loss.item() == pytest.approx(-(ratio - 1) / 2)
    loss.backward()
    assert logp.grad is not None
    assert logp.grad.tolist() == pytest.approx([-ratio / 4, -ratio / 4, 0.5])


def test_tokens_of_an_older_policy_weigh_what_they_should_and_no_more_than_the_cap() -> None:
    old = torch.tensor([-1.0, -1.0, -2.0])
    behaviour = old - torch.log(torch.tensor([1.5, 9.0, 0.5]))
    loss, figures = policy_loss(flat(old=old, behaviour=behaviour), Terms("dapo", 0.2, 0.28, 2.0, 0.0), SCALE)
    assert loss.item() == pytest.approx(-(1.5 + 2.0 - 0.5) / 3)
    assert figures["importance_capped"] == (1.0, 3.0)


def test_kl_is_k3_and_pulls_back() -> None:
    reference = torch.tensor([-1.0, -2.0, -2.0])
    plain, _ = policy_loss(flat(), Terms("dapo", 0.2, 0.28, 2.0, 0.0), SCALE)
    loss, figures = policy_loss(flat(reference=reference), Terms("dapo", 0.2, 0.28, 2.0, 0.1), SCALE)
    k3 = math.exp(-1) + 1 - 1
    assert figures["kl"][0] == pytest.approx(k3)
    assert (loss - plain).item() == pytest.approx(0.1 * k3 / 3)


def test_the_loss_does_not_depend_on_how_rows_are_parted(tiny: Path) -> None:
    rng = np.random.default_rng(0)
    rows = []
    for length in (12, 20, 30):
        chosen = rng.random(length) < 0.5
        advantages = np.where(chosen, rng.normal(size=length), 0).astype(np.float32)
        rows.append(UpdateRow(rng.integers(8, 300, length), chosen, advantages, np.zeros(length, np.float32)))
    found = []
    for tokens in (10, 1000):
        model = load_model(tiny)
        hparams = GrpoHparams(batch_tokens=tokens)
        updater = Updater(
            model,
            torch.optim.SGD(model.parameters(), lr=1.0),
            hparams,
            temperature=1.0,
            dtype="fp32",
            pad=0,
            reference=None,
        )
        for row in rows:
            row.old = None
        found.append(updater.learn(rows, 100, 0.1, 1)[0])
        assert len(parts_of(rows, tokens)) == (3 if tokens == 10 else 1)
    assert found[0]["loss"] == pytest.approx(found[1]["loss"], abs=1e-5)
    assert found[0]["grad_norm"] == pytest.approx(found[1]["grad_norm"], rel=1e-4)


def test_scored_rows_are_sorted_by_length() -> None:
    long, short = episode(0, 1.0, (0.0,) * 4), episode(0, 0.0, (0.0,))
    rows = update_rows([Scored(long, [1.0] * 4), Scored(short, [-1.0])])
    assert [len(row.ids) for row in rows] == [5, 14]
