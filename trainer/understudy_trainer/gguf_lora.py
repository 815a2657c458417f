"""A PEFT LoRA adapter as a GGUF file of its own, for llama.cpp to load beside the model's.

Each adapted matrix becomes `<tensor>.lora_a` [r, in] and `<tensor>.lora_b` [out, r]; llama.cpp adds
(alpha / r) * b @ a. Llama's query and key rows are interleaved in the model's file, so those of b are here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from .failures import BadJob
from .gguf_export import ARCHITECTURES, TYPES, check_config, interleave
from .gguf_reference import GgufModel

WRAPPED = "base_model.model."


def write_lora(model: Any, path: Path, kind: str, name: str) -> None:
    """Write the adapter of `model` (a PeftModel) to `path`. Not atomic: the caller renames. Raises BadJob for
    an adapter that a file of its own cannot hold."""
    check_config(model.config, kind)
    if kind == "q8_0":
        raise BadJob("lora_type", "an adapter's file is f16 or f32", 'Use "type":"f16".', "hparams.type")
    config = model.peft_config["default"]
    if config.modules_to_save or config.use_dora or config.bias != "none":
        raise BadJob(
            "lora_only",
            "the adapter holds more than LoRA matrices (whole layers, biases or DoRA magnitudes)",
            'Use "lora":"merged".',
            "hparams.lora",
        )
    writer = gguf.GGUFWriter(path, ARCHITECTURES[model.config.model_type])
    try:
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_name(name)
        writer.add_float32("adapter.lora.alpha", _alpha(model, config.r))
        stored = TYPES[kind][0]
        for tensor_name, values in _matrices(model):
            writer.add_tensor(tensor_name, gguf.quants.quantize(values, stored), raw_dtype=stored)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def add_lora(base: GgufModel, path: Path) -> None:
    """Add the adapter in the file at `path` to the tensors of `base`, as llama.cpp would."""
    reader = gguf.GGUFReader(path)
    alpha = float(reader.fields["adapter.lora.alpha"].contents())
    found = {
        tensor.name: torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy())
        for tensor in reader.tensors
    }
    for name, a in found.items():
        if name.endswith(".lora_a"):
            target = name.removesuffix(".lora_a")
            b = found[f"{target}.lora_b"]
            base.tensors[target] = base.tensors[target] + (alpha / len(a)) * (b @ a)


def _alpha(model: Any, rank: int) -> float:
    """The alpha that gives PEFT's own scaling under alpha / r, rank-stabilised or not."""
    scalings = {
        module.scaling["default"]
        for module in model.modules()
        if hasattr(module, "lora_A") and "default" in module.lora_A
    }
    ranks = {
        module.r["default"]
        for module in model.modules()
        if hasattr(module, "lora_A") and "default" in module.lora_A
    }
    if len(scalings) != 1 or ranks != {rank}:
        raise BadJob(
            "lora_ranks",
            "the adapter has several ranks or scalings, a file knows one",
            'Use "lora":"merged".',
            "hparams.lora",
        )
    return scalings.pop() * rank


def _matrices(model: Any) -> Any:
    """(GGUF name, float32 values) of every matrix of the adapter."""
    config = model.config
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[config.model_type.upper()], config.num_hidden_layers)
    heads = {".q_proj": config.num_attention_heads, ".k_proj": config.num_key_value_heads}
    for path, module in model.named_modules():
        if not hasattr(module, "lora_A") or "default" not in module.lora_A:
            continue
        layer = path.removeprefix(WRAPPED)
        target = names.get_name(f"{layer}.weight", try_suffixes=(".weight",))
        if target is None:
            raise BadJob(
                "unknown_tensor", f"{layer} has no place in a GGUF", 'Use "lora":"merged".', "hparams.lora"
            )
        a, b = (
            matrix["default"].weight.detach().to(torch.float32).cpu().numpy()
            for matrix in (module.lora_A, module.lora_B)
        )
        if config.model_type == "llama":
            for ending, count in heads.items():
                if layer.endswith(ending):
                    b = interleave(b, count)
        yield f"{target}.lora_a", np.ascontiguousarray(a)
        yield f"{target}.lora_b", np.ascontiguousarray(b)
