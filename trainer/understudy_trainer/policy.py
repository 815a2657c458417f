"""The model that a job tunes: loaded in the right precision, with an adapter where one is asked for."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from .arithmetic import training_attention
from .failures import BadJob
from .job import AdapterSpec, ModelSpec
from .run import Run, folder_in_place


def check_quant(model: ModelSpec, adapter: AdapterSpec | None) -> BadJob | None:
    """What stands in the way of 4-bit weights, if they are asked for."""
    if model.quant == "none":
        return None
    place = "model.quant"
    if adapter is None:
        hint = 'Add an "adapter", or set model.quant to "none".'
        return BadJob("quant_needs_adapter", "4-bit weights cannot be trained themselves", hint, place)
    if not torch.cuda.is_available():
        hint = 'Set model.quant to "none" (LoRA runs on a CPU too), or run on a machine with such a device.'
        return BadJob("quant_needs_cuda", "4-bit weights need an NVIDIA or AMD device", hint, place)
    if importlib.util.find_spec("bitsandbytes") is None:
        hint = 'python -m pip install bitsandbytes, or set model.quant to "none".'
        return BadJob("quant_needs_bitsandbytes", "the package bitsandbytes is not installed", hint, place)
    return None


def load_policy(
    spec: ModelSpec,
    adapter: AdapterSpec | None,
    base: Path,
    device: torch.device,
    dtype: str,
    *,
    head: Any = AutoModelForCausalLM,
    task: str = "CAUSAL_LM",
    **options: Any,
) -> Any:
    """The model of a job, on `device`. Trained weights are float32; frozen ones under an adapter are bfloat16
    on CUDA where `dtype` is bf16, or nf4. `head` is the transformers class, `task` PEFT's name for it,
    `options` change the config. Raises BadJob."""
    problem = check_quant(spec, adapter)
    if problem is not None:
        raise problem
    folder = base / spec.path
    config = AutoConfig.from_pretrained(folder, local_files_only=True, **options)
    frozen_bf16 = adapter is not None and dtype == "bf16" and device.type == "cuda"
    loading: dict[str, Any] = {"dtype": torch.bfloat16 if frozen_bf16 else torch.float32}
    if spec.quant == "nf4":
        from transformers import BitsAndBytesConfig

        # QLoRA (arXiv 2305.14314): 4-bit NormalFloat, the quantisation constants quantised too.
        loading["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16 if dtype == "bf16" else torch.float32,
        )
        loading["device_map"] = {"": device}
    model = head.from_pretrained(
        folder,
        config=config,
        local_files_only=True,
        attn_implementation=training_attention(device, config.model_type),
        **loading,
    )
    model = model if spec.quant == "nf4" else model.to(device)
    return model if adapter is None else with_adapter(model, adapter, base, task)


def with_adapter(model: Any, spec: AdapterSpec, base: Path, task: str = "CAUSAL_LM") -> Any:
    """`model` with a new LoRA adapter, or with the one in `spec.init_from` to go on with. Raises BadJob when
    that one has another rank."""
    from peft import LoraConfig, PeftModel, TaskType, get_peft_model

    if spec.init_from is not None:
        adapted = PeftModel.from_pretrained(model, base / spec.init_from, is_trainable=True)
        if adapted.peft_config["default"].r != spec.r:
            raise BadJob(
                "adapter_rank",
                f"the adapter to continue has rank {adapted.peft_config['default'].r}",
                "Ask for the same rank, or merge it and start a new one.",
                "adapter.r",
            )
        return adapted
    config = LoraConfig(
        r=spec.r, lora_alpha=spec.alpha, target_modules=spec.targets, task_type=TaskType[task]
    )
    return get_peft_model(model, config)


def save_policy(
    run: Run, spec: ModelSpec, adapter: AdapterSpec | None, merge: bool, model: Any, tokenizer: Any
) -> None:
    """`out/adapter/` for LoRA, `out/model/` for a full or (`merge`) merged model."""
    if adapter is not None:
        with folder_in_place(run.out / "adapter") as beside:
            model.save_pretrained(beside)
            tokenizer.save_pretrained(beside)
        run.artifact(run.out / "adapter")
        if not merge:
            return
        model = merged(run, spec, model)
    model.set_attn_implementation("sdpa")
    with folder_in_place(run.out / "model") as beside:
        model.save_pretrained(beside)
        tokenizer.save_pretrained(beside)
    run.artifact(run.out / "model")


def merged(run: Run, spec: ModelSpec, model: Any, head: Any = AutoModelForCausalLM) -> Any:
    """The model with its adapter added to its weights; under 4 bits they are read again whole, and the saved
    `out/adapter/` is added to them. `head` is the transformers class to read them with."""
    if spec.quant == "none":
        return model.merge_and_unload()
    from peft import PeftModel

    options = {"num_labels": 1} if model.peft_config["default"].task_type == "SEQ_CLS" else {}
    whole = head.from_pretrained(run.base / spec.path, local_files_only=True, dtype=torch.bfloat16, **options)
    return PeftModel.from_pretrained(whole, run.out / "adapter").merge_and_unload()


def effective_weights(model: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Every weight of the model under the name it has in a file, what an adapter changes added to it. Nothing
    is merged in place: adding and subtracting again would leave other weights behind."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    for name, weight in base.named_parameters():
        place, adapted, last = name.partition(".base_layer.")
        if adapted and last == "weight":
            yield f"{place}.weight", weight + base.get_submodule(place).get_delta_weight("default")
        elif ".lora_" not in name:
            yield name.replace(".base_layer.", "."), weight
