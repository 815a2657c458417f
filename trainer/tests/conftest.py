"""Shared material: a tiny model with its tokenizer, rows, and ways to run a job here or in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_environment import TOKEN, World, serving

from understudy_trainer.environment import set_environment

set_environment()
os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).parent.parent


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_order",
            "description": "An order.",
            "parameters": {"type": "object", "properties": {"order_id": {"type": "string"}}},
        },
    },
    {
        "name": "refund_item",
        "parameters": {"properties": {"order_id": {"type": "string"}, "sku": {"type": "string"}}},
    },
]


def conversation(number: int) -> dict[str, Any]:
    """A short episode about order `number`."""
    order = str(1000 + number)
    return {
        "id": f"c{number}",
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": f"My order is {order}."},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [{"function": {"name": "get_order", "arguments": {"order_id": order}}}],
            },
            {"role": "tool", "content": f'{{"order_id":"{order}"}}'},
            {"role": "assistant", "content": "Found it. " * (1 + number % 5)},
        ],
        "tools": TOOLS,
    }


GOOD, BAD = "Found it.", "I do not know that order."


def preference_pair(number: int) -> dict[str, Any]:
    """Two ways to go on after the tool's answer; the better one says something again after another call."""
    messages = conversation(number)["messages"]
    better = [messages[2], messages[3], {"role": "assistant", "content": GOOD}]
    return {
        "id": f"p{number}",
        "prompt": messages[:2],
        "chosen": better,
        "rejected": [{"role": "assistant", "content": BAD}],
        "tools": TOOLS,
        "margin": 0.5,
    }


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture(scope="session")
def tokenizer() -> Any:
    from understudy_trainer.tokenizer import train_bpe, wrap

    rows = [conversation(n) for n in range(40)]
    texts = [str(message["content"]) for row in rows for message in row["messages"]]
    return wrap(train_bpe([*texts, '{"name":"get_order","arguments":{"order_id":"1000"}}'], 320))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, tokenizer: Any) -> Path:
    """A Llama of one block with random weights, as a Hugging Face folder."""
    from understudy_trainer.job import PretrainHparams
    from understudy_trainer.pretrain import build_model

    folder = tmp_path_factory.mktemp("model") / "tiny"
    model = build_model(PretrainHparams(layers=1, heads=1, ffn=64, ctx=512), tokenizer, "sdpa", 0)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    write_rows(path, [conversation(n) for n in range(24)])
    return path


@pytest.fixture
def world() -> World:
    """An environment with nothing played yet."""
    return World(TOOLS)


@pytest.fixture
def url(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of its server; its token is set."""
    monkeypatch.setenv("UNDERSTUDY_ENV_TOKEN", TOKEN)
    with serving(world) as address:
        yield address


def write_job(folder: Path, kind: str, **fields: Any) -> Path:
    """A job file in `folder` with its own `out`, `fields` over the defaults."""
    job = {"v": 1, "job_id": f"test-{kind}", "kind": kind, "out": "out", **fields}
    path = folder / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    return path


def start(command: str, job: Path | None = None) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "understudy_trainer", command, *([str(job)] if job else [])],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, list[dict[str, Any]]]:
    """Wait for the end: (exit code, every line of stdout parsed). Fails on a line that is not JSON."""
    out, _ = process.communicate(timeout=120)
    return process.returncode, [json.loads(line, parse_constant=_no_constants) for line in out.splitlines()]


def run_here(
    job: Path, *, command: str = "run", ask_stop_after: int | None = None
) -> tuple[int, list[dict[str, Any]]]:
    """A command in this process, which spares importing torch again. `ask_stop_after`: cancel there."""
    from understudy_trainer import command as commands
    from understudy_trainer.events import EventLog
    from understudy_trainer.stop import StopSignal

    read, write = os.pipe()
    patch = pytest.MonkeyPatch()
    stream = os.fdopen(write, "w", encoding="utf-8")
    patch.setattr(commands, "claim_stdout", lambda: stream)
    patch.setattr(StopSignal, "listen", lambda self, **_: asked.append(self))
    asked: list[StopSignal] = []
    emit = EventLog.emit

    def watching(self: EventLog, t: str, **fields: Any) -> None:
        emit(self, t, **fields)
        if ask_stop_after is not None and t == "metric" and fields.get("step") == ask_stop_after:
            asked[0].ask()

    patch.setattr(EventLog, "emit", watching)
    lines: list[str] = []
    try:
        reader = threading.Thread(target=lambda: lines.extend(os.fdopen(read, encoding="utf-8")))
        reader.start()
        code = commands.main([command, str(job)])
        stream.close()
        reader.join()
    finally:
        patch.undo()
    return code, [json.loads(line, parse_constant=_no_constants) for line in lines]


def losses(events: list[dict[str, Any]]) -> dict[int, float]:
    """Training loss by step; a step done twice counts as it was done last."""
    return {event["step"]: event["loss"] for event in events if event["t"] == "metric" and "loss" in event}


def _no_constants(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
