"""Merging: the arithmetic of the papers (and PEFT's), what is refused, and that every result is evaluated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import run_here, write_job
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils import merge_utils

from understudy_trainer.export import load_model
from understudy_trainer.job import PretrainHparams
from understudy_trainer.merging import agree, average, drop, merge_changes, trim
from understudy_trainer.model_files import Weights, tokenizer_identity, write_weights
from understudy_trainer.pretrain import build_model
from understudy_trainer.tokenizer import load, train_bpe, wrap


def some(count: int, *shape: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(shape, generator=generator) for _ in range(count)]


def checkpoint_near(folder: Path, target: Path, seed: int) -> Path:
    model = load_model(folder)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            p += 0.02 * torch.randn(p.shape, generator=generator)
    model.save_pretrained(target)
    load(str(folder)).save_pretrained(target)
    return target


def adapter_on(folder: Path, target: Path, seed: int, rank: int = 4) -> Path:
    torch.manual_seed(seed)
    config = LoraConfig(r=rank, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(load_model(folder), config)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_B" in name:
                p.normal_(std=0.05)
    model.save_pretrained(target)
    return target


def merge_job(folder: Path, inputs: list[Any], **more: Any) -> Path:
    given = [one if isinstance(one, dict) else {"path": str(one)} for one in inputs]
    return write_job(folder, "merge", inputs=given, **more)


def merged_change(folder: Path, base: Path, name: str) -> torch.Tensor:
    """What the adapter in `folder` adds to a weight of `base`."""
    model = PeftModel.from_pretrained(load_model(base), folder).merge_and_unload()
    return (model.state_dict()[name] - load_model(base).state_dict()[name]).detach()


def test_trim_keeps_the_largest_and_agree_means_over_the_elected_sign() -> None:
    assert trim(torch.tensor([[3.0, -1.0], [0.5, -4.0]]), 0.5).tolist() == [[3.0, 0.0], [0.0, -4.0]]
    changes = [torch.tensor([1.0, -2.0, 0.0]), torch.tensor([3.0, 1.0, 0.0]), torch.tensor([-2.0, 3.0, 0.0])]
    assert agree(changes, [1, 1, 1], "total").tolist() == [2.0, 2.0, 0.0]
    by_count = [torch.tensor([-9.0]), torch.tensor([1.0]), torch.tensor([2.0])]
    assert agree(by_count, [1, 1, 1], "total").tolist() == [-9.0]
    assert agree(by_count, [1, 1, 1], "frequency").tolist() == [1.5]


@pytest.mark.parametrize("majority", ["total", "frequency"])
def test_ties_and_task_arithmetic_are_pefts(majority: Any) -> None:
    changes, weights = some(3, 6, 5), [1.0, 0.5, 2.0]
    expected = merge_utils.ties(changes, torch.tensor(weights), 0.4, majority)
    found = merge_changes("ties", changes, weights, density=0.4, majority=majority, seed="s")
    torch.testing.assert_close(found, expected)
    expected = merge_utils.task_arithmetic(changes, torch.tensor(weights))
    found = merge_changes("linear", changes, weights, density=0.4, majority=majority, seed="s")
    torch.testing.assert_close(found, expected)


def test_dare_drops_at_random_and_keeps_the_expectation() -> None:
    change = torch.ones(200, 200)
    left = drop(change, 0.25, torch.Generator().manual_seed(3))
    assert set(left.unique().tolist()) == {0.0, 4.0}
    assert left.mean().item() == pytest.approx(1.0, abs=0.05)
    one, again, other = (
        merge_changes("dare_linear", [change], [1.0], density=0.5, majority="total", seed=seed)
        for seed in ("a", "a", "b")
    )
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_average_divides_by_the_sum_of_the_weights() -> None:
    assert average([torch.tensor([1.0]), torch.tensor([4.0])], [1, 2]).item() == pytest.approx(3.0)


@pytest.mark.parametrize("method", ["linear", "ties", "dare_linear", "dare_ties"])
def test_checkpoints_become_one_and_each_is_evaluated(
    tmp_path: Path, rows: Path, tiny: Path, method: str
) -> None:
    inputs = [checkpoint_near(tiny, tmp_path / f"in{seed}", seed) for seed in (1, 2)]
    job = merge_job(
        tmp_path,
        inputs,
        model={"path": str(tiny)},
        data={"eval": [{"path": str(rows)}], "format": "messages"},
        hparams={"method": method, "density": 0.5},
    )
    code, events = run_here(job)
    assert code == 0
    metrics = [event for event in events if event["t"] == "metric"]
    assert [event["role"] for event in metrics] == ["base", "input", "input", "merged"]
    assert all(event["eval_loss"] > 0 and 0 <= event["eval_turn_accuracy"] <= 1 for event in metrics)
    report = json.loads((tmp_path / "out/evaluation.json").read_text("utf-8"))
    assert [one["path"] for one in report["results"]] == [str(tiny), *map(str, inputs), "model"]
    before, after = load_model(tiny).state_dict(), load_model(tmp_path / "out/model").state_dict()
    changes = [load_model(folder).state_dict() for folder in inputs]
    for name, weight in before.items():
        expected = merge_changes(
            method,
            [one[name] - weight for one in changes],
            [1.0, 1.0] if "ties" in method else [0.5, 0.5],
            density=0.5,
            majority="total",
            seed=f"7:{name}",
        )
        torch.testing.assert_close(after[name], weight + expected, atol=1e-6, rtol=0)
    assert load(str(tmp_path / "out/model")).chat_template == load(str(tiny)).chat_template


def test_without_an_ancestor_checkpoints_are_averaged(tmp_path: Path, tiny: Path) -> None:
    inputs = [checkpoint_near(tiny, tmp_path / f"in{seed}", seed) for seed in (1, 2)]
    assert run_here(merge_job(tmp_path, [{"path": str(inputs[0]), "weight": 3.0}, inputs[1]]))[0] == 0
    one, two, made = (Weights(folder) for folder in [*inputs, tmp_path / "out/model"])
    name = "model.layers.0.mlp.up_proj.weight"
    expected = (3 * one.tensor(name) + 0.5 * two.tensor(name)) / 3.5
    torch.testing.assert_close(made.tensor(name), expected)


def test_the_sum_of_adapters_is_exact_and_svd_is_its_best_approximation(
    tmp_path: Path, rows: Path, tiny: Path
) -> None:
    name = "model.layers.0.self_attn.q_proj.weight"
    inputs = [adapter_on(tiny, tmp_path / f"in{rank}", rank, rank) for rank in (2, 4)]
    expected = sum(0.5 * merged_change(folder, tiny, name) for folder in inputs)
    found = {}
    for method, rank in (("linear", None), ("svd", 6), ("svd", None)):
        (tmp_path / f"{method}{rank}").mkdir()
        code, events = run_here(
            merge_job(
                tmp_path / f"{method}{rank}",
                inputs,
                model={"path": str(tiny)},
                data={"eval": [{"path": str(rows)}], "format": "messages"},
                hparams={"method": method, "rank": rank},
            )
        )
        assert code == 0
        roles = [event["role"] for event in events if event["t"] == "metric"]
        assert roles == ["base", "input", "input", "merged"]
        folder = tmp_path / f"{method}{rank}/out/adapter"
        found[rank, method] = merged_change(folder, tiny, name)
    torch.testing.assert_close(found[None, "linear"], expected, atol=1e-6, rtol=0)
    torch.testing.assert_close(found[6, "svd"], expected, atol=1e-5, rtol=0)
    kept = torch.linalg.svdvals(expected)
    error = torch.linalg.norm(found[None, "svd"] - expected)
    assert error.item() == pytest.approx(torch.linalg.norm(kept[4:]).item(), rel=1e-3)


@pytest.mark.parametrize(("method", "rank"), [("ties", None), ("dare_ties", None), ("ties", 3)])
def test_ties_on_adapters_gives_an_adapter_that_loads(
    tmp_path: Path, tiny: Path, method: str, rank: int | None
) -> None:
    inputs = [adapter_on(tiny, tmp_path / f"in{seed}", seed) for seed in (1, 2)]
    hparams = {"method": method, "rank": rank}
    made = []
    for name in "ab":
        (tmp_path / name).mkdir()
        assert (
            run_here(merge_job(tmp_path / name, inputs, model={"path": str(tiny)}, hparams=hparams))[0] == 0
        )
        made.append((tmp_path / name / "out/adapter/adapter_model.safetensors").read_bytes())
    assert made[0] == made[1]
    config = json.loads((tmp_path / "a/out/adapter/adapter_config.json").read_text("utf-8"))
    assert config["r"] == (rank or 4)
    assert (
        merged_change(tmp_path / "a/out/adapter", tiny, "model.layers.0.mlp.up_proj.weight").abs().sum() > 0
    )
    assert not list((tmp_path / "a/out").rglob(".tmp-*"))


def test_what_does_not_fit_together_is_refused_naming_it(tmp_path: Path, tiny: Path, tokenizer: Any) -> None:
    near = checkpoint_near(tiny, tmp_path / "near", 1)
    wide = tmp_path / "wide"
    build_model(PretrainHparams(layers=1, heads=1, ffn=128), tokenizer, "sdpa", 0).save_pretrained(wide)
    tokenizer.save_pretrained(wide)
    foreign = checkpoint_near(tiny, tmp_path / "foreign", 2)
    wrap(train_bpe(["quite other words"], 300)).save_pretrained(foreign)
    one, other = (adapter_on(tiny, tmp_path / f"a{rank}", 1, rank) for rank in (2, 4))
    cases: list[tuple[list[Any], dict[str, Any], str]] = [
        ([near, wide], {}, "different_shapes"),
        ([near, foreign], {}, "different_tokenizers"),
        ([near, one], {}, "mixed_inputs"),
        ([near, tmp_path], {}, "no_model"),
        ([near, near], {"hparams": {"method": "ties"}}, "no_base"),
        ([near, near], {"hparams": {"method": "svd"}}, "svd_needs_adapters"),
        ([{"path": str(near), "weight": 1.0}, {"path": str(near), "weight": -1.0}], {}, "weights_cancel"),
        ([one, other], {}, "no_base"),
        ([one, other], {"model": {"path": str(tiny)}, "hparams": {"method": "ties"}}, "different_ranks"),
    ]
    for inputs, more, code in cases:
        exit_code, documents = run_here(merge_job(tmp_path, inputs, **more), command="validate")
        assert exit_code == 2, code
        problem = documents[0]["problems"][0]
        assert problem["code"] == code
        assert problem["hint"]
    _, documents = run_here(merge_job(tmp_path, [near, wide]), command="validate")
    assert "model.layers.0.mlp.down_proj.weight" in documents[0]["problems"][0]["message"]


def test_plan_says_what_is_merged(tmp_path: Path, tiny: Path) -> None:
    near = checkpoint_near(tiny, tmp_path / "near", 1)
    code, documents = run_here(merge_job(tmp_path, [tiny, near]), command="plan")
    assert code == 0
    plan = documents[0]["plan"]
    assert (plan["inputs"], plan["of"], plan["weights"]) == (2, "checkpoints", [0.5, 0.5])


def test_weights_are_written_in_shards_that_transformers_reads(tmp_path: Path, tiny: Path) -> None:
    weights = Weights(tiny)
    tensors = ((name, weights.tensor(name)) for name in sorted(weights.shapes()))
    write_weights(tmp_path, tensors, shard=50_000)
    assert len(list(tmp_path.glob("model-*-of-*.safetensors"))) > 1
    (tmp_path / "config.json").write_bytes((tiny / "config.json").read_bytes())
    again = load_model(tmp_path).state_dict()
    for name, weight in load_model(tiny).state_dict().items():
        assert torch.equal(again[name], weight)
    assert Weights(tmp_path).shapes() == weights.shapes()
    assert tokenizer_identity(tmp_path) is None
