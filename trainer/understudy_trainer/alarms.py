"""Alarms: what a person who watches a job should be told, in words that need no training in the field.

A pure class: metric records in, warnings out; no clock, no file. A condition warns once when it appears and
again only after it was gone for `CLEAR` records. Thresholds compare a figure with its own past in this run
(median of the last `WINDOW` records, or the first `START`), because their scale depends on the model.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any, TypedDict

WINDOW = 32  # records that count as "lately"
SETTLED = 8  # records before "usual" means anything
START = 20  # records that count as "at the beginning"
PATIENCE = 60  # records before a flat curve is worth a word
CLEAR = 16  # records without the condition before it may warn again

KL_TIMES, KL_FLOOR = 5.0, 0.1  # times the usual value; nats a token below which nobody need care
GRAD_TIMES = 10.0
ENTROPY_LEFT = 0.1  # of the entropy at the beginning
ZERO_VARIANCE = 0.9  # share of groups whose answers all earned the same
TRUNCATED = 0.25  # share of answers cut off
SAMPLER_GAP = 0.2  # nats a token between what was sampled and what is trained: a fifth of its probability
HELDOUT_FALL = 0.05  # of a reward in 0..1
OVERFIT_RISE = 0.05  # of the best held-out loss
LOSS_GAIN = 0.005  # relative fall of the loss that counts as learning
REWARD_GAIN, REWARD_GOOD = 0.01, 0.9  # rise that counts as learning; mean reward that needs none

NAMES: dict[str, tuple[str, ...]] = {
    "loss": ("loss",),
    "grad_norm": ("grad_norm",),
    "kl": ("kl",),
    "entropy": ("entropy",),
    "reward": ("reward",),
    "heldout": ("eval_reward", "eval_success"),
    "eval_loss": ("eval_loss",),
    "zero_variance": ("frac_reward_zero_std",),
    "truncated": ("truncated", "completions/clipped_ratio"),
    "sampler_gap": ("sampler_gap",),
}
"""The metrics that are watched, under the names they may have in a record."""


class Warning(TypedDict):
    """The fields of a `warning` event."""

    code: str
    message: str
    hint: str


@dataclass
class _Series:
    """One metric: its first values, its latest ones, how many there were, and the step of the newest."""

    first: list[float] = field(default_factory=list)
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOW))
    count: int = 0
    step: int = -1

    def add(self, step: int, value: float) -> None:
        if len(self.first) < START:
            self.first.append(value)
        self.recent.append(value)
        self.count += 1
        self.step = step

    def lately(self, records: int = SETTLED) -> float:
        return fmean(list(self.recent)[-records:])


class Alarms:
    """Watches one job. `kind` is the job's kind; `state` what `state()` gave before an interruption."""

    def __init__(self, kind: str, state: Mapping[str, Any] | None = None) -> None:
        self._kind = kind
        self._series: dict[str, _Series] = {}
        self._quiet: dict[str, int] = {}  # codes that warned, and for how many records they were gone since
        self._best: dict[str, list[float]] = {}  # best held-out value, and the training figure beside it
        self._worse: dict[str, int] = {}  # evaluations in a row that were worse than the best
        self._stage: str | None = None
        self._lr = 0.0
        self._past_warm_up = 0  # records since the learning rate last rose
        if state is not None:
            self._restore(state)

    def observe(self, step: int, metrics: Mapping[str, Any]) -> list[Warning]:
        """The warnings that this record gives rise to. Records of a metric at a step that was seen already (a
        resumed run repeats some) are passed over; so are metrics this class does not know."""
        stage = metrics.get("stage")
        if isinstance(stage, str) and stage != self._stage:
            if self._stage is not None:  # what was usual in one stage says nothing about the next
                self._series.clear()
                self._past_warm_up = 0
            self._stage = stage
        fresh = self._take(step, metrics)
        self._take_rate(metrics.get("lr"), "loss" in fresh or "reward" in fresh)
        found: dict[str, Warning | None] = {}
        bad = sorted(name for name, value in fresh.items() if not math.isfinite(value))
        if fresh:
            found["not_finite"] = self._not_finite(step, bad)
        good = {name: value for name, value in fresh.items() if name not in bad}
        for name, value in good.items():
            if name in ("kl", "grad_norm"):  # compared with what was usual before it
                found[f"{name.removesuffix('_norm')}_spike"] = self._spike(name, step, value)
            self._series.setdefault(name, _Series()).add(step, value)
        for name in good:
            found |= self._after(name, step)
        return self._once(found)

    def state(self) -> dict[str, Any]:
        """Plain values, to be kept with a checkpoint and given to the next `Alarms`."""
        return {
            "series": {
                name: {
                    "first": list(one.first),
                    "recent": list(one.recent),
                    "count": one.count,
                    "step": one.step,
                }
                for name, one in self._series.items()
            },
            "quiet": dict(self._quiet),
            "best": {name: list(pair) for name, pair in self._best.items()},
            "worse": dict(self._worse),
            "stage": self._stage,
            "lr": self._lr,
            "past_warm_up": self._past_warm_up,
        }

    def _restore(self, state: Mapping[str, Any]) -> None:
        for name, kept in state["series"].items():
            recent = deque(kept["recent"], maxlen=WINDOW)
            self._series[name] = _Series(list(kept["first"]), recent, kept["count"], kept["step"])
        self._quiet = dict(state["quiet"])
        self._best = {name: list(pair) for name, pair in state["best"].items()}
        self._worse = dict(state["worse"])
        self._stage, self._lr = state["stage"], state["lr"]
        self._past_warm_up = state["past_warm_up"]

    def _take(self, step: int, metrics: Mapping[str, Any]) -> dict[str, float]:
        """The watched metrics of a record that are news."""
        fresh: dict[str, float] = {}
        for name, known_as in NAMES.items():
            value = next((metrics[key] for key in known_as if metrics.get(key) is not None), None)
            known = self._series.get(name)
            if isinstance(value, int | float) and (known is None or step > known.step):
                fresh[name] = float(value)
        return fresh

    def _take_rate(self, rate: Any, training: bool) -> None:
        if not training:
            return
        if isinstance(rate, int | float) and rate > self._lr:
            self._past_warm_up = 0
        else:
            self._past_warm_up += 1
        if isinstance(rate, int | float):
            self._lr = rate

    def _once(self, found: Mapping[str, Warning | None]) -> list[Warning]:
        """Those that are new. None means: looked, and the condition is not there."""
        new: list[Warning] = []
        for code, warning in found.items():
            if warning is None:
                if code in self._quiet:
                    self._quiet[code] += 1
                    if self._quiet[code] >= CLEAR:
                        del self._quiet[code]
                continue
            if code not in self._quiet:
                new.append(warning)
            self._quiet[code] = 0
        return new

    def _not_finite(self, step: int, names: list[str]) -> Warning | None:
        if not names:
            return None
        return {
            "code": "not_finite",
            "message": f"The figures broke down at step {step}: {', '.join(names)} is no longer a number.",
            "hint": "The step was too large for the model. Start over with hparams.lr lowered to a third; if "
            "it happens at the first step, look for damaged rows or try model.dtype fp32.",
        }

    def _spike(self, name: str, step: int, value: float) -> Warning | None:
        past = self._series.get(name)
        if past is None or len(past.recent) < SETTLED:
            return None
        usual = median(past.recent)
        if name == "grad_norm":
            if value <= GRAD_TIMES * usual or usual <= 0:
                return None
            return {
                "code": "grad_spike",
                "message": f"One step pulled far harder on the model than usual: gradient norm {value:.3g} "
                f"at step {step}, usually {usual:.3g}.",
                "hint": "Once is harmless: such a step is clipped. If it comes again, lower hparams.lr by "
                "half or look for odd rows in the data (very long, garbled, wrong language).",
            }
        if value <= max(KL_FLOOR, KL_TIMES * usual):
            return None
        return {
            "code": "kl_spike",
            "message": f"The model suddenly moves away from where it started: KL {value:.3g} at step {step}, "
            f"usually {usual:.3g}.",
            "hint": "If it stays so, its answers get strange although the reward may rise. Lower hparams.lr "
            "by half or raise the weight of the KL penalty, and go on from the last checkpoint.",
        }

    def _after(self, name: str, step: int) -> dict[str, Warning | None]:
        """The conditions that a new value of `name` decides."""
        match name:
            case "entropy":
                return {"entropy_collapse": self._entropy()}
            case "zero_variance":
                return {"zero_variance": self._zero_variance()}
            case "truncated":
                return {"truncation": self._truncation()}
            case "sampler_gap":
                return {"sampler_gap": self._sampler_gap()}
            case "loss" | "reward":
                return {"learning_nothing": self._learning_nothing()}
            case "grad_norm":
                return {"learning_nothing": self._no_gradient()} if self._no_gradient() else {}
            case "heldout":
                return {"reward_up_heldout_down": self._heldout(step)}
            case "eval_loss":
                return {"overfitting": self._overfitting(step)}
            case _:
                return {}

    def _entropy(self) -> Warning | None:
        series = self._series["entropy"]
        if series.count < START + SETTLED or series.lately() >= ENTROPY_LEFT * fmean(series.first):
            return None
        return {
            "code": "entropy_collapse",
            "message": "The model hardly varies its answers any more: entropy "
            f"{series.lately():.3g}, at the beginning {fmean(series.first):.3g}.",
            "hint": "With nothing new to compare, it stops improving. Raise the sampling temperature, lower "
            "hparams.lr, or stop here if the held-out result is good.",
        }

    def _zero_variance(self) -> Warning | None:
        series = self._series["zero_variance"]
        if len(series.recent) < SETTLED or series.lately() < ZERO_VARIANCE:
            return None
        share = f"{100 * series.lately():.0f}%"
        return {
            "code": "zero_variance",
            "message": f"In {share} of the groups every answer earned the same: there is nothing to compare.",
            "hint": "The tasks are all too easy or all too hard for this model, or its answers are alike. "
            "Choose tasks it solves sometimes, raise the temperature, or take more samples for each task.",
        }

    def _truncation(self) -> Warning | None:
        series = self._series["truncated"]
        if len(series.recent) < SETTLED or series.lately() < TRUNCATED:
            return None
        return {
            "code": "truncation",
            "message": f"{100 * series.lately():.0f}% of the answers are cut off before they end.",
            "hint": "What is cut off earns no fair reward. Raise the limit on tokens or turns, or shorten "
            "what the model is given to read.",
        }

    def _sampler_gap(self) -> Warning | None:
        series = self._series["sampler_gap"]
        if len(series.recent) < SETTLED or series.lately() < SAMPLER_GAP:
            return None
        return {
            "code": "sampler_gap",
            "message": "The model that plays and the model that learns disagree about what was said: by "
            f"{series.lately():.2f} nats a token.",
            "hint": "What is learned then fits the episodes badly. With rl.staleness 1 lower hparams.lr by "
            'half, or set it to 0; else try model.dtype fp32, or rl.generation "transformers".',
        }

    def _no_gradient(self) -> Warning | None:
        series = self._series["grad_norm"]
        if len(series.recent) < SETTLED or any(list(series.recent)[-SETTLED:]):
            return None
        return {
            "code": "learning_nothing",
            "message": f"Nothing pulls on the model: the gradient was zero in the last {SETTLED} records.",
            "hint": "No row or group gives it anything to learn. Look at the plan: supervised tokens, groups "
            "with equal rewards.",
        }

    def _learning_nothing(self) -> Warning | None:
        if self._stage == "copying" or self._past_warm_up < PATIENCE - START:
            return None  # learning to copy is flat for long, then sudden; a warm-up's steps are tiny
        reward, loss = self._series.get("reward"), self._series.get("loss")
        if reward is not None:  # the loss of reinforcement learning says nothing about progress
            if reward.count < PATIENCE:
                return None
            now, before = reward.lately(START), fmean(reward.first)
            if now >= REWARD_GOOD or now - before >= REWARD_GAIN:
                return None
            return _nothing(f"The mean reward is {now:.3f} and was {before:.3f} at the beginning.", "raise")
        if loss is None or loss.count < PATIENCE:
            return None
        now, before = loss.lately(START), fmean(loss.first)
        if before - now > LOSS_GAIN * abs(before):
            return None
        return _nothing(f"The loss is {now:.4g} and was {before:.4g} at the beginning.", "raise or lower")

    def _heldout(self, step: int) -> Warning | None:
        reward = self._series.get("reward")
        if reward is None or len(reward.recent) < SETTLED:
            return None
        value, training = self._series["heldout"].recent[-1], reward.lately()
        if not self._worse_than_best("heldout", value, training, higher=True, margin=HELDOUT_FALL):
            return None
        best, beside = self._best["heldout"]
        if training <= beside:
            return None
        return {
            "code": "reward_up_heldout_down",
            "message": f"The training reward rises ({beside:.3f} to {training:.3f}) while held-out tasks get "
            f"worse ({best:.3f} to {value:.3f} at step {step}).",
            "hint": "The model learns tricks that pay in training only. Take the checkpoint from before, "
            "look at its best-paid episodes for what it exploits, and mend the reward or add tasks.",
        }

    def _overfitting(self, step: int) -> Warning | None:
        loss = self._series.get("loss")
        if loss is None or len(loss.recent) < SETTLED:
            return None
        value, training = self._series["eval_loss"].recent[-1], loss.lately()
        margin = OVERFIT_RISE * abs(self._best["eval_loss"][0]) if "eval_loss" in self._best else 0.0
        if not self._worse_than_best("eval_loss", value, training, higher=False, margin=margin):
            return None
        best, beside = self._best["eval_loss"]
        if training >= beside:
            return None
        return {
            "code": "overfitting",
            "message": f"The model learns its rows by heart: training loss {beside:.4g} to {training:.4g}, "
            f"held-out loss {best:.4g} to {value:.4g} at step {step}.",
            "hint": "Fewer epochs, more or more varied rows, or an adapter of lower rank.",
        }

    def _worse_than_best(
        self, name: str, value: float, training: float, *, higher: bool, margin: float
    ) -> bool:
        """Whether this evaluation and the one before were worse than the best by more than `margin`."""
        best = self._best.get(name)
        if best is None or (value > best[0] if higher else value < best[0]):
            self._best[name], self._worse[name] = [value, training], 0
            return False
        gap = best[0] - value if higher else value - best[0]
        self._worse[name] = self._worse.get(name, 0) + 1 if gap > margin else 0
        return self._worse[name] >= 2


def _nothing(figures: str, rate: str) -> Warning:
    return {
        "code": "learning_nothing",
        "message": f"Nothing is being learned. {figures}",
        "hint": f"Either the model knows this already, or the data holds nothing it can pick up, or "
        f"the learning rate does not fit ({rate} hparams.lr threefold). Stop and try one of these.",
    }
