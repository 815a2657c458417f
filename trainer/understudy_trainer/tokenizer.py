"""The embedded model's tokenizer: byte-level BPE, single digits, markers that no text can spell, a chat
template.

The pre-tokenisation pattern is Qwen2's because llama.cpp round-trips it under `pre="qwen2"` (README, GGUF).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

QWEN2_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

PAD, END = "<|pad|>", "<|end|>"
MARKERS = [PAD, "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", END, "<tool_call>", "</tool_call>"]

# A system block ends with one line of tools, names and argument names only; no newline separates messages.
CHAT_TEMPLATE = """\
{%- macro tool_line() -%}
tools:{% for tool in tools %}{% set f = tool.function if tool.function is defined else tool %}\
{% set known = f.parameters.properties if f.parameters is defined else {} %}\
 {{ f.name }}({{ known.keys() | list | join(', ') }}){% endfor %}
{%- endmacro -%}
{%- macro call(item) -%}
{%- set f = item.function if item.function is defined else item -%}
<tool_call>{"name":{{ f.name | tojson }},"arguments":{{ f.arguments if f.arguments is string \
else f.arguments | tojson(separators=(',', ':')) }}}</tool_call>
{%- endmacro -%}
{%- if tools and (not messages or messages[0].role != 'system') -%}
<|system|>{{ tool_line() }}<|end|>
{%- endif -%}
{%- for message in messages -%}
{%- if message.role == 'assistant' -%}
<|assistant|>{% generation %}{{ message.content or '' }}\
{%- for item in message.tool_calls or [] -%}{{ call(item) }}{%- endfor -%}<|end|>{% endgeneration %}
{%- else -%}
<|{{ message.role }}|>{{ message.content or '' }}\
{%- if tools and loop.first and message.role == 'system' -%}{{ '\\n' + tool_line() }}{%- endif -%}<|end|>
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}
"""


def train_bpe(texts: Iterable[str], vocab: int) -> Tokenizer:
    """A byte-level BPE of at most `vocab` entries: the markers first (ids 0-7), 256 bytes, then merges."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocab,
            special_tokens=[AddedToken(marker, special=True, normalized=False) for marker in MARKERS],
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        ),
    )
    return tokenizer


def wrap(tokenizer: Tokenizer) -> Any:
    """The transformers tokenizer around a trained BPE, with the chat template and the end token as EOS."""
    from transformers import PreTrainedTokenizerFast

    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=MARKERS[1],
        eos_token=END,
        pad_token=PAD,
        clean_up_tokenization_spaces=False,
        padding_side="right",
    )
    wrapped.chat_template = CHAT_TEMPLATE
    return wrapped


def load(path: str) -> Any:
    """The tokenizer of a Hugging Face folder, never from the network."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(path, local_files_only=True)
