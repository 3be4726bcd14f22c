"""What planning reads from the films whatever anybody likes: reckoned when first needed, and kept.

Plans over the same ground are quick, and are the same to the byte as over ground of their own:
nothing here depends on scores, or on what was planned before.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.bans import denied_spans
from cutter.edit.guards import Guards
from cutter.edit.leaveout import left_out
from cutter.edit.likeness import Likeness
from cutter.edit.ways import ways_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.edit.grid import Grid
    from cutter.edit.judging import Plain
    from cutter.edit.ways import Way
    from cutter.schema import Analysis, TimeRange

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

_PLAINS = 6
"""Requests for which is kept what may be used: each takes some 100 kB of a feature film."""
_SLACK = 1e-3
"""Seconds by which a span in floats may miss the exact one, and much more."""


class Ground:
    """The films of a cut, as far as a plan needs them."""

    def __init__(self, analyses: Sequence[Analysis]) -> None:
        """Keep the films; nothing is reckoned yet."""
        self.analyses = tuple(analyses)
        counts = [len(analysis.film.shots) for analysis in analyses]
        self.where = tuple((f, s) for f, count in enumerate(counts) for s in range(count))
        """(film, shot) of each number."""
        self.firsts = tuple(sum(counts[:film]) for film in range(len(counts)))
        """Number of the first shot of each film."""
        self._likeness: Likeness | None = None
        self._left_out: dict[int, tuple[str, ...]] = {}
        self._frames: dict[tuple[int, Fraction], tuple[int, ...]] = {}
        self._lines: dict[int, tuple[Floats, Floats, list[TimeRange]]] = {}
        self._kinds: dict[bytes, Indices] = {}
        self._guards: dict[int, Guards] = {}
        self._spoken: dict[int, dict[int, tuple[TimeRange, ...]]] = {}
        self._denied: dict[tuple[int, tuple[str, ...]], tuple[TimeRange, ...]] = {}
        self._plain: OrderedDict[tuple[object, ...], Plain] = OrderedDict()
        self._ways: dict[tuple[int, int, Fraction, bool], tuple[Way, ...]] = {}

    def is_of(self, analyses: Sequence[Analysis]) -> bool:
        """Whether these are the very films."""
        return len(analyses) == len(self.analyses) and all(
            one is other for one, other in zip(analyses, self.analyses, strict=True)
        )

    @property
    def likeness(self) -> Likeness:
        """How alike the shots of all films look."""
        if self._likeness is None:
            self._likeness = Likeness(self.analyses)
        return self._likeness

    def kinds(self, usable: NDArray[np.bool_]) -> Indices:
        """Return what kind of picture each usable shot shows; the others are of the first kind."""
        key = usable.tobytes()
        if key not in self._kinds:
            shots = np.flatnonzero(usable)
            kinds = np.zeros(len(usable), dtype=np.intp)
            kinds[shots] = self.likeness.kinds(shots)
            # Which shots may be used seldom changes from plan to plan.
            self._kinds = {key: kinds}
        return self._kinds[key]

    def left_out(self, film: int) -> tuple[str, ...]:
        """Return for each shot of a film why it is left out by default; see `left_out`."""
        if film not in self._left_out:
            self._left_out[film] = left_out(self.analyses[film].film)
        return self._left_out[film]

    def frames(self, film: int, grid: Grid) -> tuple[int, ...]:
        """Return how many whole output frames the clean part of each shot of a film has."""
        # The film's own rate never changes, and a rate is found faster than a grid.
        key = (film, grid.output_rate)
        if key not in self._frames:
            shots = self.analyses[film].film.shots
            self._frames[key] = tuple(grid.frames_in(shot.clean) for shot in shots)
        return self._frames[key]

    def guards(self, film: int) -> Guards:
        """Return when a film's sound must not be cut."""
        if film not in self._guards:
            self._guards[film] = Guards.of(self.analyses[film].film)
        return self._guards[film]

    def denied(self, film: int, words: tuple[str, ...]) -> tuple[TimeRange, ...]:
        """Return when a film says denied words."""
        if words and (film, words) not in self._denied:
            # Other words are seldom asked for, and never many.
            self._denied = {key: spans for key, spans in self._denied.items() if key[1] == words}
            self._denied[film, words] = denied_spans(self.analyses[film].film, words)
        return self._denied[film, words] if words else ()

    def plain(self, key: tuple[object, ...], find: Callable[[], Plain]) -> Plain:
        """Return what may be used where nothing is pinned or banned, by what that hangs on."""
        if key not in self._plain:
            self._plain[key] = find()
        self._plain.move_to_end(key)
        while len(self._plain) > _PLAINS:
            self._plain.popitem(last=False)
        return self._plain[key]

    def spoken(self, film: int) -> dict[int, tuple[TimeRange, ...]]:
        """Return the guards of each shot of a film in which somebody speaks, ascending."""
        if film not in self._spoken:
            guards = self.guards(film)
            near = (
                (shot.index, guards.within(shot.clean)) for shot in self.analyses[film].film.shots
            )
            self._spoken[film] = {shot: spans for shot, spans in near if spans}
        return self._spoken[film]

    def ways(self, film: int, shot: int, grid: Grid, *, may_split: bool) -> tuple[Way, ...]:
        """Return the ways to take the clean part of a shot in which somebody speaks."""
        key = (film, shot, grid.output_rate, may_split)
        if key not in self._ways:
            clean, near = self.analyses[film].film.shots[shot].clean, self.spoken(film)[shot]
            self._ways[key] = ways_of(clean, near, grid, may_split=may_split)
        return self._ways[key]

    def lines(self, film: int, span: TimeRange) -> tuple[TimeRange, ...]:
        """Return the lines of dialogue that are heard in a span, in the film's order."""
        if film not in self._lines:
            spans = [cue.span for cue in self.analyses[film].film.cues]
            starts = np.array([float(each.start) for each in spans], dtype=np.float64)
            ends = np.array([float(each.end) for each in spans], dtype=np.float64)
            self._lines[film] = (starts, ends, spans)
        starts, ends, spans = self._lines[film]
        near = (starts < float(span.end) + _SLACK) & (ends > float(span.start) - _SLACK)
        return tuple(
            spans[index]
            for index in np.flatnonzero(near).tolist()
            if spans[index].intersection(span) is not None
        )
