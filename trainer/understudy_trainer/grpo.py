"""`grpo`: play groups of live episodes, compare them, move the policy; again and again.

A step plays its episodes with the weights at its beginning (`staleness` 0), or with those of the step before,
while that step's update is computed (`staleness` 1); either way every sampled token carries the version that
sampled it, and the loss corrects for its age. Checkpoints hold what was played ahead, so that a resumed job
continues to the same losses as long as the environment answers the same.
"""

from __future__ import annotations

import copy
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from . import checkpoint
from .advantages import score_groups
from .budget import Budget, sides
from .environment_client import Environment, EnvironmentLost
from .failures import BadJob, JobFailure, Stopped
from .generation import Generation, generation_of, vllm_problem
from .job import GrpoJob
from .planning import adapter_parameters, memory_bytes, parameters, read_shape
from .policy import load_policy, save_policy
from .policy_update import Updater, update_rows
from .prompting import Prompter
from .rollouts import Episode, Rollouts, Start, episode_seed
from .run import Pace, Run
from .sampler import Sampler
from .schedule import lr_factor
from .tokenizer import load
from .tuning import CHECKPOINTED_FROM, settle
from .watching import Watch

UNJUDGED_STEPS = 3  # in a row without any reward, after which a job gives up


@dataclass
class Played:
    """A step's episodes, the version of the weights that played them, and the wall seconds it took."""

    episodes: list[Episode]
    version: int
    seconds: float
    environment_seconds: float


def connect(job: GrpoJob) -> tuple[Environment, dict[str, Any]]:
    """The environment and what it says of itself. Raises BadJob or EnvironmentLost."""
    environment = Environment(job.rl)
    return environment, environment.info()


def make_plan(job: GrpoJob, shape: dict[str, int]) -> dict[str, Any]:
    """What is known before the first step. Asks the environment."""
    environment, info = connect(job)
    environment.hang_up()
    return _figures(job, info, shape, generation_of(job))


def _figures(job: GrpoJob, info: dict[str, Any], shape: dict[str, int], generation: str) -> dict[str, Any]:
    trained = parameters(shape) if job.adapter is None else adapter_parameters(shape, job.adapter.r)
    cache = 8 * job.rl.slots * job.rl.context * shape["layers"] * shape["kv"]
    copies = int(job.rl.staleness == 1) + int(job.hparams.kl > 0 and job.adapter is None)
    needed = memory_bytes(shape, trained, job.hparams.batch_tokens) + cache + copies * 4 * parameters(shape)
    if generation == "vllm":
        needed += 2 * parameters(shape)  # its own, bfloat16
    return {
        "environment": info["pack"]["id"],
        "generation": generation,
        "tasks": len(info["tasks"]),
        "steps": job.hparams.steps,
        "episodes": job.hparams.steps * min(job.rl.tasks, len(info["tasks"])) * job.rl.group,
        "parameters": parameters(shape),
        "trained_parameters": trained,
        "memory_bytes": needed,
    }


def run_grpo(run: Run, job: GrpoJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop, EnvironmentLost after
    saving."""
    run.phase("connect")
    environment, info = connect(job)
    known = run.decide("environment", lambda: info["pack"]["hash"])
    if known != info["pack"]["hash"]:
        raise BadJob(
            "other_environment",
            f"this job was begun on other tasks than {info['pack']['id']} has now",
            "Serve the same scenario and the same number of tasks, or use another `out`.",
            "rl.env_url",
        )
    run.phase("load")
    device, dtype = settle(run, job.model, job.hparams, job.seed)
    generation = run.decide("generation", lambda: generation_of(job))
    problem = vllm_problem(job) if generation == "vllm" else None
    if problem is not None:
        raise problem
    work = _Work(run, job, environment, info, device, dtype, generation)
    run.events.emit(
        "plan",
        **_figures(job, info, read_shape(run.base / job.model.path), generation),
        dtype=dtype,
        threads=torch.get_num_threads(),
        device=device.type,
    )
    work.train()
    run.phase("save")
    save_policy(run, job.model, job.adapter, job.hparams.merge_adapter, work.model, work.tokenizer)
    environment.hang_up()


class _Work:
    """The state of the loop."""

    def __init__(
        self,
        run: Run,
        job: GrpoJob,
        environment: Environment,
        info: dict[str, Any],
        device: torch.device,
        dtype: str,
        generation: str,
    ) -> None:
        self.run, self.job, self.h, self.rl = run, job, job.hparams, job.rl
        self.environment = environment
        self.names = [task["id"] for task in info["tasks"]]
        self.tokenizer = load(str(run.base / job.model.path))
        self.model = load_policy(job.model, job.adapter, run.base, device, dtype)
        self.training_attention = self.model.config._attn_implementation
        size = sum(p.numel() for p in self.model.parameters())
        recompute = self.h.gradient_checkpointing
        if size >= CHECKPOINTED_FROM if recompute is None else recompute:
            self.model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        reference = None
        if self.h.kl > 0 and job.adapter is None:
            reference = copy.deepcopy(self.model).requires_grad_(False)
        self.player = copy.deepcopy(self.model).requires_grad_(False) if self.rl.staleness else self.model
        self.trained = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        pad = self.tokenizer.pad_token_id or 0
        self.optimizer = torch.optim.AdamW(
            self.trained.values(), lr=self.h.lr, weight_decay=self.h.weight_decay
        )
        self.updater = Updater(
            self.model,
            self.optimizer,
            self.h,
            temperature=self.rl.temperature,
            dtype=dtype,
            pad=pad,
            reference=reference,
        )
        context = min(self.rl.context, self.model.config.max_position_embeddings)
        slots = min(self.rl.slots, int(info["limits"]["episodes"]))
        # On a CPU, bfloat16 gains nothing for one token at a time.
        precision = dtype if device.type == "cuda" else "fp32"
        prompter = Prompter(self.tokenizer)
        self.rollouts = Rollouts(
            self._generation(generation, prompter, slots, context, precision, pad),
            environment,
            prompter,
            self.rl,
            info,
            policy=f"grpo:{job.job_id}",
            seed=job.seed,
            context=context,
        )
        per_step = min(self.rl.tasks, len(self.names))
        self.budget = Budget(len(self.names), self.rl.group, per_step, self.rl.budget == "adaptive", job.seed)
        self.step = 0
        self.samples: dict[int, int] = {}
        self.ahead: Played | None = None
        self.unjudged = 0

    def _generation(
        self, kind: str, prompter: Prompter, slots: int, context: int, dtype: str, pad: int
    ) -> Generation:
        how: dict[str, Any] = {"slots": slots, "context": context, "dtype": dtype}
        how["temperature"] = self.rl.temperature
        if kind == "transformers":
            return Sampler(self.player, pad=pad, **how)
        from .vllm_generation import VllmGeneration

        return VllmGeneration(
            self.player,
            self.run.base / self.job.model.path,
            max_tokens=self.rl.max_tokens,
            stops=prompter.last_tokens,
            seed=self.job.seed,
            **how,
        )

    def train(self) -> None:
        folder = self.run.out / "checkpoints"
        kept = checkpoint.load_newest(folder)
        if kept is not None:
            self._restore(kept)
        watch = Watch(self.run, kept is not None)
        self.run.phase("train", resumed_at=self.step)
        pace = Pace(self.step)
        with ThreadPoolExecutor(max_workers=1) as threads:
            while self.step < self.h.steps:
                try:
                    metrics, tokens = self._advance(threads)
                except (Stopped, EnvironmentLost):
                    self._save(folder, watch)
                    raise
                speed, left = pace.step(self.step, self.h.steps, tokens)
                done = self.step == self.h.steps
                if done or self.step % self.h.log_every == 0:
                    watch.metric(self.step, tokens_per_s=speed, **metrics)
                    self.run.events.emit("progress", step=self.step, total=self.h.steps, eta_s=left)
                reason = None if done else self.run.stop.reason
                if reason is not None or (self.step % self.job.save.every == 0 and not done):
                    self._save(folder, watch)
                if reason is not None:
                    raise Stopped(reason)

    def _advance(self, threads: ThreadPoolExecutor) -> tuple[dict[str, Any], int]:
        """One step, whole or not at all: what an interruption leaves undone is undone in the plan too."""
        began = time.monotonic()
        planned = self._planned()
        try:
            played = self.ahead if self.ahead is not None else self._play(self._starts(), self.step, True)
        except BaseException:
            self._replan(planned)
            raise
        self._note(played)
        future: Future[Played] | None = None
        planned = self._planned()
        if self.rl.staleness and self.step + 1 < self.h.steps:
            self._give_weights()
            future = threads.submit(self._play, self._starts(), self.step, False)
        metrics, tokens = self._learn(played)
        self.ahead = None
        try:
            # What was begun is finished even when a stop is asked for: a resumed job goes on from it.
            self.ahead = None if future is None else future.result()
        except BaseException:
            self._replan(planned)
            raise
        finally:
            self.step += 1
        shown, spent = self.ahead or played, time.monotonic() - began
        return metrics | {
            "generate_s": shown.seconds - shown.environment_seconds,
            "environment_s": shown.environment_seconds,
            "environment_share": shown.environment_seconds / spent,
            "step_time": spent,
        }, tokens

    def _planned(self) -> tuple[dict[str, Any], dict[int, int]]:
        return self.budget.state(), dict(self.samples)

    def _replan(self, planned: tuple[dict[str, Any], dict[int, int]]) -> None:
        self.budget.restore(planned[0])
        self.samples = planned[1]

    def _starts(self) -> list[Start]:
        """The next episodes. A group shares its environment's seed, so that its members begin alike."""
        starts = []
        for task, count in self.budget.next():
            first = self.samples.get(task, 0)
            self.samples[task] = first + count
            seed = episode_seed("environment", self.job.seed, task, first)
            starts += [Start(task, sample, seed) for sample in range(first, first + count)]
        return starts

    def _play(self, starts: list[Start], version: int, may_stop: bool) -> Played:
        """Episodes of the player's weights, which are those after `version` updates."""
        began, waited = time.monotonic(), self.environment.seconds
        _attend(self.player, "sdpa")
        self.player.eval()
        episodes = self.rollouts.play(starts, version, lambda: may_stop and self.run.stop.reason is not None)
        if episodes is None:
            raise Stopped(self.run.stop.reason or "cancelled")
        waited = self.environment.seconds - waited
        return Played(episodes, version, time.monotonic() - began, waited)

    def _note(self, played: Played) -> None:
        """Learn what the tasks are like, and show an episode now and then."""
        rewards: dict[int, list[float | None]] = {}
        for episode in played.episodes:
            rewards.setdefault(episode.task, []).append(episode.reward)
        judged = any(episode.reward is not None for episode in played.episodes)
        self.unjudged = 0 if judged else self.unjudged + 1
        if self.unjudged == UNJUDGED_STEPS:
            raise JobFailure(
                "no_rewards",
                f"no episode of the last {UNJUDGED_STEPS} steps has a reward",
                "The scenario needs a judge, or its environment fails: look at the episodes "
                "(`understudy show`) and take a scenario without rubrics.",
            )
        self.budget.observe({task: sides(values) for task, values in rewards.items()})
        if self.step % self.h.sample_every == 0:
            shown = played.episodes[0]
            if shown.messages:
                self.run.events.emit(
                    "sample",
                    step=self.step + 1,
                    task=self.names[shown.task],
                    reward=shown.reward,
                    end=shown.end,
                    messages=shown.messages,
                )

    def _learn(self, played: Played) -> tuple[dict[str, Any], int]:
        began = time.monotonic()
        groups: dict[int, list[Episode]] = {}
        for episode in played.episodes:
            groups.setdefault(episode.task, []).append(episode)
        scored, report = score_groups(
            list(groups.values()), self.h.normalisation, self.rl.process, self.rl.process_weight
        )
        lr = self.h.lr * lr_factor(self.h, self.step, self.h.steps)
        metrics: dict[str, Any] = {"lr": lr}
        tokens = 0
        if scored:
            _attend(self.model, self.training_attention)
            self.model.train()
            room = len(scored) * min(self.rl.context, self.rl.max_turns * self.rl.max_tokens)
            learned, tokens = self.updater.learn(update_rows(scored), room, lr, self.step + 1)
            metrics |= learned
        episodes = played.episodes
        messages = sum(episode.turns for episode in episodes)
        return metrics | {
            "reward": report.reward,
            "success": report.success,
            "reward_std": report.reward_std,
            "frac_reward_zero_std": report.zero_variance / report.groups,
            "groups": report.groups,
            "groups_dropped": report.dropped,
            "episodes": len(episodes),
            "null_rewards": report.null_rewards,
            "settled_skipped": self.budget.skipped,
            "completion_tokens": fmean(episode.completion_tokens for episode in episodes),
            "turns": messages / len(episodes),
            "truncated": sum(episode.cut for episode in episodes) / max(1, messages),
            "staleness": self.step - played.version,
            "update_s": time.monotonic() - began,
        }, tokens

    @torch.no_grad()
    def _give_weights(self) -> None:
        """The player gets the present weights."""
        theirs = dict(self.player.named_parameters())
        for name, p in self.trained.items():
            theirs[name].copy_(p)

    def _save(self, folder: Path, watch: Watch) -> None:
        state = {
            "step": self.step,
            "weights": {name: p.detach() for name, p in self.trained.items()},
            "optimizer": self.optimizer.state_dict(),
            "budget": self.budget.state(),
            "samples": self.samples,
            "ahead": None
            if self.ahead is None
            else asdict(self.ahead) | {"episodes": [episode.plain() for episode in self.ahead.episodes]},
        }
        path = checkpoint.save(folder, self.step, state, self.job.save.keep)
        watch.keep()
        self.run.events.emit("checkpoint", step=self.step, path=path.relative_to(self.run.out).as_posix())

    @torch.no_grad()
    def _restore(self, state: dict[str, Any]) -> None:
        for name, p in self.trained.items():
            p.copy_(state["weights"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.budget.restore(state["budget"])
        self.step, self.samples = state["step"], state["samples"]
        if state["ahead"] is not None:
            episodes = [Episode.of(plain) for plain in state["ahead"]["episodes"]]
            self.ahead = Played(**state["ahead"] | {"episodes": episodes})


def _attend(model: Any, how: str) -> None:
    """Switch the attention: training on a CPU has one of its own that knows no cache."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    if base.config._attn_implementation != how:
        base.set_attn_implementation(how)
