"""The command line: one JSON document for doctor, validate and plan; an event stream for run."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import logging
import os
import platform
import sys
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .doctor import INSTALL, NEEDED, diagnose, versions
from .events import EventLog, claim_stdout, dumps
from .failures import JobFailure, OutOfMemory, Stopped, is_out_of_memory

if TYPE_CHECKING:
    from .distributed import World
    from .job import AnyJob
    from .run import Run

LOWER_MEMORY = (
    "Lower hparams.batch_tokens or batch_size, data.max_length, or use a smaller model or an adapter."
)


def main(argv: list[str]) -> int:
    """Run one command. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="understudy_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="what this machine offers and what is missing")
    for name, text in (
        ("validate", "check the job file and its data files"),
        ("plan", "rows kept and dropped, steps, memory estimate"),
        ("run", "do it; resumes by itself"),
    ):
        commands.add_parser(name, help=text).add_argument("job", type=Path)
    score = commands.add_parser("score", help="a reward model's scores: JSON lines in, JSON lines out")
    score.add_argument("model", type=Path)
    arguments = parser.parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    stdout = claim_stdout()
    if arguments.command == "doctor":
        report = diagnose()
        print(json.dumps(report, indent=1), file=stdout, flush=True)
        return 0 if report["ok"] else 1
    missing = diagnose_packages()
    if missing is not None:
        return _refuse(arguments.command, missing, stdout)
    if arguments.command == "score":
        return _score(arguments.model.resolve(), stdout)
    if arguments.command == "run":
        return _run(arguments.job.resolve(), stdout)
    return _inspect(arguments.command, arguments.job.resolve(), stdout)


def diagnose_packages() -> JobFailure | None:
    """The failure to report when a package that jobs need is not installed."""
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if not absent:
        return None
    return JobFailure("not_installed", f"missing: {', '.join(absent)}", f"In the trainer folder: {INSTALL}")


def _refuse(command: str, failure: JobFailure, stdout: IO[str] | None) -> int:
    if command == "run":
        events = EventLog(None, stdout, None)
        events.emit("error", **failure.as_dict())
        events.emit("end", status=failure.status)
    else:
        print(dumps({"v": 1, "ok": False, "problems": [failure.as_dict()]}), file=stdout, flush=True)
    return failure.exit_code


def _score(folder: Path, stdout: IO[str]) -> int:
    """Scores until stdin ends or nobody reads any more."""
    from .scoring import score_lines

    try:
        score_lines(folder, lambda: os.read(0, 1 << 16), stdout)
    except JobFailure as failure:
        return _refuse("score", failure, stdout)
    except BrokenPipeError:
        return 0
    return 0


def _inspect(command: str, path: Path, stdout: IO[str]) -> int:
    """`validate` and `plan`: a document on stdout, exit code of the first problem."""
    from .job import inspect_job
    from .planning import check_files, make_plan

    job, found = inspect_job(path)
    problems: list[JobFailure] = list(found)
    plan: dict[str, Any] | None = None
    if job is not None:
        problems += check_files(job, path.parent)
        if command == "plan" and not problems:
            try:
                plan = make_plan(job, path.parent)
            except JobFailure as failure:
                problems.append(failure)
    document: dict[str, Any] = {
        "v": 1,
        "ok": not problems,
        "kind": None if job is None else job.kind,
        "problems": [problem.as_dict() for problem in problems],
    }
    if plan is not None:
        document["plan"] = plan
    print(dumps(document), file=stdout, flush=True)
    return problems[0].exit_code if problems else 0


def _run(path: Path, stdout: IO[str]) -> int:
    from .distributed import check, join, started_first
    from .job import read_job
    from .run import only_process_in, prepare_out

    # Of several processes the first is heard, and holds the folder.
    heard = stdout if started_first() else None
    with contextlib.ExitStack() as held:
        try:
            world = join()
            held.callback(world.leave)
            job = read_job(path)
            out = path.parent / job.out
            check(world, job.kind, getattr(getattr(job, "model", None), "quant", "none"))
            world.lead(lambda: held.enter_context(only_process_in(out)))
        except JobFailure as failure:
            return _refuse("run", failure, heard)
        events = held.enter_context(
            contextlib.closing(EventLog(job.job_id, heard, out if world.first else None))
        )
        try:
            world.lead(lambda: prepare_out(job, out))
            _work(job, path.parent, out, events, world)
        except Stopped as stopped:
            events.emit("end", status=stopped.status, resumable=True)
            return stopped.exit_code
        except JobFailure as failure:
            events.emit("error", **failure.as_dict())
            events.emit("end", status=failure.status)
            return failure.exit_code
        except Exception as error:
            return _unexpected(error, events)
        events.emit("end", status="ok")
        return 0


def _work(job: AnyJob, base: Path, out: Path, events: EventLog, world: World) -> None:
    """Run the job by its kind, unless it is done already."""
    import torch

    from .arithmetic import choose_device
    from .run import Run, mark_done, repeat_done
    from .stop import StopSignal

    device = choose_device()
    events.emit(
        "hello",
        kind=job.kind,
        versions={"python": platform.python_version()} | versions(),
        device={
            "type": device.type,
            "name": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        },
        **({"processes": world.size, "sharded": world.sharded} if world.size > 1 else {}),
    )
    stop = StopSignal(job.limits.seconds)
    stop.listen(commands=world.first)
    run = Run(job, base, out, events, stop, world=world)
    if world.lead(lambda: repeat_done(run)):
        return
    perform(run)
    if world.first:
        mark_done(run)


def perform(run: Run) -> None:
    """What a job of its kind does, from where it stopped to its end."""
    job = run.job
    match job.kind:
        case "pretrain":
            from .pretrain import run_pretrain

            run_pretrain(run, job)
        case "sft":
            from .sft import run_sft

            run_sft(run, job)
        case "dpo":
            from .dpo import run_dpo

            run_dpo(run, job)
        case "kto":
            from .kto import run_kto

            run_kto(run, job)
        case "reward":
            from .reward import run_reward

            run_reward(run, job)
        case "merge":
            from .merge import run_merge

            run_merge(run, job)
        case "grpo":
            from .grpo import run_grpo

            run_grpo(run, job)
        case "export_gguf":
            from .export import run_export

            run_export(run, job)
        case "eval":
            from .heldout import run_eval

            run_eval(run, job)
        case "sweep":
            from .sweep import run_sweep

            run_sweep(run, job)


def _unexpected(error: Exception, events: EventLog) -> int:
    """Report what nobody foresaw; missing memory has a code and an exit of its own."""
    traceback.print_exc(file=sys.stderr)
    if is_out_of_memory(error):
        failure: JobFailure = OutOfMemory("out_of_memory", str(error).splitlines()[0][:300], LOWER_MEMORY)
    else:
        text = f"{type(error).__name__}: {error}"[:500]
        failure = JobFailure("unexpected", text, "The log on stderr has the details; please report this.")
    events.emit("error", **failure.as_dict())
    events.emit("end", status=failure.status)
    return failure.exit_code
