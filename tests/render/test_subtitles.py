"""Cues in the forms that files hold are read as the same words at the same times."""

import itertools
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.media.cuefile import parse
from cutter.media.cuefix import written
from cutter.render.subtitles import harmless, one_at_a_time, samples, srt
from cutter.schema import Cue, TimeRange

times = st.fractions(min_value=0, max_value=7200, max_denominator=24000)
# As files have them: what looks like markup is told as such, or by name.
pieces = [
    "word",
    "слово",
    "日",
    " ",
    "<i>",
    "&lt;b&gt;",
    "&lt;3",
    "{\\an8}",
    "&#123;x&#125;",
    "\\N",
]
pieces += ["&#92;N", "--&gt;", "-->", "- ", "12", "\u200e"]
lines = st.lists(st.sampled_from(pieces), min_size=1, max_size=6).map("".join)


@st.composite
def cues(draw: st.DrawFn) -> Cue:
    start = draw(times)
    length = draw(st.fractions(min_value=Fraction(1, 10), max_value=9, max_denominator=24000))
    # As cues come into a plan.
    text = written("\n".join(draw(st.lists(lines, min_size=1, max_size=3)))) or "word"
    return Cue(TimeRange(start, start + length), text, "")


@settings(max_examples=40)
@given(st.lists(cues(), max_size=6))
def test_a_file_beside_the_cut_is_read_as_the_words_that_were_to_be_shown(said: list[Cue]) -> None:
    found, faults = parse(srt(said), Path("cut.srt"), Fraction(25)) if said else ([], [])
    assert faults == []
    wanted = samples(said, 1000)
    told = [(int(raw.start * 1000), int(raw.end * 1000)) for raw in found]
    assert told == [one[:2] for one in wanted]
    for raw, one in zip(found, wanted, strict=True):
        assert raw.text == one.text
        # Where markup is taken away, all of it is left.
        assert written(raw.text) == raw.text.replace("\u2060", "")
    for cue in said:
        start = min((one.start for one in wanted), key=lambda s: abs(s - cue.span.start * 1000))
        assert abs(Fraction(start, 1000) - cue.span.start) <= Fraction(1, 2000)


@given(st.text("<>{}-\\Nhi/ \n\r", max_size=40))
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once
    assert not {"{", "}"} & set(once)
    assert "-->" not in once
    assert "\n\n" not in once


@settings(max_examples=40)
@given(st.lists(cues(), max_size=7), st.sampled_from([10, 1000]))
def test_one_sample_after_the_other_holds_the_words_of_all(said: list[Cue], ticks: int) -> None:
    near = [
        Cue(cue.span.shifted(-cue.span.start + cue.span.start % 7), cue.text, "") for cue in said
    ]
    shown = samples(near, ticks)
    flat = list(one_at_a_time(shown))
    assert all(one.start < one.end for one in flat)
    assert all(one.end <= other.start for one, other in itertools.pairwise(flat))
    for moment in range(0, 17 * ticks, max(1, ticks // 10)):
        standing = [one.text for one in shown if one.start <= moment < one.end]
        there = [one.text for one in flat if one.start <= moment < one.end]
        assert there == (["\n".join(standing)] if standing else [])
