"""Opens a written cut again and compares it with what was planned.

ffmpeg's exit code is no evidence: it is 0 for a full disk too. Only the file itself is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import InputError, VerificationFailed
from cutter.media.chapters import MOST_CHAPTERS
from cutter.media.languages import language_code
from cutter.schema import TimeRange
from cutter.timeline.captions import caption_tracks
from cutter.timeline.chapters import chapters_of
from cutter.timeline.place import frame_count, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.schema import EditDecisionList, Media, Output

LIP_SYNC = Fraction(40, 1000)
"""Most by which sound and picture may end apart, in seconds, where a frame is shorter."""
CHAPTER_TICK = Fraction(1, 1000)
"""Seconds; containers tell chapters to the millisecond."""


def verify(
    path: Path,
    edl: EditDecisionList,
    *,
    called: Path | None = None,
    form: tuple[str, str] = ("h264", "yuv420p"),
) -> None:
    """Check that a file is the cut that was planned: tracks, size, length, and its last frame.

    Args:
        path: the written file.
        edl: the plan.
        called: what to call the file in messages; its path unless given.
        form: codec and pixel format of the picture.

    Raises:
        VerificationFailed: it is not; the message says in what.
    """
    from cutter.media.policy import NO_LIMITS
    from cutter.media.source import open_source

    try:
        media = open_source(path, NO_LIMITS)
        _compare(path, media, edl, form)
    except (InputError, VerificationFailed) as error:
        raise VerificationFailed(
            f"{called or path}: what was written is not the cut that was planned, so nothing was "
            f"kept: {error}; try again, with more free space"
        ) from error


def _compare(path: Path, media: Media, edl: EditDecisionList, form: tuple[str, str]) -> None:
    from cutter.render.encoded import describe, sound_end

    output, planned = edl.output, frame_count(edl)
    size = (media.display_width, media.display_height)
    _same("codec", media.codec, form[0])
    _same("pixel format", media.pixel_format, form[1])
    _same("size", size, (output.width, output.height))
    sounds = 1 + len(edl.other_sound) if output.has_sound else 0
    _same("number of sound tracks", len(media.audio), sounds)
    _same("number of frames", describe(path).frames, planned)
    further = [track.language for track in edl.other_sound] if media.audio else []
    _compare_languages("sound", [track.language for track in media.audio[1:]], further)
    for track in range(sounds):
        apart = sound_end(path, track) - planned / output.frame_rate
        if abs(apart) > max(LIP_SYNC, 1 / output.frame_rate):
            raise VerificationFailed(f"sound ends {float(apart) * 1000:+.0f} ms from the picture")
    _compare_words(path, media, edl)
    _compare_chapters(media, edl)
    _same("number of last frames that decode", _last_frames(media, output, planned), 1)


def _compare_words(path: Path, media: Media, edl: EditDecisionList) -> None:
    """Check every word of the subtitle tracks, and when it is shown."""
    from cutter.render.encoded import words_in
    from cutter.render.join import container_of
    from cutter.render.tracks import packed

    tracks = caption_tracks(edl) if edl.output.carries_subtitles else ()
    _same("number of subtitle tracks", len(media.subtitles), len(tracks))
    languages = [track.language for track in tracks]
    _compare_languages("subtitles", [track.language for track in media.subtitles], languages)
    for number, (found, track) in enumerate(zip(words_in(path), tracks, strict=True), start=1):
        planned, unit = packed(track, container_of(path))
        late = nearest(media.clock_start / unit)
        shown = [one for one in found if one[2].strip(b"\0")]
        _same(f"subtitle track {number}: number of cues", len(shown), len(planned))
        for (start, end, data), cue in zip(shown, planned, strict=True):
            _same(f"subtitle track {number}: a cue", (start - late, end - late, data), cue)


def _compare_chapters(media: Media, edl: EditDecisionList) -> None:
    planned = [chapter.span.start for chapter in chapters_of(edl)][:MOST_CHAPTERS]
    _same("number of chapters", len(media.chapters), len(planned))
    for found, start in zip(media.chapters, planned, strict=True):
        if abs(found.start - start) > CHAPTER_TICK:
            apart = float(found.start - start) * 1000
            raise VerificationFailed(f"a chapter begins {apart:+.0f} ms from where it should")


def _compare_languages(what: str, found: Sequence[str], planned: Sequence[str]) -> None:
    """Check languages; where a file says none, its container has no code for it."""
    told = [
        code if language else ""
        for language, code in zip(found, map(language_code, planned), strict=True)
    ]
    _same(f"languages of {what}", [language_code(language) for language in found], told)


def _last_frames(media: Media, output: Output, planned: int) -> int:
    """Decode the end of the film; return how many frames lie where the last one should."""
    from cutter.media.decode import pictures

    half = 1 / (2 * output.frame_rate)
    last = (planned - 1) / output.frame_rate
    return sum(1 for _ in pictures(media, TimeRange(last - half, last + half)))


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise VerificationFailed(f"{what} is {found}, planned was {wanted}")
