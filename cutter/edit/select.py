"""Chooses shots and the lengths of their clips: what is asked for first, and what fills after it.

Each step adds to the last, and only while the budget is not full: pins, the profile's `must`,
matching shots, longer clips than usual, then (with `fill`) the others, near-duplicates, and what
is shorter than a clip should be; what only flashes by is used where there is nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.likeness import Likeness
from cutter.edit.problem import Problem
from cutter.edit.relevance import DISLIKED, find_groups, relevance_of, relevance_to_fill
from cutter.edit.solve import solve
from cutter.edit.ways import wider
from cutter.edit.worth import Worth
from cutter.errors import NothingFits
from cutter.times import length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.material import Material
    from cutter.edit.request import ClipLengths, CutRequest
    from cutter.edit.ways import Way

    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Which shots are used, and for how many frames."""

    chosen: Indices
    """Numbers of the shots, ascending; those of pinned ranges are among them."""
    frames: Indices
    musts: frozenset[int]
    """Those that the profile's `must` brought in."""
    gap: float
    likeness: Likeness
    way: dict[int, Way]
    """How a shot is taken in which somebody speaks."""


@dataclass(slots=True, eq=False)
class _Filling:
    """A budget that is being filled, step by step."""

    material: Material
    problem: Problem
    lengths: ClipLengths
    own_shortest: Indices
    """Each shot's shortest clip as asked for, before anything was settled."""
    way: dict[int, Way]
    """How each shot is taken in which somebody speaks."""
    chosen: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    gap: float = 0.0

    @property
    def missing(self) -> int:
        """Frames of the budget that nothing fills."""
        return self.problem.budget - int(self.problem.share_out(self.chosen).sum())

    def require(self, candidates: Flags) -> None:
        """Take candidates in, best first, while their shortest clips fit; no near-duplicates."""
        problem = self.problem
        shots = np.setdiff1d(np.flatnonzero(candidates), self.chosen)
        for shot in shots[np.argsort(-problem.worth.relevance[shots], kind="stable")]:
            with_it = np.union1d(self.chosen, [shot])
            alike = np.isin(problem.likeness.neighbours(int(shot)), self.chosen).any()
            if problem.is_possible(with_it) and not alike:
                self.chosen = with_it

    def add(self, candidates: Flags, *, distinct: bool) -> None:
        """Choose among candidates, and settle the lengths that came out."""
        problem = self.problem
        shots = np.flatnonzero(candidates & (problem.longest >= problem.shortest))
        shots = np.setdiff1d(shots, self.chosen)
        if len(shots) == 0:
            return
        solution = solve(problem, self.chosen, shots, distinct=distinct)
        self.chosen = solution.chosen
        self.gap = max(self.gap, solution.gap)
        self.settle()

    def settle(self) -> None:
        """Take the lengths reached as the shortest for what comes after."""
        self.problem.shortest[self.chosen] = self.problem.share_out(self.chosen)

    def loosen(self, least: Indices) -> None:
        """Let the chosen clips be cut shorter again, to make room."""
        self.problem.shortest[self.chosen] = np.minimum(
            least[self.chosen], self.problem.shortest[self.chosen]
        )

    def least(self) -> Indices:
        """Return the fewest frames of a clip of each shot that cuts no word."""
        least = self.material.least.copy()
        for number, way in self.way.items():
            least[number] = way.least
        return least

    def stretch(self) -> None:
        """Let the chosen clips be as long as their shots; pinned ranges stay as they are."""
        fixed = {piece.number for piece in self.material.fixed}
        free = np.array([shot for shot in self.chosen if int(shot) not in fixed], dtype=np.intp)
        self.problem.longest[free] = self.material.frames[free]
        for number in map(int, free):
            if number in self.way:
                self._widen(number)
        self.settle()

    def _widen(self, number: int) -> None:
        """Let a clip reach over more of what is said in its shot than was needed so far."""
        length = int(self.problem.shortest[number])
        way = wider(self.material.ways[number], self.way[number], length)
        self.way[number] = way
        self.problem.longest[number] = way.most
        self.own_shortest[number] = max(self.own_shortest[number], way.least)


def select(material: Material, request: CutRequest, budget: int) -> Selection:
    """Choose shots and lengths for a budget.

    Args:
        material: the shots.
        request: what was asked for.
        budget: output frames to fill.

    Raises:
        NothingFits: the pins do not fit into the budget, or nothing may be used.
    """
    filling = _begin(material, request, budget)
    problem, lengths = filling.problem, filling.lengths
    matches = material.scores.columns.is_match
    musts = np.array([bool(must) for must in material.scores.columns.must], dtype=np.bool_)
    free = material.frames > 0
    regular = free & (material.frames >= lengths.shortest)
    pinned = filling.chosen
    filling.require(regular & musts)
    brought_in = frozenset(int(shot) for shot in np.setdiff1d(filling.chosen, pinned))
    filling.add(regular & matches, distinct=True)
    if lengths.longest_yields and filling.missing > 0:
        filling.stretch()
    wanted = free & (matches | musts)
    if len(filling.chosen) == 0 or (lengths.shortest_yields and filling.missing > 0):
        half = 0 if len(filling.chosen) == 0 else lengths.shortest // 2
        least = max(half, lengths.briefest)
        _add_short(filling, wanted & ~regular & (material.frames >= least), distinct=True)
    if request.fill:
        _fill_up(filling, free, regular, matches)
    if len(filling.chosen) == 0:
        _add_short(filling, free if request.fill else wanted, distinct=not request.fill)
    _finish(filling, regular & (matches | request.fill), request)
    if len(filling.chosen) == 0:
        raise NothingFits(_why_nothing(material, free, matches, request))
    frames = problem.share_out(filling.chosen)
    gap = min(1.0, -(-filling.gap * 10_000 // 1) / 10_000)
    return Selection(filling.chosen, frames, brought_in, gap, problem.likeness, filling.way)


def _begin(material: Material, request: CutRequest, budget: int) -> _Filling:
    """Set the problem up with the pins in it."""
    lengths = request.clip_lengths()
    frames = material.frames
    shortest = np.full(len(frames), lengths.shortest, dtype=np.intp)
    # What is said goes before the longest clip: a sentence is heard out.
    longest = np.maximum(np.minimum(frames, lengths.longest), material.least)
    pinned = np.array(sorted(material.pinned), dtype=np.intp)
    pinned = pinned[frames[pinned] > 0]
    shortest[pinned] = np.minimum(shortest[pinned], frames[pinned])
    shortest = np.maximum(shortest, material.least)
    fixed: dict[int, int] = {}
    for piece in material.fixed:
        count = round(piece.span.duration * request.frame_rate)
        fixed[piece.number] = fixed.get(piece.number, 0) + count
    for number, count in fixed.items():
        shortest[number] = longest[number] = count
    usual = np.clip(np.full(len(frames), lengths.usual, dtype=np.intp), 1, np.maximum(longest, 1))
    groups = find_groups(material, max(1, round(budget / lengths.usual)))
    worth = Worth(relevance_of(material), usual, groups, budget)
    problem = Problem(worth, material.ground.likeness, budget, shortest, longest, usual)
    kept = np.array(sorted({*map(int, pinned), *fixed}), dtype=np.intp)
    needed = int(shortest[kept].sum())
    if needed > budget:
        seconds = [length(count / request.frame_rate) for count in (needed, needed - budget)]
        raise NothingFits(
            f"what is pinned with --must lasts {seconds[0]} at least, {seconds[1]} more than the"
            " budget; raise --budget or drop a --must"
        )
    return _Filling(material, problem, lengths, shortest.copy(), dict(material.way), kept)


def _fill_up(filling: _Filling, free: Flags, regular: Flags, matches: Flags) -> None:
    """Fill with what nobody asked for: the best first, the least fit last."""
    material, worth = filling.material, filling.problem.worth
    filling.problem.worth = worth.with_relevance(relevance_to_fill(material, worth.relevance))
    fair = material.scores.columns.values >= DISLIKED
    for shots, distinct in (
        (regular & fair, True),
        (regular & matches, False),
        (regular & fair, False),
        (regular, True),
        (regular, False),
    ):
        if filling.missing > 0:
            filling.add(shots, distinct=distinct)
    if filling.lengths.longest_yields and filling.missing > 0:
        filling.stretch()
    if filling.missing > 0:
        filling.loosen(filling.own_shortest)
        filling.add(regular, distinct=False)
    if filling.missing > 0:
        long_enough = free & (material.frames >= filling.lengths.briefest)
        _add_short(filling, long_enough & ~regular, distinct=False)
        filling.add(long_enough, distinct=False)


def _finish(filling: _Filling, pool: Flags, request: CutRequest) -> None:
    """Fill the last frames, for which no whole clip was left, by cutting the others shorter."""
    if filling.missing <= 0 or len(filling.chosen) == 0:
        return
    filling.loosen(filling.own_shortest)
    filling.add(pool, distinct=not request.fill)
    if filling.missing <= 0 or not (filling.lengths.shortest_yields or request.fill):
        return
    briefest = np.minimum(filling.own_shortest, filling.lengths.briefest)
    half = np.maximum(briefest, filling.own_shortest // 2)
    half = np.maximum(half, filling.least())
    fixed = [piece.number for piece in filling.material.fixed]
    half[fixed] = filling.own_shortest[fixed]
    filling.loosen(half)
    left = np.setdiff1d(np.flatnonzero(pool), filling.chosen)
    filling.problem.shortest[left] = half[left]
    filling.add(pool, distinct=not request.fill)


def _add_short(filling: _Filling, shots: Flags, *, distinct: bool) -> None:
    """Choose among shots that are shorter than a clip should be, whole or nearly."""
    problem, frames = filling.problem, filling.material.frames
    short = np.setdiff1d(np.flatnonzero(shots), filling.chosen)
    least = max(filling.lengths.briefest, filling.lengths.shortest // 2)
    problem.shortest[short] = np.maximum(
        np.minimum(frames[short], least), filling.material.least[short]
    )
    filling.own_shortest[short] = problem.shortest[short]
    filling.add(shots, distinct=distinct)


def _why_nothing(material: Material, free: Flags, matches: Flags, request: CutRequest) -> str:
    """Say what stands in the way of any clip, and what to do."""
    if not free.any():
        counts: dict[str, int] = {}
        for verdict in material.excluded:
            counts[verdict] = counts.get(verdict, 0) + 1
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        told = ", ".join(f"{verdict} ({count})" for verdict, count in ranked)
        return f"no shot may be used: {told}; allow more, or pin a shot with --must '#1'"
    if not (free & matches).any() and not request.fill:
        return "no shot matches the profile; add --fill to take the best of the others"
    return "no shot fits into the budget; raise --budget or lower --min-clip"
