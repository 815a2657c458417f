"""A Hugging Face folder as one GGUF file for llama.cpp: Llama, Qwen2 and Qwen3 shapes, f16, f32 or q8_0.

Layout facts that are easy to get wrong, each covered by the parity check: Llama's query and key rows are
interleaved (RoPE pairs neighbours), Qwen's are not; norms and biases stay f32; a tied output layer is left
out; markers are CONTROL tokens, other added ones USER_DEFINED, holes UNUSED.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from .failures import BadJob
from .tokenizer import QWEN2_PATTERN

ARCHITECTURES = {"llama": "llama", "qwen2": "qwen2", "qwen3": "qwen3"}
TYPES = {
    "f32": (gguf.GGMLQuantizationType.F32, gguf.LlamaFileType.ALL_F32),
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
}
LLAMA3_DIGITS = r"\p{N}{1,3}"


def check_config(config: Any, kind: str) -> None:
    """Raise BadJob for a model this exporter would get wrong."""
    if config.model_type not in ARCHITECTURES:
        raise BadJob(
            "unknown_architecture",
            f"{config.model_type} cannot be exported",
            f"Supported: {', '.join(ARCHITECTURES)}. Others: use llama.cpp's own converter.",
            "model.path",
        )
    rope = config.rope_parameters or {}
    if rope.get("rope_type", "default") != "default":
        raise BadJob(
            "rope_scaling", f"RoPE type {rope['rope_type']} is not supported", "Use llama.cpp's converter."
        )
    if kind == "q8_0" and (config.hidden_size % 32 or config.intermediate_size % 32):
        raise BadJob("q8_0_shape", "q8_0 needs rows of a multiple of 32", 'Use "type":"f16".', "hparams.type")


def write_gguf(model: Any, tokenizer: Any, path: Path, kind: str, name: str) -> None:
    """Write `model` (transformers, any dtype) and its tokenizer to `path`. Not atomic: the caller renames."""
    config = model.config
    check_config(config, kind)
    writer = gguf.GGUFWriter(path, ARCHITECTURES[config.model_type])
    try:
        _write_shape(writer, config, kind, name)
        _write_tokenizer(writer, tokenizer, config.vocab_size)
        for tensor_name, values, stored in _tensors(model, config, TYPES[kind][0]):
            packed = gguf.quants.quantize(values, stored)
            writer.add_tensor(tensor_name, packed, raw_dtype=stored)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _write_shape(writer: gguf.GGUFWriter, config: Any, kind: str, name: str) -> None:
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer.add_name(name)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(float((config.rope_parameters or {}).get("rope_theta", 10_000)))
    writer.add_vocab_size(config.vocab_size)
    writer.add_file_type(TYPES[kind][1])


def _write_tokenizer(writer: gguf.GGUFWriter, tokenizer: Any, vocab: int) -> None:
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    if spec["model"]["type"] != "BPE":
        raise BadJob(
            "unknown_tokenizer", "only byte-level BPE tokenizers are exported", "Use llama.cpp's converter."
        )
    tokens = [f"[UNUSED{index}]" for index in range(vocab)]
    types = [gguf.TokenType.UNUSED] * vocab
    for text, index in spec["model"]["vocab"].items():
        tokens[index], types[index] = text, gguf.TokenType.NORMAL
    for added in spec["added_tokens"]:
        tokens[added["id"]] = added["content"]
        types[added["id"]] = gguf.TokenType.CONTROL if added["special"] else gguf.TokenType.USER_DEFINED
    merges = spec["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(_pre_tokenizer(spec))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges([pair if isinstance(pair, str) else " ".join(pair) for pair in merges])
    end = tokenizer.eos_token_id
    writer.add_eos_token_id(end)
    writer.add_bos_token_id(end if tokenizer.bos_token_id is None else tokenizer.bos_token_id)
    writer.add_pad_token_id(end if tokenizer.pad_token_id is None else tokenizer.pad_token_id)
    writer.add_add_bos_token(False)
    if tokenizer.chat_template is not None:
        writer.add_chat_template(tokenizer.get_chat_template())


def _pre_tokenizer(spec: dict[str, Any]) -> str:
    """llama.cpp's name for the pre-tokenisation pattern; a wrong one silently changes text on its way
    back."""
    text = json.dumps(spec["pre_tokenizer"])
    if json.dumps(QWEN2_PATTERN)[1:-1] in text:
        return "qwen2"
    if json.dumps(LLAMA3_DIGITS)[1:-1] in text:
        return "llama-bpe"
    raise BadJob(
        "unknown_pattern",
        "the tokenizer splits text in a way that has no known llama.cpp name",
        "Supported: the patterns of Qwen2 and of Llama 3. Others: use llama.cpp's own converter.",
        "model.path",
    )


def interleave(weight: np.ndarray, heads: int) -> np.ndarray:
    """Rows of each head from [first halves, second halves] to pairs side by side, as llama.cpp's Llama wants
    them."""
    rows = weight.shape[0] // heads // 2
    return weight.reshape(heads, 2, rows, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def _tensors(model: Any, config: Any, kind: gguf.GGMLQuantizationType) -> Any:
    """(GGUF name, float32 values, stored type) of every tensor."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[config.model_type.upper()], config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        values = tensor.detach().to(torch.float32).cpu().numpy()
        if config.model_type == "llama":
            if ".q_proj." in name:
                values = interleave(values, config.num_attention_heads)
            elif ".k_proj." in name:
                values = interleave(values, config.num_key_value_heads)
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise BadJob(
                "unknown_tensor", f"tensor {name} has no place in a GGUF", "Merge adapters before export."
            )
        yield target, values, kind if values.ndim == 2 else gguf.GGMLQuantizationType.F32
