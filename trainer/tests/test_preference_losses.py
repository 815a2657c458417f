"""The losses of SFT, DPO, IPO and KTO are those of the papers (and TRL's), and what they are made of."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from understudy_trainer.batches import IGNORED, collate
from understudy_trainer.data import Row
from understudy_trainer.dpo import pair_losses
from understudy_trainer.examples import Labelled
from understudy_trainer.export import load_model
from understudy_trainer.job import KtoHparams
from understudy_trainer.kto import balance, kto_losses, strangers
from understudy_trainer.logprobs import measure, once, row_logprobs
from understudy_trainer.sft import SftObjective
from understudy_trainer.tokenizer import load


def shaken(folder: Path, seed: int) -> Any:
    """The tiny model with other weights near its own."""
    model = load_model(folder)
    torch.manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            p += 0.02 * torch.randn_like(p)
    return model


def some_pairs(count: int) -> list[dict[str, Any]]:
    """Random ids in pairs; some tokens of the chosen answers do not count."""
    rng = np.random.default_rng(3)

    def ids() -> list[int]:
        return rng.integers(8, 300, rng.integers(2, 9)).tolist()

    made = [{"prompt_ids": ids(), "chosen_ids": ids(), "rejected_ids": ids()} for _ in range(count)]
    return [{**one, "chosen_mask": [k % 3 != 1 for k in range(len(one["chosen_ids"]))]} for one in made]


def as_rows(made: list[dict[str, Any]], name: str) -> list[Row]:
    rows = []
    for one in made:
        mask = one.get(f"{name}_mask", [True] * len(one[f"{name}_ids"]))
        weights = np.array([0] * len(one["prompt_ids"]) + [int(bit) for bit in mask], np.float32)
        rows.append(Row("r", np.array(one["prompt_ids"] + one[f"{name}_ids"], np.int32), weights))
    return rows


def log_ratios(model: Any, reference: Any, rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    ids, weights = collate(rows, 0)
    now, counts = row_logprobs(model, ids, weights)
    return now - row_logprobs(reference, ids, weights)[0], counts


def trl_trainer(name: str, folder: Path, tmp_path: Path, row: dict[str, Any], **config: Any) -> Any:
    import trl
    from datasets import Dataset

    args = getattr(trl, f"{name}Config")(
        output_dir=str(tmp_path / "trl"), use_cpu=True, bf16=False, report_to="none", **config
    )
    return getattr(trl, f"{name}Trainer")(
        model=shaken(folder, 1),
        ref_model=load_model(folder),
        args=args,
        train_dataset=Dataset.from_list([row] * 4),
        processing_class=load(str(folder)),
    )


def test_the_loss_of_fine_tuning_is_trls(tmp_path: Path, tiny: Path) -> None:
    import trl
    from datasets import Dataset

    rows = as_rows(some_pairs(4), "chosen")
    ids, weights = collate(rows, 0)
    labels = torch.where(weights > 0, ids, IGNORED)
    args = trl.SFTConfig(
        output_dir=str(tmp_path / "trl"),
        use_cpu=True,
        bf16=False,
        report_to="none",
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
    )
    trainer = trl.SFTTrainer(
        model=shaken(tiny, 1),
        args=args,
        train_dataset=Dataset.from_list([{"input_ids": [9, 9], "labels": [9, 9]}]),
        processing_class=load(str(tiny)),
    )
    expected = trainer.compute_loss(trainer.model, {"input_ids": ids, "labels": labels}).item()
    objective = SftObjective(shaken(tiny, 1), rows, [], 0, "fp32")
    every = list(range(len(rows)))
    assert objective.train(every).loss.item() / objective.scale(every) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("kind", ["sigmoid", "ipo"])
def test_the_pair_losses_are_trls(tmp_path: Path, tiny: Path, kind: Any) -> None:
    from trl.trainer.dpo_trainer import DataCollatorForPreference

    made = some_pairs(4)
    trainer = trl_trainer(
        "DPO", tiny, tmp_path, {"prompt": "a", "chosen": "b", "rejected": "c"}, loss_type=kind, beta=0.3
    )
    inputs = DataCollatorForPreference(pad_token_id=0)([dict(one) for one in made])
    for index, one in enumerate(made):
        start = len(one["prompt_ids"])
        inputs["completion_mask"][index, start : start + len(one["chosen_ids"])] = torch.tensor(
            one["chosen_mask"]
        )
    expected = trainer.compute_loss(trainer.model, inputs).item()
    model, reference = shaken(tiny, 1), load_model(tiny)
    chosen, chosen_tokens = log_ratios(model, reference, as_rows(made, "chosen"))
    rejected, rejected_tokens = log_ratios(model, reference, as_rows(made, "rejected"))
    found = pair_losses(kind, 0.3, chosen, rejected, chosen_tokens, rejected_tokens).mean().item()
    assert found == pytest.approx(expected, rel=1e-5)
    assert abs(expected - (math.log(2) if kind == "sigmoid" else 1 / 0.36)) > 1e-3


def test_the_kto_loss_is_trls(tmp_path: Path, tiny: Path) -> None:
    from trl.trainer.kto_trainer import DataCollatorForUnpairedPreference

    made = [
        {"prompt_ids": one["prompt_ids"], "completion_ids": one["rejected_ids"], "label": n % 2 == 0}
        for n, one in enumerate(some_pairs(4))
    ]
    strange = [made[n - 1]["completion_ids"] for n in range(4)]
    trainer = trl_trainer(
        "KTO",
        tiny,
        tmp_path,
        {"prompt": "a", "completion": "b", "label": True},
        beta=0.3,
        desirable_weight=1.5,
        per_device_train_batch_size=4,
        gradient_checkpointing=False,
        train_sampling_strategy="sequential",
    )
    inputs = DataCollatorForUnpairedPreference(pad_token_id=0)(
        [{**one, "KL_completion_ids": other} for one, other in zip(made, strange, strict=True)]
    )
    expected = trainer.compute_loss(trainer.model, inputs).item()
    model, reference = shaken(tiny, 1), load_model(tiny)
    mixed = [{**one, "completion_ids": other} for one, other in zip(made, strange, strict=True)]
    kl = max(0.0, log_ratios(model, reference, as_rows(mixed, "completion"))[0].mean().item())
    gains, _ = log_ratios(model, reference, as_rows(made, "completion"))
    good = torch.tensor([one["label"] for one in made])
    assert kto_losses(0.3, kl, gains, good, (1.5, 1.0)).mean().item() == pytest.approx(expected, rel=1e-5)


def test_log_probabilities_are_those_of_the_whole_logits_for_any_family(tiny: Path) -> None:
    model = load_model(tiny)
    ids, weights = collate(as_rows(some_pairs(3), "chosen"), 0)
    plain = torch.log_softmax(model(input_ids=ids).logits[:, :-1].float(), -1)
    expected = (plain.gather(-1, ids[:, 1:, None])[..., 0] * weights[:, 1:]).sum(1)
    torch.testing.assert_close(row_logprobs(model, ids, weights)[0], expected, atol=1e-4, rtol=1e-5)
    model.config.model_type = "some_other_family"
    found, counts = row_logprobs(model, ids, weights)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-5)
    assert counts.tolist() == weights[:, 1:].sum(1).tolist()


def test_the_reference_is_measured_once_for_the_same_rows_and_weights(tmp_path: Path, tiny: Path) -> None:
    rows = as_rows(some_pairs(5), "chosen")
    model = load_model(tiny)
    one_by_one = measure(model, rows, 0, "fp32", 1)
    asked: list[int] = []

    def compute(known: np.ndarray) -> None:
        asked.append(int(np.isnan(known).sum()))
        measure(model, rows[: len(known)], 0, "fp32", 1000, known=known)

    path, folder = tmp_path / "reference.npz", tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"first")
    np.testing.assert_allclose(once(path, rows, [folder], compute), one_by_one, atol=1e-4)
    once(path, rows, [folder], compute)
    assert asked == [5]
    once(path, rows[:4], [folder], compute)
    (folder / "model.safetensors").write_bytes(b"second")
    once(path, rows[:4], [folder], compute)
    assert asked == [5, 4, 4]


def test_an_interrupted_measurement_goes_on_where_it_was(tmp_path: Path, tiny: Path) -> None:
    rows, model = as_rows(some_pairs(6), "rejected"), load_model(tiny)
    forwards: list[int] = []
    model.register_forward_pre_hook(lambda *_: forwards.append(1))
    model.get_decoder().register_forward_pre_hook(lambda *_: forwards.append(1))

    def stop(done: int) -> None:
        if done == 2:
            raise InterruptedError

    path = tmp_path / "reference.npz"
    with pytest.raises(InterruptedError):
        once(path, rows, [], lambda known: measure(model, rows, 0, "fp32", 1, stop, known))
    assert len(forwards) == 2
    found = once(path, rows, [], lambda known: measure(model, rows, 0, "fp32", 1, known=known))
    assert len(forwards) == 6
    assert (found == measure(model, rows, 0, "fp32", 1)).all()


def test_strange_prompts_are_of_other_groups_and_each_answer_has_one_at_most() -> None:
    def one(group: str, length: int) -> Labelled:
        row = Row(group, np.arange(length, dtype=np.int32), np.ones(length, np.float32))
        return Labelled(group, 3, row, 1.0, group)

    examples = [one("a", 5), one("a", 6), one("b", 7), one("c", 50)]
    found = strangers(examples, [0, 1, 2, 3], 20)
    assert found == [(2, 0), (2, 1), (3, 2)]
    assert strangers(examples, [0, 1], 100) == []


def test_the_rarer_label_weighs_more_unless_weights_are_given() -> None:
    row = Row("r", np.zeros(2, np.int32), np.ones(2, np.float32))
    rows = [Labelled("r", 0, row, float(n < 6), str(n)) for n in range(8)]
    assert balance(KtoHparams(), rows) == (1.0, 3.0)
    assert balance(KtoHparams(undesirable_weight=2.0), rows) == (1.0, 2.0)
