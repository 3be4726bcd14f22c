"""Reads a CMX 3600 edit decision list: picture and sound, cuts, dissolves and wipes, drop frame.

The form does not say its rate: a comment does in ours, else the first film's is taken. Films are
known by the comments' file names, else by their reels. Knows nothing about how films are found.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError
from cutter.interchange.cmx import BLACK
from cutter.interchange.conform import NOTED, conformed, known_rate, on_frame
from cutter.interchange.events import Join, source_start
from cutter.interchange.plan import absolute_path
from cutter.interchange.reading import NamedFilm
from cutter.interchange.timecode import frame_of, takes_drop
from cutter.interchange.tracks import Shown, Tracks
from cutter.timeline.place import nearest
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.schema import EditDecisionList, Source

_EVENT: Final = re.compile(
    r"(?P<number>\d{1,6})\s+(?P<reel>\S+)\s+(?P<channels>\S+)\s+(?P<kind>C|D|W\d{3})"
    r"(?:\s+(?P<frames>\d{1,5}))?"
    r"\s+(?P<source_in>[\d:;.]{11,12})\s+(?P<source_out>[\d:;.]{11,12})"
    r"\s+(?P<in>[\d:;.]{11,12})\s+(?P<out>[\d:;.]{11,12})\s*",
    re.ASCII,
)
_COMMENT: Final = re.compile(
    r"\*?\s*(FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|SOURCE FINGERPRINT|"
    r"FRAME RATE|FROM FILE|FROM CLIP|M2)\b:?\s*(.*)"
)
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}")
_BLACKS: Final = (BLACK, "BLACK")
_UNKNOWN: Final = "AX"


@dataclass(slots=True)
class _Event:
    """One line of the list, and the comments behind it."""

    line: int
    reel: str
    channels: str
    frames: int
    """Of its dissolve or wipe; 0 for a cut."""
    times: tuple[str, str, str, str]
    is_wipe: bool = False
    told: dict[str, str] = field(default_factory=dict)

    @property
    def has_picture(self) -> bool:
        return "V" in self.channels or self.channels == "B"

    @property
    def has_sound(self) -> bool:
        return self.channels == "B" or self.channels.startswith("A")


def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
    """Return the films that a list names.

    Raises:
        InputError: the text is no such list.
    """
    return tuple(_List(text, path).films.values())


def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
    """Return the list's cut of the films as they were found.

    Raises:
        InputError: the text is no such list, or it asks for what its films do not hold.
    """
    return _List(text, path).cut(found)


class _List:
    """A list's events and the films that they name."""

    def __init__(self, text: str, path: Path) -> None:
        self._path, self._is_drop = path, False
        self._rate: Fraction | None = None
        if text.startswith(("# mpv EDL", "mpv EDL")):
            raise InputError(
                f"{path}: a list for the player mpv; name the plan or a CMX 3600", path
            )
        self._events = self._parsed(text)
        if not any(event.has_picture for event in self._events):
            raise InputError(f"{path}: not a CMX 3600 edit list: no event with a picture", path)
        self._names = {
            event.reel: self._own_name(event)
            for event in reversed(self._events)
            if self._own_name(event) and event.reel != _UNKNOWN
        }
        self.films: dict[str, NamedFilm] = {}
        for event in self._events:
            if event.reel not in _BLACKS and event.has_picture:
                self._note_film(event)
        if not self.films:
            raise InputError(f"{path}: names no film; nothing to render", path)

    def _parsed(self, text: str) -> list[_Event]:
        found: list[_Event] = []
        for number, line in enumerate(text.splitlines(), start=1):
            plain = line.strip()
            if plain.startswith("FCM:"):
                self._is_drop |= "NON" not in plain
            elif plain[:1].isdigit():
                found.append(self._event(plain, number))
            elif found and (comment := _COMMENT.match(plain)):
                self._take(found[-1], comment[1], comment[2].strip(), number)
        return found

    def _event(self, line: str, number: int) -> _Event:
        match = _EVENT.fullmatch(line)
        if match is None:
            raise InputError(
                f"{self._path}: line {number}: {quoted(line)}: not an event of cuts, dissolves and "
                "wipes",
                self._path,
            )
        times = (match["source_in"], match["source_out"], match["in"], match["out"])
        frames = int(match["frames"] or 0) if match["kind"] != "C" else 0
        is_wipe = match["kind"].startswith("W") and frames > 0
        return _Event(number, match["reel"], match["channels"], frames, times, is_wipe)

    def _take(self, event: _Event, name: str, value: str, number: int) -> None:
        if name == "M2":
            raise InputError(
                f"{self._path}: line {number}: a change of speed, which a cut cannot", self._path
            )
        if name == "FRAME RATE":
            try:
                self._rate = known_rate(Fraction(value))
            except (ValueError, ZeroDivisionError) as error:
                raise InputError(
                    f"{self._path}: line {number}: {quoted(value)} is no frame rate", self._path
                ) from error
        elif value:
            event.told.setdefault(name, value)

    def _own_name(self, event: _Event) -> str:
        told = event.told
        name = told.get("TO CLIP NAME") or told.get("FROM CLIP NAME") or told.get("FROM CLIP") or ""
        return name.replace("\\", "/").rpartition("/")[2]

    def _name(self, event: _Event) -> str:
        """Return what the event calls its film: its file's name, else the reel."""
        return self._own_name(event) or self._names.get(event.reel, event.reel)

    def _note_film(self, event: _Event) -> None:
        name = self._name(event)
        there = event.told.get("SOURCE FILE") or event.told.get("FROM FILE") or name
        where = tuple(dict.fromkeys(absolute_path(part, self._path) for part in (there, name)))
        print_ = event.told.get("SOURCE FINGERPRINT", "")
        known = print_ if _FINGERPRINT.fullmatch(print_) else ""
        old = self.films.get(name)
        if old is None or (known and not old.fingerprint):
            self.films[name] = NamedFilm(where, known)

    def cut(self, found: Sequence[Source]) -> EditDecisionList:
        """Return the cut of the films as they were found."""
        rate = self._rate or found[0].frame_rate
        order = list(self.films)
        laid = _Laid()
        for event in self._events:
            source_in, first, last = self._frames(event, rate)
            if last <= first:
                # The first line of a dissolve: what it comes from.
                continue
            if event.reel in _BLACKS:
                laid.darken(event.frames, last)
                continue
            half = laid.join(event, first)
            name = self._name(event)
            if last <= first + half or name not in self.films:
                continue
            place = order.index(name)
            start = self._start(source_in + half, rate, found[place])
            shown = Shown(place, start, first + half, last - first - half)
            if event.has_picture:
                laid.pictures.append(shown)
            if event.has_sound:
                laid.sounds.append(shown)
        pictures, notes = self._ordered(laid)
        tracks = Tracks(rate, pictures, tuple(laid.sounds), laid.joins, notes)
        return conformed(tracks, found, self._path)

    def _ordered(self, laid: _Laid) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
        """Return the pictures in the order of the record, and notes on what the cut has not."""
        pictures = laid.pictures if laid.joins else sorted(laid.pictures, key=lambda s: s.first)
        pairs = list(itertools.pairwise(pictures))
        if any(other.first < one.end for one, other in pairs):
            raise InputError(
                f"{self._path}: events overlap on the record; a cut has one picture track",
                self._path,
            )
        closed = sum(other.first > one.end for one, other in pairs)
        notes = [f"{NOTED}gaps closed: {closed}."] if closed else []
        if wipes := sum(event.is_wipe and event.has_picture for event in self._events):
            notes.append(f"{NOTED}wipes shown as dissolves: {wipes}.")
        return tuple(pictures), tuple(notes)

    def _frames(self, event: _Event, rate: Fraction) -> tuple[int, int, int]:
        """Return the number of an event's first source frame, and of its record's first and end."""
        drop = self._is_drop and takes_drop(rate) and not any(";" in time for time in event.times)
        try:
            source_in, source_out, first, last = (
                frame_of(f"{time[:8]};{time[9:]}" if drop else time, rate) for time in event.times
            )
        except ValueError as error:
            raise InputError(f"{self._path}: line {event.line}: {error}", self._path) from error
        if source_out - source_in != last - first and event.reel not in _BLACKS:
            raise InputError(
                f"{self._path}: line {event.line}: takes {source_out - source_in} frames of the "
                f"film for {last - first} of the cut: a change of speed, which a cut cannot",
                self._path,
            )
        return source_in, first, last

    def _start(self, frame: int, rate: Fraction, film: Source) -> Fraction:
        """Return what of its film a source frame is, in seconds on the film's clock."""
        zero = nearest(source_start(film) * rate / film.frame_rate)
        return on_frame(Fraction(frame - (zero if frame >= zero else 0)) / rate, film.frame_rate)


@dataclass(slots=True)
class _Laid:
    """What is on the tracks so far."""

    pictures: list[Shown] = field(default_factory=list)
    sounds: list[Shown] = field(default_factory=list)
    joins: dict[int, Join] = field(default_factory=dict)
    dark: int = 0
    """Frames of the dissolve to the black that was just laid; 0 for none."""

    def darken(self, frames: int, end: int) -> None:
        """Lay black until `end`. Come to by a dissolve and left by one, it is a dip."""
        self.dark = frames if self.pictures else 0
        if self.dark:
            self.pictures[-1] = _until(self.pictures[-1], end)

    def join(self, event: _Event, first: int) -> int:
        """Note how an event comes in; return how many frames behind `first` its joint lies."""
        half = event.frames // 2
        if event.has_picture:
            if event.frames and self.dark:
                self.joins[len(self.pictures) - 1] = Join("dip", 2 * min(self.dark, event.frames))
                half = 0
            elif half and self.pictures:
                self.joins[len(self.pictures) - 1] = Join("dissolve", 2 * half)
                self.pictures[-1] = _until(self.pictures[-1], first + half)
            self.dark = 0
        if event.has_sound and half and self.sounds and self.sounds[-1].end == first:
            self.sounds[-1] = _until(self.sounds[-1], first + half)
        return half


def _until(shown: Shown, end: int) -> Shown:
    """Return the same piece, lasting to another frame."""
    return Shown(shown.film, shown.start, shown.first, max(1, end - shown.first), shown.clip)
