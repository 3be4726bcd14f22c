"""The subtitles of a film turned into clean cues: a file beside it, or a track inside it.

Knows nothing about what the words mean.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import SubtitleError
from cutter.media.container import opened
from cutter.media.cuefile import parse, read_bytes
from cutter.media.cuefix import RawCue, clean
from cutter.media.languages import is_language, language_code
from cutter.media.streams import ReadStats, decoded, stream_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from av.packet import Packet

    from cutter.schema import Cue, Media, SubtitleTrack

SUFFIXES = (".srt", ".vtt", ".ass", ".ssa")
"""Of files beside a film; the earlier wins."""
FLAGS = frozenset({"forced", "foreign", "sdh", "cc", "hi", "default", "full"})
"""Parts of a file's name that say what kind of subtitles it holds."""
PARTIAL = frozenset({"forced", "foreign"})
"""Those that hold only what is said in a foreign language."""


@dataclass(frozen=True, slots=True)
class SubtitleSource:
    """Where a film's subtitles are; exactly one of `path` and `track` is set."""

    key: str
    """Digest of the file's name and bytes, 32 hexadecimal digits; or `track-` and its index."""
    path: Path | None = None
    track: SubtitleTrack | None = None
    is_given: bool = False
    """Asked for by name, so that failing to read it is an error."""

    @property
    def label(self) -> str:
        """What its cues say they come from: the file's name, or the track's language."""
        if self.path is not None:
            return self.path.name
        return self.track.language or self.key if self.track is not None else self.key


def find_subtitles(
    media: Media, *, given: Path | None, language: str | None
) -> SubtitleSource | None:
    """Choose a film's subtitles without reading the film.

    Args:
        media: as `open_source` describes it.
        given: a subtitle file asked for; it is taken whatever else there is.
        language: code or English name of the language asked for.

    Returns:
        The file given; else a file beside the film (`film.srt`, `film.en.srt`); else a text
        track inside it. With a language, only what is in it, or a file that names none. A file
        that cannot be read is the last resort. None where there is nothing.

    Raises:
        SubtitleError: the file given cannot be read.
    """
    if given is not None:
        return given_file(given)
    wanted = language_code(language) if language else None
    beside = [(each.language, each.path) for each in files_beside(media.path)]
    tracks = [track for track in media.subtitles if track.is_text]
    if wanted is not None:
        unnamed = [found for found in beside if not found[0]]
        beside = [found for found in beside if found[0] == wanted]
        tracks = [track for track in tracks if language_code(track.language) == wanted]
        if not beside and not tracks:
            beside = unnamed
    unreadable: SubtitleSource | None = None
    for _, path in beside:
        try:
            return found_file(path)
        except SubtitleError as error:
            # Found all the same, so that whoever reads it is told why there are no words.
            unreadable = unreadable or SubtitleSource(_digest(str(error).encode()), path=path)
    return next(iter(track_order(tracks)), unreadable)


def track_order(tracks: Iterable[SubtitleTrack]) -> list[SubtitleSource]:
    """Return tracks inside a film, the one to take first first.

    A track of foreign dialogue alone is the last to be taken; then the default one wins.
    """
    ordered = sorted(tracks, key=lambda t: (_is_partial(t.title), not t.is_default, t.index))
    return [SubtitleSource(f"track-{track.index}", track=track) for track in ordered]


def given_file(path: Path) -> SubtitleSource:
    """Return a subtitle file that is asked for by name.

    Raises:
        SubtitleError: it cannot be read.
    """
    return SubtitleSource(_key(path, is_given=True), path=path, is_given=True)


def found_file(path: Path) -> SubtitleSource:
    """Return a subtitle file that lies beside a film.

    Raises:
        SubtitleError: it cannot be read.
    """
    return SubtitleSource(_key(path), path=path)


def read_cues(media: Media, source: SubtitleSource) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Read and clean a film's subtitles.

    Args:
        media: as `open_source` describes it; its `end` bounds the cues.
        source: as `find_subtitles` found it.

    Returns:
        The cues on our clock, sorted by start and then end, and warnings, a sentence each.

    Raises:
        SubtitleError: the file asked for by name cannot be read or holds no cue.
        NotAMovie: the film cannot be read on.
    """
    warnings: list[str] = []
    if source.path is None:
        raw = _track_cues(media, source)
    else:
        try:
            raw, warnings = parse(read_bytes(source.path), source.path, media.frame_rate)
        except SubtitleError as error:
            if source.is_given:
                raise
            return (), (str(error).replace(str(source.path), source.path.name, 1),)
    cues, faults = clean(raw, media.end, source.label)
    if not cues:
        if source.is_given:
            reason = "; ".join((*warnings, *faults)) or "it holds no words"
            raise SubtitleError(
                f"{source.path}: not one cue of it can be used ({reason}); give another file",
                source.path,
            )
        faults = (*faults, f"{source.label}: these subtitles hold no cue that can be used")
    return cues, (*warnings, *faults)


@dataclass(frozen=True, slots=True, order=True)
class Beside:
    """A file beside a film that holds its subtitles. Ordered by which is taken first."""

    is_partial: bool
    is_named: bool
    """Whether its name tells a language."""
    form: int
    """Index of its suffix."""
    name: str
    language: str
    """Its code, or an empty string."""
    flags: tuple[str, ...]
    """What else its name says, in lower case."""
    path: Path


def belongs_to(film: Path, path: Path) -> Beside | None:
    """Return what a file's name tells if it is one of subtitles for a film beside it, else None."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or not path.name.startswith(film.stem):
        return None
    middle = path.stem[len(film.stem) :]
    parts = middle.split(".")[1:] if middle.startswith(".") else []
    names = [part for part in parts if part.lower() not in FLAGS and part != film.suffix[1:]]
    if (middle and not parts) or not all(map(is_language, names)):
        return None
    flags = tuple(part.lower() for part in parts if part.lower() in FLAGS)
    code = language_code(names[0]) if names else ""
    is_partial = not PARTIAL.isdisjoint(flags)
    form = SUFFIXES.index(suffix)
    return Beside(is_partial, bool(code), form, path.name, code, flags, path)


def files_beside(film: Path) -> list[Beside]:
    """Return the subtitle files beside a film.

    Files that name no language come first, then by name; foreign dialogue alone last.
    """
    try:
        entries = sorted(film.parent.iterdir())
    except OSError:
        return []
    return sorted(found for path in entries if (found := belongs_to(film, path)) is not None)


def _track_cues(media: Media, source: SubtitleSource) -> list[RawCue]:
    """Read the cues of a track inside the film."""
    index = source.track.index if source.track is not None else -1
    cues: list[RawCue] = []
    stats = ReadStats()
    with opened(media.path) as container:
        stream = stream_of(container, media, index)
        for packet in container.demux(stream):
            cues += cue_of(packet, media, stats)
    return cues


def cue_of(packet: Packet[Any], media: Media, stats: ReadStats) -> list[RawCue]:
    """Return the cues of a packet of a text track, on our clock, mostly one."""
    if packet.pts is None or not packet.size:
        return []
    start = packet.pts * packet.time_base - media.clock_start
    end = start + (packet.duration or 0) * packet.time_base
    texts = (
        getattr(shown, "ass", b"").decode("utf-8", "replace") for shown in decoded(packet, stats)
    )
    # Eight fields stand before the text: order, layer, style, name, margins, effect.
    return [RawCue(_milli(start), _milli(end), text.split(",", 8)[-1]) for text in texts]


def _milli(time: Fraction) -> Fraction:
    """Return a time rounded to the millisecond that subtitles are written in."""
    return Fraction(round(time * 1000), 1000)


def _is_partial(title: str) -> bool:
    """Whether a track's title says that it holds foreign dialogue alone."""
    return any(flag in title.lower() for flag in PARTIAL)


def _key(path: Path, *, is_given: bool = False) -> str:
    """Return the digest by which what is read from a file is known again.

    Its name and whether it was asked for belong to that: what is said of it depends on both.
    """
    return _digest(f"{path.name}\0{is_given}\0".encode(errors="surrogateescape") + read_bytes(path))


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
