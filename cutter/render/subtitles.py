"""The cues of a cut in the forms that files hold: SubRip beside the film, timed text inside it.

Knows nothing about containers and how packets get into them.
"""

from __future__ import annotations

import itertools
import re
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.schema import Cue

MILLISECONDS: Final = 1000
"""Ticks a second of SubRip and Matroska."""
MOST_BYTES: Final = 0xFFFF
"""Of one sample of timed text: its length is told in 16 bits (3GPP TS 26.245, 5.17)."""

_BRACES = str.maketrans("{}", "()")
_TAG = re.compile(r"<([^<>\n]*)>")
_CODE = re.compile(r"\\(?=[Nnh\\()])")
_WORD_JOINER = "\u2060"


class Sample(NamedTuple):
    """Words that are shown from one tick to another."""

    start: int
    end: int
    text: str


def harmless(text: str) -> str:
    """Return words that no reader of SubRip, timed text or ASS takes for markup.

    None of these forms lets markup be escaped, so look-alikes stand for the few characters:
    parentheses for braces, single quotation marks for the brackets round what looks like a tag,
    an arrow for that of SubRip's timing. Line breaks are kept, empty lines are not.
    """
    text = text.translate(_BRACES).replace("-->", "→")
    text = _CODE.sub(rf"\\{_WORD_JOINER}", _TAG.sub(r"‹\1›", text))
    return "\n".join(line for line in text.splitlines() if line.strip())


def samples(cues: Sequence[Cue], ticks: int) -> list[Sample]:
    """Return cues in whole ticks, so many a second; ordered by start, none of them empty."""
    found = []
    for cue in cues:
        start = nearest(cue.span.start * ticks)
        end = max(start + 1, nearest(cue.span.end * ticks))
        found.append(Sample(start, end, harmless(cue.text)))
    return sorted(sample for sample in found if sample.text)


def one_at_a_time(shown: Sequence[Sample]) -> Iterator[Sample]:
    """Yield samples that do not overlap: where several are shown, one holds the words of all."""
    edges = sorted({edge for sample in shown for edge in (sample.start, sample.end)})
    waiting = list(reversed(sorted(shown)))
    standing: list[Sample] = []
    last: Sample | None = None
    for start, end in itertools.pairwise(edges):
        standing = [sample for sample in standing if sample.end > start]
        while waiting and waiting[-1].start <= start:
            standing.append(waiting.pop())
        text = "\n".join(sample.text for sample in standing)
        if last is not None and last.end == start and last.text == text:
            last = Sample(last.start, end, text)
            continue
        if last is not None and last.text:
            yield last
        last = Sample(start, end, text)
    if last is not None and last.text:
        yield last


def timed_text(text: str) -> bytes:
    """Return words as a sample of timed text: their length in bytes, then themselves in UTF-8."""
    data = text.encode()
    if len(data) > MOST_BYTES:
        data = data[:MOST_BYTES].decode(errors="ignore").encode()
    return struct.pack(">H", len(data)) + data


def srt(cues: Sequence[Cue]) -> bytes:
    """Return cues as a SubRip file, in UTF-8 with the line ends that the format came with."""
    parts = [
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(samples(cues, MILLISECONDS), start=1)
    ]
    return "\n".join(parts).replace("\n", "\r\n").encode()


def _clock(milliseconds: int) -> str:
    """Return a time as SubRip writes it: `01:02:03,004`."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{rest:03d}"
