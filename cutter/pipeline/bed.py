"""A cut with music under it: when that steps back for speech, and the cuts drawn to its beats.

Knows nothing about how the sound is made.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import Music, TimeRange, merged
from cutter.timeline.place import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.guards import Guards
    from cutter.edit.request import CutRequest
    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.wish import Wish
    from cutter.schema import Analysis, Clip, EditDecisionList, FilmRecord, Title


def with_music(
    edl: EditDecisionList,
    analyses: Sequence[Analysis],
    wish: Wish,
    policy: MediaPolicy | None = None,
) -> EditDecisionList:
    """Return a cut with the music that somebody wished, stepping back where somebody speaks.

    Args:
        edl: the cut.
        analyses: of its films, in the order of its sources.
        wish: what the cut shall be like.
        policy: the most that the music may be; the usual unless given.

    Raises:
        SourceNotFound: there is no such file.
        InputError: the file cannot be read as sound.
    """
    if wish.music is None:
        return edl
    from cutter.media.music import open_music

    found = open_music(wish.music, policy)
    music = Music(
        path=found.path.as_posix(),
        fingerprint=found.fingerprint,
        level=wish.music_level,
        ducked=min(wish.music_level, wish.music_ducked),
        speech=speech_in(edl, analyses),
    )
    return dataclasses.replace(edl, music=music)


_NEAR: Final = Fraction(10)
"""Seconds around what a clip may show in which its sound may end."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The beats of a piece of music."""

    beats: tuple[Fraction, ...]
    """Seconds from its first sample, ascending."""
    length: Fraction
    """Of the music, in seconds."""

    def in_cut(self, duration: Fraction) -> tuple[Fraction, ...]:
        """Return when beats are heard in a cut of that length, in seconds."""
        from cutter.timeline.music import beats_in_cut

        return beats_in_cut(self.beats, self.length, Fraction(0), duration)


def rhythm_of(wish: Wish, policy: MediaPolicy | None = None) -> Rhythm | None:
    """Return the beats that cuts are to be drawn to; None where that is not wished.

    Raises:
        UsageError: what finds beats is not installed.
        InputError: the music cannot be read.
    """
    if not wish.on_beat or wish.music is None:
        return None
    from cutter.media.beats import beats
    from cutter.media.music import open_music

    found = open_music(wish.music, policy)
    return Rhythm(beats(found.path, policy=policy), found.duration)


def drawn_to_beats(
    clips: Sequence[Clip],
    films: Sequence[FilmRecord],
    guards: Sequence[Guards],
    request: CutRequest,
    rhythm: Rhythm,
    titles: Sequence[Title],
) -> tuple[tuple[Clip, ...], str]:
    """Return the clips with as many joints on beats as can be, and a note on how many.

    Args:
        clips: in playing order.
        films: by the clips' `source`.
        guards: of each film.
        request: what was asked for.
        rhythm: of the music, which begins with the cut's first frame.
        titles: the card before the clips delays them.
    """
    from cutter.edit.beats import joints_on_beats, on_beats
    from cutter.edit.rooms import rooms_of

    rate = request.frame_rate
    begin = sum((title.duration for title in titles if title.place == "start"), Fraction(0))
    duration = begin + sum((clip.source_range.duration for clip in clips), Fraction(0))
    beats = rhythm.in_cut(duration)
    rooms = rooms_of(clips, films, request)
    near = [
        guards[clip.source].within(TimeRange(room.start - _NEAR, room.end + _NEAR))
        for clip, room in zip(clips, rooms, strict=True)
    ]
    moved = on_beats(clips, beats, frame_rate=rate, rooms=rooms, guards=near, begin=begin)
    landed = joints_on_beats(moved, beats, frame_rate=rate, begin=begin)
    return moved, on_landed(landed, len(moved) - 1)


def on_landed(landed: int, joints: int) -> str:
    """Return how many joints lie on beats, in words; nothing where all do."""
    if not joints:
        return "one clip has no joint to lie on a beat of the music"
    if landed == joints:
        return ""
    lie = "lies" if landed == 1 else "lie"
    return (
        f"{landed} of {joints} {'joint' if joints == 1 else 'joints'} {lie} on a beat of the music"
    )


def speech_in(edl: EditDecisionList, analyses: Sequence[Analysis]) -> tuple[TimeRange, ...]:
    """Return when somebody speaks in a cut, in its own time; ordered, apart from each other."""
    rate = edl.output.frame_rate
    heard = []
    for piece in place(edl):
        clip, film = edl.clips[piece.clip], analyses[piece.source].film
        shift = piece.first / rate - piece.start
        for span in (*film.speech, *(cue.span for cue in film.cues)):
            part = span.intersection(clip.audio_range)
            if part is not None:
                heard.append(part.shifted(shift))
    return merged(heard)
