"""`merge`: several adapters of one base, or several checkpoints of one shape, become one; each is evaluated.

Adapters go through PEFT's add_weighted_adapter: `linear` is the exact sum (PEFT's `cat`: the rank is the sum
of the ranks; its own `linear` has cross terms between the inputs). Checkpoints go tensor by tensor
(merging.py), so that a few tensors, not the models, are in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig

from . import data
from .arithmetic import choose_device
from .duration import seconds
from .evaluation import evaluate_rows
from .events import dumps
from .export import load_model
from .failures import BadJob
from .job import MergeJob
from .merging import average, merge_changes
from .model_files import BESIDE_WEIGHTS, TOKENIZER, Weights, copy_beside, tokenizer_identity, write_weights
from .planning import BASE_BYTES, LOADED_BYTES, parameters, read_shape
from .run import Run, folder_in_place, write_atomically
from .tokenizer import load

UNUSUAL = ("modules_to_save", "use_dora", "rank_pattern", "alpha_pattern")  # what PEFT cannot add up


@dataclass(frozen=True)
class Inputs:
    """What is merged, after every check."""

    folders: list[Path]
    base: Path | None
    adapters: bool


def inspect(job: MergeJob, base: Path) -> Inputs:
    """The inputs, checked against each other without loading a model. Raises BadJob naming what does not
    fit."""
    folders = [base / one.path for one in job.inputs]
    kinds = set()
    for number, folder in enumerate(folders):
        kind = next((n for n in ("adapter_config.json", "config.json") if (folder / n).is_file()), None)
        if kind is None:
            message = f"{folder} is neither an adapter nor a model"
            raise BadJob("no_model", message, "Name a local folder with its files.", f"inputs.{number}.path")
        kinds.add(kind)
    if len(kinds) > 1:
        hint = "Add the adapters to their base first (merge_adapter of their jobs), or take adapters only."
        raise BadJob("mixed_inputs", "some inputs are adapters and some are models", hint, "inputs")
    ancestor = None if job.model is None else base / job.model.path
    inputs = Inputs(folders, ancestor, kinds == {"adapter_config.json"})
    _check_tokenizers(inputs)
    if inputs.adapters:
        _check_adapters(job, inputs)
    else:
        _check_checkpoints(job, inputs)
    return inputs


def _check_tokenizers(inputs: Inputs) -> None:
    known: dict[str, Path] = {}
    for folder in [*inputs.folders, *([inputs.base] if inputs.base else [])]:
        identity = tokenizer_identity(folder)
        if identity is not None:
            known.setdefault(identity, folder)
    if len(known) > 1:
        first, second, *_ = known.values()
        hint = "A token id means something else in each: only models of one tokenizer can be merged."
        raise BadJob(
            "different_tokenizers", f"{first} and {second} have different tokenizers", hint, "inputs"
        )


def _check_adapters(job: MergeJob, inputs: Inputs) -> None:
    h = job.hparams
    if inputs.base is None:
        hint = "Name the model that the adapters were trained on."
        raise BadJob("no_base", "adapters need their base", hint, "model")
    configs = [json.loads((folder / "adapter_config.json").read_text("utf-8")) for folder in inputs.folders]
    for number, config in enumerate(configs):
        unusual = [name for name in UNUSUAL if config.get(name)]
        if config.get("peft_type") != "LORA" or unusual:
            message = f"it is not plain LoRA ({', '.join(unusual) or config.get('peft_type')})"
            hint = "Merge it into its base (merge_adapter) and merge the resulting models."
            raise BadJob("not_plain_lora", message, hint, f"inputs.{number}.path")
    ranks = sorted({config["r"] for config in configs})
    if len(ranks) > 1 and h.rank is None and h.method not in ("linear", "svd"):
        hint = 'Set hparams.rank, or use method "linear" or "svd".'
        raise BadJob("different_ranks", f"the adapters have ranks {ranks}", hint, "hparams.method")


def _check_checkpoints(job: MergeJob, inputs: Inputs) -> None:
    h = job.hparams
    if h.method == "svd" or h.rank is not None:
        place = "hparams.method" if h.method == "svd" else "hparams.rank"
        hint = 'Use "linear", "ties", "dare_linear" or "dare_ties", without a rank.'
        raise BadJob("svd_needs_adapters", "a rank is of adapters; these are whole models", hint, place)
    if inputs.base is None:
        if h.method != "linear":
            hint = "Name the model that the inputs were tuned from: these methods merge what changed since."
            raise BadJob("no_base", f"{h.method} needs their common ancestor", hint, "model")
        if sum(job.weights()) == 0:
            hint = "Give weights that sum to something, or name `model` to add and subtract changes."
            raise BadJob("weights_cancel", "the weights sum to 0", hint, "inputs")
    all_ = [*inputs.folders, *([inputs.base] if inputs.base else [])]
    first = Weights(all_[0]).shapes()
    for folder in all_[1:]:
        shapes = Weights(folder).shapes()
        for name in sorted(first.keys() | shapes.keys()):
            if first.get(name) != shapes.get(name):
                message = f"{name} is {first.get(name)} in {all_[0]} and {shapes.get(name)} in {folder}"
                hint = "Only models of the same shape can be merged: those tuned from one base."
                raise BadJob("different_shapes", message, hint, "inputs")


def plan_merge(job: MergeJob, base: Path) -> dict[str, Any]:
    """What will be merged, and a memory estimate: one model in float32, as adapters and evaluation need it
    (checkpoints themselves are merged a tensor at a time)."""
    inputs = inspect(job, base)
    shape = read_shape(inputs.base if inputs.adapters and inputs.base else inputs.folders[0])
    count = parameters(shape)
    rows = None if job.data is None else _rows(job, base, inputs)
    measured = 0 if rows is None else sum(len(row.ids) for row in rows.kept) * (len(inputs.folders) + 2)
    return {
        "inputs": len(inputs.folders),
        "of": "adapters" if inputs.adapters else "checkpoints",
        "weights": job.weights(),
        "parameters": count,
        "memory_bytes": BASE_BYTES + LOADED_BYTES * count,
        # Arithmetic on the weights themselves, some passes over them for each input, is little beside it.
        **seconds(2 * count * measured + 100 * count * len(inputs.folders), "fp32", None),
        **({} if rows is None else {"eval": rows.summary()}),
    }


def run_merge(run: Run, job: MergeJob) -> None:
    """Merge, write, evaluate every input and the result. Leaves through Stopped when asked to stop."""
    run.phase("check")
    inputs = inspect(job, run.base)
    rows = None if job.data is None else _rows(job, run.base, inputs)
    run.events.emit("plan", **plan_merge(job, run.base))
    run.phase("merge")
    if inputs.adapters:
        _merge_adapters(run, job, inputs, rows)
    else:
        _merge_checkpoints(run, job, inputs, rows)


def _rows(job: MergeJob, base: Path, inputs: Inputs) -> data.Rows:
    assert job.data is not None
    model = inputs.base if inputs.adapters and inputs.base else inputs.folders[0]
    config = AutoConfig.from_pretrained(model, local_files_only=True)
    rows = data.load(
        job.data,
        job.data.eval or job.data.train,
        base,
        max_length=min(job.data.max_length, config.max_position_embeddings),
        vocab=config.vocab_size,
        tokenizer=lambda: load(str(model)),
    )
    data.require_rows(rows, "data.eval")
    return rows


def _merge_adapters(run: Run, job: MergeJob, inputs: Inputs, rows: data.Rows | None) -> None:
    from peft import PeftModel

    h, names = job.hparams, [f"input{number}" for number in range(len(inputs.folders))]
    model = PeftModel.from_pretrained(load_model(_base_of(inputs)), inputs.folders[0], adapter_name=names[0])
    for name, folder in zip(names[1:], inputs.folders[1:], strict=True):
        model.load_adapter(folder, adapter_name=name)
    kind = "cat" if h.method == "linear" and h.rank is None else h.method
    if h.rank is not None:
        kind = "svd" if h.method in ("linear", "svd") else f"{h.method}_svd"
    torch.manual_seed(job.seed)
    model.add_weighted_adapter(
        names,
        job.weights(),
        "merged",
        combination_type=kind,
        svd_rank=h.rank,
        svd_full_matrices=False,
        density=h.density,
        majority_sign_method=h.majority,
    )
    run.stop.check()
    with folder_in_place(run.out / "adapter") as beside:
        model.save_pretrained(beside, selected_adapters=["merged"])
        for file in (beside / "merged").iterdir():
            file.rename(beside / file.name)
        (beside / "merged").rmdir()
        copy_beside(_base_of(inputs), beside, TOKENIZER)
    run.artifact(run.out / "adapter")
    if rows is not None:
        model = model.to(choose_device())

        def of(name: str | None) -> Any:
            if name is not None:
                model.set_adapter(name)
            return model

        with model.disable_adapter():
            figures = [("base", job.model.path if job.model else "", _figures(of(None), rows, inputs))]
        for name, one in zip(names, job.inputs, strict=True):
            run.stop.check()
            figures.append(("input", one.path, _figures(of(name), rows, inputs)))
        figures.append(("merged", "adapter", _figures(of("merged"), rows, inputs)))
        _report(run, figures)


def _merge_checkpoints(run: Run, job: MergeJob, inputs: Inputs, rows: data.Rows | None) -> None:
    sources = [Weights(folder) for folder in inputs.folders]
    ancestor = None if inputs.base is None else Weights(inputs.base)
    names = sorted(sources[0].shapes())

    def merged() -> Iterator[tuple[str, torch.Tensor]]:
        for number, name in enumerate(names, 1):
            run.stop.check()
            yield name, _merge_one(job, name, sources, ancestor)
            run.events.emit("progress", step=number, total=len(names), eta_s=None)

    with folder_in_place(run.out / "model") as beside:
        write_weights(beside, merged())
        copy_beside(inputs.folders[0], beside, BESIDE_WEIGHTS)
        if inputs.base is not None and tokenizer_identity(inputs.folders[0]) is None:
            copy_beside(inputs.base, beside, TOKENIZER)
    run.artifact(run.out / "model")
    if rows is None:
        return
    figures = []
    places = [("input", one.path, folder) for one, folder in zip(job.inputs, inputs.folders, strict=True)]
    if inputs.base is not None and job.model is not None:
        places.insert(0, ("base", job.model.path, inputs.base))
    for role, path, folder in [*places, ("merged", "model", run.out / "model")]:
        run.stop.check()
        figures.append((role, path, _figures(load_model(folder).to(choose_device()), rows, inputs)))
    _report(run, figures)


def _merge_one(job: MergeJob, name: str, sources: list[Weights], ancestor: Weights | None) -> torch.Tensor:
    """The merged tensor, stored as the first input's is."""
    h, tensors = job.hparams, [source.tensor(name) for source in sources]
    kind = tensors[0].dtype
    if not kind.is_floating_point:
        return tensors[0]
    tensors = [tensor.float() for tensor in tensors]
    if ancestor is None:
        return average(tensors, job.weights()).to(kind)
    before = ancestor.tensor(name).float()
    change = merge_changes(
        h.method,
        [tensor - before for tensor in tensors],
        job.weights(),
        density=h.density,
        majority=h.majority,
        seed=f"{job.seed}:{name}",
    )
    return (before + h.scale * change).to(kind)


def _base_of(inputs: Inputs) -> Path:
    assert inputs.base is not None
    return inputs.base


def _figures(model: Any, rows: data.Rows, inputs: Inputs) -> dict[str, float]:
    tokenizer = load(str(inputs.base or inputs.folders[0]))
    return evaluate_rows(model, rows.kept, tokenizer.pad_token_id or 0, "fp32")


def _report(run: Run, figures: list[tuple[str, str, dict[str, float]]]) -> None:
    """A metric event for each, and all of them in evaluation.json."""
    results = [{"role": role, "path": path, **values} for role, path, values in figures]
    for number, result in enumerate(results):
        run.events.emit("metric", step=number, **result)
    write_atomically(run.out / "evaluation.json", dumps({"v": 1, "results": results}))
    run.artifact(run.out / "evaluation.json")
