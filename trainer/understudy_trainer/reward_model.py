"""A reward model: a language model whose output layer is one number, read after an answer's last token."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification

from .arithmetic import autocast, choose_device
from .batches import collate
from .data import Row
from .failures import BadJob
from .job import AdapterSpec, ModelSpec
from .policy import load_policy

CARD = "reward.json"


def load_reward_model(
    spec: ModelSpec, adapter: AdapterSpec | None, base: Path, device: torch.device, dtype: str, pad: int
) -> Any:
    """A model with a score head: the one in the folder where it has one, else a new one (seeded by torch's
    generator). Raises BadJob."""
    if adapter is not None and adapter.init_from is not None:
        config = json.loads((base / adapter.init_from / "adapter_config.json").read_text("utf-8"))
        if config.get("task_type") != "SEQ_CLS":
            hint = "Merge that adapter into its model first and name the merged model as model.path."
            raise BadJob("no_score_head", "the adapter is not a reward model's", hint, "adapter.init_from")
    options = {"num_labels": 1, "pad_token_id": pad}
    head = AutoModelForSequenceClassification
    try:
        model = load_policy(spec, adapter, base, device, dtype, head=head, task="SEQ_CLS", **options)
    except ValueError as error:
        if "Unrecognized configuration" not in str(error):
            raise
        hint = "Use a Llama, Qwen, Mistral, Gemma or another family with a sequence classifier."
        raise BadJob(
            "no_reward_head", "this family has no score head in transformers", hint, "model.path"
        ) from error
    _inner(model).score.float()  # scores that differ little must not fall together
    return model


def _inner(model: Any) -> Any:
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def scores(model: Any, rows: Sequence[Row], pad: int, dtype: str) -> tuple[torch.Tensor, int]:
    """(the score of each row, float32 [rows]; padded tokens). Rows must not be empty."""
    inner = _inner(model)
    device = next(inner.parameters()).device
    ids = collate(rows, pad)[0].to(device)
    last = torch.tensor([len(row.ids) - 1 for row in rows], device=device)
    with autocast(dtype, device):
        backbone = getattr(inner, inner.base_model_prefix)
        hidden = backbone(input_ids=ids, use_cache=False).last_hidden_state
    found = inner.score(hidden[torch.arange(len(rows), device=device), last].float())
    return found[:, 0].float(), ids.numel()


def write_card(folder: Path, card: dict[str, Any], base: Path | None) -> None:
    """`reward.json` beside the weights. `base` is the model under an adapter, kept relative to `folder`, so
    that both can move together."""
    named = {}
    if base is not None:
        same_drive = base.resolve().anchor == folder.resolve().anchor
        named["base"] = Path(os.path.relpath(base, folder) if same_drive else base.resolve()).as_posix()
    (folder / CARD).write_text(json.dumps({"v": 1, **card, **named}, indent=1), "utf-8")


class RewardModel:
    """A finished reward model, for scoring."""

    def __init__(self, folder: Path) -> None:
        """Raises BadJob when `folder` holds none."""
        from .tokenizer import load

        card = folder / CARD
        if not card.is_file():
            hint = "Name the folder `out/model` or `out/adapter` of a job of kind reward."
            raise BadJob("no_reward_model", f"{folder} holds no {CARD}", hint)
        self.card = json.loads(card.read_text("utf-8"))
        device = choose_device()
        self._tokenizer = load(str(folder))
        self.pad = self._tokenizer.pad_token_id or 0
        self.dtype = "bf16" if device.type == "cuda" and torch.cuda.is_bf16_supported() else "fp32"
        adapted = (folder / "adapter_config.json").is_file()
        base = folder / self.card["base"] if adapted else folder
        if not (base / "config.json").is_file():
            hint = "Put the base model there, or train with merge_adapter for a folder that stands alone."
            raise BadJob("no_model", f"the base model {base} is not there", hint, str(card))
        spec = ModelSpec(path=str(base), dtype="fp32")
        self.model = load_reward_model(spec, None, folder, device, self.dtype, self.pad)
        if adapted:
            from peft import PeftModel

            self.model = PeftModel.from_pretrained(self.model, folder)
            _inner(self.model).score.float()
        self.model.eval()

    @property
    def tokenizer(self) -> Any:
        return self._tokenizer

    @torch.no_grad()
    def score(self, rows: Sequence[Row]) -> list[tuple[float, float]]:
        """(score, value) of each row. The value is a probability: of a good label, or of a model made from
        pairs, of winning against an average training answer (Bradley-Terry)."""
        found = scores(self.model, rows, self.pad, self.dtype)[0]
        values = torch.sigmoid(found - (self.card["mean"] if self.card["kind"] == "pairs" else 0.0))
        return list(zip(found.tolist(), values.tolist(), strict=True))
