"""The `sweep` kind: what it tries, its table, and that it goes on where it stopped."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import losses, run_here, write_job

from understudy_trainer.job import SweepHparams
from understudy_trainer.sweep_report import Trial, best_of, plot
from understudy_trainer.sweep_space import settings

SPACE = {"hparams.lr": {"values": [1e-5, 3e-3]}, "hparams.batch_size": {"values": [4, 8]}}


def trial(model: Path, rows: Path, **more: Any) -> dict[str, Any]:
    data = {"train": [{"path": str(rows)}], "eval": [{"path": str(rows)}], "format": "messages"}
    hparams = {"epochs": 2, "threads": 1, "lr": 1e-3, "batch_size": 8}
    return {
        "kind": "sft",
        "model": {"path": str(model), "dtype": "fp32"},
        "data": data,
        "hparams": hparams,
    } | more


def sweep(folder: Path, one: dict[str, Any], space: dict[str, Any] = SPACE, **more: Any) -> Path:
    hparams = {"space": space, "metric": "eval_loss", "goal": "min"} | more
    return write_job(folder, "sweep", trial=one, hparams=hparams, seed=5)


def test_a_grid_tries_every_combination_and_names_the_best(tmp_path: Path, rows: Path, tiny: Path) -> None:
    code, events = run_here(sweep(tmp_path, trial(tiny, rows)))
    assert code == 0
    out = tmp_path / "out"
    report = json.loads((out / "results.json").read_text("utf-8"))
    tried = [one["settings"] for one in report["trials"]]
    assert tried == [{"hparams.lr": lr, "hparams.batch_size": size} for lr in (1e-5, 3e-3) for size in (4, 8)]
    assert report["best"] == "003"  # the higher rate, the more steps
    values = [one["value"] for one in report["trials"]]
    assert min(values) == values[2] < min(values[:2])
    with (out / "results.csv").open() as handle:
        table = list(csv.DictReader(handle))
    assert [float(row["eval_loss"]) for row in table] == values
    assert all(row["status"] == "ok" and float(row["seconds"]) > 0 for row in table)
    ElementTree.fromstring((out / "results.svg").read_text("utf-8"))
    assert [e["path"] for e in events if e["t"] == "artifact"] == [
        "results.json",
        "results.csv",
        "results.svg",
    ]
    assert [e["best"] for e in events if e["t"] == "metric"][-1] == values[2]
    # A trial is a job like any other: its folder can be run again, and says it is done.
    code, again = run_here(out / "trials/003/job.json")
    assert code == 0 and again[-2] | {"name": "already_done"} == again[-2]


def test_a_cancelled_sweep_goes_on_in_the_middle_of_a_trial_to_the_same_losses(
    tmp_path: Path, rows: Path, tiny: Path
) -> None:
    space = {"hparams.lr": {"values": [1e-3, 2e-3]}}
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole, cut = (sweep(tmp_path / name, trial(tiny, rows, save={"every": 2}), space) for name in "ab")
    assert run_here(whole)[0] == 0
    code, events = run_here(cut, ask_stop_after=3)
    assert code == 3 and events[-1]["status"] == "cancelled"
    first = tmp_path / "b/out/trials/001"
    assert not (first / "process.json").exists()
    assert list((first / "out/checkpoints").iterdir())
    assert run_here(cut)[0] == 0
    for name in ("001", "002"):
        one, other = (
            [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for path in (tmp_path / side / "out/trials" / name / "out/events.jsonl" for side in "ab")
        )
        assert losses(one) == pytest.approx(losses(other), abs=1e-5)
    reports = [json.loads((tmp_path / side / "out/results.json").read_text("utf-8")) for side in "ab"]
    assert [t["value"] for t in reports[0]["trials"]] == pytest.approx(
        [t["value"] for t in reports[1]["trials"]], abs=1e-5
    )


def test_a_trial_that_fails_is_a_row_of_the_table_and_is_not_tried_again(
    tmp_path: Path, rows: Path, tiny: Path
) -> None:
    space = {"data.max_length": {"values": [4, 512]}}
    job = sweep(tmp_path, trial(tiny, rows), space)
    assert run_here(job)[0] == 0
    report = json.loads((tmp_path / "out/results.json").read_text("utf-8"))
    assert [one["status"] for one in report["trials"]] == ["bad_data", "ok"]
    assert "no row is left" in report["trials"][0]["error"] and report["best"] == "002"
    (tmp_path / "out/done.json").unlink()
    before = (tmp_path / "out/trials/001/out/events.jsonl").read_text("utf-8")
    assert run_here(job)[0] == 0
    assert (tmp_path / "out/trials/001/out/events.jsonl").read_text("utf-8") == before


def test_a_metric_that_no_trial_reports_is_refused_naming_those_they_do(
    tmp_path: Path, rows: Path, tiny: Path
) -> None:
    one = trial(tiny, rows, hparams={"epochs": 1, "threads": 1})
    code, events = run_here(sweep(tmp_path, one, {"seed": {"values": [1]}}, metric="eval_los"))
    assert code == 2
    assert events[-2]["code"] == "no_metric" and "eval_loss" in events[-2]["hint"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"search": "grid", "space": {"hparams.lr": {"low": 1e-5, "high": 1e-3}}}, "use search random"),
        ({"search": "random"}, "needs trials"),
        ({"space": {"hparams.lr": {"low": 2, "high": 1}}}, "low must be below high"),
        ({"space": {"hparams.lrr": {"values": [1]}}}, "unknown field `lrr`"),
        ({"space": {"hparams.lr": {"values": [1e-3, -1]}}}, "trial 2 (hparams.lr -1)"),
        ({"space": {"hparams.lr.x": {"values": [1]}}}, "leads through `lr`"),
        ({"space": {"model.path": {"values": ["nowhere"]}}}, "holds no config.json"),
    ],
)
def test_validate_names_what_is_wrong(
    tmp_path: Path, rows: Path, tiny: Path, change: dict[str, Any], says: str
) -> None:
    _, documents = run_here(sweep(tmp_path, trial(tiny, rows), **change), command="validate")
    assert not documents[0]["ok"]
    assert says in json.dumps(documents[0]["problems"], ensure_ascii=False)


def test_a_sweep_of_sweeps_and_limits_of_a_trial_are_refused(tmp_path: Path, rows: Path, tiny: Path) -> None:
    for one, code in (({"kind": "sweep"}, "nested_sweep"), ({"limits": {"seconds": 3}}, "trial_limits")):
        _, documents = run_here(sweep(tmp_path, trial(tiny, rows) | one), command="validate")
        assert documents[0]["problems"][0]["code"] == code


def test_plan_counts_the_trials_and_plans_the_first(tmp_path: Path, rows: Path, tiny: Path) -> None:
    _, documents = run_here(sweep(tmp_path, trial(tiny, rows)), command="plan")
    plan = documents[0]["plan"]
    assert plan["trials"] == 4 and plan["rows_kept"] == 24 and plan["first_trial"]["steps"] == 12


def test_a_random_search_is_decided_by_the_seed_stays_in_its_ranges_and_repeats_nothing() -> None:
    space = {
        "lr": {"low": 1e-5, "high": 1e-2, "log": True},
        "r": {"low": 1, "high": 4, "whole": True},
        "kind": {"values": ["a", "b"]},
    }
    hparams = SweepHparams(search="random", trials=200, space=space, metric="x", goal="max")
    drawn = settings(hparams, 1)
    assert drawn == settings(hparams, 1) != settings(hparams, 2)
    assert all(1e-5 <= one["lr"] <= 1e-2 and one["r"] in (1, 2, 3, 4) for one in drawn)
    assert 0.3 < sum(math.log10(one["lr"]) < -3.5 for one in drawn) / 200 < 0.7
    few = SweepHparams(search="random", trials=50, space={"kind": space["kind"]}, metric="x", goal="max")
    assert sorted(one["kind"] for one in settings(few, 1)) == ["a", "b"]


def test_the_plot_shows_every_finished_trial_whatever_its_values_are() -> None:
    space = {"lr": {"values": [1e-5, 1e-3]}, "kind": {"values": ["<a>", None]}, "one": {"values": [7]}}
    hparams = SweepHparams(space=space, metric="loss", goal="max")
    trials = [
        Trial("001", {"lr": 1e-5, "kind": "<a>", "one": 7}, "ok", 0.5, 1.0, {}),
        Trial("002", {"lr": 1e-3, "kind": None, "one": 7}, "ok", 0.7, 1.0, {}),
        Trial("003", {"lr": 1e-3, "kind": None, "one": 7}, "failed", None, 1.0, {}),
    ]
    best = best_of(trials, "max")
    assert best is not None and best.name == "002"
    picture = ElementTree.fromstring(plot(hparams, trials))
    circles = [one for one in picture.iter() if one.tag.endswith("circle")]
    assert len(circles) == 6
    ElementTree.fromstring(plot(hparams, []))
