"""`sweep`: the same job with other settings, again and again; a table, a plot and the best at the end.

Each trial is an ordinary job in out/trials/NNN with its own job.json, events and artifacts: it can be looked
at, or run again, like any other. They run one after the other in this process: a stop reaches the one at
work, which saves; run again, the sweep goes on in its middle. A trial that fails is a row of the table.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .events import EventLog, dumps
from .failures import BadJob, JobFailure, Stopped, is_out_of_memory
from .job import AnyJob, SweepHparams, SweepJob, inspect_job
from .run import Run, mark_done, prepare_out, repeat_done, write_atomically
from .sweep_report import Trial, best_of, document, plot, table
from .sweep_space import settings, trial_document

PROCESS = "process.json"  # how others see that a trial is at work (app/engine/jobs/process.ts)


def trials_of(job: SweepJob, base: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(settings, job document) of every trial."""
    tried = settings(job.hparams, job.seed)
    return [(values, trial_document(job, base, n, values)) for n, values in enumerate(tried, 1)]


def check_trials(job: SweepJob, base: Path) -> list[JobFailure]:
    """What is wrong with the trials: a first one in full, of the others whether they can be read."""
    from .planning import check_files

    if job.trial.get("kind") == "sweep":
        return [BadJob("nested_sweep", "a sweep of sweeps", "Name a kind that trains.", "trial.kind")]
    if "limits" in job.trial:
        return [BadJob("trial_limits", "a trial has no limits of its own", "Put them on the sweep.", "trial")]
    problems: list[JobFailure] = []
    try:
        trials = trials_of(job, base)
    except BadJob as failure:
        return [failure]
    for number, (values, made) in enumerate(trials, 1):
        trial, found = _parsed(made)
        if trial is not None and number == 1:
            problems += check_files(trial, base)
        for one in found:
            place = f"trial {number} ({_said(values)}): {one.place}"
            problems.append(BadJob(one.code, one.message, one.hint, place))
        if problems:
            break
    return problems


def plan_sweep(job: SweepJob, base: Path) -> dict[str, Any]:
    """How many trials, and the plan of the first."""
    from .planning import make_plan

    trials = trials_of(job, base)
    first, _ = _parsed(trials[0][1])
    one = {} if first is None else make_plan(first, base)
    return {
        "trials": len(trials),
        "settings": [values for values, _ in trials],
        "first_trial": one,
        **{name: one[name] for name in ("rows_kept", "supervised_tokens", "memory_bytes") if name in one},
        **{name: one[name] * len(trials) for name in ("seconds_low", "seconds_high") if name in one},
    }


def _parsed(made: dict[str, Any]) -> tuple[AnyJob | None, list[BadJob]]:
    """The trial's job, read as if from a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial"
        path.write_text(json.dumps(made), "utf-8")
        return inspect_job(path)


def _said(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def run_sweep(run: Run, job: SweepJob) -> None:
    """Run every trial that is not done, then report. Raises JobFailure when no trial ended well."""
    from .planning import check_files

    problems = check_files(job, run.base)
    if problems:
        raise problems[0]
    trials = trials_of(job, run.base)
    if job.resume == "never":
        shutil.rmtree(run.out / "trials", ignore_errors=True)
    run.events.emit("plan", trials=len(trials))
    run.phase("trials")
    done: list[Trial] = []
    started = time.monotonic()
    for number, (values, made) in enumerate(trials, 1):
        run.stop.check()
        name = f"{number:03d}"
        folder = run.out / "trials" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(made, indent=1)
        if not (folder / "job.json").exists():
            write_atomically(folder / "job.json", text)
        done.append(_run_trial(run, job.hparams, folder, values))
        best = best_of(done, job.hparams.goal)
        run.events.emit(
            "metric",
            step=number,
            trial=name,
            status=done[-1].status,
            value=done[-1].value,
            best=None if best is None else best.value,
        )
        left = (time.monotonic() - started) / number * (len(trials) - number)
        run.events.emit("progress", step=number, total=len(trials), eta_s=left)
        _report(run, job.hparams, done)
    if best_of(done, job.hparams.goal) is None:
        raise _nothing(job.hparams, done)
    for file in ("results.json", "results.csv", "results.svg"):
        run.artifact(run.out / file)


def _report(run: Run, hparams: SweepHparams, trials: list[Trial]) -> None:
    write_atomically(run.out / "results.json", dumps(document(hparams, trials)))
    write_atomically(run.out / "results.csv", table(hparams, trials))
    write_atomically(run.out / "results.svg", plot(hparams, trials))


def _nothing(hparams: SweepHparams, trials: list[Trial]) -> JobFailure:
    failed = [trial for trial in trials if trial.status != "ok"]
    if failed:
        message = f"{len(failed)} of {len(trials)} trials failed, the others have no {hparams.metric}"
        hint = f"Trial {failed[0].name}: {failed[0].error}"
        return JobFailure("no_trial", message, hint, "trial")
    known = sorted({name for trial in trials for name in trial.metrics})
    return BadJob(
        "no_metric",
        f"no trial reports {hparams.metric}",
        f"They report: {', '.join(known) or 'nothing'}.",
        "hparams.metric",
    )


def _run_trial(run: Run, hparams: SweepHparams, folder: Path, values: dict[str, Any]) -> Trial:
    """One trial to its end, or its result where it has ended. Raises Stopped when the sweep is to stop."""
    from .command import perform
    from .job import read_job

    out = folder / "out"
    trial = read_job(folder / "job.json")
    if not (out / "done.json").exists() and not _failed(out):
        process = {"pid": os.getpid(), "started": _now()}
        write_atomically(folder / PROCESS, json.dumps(process))
        with closing(EventLog(trial.job_id, None, out)) as events:
            inner = Run(trial, folder, out, events, run.stop)
            try:
                prepare_out(trial, out)
                events.emit("hello", kind=trial.kind, versions={}, device=_device())
                if not repeat_done(inner):
                    perform(inner)
                    mark_done(inner)
                events.emit("end", status="ok")
            except Stopped as stopped:
                events.emit("end", status=stopped.status, resumable=True)
                raise
            except Exception as error:
                _record_failure(events, error)
            finally:
                (folder / PROCESS).unlink(missing_ok=True)
        _free()
    return _result(folder.name, values, hparams, out / "events.jsonl")


def _record_failure(events: EventLog, error: Exception) -> None:
    """A trial's failure, in its own events: the sweep goes on."""
    if isinstance(error, JobFailure):
        failure = error
    elif is_out_of_memory(error):
        failure = JobFailure("out_of_memory", str(error).splitlines()[0][:300], "Smaller batches.")
    else:
        failure = JobFailure("unexpected", f"{type(error).__name__}: {error}"[:500], "See the log.")
    events.emit("error", **failure.as_dict())
    events.emit("end", status=failure.status)


def _free() -> None:
    """Give back what the trial held before the next one begins."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _device() -> dict[str, str]:
    import torch

    from .arithmetic import choose_device

    device = choose_device()
    return {
        "type": device.type,
        "name": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
    }


def _events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _failed(out: Path) -> bool:
    """Whether the trial ended by itself and badly: it would again."""
    ends = [event["status"] for event in _events(out / "events.jsonl") if event["t"] == "end"]
    return bool(ends) and ends[-1] not in ("ok", "cancelled", "time_limit")


def _result(name: str, values: dict[str, Any], hparams: SweepHparams, path: Path) -> Trial:
    events = _events(path)
    metrics: dict[str, float] = {}
    seen: list[float] = []
    for event in events:
        if event["t"] != "metric":
            continue
        for key, value in event.items():
            if isinstance(value, int | float) and key not in ("v", "seq", "step"):
                metrics[key] = value
        if isinstance(event.get(hparams.metric), int | float):
            seen.append(event[hparams.metric])
    last, best = (seen[-1], min(seen) if hparams.goal == "min" else max(seen)) if seen else (None, None)
    ends = [event for event in events if event["t"] == "end"]
    error = next((event["message"] for event in reversed(events) if event["t"] == "error"), None)
    return Trial(
        name=name,
        settings=values,
        status=ends[-1]["status"] if ends else "failed",
        value=best if hparams.pick == "best" else last,
        seconds=_seconds(events),
        metrics=metrics,
        error=error,
    )


def _seconds(events: list[dict[str, Any]]) -> float | None:
    """At work, over all its runs; pauses between them do not count."""
    spent, began = 0.0, None
    for event in events:
        at = datetime.fromisoformat(event["ts"])
        if event["t"] == "hello" or began is None:
            began, last = at, at
        spent += (at - last).total_seconds()
        last = at
    return round(spent, 3) if events else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
