"""Decides which joints of a cut get a dissolve or a dip, and how long it may be.

A dissolve needs material of both shots beyond the clips' edges; where there is not enough it is
shortened, and where there is nearly none the joint stays a straight cut. Knows nothing about
pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import UsageError
from cutter.schema import TimeRange, Transition
from cutter.times import parse_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.guards import Guards
    from cutter.schema import Clip, FilmRecord

_USUAL: Final = Fraction(1, 2)
"""Seconds of a transition whose length nobody gave."""
_LONGEST: Final = Fraction(5)
_SMALLEST_GAP: Final = Fraction(1)
"""Seconds; where less than that of a shot was left out, a dissolve looks like a fault of the film:
the picture hardly changes."""
_EDGE: Final = Fraction(1, 10)
"""Seconds without speech in which an edge finds a frame to lie on."""
_LEAST_PART: Final = Fraction(1, 3)
"""Of the length asked for; what is shorter is no dissolve any more but a flicker."""


@dataclass(frozen=True, slots=True)
class Join:
    """How clips shall be joined."""

    kind: Literal["cut", "dissolve", "dip"] = "cut"
    duration: Fraction = _USUAL
    """Seconds; of no meaning for a cut."""

    def half(self, frame_rate: Fraction) -> int:
        """Return how many output frames lie on either side of the joint, at least one."""
        return max(1, round(self.duration * frame_rate / 2))

    def handle(self, frame_rate: Fraction) -> Fraction:
        """Return the seconds that a shot must show beyond a clip's edges; 0 for no dissolve."""
        return self.half(frame_rate) / frame_rate if self.kind == "dissolve" else Fraction(0)


def parse_transition(text: str) -> Join:
    """Read `cut`, `dissolve`, `dissolve:0.5` or `dip:1s`.

    Raises:
        UsageError: it is none of these.
    """
    name, colon, rest = text.strip().lower().partition(":")
    kinds: dict[str, Literal["dissolve", "dip"]] = {"dissolve": "dissolve", "dip": "dip"}
    if name == "cut" and not colon:
        return Join()
    duration = parse_seconds(rest) if colon else _USUAL
    if name not in kinds or duration is None:
        raise UsageError(f"--transition {quoted(text)}: write cut, dissolve:0.5 or dip:0.5")
    if not 0 < duration <= _LONGEST:
        raise UsageError(f"--transition {quoted(text)}: more than 0 and at most {_LONGEST} s")
    return Join(kinds[name], duration)


def with_handles(
    part: TimeRange, handle: Fraction, shortest: Fraction, guards: Guards
) -> TimeRange:
    """Return what clips may use of a part so that material for dissolves is left at its ends.

    All of it at an end where somebody speaks, for there will be no dissolve; and all of it where a
    clip would come out shorter than `shortest`, in seconds.
    """
    first, last = part.start + handle, part.end - handle
    if last - first < shortest:
        return part
    start = part.start if guards.within(TimeRange(part.start, first + _EDGE)) else first
    end = part.end if guards.within(TimeRange(last - _EDGE, part.end)) else last
    return TimeRange(start, end)


def transitions_between(
    clips: Sequence[Clip],
    films: Sequence[FilmRecord],
    join: Join,
    frame_rate: Fraction,
    guards: Sequence[Guards] = (),
) -> tuple[tuple[Transition, ...], tuple[str, ...]]:
    """Return the transitions of a cut, and notes on those that are shorter or missing.

    Args:
        clips: in playing order.
        films: the films, by the clips' `source`.
        join: what was asked for.
        frame_rate: of the output.
        guards: for each film when somebody speaks: a dissolve lets none of that be heard beyond a
            clip's edge.
    """
    if join.kind == "cut":
        return (), ()
    asked = join.half(frame_rate)
    found: list[Transition] = []
    short, missing = 0, 0
    left = 0
    for number in range(len(clips) - 1):
        one, other = clips[number], clips[number + 1]
        if _goes_on(one, other):
            left = 0
            continue
        half = min(asked, _half_of(one, frame_rate, left), _half_of(other, frame_rate, 0))
        if join.kind == "dissolve":
            half = min(half, _spare(one, other, films, frame_rate, guards))
        if half < 1 or half < asked * _LEAST_PART:
            missing += 1
            left = 0
            continue
        short += half < asked
        left = half
        found.append(Transition(number, join.kind, 2 * half / frame_rate))
    return tuple(found), _notes(join, short, missing)


def _half_of(clip: Clip, frame_rate: Fraction, taken: int) -> int:
    """Return the most frames of a clip that may go to the transition at one of its ends.

    A third of it stays as it is, so that transitions at both ends never meet.
    """
    count = int(clip.source_range.duration * frame_rate)
    return min(count // 3, count - count // 3 - taken)


def _goes_on(one: Clip, other: Clip) -> bool:
    """Whether a clip goes on where the other ended, or nearly so in the same shot."""
    gap = other.source_range.start - one.source_range.end
    is_near = gap == 0 or (0 < gap < _SMALLEST_GAP and one.shots[-1] == other.shots[0])
    return one.source == other.source and is_near


def _spare(
    one: Clip,
    other: Clip,
    films: Sequence[FilmRecord],
    frame_rate: Fraction,
    guards: Sequence[Guards],
) -> int:
    """Return how many frames both shots have beyond the clips' edges, without speech."""
    out, into = one.source_range.end, other.source_range.start
    latest = films[one.source].shots[one.shots[-1]].clean.end
    earliest = films[other.source].shots[other.shots[0]].clean.start
    if guards and out < latest:
        near = guards[one.source].within(TimeRange(out, latest))
        latest = max(near[0].start, out) if near else latest
    if guards and earliest < into:
        near = guards[other.source].within(TimeRange(earliest, into))
        earliest = min(near[-1].end, into) if near else earliest
    return max(0, int(min(latest - out, into - earliest) * frame_rate))


def _notes(join: Join, short: int, missing: int) -> tuple[str, ...]:
    notes = []
    if short:
        what = f"{join.kind} is" if short == 1 else f"{join.kind}s are"
        notes.append(f"{short} {what} shorter than asked, for want of material")
    if missing:
        what = "joint is a straight cut" if missing == 1 else "joints are straight cuts"
        notes.append(f"{missing} {what}: too little material for a {join.kind}")
    return tuple(notes)
