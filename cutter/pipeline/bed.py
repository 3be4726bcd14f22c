"""A cut with music under it: where somebody speaks in the cut, and so when the music steps back.

Knows nothing about how the sound is made.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.schema import Music, TimeRange
from cutter.timeline.place import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.wish import Wish
    from cutter.schema import Analysis, EditDecisionList


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
    return tuple(_merged(heard))


def _merged(spans: Iterable[TimeRange]) -> list[TimeRange]:
    merged: list[TimeRange] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = TimeRange(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
