"""The job file: what is refused, and what the refusal says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import finish, run_here, start, write_job

from understudy_trainer.job import inspect_job, read_job

GOOD: dict[str, Any] = {
    "model": {"path": "m"},
    "data": {"train": [{"path": "rows.jsonl"}], "format": "tokens"},
}


@pytest.mark.parametrize(
    ("fields", "code", "place", "says"),
    [
        ({**GOOD, "hparams": {"learning_rat": 1e-3}}, "unknown_field", "hparams.learning_rat", "Known here"),
        ({**GOOD, "hparams": {"epoch": 1}}, "unknown_field", "hparams.epoch", "`epochs`"),
        ({**GOOD, "data": {"trian": [], "format": "tokens"}}, "unknown_field", "data.trian", "`train`"),
        ({**GOOD, "hparams": {"lr": 0}}, "bad_value", "hparams.lr", "Correct"),
        ({**GOOD, "hparams": {"lr": "1e-3"}}, "bad_value", "hparams.lr", "Correct"),
        ({"data": GOOD["data"]}, "missing_field", "model", "Add it"),
        (
            {**GOOD, "data": {"train": [{"pth": "x"}], "format": "tokens"}},
            "unknown_field",
            "train.0.pth",
            "`path`",
        ),
    ],
)
def test_a_bad_job_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path, fields: dict[str, Any], code: str, place: str, says: str
) -> None:
    job, problems = inspect_job(write_job(tmp_path, "sft", **fields))
    assert job is None
    found = {problem.code: problem for problem in problems}[code]
    assert "job.json" in str(found.place)
    assert place in str(found.place)
    assert says in found.hint


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    _, problems = inspect_job(write_job(tmp_path, "sftt", **GOOD))
    assert problems[0].code == "unknown_kind"
    assert "pretrain, sft, dpo" in problems[0].hint


def test_defaults_fill_what_is_left_out(tmp_path: Path) -> None:
    job = read_job(write_job(tmp_path, "sft", **GOOD))
    assert (job.seed, job.resume, job.save.keep) == (7, "auto", 2)


def test_a_bad_job_ends_a_run_with_exit_2_and_events(tmp_path: Path) -> None:
    code, events = run_here(write_job(tmp_path, "sft", **GOOD, sede=1))
    assert code == 2
    assert [event["t"] for event in events] == ["error", "end"]
    assert events[0]["hint"] == "Did you mean `seed`?"
    assert events[1]["status"] == "bad_job"


def test_validate_prints_every_problem_in_one_document(tmp_path: Path) -> None:
    code, documents = run_here(write_job(tmp_path, "sft", **GOOD), command="validate")
    assert code == 4
    assert [problem["code"] for problem in documents[0]["problems"]] == ["missing_file", "no_model"]


def test_doctor_prints_one_document_with_devices_and_versions() -> None:
    process = start("doctor")
    out, _ = process.communicate(timeout=60)
    report = json.loads(out)
    assert process.returncode == 0
    assert report["ok"] is True
    assert report["packages"]["torch"].startswith("2.")
    assert report["devices"][0]["type"] == "cpu"
    assert report["memory"]["total_bytes"] > 0


def test_doctor_works_without_torch_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from understudy_trainer import doctor

    found = doctor.metadata.version

    def without_torch(name: str) -> str:
        if name == "torch":
            raise doctor.metadata.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(doctor.metadata, "version", without_torch)
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    report = doctor.diagnose()
    assert report["ok"] is False
    assert report["devices"] == []
    assert [item["package"] for item in report["missing"]] == ["torch"]
    assert "requirements.lock" in report["missing"][0]["get"]


def test_a_job_cannot_start_where_another_process_runs_it(tmp_path: Path) -> None:
    from understudy_trainer.run import only_process_in

    job = write_job(tmp_path, "sft", **GOOD)
    with only_process_in(tmp_path / "out"):
        code, events = finish(start("run", job))
    assert code == 2
    assert events[0]["code"] == "already_running"


def test_doctor_says_what_is_lost_without_a_gpu_and_sees_one_that_torch_cannot_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from understudy_trainer import doctor

    report = doctor.diagnose()
    assert report["ok"]
    cpu = report["devices"][0]
    assert cpu["type"] == "cpu" and cpu["cores"] >= 1 and cpu["dtypes"]["fp32"]
    gpu = report["optional"][0]
    assert gpu["name"] == "GPU" and "CPU" in gpu["without"] and gpu["get"]
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    hidden = doctor._optional([{"type": "cpu", "name": "cpu"}])[0]
    assert "NVIDIA device" in hidden["get"] and "pytorch.org" in hidden["get"]
    seen = doctor._optional([{"type": "cuda", "name": "A GPU"}])
    assert seen[0]["found"] == "A GPU"
    assert seen[1]["name"] == "bitsandbytes" and "QLoRA" in seen[1]["without"]
    vllm = next(one for one in seen if one["name"] == "vllm")
    assert "grpo" in vllm["without"] and doctor.VLLM in vllm["get"]
    assert seen[3]["name"] == "deepspeed" and "fsdp2" in seen[3]["without"]
