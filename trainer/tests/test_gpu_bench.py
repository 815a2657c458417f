"""bench/gpu runs to its end on a tiny shape; its figures mean nothing without a GPU."""

from __future__ import annotations

import runpy

import pytest
from conftest import ROOT

BENCH = ROOT.parent / "bench/gpu/measure.py"


@pytest.mark.skipif(not BENCH.exists(), reason="the trainer stands alone here")
def test_the_gpu_measurements_run_to_their_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["measure.py", "--smoke"])
    runpy.run_path(str(BENCH), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0].split(", ")[-1] for line in lines[1:]] == [
        "LoRA sft",
        "QLoRA sft",
        "policy-gradient step",
    ]
    assert "% of the peak" in lines[1]
    monkeypatch.setattr("sys.argv", ["measure.py"])
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(SystemExit):
        runpy.run_path(str(BENCH), run_name="__main__")
