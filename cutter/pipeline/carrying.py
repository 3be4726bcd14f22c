"""What a cut takes along from its films besides their pictures: subtitles and further sounds.

Read once for each film and kept in the store, whoever the cut is for.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.files import cache_folder
from cutter.schema import CueTrack, SoundTrack, TimeRange, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline.looking import Look
    from cutter.progress import Progress
    from cutter.schema import Cue, EditDecisionList, Media

ROOM: Final = Fraction(2)
"""Seconds round what is heard of a film whose cues are kept too, for edges that are moved later."""


def with_carried(
    edl: EditDecisionList,
    films: Sequence[Media],
    look: Look,
    progress: Progress,
    *,
    subtitles: bool = True,
) -> EditDecisionList:
    """Return a cut with the subtitle tracks of its films, and their sound in other languages.

    Args:
        edl: the cut, its clips decided on.
        films: its sources as they were looked at, the track that is heard marked as default.
        look: how they were looked at; with a sound track asked for, no other is taken along.
        progress: where faults of subtitles are told.
        subtitles: whether any are wanted, in the file, beside it or in the picture.

    Returns:
        The cut, with a note for each film that has subtitles that are pictures. The language that
        is drawn into the picture is named as the tracks name it.

    Raises:
        UsageError: no film has subtitles in the language that is to be drawn into the picture.
        InputError: the file of subtitles asked for, or a film, cannot be read.
    """
    spoken = () if look.audio is not None else further_sound(films)
    edl = dataclasses.replace(edl, other_sound=spoken if edl.output.has_sound else ())
    if not subtitles:
        return edl
    read = [carried(media, look, progress) for media in films]
    sources = tuple(
        dataclasses.replace(source, subtitles=_limited(tracks, _heard(edl, number)))
        for number, (source, tracks) in enumerate(zip(edl.sources, read, strict=True))
    )
    burnt_in = _burnt_in(edl.output.burnt_in, [track for tracks in read for track in tracks])
    notes = tuple(note for note in map(_about_pictures, films) if note)
    return dataclasses.replace(
        edl,
        sources=sources,
        output=dataclasses.replace(edl.output, burnt_in=burnt_in),
        notes=(*edl.notes, *notes),
    )


def carried(media: Media, look: Look, progress: Progress) -> tuple[CueTrack, ...]:
    """Return every subtitle track of a film in words, from the store or read now.

    Tracks without a cue are left out, and such as say what an earlier one says in its language.

    Args:
        media: as it was looked at.
        look: names the store, and the file of subtitles asked for.
        progress: where it is told what is wrong with a file or a track.

    Raises:
        InputError: the file asked for, or the film, cannot be read.
    """
    from cutter.analysis.store import Store
    from cutter.media.subtitles import find_subtitles
    from cutter.media.wording import find_wordings, read_wordings

    # What is wrong with the store was told when the film was looked at.
    store = Store(cache_folder(look.cache))
    found, faults = find_wordings(media, look.subtitles)
    known = {wording.key: store.cues(media.fingerprint, wording.key) for wording in found}
    new = [wording for wording in found if known[wording.key] is None]
    for wording, heard in zip(new, read_wordings(media, new), strict=True):
        known[wording.key] = heard
        store.keep_cues(media.fingerprint, wording.key, *heard)
    # What is wrong with these was told when the film was looked at.
    main = find_subtitles(media, given=look.subtitles, language=look.language)
    tracks: list[CueTrack] = []
    for wording in found:
        cues, warnings = known[wording.key] or ((), ())
        if main is None or wording.source.key != main.key:
            faults = (*faults, *warnings)
        track = CueTrack(wording.language, wording.title, cues)
        if cues and not any(_says_the_same(track, other) for other in tracks):
            tracks.append(track)
    for fault in faults:
        progress.warn(f"{media.path.name}: {fault}")
    return tuple(tracks)


def further_sound(films: Sequence[Media]) -> tuple[SoundTrack, ...]:
    """Return the sound in other languages than those that are heard, ordered as films have them.

    One track for a language, in which a film that lacks it is heard as in the cut's first track.
    """
    from cutter.media.languages import language_code
    from cutter.media.tracks import default_audio

    heard = [default_audio(media) for media in films]
    main = [track.index if track is not None else None for track in heard]
    languages = [language_code(track.language) for media in films for track in media.audio]
    found = []
    for language in dict.fromkeys(languages):
        if all(track is None or language_code(track.language) == language for track in heard):
            continue
        own = [
            # A commentary is the last that stands for a language.
            min(
                (track for track in media.audio if language_code(track.language) == language),
                key=lambda track: (
                    track not in heard,
                    "comment" in track.title.lower(),
                    track.index,
                ),
                default=None,
            )
            for media in films
        ]
        streams = tuple(track.index if track is not None else None for track in own)
        if any(index not in (None, first) for index, first in zip(streams, main, strict=True)):
            title = next((track.title for track in own if track is not None), "")
            found.append(SoundTrack(language, " ".join(title.split()), streams))
    return tuple(found)


def _heard(edl: EditDecisionList, source: int) -> tuple[TimeRange, ...]:
    """Return what is heard or seen of one film, with room round it; ordered, apart."""
    return merged(
        TimeRange(
            min(clip.source_range.start, clip.audio_range.start) - ROOM,
            max(clip.source_range.end, clip.audio_range.end) + ROOM,
        )
        for clip in edl.clips
        if clip.source == source
    )


def _limited(tracks: Sequence[CueTrack], spans: Sequence[TimeRange]) -> tuple[CueTrack, ...]:
    """Return tracks with only the cues that stand in one of these spans."""
    ends = [span.end for span in spans]

    def is_near(cue: Cue) -> bool:
        number = bisect_right(ends, cue.span.start)
        return number < len(spans) and spans[number].start < cue.span.end

    limited = (
        dataclasses.replace(track, cues=tuple(filter(is_near, track.cues))) for track in tracks
    )
    return tuple(track for track in limited if track.cues)


def _burnt_in(wanted: str | None, tracks: Sequence[CueTrack]) -> str | None:
    """Return a language as the tracks name it; an empty string for each film's first track."""
    from cutter.media.languages import language_code

    if wanted is None:
        return None
    code = language_code(wanted)
    if not tracks:
        raise UsageError("--burn-in: there are no subtitles in words; give a file with --subtitles")
    if code and not any(track.language == code for track in tracks):
        there = ", ".join(dict.fromkeys(track.language or "unnamed" for track in tracks))
        raise UsageError(f"--burn-in {wanted}: no subtitles in that language; there are: {there}")
    return code


def _says_the_same(one: CueTrack, other: CueTrack) -> bool:
    """Whether two tracks of one language have the same words at the same times."""
    if one.language != other.language or len(one.cues) != len(other.cues):
        return False
    return all(
        a.span == b.span and a.text == b.text for a, b in zip(one.cues, other.cues, strict=True)
    )


def _about_pictures(media: Media) -> str:
    """Return that a film's subtitles that are pictures are not taken along, if it has such."""
    count = sum(not track.is_text for track in media.subtitles)
    if not count:
        return ""
    what = "a subtitle track is" if count == 1 else f"{count} subtitle tracks are"
    return f"{media.path.name}: {what} made of pictures and not taken along"
