"""Reward models: what they learn, how that is measured on groups never seen, and scoring with them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import ROOT, losses, run_here, write_job, write_rows

from understudy_trainer.data import Row
from understudy_trainer.examples import Examples, Labelled
from understudy_trainer.intervals import kappa, wilson
from understudy_trainer.job import ModelSpec
from understudy_trainer.reward import split
from understudy_trainer.reward_model import RewardModel, load_reward_model, scores
from understudy_trainer.scoring import score_lines


def say(number: int, text: str) -> dict[str, Any]:
    return {
        "prompt": [{"role": "user", "content": f"My order is {1000 + number}."}],
        "answer": [{"role": "assistant", "content": text}],
    }


def pair(number: int) -> dict[str, Any]:
    good, bad = say(number, "Found it."), say(number, "Go away.")
    row = {"prompt": good["prompt"], "chosen": good["answer"], "rejected": bad["answer"]}
    return {**row, "id": f"p{number}", "group": f"g{number // 2}"}


def label(number: int) -> dict[str, Any]:
    good = number % 2 == 0
    one = say(number, "Found it." if good else "Go away.")
    row = {"prompt": one["prompt"], "completion": one["answer"], "label": 0.9 if good else False}
    return {**row, "id": f"l{number}"}


def reward_job(folder: Path, format_: str, model: Path, **more: Any) -> Path:
    make = pair if format_ == "pairs" else label
    write_rows(folder / "rows.jsonl", [make(n) for n in range(32)])
    return write_job(
        folder,
        "reward",
        model={"path": str(model), "dtype": "fp32"},
        data={"train": [{"path": "rows.jsonl"}], "format": format_, **more.pop("data", {})},
        hparams={"lr": 3e-3, "batch_size": 4, "epochs": 3, "threads": 1, **more.pop("hparams", {})},
        save={"every": 4, "keep": 1},
        **more,
    )


def test_wilsons_interval_and_cohens_kappa_are_those_of_the_textbooks() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert kappa(20, 5, 10, 15) == pytest.approx(0.4)
    assert kappa(7, 0, 0, 0) is None


def test_the_score_is_read_after_the_last_token_whatever_the_padding(tiny: Path) -> None:
    torch.manual_seed(0)
    spec = ModelSpec(path=str(tiny), dtype="fp32")
    model = load_reward_model(spec, None, Path(), torch.device("cpu"), "fp32", 0)
    rows = [Row("r", np.array(ids, np.int32), np.ones(len(ids))) for ids in ([9, 0, 0], [10, 11, 12, 13, 14])]
    together = scores(model, rows, 0, "fp32")[0]
    for row, found in zip(rows, together, strict=True):
        assert scores(model, [row], 0, "fp32")[0].item() == pytest.approx(found.item(), abs=1e-5)


def test_whole_groups_are_held_out() -> None:
    row = Row("r", np.zeros(2, np.int32), np.ones(2, np.float32))
    examples = Examples([Labelled("r", 0, row, 1.0, f"g{n // 5}") for n in range(50)])
    train, held = split(examples, 0.2, 7)
    assert (len(train.kept), len(held.kept)) == (40, 10)
    assert not {one.group for one in train.kept} & {one.group for one in held.kept}
    assert [one.group for one in split(examples, 0.2, 7)[1].kept] == [one.group for one in held.kept]
    alone, none = split(Examples(examples.kept[:3]), 0.5, 7)
    assert (len(alone.kept), len(none.kept)) == (3, 0)


@pytest.mark.parametrize(
    ("format_", "adapter"), [("pairs", None), ("labels", None), ("pairs", {"r": 4}), ("labels", {"r": 4})]
)
def test_a_reward_model_learns_resumes_and_scores(
    tmp_path: Path, tiny: Path, format_: str, adapter: dict[str, int] | None
) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    # The tiny model's own weights are random: an adapter has little to start from.
    faster = {"lr": 1e-2, "epochs": 8, "batch_size": 8} if adapter else {}
    _, whole = run_here(reward_job(tmp_path / "a", format_, tiny, adapter=adapter, hparams=faster))
    assert whole[-1]["status"] == "ok"
    job = reward_job(tmp_path / "b", format_, tiny, adapter=adapter, hparams=faster)
    code, first = run_here(job, ask_stop_after=6)
    assert code == 3
    code, second = run_here(job)
    assert code == 0
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)
    plan = next(event for event in whole if event["t"] == "plan")
    assert plan["rows_kept"] + plan["held_out"]["rows_kept"] == 32
    report = json.loads((tmp_path / "a/out/evaluation.json").read_text("utf-8"))
    assert report["rows"] == plan["held_out"]["rows_kept"]
    assert report["accuracy"] == 1
    assert report["accuracy_low"] == pytest.approx(wilson(report["rows"], report["rows"])[0])
    assert any(event.get("code") == "few_held_out" for event in whole)
    if format_ == "labels":
        assert report["classes"]["good"]["rows"] + report["classes"]["bad"]["rows"] == report["rows"]
        assert report["kappa"] in (1, None)
    last = [event for event in whole if event["t"] == "metric"][-1]
    assert last["eval_accuracy"] == 1

    folder = tmp_path / "b/out" / ("model" if adapter is None else "adapter")
    rows = [{"id": n, **say(99, text)} for n, text in enumerate(("Found it.", "Go away."))]
    given = "".join(json.dumps({**row, "completion": row["answer"]}) + "\n" for row in rows)
    out = io.StringIO()
    score_lines(folder, iter([given.encode()[:50], given.encode()[50:], b""]).__next__, out)
    good, bad = (json.loads(line) for line in out.getvalue().splitlines())
    assert (good["id"], bad["id"]) == (0, 1)
    assert good["score"] > bad["score"]
    assert 0 < bad["value"] < 0.5 < good["value"] < 1


def test_merging_the_adapter_gives_a_folder_that_scores_the_same(tmp_path: Path, tiny: Path) -> None:
    job = reward_job(tmp_path, "pairs", tiny, adapter={"r": 4}, hparams={"merge_adapter": True, "epochs": 1})
    assert run_here(job)[0] == 0
    row = Row("r", np.arange(8, 20, dtype=np.int32), np.ones(12, np.float32))
    apart, whole = (RewardModel(tmp_path / "out" / name).score([row])[0] for name in ("adapter", "model"))
    assert apart == pytest.approx(whole, abs=1e-4)
    assert "base" not in json.loads((tmp_path / "out/model/reward.json").read_text("utf-8"))


def test_scoring_answers_line_for_line_in_a_process_and_bad_rows_by_name(tmp_path: Path, tiny: Path) -> None:
    assert run_here(reward_job(tmp_path, "labels", tiny, hparams={"epochs": 1}))[0] == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "understudy_trainer", "score", str(tmp_path / "out/model")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    for line, expected in (
        ('{"id":"a","input_ids":[9,10]}', "score"),
        ('{"id":"b","input_ids":[999]}', "error"),
        ("nonsense", "error"),
        ('{"id":"d","messages":[{"role":"user","content":"Hi"}]}', "score"),
    ):
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())  # the answer comes before stdin ends
        assert expected in answer
    assert answer["id"] == "d"
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_folder_without_a_reward_model_is_refused(tmp_path: Path, tiny: Path) -> None:
    code, documents = run_here(tiny, command="score")
    assert code == 2
    assert documents[0]["problems"][0]["code"] == "no_reward_model"


def test_labels_all_alike_are_refused_and_shared_groups_warned_of(tmp_path: Path, tiny: Path) -> None:
    job = reward_job(tmp_path, "labels", tiny)
    write_rows(tmp_path / "rows.jsonl", [label(n) for n in range(0, 16, 2)])
    code, events = run_here(job)
    assert code == 4
    assert events[-2]["code"] == "one_label"
    data = {"eval": [{"path": "rows.jsonl"}]}
    _, events = run_here(reward_job(tmp_path, "pairs", tiny, data=data, resume="never"))
    assert any(event.get("code") == "group_leak" for event in events)


def test_plan_says_what_is_held_out(tmp_path: Path, tiny: Path) -> None:
    code, documents = run_here(reward_job(tmp_path, "pairs", tiny), command="plan")
    assert code == 0
    plan = documents[0]["plan"]
    assert plan["rows_kept"] + plan["eval"]["rows_kept"] == 32
    assert plan["eval"]["rows_kept"] >= 6
