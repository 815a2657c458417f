"""The trainer against plain TRL scripts with the same settings, in the same run: same weights, rows, batch
size, optimizer and precision, one thread, alternating rounds. Tokens per second of processor time (other work
on the machine disturbs it less), from the start of training to its last step; loading is not counted.

    PYTHONPATH=trainer python bench/trl_peer.py [--rounds 5] [--rows 24] [kind …]

Prints a line for each kind: the median of both and of their ratio, with the spread over the rounds. TRL
batches rows as they come, ours share a batch with rows of like length: what that saves is part of the figure,
so tokens are counted without padding.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from understudy_trainer.environment import set_environment

set_environment()

import numpy as np  # noqa: E402
import torch  # noqa: E402
import trl  # noqa: E402
from datasets import Dataset  # noqa: E402
from transformers import (  # noqa: E402
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    PrinterCallback,
    TrainerCallback,
)
from understudy_trainer.command import perform  # noqa: E402
from understudy_trainer.events import EventLog  # noqa: E402
from understudy_trainer.job import read_job  # noqa: E402
from understudy_trainer.run import Run  # noqa: E402
from understudy_trainer.stop import StopSignal  # noqa: E402
from understudy_trainer.tokenizer import load  # noqa: E402

WEIGHTS = Path(__file__).resolve().parent.parent / "models/embedded/weights"
BATCH, LR = 8, 1e-5
KINDS = ("sft", "dpo", "kto", "reward")
rng = np.random.default_rng(7)


def ids(low: int, high: int) -> list[int]:
    return rng.integers(300, 760, rng.integers(low, high)).tolist()


def make_rows(kind: str, count: int) -> list[dict[str, Any]]:
    """Random ids in the lengths of short episodes; about 40% of the tokens are the model's own."""
    if kind == "sft":
        rows = [(ids(150, 260), ids(100, 160)) for _ in range(count)]
        return [{"input_ids": a + b, "loss_mask": [0] * len(a) + [1] * len(b)} for a, b in rows]
    if kind == "kto":
        return [
            {"prompt_ids": ids(150, 260), "completion_ids": ids(60, 120), "label": n % 2 == 0}
            for n in range(count)
        ]
    return [
        {"prompt_ids": ids(150, 260), "chosen_ids": ids(60, 120), "rejected_ids": ids(60, 120)}
        for _ in range(count // 2)
    ]


def tokens_of(rows: list[dict[str, Any]]) -> int:
    """Tokens that a pass over the rows reads; a prompt is read with each of its answers."""
    total = 0
    for row in rows:
        answers = [
            row[key] for key in ("input_ids", "completion_ids", "chosen_ids", "rejected_ids") if key in row
        ]
        total += sum(len(row.get("prompt_ids", [])) + len(answer) for answer in answers)
    return total


class Stopwatch(EventLog):
    """Processor seconds from the phase `train` to the last metric of a step."""

    def __init__(self) -> None:
        super().__init__(None, None, None)
        self.begun = self.seconds = 0.0

    def emit(self, t: str, **fields: Any) -> None:
        if t == "phase" and fields["name"] == "train":
            self.begun = time.process_time()
        if t == "metric" and "loss" in fields:
            self.seconds = time.process_time() - self.begun


def ours(kind: str, folder: Path, number: int) -> float:
    job = {
        "v": 1,
        "job_id": kind,
        "kind": kind,
        "out": f"out-{number}",
        "model": {"path": str(WEIGHTS), "dtype": "fp32"},
        "data": {
            "train": [{"path": "rows.jsonl"}],
            "format": {"sft": "tokens", "kto": "kto"}.get(kind, "pairs"),
        },
        "hparams": {"epochs": 1, "batch_size": BATCH, "lr": LR, "threads": 1, "gradient_checkpointing": False}
        | ({"held_out": 0} if kind == "reward" else {}),
        "save": {"every": 1000},
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    watch = Stopwatch()
    out = folder / f"out-{number}"
    out.mkdir()
    perform(Run(read_job(path), folder, out, watch, StopSignal()))
    return watch.seconds


class Timer(TrainerCallback):
    """The same span in a Hugging Face trainer."""

    begun = seconds = 0.0

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self.begun = time.process_time()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        self.seconds = time.process_time() - self.begun


def theirs(kind: str, folder: Path, number: int, rows: list[dict[str, Any]]) -> float:
    name = {"sft": "SFT", "dpo": "DPO", "kto": "KTO", "reward": "Reward"}[kind]
    common = {
        "output_dir": str(folder / f"trl-{number}"),
        "per_device_train_batch_size": BATCH,
        "num_train_epochs": 1,
        "learning_rate": LR,
        "gradient_checkpointing": False,
        "use_cpu": True,
        "bf16": False,
        "report_to": "none",
        "save_strategy": "no",
        "logging_steps": 1,
        "disable_tqdm": True,
        "remove_unused_columns": False,
    }
    if kind == "reward":
        model = AutoModelForSequenceClassification.from_pretrained(WEIGHTS, num_labels=1, dtype=torch.float32)
        model.config.pad_token_id = 0
    else:
        model = AutoModelForCausalLM.from_pretrained(WEIGHTS, dtype=torch.float32)
    if kind == "sft":
        common["dataset_kwargs"] = {"skip_prepare_dataset": True}
        labels = [
            [token if bit else -100 for token, bit in zip(row["input_ids"], row["loss_mask"], strict=True)]
            for row in rows
        ]
        given = [
            {"input_ids": row["input_ids"], "labels": one} for row, one in zip(rows, labels, strict=True)
        ]
    else:
        # The reference is measured before training, as ours is: its values are given and cost nothing here.
        given = [as_trl(kind, row, rows[n - 1]) for n, row in enumerate(rows)]
    some = {
        "dpo": {"prompt": "a", "chosen": "b", "rejected": "c"},
        "kto": {"prompt": "a", "completion": "b", "label": True},
        "reward": {"chosen": "a", "rejected": "b"},
    }
    first = Dataset.from_list(given) if kind == "sft" else Dataset.from_list([some[kind]] * BATCH)
    timer = Timer()
    trainer = getattr(trl, f"{name}Trainer")(
        model=model,
        args=getattr(trl, f"{name}Config")(**common),
        train_dataset=first,
        processing_class=load(str(WEIGHTS)),
        callbacks=[timer],
    )
    if kind != "sft":
        trainer.train_dataset = Dataset.from_list(given)
        trainer.precompute_ref_logps = True
        trainer.ref_model = None
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return timer.seconds


def as_trl(kind: str, row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    if kind == "kto":
        strange = {"KL_completion_ids": other["completion_ids"], "ref_logps": -300.0, "ref_KL_logps": -300.0}
        return {**row, **strange}
    if kind == "dpo":
        return {**row, "ref_chosen_logps": -300.0, "ref_rejected_logps": -300.0}
    return {name: row["prompt_ids"] + row[name] for name in ("chosen_ids", "rejected_ids")}


def spread(values: list[float], digits: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    asked = parser.parse_args()
    torch.set_num_threads(1)
    for kind in asked.kinds:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            rows = make_rows(kind, asked.rows)
            (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
            tokens = tokens_of(rows)
            speeds: dict[str, list[float]] = {"ours": [], "trl": []}
            for number in range(asked.rounds + 1):
                pair = {
                    "ours": tokens / ours(kind, folder, number),
                    "trl": tokens / theirs(kind, folder, number, rows),
                }
                if number:  # the first round warms up
                    for name, speed in pair.items():
                        speeds[name].append(speed)
            ratios = [a / b for a, b in zip(speeds["ours"], speeds["trl"], strict=True)]
            own, peer = (spread(speeds[name], 0) for name in ("ours", "trl"))
            print(f"{kind}: {own} tokens/s, TRL {peer}, ratio {spread(ratios, 2)}", flush=True)


if __name__ == "__main__":
    main()
