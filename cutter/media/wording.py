"""Every subtitle track of a film, in every language: inside it, beside it, and given by name.

`subtitles.py` chooses the one that a film is understood by. This is for showing them all.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.errors import SubtitleError
from cutter.media.container import opened
from cutter.media.cuefile import parse, read_bytes
from cutter.media.cuefix import clean, written
from cutter.media.languages import is_language, language_code
from cutter.media.streams import ReadStats, stream_of
from cutter.media.subtitles import cue_of, files_beside, found_file, given_file, track_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cutter.media.cuefix import RawCue
    from cutter.media.subtitles import SubtitleSource
    from cutter.schema import Cue, Media

    Heard = tuple[tuple[Cue, ...], tuple[str, ...]]

MOST_TITLE: Final = 200
"""Characters of a track's title that are kept."""
TITLES: Final = {
    "sdh": "SDH",
    "cc": "SDH",
    "hi": "SDH",
    "forced": "Forced",
    "foreign": "Forced",
}
"""What a track is called whose file's name has such a part."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A subtitle track of a film, not read yet."""

    source: SubtitleSource
    language: str
    """Its code (`en`), or an empty string."""
    title: str

    @property
    def key(self) -> str:
        """What it is stored under: apart from what is read to be understood, in one line."""
        return f"{self.source.key}-lines"


def find_wordings(media: Media, given: Path | None) -> tuple[tuple[Wording, ...], tuple[str, ...]]:
    """Find every track of words without reading the film.

    Args:
        media: as `open_source` describes it.
        given: a subtitle file asked for; it comes first.

    Returns:
        The tracks, those before others that `find_subtitles` would rather take, and a sentence
        for each file that cannot be read. Of files beside the film that say the same of
        themselves the first is taken.

    Raises:
        SubtitleError: the file given cannot be read.
    """
    found: list[Wording] = []
    faults: list[str] = []
    if given is not None:
        found.append(Wording(given_file(given), *_named(given)))
    seen: set[tuple[str, str]] = set()
    for beside in files_beside(media.path):
        if given is not None and given.resolve() == beside.path.resolve():
            continue
        title = next((TITLES[flag] for flag in beside.flags if flag in TITLES), "")
        if (beside.language, title) in seen:
            continue
        try:
            found.append(Wording(found_file(beside.path), beside.language, title))
        except SubtitleError as error:
            faults.append(str(error).replace(str(beside.path), beside.path.name, 1))
            continue
        seen.add((beside.language, title))
    for source in track_order(track for track in media.subtitles if track.is_text):
        if source.track is not None:
            title = " ".join(source.track.title.split())[:MOST_TITLE]
            found.append(Wording(source, language_code(source.track.language), title))
    return tuple(found), tuple(faults)


def read_wordings(media: Media, found: Sequence[Wording]) -> list[Heard]:
    """Read tracks of words; those inside the film at one go.

    Returns:
        For each the cues on our clock, with their lines, and warnings, a sentence each.

    Raises:
        SubtitleError: the file asked for by name cannot be read.
        NotAMovie: the film cannot be read on.
    """
    inside = _inside(media, [w.source.track.index for w in found if w.source.track is not None])
    read: list[Heard] = []
    for wording in found:
        source = wording.source
        try:
            raw, faults = _raw(media, source, inside)
        except SubtitleError as error:
            if source.is_given:
                raise
            read.append(((), (str(error).replace(str(source.path), source.label, 1),)))
            continue
        cues, unfit = clean(raw, media.end, source.label, written)
        told = tuple(dataclasses.replace(cue, track=wording.language) for cue in cues)
        read.append((told, (*faults, *unfit)))
    return read


def _raw(
    media: Media, source: SubtitleSource, inside: Mapping[int, list[RawCue]]
) -> tuple[list[RawCue], list[str]]:
    """Return the cues of one track as they were found, and what is wrong with its file."""
    if source.path is not None:
        return parse(read_bytes(source.path), source.path, media.frame_rate)
    return (inside[source.track.index] if source.track is not None else []), []


def _inside(media: Media, indices: Sequence[int]) -> dict[int, list[RawCue]]:
    """Read tracks inside a film, all in one pass; by their index in the file."""
    cues: dict[int, list[RawCue]] = {index: [] for index in indices}
    if not indices:
        return cues
    stats = ReadStats()
    with opened(media.path) as container:
        streams = [stream_of(container, media, index) for index in indices]
        for packet in container.demux(*streams):
            cues[packet.stream.index] += cue_of(packet, media, stats)
    return cues


def _named(path: Path) -> tuple[str, str]:
    """Return the language and title that a file's name tells, as `film.en.sdh.srt` does."""
    parts = [part.lower() for part in path.stem.split(".")[1:]]
    language = next((language_code(part) for part in reversed(parts) if is_language(part)), "")
    return language, next((TITLES[part] for part in parts if part in TITLES), "")
