"""Small readers of the forms, written from their descriptions and not from what writes them."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Segment:
    """A segment of an mpv EDL."""

    file: str
    start: Fraction
    length: Fraction
    title: str


def mpv_segments(text: str) -> list[Segment]:
    """Read an mpv EDL (DOCS/edl-mpv.rst): parameters by comma, `%n%` before n bytes of a value."""
    data = text.encode()
    head, _, rest = data.partition(b"\n")
    assert head == b"# mpv EDL v0"
    found = []
    at = 0
    while at < len(rest):
        values: dict[str, bytes] = {}
        names = iter(("file", "start", "length"))
        while True:
            named = re.compile(rb"([^=%,;\n!]+)=").match(rest, at)
            name = named[1].decode() if named else next(names)
            at = named.end() if named else at
            counted = re.compile(rb"%(\d+)%").match(rest, at)
            if counted:
                end = counted.end() + int(counted[1])
                values[name], at = rest[counted.end() : end], end
            else:
                plain = re.compile(rb"[^,;\n!]*").match(rest, at)
                assert plain
                values[name], at = plain[0], plain.end()
            if rest[at : at + 1] != b",":
                break
            at += 1
        assert rest[at : at + 1] in (b"\n", b";", b"")
        at += 1
        found.append(
            Segment(
                values["file"].decode(),
                Fraction(values["start"].decode()),
                Fraction(values["length"].decode()),
                values["title"].decode(),
            )
        )
    return found


@dataclass(frozen=True)
class Chapter:
    """A chapter of FFmpeg's metadata."""

    start: Fraction
    end: Fraction
    title: str


def ffmetadata_chapters(text: str) -> tuple[dict[str, str], list[Chapter]]:
    """Read FFMETADATA1 (ffmpeg-formats, Metadata): global tags, and chapters in seconds."""
    lines = re.split(r"(?<!\\)\n", text)
    assert lines[0] == ";FFMETADATA1"
    sections: list[dict[str, str]] = [{}]
    for line in lines[1:]:
        if line == "[CHAPTER]":
            sections.append({})
        elif line and line[0] not in ";#":
            key, value = re.split(r"(?<!\\)=", line, maxsplit=1)
            sections[-1][key] = re.sub(r"\\(.)", r"\1", value)
    chapters = []
    for section in sections[1:]:
        base = Fraction(section["TIMEBASE"])
        chapters.append(
            Chapter(int(section["START"]) * base, int(section["END"]) * base, section["title"])
        )
    return sections[0], chapters


def rows(text: str) -> list[dict[str, str]]:
    """Read a table with a head (RFC 4180)."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


@dataclass(frozen=True)
class Edit:
    """A line of events of a CMX 3600 list."""

    number: int
    reel: str
    channels: str
    kind: str
    frames: int
    source: tuple[str, str]
    record: tuple[str, str]
    comments: tuple[str, ...]


def cmx_edits(text: str) -> list[Edit]:
    """Read a CMX 3600 list line by line."""
    found: list[Edit] = []
    for line in text.splitlines():
        fields = line.split()
        if not fields or not fields[0].isdigit():
            if line.startswith("* "):
                last = found[-1]
                found[-1] = dataclasses.replace(last, comments=(*last.comments, line[2:]))
            continue
        length = int(fields[4]) if fields[3] != "C" else 0
        times = fields[-4:]
        found.append(
            Edit(
                int(fields[0]),
                fields[1],
                fields[2],
                fields[3],
                length,
                (times[0], times[1]),
                (times[2], times[3]),
                (),
            )
        )
    return found


def smpte(text: str, base: int) -> int:
    """Count a timecode's frames one minute after the other, as a clock would."""
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;]", text))
    drop = base // 15 if ";" in text else 0
    total = 0
    for minute in _minutes(hours * 60 + minutes):
        total += 60 * base - (0 if minute % 10 == 0 else drop)
    number = seconds * base + frames
    return total + number - (drop if (hours * 60 + minutes) % 10 else 0)


def _minutes(until: int) -> Iterator[int]:
    return iter(range(until))
