"""When a film must not be cut in its sound: while somebody speaks, and while a subtitle stands.

From cues and from speech in the sound, whichever says so. Knows nothing about clips.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.schema import Cue, FilmRecord

_SOUNDS: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)|[♪♫♬♩#*\s.…–-]+")
"""What is no word of a cue: descriptions of sounds in brackets, notes of music, and signs."""


def is_spoken(cue: Cue) -> bool:
    """Whether a cue holds words that are said or sung, not only `[door slams]` or `♪`.

    A sung line is kept whole like a spoken one: it is short, and its words are heard.
    """
    return bool(_SOUNDS.sub("", cue.text))


def guards_of(film: FilmRecord) -> tuple[TimeRange, ...]:
    """Return the spans in which the sound of a film must not be cut, in order.

    No two overlap, but they may touch: between two subtitles that follow each other at once, and
    in the shortest pause of a long talk, there is a place to cut.
    """
    spans = [cue.span for cue in film.cues if is_spoken(cue)]
    return _joined([*spans, *film.speech], film.media.end)


def _joined(spans: Iterable[TimeRange], end: Fraction) -> tuple[TimeRange, ...]:
    joined: list[TimeRange] = []
    # Floats put nearly all in order; comparing exact times is slow.
    for span in sorted(spans, key=lambda span: (float(span.start), span)):
        if span.start >= end or span.end <= 0:
            continue
        if span.start < 0 or span.end > end:
            span = TimeRange(max(span.start, Fraction(0)), min(span.end, end))
        if joined and span.start < joined[-1].end:
            span = TimeRange(joined[-1].start, max(joined.pop().end, span.end))
        joined.append(span)
    return tuple(joined)


class Guards:
    """The guards of one film, to be looked up by time."""

    def __init__(self, spans: Iterable[TimeRange]) -> None:
        """Keep the spans, which are in order and do not overlap."""
        self.spans = tuple(spans)
        self._starts = [float(span.start) for span in self.spans]
        self._ends = [float(span.end) for span in self.spans]

    @classmethod
    def of(cls, film: FilmRecord) -> Guards:
        """Return those of a film."""
        return cls(guards_of(film))

    def at(self, time: Fraction) -> TimeRange | None:
        """Return the guard that a cut at this time would cut into, or None."""
        # Floats find the place, exact times settle it where floats are equal: plans ask this
        # thousands of times.
        about = time.numerator / time.denominator
        index = bisect_left(self._starts, about)
        while index < len(self.spans) and self._starts[index] == about:
            if self.spans[index].start >= time:
                break
            index += 1
        if index == 0 or self._ends[index - 1] < about:
            return None
        before = self.spans[index - 1]
        return before if self._ends[index - 1] > about or time < before.end else None

    def within(self, span: TimeRange) -> tuple[TimeRange, ...]:
        """Return the guards of which a part lies in a span."""
        first = bisect_left(self._ends, span.start.numerator / span.start.denominator)
        last = bisect_right(self._starts, span.end.numerator / span.end.denominator)
        # The floats of two times may be equal where one is a little later.
        while first < last and self.spans[first].end <= span.start:
            first += 1
        while first < last and self.spans[last - 1].start >= span.end:
            last -= 1
        return self.spans[first:last]
