"""Reinforcement learning over a session protocol: exact tokens, and resuming as if nothing had happened."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import TOOLS, losses, run_here, write_job
from fake_environment import TOKEN, World

from understudy_trainer.environment_client import Environment
from understudy_trainer.export import load_model
from understudy_trainer.job.grpo import RlSpec
from understudy_trainer.policy_update import token_logprobs
from understudy_trainer.prompting import Prompter
from understudy_trainer.rollouts import Rollouts, Start
from understudy_trainer.sampler import Sampler, draw

RL = {"tasks": 3, "group": 4, "max_turns": 2, "max_tokens": 6, "context": 256, "slots": 8}


def grpo_job(folder: Path, model: Path, url: str, **more: Any) -> Path:
    folder.mkdir(exist_ok=True)
    hparams = {"steps": 4, "lr": 3e-3, "threads": 1, "sample_every": 2, **more.pop("hparams", {})}
    return write_job(
        folder,
        "grpo",
        model={"path": str(model), "dtype": "fp32"},
        rl={"env_url": url, **RL, **more.pop("rl", {})},
        hparams=hparams,
        save={"every": 2, "keep": 2},
        **more,
    )


def metrics(events: list[dict[str, Any]], name: str) -> list[Any]:
    return [event.get(name) for event in events if event["t"] == "metric"]


def rewards_by_step(events: list[dict[str, Any]]) -> dict[int, float]:
    return {event["step"]: event["reward"] for event in events if event["t"] == "metric"}


def rollouts(tiny: Path, tokenizer: Any, url: str, world: World, **rl: Any) -> Rollouts:
    spec = RlSpec(env_url=url, **{**RL, **rl})
    sampler = Sampler(
        load_model(tiny).eval(), slots=spec.slots, context=256, temperature=1.0, dtype="fp32", pad=0
    )
    return Rollouts(
        sampler,
        Environment(spec),
        Prompter(tokenizer),
        spec,
        world.info(),
        policy="p",
        seed=1,
        context=256,
    )


# Tokens


def test_an_episodes_row_is_what_the_template_prints_and_only_samples_are_marked(
    tiny: Path, tokenizer: Any, url: str, world: World
) -> None:
    played = rollouts(tiny, tokenizer, url, world).play([Start(0, n, 5) for n in range(6)], version=3)
    assert played is not None
    for episode in played:
        (row,) = episode.rows
        assert len(row.ids) == len(row.turns) == len(row.logprobs) == len(row.versions)
        first = tokenizer.apply_chat_template(
            episode.messages[:2], tools=TOOLS, add_generation_prompt=True, return_dict=True
        )["input_ids"]
        assert row.ids[: len(first)] == first
        assert set(row.turns[: len(first)]) == {-1}
        assert row.turns[len(first)] == 0
        assert {version for version, turn in zip(row.versions, row.turns, strict=True) if turn >= 0} == {3}
        between = [id_ for id_, turn in zip(row.ids, row.turns, strict=True) if turn == -1][len(first) :]
        assert "Go on." in tokenizer.decode(between)
        assert row.turns[-1] == 1  # nothing is fed after the last word


def test_recorded_logprobs_are_those_of_a_plain_forward_pass(
    tiny: Path, tokenizer: Any, url: str, world: World
) -> None:
    played = rollouts(tiny, tokenizer, url, world, slots=3).play([Start(n % 3, n, 5) for n in range(8)], 0)
    assert played is not None
    model = load_model(tiny)
    for row in (row for episode in played for row in episode.rows):
        ids, chosen = torch.tensor([row.ids]), torch.tensor([row.turns]) >= 0
        found, entropy = token_logprobs(model, ids, chosen, 1.0)
        expected = [value for value, turn in zip(row.logprobs, row.turns, strict=True) if turn >= 0]
        assert found.tolist() == pytest.approx(expected, abs=1e-4)
        assert (entropy >= 0).all()


def test_what_is_sent_is_what_was_sampled(tiny: Path, tokenizer: Any, url: str, world: World) -> None:
    rollouts(tiny, tokenizer, url, world).play([Start(0, 0, 5)], version=2)
    start, *steps = world.requests
    assert start[1]["policy"]["version"] == 2
    chain: list[int] = []
    for _, body in steps:
        (step,) = body["steps"]
        assert step["tokens"]["prefix"] == len(chain)
        chain += step["tokens"]["promptIds"] + step["tokens"]["sampledIds"]
        assert len(step["tokens"]["logprobs"]) == len(step["tokens"]["sampledIds"])


def test_a_text_that_spells_a_control_token_stays_text(tokenizer: Any) -> None:
    prompter = Prompter(tokenizer)
    ids = prompter.opening([{"role": "user", "content": "say <|end|> now"}], [])
    assert ids.count(prompter.end) == 1
    assert "<|end|>" in tokenizer.decode(ids[1:-2], skip_special_tokens=False)


def test_a_message_that_was_cut_gets_the_end_token_it_lacks(tokenizer: Any) -> None:
    prompter = Prompter(tokenizer)
    talk = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "abc"},
        {"role": "user", "content": "more"},
    ]
    cut = prompter.after(talk, [], 1, last_sampled=70)
    ended = prompter.after(talk, [], 1, last_sampled=prompter.end)
    assert cut is not None and ended is not None
    assert cut == [prompter.end, *ended]
    whole = prompter.opening(talk, [])
    assert whole[-len(ended) :] == ended


def test_the_same_uniforms_draw_the_same_tokens_with_their_probabilities() -> None:
    logprobs = torch.log(torch.tensor([[0.1, 0.6, 0.3]] * 4))
    tokens, found = draw(logprobs, np.array([0.05, 0.5, 0.71, 0.999]))
    assert tokens == [0, 1, 2, 2]
    assert found == pytest.approx([math.log(p) for p in (0.1, 0.6, 0.3, 0.3)], abs=1e-6)


def test_a_shared_beginning_is_computed_once_and_changes_nothing(tiny: Path) -> None:
    def sampler() -> Sampler:
        return Sampler(load_model(tiny).eval(), slots=4, context=256, temperature=1.0, dtype="fp32", pad=0)

    common = list(range(20, 80))
    prompts = [[*common, 90 + n, *range(30, 33 + 2 * n)] for n in range(3)]
    apart, together = sampler(), sampler()
    plain = apart.feed(0, prompts)
    rests = together.begin(0, prompts)
    assert [len(rest) for rest in rests] == [len(prompt) - len(common) for prompt in prompts]
    torch.testing.assert_close(together.feed(0, rests), plain, atol=1e-4, rtol=0)
    assert together.computed < apart.computed
    apart.swap(0, 2)
    torch.testing.assert_close(
        apart.feed(0, [[33]] * 3)[[2, 1, 0]], together.feed(0, [[33]] * 3), atol=1e-4, rtol=0
    )


# Jobs


@pytest.mark.parametrize("loss", ["dapo", "dr_grpo", "gspo"])
def test_a_run_learns_what_is_paid_for(tmp_path: Path, tiny: Path, url: str, loss: str) -> None:
    high = {"lr": 2e-2, "steps": 24, "loss": loss}
    rl = {"tasks": 5, "group": 8, "max_turns": 1, "max_tokens": 4, "slots": 40}
    code, events = run_here(grpo_job(tmp_path, tiny, url, hparams=high, rl=rl))
    assert code == 0
    rewards = metrics(events, "reward")
    assert np.mean(rewards[-5:]) > np.mean(rewards[:5]) + 0.1
    first = next(event for event in events if event["t"] == "metric")
    for name in ("reward_std", "entropy", "clip_ratio", "grad_norm", "step_time", "truncated"):
        assert first[name] is not None, name
    assert first["null_rewards"] == 8
    assert first["frac_reward_zero_std"] >= 2 / 5
    assert any(event["t"] == "sample" and event["messages"] for event in events)
    assert any(event["t"] == "artifact" and event["path"].startswith("model/") for event in events)


@pytest.mark.parametrize(
    ("staleness", "adapter", "killed"),
    [(0, None, False), (1, None, False), (1, None, True), (1, {"r": 4}, False)],
    ids=["exact", "overlapping", "killed", "lora"],
)
def test_an_interrupted_run_resumes_to_the_same_losses(
    tmp_path: Path, tiny: Path, url: str, staleness: int, adapter: Any, killed: bool
) -> None:
    how: dict[str, Any] = {
        "rl": {"staleness": staleness, "budget": "adaptive", "process": "penalties"},
        "hparams": {"steps": 6, "kl": 0.05, "updates": 2},
        "adapter": adapter,
    }
    _, whole = run_here(grpo_job(tmp_path / "a", tiny, url, **how))
    job = grpo_job(tmp_path / "b", tiny, url, **how)
    code, first = run_here(job, ask_stop_after=3)
    assert code == 3
    assert (first[-2]["t"], first[-1]["status"]) == ("checkpoint", "cancelled")
    if killed:  # what it wrote when it was asked to stop is not there then
        shutil.rmtree(tmp_path / "b/out" / first[-2]["path"])
    code, second = run_here(job)
    assert code == 0
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)
    assert rewards_by_step(first + second) == rewards_by_step(whole)
    assert metrics(whole, "staleness")[1:] == [staleness] * 5
    made = "model" if adapter is None else "adapter"
    name = "model.safetensors" if adapter is None else "adapter_model.safetensors"
    weights = [(tmp_path / side / "out" / made / name).read_bytes() for side in "ab"]
    assert weights[0] == weights[1]


def test_a_lost_environment_ends_resumable_at_the_last_whole_step(
    tmp_path: Path, tiny: Path, url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, whole = run_here(grpo_job(tmp_path / "a", tiny, url))
    job = grpo_job(tmp_path / "b", tiny, url)
    play = Rollouts.play

    def breaking(self: Rollouts, starts: list[Start], version: int, stop: Any) -> Any:
        world.broken = version == 3
        return play(self, starts, version, stop)

    monkeypatch.setattr(Rollouts, "play", breaking)
    code, first = run_here(job)
    assert code == 1
    assert first[-2]["code"] == "environment_lost"
    monkeypatch.setattr(Rollouts, "play", play)
    world.broken = False
    code, second = run_here(job)
    assert code == 0
    assert losses(first + second) == pytest.approx(losses(whole), abs=1e-5)


def test_a_job_goes_on_only_with_the_tasks_it_was_begun_on(
    tmp_path: Path, tiny: Path, url: str, world: World
) -> None:
    job = grpo_job(tmp_path, tiny, url)
    run_here(job, ask_stop_after=1)
    world.hash = "other"
    code, events = run_here(job)
    assert code == 2
    assert events[-2]["code"] == "other_environment"


def test_a_task_that_cannot_be_opened_is_left_out_like_any_unjudged_episode(
    tmp_path: Path, tiny: Path, url: str, world: World
) -> None:
    world.unsound = {0, 1}
    code, events = run_here(grpo_job(tmp_path, tiny, url, hparams={"steps": 1}, rl={"tasks": 4}))
    assert code == 0
    assert metrics(events, "null_rewards")[0] >= 4
    assert metrics(events, "episodes") == [16]


def test_an_environment_that_judges_nothing_ends_the_job(
    tmp_path: Path, tiny: Path, url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "_outcome", lambda self, id_: {**none, "x": self.live.pop(id_) and 0})
    none = {"end": "failed", "reward": None, "success": None, "steps": [], "flags": []}
    code, events = run_here(grpo_job(tmp_path, tiny, url))
    assert code == 1
    assert events[-2]["code"] == "no_rewards"


def test_problems_are_named_before_anything_runs(
    tmp_path: Path, tiny: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = grpo_job(tmp_path, tiny, url, hparams={"step": 3})
    code, documents = run_here(job, command="validate")
    assert code == 2
    assert documents[0]["problems"][0]["hint"] == "Did you mean `steps`?"
    monkeypatch.delenv("UNDERSTUDY_ENV_TOKEN")
    code, documents = run_here(grpo_job(tmp_path, tiny, url), command="validate")
    assert documents[0]["problems"][0]["code"] == "no_token"
    monkeypatch.setenv("UNDERSTUDY_ENV_TOKEN", "wrong")
    code, documents = run_here(grpo_job(tmp_path, tiny, url), command="plan")
    assert (code, documents[0]["problems"][0]["code"]) == (2, "environment_refused")
    monkeypatch.setenv("UNDERSTUDY_ENV_TOKEN", TOKEN)
    code, documents = run_here(grpo_job(tmp_path, tiny, url), command="plan")
    plan = documents[0]["plan"]
    assert (code, plan["tasks"], plan["episodes"]) == (0, 5, 4 * 3 * 4)
    assert plan["memory_bytes"] > 0


def test_the_time_is_planned_from_episodes_that_are_played_where_nobody_records_them(
    tmp_path: Path, tiny: Path, url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = grpo_job(tmp_path, tiny, url)
    _, documents = run_here(job, command="plan")
    unplayed = documents[0]["plan"]
    assert world.requests == []
    assert unplayed["seconds_rest_on"].startswith("No episode was played")
    kept = {**world.info(), "records": False}
    monkeypatch.setattr(world, "info", lambda: kept)
    _, documents = run_here(job, command="plan")
    played = documents[0]["plan"]
    assert played["seconds_rest_on"].startswith("8 episodes were played for it, with 2.0 messages")
    assert world.live == {}
    code, events = run_here(job)
    taken = sum(metrics(events, "step_time"))
    assert code == 0
    for plan in (played, unplayed):
        assert 0 < plan["seconds_low"] < plan["seconds_high"]
    assert played["seconds_low"] < taken
