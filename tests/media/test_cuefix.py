"""Cues come out as plain words, positive, sorted and inside the film, whatever went in."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.media.cuefix import LONGEST_TEXT, MOST_CUES, RawCue, clean, plain

END = Fraction(100)
times = st.fractions(-50, 300, max_denominator=1000)
raw_cues = st.builds(RawCue, times, times, st.text(max_size=40))


@given(st.lists(raw_cues, max_size=30))
def test_cleaned_cues_are_sorted_positive_inside_and_never_empty(raw: list[RawCue]) -> None:
    cues, _ = clean(raw, END, "x.srt")
    assert list(cues) == sorted(cues, key=lambda cue: (cue.span.start, cue.span.end))
    for cue in cues:
        assert 0 <= cue.span.start < cue.span.end <= END
        assert cue.text == " ".join(cue.text.split())
        assert any(char.isalnum() for char in cue.text)


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    once = plain(text)
    assert all(char.isprintable() for char in once)
    assert len(once) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<i>Hello</i> <font color='red'>you</font>", "Hello you"),
        ("{\\an8}{\\b1}Up here", "Up here"),
        ("one\\Ntwo\\nthree\\hfour", "one two three four"),
        ("- Who is there?\n- Me.", "Who is there? Me."),
        ("–Who?", "Who?"),
        ("♪ La la la ♪", "La la la"),
        ("♪♫", ""),
        ("...", ""),
        ("<v Bob>Hi &amp; bye&nbsp;now <00:00:01.500>then", "Hi & bye now then"),
        ("I am <3 years old, 5 > 4", "I am <3 years old, 5 > 4"),
        ("\u202bשלום\u202c\ufeff", "שלום"),
        ("e\u0301tude", "étude"),
        ("twenty-one - or two", "twenty-one - or two"),
        ("tab\there\0", "tab here"),
    ],
)
def test_markup_and_ornaments_go_and_words_stay(text: str, words: str) -> None:
    assert plain(text) == words


def test_faults_are_counted_in_words() -> None:
    raw = [
        RawCue(Fraction(5), Fraction(5), "ends as it begins"),
        RawCue(Fraction(6), Fraction(4), "ends before"),
        RawCue(Fraction(-2), Fraction(3), "early"),
        RawCue(Fraction(-4), Fraction(-2), "too early"),
        RawCue(Fraction(99), Fraction(120), "late"),
        RawCue(Fraction(100), Fraction(101), "too late"),
        RawCue(Fraction(1), Fraction(4), "fine"),
    ]
    cues, warnings = clean(raw, END, "x.srt")
    assert [(cue.text, int(cue.span.start), int(cue.span.end)) for cue in cues] == [
        ("early", 0, 3),
        ("fine", 1, 4),
        ("late", 99, 100),
    ]
    assert sorted(warnings) == [
        "x.srt: 1 cue shortened, because they begin before the film",
        "x.srt: 2 cues left out, because they end before they begin",
        "x.srt: 2 cues left out, because they lie outside the film",
    ]


def test_overlapping_cues_are_kept() -> None:
    raw = [RawCue(Fraction(1), Fraction(9), "long"), RawCue(Fraction(2), Fraction(3), "short")]
    assert [cue.text for cue in clean(raw, END, "x")[0]] == ["long", "short"]


def test_subtitles_of_another_film_are_suspected() -> None:
    raw = [RawCue(Fraction(k), Fraction(k + 1), "word") for k in range(95, 195)]
    cues, warnings = clean(raw, END, "x.srt")
    assert len(cues) == 5
    assert any("another film" in warning for warning in warnings)
    _, warnings = clean(raw[:40], END, "x.srt")
    assert not any("another film" in warning for warning in warnings)


def test_too_many_and_too_long_cues_are_cut_quickly() -> None:
    begun = time.monotonic()
    raw = [RawCue(Fraction(1), Fraction(2), "word")] * (MOST_CUES + 3)
    cues, warnings = clean(raw, END, "x.srt")
    assert len(cues) == MOST_CUES
    assert any("3 cues left out" in warning for warning in warnings)
    for hostile in ("1" * 10**6, "<" * 10**6, "{" * 10**6, "<a" * 10**6, "-" * 10**6, "&" * 10**6):
        assert len(plain(hostile)) <= LONGEST_TEXT
    long = clean([RawCue(Fraction(1), Fraction(2), "x" * 5000)], END, "x.srt")
    assert len(long[0][0].text) == LONGEST_TEXT
    assert long[1] == ("x.srt: 1 cue shortened to 2,000 characters",)
    assert time.monotonic() - begun < 10
