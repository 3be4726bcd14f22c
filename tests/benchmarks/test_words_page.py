"""The table of docs/sentences.md is what is measured, on the lines that the film really has."""

import json
import re

import pytest

from benchmarks.words.__main__ import gain, rows
from benchmarks.words.said import LINES, SAMPLE
from cutter.eyes.words import terms
from tests.films import ROOT, SAMPLE_TRUTH
from tests.sentence_model import minilm_folder

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_the_lines_are_those_of_the_sample_film() -> None:
    truth = json.loads(SAMPLE_TRUTH.read_text(encoding="utf-8"))
    assert [line for line, _ in SAMPLE] == [cue["text"] for cue in truth["cues"]]


def test_no_phrase_says_its_line_in_the_line_s_own_words() -> None:
    for line, phrases in (*SAMPLE, *LINES):
        for phrase in phrases:
            assert set(terms(phrase)) - set(terms(line)), phrase


@pytest.mark.slow
def test_the_page_s_figures_are_those_measured() -> None:
    page = (ROOT / "docs" / "sentences.md").read_text(encoding="utf-8")
    folder = minilm_folder()
    for row in rows(folder):
        start = row[: row.index("|", row.index("|", 1) + 1) + 1]
        (told,) = [line for line in page.splitlines() if line.startswith(start)]
        # Another machine's last bits may turn one phrase of 48.
        measured = [float(each) for each in NUMBER.findall(row.removeprefix(start))]
        written = [float(each) for each in NUMBER.findall(told.removeprefix(start))]
        assert written == pytest.approx(measured, abs=2.5), row
    assert gain(folder) in " ".join(page.split())
