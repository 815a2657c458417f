"""Reading a job file, and its problems in a person's words."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from ..failures import BadJob
from .kinds import KINDS, AnyJob

_ANY_JOB: TypeAdapter[AnyJob] = TypeAdapter(Annotated[AnyJob, Field(discriminator="kind")])


def read_job(path: Path) -> AnyJob:
    """The job in `path`. Raises BadJob for the first problem."""
    job, problems = inspect_job(path)
    if job is None:
        raise problems[0]
    return job


def inspect_job(path: Path) -> tuple[AnyJob | None, list[BadJob]]:
    """The job, or every problem found in the file."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return None, [
            BadJob("unreadable", f"cannot be read ({error.strerror})", "Check the path.", str(path))
        ]
    except ValueError as error:
        return None, [BadJob("not_json", f"is not JSON: {error}", "Fix the syntax there.", str(path))]
    try:
        return _ANY_JOB.validate_python(raw), []
    except ValidationError as error:
        return None, [_explain(item, raw, path) for item in error.errors(include_url=False)]


def _explain(item: Any, raw: Any, path: Path) -> BadJob:
    """A pydantic error in a person's words, with the place as a dotted path and a remedy."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    loc = [part for index, part in enumerate(item["loc"]) if not (index == 0 and part == kind)]
    place = f"{path.name}: {'.'.join(str(part) for part in loc)}" if loc else path.name
    given = item.get("input")
    match item["type"]:
        case "extra_forbidden":
            known = _fields_at(kind, loc[:-1])
            near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(sorted(known))}."
            return BadJob("unknown_field", f"unknown field `{loc[-1]}`", hint, place)
        case "missing":
            return BadJob(
                "missing_field", f"`{loc[-1]}` is required", "Add it; README.md has an example.", place
            )
        case "union_tag_invalid" | "union_tag_not_found":
            return BadJob(
                "unknown_kind", f"kind {kind!r} is not known", f"Use one of: {', '.join(KINDS)}.", path.name
            )
        case _:
            shown = json.dumps(given, default=str)[:80]
            return BadJob("bad_value", f"{item['msg']} (given: {shown})", "Correct the value.", place)


def _fields_at(kind: Any, loc: list[Any]) -> list[str]:
    """The field names known at a place in a job of this kind."""
    model: Any = KINDS.get(kind) if isinstance(kind, str) else None
    for part in loc:
        if model is None or part not in model.model_fields:  # a place in a list, a key of a dictionary
            continue
        model = _model_of(model.model_fields[part].annotation)
    return list(model.model_fields) if model is not None else []


def _model_of(annotation: Any) -> Any:
    """The pydantic model inside an annotation such as `list[DataFile]` or `DataSpec | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_of(inner)
        if found is not None:
            return found
    return None
