"""The goals of exactness hold on what was measured elsewhere."""

from pathlib import Path

import pytest

from benchmarks.hardware import main


@pytest.mark.shared
def test_the_goals_are_met(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reached = main(["--truth", str(shared / "facts" / "hardware_truth.csv")])
    told = capsys.readouterr().out
    assert reached == 0, told
    assert "0 false" in told
