"""What goes round a cut's clips in a plan file: joins, framing, titles, music, tracks, subtitles.

To JSON values and back; `plan.py` holds the clips themselves. Knows nothing about files.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.errors import InputError
from cutter.interchange.plan_form import exact
from cutter.schema import (
    Chapter,
    Cue,
    CueTrack,
    Focus,
    Framing,
    Music,
    SoundTrack,
    TimeRange,
    Title,
    Transition,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.interchange.plan_form import CueTrackForm, FramingForm, MusicForm, PlanForm
    from cutter.schema import EditDecisionList, Source


def dressing_document(edl: EditDecisionList, music_path: str) -> dict[str, Any]:
    """Return the members of a plan that say what goes round its clips.

    Args:
        edl: the cut.
        music_path: the music's path as the plan shall name it; not read where there is none.
    """
    return {
        "made_as": edl.kind,
        "transitions": [
            {"after": each.after, "kind": each.kind, "duration": exact(each.duration)}
            for each in edl.transitions
        ],
        "reframe": [_framing_document(each) for each in edl.reframe],
        "titles": [
            {"text": each.text, "duration": exact(each.duration), "place": each.place}
            for each in edl.titles
        ],
        "music": None if edl.music is None else _music_document(edl.music, music_path),
        "loudness": edl.loudness,
        "other_sound": [
            {"language": each.language, "title": each.title, "streams": list(each.streams)}
            for each in edl.other_sound
        ],
    }


def dressing(form: PlanForm, path: Path, music_path: str) -> dict[str, Any]:
    """Return the fields of an EditDecisionList that say what goes round its clips.

    Args:
        form: the plan.
        path: the file it came from, for messages.
        music_path: where the music lies; not read where there is none.

    Raises:
        InputError: a part points at a clip or a source that the plan does not have.
    """
    clips, sources = len(form.clips), len(form.sources)
    for number, join in enumerate(form.transitions):
        before = form.transitions[number - 1].after if number else -1
        if not before < join.after < clips - 1:
            raise InputError(
                f"{path}: transitions[{number}].after: no joint of its own there", path
            )
    if form.reframe and len(form.reframe) != clips:
        raise InputError(
            f"{path}: reframe: must have one entry for each of the {clips} clips", path
        )
    for number, track in enumerate(form.other_sound):
        if len(track.streams) != sources:
            raise InputError(f"{path}: other_sound[{number}].streams: one for each source", path)
    if len({title.place for title in form.titles}) != len(form.titles):
        raise InputError(f"{path}: titles: at most one for each place", path)
    return {
        "kind": form.made_as,
        "transitions": tuple(
            Transition(each.after, each.kind, Fraction(each.duration)) for each in form.transitions
        ),
        "reframe": tuple(_framing(each) for each in form.reframe),
        "titles": tuple(Title(t.text, Fraction(t.duration), t.place) for t in form.titles),
        "music": None if form.music is None else _music(form.music, path, music_path),
        "loudness": form.loudness,
        "other_sound": tuple(
            SoundTrack(each.language, each.title, tuple(each.streams)) for each in form.other_sound
        ),
    }


def carried_document(source: Source) -> dict[str, Any]:
    """Return the members of a source that say what it carries besides its picture."""
    return {
        "chapters": [{"start": exact(each.start), "title": each.title} for each in source.chapters],
        "subtitles": [
            {
                "language": track.language,
                "title": track.title,
                "cues": [
                    {"in": exact(cue.span.start), "out": exact(cue.span.end), "text": cue.text}
                    for cue in track.cues
                ],
            }
            for track in source.subtitles
        ],
    }


def cue_track(form: CueTrackForm, path: Path) -> CueTrack:
    """Return a subtitle track.

    Raises:
        InputError: a cue ends before it begins.
    """
    try:
        cues = tuple(
            Cue(TimeRange(Fraction(cue.in_), Fraction(cue.out)), cue.text, form.language)
            for cue in form.cues
        )
    except ValueError as error:
        raise InputError(f"{path}: subtitles: {error}", path) from error
    return CueTrack(form.language, form.title, cues)


def chapters(forms: list[Any]) -> tuple[Chapter, ...]:
    """Return a source's chapters."""
    return tuple(Chapter(Fraction(form.start), form.title) for form in forms)


def _framing_document(framing: Framing) -> dict[str, Any]:
    return {
        "fit": framing.fit,
        "path": [{"time": exact(f.time), "x": f.x, "y": f.y} for f in framing.path],
    }


def _framing(form: FramingForm) -> Framing:
    return Framing(form.fit, tuple(Focus(Fraction(f.time), f.x, f.y) for f in form.path))


def _music_document(music: Music, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "fingerprint": music.fingerprint,
        "level": music.level,
        "ducked": music.ducked,
        "speech": [[exact(span.start), exact(span.end)] for span in music.speech],
        "start": exact(music.start),
    }


def _music(form: MusicForm, path: Path, music_path: str) -> Music:
    try:
        speech = tuple(TimeRange(Fraction(start), Fraction(end)) for start, end in form.speech)
    except ValueError as error:
        raise InputError(f"{path}: music.speech: {error}", path) from error
    return Music(
        music_path, form.fingerprint, form.level, form.ducked, speech, Fraction(form.start)
    )
