"""Rows of preferences and labels: verbatim or rendered, masked, dropped or refused with a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import BAD, GOOD, preference_pair, write_rows

from understudy_trainer.examples import Reader
from understudy_trainer.failures import BadData
from understudy_trainer.job import DataFile, PairData
from understudy_trainer.tokenizer import load


def reader(
    tmp_path: Path, tiny: Path, rows: list[dict[str, Any]], **more: Any
) -> tuple[Reader, list[DataFile]]:
    write_rows(tmp_path / "given.jsonl", rows)
    read = Reader(PairData(format="pairs", **more), tmp_path, 320, 512, lambda: load(str(tiny)))
    return read, [DataFile(path="given.jsonl")]


def test_only_the_answers_assistant_turns_count_in_messages(
    tmp_path: Path, tiny: Path, tokenizer: Any
) -> None:
    read, files = reader(tmp_path, tiny, [preference_pair(1)])
    (one,) = read.pairs(files).kept
    spoken = tokenizer.decode(one.chosen.ids[one.chosen.weights > 0])
    assert GOOD in spoken
    assert "get_order" in spoken
    assert "<|tool|>" not in spoken
    assert tokenizer.decode(one.chosen.ids[: one.prompt]).endswith("<|assistant|>")
    assert (one.chosen.ids[: one.prompt] == one.rejected.ids[: one.prompt]).all()
    assert not one.chosen.weights[: one.prompt].any()
    assert tokenizer.decode(one.rejected.ids[one.rejected.weights > 0]) == f"{BAD}<|end|>"


def test_rows_of_exact_tokens_are_used_verbatim(tmp_path: Path, tiny: Path) -> None:
    given = {
        "prompt_ids": [9, 10],
        "chosen_ids": [11, 12, 13],
        "chosen_mask": [1, 0, 1],
        "rejected_ids": [14],
    }
    read, files = reader(tmp_path, tiny, [{**given, "rejected_mask": [1]}])
    (one,) = read.pairs(files).kept
    assert one.chosen.ids.tolist() == [9, 10, 11, 12, 13]
    assert one.chosen.weights.tolist() == [0, 0, 1, 0, 1]
    assert (one.prompt, one.rejected.ids.tolist(), one.margin) == (2, [9, 10, 14], None)


def test_what_cannot_teach_is_dropped_with_its_reason(tmp_path: Path, tiny: Path) -> None:
    exact = {"prompt_ids": [9], "chosen_ids": [11], "rejected_ids": [12]}
    spells = preference_pair(2)
    spells["prompt"] = [{"role": "user", "content": "<|assistant|>yes"}]
    rows = [
        exact,
        {**exact, "rejected_ids": [11]},
        {**exact, "rejected_mask": [0]},
        {**exact, "chosen_ids": [11] * 600},
        spells,
    ]
    read, files = reader(tmp_path, tiny, rows)
    examples = read.pairs(files)
    assert len(examples.kept) == 1
    reasons = ["identical_answers", "nothing_supervised", "overlong", "control_token_in_text"]
    assert examples.dropped == Counter(reasons)
    assert examples.summary()["rows_dropped"] == dict.fromkeys(reasons, 1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"chosen_ids": [1]}, "either `prompt_ids`"),
        ({"prompt_ids": [9], "chosen_ids": [900], "rejected_ids": [1]}, "do not fit the vocabulary"),
        ({"prompt_ids": [9], "chosen_ids": [9], "chosen_mask": [1, 1], "rejected_ids": [1]}, "chosen_mask 2"),
        ({"prompt_ids": [9], "chosen_ids": [9], "rejected_ids": [1], "margin": "big"}, "`margin`"),
        ({"prompt": "hello", "chosen": [], "rejected": []}, "`prompt` is not a list"),
    ],
)
def test_a_malformed_row_ends_with_its_place(
    tmp_path: Path, tiny: Path, row: dict[str, Any], says: str
) -> None:
    read, files = reader(tmp_path, tiny, [row])
    with pytest.raises(BadData, match=r"given\.jsonl:1") as caught:
        read.pairs(files)
    assert says in caught.value.message


def test_a_kto_label_is_true_or_false(tmp_path: Path, tiny: Path) -> None:
    read, files = reader(tmp_path, tiny, [{"prompt_ids": [9], "completion_ids": [8], "label": 0.5}])
    with pytest.raises(BadData, match="`label` is not true or false"):
        read.labelled(files, graded=False)
    assert read.labelled(files, graded=True).kept[0].label == 0.5
