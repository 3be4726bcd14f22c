"""Cuts for the tests of timelines: long lists whose every frame is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from cutter.schema import Clip, EditDecisionList, Output, Reason, Source, TimeRange

NTSC_FILM = Fraction(24000, 1001)
PAL = Fraction(25)
NTSC = Fraction(30000, 1001)


@dataclass(frozen=True)
class Truth:
    """A cut, and what each of its clips is in frames."""

    edl: EditDecisionList
    records: tuple[tuple[int, int], ...]
    """First frame and count in the cut."""
    materials: tuple[tuple[int, int, int], ...]
    """Source, and first frame and count in it."""


def two_hours(
    rate: Fraction,
    *,
    source_rate: Fraction | None = None,
    is_vfr: bool = False,
    sources: int = 1,
    clips: int = 700,
    timecode: str = "",
    hours: int = 2,
) -> Truth:
    """Return a cut of `clips` clips that lasts about `hours`, from films of three hours.

    Args:
        rate: of the cut.
        source_rate: of the films; the cut's own unless given.
        is_vfr: whether the films' frames lie off the grid of their nominal rate.
        sources: how many films.
        clips: how many clips.
        timecode: of the films' first frames.
        hours: how long the cut lasts.
    """
    chance = random.Random(5)
    source_rate = source_rate or rate
    length = 3 * 3600
    films = tuple(
        Source(
            f"/films/Der Film {number}.mp4",
            f"{number:032x}",
            Fraction(int(length * source_rate)) / source_rate,
            source_rate,
            width=1920,
            height=1080,
            is_vfr=is_vfr,
            sample_rate=48_000,
            channels=2,
            timecode=timecode,
        )
        for number in range(sources)
    )
    mean = int(hours * 3600 * rate / clips)
    made, records, materials = [], [], []
    at = 0
    for number in range(clips):
        film = number % sources
        count = chance.randrange(mean // 2, mean * 3 // 2)
        first = chance.randrange(0, int(length * source_rate) - int(2 * count * source_rate / rate))
        start = first / source_rate
        if is_vfr:
            # A frame of a variable rate lies anywhere near a place of the nominal rate's grid.
            start += Fraction(chance.randrange(-400, 400), 1000) / source_rate
        start = max(Fraction(0), start)
        span = TimeRange(start, start + count / rate)
        reasons = (Reason("sea", 1.25, "picture 0.31"), Reason("rain", -0.5, ""))
        made.append(Clip(film, (number,), span, span, 0.75, reasons, pinned=number % 50 == 0))
        passed = count if source_rate == rate else int(count * source_rate / rate + Fraction(1, 2))
        records.append((at, count))
        materials.append((film, first, passed))
        at += count
    output = Output(1920, 1080, rate)
    edl = EditDecisionList(films, tuple(made), output, "", "basic", at / rate, "film", 0.0)
    return Truth(edl, tuple(records), tuple(materials))
