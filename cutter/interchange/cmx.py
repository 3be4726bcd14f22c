"""Writes a cut as a CMX 3600 edit decision list, the form that every editing program takes.

One video track. Every column counts at the cut's rate, which the form cannot say and a comment
does; out is exclusive. A split edit is an event for the picture and one for the sound. A dissolve
begins half its length before the joint, where the form puts it; a dip is a dissolve to black and
one from it. Knows nothing about reading; `cmx_read.py` does.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import (
    Frames,
    events,
    file_name,
    has_sound,
    one_line,
    source_start,
)
from cutter.interchange.plan import relative_path
from cutter.interchange.record import record_start
from cutter.interchange.sounding import channels_of, is_crossfaded, lanes
from cutter.interchange.timecode import is_drop, takes_drop, timecode
from cutter.timeline.place import frame_count, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

BLACK: Final = "BL"
RESERVED: Final = frozenset({"AX", BLACK, "BLACK", "BARS"})
"""Reels that mean something else."""
LONGEST_TITLE: Final = 70
_NOT_IN_REELS: Final = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class _Line:
    """One event, as the form has it."""

    reel: str
    channels: str
    source: str
    """Its first and its last timecode."""
    record: Frames
    comments: tuple[str, ...] = ()
    dissolve: int = 0
    """Its frames; 0 for a cut."""
    leaving: tuple[str, str] | None = None
    """Reel and timecode of what a dissolve comes from."""


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of an `.edl` file.

    Events are numbered with three digits, and with four beyond 999, which is more than the form
    promises and what today's programs read.

    Raises:
        UsageError: the record timecode is none.
    """
    record = record_start(edl, export)
    title = one_line(export.name)[:LONGEST_TITLE]
    written = [f"TITLE: {title}", f"FCM: {'DROP FRAME' if record.drop else 'NON-DROP FRAME'}", ""]
    lines = _Lines(edl, export, drop=record.drop).all()
    for number, line in enumerate(lines, start=1):
        at = record.timecode(line.record.first)
        if line.leaving is not None:
            reel, source = line.leaving
            written.append(_columns(number, reel, line.channels, "C", f"{source} {source}", at, at))
        edit = f"D    {line.dissolve:03d}" if line.dissolve else "C"
        end = record.timecode(line.record.end)
        written.append(_columns(number, line.reel, line.channels, edit, line.source, at, end))
        written += [f"* {comment}" for comment in line.comments]
    return "\n".join(written) + "\n"


def _columns(
    number: int, reel: str, channels: str, edit: str, source: str, at: str, end: str
) -> str:
    return f"{number:03d}  {reel:<8} {channels:<5} {edit:<8} {source} {at} {end}"


def reels(edl: EditDecisionList) -> tuple[str, ...]:
    """Return a reel of at most eight letters and digits for each source, no two the same."""
    found: list[str] = []
    for number, source in enumerate(edl.sources, start=1):
        stem = file_name(source).rpartition(".")[0] or file_name(source)
        reel = _NOT_IN_REELS.sub("", stem.upper())[:8]
        if not reel or reel in RESERVED or reel in found:
            tail = str(number)
            reel = f"{(reel or 'FILM')[: 8 - len(tail)]}{tail}"
        while reel in found:
            number += len(edl.sources)
            reel = f"FILM{number}"[:8]
        found.append(reel)
    return tuple(found)


class _Lines:
    """Makes the events of one list."""

    def __init__(self, edl: EditDecisionList, export: Export, *, drop: bool) -> None:
        self._edl, self._rate, self._folder = edl, edl.output.frame_rate, export.folder
        self._record = record_start(edl, export)
        self._reels = reels(edl)
        self._drop = drop
        self._told: set[int] = set()

    def all(self) -> list[_Line]:
        """Return every event in the order of the record."""
        found = events(self._edl)
        on = self._channels(found)
        made = self._black(0, found[0].record.first)
        for number, event in enumerate(found):
            before = found[number - 1] if number else None
            after = found[number + 1] if number + 1 < len(found) else None
            made += self._of(event, before, after, on)
        return made + self._black(found[-1].record.end, frame_count(self._edl))

    def _channels(self, found: Sequence[Event]) -> dict[int, str]:
        """Return the sound channels of each clip that is heard."""
        heard = tuple(e for e in found if has_sound(self._edl, e.source))
        taken = lanes(heard)
        # Stereo takes two channels, as long as nothing else needs the second.
        is_single = not any(taken)
        return {
            event.clip: f"A{lane + 1}"
            if lane
            else "AA"
            if is_single and channels_of(self._edl, event.source) > 1
            else "A"
            for event, lane in zip(heard, taken, strict=True)
        }

    def _of(
        self, event: Event, before: Event | None, after: Event | None, on: dict[int, str]
    ) -> list[_Line]:
        """Return the events of one clip: one, or its picture and its sound apart."""
        lead = event.before.count // 2 if event.before else 0
        trail = event.after.count // 2 if event.after else 0
        picture = _widened(event.record, lead, -trail)
        sound = on.get(event.clip, "")
        comments = self._comments(event, before if lead else None)
        if event.before is not None and event.before.kind == "dip":
            return self._dip(event, before, picture, lead, sound, comments)
        # Where pictures dissolve and sound ends with them, it crosses over with them.
        crossed = before is not None and before.clip in on and is_crossfaded(before, event)
        crosses = after is not None and after.clip in on and is_crossfaded(event, after)
        heard = _widened(event.heard_record, lead * crossed, -trail * crosses)
        leaving = None
        if before is not None and lead:
            leaving = self._reels[before.source], self._source(before, picture.first).split()[0]
        together = sound if picture == heard else ""
        channels = {"": "V", "A": "B"}.get(together, f"{together}/V")
        reel = self._reels[event.source]
        source = self._source(event, picture.first, picture.end)
        line = _Line(reel, channels, source, picture, comments, 2 * lead, leaving)
        if together or not sound:
            return [line]
        apart = self._heard(event, sound, heard)
        if crossed and before is not None:
            come = self._source(before, heard.first).split()[0]
            apart = dataclasses.replace(
                apart, dissolve=2 * lead, leaving=(self._reels[before.source], come)
            )
        return [line, apart]

    def _dip(
        self,
        event: Event,
        before: Event | None,
        picture: Frames,
        lead: int,
        sound: str,
        comments: tuple[str, ...],
    ) -> list[_Line]:
        """Return a dissolve to black, and one out of it into the clip."""
        zero, half = (timecode(frame, self._rate, drop=self._drop) for frame in (0, lead))
        come = self._source(before, picture.first).split()[0] if before else zero
        reel = self._reels[before.source] if before else BLACK
        out = _Line(
            BLACK, "V", f"{zero} {half}", Frames(picture.first, lead), (), lead, (reel, come)
        )
        shown = Frames(picture.first + lead, picture.count - lead)
        source = self._source(event, shown.first, shown.end)
        into = _Line(self._reels[event.source], "V", source, shown, comments, lead, (BLACK, half))
        return [out, into, *([self._heard(event, sound, event.heard_record)] if sound else [])]

    def _heard(self, event: Event, sound: str, heard: Frames) -> _Line:
        source = self._source(event, heard.first, heard.end)
        name = f"FROM CLIP NAME: {self._name(event)}"
        return _Line(self._reels[event.source], sound, source, heard, (name,))

    def _source(self, event: Event, *record: int) -> str:
        """Return what of its film an event shows at frames of the cut, in timecode."""
        source = self._edl.sources[event.source]
        ratio = self._rate / source.frame_rate
        # At the cut's rate: where the film has another, its frames are those it is conformed to.
        start = nearest((source_start(source) + event.material.first) * ratio)
        drop = is_drop(source.timecode) if source.timecode else self._drop
        drop = drop and takes_drop(self._rate)
        frames = (start + frame - event.record.first for frame in record)
        return " ".join(timecode(frame, self._rate, drop=drop) for frame in frames)

    def _black(self, first: int, end: int) -> list[_Line]:
        """Return the event of a title, which the form cannot draw: black for as long."""
        if end <= first:
            return []
        place = "end" if first else "start"
        words = [title.text for title in self._edl.titles if title.place == place]
        ends = (timecode(frame, self._rate, drop=self._drop) for frame in (0, end - first))
        told = (f"COMMENT: TITLE {one_line(' '.join(words))}",)
        return [_Line(BLACK, "V", " ".join(ends), Frames(first, end - first), told)]

    def _comments(self, event: Event, before: Event | None) -> tuple[str, ...]:
        source = self._edl.sources[event.source]
        if before is None:
            made = [f"FROM CLIP NAME: {self._name(event)}"]
        else:
            made = [f"FROM CLIP NAME: {self._name(before)}", f"TO CLIP NAME: {self._name(event)}"]
        if event.source not in self._told:
            path = one_line(relative_path(source.path, self._folder))
            made += [f"SOURCE FILE: {path}", f"SOURCE FINGERPRINT: {source.fingerprint}"]
        if not self._told:
            made.append(f"FRAME RATE: {self._rate.numerator}/{self._rate.denominator}")
        self._told.add(event.source)
        at = self._record.timecode(event.record.first)
        return (*made, f"LOC: {at} GREEN   {event.marker}")

    def _name(self, event: Event) -> str:
        return one_line(file_name(self._edl.sources[event.source]))


def _widened(frames: Frames, before: int, behind: int) -> Frames:
    """Return a run that begins so much earlier and ends so much later."""
    return Frames(frames.first - before, frames.count + before + behind)
