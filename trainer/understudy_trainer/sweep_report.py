"""What a sweep leaves for people and programs: results.json, results.csv, results.svg."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from .job import SweepHparams

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 320, 240, 64, 28, 44
GOOD, PLAIN = "#1a7f5a", "#6b7280"


@dataclass(frozen=True)
class Trial:
    """`status` is ok or what the trial's job ended with; `value` its figure, None where it has none."""

    name: str
    settings: dict[str, Any]
    status: str
    value: float | None
    seconds: float | None
    metrics: dict[str, float]
    error: str | None = None


def best_of(trials: list[Trial], goal: str) -> Trial | None:
    """The finished trial with the best figure; of equal ones the first."""
    done = [trial for trial in trials if trial.status == "ok" and trial.value is not None]
    sign = 1 if goal == "min" else -1
    return min(done, key=lambda trial: sign * (trial.value or 0.0), default=None)


def document(hparams: SweepHparams, trials: list[Trial]) -> dict[str, Any]:
    """results.json."""
    best = best_of(trials, hparams.goal)
    return {
        "v": 1,
        "metric": hparams.metric,
        "goal": hparams.goal,
        "pick": hparams.pick,
        "best": None if best is None else best.name,
        "trials": [asdict(trial) for trial in trials],
    }


def table(hparams: SweepHparams, trials: list[Trial]) -> str:
    """results.csv: a row a trial, the settings first."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["trial", *hparams.space, hparams.metric, "status", "seconds"])
    for trial in trials:
        settings = [trial.settings.get(name) for name in hparams.space]
        rows.writerow([trial.name, *settings, trial.value, trial.status, trial.seconds])
    return out.getvalue()


def plot(hparams: SweepHparams, trials: list[Trial]) -> str:
    """results.svg: a panel for each setting, the metric over its values, the best trial marked."""
    shown = [trial for trial in trials if trial.status == "ok" and trial.value is not None]
    panels = [
        f'<g transform="translate({index * WIDTH},0)">{_panel(hparams, name, shown)}</g>'
        for index, name in enumerate(hparams.space)
    ]
    width = WIDTH * max(1, len(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(panels)}</svg>\n'
    )


def _panel(hparams: SweepHparams, name: str, trials: list[Trial]) -> str:
    right, bottom = WIDTH - 16, HEIGHT - BOTTOM
    parts = [
        f'<path d="M{LEFT},{TOP}V{bottom}H{right}" fill="none" stroke="{PLAIN}"/>',
        f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(name)}</text>',
        f'<text x="{LEFT}" y="16">{escape(hparams.metric)} ({"lower" if hparams.goal == "min" else "higher"}'
        " is better)</text>",
    ]
    if not trials:
        return "".join([*parts, f'<text x="{LEFT + 8}" y="{TOP + 20}">no finished trial</text>'])
    values = [trial.value or 0.0 for trial in trials]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    places, ticks = _places([trial.settings.get(name) for trial in trials], _is_log(hparams, name))
    best = best_of(trials, hparams.goal)
    for trial, place in sorted(zip(trials, places, strict=True), key=lambda pair: pair[0] is best):
        x = LEFT + 10 + place * (right - LEFT - 20)
        y = bottom - 10 - ((trial.value or 0.0) - low) / span * (bottom - TOP - 20)
        chosen = trial is best
        colour, radius = (GOOD, 5) if chosen else (PLAIN, 3.5)
        title = escape(f"{trial.name}: {name} {trial.settings.get(name)}, {hparams.metric} {trial.value:.5g}")
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}" fill-opacity="0.85">'
            f"<title>{title}</title></circle>"
        )
    for place, label in ticks:
        x = LEFT + 10 + place * (right - LEFT - 20)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 14}" text-anchor="middle">{escape(label)}</text>')
    for value, y in ((high, TOP + 10), (low, bottom - 10)):
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{value:.4g}</text>')
    return "".join(parts)


def _is_log(hparams: SweepHparams, name: str) -> bool:
    space = hparams.space[name]
    values = [space.low, space.high] if space.values is None else space.values
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return len(numbers) == len(values) and min(numbers) > 0 and max(numbers) / min(numbers) >= 8


def _places(values: list[Any], log: bool) -> tuple[list[float], list[tuple[float, str]]]:
    """Where each value lies from 0 to 1, and the labels of the axis."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if not numbers:
        kinds = list(dict.fromkeys(str(value) for value in values))
        step = max(1, len(kinds) - 1)
        return [kinds.index(str(v)) / step for v in values], [(i / step, k) for i, k in enumerate(kinds)]
    scaled = [math.log(value) if log else float(value) for value in values]
    low, high = min(scaled), max(scaled)
    if high == low:
        return [0.5] * len(values), [(0.5, f"{values[0]:.4g}")]
    ends = [(0.0, f"{min(values):.4g}"), (1.0, f"{max(values):.4g}")]
    return [(value - low) / (high - low) for value in scaled], ends
