"""`eval`: what a model makes of held-out rows, with intervals, over all of them and by family.

Intervals of means resample the rows (percentile bootstrap, B. Efron 1979): the tokens and turns of a row hang
together. The share of rows without a mistake has Wilson's interval. Both say how far other rows of the same
kind would move the figure, not how the model fares on other kinds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import torch
from transformers import AutoConfig

from . import data
from .arithmetic import choose_device, choose_dtype, usable_cores
from .duration import seconds
from .evaluation import RowScore, score_rows
from .export import load_adapter
from .intervals import wilson
from .job import EvalHparams, EvalJob, ModelSpec
from .planning import BASE_BYTES, LOADED_BYTES, parameters, read_shape
from .policy import load_policy
from .run import Pace, Run, write_atomically
from .tokenizer import load

CHUNK = 64  # resamples drawn together


def read_rows(job: EvalJob, base: Path) -> tuple[data.Rows, list[str | None]]:
    """The rows and the family of each. Raises BadData when there is none."""
    folder = base / job.model.path
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    files = job.data.eval or job.data.train
    rows = data.load(
        job.data,
        files,
        base,
        max_length=min(job.data.max_length, config.max_position_embeddings),
        vocab=config.vocab_size,
        tokenizer=lambda: load(str(folder)),
    )
    data.require_rows(rows, "data.eval")
    known = {str(raw.get("id", place)): raw for place, raw in data.read_lines(files, base)}
    return rows, [_family(known[row.id], job.hparams.family) for row in rows.kept]


def _family(raw: dict[str, Any], path: str) -> str | None:
    """The text at a dotted path of a row."""
    value: Any = raw
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def plan_eval(job: EvalJob, base: Path) -> dict[str, Any]:
    """Rows, their families and a memory estimate."""
    rows, families = read_rows(job, base)
    count = parameters(read_shape(base / job.model.path))
    return {
        **rows.summary(),
        "families": len({family for family in families if family is not None}),
        "parameters": count,
        "memory_bytes": BASE_BYTES + LOADED_BYTES * count,
        **seconds(2 * count * sum(len(row.ids) for row in rows.kept), job.model.dtype, job.hparams.threads),
    }


def run_eval(run: Run, job: EvalJob) -> None:
    """Evaluate and write `evaluation.json`. Leaves through Stopped when asked to; nothing is kept then."""
    run.phase("data")
    rows, families = read_rows(job, run.base)
    run.events.emit("plan", **rows.summary())
    run.phase("load")
    device = choose_device()
    dtype = run.decide("dtype", lambda: choose_dtype(job.model.dtype, device))
    torch.set_num_threads(run.decide("threads", lambda: job.hparams.threads or usable_cores()))
    model = load_policy(ModelSpec(path=job.model.path, dtype=job.model.dtype), None, run.base, device, dtype)
    if job.adapter is not None:
        model = load_adapter(model, run.base / job.adapter.path).merge_and_unload()
    pad = load(str(run.base / job.model.path)).pad_token_id or 0
    run.phase("evaluate")
    pace = Pace(0)

    def progress(done: int) -> None:
        run.stop.check()
        _, left = pace.step(done, len(rows.kept), 0)
        run.events.emit("progress", step=done, total=len(rows.kept), eta_s=left)

    scores = score_rows(model, rows.kept, pad, dtype, progress)
    whole = figures(scores, job.hparams, job.seed)
    run.events.emit("metric", step=len(scores), **flat(whole))
    names = sorted({family for family in families if family is not None})
    by_family = {
        name: figures(
            [score for score, family in zip(scores, families, strict=True) if family == name],
            job.hparams,
            job.seed,
        )
        for name in names
    }
    report = {
        "v": 1,
        "model": job.model.path,
        "adapter": None if job.adapter is None else job.adapter.path,
        "rows_dropped": dict(rows.dropped),
        "confidence": job.hparams.confidence,
        **whole,
        "families": by_family,
    }
    write_atomically(run.out / "evaluation.json", json.dumps(report, indent=1))
    run.artifact(run.out / "evaluation.json")


def figures(scores: Sequence[RowScore], hparams: EvalHparams, seed: int) -> dict[str, Any]:
    """`eval_loss` (nats a weighted token), `eval_turn_accuracy` and `eval_row_accuracy`, each as value, low
    and high; the last two None where no row has a turn."""
    loss, weight, turns, right = (
        np.array([getattr(score, name) for score in scores], dtype=np.float64)
        for name in ("loss", "weight", "turns", "right")
    )
    tail = (1 - hparams.confidence) / 2
    draws = _draws(len(scores), hparams.resamples, seed, [loss, weight, turns, right])
    spoken = int((turns > 0).sum())
    accuracy = rows_right = None
    if spoken:
        some = draws[2] > 0
        accuracy = _interval(right.sum() / turns.sum(), draws[3][some] / draws[2][some], tail)
        faultless = int(((turns > 0) & (right == turns)).sum())
        low, high = wilson(faultless, spoken, NormalDist().inv_cdf(1 - tail))
        rows_right = {"value": faultless / spoken, "low": low, "high": high}
    return {
        "rows": len(scores),
        "turns": int(turns.sum()),
        "eval_loss": _interval(loss.sum() / weight.sum(), draws[0] / draws[1], tail),
        "eval_turn_accuracy": accuracy,
        "eval_row_accuracy": rows_right,
    }


def _draws(rows: int, resamples: int, seed: int, columns: list[np.ndarray]) -> list[np.ndarray]:
    """The sum of every column over each resample of the rows."""
    rng = np.random.default_rng(seed)
    sums: list[list[np.ndarray]] = [[] for _ in columns]
    for start in range(0, resamples, CHUNK):
        picked = rng.integers(0, rows, (min(CHUNK, resamples - start), rows))
        for column, found in zip(columns, sums, strict=True):
            found.append(column[picked].sum(1))
    return [np.concatenate(found) for found in sums]


def _interval(value: float, draws: np.ndarray, tail: float) -> dict[str, float]:
    low, high = np.quantile(draws, [tail, 1 - tail])
    return {"value": float(value), "low": float(low), "high": float(high)}


def flat(found: dict[str, Any]) -> dict[str, float]:
    """The same as the fields of one metric event: NAME, NAME_low, NAME_high."""
    out: dict[str, float] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            out |= {name: value["value"], f"{name}_low": value["low"], f"{name}_high": value["high"]}
        elif value is not None:
            out[name] = value
    return out
