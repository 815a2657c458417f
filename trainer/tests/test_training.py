"""Training: loss only where there is weight, events in order, and resuming as if nothing had happened."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import finish, losses, run_here, start, write_job
from transformers import LlamaConfig, LlamaForCausalLM

from understudy_trainer import arithmetic, duration
from understudy_trainer.arithmetic import blocked_causal_attention, weighted_loss
from understudy_trainer.copying import copy_accuracy, copy_row
from understudy_trainer.export import load_model
from understudy_trainer.failures import is_out_of_memory
from understudy_trainer.job import PretrainHparams
from understudy_trainer.pretrain import build_model
from understudy_trainer.schedule import lr_factor

PRETRAIN = {
    "layers": 1,
    "heads": 1,
    "ffn": 64,
    "vocab": 320,
    "ctx": 512,
    "steps": 10,
    "batch_tokens": 512,
    "copy_steps": 4,
    "copy_fraction": 0.2,
    "copy_max": 8,
    "copy_length": 16,
    "threads": 1,
    "dtype": "fp32",
}


def pretrain_job(folder: Path, rows: Path, **more: Any) -> Path:
    return write_job(
        folder,
        "pretrain",
        data={"train": [{"path": str(rows)}], "eval": [{"path": str(rows)}], "format": "messages"},
        hparams={**PRETRAIN, **more.pop("hparams", {})},
        save={"every": 3, "keep": 2},
        **more,
    )


def sft_job(folder: Path, rows: Path, model: Path, **more: Any) -> Path:
    return write_job(
        folder,
        "sft",
        model={"path": str(model), "dtype": "fp32"},
        data={"train": [{"path": str(rows)}], "format": "messages"},
        hparams={"epochs": 2, "batch_size": 5, "lr": 1e-3, "threads": 1},
        save={"every": 3, "keep": 2},
        **more,
    )


def test_a_token_without_weight_adds_nothing_to_the_loss(tiny: Path) -> None:
    model = load_model(tiny)
    ids = torch.randint(8, 300, (2, 12), generator=torch.Generator().manual_seed(0))
    weights = torch.zeros(2, 12)
    weights[:, 4:7] = 1
    before, count = weighted_loss(model, ids, weights)
    changed = ids.clone()
    changed[:, 7:] = 9  # after the last target: seen by none of them
    after, _ = weighted_loss(model, changed, weights)
    assert count.item() == 6
    assert after.item() == before.item()
    changed[:, 6] += 1  # a target
    assert weighted_loss(model, changed, weights)[0].item() != before.item()


def test_the_loss_is_the_plain_cross_entropy_of_the_whole_logits(tiny: Path) -> None:
    model = load_model(tiny)
    ids = torch.randint(8, 300, (2, 12), generator=torch.Generator().manual_seed(0))
    weights = (torch.arange(12) % 3 == 0).float().expand(2, 12)
    logits = model(input_ids=ids).logits
    plain = torch.nn.functional.cross_entropy(
        logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
    )
    total, _ = weighted_loss(model, ids, weights)
    assert total.item() == pytest.approx((plain * weights[:, 1:].flatten()).sum().item(), rel=1e-5)


@pytest.mark.parametrize(("length", "kv_heads"), [(5, 2), (300, 1)])
def test_blocked_attention_equals_torchs(length: int, kv_heads: int) -> None:
    generator = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(2, heads, length, 64, generator=generator) for heads in (2, kv_heads, kv_heads))
    found, _ = blocked_causal_attention(torch.nn.Identity(), q, k, v, None)
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    torch.testing.assert_close(found.transpose(1, 2), expected, atol=1e-5, rtol=1e-5)


def test_a_copy_row_supervises_the_repeats_only() -> None:
    row = copy_row(np.random.default_rng(0), np.arange(8, 50), 3, 5, 20)
    size = int((row.weights == 0).sum())
    assert 3 <= size <= 5
    assert (row.ids[size:] == row.ids[: 20 - size]).all()


def test_the_copy_circuit_copies_before_any_training(tokenizer: Any) -> None:
    torch.manual_seed(0)
    plain = np.arange(8, len(tokenizer))
    accuracy = {
        start: copy_accuracy(
            build_model(PretrainHparams(layers=4, heads=3, start=start), tokenizer, "sdpa", 0), plain, 0
        )[0]
        for start in ("random", "copying")
    }
    assert accuracy["random"] < 0.05
    assert accuracy["copying"] > 0.9


def test_pretraining_goes_on_from_a_model_and_its_tokenizer(tmp_path: Path, rows: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    code, _ = run_here(pretrain_job(tmp_path / "first", rows))
    assert code == 0
    made = tmp_path / "first/out/model"
    still = {"continue_from": str(made), "lr": 1e-12, "copy_steps": 0, "steps": 1}
    code, _ = run_here(pretrain_job(tmp_path / "second", rows, hparams=still))
    assert code == 0
    again = tmp_path / "second/out/model"
    after = load_model(again).state_dict()
    for name, weight in load_model(made).state_dict().items():
        torch.testing.assert_close(after[name], weight, atol=1e-6, rtol=0)
    assert (again / "tokenizer.json").read_bytes() == (made / "tokenizer.json").read_bytes()


@pytest.mark.parametrize("schedule", ["cosine", "linear", "constant", "trapezoid"])
def test_the_learning_rate_warms_up_and_ends_where_it_should(schedule: Any) -> None:
    hparams = PretrainHparams(schedule=schedule, warmup_ratio=0.1, min_lr_ratio=0.2)
    factors = [lr_factor(hparams, step, 100) for step in range(100)]
    assert factors[0] < 0.2
    assert max(factors) == pytest.approx(1, abs=0.02)
    assert factors[-1] == pytest.approx(1 if schedule == "constant" else 0.2, abs=0.03)


def test_pretrain_events_are_numbered_and_in_order_and_artifacts_are_what_they_say(
    tmp_path: Path, rows: Path
) -> None:
    code, events = run_here(pretrain_job(tmp_path, rows))
    assert code == 0
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["t"], events[-1]["t"], events[-1]["status"]) == ("hello", "end", "ok")
    assert all(event["job_id"] == "test-pretrain" and event["v"] == 1 for event in events)
    logged = [json.loads(line) for line in (tmp_path / "out/events.jsonl").read_text("utf-8").splitlines()]
    assert logged == events
    plan = next(event for event in events if event["t"] == "plan")
    assert (plan["rows_kept"], plan["rows_dropped"]) == (24, {})
    assert plan["memory_bytes"] > 0
    stages = [event["stage"] for event in events if event["t"] == "metric" and "stage" in event]
    assert stages == ["copying"] * 4 + ["data"] * 10
    assert losses(events)[14] < losses(events)[5]
    last = [event for event in events if event["t"] == "metric"][-1]
    assert 0 <= last["copy_token_accuracy"] <= 1
    assert last["eval_loss"] > 0
    artifacts = {event["path"]: event for event in events if event["t"] == "artifact"}
    assert {"model/model.safetensors", "model/tokenizer.json", "model/chat_template.jinja"} <= set(artifacts)
    assert all(
        (tmp_path / "out" / path).stat().st_size == event["bytes"] for path, event in artifacts.items()
    )
    again, repeated = run_here(tmp_path / "job.json")
    assert again == 0
    assert not losses(repeated)
    assert repeated[0]["seq"] == events[-1]["seq"] + 1
    assert {event["path"] for event in repeated if event["t"] == "artifact"} == set(artifacts)


@pytest.mark.parametrize("muon", [None, 1e-3])
def test_a_cancelled_pretraining_resumes_to_the_same_losses(
    tmp_path: Path, rows: Path, muon: float | None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, whole = run_here(pretrain_job(tmp_path / "a", rows, hparams={"muon_lr": muon}))
    job = pretrain_job(tmp_path / "b", rows, hparams={"muon_lr": muon})
    parts: list[dict[str, Any]] = []
    for step in (2, 8):  # once in the copying phase, once after it
        code, part = run_here(job, ask_stop_after=step)
        assert code == 3
        assert (part[-1]["t"], part[-1]["status"], part[-1]["resumable"]) == ("end", "cancelled", True)
        parts += part
    code, part = run_here(job)
    assert code == 0
    parts += part
    assert [event["seq"] for event in parts] == list(range(1, len(parts) + 1))
    assert losses(parts) == pytest.approx(losses(whole), abs=1e-5)
    weights = [(tmp_path / side / "out/model/model.safetensors").read_bytes() for side in "ab"]
    assert weights[0] == weights[1]


@pytest.mark.parametrize("adapter", [None, {"r": 4}])
def test_a_cancelled_fine_tuning_resumes_to_the_same_losses(
    tmp_path: Path, rows: Path, tiny: Path, adapter: dict[str, int] | None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, whole = run_here(sft_job(tmp_path / "a", rows, tiny, adapter=adapter))
    job = sft_job(tmp_path / "b", rows, tiny, adapter=adapter)
    code, first = run_here(job, ask_stop_after=4)
    assert code == 3
    assert first[-2]["t"] == "checkpoint"
    code, second = run_here(job)
    assert code == 0
    assert min(losses(second)) == 5
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)
    assert losses(whole)[10] < losses(whole)[1]
    made = tmp_path / "b/out" / ("model" if adapter is None else "adapter")
    assert any(made.glob("*.safetensors"))


def test_a_killed_job_resumes_from_its_checkpoint_to_the_same_losses(tmp_path: Path, rows: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    long = {"steps": 60, "copy_steps": 0, "eval_every": 1000}
    _, whole = run_here(pretrain_job(tmp_path / "a", rows, hparams=long))
    job = pretrain_job(tmp_path / "b", rows, hparams=long)
    process = start("run", job)
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["t"] == "metric" and event["step"] >= 7:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate()
    log = tmp_path / "b/out/events.jsonl"
    log.write_bytes(log.read_bytes() + b'{"v":1,"seq":99')  # what a kill in mid-write leaves
    code, _ = run_here(job)
    assert code == 0
    logged = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [event["seq"] for event in logged] == list(range(1, len(logged) + 1))
    assert sum(event["t"] == "hello" for event in logged) == 2
    assert losses(logged) == pytest.approx(losses(whole), abs=1e-5)


@pytest.mark.parametrize("way", ["sigterm", "stdin"])
def test_cancel_from_outside_saves_and_exits_3_with_json_on_stdout_only(
    tmp_path: Path, rows: Path, tiny: Path, way: str
) -> None:
    job = (
        pretrain_job(tmp_path, rows, hparams={"steps": 10_000})
        if way == "stdin"
        else write_job(
            tmp_path,
            "sft",
            model={"path": str(tiny)},
            data={"train": [{"path": str(rows)}], "format": "messages"},
            hparams={"epochs": 10_000, "threads": 1},
        )
    )
    process = start("run", job)
    assert process.stdout is not None and process.stdin is not None
    head = []
    for line in process.stdout:
        head.append(json.loads(line))
        if head[-1]["t"] == "metric":
            break
    if way == "stdin":
        process.stdin.write('{"cmd":"cancel"}\n')
        process.stdin.flush()
    else:
        process.send_signal(signal.SIGTERM)
    code, tail = finish(process)
    assert code == 3
    assert tail[-1]["status"] == "cancelled"
    assert any(event["t"] == "checkpoint" for event in tail)
    assert not list((tmp_path / "out").rglob(".tmp-*"))


def test_the_time_limit_ends_a_job_resumable(tmp_path: Path, rows: Path) -> None:
    code, events = run_here(pretrain_job(tmp_path, rows, limits={"seconds": 1}, hparams={"steps": 100_000}))
    assert code == 3
    assert events[-1]["status"] == "time_limit"


def test_a_folder_of_another_job_is_refused_naming_what_differs(tmp_path: Path, rows: Path) -> None:
    run_here(pretrain_job(tmp_path, rows), ask_stop_after=1)
    code, events = run_here(pretrain_job(tmp_path, rows, seed=8))
    assert code == 2
    assert "seed" in events[0]["message"]
    code, events = run_here(pretrain_job(tmp_path, rows, seed=8, resume="never"))
    assert code == 0
    assert min(losses(events)) == 1


def test_many_dropped_rows_are_a_warning_with_their_reasons(tmp_path: Path, tiny: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"input_ids":[9,9],"loss_mask":[0,0]}\n{"input_ids":[9,9],"loss_mask":[0,1]}\n', "utf-8")
    data = {"train": [{"path": path.name}], "format": "tokens"}
    code, events = run_here(
        write_job(tmp_path, "sft", model={"path": str(tiny)}, data=data, hparams={"threads": 1, "epochs": 1})
    )
    assert code == 0
    warning = next(event for event in events if event["t"] == "warning")
    assert warning["code"] == "rows_dropped"
    assert "1 nothing_supervised" in warning["message"]


def test_nothing_to_learn_from_is_a_data_error(tmp_path: Path, tiny: Path) -> None:
    path = tmp_path / "silent.jsonl"
    path.write_text('{"input_ids":[9,9],"loss_mask":[0,0]}\n', "utf-8")
    job = write_job(
        tmp_path,
        "sft",
        model={"path": str(tiny)},
        data={"train": [{"path": path.name}], "format": "tokens"},
    )
    code, events = run_here(job)
    assert code == 4
    assert events[-2]["code"] == "no_rows"
    assert "1 nothing_supervised" in events[-2]["message"]


def test_missing_memory_has_its_own_exit_and_says_what_to_lower(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from understudy_trainer import pretrain

    def full(*_: Any) -> Any:
        raise RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 TB"
        )

    monkeypatch.setattr(pretrain, "weighted_loss", full)
    code, events = run_here(pretrain_job(tmp_path, rows))
    assert code == 5
    assert (events[-2]["code"], events[-1]["status"]) == ("out_of_memory", "out_of_memory")
    assert "batch_tokens" in events[-2]["hint"]
    assert not is_out_of_memory(ValueError("out of memory"))


def test_a_loss_that_is_not_finite_stops_the_job_and_never_reaches_json(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from understudy_trainer import pretrain

    def broken(*given: Any) -> Any:
        total, count = arithmetic.weighted_loss(*given)
        return total * math.nan, count

    monkeypatch.setattr(pretrain, "weighted_loss", broken)
    code, events = run_here(pretrain_job(tmp_path, rows))
    assert code == 1
    assert events[-2]["code"] == "diverged"


def test_plan_counts_rows_steps_and_parameters(tmp_path: Path, rows: Path, tiny: Path) -> None:
    code, documents = run_here(sft_job(tmp_path, rows, tiny), command="plan")
    assert code == 0
    plan = documents[0]["plan"]
    assert (plan["rows_kept"], plan["steps"]) == (24, 10)
    assert plan["parameters"] == sum(p.numel() for p in load_model(tiny).parameters())
    assert plan["memory_bytes"] > 0
    assert 0 < plan["seconds_low"] < plan["seconds_high"]


def test_the_time_a_job_takes_lies_in_the_planned_range() -> None:
    """Of a model whose products are large enough to be what counts."""
    config = LlamaConfig(
        hidden_size=512, intermediate_size=1536, num_hidden_layers=4, num_attention_heads=8, vocab_size=512
    )
    model = LlamaForCausalLM(config)
    size = sum(p.numel() for p in model.parameters())
    ids = torch.randint(0, 512, (4, 128))
    torch.set_num_threads(1)
    weighted_loss(model, ids, torch.ones(4, 128))[0].backward()
    started = time.process_time()
    weighted_loss(model, ids, torch.ones(4, 128))[0].backward()
    taken = time.process_time() - started
    planned = duration.seconds(ids.numel() * size * duration.training_passes(size, size), "fp32", 1)
    assert 0.7 * planned["seconds_low"] < taken < planned["seconds_high"]
    assert duration.training_passes(2_000_000_000, 0) == 6
