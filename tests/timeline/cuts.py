"""Cuts made from numbers alone, for tests of where things lie in them."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction

from cutter.schema import (
    Chapter,
    Clip,
    Cue,
    CueTrack,
    EditDecisionList,
    Output,
    Source,
    TimeRange,
    Title,
)

Number = int | str | Fraction
RATE = Fraction(25)


def span(start: Number, end: Number) -> TimeRange:
    return TimeRange(Fraction(start), Fraction(end))


def track(language: str, *cues: tuple[Number, Number, str], title: str = "") -> CueTrack:
    made = tuple(Cue(span(start, end), text, language) for start, end, text in cues)
    return CueTrack(language, title, made)


def source(*tracks: CueTrack, chapters: Sequence[tuple[Number, str]] = ()) -> Source:
    made = tuple(Chapter(Fraction(start), title) for start, title in chapters)
    return Source("film.mp4", "0" * 32, Fraction(900), RATE, chapters=made, subtitles=tracks)


def clip(start: Number, end: Number, *, film: int = 0, heard: TimeRange | None = None) -> Clip:
    shown = span(start, end)
    return Clip(film, (0,), shown, heard or shown, 0.0, ())


def cut(
    sources: Sequence[Source],
    clips: Sequence[Clip],
    *,
    rate: Fraction = RATE,
    card: Number = 0,
    **output: object,
) -> EditDecisionList:
    """Return a cut; `card` is how many seconds of a title stand before it."""
    return EditDecisionList(
        sources=tuple(sources),
        clips=tuple(clips),
        output=dataclasses.replace(Output(320, 240, rate), **output),  # type: ignore[arg-type]
        profile="alice",
        model="basic",
        budget=Fraction(9),
        order="film",
        gap=0.0,
        titles=(Title("Now", Fraction(card), "start"),) if card else (),
    )
