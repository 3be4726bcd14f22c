"""Findings as text and JSON: verdicts on targets, tables, and the page."""

import json

import pytest

from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Better, Finding, Plot, Table, Target
from benchmarks.page import markdown, page

WANTED = Target("pass ÷ decode", 1.3, "less", stretch=1.15)


def finding() -> Finding:
    return Finding(
        "analysis",
        "Analysis",
        text=["What it is."],
        tables=[Table("Costs", ("what", "s"), (("a|b", "1.2"), ("c", "3")), "A note.")],
        targets=[WANTED.with_(Spread(1.21, 1.2, 1.3, 3)), WANTED.with_(None, "no film")],
        plots=[Plot("analysis", "Time", "bars", "s", ("a",), (1.0,), (0.9,), (1.1,))],
        failures={"peer": "exit code 1"},
        about={
            "when": "2026-01-02 03:04 UTC",
            "repeats": 3,
            "quick": True,
            "seconds": 12.3,
            "load_before": 0.1,
            "load_after": 1.2,
        },
        samples={"a": [{"wall": 1.0, "cpu": 1.0, "peak": 2.0, "details": {}}]},
    )


@pytest.mark.parametrize(
    ("measured", "better", "verdict"),
    [
        (1.1, "less", "met, stretch met"),
        (1.2, "less", "met"),
        (1.3, "less", "met"),
        (1.43, "less", "**missed** by 10%"),
        (1.302, "less", "**missed** by less than 1 %"),
        (1.3, "more", "met, stretch met"),
        (0.65, "more", "**missed** by 50%"),
    ],
)
def test_a_target_s_verdict_says_by_how_much_it_is_missed(
    measured: float, better: Better, verdict: str
) -> None:
    wanted = Target("x", 1.3, better, stretch=1.15 if better == "less" else 1.2)
    target = wanted.with_(Spread(measured, measured, measured, 1))
    assert target.verdict() == verdict
    assert target.is_met == verdict.startswith("met")


def test_a_target_without_a_figure_says_why_and_is_not_met() -> None:
    target = WANTED.with_(None, "no GPU is here")
    assert (target.verdict(), target.text(), target.is_met) == ("no GPU is here", "–", False)
    assert WANTED.wanted() == "≤ 1.3 (stretch 1.15)"


def test_a_finding_comes_back_from_json_as_it_was() -> None:
    stored = json.loads(json.dumps(finding().stored()))
    assert Finding.read(stored) == finding()


def test_a_table_s_cells_cannot_break_it() -> None:
    lines = markdown(finding().tables[0]).splitlines()
    assert lines == ["| what | s |", "| --- | --- |", "| a\\|b | 1.2 |", "| c | 3 |"]


def test_the_page_tells_targets_failures_quickness_and_versions() -> None:
    text = page([finding()], {"processor": "a fast one"}, {"av": "18.1"})
    assert "| pass ÷ decode | ≤ 1.3 (stretch 1.15) | 1.21 (1.20–1.30) | 3 | met |" in text
    assert "| pass ÷ decode | ≤ 1.3 (stretch 1.15) | – | – | no film |" in text
    assert "| peer | exit code 1 |" in text
    assert "**Something failed** in: Analysis" in text
    assert "**From a quick run**" in text
    assert "a fast one" in text
    assert "av 18.1" in text
    assert "![Time](images/bench-analysis.png)" in text
