"""Generation by vLLM, against a stand-in for it (fake_vllm.py): the same accounts as with our own sampler,
always with the newest weights, and refused where it cannot be."""

from __future__ import annotations

import copy
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import fake_vllm
import numpy as np
import pytest
import torch
from conftest import TOOLS, losses, run_here
from fake_environment import World
from test_grpo import RL, grpo_job, metrics, rewards_by_step

from understudy_trainer import generation, grpo
from understudy_trainer.environment_client import Environment
from understudy_trainer.export import load_model
from understudy_trainer.failures import JobFailure
from understudy_trainer.generation import Speaking
from understudy_trainer.job.grpo import RlSpec
from understudy_trainer.policy_update import token_logprobs
from understudy_trainer.prompting import Prompter
from understudy_trainer.rollouts import Rollouts, Start
from understudy_trainer.vllm_generation import VllmGeneration

VLLM = {"generation": "vllm"}
AUTO = {"generation": "auto"}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in is the package, on a machine with a device."""
    monkeypatch.setitem(sys.modules, "vllm", fake_vllm)
    monkeypatch.setattr(generation, "choose_device", lambda: torch.device("cuda"))
    fake_vllm.engines.clear()


def started(tiny: Path, model: Any, stops: list[int], **more: Any) -> VllmGeneration:
    how = {"slots": 8, "context": 256, "temperature": 1.0, "max_tokens": 6, "dtype": "fp32", "seed": 7}
    return VllmGeneration(model, tiny, stops=stops, **how | more)


@pytest.mark.usefixtures("installed")
def test_an_episodes_row_has_the_tokens_of_the_template_and_the_logprobs_of_a_plain_pass(
    tiny: Path, tokenizer: Any, url: str, world: World
) -> None:
    model, prompter = load_model(tiny).eval(), Prompter(tokenizer)
    spec = RlSpec(env_url=url, **{**RL, "temperature": 0.7})
    rollouts = Rollouts(
        started(tiny, model, prompter.last_tokens, temperature=0.7),
        Environment(spec),
        prompter,
        spec,
        world.info(),
        policy="p",
        seed=1,
        context=256,
    )
    played = rollouts.play([Start(n % 3, n, 5) for n in range(10)], version=3)
    assert played is not None
    assert [(episode.task, episode.sample) for episode in played] == [(n % 3, n) for n in range(10)]
    for episode in played:
        (row,) = episode.rows
        first = tokenizer.apply_chat_template(
            episode.messages[:2], tools=TOOLS, add_generation_prompt=True, return_dict=True
        )["input_ids"]
        assert row.ids[: len(first)] == first
        assert {version for version, turn in zip(row.versions, row.turns, strict=True) if turn >= 0} == {3}
        assert {*row.turns} == {-1, 0, 1} and row.turns[-1] == 1
        ids, chosen = torch.tensor([row.ids]), torch.tensor([row.turns]) >= 0
        found, _ = token_logprobs(model, ids, chosen, 0.7)
        sampled = [value for value, turn in zip(row.logprobs, row.turns, strict=True) if turn >= 0]
        assert found.tolist() == pytest.approx(sampled, abs=1e-4)
    assert len({tuple(episode.rows[0].ids) for episode in played}) == 10  # each has a chance of its own
    again = rollouts.play([Start(n % 3, n, 5) for n in range(10)], version=3)
    assert again is not None
    assert [episode.rows for episode in again] == [episode.rows for episode in played]
    assert fake_vllm.engines[0].level == 2 and fake_vllm.engines[0].awake == set()


@pytest.mark.usefixtures("installed")
def test_a_message_ends_where_ours_would(tiny: Path) -> None:
    def ending(one: Speaking) -> str:
        return "control" if one.sample[-1] in (5, 6) else "length" if len(one.sample) == 6 else ""

    made = started(tiny, load_model(tiny).eval(), [5])
    made.wake()
    one = Speaking([1, 2, 3], np.random.default_rng(1))
    made.open([one])
    given = fake_vllm.RequestOutput(
        [fake_vllm.CompletionOutput([9, 6, 8, 5], [{t: fake_vllm.Logprob(-t)} for t in (9, 6, 8, 5)], "stop")]
    )
    fake_vllm.engines[0].generate = lambda *_, **__: [given]  # type: ignore[method-assign]
    assert made.speak(ending) == [one]
    assert (one.sample, one.logprobs, one.stop) == ([9, 6], [-9.0, -6.0], "control")
    given.outputs[0].token_ids, given.outputs[0].logprobs = [9], [{9: fake_vllm.Logprob(-1.0)}]
    with pytest.raises(JobFailure, match="unfinished"):
        made.speak(ending)


@pytest.mark.usefixtures("installed")
def test_weights_that_vllm_would_not_get_are_named(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = started(tiny, load_model(tiny), [5])
    load = fake_vllm.Weights.load_weights
    monkeypatch.setattr(
        fake_vllm.Weights,
        "load_weights",
        lambda self, weights: load(self, ((name, weight) for name, weight in weights if "norm" not in name)),
    )
    with pytest.raises(JobFailure, match="norm"):
        made.wake()


@pytest.mark.usefixtures("installed")
def test_what_vllm_computes_otherwise_is_seen_and_weighed(
    tmp_path: Path, tiny: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = fake_vllm.Weights.load_weights
    monkeypatch.setattr(
        fake_vllm.Weights,
        "load_weights",
        lambda self, weights: load(self, ((name, weight * 1.2) for name, weight in weights)),
    )
    hparams = {"steps": 1, "importance_cap": 1.0}
    code, events = run_here(grpo_job(tmp_path, tiny, url, rl=VLLM, hparams=hparams))
    assert code == 0
    (gap,), (capped,) = metrics(events, "sampler_gap"), metrics(events, "importance_capped")
    assert gap > 0.01 and 0 < capped < 1


def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every generation of the jobs to come is with the weights that are trained, the adapter merged by
    PEFT."""
    load = grpo.load_policy

    def loading(*args: Any) -> Any:
        model = load(*args)

        def same() -> None:
            merged = copy.deepcopy(model)
            merged = merged.merge_and_unload() if hasattr(merged, "merge_and_unload") else merged
            theirs = dict(fake_vllm.engines[-1].model.named_parameters())
            for name, weight in merged.named_parameters():
                torch.testing.assert_close(theirs[name], weight, atol=1e-6, rtol=0)

        init = fake_vllm.LLM.__init__

        def starting(self: fake_vllm.LLM, **how: Any) -> None:
            init(self, **how)
            self.before_generating = same

        monkeypatch.setattr(fake_vllm.LLM, "__init__", starting)
        return model

    monkeypatch.setattr(grpo, "load_policy", loading)


@pytest.mark.usefixtures("installed")
def test_a_run_learns_what_is_paid_for(
    tmp_path: Path, tiny: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(monkeypatch)
    rl = {"tasks": 5, "group": 8, "max_turns": 1, "max_tokens": 4, "slots": 40}
    job = grpo_job(tmp_path, tiny, url, hparams={"lr": 2e-2, "steps": 16}, rl=AUTO | rl)
    code, events = run_here(job)
    assert code == 0
    assert next(event for event in events if event["t"] == "plan")["generation"] == "vllm"
    assert fake_vllm.engines[0].generations == 16
    rewards = metrics(events, "reward")
    assert np.mean(rewards[-4:]) > np.mean(rewards[:4]) + 0.1
    learned = [event for event in events if event["t"] == "metric" and "loss" in event]
    assert max(event["sampler_gap"] for event in learned) < 1e-4
    assert {event["importance_capped"] for event in learned} == {0}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("adapter", [None, {"r": 4}], ids=["whole", "lora"])
def test_an_interrupted_run_resumes_to_the_same_losses(
    tmp_path: Path, tiny: Path, url: str, adapter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(monkeypatch)
    how: dict[str, Any] = {"rl": VLLM, "hparams": {"steps": 3, "kl": 0.05, "updates": 2}, "adapter": adapter}
    _, whole = run_here(grpo_job(tmp_path / "a", tiny, url, **how))
    job = grpo_job(tmp_path / "b", tiny, url, **how)
    code, first = run_here(job, ask_stop_after=2)
    assert code == 3
    code, second = run_here(job)
    assert code == 0
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)
    assert rewards_by_step(first + second) == rewards_by_step(whole)
    assert len(fake_vllm.engines) == 3 and fake_vllm.engines[0].generations == 12


def test_a_job_keeps_the_generation_it_was_begun_with(
    tmp_path: Path, tiny: Path, url: str, monkeypatch: pytest.MonkeyPatch, installed: None
) -> None:
    job = grpo_job(tmp_path, tiny, url, rl=AUTO, hparams={"steps": 2})
    run_here(job, ask_stop_after=1)
    assert json.loads((tmp_path / "out/run.json").read_text("utf-8"))["generation"] == "vllm"
    monkeypatch.delitem(sys.modules, "vllm")
    code, events = run_here(job)
    assert (code, events[-2]["code"]) == (2, "no_vllm")


@pytest.mark.skipif(importlib.util.find_spec("vllm") is not None, reason="vLLM is installed")
def test_without_it_auto_does_without_and_asking_for_it_is_refused(
    tmp_path: Path, tiny: Path, url: str
) -> None:
    code, documents = run_here(grpo_job(tmp_path, tiny, url, rl=AUTO), command="plan")
    assert (code, documents[0]["plan"]["generation"]) == (0, "transformers")
    code, documents = run_here(grpo_job(tmp_path, tiny, url, rl=VLLM), command="validate")
    (problem,) = documents[0]["problems"]
    assert (code, problem["code"], problem["place"]) == (2, "no_vllm", "rl.generation")
    assert "pip install" in problem["hint"] and '"transformers"' in problem["hint"]
    code, events = run_here(grpo_job(tmp_path, tiny, url, rl=VLLM))
    assert (code, events[-2]["code"]) == (2, "no_vllm")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("rl", "more", "code", "place"),
    [
        ({"staleness": 1}, {}, "vllm_no_overlap", "rl.staleness"),
        ({"temperature": 2.5}, {}, "vllm_temperature", "rl.temperature"),
        ({}, {"model": {"quant": "nf4"}}, "vllm_no_quant", "model.quant"),
    ],
)
def test_what_vllm_cannot_do_here_is_refused_and_auto_does_without(
    tmp_path: Path, tiny: Path, url: str, rl: Any, more: Any, code: str, place: str
) -> None:
    made = json.loads(grpo_job(tmp_path, tiny, url, rl=AUTO | rl).read_text("utf-8"))
    made["model"] |= more.get("model", {})
    job = generation.GrpoJob.model_validate(made)
    assert generation.generation_of(job) == "transformers"
    problem = generation.vllm_problem(job)
    assert problem is not None and (problem.code, problem.place) == (code, place)


def test_it_needs_a_device(tmp_path: Path, tiny: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vllm", fake_vllm)
    monkeypatch.setattr(generation, "choose_device", lambda: torch.device("cpu"))
    job = grpo_job(tmp_path, tiny, url, rl=VLLM)
    _, documents = run_here(job, command="validate")
    assert [problem["code"] for problem in documents[0]["problems"]] == ["vllm_needs_cuda"]
