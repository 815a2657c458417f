"""Jobs in two processes under the shipped accelerate configurations: what one process would have computed,
written once, resumed as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import ROOT, conversation, losses, preference_pair, run_here, write_job, write_rows
from safetensors.torch import load_file

from understudy_trainer import zero
from understudy_trainer.distributed import World

SHIPPED = ROOT / "accelerate"
DATA = {"sft": "messages", "dpo": "pairs", "kto": "kto"}


def kto_row(number: int) -> dict[str, Any]:
    pair = preference_pair(number)
    good = number % 3 > 0
    return {
        "prompt": pair["prompt"],
        "completion": pair["chosen" if good else "rejected"],
        "tools": pair["tools"],
        "label": good,
    }


def make_job(folder: Path, tiny: Path, kind: str, adapter: dict[str, int] | None) -> Path:
    """10 rows in batches of 3: the last one leaves a process without a share."""
    folder.mkdir(parents=True)
    row = {"sft": conversation, "dpo": preference_pair, "kto": kto_row}[kind]
    write_rows(folder / "rows.jsonl", [row(n) for n in range(10)])
    files = [{"path": "rows.jsonl"}]
    return write_job(
        folder,
        kind,
        model={"path": str(tiny), "dtype": "fp32"},
        adapter=adapter,
        data={"train": files, "eval": files, "format": DATA[kind]},
        hparams={"epochs": 2, "batch_size": 3, "grad_accum": 2, "lr": 1e-3, "threads": 1},
        save={"every": 3, "keep": 1},
    )


JOBS = {"lora": ("sft", {"r": 4}), "full": ("sft", None), "dpo": ("dpo", None), "kto": ("kto", {"r": 4})}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    """The jobs as one process runs them."""
    folder = tmp_path_factory.mktemp("alone")
    for name, (kind, adapter) in JOBS.items():
        code, _ = run_here(make_job(folder / name, tiny, kind, adapter))
        assert code == 0
    return folder


def events_of(job: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (job.parent / "out/events.jsonl").read_text("utf-8").splitlines()]


def launch(config: str, *jobs: str) -> tuple[int, str]:
    """`accelerate launch` with a shipped configuration: (exit code, stderr)."""
    process = subprocess.run(
        [
            *(sys.executable, "-m", "accelerate.commands.launch"),
            *("--config_file", str(SHIPPED / config), "--num_processes", "2", "--main_process_port", "0"),
            *(str(ROOT / "tests/launched.py"), *jobs),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return process.returncode, process.stderr


def statuses_of(job: Path) -> list[str]:
    return [event["status"] for event in events_of(job) if event["t"] == "end"]


def assert_done_as_alone(job: Path, alone: Path, sharded: bool) -> None:
    """Events, losses, last metrics, files and weights of a job that was begun in two processes are those of
    the one in the folder `alone`."""
    events, expected = events_of(job), events_of(alone / "job.json")
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["processes"], events[0]["sharded"]) == (2, sharded)
    assert losses(events) == pytest.approx(losses(expected), abs=1e-5)
    last, awaited = ([event for event in them if event["t"] == "metric"][-1] for them in (events, expected))
    assert last == pytest.approx({**awaited, "ts": last["ts"], "seq": last["seq"]}, abs=1e-4)
    files = {event["path"] for event in events if event["t"] == "artifact"}
    assert files == {event["path"] for event in expected if event["t"] == "artifact"}
    made = next(file for file in files if file.endswith(".safetensors"))
    weights, same = (load_file(folder / "out" / made) for folder in (job.parent, alone))
    assert weights.keys() == same.keys()
    for key, weight in same.items():
        torch.testing.assert_close(weights[key], weight, atol=2e-5, rtol=0)
    assert not list((job.parent / "out").rglob(".tmp-*"))


@pytest.mark.parametrize(
    ("config", "sharded", "names"),
    [("fsdp2.yaml", True, ("lora", "full", "dpo", "kto")), ("ddp.yaml", False, ("lora", "kto"))],
)
def test_two_processes_compute_what_one_does_and_one_of_them_writes(
    tmp_path: Path, tiny: Path, alone: Path, config: str, sharded: bool, names: tuple[str, ...]
) -> None:
    jobs = {name: make_job(tmp_path / name, tiny, *of) for name, of in JOBS.items() if name in names}
    lora, *others = (str(job) for job in jobs.values())
    # What was begun in two processes goes on in two, or in one.
    code, log = launch(config, f"{lora}:2", *([lora] if sharded else []), *others)
    assert code == 0, log
    if not sharded:
        assert run_here(jobs["lora"])[0] == 0
    for name, job in jobs.items():
        assert_done_as_alone(job, alone / name, sharded)
    assert statuses_of(jobs["lora"]) == ["cancelled", "ok"]


@pytest.mark.skipif(find_spec("deepspeed") is None, reason="the package deepspeed is not installed")
def test_under_deepspeed_jobs_are_what_one_process_makes_of_them_from_stage_to_stage(
    tmp_path: Path, tiny: Path, alone: Path
) -> None:
    full, kto = (make_job(tmp_path / name, tiny, *JOBS[name]) for name in ("full", "kto"))
    # Begun and gone on with in stage 2, ended in stage 3; begun and gone on with there, ended in one process.
    code, log = launch(
        "deepspeed-zero2.yaml", f"{full}:2", f"{full}:3", "zero3", f"{kto}:2", f"{kto}:3", f"{full}"
    )
    assert code == 0, log
    assert run_here(kto)[0] == 0
    for job in (full, kto):
        assert statuses_of(job) == ["cancelled", "cancelled", "ok"]
        assert_done_as_alone(job, alone / job.parent.name, True)


def test_every_shipped_configuration_is_one_that_accelerate_reads_and_the_trainer_obeys() -> None:
    from accelerate.commands.config.config_args import load_config_from_file

    read = {path.name: load_config_from_file(str(path)) for path in SHIPPED.glob("*.yaml")}
    assert set(read) == {
        "ddp.yaml",
        "fsdp2.yaml",
        "fsdp2-faster.yaml",
        "deepspeed-zero2.yaml",
        "deepspeed-zero3.yaml",
    }
    for config in read.values():
        assert (config.mixed_precision, config.num_machines) == ("no", 1)
    sharded, faster = (read[name].fsdp_config for name in ("fsdp2.yaml", "fsdp2-faster.yaml"))
    assert sharded == {"fsdp_version": 2, "fsdp_reshard_after_forward": True}
    assert faster == {**sharded, "fsdp_reshard_after_forward": False}
    second, third = (read[f"deepspeed-zero{stage}.yaml"].deepspeed_config for stage in (2, 3))
    assert second == {"deepspeed_multinode_launcher": "standard", "zero_stage": 2}
    assert third == {**second, "zero_stage": 3, "zero3_init_flag": False}


@pytest.mark.parametrize(
    ("code", "installed", "environment"),
    [
        ("no_deepspeed", False, {"ACCELERATE_USE_DEEPSPEED": "true"}),
        (
            "deepspeed_setting",
            True,
            {"ACCELERATE_USE_DEEPSPEED": "true", "ACCELERATE_DEEPSPEED_OFFLOAD_OPTIMIZER_DEVICE": "cpu"},
        ),
        (
            "deepspeed_setting",
            True,
            {"ACCELERATE_USE_DEEPSPEED": "true", "ACCELERATE_DEEPSPEED_ZERO_STAGE": "0"},
        ),
        ("fsdp_version", False, {"ACCELERATE_USE_FSDP": "true", "FSDP_VERSION": "1"}),
    ],
)
def test_a_launch_that_cannot_be_served_is_refused(
    tmp_path: Path,
    tiny: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    installed: bool,
    environment: dict[str, str],
) -> None:
    for name, value in {"WORLD_SIZE": "2", "RANK": "0", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(zero, "installed", lambda: installed)
    left, events = run_here(make_job(tmp_path / "a", tiny, "sft", None))
    assert (left, events[0]["code"]) == (2, code)
    monkeypatch.setenv("RANK", "1")
    assert run_here(tmp_path / "a/job.json")[1] == []


def test_a_kind_for_one_process_is_refused_in_several() -> None:
    from understudy_trainer.distributed import check
    from understudy_trainer.failures import BadJob

    with pytest.raises(BadJob, match="2 processes"):
        check(World(size=2), "grpo", "none")
    with pytest.raises(BadJob, match="4-bit"):
        check(World(size=2, sharded=True), "sft", "nf4")
    check(World(size=2), "sft", "nf4")
    check(World(), "grpo", "none")


def test_a_batch_smaller_than_the_world_counts_once() -> None:
    shares = [World(rank=rank, size=3).share([7, 8]) for rank in range(3)]
    assert shares == [([7], True), ([8], True), ([7], False)]
