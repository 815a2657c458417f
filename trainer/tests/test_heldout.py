"""The `eval` kind: figures that are right, intervals that cover, families, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import conversation, run_here, write_job, write_rows

from understudy_trainer.evaluation import RowScore, evaluate_rows
from understudy_trainer.export import load_model
from understudy_trainer.heldout import figures
from understudy_trainer.job import EvalHparams


def eval_job(folder: Path, model: Path, rows: Path, **more: Any) -> Path:
    spec = {"eval": [{"path": str(rows)}], "format": "messages"}
    fields = {"model": {"path": str(model), "dtype": "fp32"}, "data": spec, **more}
    return write_job(folder, "eval", **fields)


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    rows = [
        conversation(n) | ({} if n == 0 else {"family": "even" if n % 2 == 0 else "odd"}) for n in range(23)
    ]
    write_rows(path, [*rows, {"id": "empty", "messages": [{"role": "user", "content": "Hi"}]}])
    return path


def test_the_report_has_figures_with_intervals_over_all_rows_and_by_family(
    tmp_path: Path, tiny: Path, held_out: Path
) -> None:
    code, events = run_here(eval_job(tmp_path, tiny, held_out, seed=3))
    assert code == 0
    report = json.loads((tmp_path / "out/evaluation.json").read_text("utf-8"))
    assert report["rows"] == 23 and report["turns"] == 46
    assert report["rows_dropped"] == {"nothing_supervised": 1}
    assert {name: part["rows"] for name, part in report["families"].items()} == {"even": 11, "odd": 11}
    for name in ("eval_loss", "eval_turn_accuracy", "eval_row_accuracy"):
        one = report[name]
        assert one["low"] <= one["value"] <= one["high"]
    metric = next(event for event in events if event["t"] == "metric")
    assert metric["eval_loss"] == report["eval_loss"]["value"]
    assert metric["eval_loss_low"] == report["eval_loss"]["low"] < metric["eval_loss_high"]
    assert [event["path"] for event in events if event["t"] == "artifact"] == ["evaluation.json"]


def test_the_loss_is_the_weighted_cross_entropy_and_the_training_jobs_own(
    tmp_path: Path, tiny: Path, held_out: Path
) -> None:
    from understudy_trainer.heldout import read_rows
    from understudy_trainer.job import read_job

    path = eval_job(tmp_path, tiny, held_out)
    rows, _ = read_rows(read_job(path), tmp_path)
    _, events = run_here(path)
    reported = next(event["eval_loss"] for event in events if event["t"] == "metric")
    model = load_model(tiny)
    assert reported == pytest.approx(evaluate_rows(model, rows.kept, 0, "fp32")["eval_loss"], abs=1e-6)
    total = count = 0.0
    for row in rows.kept:
        ids = torch.from_numpy(row.ids).long()[None]
        with torch.no_grad():
            chances = model(ids).logits[0, :-1].log_softmax(-1)
        picked = -chances[torch.arange(len(row.ids) - 1), ids[0, 1:]].numpy()
        total, count = total + (picked * row.weights[1:]).sum(), count + row.weights[1:].sum()
    assert reported == pytest.approx(total / count, abs=1e-5)


def test_an_adapter_changes_the_figures(tmp_path: Path, tiny: Path, held_out: Path) -> None:
    from test_gguf import random_adapter

    random_adapter(tmp_path / "adapter", tiny)
    _, plain = run_here(eval_job(tmp_path, tiny, held_out))
    (tmp_path / "b").mkdir()
    more = {"adapter": {"path": "../adapter"}}
    _, adapted = run_here(eval_job(tmp_path / "b", tiny, held_out, **more))
    first, second = (
        next(event["eval_loss"] for event in events if event["t"] == "metric") for events in (plain, adapted)
    )
    assert abs(first - second) > 0.01


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hparams = EvalHparams(resamples=300)
    covered = {"eval_loss": 0, "eval_turn_accuracy": 0, "eval_row_accuracy": 0}
    for trial in range(200):
        skill = rng.beta(6, 2, 60)  # rows differ: their turns hang together
        right = rng.binomial(4, skill)
        losses = rng.gamma(2.0, 0.5, 60)
        scores = [RowScore(float(x) * 10, 10.0, 4, int(r)) for x, r in zip(losses, right, strict=True)]
        found = figures(scores, hparams, trial)
        # Of Beta(6, 2): the mean is 0.75, the fourth moment (6·7·8·9)/(8·9·10·11).
        truth = {"eval_loss": 1.0, "eval_turn_accuracy": 0.75, "eval_row_accuracy": 3024 / 7920}
        for name in covered:
            covered[name] += found[name]["low"] <= truth[name] <= found[name]["high"]
    assert all(0.88 <= count / 200 <= 0.995 for count in covered.values()), covered


def test_rows_without_a_turn_have_a_loss_and_no_accuracy() -> None:
    found = figures([RowScore(1.0, 2.0, 0, 0), RowScore(3.0, 2.0, 0, 0)], EvalHparams(), 7)
    assert found["eval_loss"]["value"] == 1.0
    assert found["eval_turn_accuracy"] is None and found["eval_row_accuracy"] is None


def test_plan_counts_and_nothing_to_evaluate_is_a_data_error(
    tmp_path: Path, tiny: Path, held_out: Path
) -> None:
    _, documents = run_here(eval_job(tmp_path, tiny, held_out), command="plan")
    assert documents[0]["plan"] | {"rows_kept": 23, "families": 2} == documents[0]["plan"]
    empty = tmp_path / "empty.jsonl"
    write_rows(empty, [{"messages": [{"role": "user", "content": "Hi"}]}])
    code, documents = run_here(eval_job(tmp_path, tiny, empty), command="plan")
    assert code == 4 and documents[0]["problems"][0]["code"] == "no_rows"


def test_a_cancelled_evaluation_is_done_anew_with_the_same_figures(
    tmp_path: Path, tiny: Path, held_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from understudy_trainer import evaluation
    from understudy_trainer.failures import Stopped
    from understudy_trainer.stop import StopSignal

    monkeypatch.setattr(evaluation, "ROWS", 4)
    (tmp_path / "a").mkdir()
    _, whole = run_here(eval_job(tmp_path / "a", tiny, held_out))
    job = eval_job(tmp_path, tiny, held_out)
    checks: list[int] = []

    def stop_at_third(self: StopSignal) -> None:
        checks.append(1)
        if len(checks) == 6:
            raise Stopped("cancelled")

    with monkeypatch.context() as patch:
        patch.setattr(StopSignal, "check", stop_at_third)
        code, events = run_here(job)
    assert code == 3 and events[-1]["status"] == "cancelled"
    assert not (tmp_path / "out/evaluation.json").exists()
    code, again = run_here(job)
    assert code == 0
    first, second = (next(e for e in events if e["t"] == "metric") for events in (whole, again))
    assert {k: v for k, v in first.items() if k.startswith("eval")} == {
        k: v for k, v in second.items() if k.startswith("eval")
    }
