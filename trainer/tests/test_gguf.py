"""Export: the header llama.cpp needs, and logits computed from the file alone equal to transformers'."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import run_here, write_job
from transformers import AutoModelForCausalLM, Qwen2Config, Qwen3Config

from understudy_trainer.export import header, load_model, logit_error
from understudy_trainer.gguf_export import write_gguf
from understudy_trainer.gguf_reference import GgufModel

PROMPTS = [list(range(8, 40)), [100, 9, 9, 200, 31]]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("export")
    hparams = {"name": "tiny-1", "parity_prompts": 4, "parity_tokens": 6}
    code, events = run_here(write_job(folder, "export_gguf", model={"path": str(tiny)}, hparams=hparams))
    assert code == 0
    return folder / "out", events


def test_the_header_has_everything_llama_cpp_needs(exported: tuple[Path, Any], tokenizer: Any) -> None:
    keys = header(exported[0] / "tiny-1.gguf")
    expected = {
        "general.architecture": "llama",
        "llama.context_length": 512,
        "llama.embedding_length": 64,
        "llama.block_count": 1,
        "llama.feed_forward_length": 64,
        "llama.attention.head_count": 1,
        "llama.attention.head_count_kv": 1,
        "llama.rope.dimension_count": 64,
        "llama.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 5,
        "tokenizer.ggml.padding_token_id": 0,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": tokenizer.chat_template,
    }
    assert {name: keys[name] for name in expected} == expected
    assert keys["llama.attention.layer_norm_rms_epsilon"] == pytest.approx(1e-5)


def test_markers_are_control_tokens_that_no_text_can_spell(
    exported: tuple[Path, Any], tokenizer: Any
) -> None:
    keys = header(exported[0] / "tiny-1.gguf")
    types = keys["tokenizer.ggml.token_type"]
    assert types[:8] == [3] * 8
    assert set(types[8:]) == {1}
    assert keys["tokenizer.ggml.tokens"] == tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    assert len(keys["tokenizer.ggml.merges"]) == len(tokenizer) - 8 - 256


def test_parity_holds_greedy_continuations_of_the_original(exported: tuple[Path, Any], tiny: Path) -> None:
    report = json.loads((exported[0] / "parity.json").read_text("utf-8"))
    assert report["model"] == "tiny-1.gguf"
    assert len(report["continuations"]) == 4
    model = load_model(tiny)
    for one in report["continuations"]:
        ids = torch.tensor([one["prompt"]])
        whole = model.generate(ids, max_new_tokens=6, do_sample=False, attention_mask=torch.ones_like(ids))
        assert whole[0, len(one["prompt"]) :].tolist() == one["expected"]
        assert one["margin"] >= 0


def test_the_run_announces_the_file_and_its_error(exported: tuple[Path, list[dict[str, Any]]]) -> None:
    _, events = exported
    assert [event["path"] for event in events if event["t"] == "artifact"] == ["tiny-1.gguf", "parity.json"]
    error = next(event for event in events if "logit_error" in event)
    assert 0 < error["logit_error"] < error["logit_error_limit"]


@pytest.mark.parametrize(("kind", "limit"), [("f32", 1e-5), ("f16", 5e-3), ("q8_0", 5e-2)])
@pytest.mark.parametrize("family", ["llama", "qwen2", "qwen3"])
def test_logits_from_the_file_equal_the_models(
    tmp_path: Path, tiny: Path, tokenizer: Any, family: str, kind: str, limit: float
) -> None:
    torch.manual_seed(0)
    if family == "llama":
        model = load_model(tiny)
    else:
        shape = {
            "vocab_size": len(tokenizer) + 3,
            "hidden_size": 128,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "tie_word_embeddings": family == "qwen2",
            "max_position_embeddings": 128,
        }
        config = Qwen2Config(**shape) if family == "qwen2" else Qwen3Config(**shape, head_dim=64)
        model = AutoModelForCausalLM.from_config(config).eval()
        for parameter in model.parameters():
            torch.nn.init.normal_(
                parameter, 0.1, 0.1
            )  # biases and norms too, or mistakes in them stay hidden
    write_gguf(model, tokenizer, tmp_path / "m.gguf", kind, "m")
    exported = GgufModel(tmp_path / "m.gguf")
    assert ("output.weight" in exported.tensors) == (family != "qwen2")
    assert logit_error(model, exported, PROMPTS) < limit


def test_a_wrong_layout_is_caught(
    tmp_path: Path, tiny: Path, tokenizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from understudy_trainer import gguf_export

    monkeypatch.setattr(gguf_export, "interleave", lambda weight, heads: weight)
    folder = tmp_path
    code, events = run_here(
        write_job(
            folder,
            "export_gguf",
            model={"path": str(tiny)},
            hparams={"parity_prompts": 2, "parity_tokens": 2},
        )
    )
    assert code == 1
    assert events[-2]["code"] == "parity"
    assert not (folder / "out/model.gguf").exists()


def test_an_unsupported_architecture_is_refused(tmp_path: Path) -> None:
    from transformers import GPT2Config

    from understudy_trainer.failures import BadJob
    from understudy_trainer.gguf_export import check_config

    with pytest.raises(BadJob, match="gpt2"):
        check_config(GPT2Config(), "f16")


def random_adapter(folder: Path, model: Path, **more: Any) -> Path:
    """A LoRA adapter whose matrices are all far from zero."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(3)
    spec = {"r": 4, "lora_alpha": 16, "target_modules": "all-linear", "task_type": "CAUSAL_LM", **more}
    adapted = get_peft_model(load_model(model), LoraConfig(**spec))
    for name, parameter in adapted.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, 0.0, 0.2)
    adapted.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("rank_stabilised", [False, True])
@pytest.mark.parametrize("lora", ["merged", "separate"])
def test_an_adapter_is_exported_into_the_model_or_beside_it_with_equal_logits(
    tmp_path: Path, tiny: Path, lora: str, rank_stabilised: bool
) -> None:
    adapter = random_adapter(tmp_path / "adapter", tiny, use_rslora=rank_stabilised)
    fields = {"model": {"path": str(tiny)}, "adapter": {"path": "adapter"}}
    hparams = {"name": "a", "type": "f32", "lora": lora, "parity_prompts": 3, "parity_tokens": 4}
    code, events = run_here(write_job(tmp_path, "export_gguf", **fields, hparams=hparams))
    assert code == 0
    error = next(event["logit_error"] for event in events if "logit_error" in event)
    assert error < 1e-4  # float32 rounding; a scale or a name that is wrong is off by far more
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"a.gguf", "parity.json"}
    assert not list((tmp_path / "out").glob(".tmp-*"))
    keys = header(tmp_path / "out/a.gguf")
    if lora == "separate":
        assert keys["general.type"] == "adapter" and keys["adapter.type"] == "lora"
        assert keys["adapter.lora.alpha"] == pytest.approx(32 if rank_stabilised else 16)
    changed = load_model(tiny)
    ids = torch.tensor([PROMPTS[0]])
    from peft import PeftModel

    adapted = PeftModel.from_pretrained(load_model(tiny), adapter).eval()
    assert not torch.allclose(changed(ids).logits, adapted(ids).logits, atol=0.1)


def test_an_adapter_that_is_more_than_lora_is_refused_as_a_file_of_its_own(
    tmp_path: Path, tiny: Path
) -> None:
    random_adapter(tmp_path / "adapter", tiny, modules_to_save=["embed_tokens"])
    fields = {"model": {"path": str(tiny)}, "adapter": {"path": "adapter"}, "hparams": {"lora": "separate"}}
    code, events = run_here(write_job(tmp_path, "export_gguf", **fields))
    assert code == 2
    assert events[-2]["code"] == "lora_only" and "merged" in events[-2]["hint"]


def test_an_adapter_of_another_model_and_a_folder_that_is_none_are_refused(
    tmp_path: Path, tiny: Path, tokenizer: Any
) -> None:
    from understudy_trainer.job import PretrainHparams
    from understudy_trainer.pretrain import build_model

    other = tmp_path / "other"
    build_model(PretrainHparams(layers=1, heads=2, ffn=64, ctx=512), tokenizer, "sdpa", 0).save_pretrained(
        other
    )
    random_adapter(tmp_path / "adapter", other)
    fields = {"model": {"path": str(tiny)}, "adapter": {"path": "adapter"}}
    code, events = run_here(write_job(tmp_path, "export_gguf", **fields))
    assert code == 2 and events[-2]["code"] == "other_base"
    fields["adapter"] = {"path": "nothing"}
    _, documents = run_here(write_job(tmp_path, "export_gguf", **fields), command="validate")
    assert documents[0]["problems"][0]["place"] == "adapter.path"
