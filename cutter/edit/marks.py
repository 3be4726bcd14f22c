"""Turns what `--must` and `--never` point at into spans of a film: a time, a range or a shot.

Shots are shown to people as #1, #2, …; inside, they count from 0. Knows nothing about scores.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import UsageError
from cutter.schema import TimeRange
from cutter.times import clock_time, parse_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import FilmRecord

_SHOT: Final = re.compile(r"#([0-9]{1,7})")
_FILM: Final = re.compile(r"(.*?)@([0-9]{1,4})", re.DOTALL)
_TIME: Final = r"([0-9]{1,18}/[1-9][0-9]{0,17})"
_EXACT: Final = re.compile(f"{_TIME}-{_TIME}")
_EXAMPLES: Final = "write 01:20, 01:20-01:35 or '#14' (and @2 behind it for the second film)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a film that somebody pointed at, not yet checked against the film."""

    kind: Literal["time", "range", "shot"]
    text: str
    """As it was written."""
    film: int = 0
    """Which of the films, from 0."""
    start: Fraction = Fraction(0)
    """Seconds; the time itself, or where the range starts."""
    end: Fraction = Fraction(0)
    """Seconds; where the range ends. 0 for the other kinds."""
    shot: int = 0
    """The shot's index, from 0; one less than the number shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mark found in its film."""

    film: int
    span: TimeRange
    """The range itself, or the whole span of the shot."""
    shot: int | None
    """The shot that is meant; None for a range."""
    moment: Fraction | None
    """The very time that was pointed at, for a mark of a time."""


def parse_mark(text: str, option: str = "--must") -> Mark:
    """Read `01:20`, `80s`, `01:20-01:35` or `#14`, with `@2` behind it for the second film.

    A range may also be given in exact seconds, as plans hold them: `2002/25-2402/25`.

    Args:
        text: what was written.
        option: the option's name, for the message.

    Raises:
        UsageError: it is none of these; the message names it.
    """
    plain, film = text.strip(), 1
    if numbered := _FILM.fullmatch(plain):
        plain, film = numbered[1].strip(), int(numbered[2])
    if film < 1:
        raise UsageError(f"{option} {quoted(text)}: films count from @1")
    if shot := _SHOT.fullmatch(plain):
        if int(shot[1]) < 1:
            raise UsageError(f"{option} {quoted(text)}: shots count from #1")
        return Mark("shot", text, film - 1, shot=int(shot[1]) - 1)
    start: Fraction | None
    end: Fraction | None
    if exact := _EXACT.fullmatch(plain):
        separator, start, end = "-", Fraction(exact[1]), Fraction(exact[2])
    else:
        first, separator, last = plain.replace("\u2013", "-").partition("-")
        start = parse_seconds(first)
        end = parse_seconds(last) if separator else Fraction(0)
    if start is None or end is None:
        raise UsageError(f"{option} {quoted(text)} is no time, range or shot; {_EXAMPLES}")
    if not separator:
        return Mark("time", text, film - 1, start=start)
    if end <= start:
        raise UsageError(f"{option} {quoted(text)}: a range must end after it starts")
    return Mark("range", text, film - 1, start=start, end=end)


def locate(mark: Mark, films: Sequence[FilmRecord], option: str = "--must") -> Place:
    """Find a mark in the films.

    A range may reach beyond the film's end; it then ends there.

    Raises:
        UsageError: there is no such film, shot or time; the message gives the valid range.
    """
    named = f"{option} {quoted(mark.text)}"
    if mark.film >= len(films):
        films_named = f"{len(films)} film{'s' if len(films) > 1 else ''}"
        raise UsageError(f"{named}: there is no film @{mark.film + 1}, only {films_named}")
    film = films[mark.film]
    if mark.kind == "shot":
        if mark.shot >= len(film.shots):
            last = len(film.shots)
            valid = f"from #1 to #{last}" if last > 1 else "only #1"
            raise UsageError(f"{named}: there is no such shot; the film has {valid}")
        return Place(mark.film, film.shots[mark.shot].span, mark.shot, None)
    end = film.media.end
    if mark.start >= end:
        raise UsageError(f"{named} lies beyond the film, which runs from 0:00 to {clock_time(end)}")
    if mark.kind == "range":
        return Place(mark.film, TimeRange(mark.start, min(mark.end, end)), None, None)
    first = bisect_right(film.shots, mark.start, key=lambda shot: shot.span.end)
    shot = film.shots[first] if first < len(film.shots) else None
    if shot is None or not shot.span.contains(mark.start):
        raise UsageError(f"{named}: no shot shows this time; name a shot, such as '#1'")
    return Place(mark.film, shot.span, shot.index, mark.start)


def shot_name(film: int, shot: int, films: int = 1) -> str:
    """Return what a shot is called: `#14`, or `#14@2` where there are several films."""
    return f"#{shot + 1}" if films == 1 else f"#{shot + 1}@{film + 1}"


def exact_range(span: TimeRange, film: int = 0) -> str:
    """Return a mark of exactly this range, `2002/25-2402/25`: `parse_mark` gives it back."""
    start, end = (f"{time.numerator}/{time.denominator}" for time in (span.start, span.end))
    return f"{start}-{end}" if film == 0 else f"{start}-{end}@{film + 1}"
