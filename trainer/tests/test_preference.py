"""DPO and KTO jobs: they learn, resume exactly, count what they drop, and refuse what cannot be."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import TOOLS, losses, preference_pair, run_here, write_job, write_rows


def labelled(number: int) -> dict[str, Any]:
    one, good = preference_pair(number), number % 3 != 0
    answer = one["chosen" if good else "rejected"]
    return {"id": one["id"], "prompt": one["prompt"], "completion": answer, "label": good, "tools": TOOLS}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    write_rows(path, [preference_pair(n) for n in range(24)])
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "kto.jsonl"
    write_rows(path, [labelled(n) for n in range(24)])
    return path


def tuning_job(folder: Path, kind: str, rows: Path, model: Path, **more: Any) -> Path:
    hparams = {"lr": 1e-3, "batch_size": 4, "grad_accum": 2, "threads": 1, "epochs": 3}
    return write_job(
        folder,
        kind,
        model={"path": str(model), "dtype": "fp32"},
        data={
            "train": [{"path": str(rows)}],
            "eval": [{"path": str(rows)}],
            "format": "pairs" if kind == "dpo" else "kto",
        },
        hparams={**hparams, **more.pop("hparams", {})},
        save={"every": 2, "keep": 2},
        **more,
    )


@pytest.mark.parametrize(
    ("kind", "adapter", "hparams"),
    [
        ("dpo", None, {"sft_weight": 0.1}),
        ("dpo", {"r": 4}, {"loss": "ipo", "merge_adapter": True}),
        ("kto", None, {}),
        ("kto", {"r": 4}, {}),
    ],
)
def test_preference_tuning_learns_and_a_cancelled_one_resumes_to_the_same_losses(
    tmp_path: Path,
    pairs: Path,
    answers: Path,
    tiny: Path,
    kind: str,
    adapter: dict[str, int] | None,
    hparams: dict[str, Any],
) -> None:
    rows = pairs if kind == "dpo" else answers
    for name in "ab":
        (tmp_path / name).mkdir()
    _, whole = run_here(tuning_job(tmp_path / "a", kind, rows, tiny, adapter=adapter, hparams=hparams))
    assert whole[-1]["status"] == "ok"
    job = tuning_job(tmp_path / "b", kind, rows, tiny, adapter=adapter, hparams=hparams)
    code, first = run_here(job, ask_stop_after=3)
    assert code == 3
    assert first[-2]["t"] == "checkpoint"
    code, second = run_here(job)
    assert code == 0
    assert not any(event.get("name") == "reference" for event in second)
    assert min(losses(second)) == 4
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)
    metrics = [event for event in whole if event["t"] == "metric" and "loss" in event]
    assert metrics[0]["rewards/chosen" if kind == "dpo" else "kl"] == pytest.approx(0, abs=1e-4)
    assert metrics[-1]["loss"] < metrics[0]["loss"]
    last = [event for event in whole if event["t"] == "metric"][-1]
    assert last["eval_rewards/margins"] > 0
    assert last["eval_loss"] < metrics[0]["loss"]
    if kind == "dpo":  # KTO's is relative to the KL, and these rows say the same to every prompt
        assert metrics[-1]["rewards/accuracies"] == last["eval_rewards/accuracies"] == 1
    made = {event["path"].split("/")[0] for event in whole if event["t"] == "artifact"}
    assert made == {"model"} if adapter is None else made >= {"adapter"}
    assert ("model" in made) == (adapter is None or "merge_adapter" in hparams)
    assert not list((tmp_path / "b/out").rglob(".tmp-*"))
    weights = [next((tmp_path / side / "out").rglob("*.safetensors")).read_bytes() for side in "ab"]
    assert weights[0] == weights[1]


def test_continuing_an_adapter_takes_it_as_it_is_for_the_reference(
    tmp_path: Path, pairs: Path, tiny: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    run_here(tuning_job(tmp_path / "first", "dpo", pairs, tiny, adapter={"r": 4}))
    again = {"r": 4, "init_from": str(tmp_path / "first/out/adapter")}
    _, events = run_here(tuning_job(tmp_path / "second", "dpo", pairs, tiny, adapter=again))
    first = next(event for event in events if event["t"] == "metric")
    assert first["loss"] == pytest.approx(math.log(2), abs=1e-4)


@pytest.mark.parametrize("adapter", [None, {"r": 4}])
def test_recomputing_activations_changes_no_loss(
    tmp_path: Path, pairs: Path, tiny: Path, adapter: dict[str, int] | None
) -> None:
    found = []
    for asked in (False, True):
        folder = tmp_path / str(asked)
        folder.mkdir()
        hparams = {"gradient_checkpointing": asked, "epochs": 1}
        _, events = run_here(tuning_job(folder, "dpo", pairs, tiny, adapter=adapter, hparams=hparams))
        assert events[-1]["status"] == "ok"
        found.append(losses(events))
    assert found[0] == pytest.approx(found[1], abs=1e-5)


def test_plan_counts_pairs_steps_and_drops(tmp_path: Path, pairs: Path, tiny: Path) -> None:
    pairs.write_text(
        pairs.read_text("utf-8")
        + json.dumps({**preference_pair(3), "chosen": preference_pair(3)["rejected"]})
        + "\n"
    )
    code, documents = run_here(tuning_job(tmp_path, "dpo", pairs, tiny), command="plan")
    assert code == 0
    plan = documents[0]["plan"]
    assert (plan["rows_kept"], plan["rows_dropped"], plan["steps"]) == (24, {"identical_answers": 1}, 9)
    assert plan["supervised_tokens"] > 0
    assert plan["memory_bytes"] > 0


def test_nothing_left_to_prefer_is_a_data_error(tmp_path: Path, tiny: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    write_rows(rows, [{"prompt_ids": [9], "chosen_ids": [8], "chosen_mask": [0], "rejected_ids": [7]}])
    code, events = run_here(tuning_job(tmp_path, "dpo", rows, tiny))
    assert code == 4
    assert "1 nothing_supervised" in events[-2]["message"]


def test_labels_of_one_kind_or_one_prompt_are_warned_of(tmp_path: Path, tiny: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    write_rows(rows, [{"prompt_ids": [9], "completion_ids": [n], "label": True} for n in (8, 10, 11)])
    code, events = run_here(tuning_job(tmp_path, "kto", rows, tiny, hparams={"epochs": 1}))
    assert code == 0
    assert {event["code"] for event in events if event["t"] == "warning"} >= {"one_label", "no_kl_estimate"}


def test_four_bit_weights_are_refused_where_they_cannot_be(tmp_path: Path, pairs: Path, tiny: Path) -> None:
    job = json.loads(tuning_job(tmp_path, "dpo", pairs, tiny).read_text("utf-8"))
    job["model"]["quant"] = "nf4"
    path = tmp_path / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    _, documents = run_here(path, command="validate")
    assert [problem["code"] for problem in documents[0]["problems"]] == ["quant_needs_adapter"]
    if not torch.cuda.is_available():
        path.write_text(json.dumps({**job, "adapter": {"r": 4}}), "utf-8")
        code, events = run_here(path)
        assert code == 2
        assert events[-2]["code"] == "quant_needs_cuda"
        assert "LoRA runs on a CPU" in events[-2]["hint"]
