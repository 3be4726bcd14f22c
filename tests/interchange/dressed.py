"""Cuts with what goes round their clips: split edits, transitions, cards, music, two films."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

from cutter.schema import (
    Chapter,
    Clip,
    Cue,
    CueTrack,
    EditDecisionList,
    Focus,
    Framing,
    Music,
    Output,
    Reason,
    SoundTrack,
    Source,
    TimeRange,
    Title,
    Transition,
)
from tests.interchange.cuts import NTSC, PAL, Truth

HOSTILE = "Tom & \"Jerry\" <b>'s'</b> ]]> --> ünï 日本 😀 #timecode# \\"
"""Words that no timeline may stumble over."""
LEAD, TRAIL, JOIN = 8, 7, 12
"""Frames of the cut: by how much sound leads or trails, and how long transitions are."""


def split(truth: Truth) -> tuple[EditDecisionList, dict[int, tuple[int, int]]]:
    """Return a long list with J and L cuts and transitions, all far enough from each other.

    Returns:
        The cut, and for each clip whose sound has its own edges by how many frames of the cut it
        begins earlier and ends later.
    """
    rate = truth.edl.output.frame_rate
    clips, moved = list(truth.edl.clips), {}
    for number in range(2, len(clips) - 1, 5):
        lead, trail = (LEAD, 0) if number % 2 else (0, TRAIL)
        span = clips[number].source_range
        if span.start < 2:
            continue
        sound = TimeRange(span.start - lead / rate, span.end + trail / rate)
        clips[number] = dataclasses.replace(clips[number], audio_range=sound)
        moved[number] = lead, trail
    joins = tuple(
        Transition(number, "dip" if number % 20 == 9 else "dissolve", JOIN / rate)
        for number in range(9, len(clips) - 2, 10)
        if min(clips[n].source_range.start for n in (number, number + 1)) > 2
    )
    return dataclasses.replace(truth.edl, clips=tuple(clips), transitions=joins), moved


def film(name: str, rate: Fraction, **told: object) -> Source:
    """Return a film of an hour in stereo."""
    known: dict[str, object] = {"width": 1920, "height": 1080, "sample_rate": 48_000, "channels": 2}
    return Source(
        f"/films/{name}.mp4",
        "0123456789abcdef" * 2,
        Fraction(3600),
        rate,
        **{**known, **told},  # type: ignore[arg-type]
    )


def dressed(rate: Fraction = PAL) -> EditDecisionList:
    """Return a short cut that has everything that a plan can say."""
    speech = CueTrack("de", "full", (Cue(TimeRange(Fraction(41), Fraction(42)), HOSTILE, "de"),))
    films = (
        film(
            "a b#c%d?é & Tom",
            rate,
            timecode="10:00:00:00",
            audio=2,
            chapters=(Chapter(Fraction(0), "One"),),
            subtitles=(speech,),
        ),
        film("other", NTSC, timecode="01:02:03;04", width=1280, height=720, is_vfr=True),
    )
    reasons = (Reason("sea", 1.5, HOSTILE), Reason("rain, wind", -0.25, ""))
    clips = []
    for number in range(6):
        start = Fraction(40 + 100 * number) + Fraction(number, 1001)
        span = TimeRange(start, start + 3 + Fraction(number, 7))
        heard = TimeRange(span.start - (number == 3) * Fraction(1, 3), span.end)
        clips.append(Clip(number % 2, (number, number + 1), span, heard, 0.5, reasons, number == 3))
    crop = Framing("crop", (Focus(Fraction(40), 0.25, 0.5), Focus(Fraction(42), 0.5, 0.5)))
    return EditDecisionList(
        sources=films,
        clips=tuple(clips),
        output=Output(1080, 1920, rate, crf=18, burnt_in="", chapters="clips"),
        profile=HOSTILE,
        model="basic",
        budget=Fraction(20),
        order="arc",
        gap=0.125,
        notes=("one note", HOSTILE),
        kind="trailer",
        transitions=(
            Transition(0, "dissolve", 12 / rate),
            Transition(1, "dip", 10 / rate),
            Transition(3, "dissolve", 8 / rate),
        ),
        reframe=(crop, Framing("pad"), Framing("blur"), crop, Framing("crop"), Framing("pad")),
        titles=(
            Title(HOSTILE, Fraction(5, 2) + Fraction(1, 999), "start"),
            Title("The end\nof it\x07", Fraction(2), "end"),
        ),
        music=Music(
            "/music/a song.flac",
            "f" * 32,
            -14.5,
            -26.0,
            (TimeRange(Fraction(3), Fraction(4)), TimeRange(Fraction(17, 4), Fraction(6))),
            Fraction(7, 3),
        ),
        loudness=-16.0,
        other_sound=(SoundTrack("de", "Deutsch", (3, None)),),
    )
