"""Finds what may be used of each shot, its moment, and why a shot cannot be chosen at all.

What holds for a film whatever is scored, pinned and banned is found once (`Plain`); then only the
shots that a pin or a ban touches are judged again. Knows nothing about budgets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cutter.edit.choice import BANNED, CHOSEN, DENIED, NEVER, SPOILER, TOO_SHORT
from cutter.edit.joins import with_handles
from cutter.edit.marks import shot_name
from cutter.edit.pins import without
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.edit.grid import Grid
    from cutter.edit.ground import Ground
    from cutter.edit.narrowed import Narrowed
    from cutter.edit.pins import Pins
    from cutter.edit.request import CutRequest
    from cutter.edit.ways import Way
    from cutter.schema import Shot
    from cutter.schema.scores import Scores

    Indices = NDArray[np.intp]


class Placed(NamedTuple):
    """Where a clip was last taken of a shot, and all that this hangs on."""

    usable: TimeRange
    frames: int
    moment: Fraction
    way: Way | None
    span: TimeRange


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """What may be used of each shot where nothing is pinned or banned; kept from plan to plan."""

    usable: tuple[TimeRange | None, ...]
    frames: Indices
    """(n_shots,) whole output frames; 0 where a shot is excluded."""
    excluded: tuple[str, ...]
    shortened: tuple[tuple[int, TimeRange], ...]
    """Shots of which the end is not to be shown, and what is left: the moment lies in that."""
    ways: dict[tuple[int, bool], tuple[Way, ...]] = field(default_factory=dict)
    """Those of shots of which less than the clean part may be used; whether sound may split."""
    narrowed: OrderedDict[tuple[object, ...], Narrowed] = field(default_factory=OrderedDict)
    """What was last made of it so that no word is cut."""
    placed: dict[int, Placed] = field(default_factory=dict)
    """Where a clip of each shot was last taken."""


@dataclass(slots=True, eq=False)
class Laid:
    """The same for one plan, by number of the shot."""

    usable: list[TimeRange | None]
    frames: Indices
    moments: list[Fraction]
    excluded: list[str]


@dataclass(frozen=True, slots=True)
class _Judged:
    part: TimeRange | None
    moment: Fraction
    verdict: str


def plain_key(request: CutRequest) -> tuple[object, ...]:
    """Return all of a request that `Plain` hangs on."""
    shortest = request.clip_lengths().shortest if request.handle else 0
    return request.frame_rate, request.until, request.keep_credits, request.handle, shortest


class Judging:
    """Judges the shots of films for one request."""

    def __init__(
        self,
        ground: Ground,
        request: CutRequest,
        grids: Sequence[Grid],
        spoilers: Sequence[TimeRange | None],
    ) -> None:
        """Keep what holds for all shots.

        Args:
            ground: the films.
            request: what was asked for.
            grids: of each film.
            spoilers: the end of each film that is not to be shown, or None.
        """
        self._ground, self._request, self._grids = ground, request, grids
        self._spoilers = spoilers
        self._outs = [
            () if request.keep_credits else ground.left_out(film) for film in range(len(grids))
        ]
        self._shortest = request.clip_lengths().shortest / request.frame_rate
        self.notes: list[str] = []

    def plain(self) -> Plain:
        """Return what holds where nothing is pinned or banned."""
        return self._ground.plain(plain_key(self._request), self._found)

    def laid(
        self,
        plain: Plain,
        scores: Scores,
        pins: Pins,
        in_range: frozenset[int],
        denied: Sequence[Sequence[TimeRange]],
    ) -> Laid:
        """Return what may be used in one plan, and note what was pinned against the profile.

        Args:
            plain: what holds for all plans.
            scores: of all shots.
            pins: what is in for certain, and what is out.
            in_range: numbers of the shots in pinned ranges.
            denied: of each film, when denied words are said.
        """
        columns, where = scores.columns, self._ground.where
        laid = Laid(
            list(plain.usable), plain.frames.copy(), list(columns.moments), list(plain.excluded)
        )
        for number, left in plain.shortened:
            if laid.moments[number] >= left.end:
                laid.moments[number] = left.middle
        for number in [n for n, label in enumerate(columns.never) if label]:
            if plain.usable[number] is not None:
                laid.excluded[number], laid.frames[number] = NEVER, 0
        for number in self._touched(pins, in_range):
            film, shot = where[number]
            judged = self._judged(
                (film, shot),
                columns.moments[number],
                columns.never[number],
                pins,
                number in in_range,
            )
            span = self._ground.analyses[film].film.shots[shot].span
            verdict = judged.verdict
            if verdict == BANNED and any(span.intersection(each) for each in denied[film]):
                verdict = DENIED
            part, count, verdict = self._counted((film, shot), judged.part, verdict, pins)
            laid.usable[number], laid.moments[number] = part, judged.moment
            laid.frames[number], laid.excluded[number] = count, verdict
        return laid

    def _found(self) -> Plain:
        usable: list[TimeRange | None] = []
        frames: list[int] = []
        excluded: list[str] = []
        shortened: list[tuple[int, TimeRange]] = []
        for number, (film, shot) in enumerate(self._ground.where):
            clean = self._ground.analyses[film].film.shots[shot].clean
            judged = self._judged((film, shot), clean.start, "", None, False)
            if judged.part is not None and judged.part is not clean:
                shortened.append((number, judged.part))
            part, count, verdict = self._counted((film, shot), judged.part, judged.verdict, None)
            usable.append(part)
            frames.append(count)
            excluded.append(verdict)
        counted = np.array(frames, dtype=np.intp)
        return Plain(tuple(usable), counted, tuple(excluded), tuple(shortened))

    def _judged(
        self,
        place: tuple[int, int],
        moment: Fraction,
        never: str,
        pins: Pins | None,
        is_in_range: bool,
    ) -> _Judged:
        """Return what may be used of a shot but for handles, its moment, and why it is excluded."""
        film, number = place
        shot, pinned = self._ground.analyses[film].film.shots[number], pins.shots if pins else {}
        is_pinned = place in pinned or is_in_range
        moment = pinned.get(place) or moment
        whole = _usable_part(shot, film, moment, pins)
        part = whole if is_pinned else _before(whole, self._spoilers[film])
        if part is not None and part is not whole and moment >= part.end:
            moment = part.middle
        out = self._outs[film][number] if self._outs[film] else ""
        verdict = _verdict(shot, never, part, out, is_pinned=is_pinned)
        if verdict == BANNED and part is not whole:
            verdict = SPOILER
        if is_pinned and never and verdict != BANNED:
            name = shot_name(film, number, len(self._grids))
            self.notes.append(f"{name} is pinned although the profile says never '{never}'")
        return _Judged(part, moment, CHOSEN if is_in_range else verdict)

    def _counted(
        self, place: tuple[int, int], part: TimeRange | None, verdict: str, pins: Pins | None
    ) -> tuple[TimeRange | None, int, str]:
        """Return a part without handles for dissolves, its frames, and the verdict for good."""
        film, shot = place
        is_pinned = pins is not None and place in pins.shots
        if self._request.handle and part is not None and not is_pinned:
            guards = self._ground.guards(film)
            part = with_handles(part, self._request.handle, self._shortest, guards)
        if part is None or verdict:
            return part, 0, verdict
        if part is self._ground.analyses[film].film.shots[shot].clean:
            count = self._ground.frames(film, self._grids[film])[shot]
        else:
            count = self._grids[film].frames_in(part)
        return part, count, "" if count else TOO_SHORT

    def _touched(self, pins: Pins, in_range: frozenset[int]) -> list[int]:
        """Return the numbers of all shots that a pin or a ban may touch, ascending."""
        firsts = self._ground.firsts
        touched = {firsts[film] + shot for film, shot in pins.shots} | in_range
        for film, span in pins.bans:
            shots = self._ground.analyses[film].film.shots
            begin = bisect_right(shots, span.start, key=lambda shot: shot.clean.end)
            end = bisect_left(shots, span.end, key=lambda shot: shot.clean.start)
            touched.update(firsts[film] + shot for shot in range(begin, end))
        return sorted(touched)


def _before(part: TimeRange | None, spoiler: TimeRange | None) -> TimeRange | None:
    """Return what of a part lies before the end that is not to be shown."""
    if part is None or spoiler is None or part.end <= spoiler.start:
        return part
    return part.intersection(TimeRange(Fraction(-1), spoiler.start))


def _usable_part(shot: Shot, film: int, moment: Fraction, pins: Pins | None) -> TimeRange | None:
    """Return the clean part of a shot without what is banned; of several, the moment's."""
    if pins is None or not pins.bans:
        return shot.clean
    parts = without(film, (shot.clean,), pins.bans)
    around = [part for part in parts if part.contains(moment)]
    return max(around or parts, key=lambda part: (part.duration, -part.start), default=None)


def _verdict(shot: Shot, never: str, part: TimeRange | None, out: str, *, is_pinned: bool) -> str:
    """Return why a shot cannot be chosen; empty if it can."""
    if part is None:
        return BANNED
    if is_pinned:
        return ""
    if never:
        return NEVER
    if out:
        return out
    is_whole = part is shot.clean or part == shot.clean
    return BANNED if not is_whole and part.duration * 2 < shot.clean.duration else ""
