"""`reward`: a reward model from labels of people or judges, measured on groups it never saw.

Pairs: -log sigmoid(score of the better - score of the worse), Bradley-Terry as in InstructGPT (arXiv
2203.02155, eq. 1), plus `center` * (sum of both)^2 (arXiv 2312.09244, section 2). Labels: binary
cross-entropy, also of grades between 0 and 1.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from .data import Row
from .events import dumps
from .examples import Examples, Labelled, Pair
from .failures import BadData
from .intervals import kappa, wilson
from .job import RewardHparams, RewardJob
from .planning import announce, loaded_bytes, read_shape
from .policy import merged
from .preference import batches_of, reader, require
from .reward_model import load_reward_model, scores, write_card
from .run import Run, folder_in_place, write_atomically
from .tokenizer import load
from .tuning import Objective, Part, Tuning, settle, tune

FEW = 100  # held-out examples under which an accuracy says little
MEAN_OF = 512  # training answers whose mean score is kept

AnyExamples = Examples[Pair] | Examples[Labelled]


class RewardObjective(Objective):
    """The loss of pairs or labels, and how well held-out ones are told apart."""

    def __init__(
        self, job: RewardJob, model: Any, pad: int, dtype: str, train: list[Any], held: list[Any]
    ) -> None:
        self._h: RewardHparams = job.hparams
        self._model, self._pad, self._dtype = model, pad, dtype
        self._train, self._held = train, held

    def train(self, batch: list[int]) -> Part:
        examples = [self._train[index] for index in batch]
        found, tokens = self._scores(examples)
        losses, right = _losses(examples, found, self._h.center)
        return Part(losses.sum(), tokens, {"accuracy": (right.sum().item(), len(batch))})

    def evaluate(self) -> dict[str, float]:
        report = self.report()
        names = ("loss", "accuracy", "accuracy_low", "accuracy_high")
        return {name: report[name] for name in names} if report else {}

    @torch.no_grad()
    def report(self) -> dict[str, Any]:
        """What is known from the held-out examples; empty where there are none."""
        held, size = self._held, self._h.batch_size
        if not held:
            return {}
        self._model.eval()
        found = torch.cat(
            [self._scores(held[start : start + size])[0] for start in range(0, len(held), size)]
        )
        self._model.train()
        losses, right = _losses(held, found, self._h.center)
        out: dict[str, Any] = {
            "rows": len(held),
            "groups": len({one.group for one in held}),
            "loss": losses.mean().item(),
            **_share("accuracy", right.sum().item(), len(held)),
            "length_correlation": _correlation(found, held),
        }
        if isinstance(held[0], Labelled):
            out |= _classes(held, right.tolist())
        return out

    @torch.no_grad()
    def mean_score(self) -> float:
        """Of the first training answers."""
        size = self._h.batch_size
        some = self._train[:MEAN_OF]
        self._model.eval()
        found = [self._scores(some[start : start + size])[0] for start in range(0, len(some), size)]
        return torch.cat(found).mean().item()

    def _scores(self, examples: list[Any]) -> tuple[torch.Tensor, int]:
        rows: list[Row] = [row for one in examples for row in one.rows]
        found, tokens = scores(self._model, rows, self._pad, self._dtype)
        return found.view(len(examples), -1), tokens


def _losses(examples: list[Any], found: torch.Tensor, center: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(loss, whether it is told right) of each example. `found`: [examples, answers of each]."""
    if isinstance(examples[0], Pair):
        better, worse = found[:, 0], found[:, 1]
        return -F.logsigmoid(better - worse) + center * (better + worse) ** 2, better > worse
    labels = torch.tensor([one.label for one in examples], device=found.device)
    losses = F.binary_cross_entropy_with_logits(found[:, 0], labels, reduction="none")
    return losses, (found[:, 0] > 0) == (labels > 0.5)


def _share(name: str, successes: float, trials: int) -> dict[str, float]:
    low, high = wilson(successes, trials)
    return {name: successes / trials, f"{name}_low": low, f"{name}_high": high}


def _classes(held: list[Labelled], right: list[bool]) -> dict[str, Any]:
    """Accuracy among the good and among the bad ones, agreement beyond chance, and what always guessing the
    commoner label would reach."""
    truth = [one.label > 0.5 for one in held]
    classes: dict[str, Any] = {}
    for name, value in (("good", True), ("bad", False)):
        among = [ok for ok, label in zip(right, truth, strict=True) if label == value]
        classes[name] = {"rows": len(among), **(_share("accuracy", sum(among), len(among)) if among else {})}
    good, bad = classes["good"]["rows"], classes["bad"]["rows"]
    both = sum(ok for ok, label in zip(right, truth, strict=True) if label)
    neither = sum(right) - both
    return {
        "classes": classes,
        "kappa": kappa(both, good - both, bad - neither, neither),
        "majority": max(good, bad) / len(held),
    }


def _correlation(found: torch.Tensor, held: list[Any]) -> float | None:
    """Pearson's, between an answer's score and its number of tokens: near 1, it may reward length alone."""
    lengths = np.array([len(row.ids) - one.prompt for one in held for row in one.rows], float)
    values = found.flatten().cpu().numpy().astype(float)
    if len(values) < 3 or lengths.std() == 0 or values.std() == 0:
        return None
    return float(np.corrcoef(lengths, values)[0, 1])


def split(examples: AnyExamples, share: float, seed: int) -> tuple[Any, Any]:
    """(training, held out): whole groups are held out, in an order of the seed, until `share` of the rows
    are; at least one group stays on either side where there are two."""
    groups = sorted({one.group for one in examples.kept})
    random.Random(f"{seed}:held out").shuffle(groups)
    sizes = dict.fromkeys(groups, 0)
    for one in examples.kept:
        sizes[one.group] += 1
    held: set[str] = set()
    for group in groups[:-1]:
        if sum(sizes[name] for name in held) >= share * len(examples.kept):
            break
        held.add(group)
    parts = [
        Examples([one for one in examples.kept if (one.group in held) == side]) for side in (False, True)
    ]
    parts[0].dropped = examples.dropped
    return parts[0], parts[1]


def read_examples(job: RewardJob, base: Path) -> tuple[Any, Any]:
    """(training examples, held-out examples). Raises BadData where every label is the same."""
    read = reader(job.model, job.data, base)

    def files(which: list[Any]) -> AnyExamples:
        if job.data.format == "pairs":
            return read.pairs(which, supervised=False)
        return read.labelled(which, graded=True, supervised=False)

    train = require(files(job.data.train), "data.train")
    if job.data.format == "labels" and len({one.label > 0.5 for one in train.kept}) < 2:
        hint = "Add rows of the other kind: a reward model learns from the difference."
        raise BadData("one_label", f"all {len(train.kept)} rows have the same label", hint, "data.train")
    if job.data.eval or job.hparams.held_out == 0:
        return train, files(job.data.eval)
    return split(train, job.hparams.held_out, job.seed)


def run_reward(run: Run, job: RewardJob) -> None:
    """Run the job to its end. Raises Stopped after saving when asked to stop."""
    run.phase("data")
    train, held = read_examples(job, run.base)
    _warn(run, train, held)
    batches, largest = batches_of(job, train)
    run.phase("load")
    device, dtype = settle(run, job.model, job.hparams, job.seed)
    tokenizer = load(str(run.base / job.model.path))
    pad = tokenizer.pad_token_id or 0
    model = load_reward_model(job.model, job.adapter, run.base, device, dtype, pad)
    announce(
        run,
        train,
        read_shape(run.base / job.model.path),
        sum(p.numel() for p in model.parameters() if p.requires_grad),
        largest,
        loaded=loaded_bytes(job.model),
        held_out=held.summary(),
        steps=-(-len(batches) // job.hparams.grad_accum),
        dtype=dtype,
        threads=torch.get_num_threads(),
        device=device.type,
    )
    objective = RewardObjective(job, model, pad, dtype, train.kept, held.kept)
    tune(run, Tuning(job.hparams, model, objective, batches))
    run.phase("save")
    report = objective.report()
    card = {"kind": job.data.format, "mean": objective.mean_score(), "held_out": report or None}
    _save(run, job, model, tokenizer, card)
    if report:
        write_atomically(run.out / "evaluation.json", dumps({"v": 1, "kind": job.data.format, **report}))
        run.artifact(run.out / "evaluation.json")


def _save(run: Run, job: RewardJob, model: Any, tokenizer: Any, card: dict[str, Any]) -> None:
    """As other kinds do, with what `score` needs to know beside the weights."""
    if job.adapter is not None:
        with folder_in_place(run.out / "adapter") as beside:
            model.save_pretrained(beside)
            tokenizer.save_pretrained(beside)
            write_card(beside, card, run.base / job.model.path)
        run.artifact(run.out / "adapter")
        if not job.hparams.merge_adapter:
            return
        model = merged(run, job.model, model, head=type(model.get_base_model()))
    model.set_attn_implementation("sdpa")
    with folder_in_place(run.out / "model") as beside:
        model.save_pretrained(beside)
        tokenizer.save_pretrained(beside)
        write_card(beside, card, None)
    run.artifact(run.out / "model")


def _warn(run: Run, train: AnyExamples, held: AnyExamples) -> None:
    """What makes the measured accuracy worth less than it looks."""
    shared = {one.group for one in train.kept} & {one.group for one in held.kept}
    if shared:
        run.events.emit(
            "warning",
            code="group_leak",
            message=f"{len(shared)} groups are in the training files and in the evaluation files",
            hint="What is measured on them says little about new ones: keep a task's rows on one side.",
        )
    if len(held.kept) < FEW:
        run.events.emit(
            "warning",
            code="few_held_out",
            message=f"{len(held.kept)} examples are held out to measure on",
            hint="The interval of the accuracy will be wide; with 100 or more it begins to mean something.",
        )
