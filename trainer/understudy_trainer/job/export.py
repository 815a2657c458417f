"""Jobs of kind `export_gguf`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import AdapterFolder, Count, DataSpec, Job, ModelSpec, Strict


class ExportHparams(Strict):
    """`name` becomes the file name: give every artifact a new one, llama.cpp bindings cache by path. `lora`
    is how an adapter is exported: `merged` into the model, or a `separate` file to load beside the model's.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = "model"
    type: Literal["f16", "f32", "q8_0"] = "f16"
    lora: Literal["merged", "separate"] = "merged"
    parity_prompts: Count = 20
    parity_tokens: Count = 32


class ExportJob(Job):
    kind: Literal["export_gguf"]
    model: ModelSpec
    adapter: AdapterFolder | None = None
    data: DataSpec | None = None
    hparams: ExportHparams = ExportHparams()
