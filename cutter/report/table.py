"""Turns a cut into rows of words, one for each clip. Knows nothing about terminals or pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import EditDecisionList, Reason, TimeRange

MINUS: Final = "\u2212"


@dataclass(frozen=True, slots=True)
class CutRow:
    """One clip of the cut, in words."""

    number: int
    """Place in the cut, from 1."""
    film_time: str
    """In and out point in the film: `1:20.0–1:23.5`."""
    length: str
    """In seconds: `3.50`."""
    shot: str
    """`#14`, or `#14@2` for the second film of several."""
    score: str
    reasons: str
    """What weighs most, for and against: `sunset over the sea +0.82, spiders −0.10`."""
    pinned: bool
    edges: str
    """How its sound goes beyond its picture and how it goes over into the next clip: `sound leads
    0.40 s, dissolve 0.48 s`; empty for straight cuts."""


def cut_rows(edl: EditDecisionList, *, reasons: int = 3) -> tuple[CutRow, ...]:
    """Return a row for each clip in playing order, with as many reasons as asked for."""
    films = len(edl.sources)
    return tuple(
        CutRow(
            number=number,
            film_time=span_words(clip.source_range),
            length=f"{float(clip.source_range.duration):.2f}",
            shot=" ".join(shot_name(clip.source, shot, films) for shot in clip.shots),
            score=signed(clip.score, plus=""),
            reasons=reason_words(clip.reasons, reasons),
            pinned=clip.pinned,
            edges=_edges(edl, number - 1),
        )
        for number, clip in enumerate(edl.clips, start=1)
    )


def _edges(edl: EditDecisionList, index: int) -> str:
    clip = edl.clips[index]
    picture, sound = clip.source_range, clip.audio_range
    told = [
        f"sound {how} {float(seconds):.2f} s"
        for how, seconds in (
            ("leads", picture.start - sound.start),
            ("enters late", sound.start - picture.start),
            ("ends early", picture.end - sound.end),
            ("trails", sound.end - picture.end),
        )
        if seconds > 0
    ]
    told += [
        f"{each.kind} {float(each.duration):.2f} s"
        for each in edl.transitions
        if each.after == index
    ]
    return ", ".join(told)


def shot_name(film: int, shot: int, films: int) -> str:
    """Return what a shot is called, as `--must` takes it: `#14`, or `#14@2` among several films."""
    return f"#{shot + 1}" if films == 1 else f"#{shot + 1}@{film + 1}"


def span_words(span: TimeRange) -> str:
    """Return a span as `1:20.0–1:23.5`."""
    return f"{clock_time(span.start)}–{clock_time(span.end)}"


def strongest(reasons: Sequence[Reason], most: int) -> tuple[Reason, ...]:
    """Return the reasons that weigh most, either way; those that round to nothing are dropped."""
    ranked = sorted(reasons, key=lambda reason: (-abs(reason.amount), reason.label))
    return tuple(reason for reason in ranked if abs(reason.amount) >= 0.005)[:most]


def reason_words(reasons: Sequence[Reason], most: int) -> str:
    """Return the strongest reasons in one line."""
    return ", ".join(f"{r.label} {signed(r.amount)}" for r in strongest(reasons, most))


def signed(amount: float, *, plus: str = "+") -> str:
    """Return a number with two decimals and its sign; no sign for nothing."""
    rounded = round(amount, 2)
    if rounded == 0:
        return "0.00"
    return f"{plus if rounded > 0 else MINUS}{abs(rounded):.2f}"
