"""Boundaries that were found, held against the truth or against another's. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

Found = Sequence[tuple[str, Fraction, Fraction]]
"""Kind, first and last frame of each boundary; a cut's first frame is its last."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How well the boundaries of one film were found."""

    cuts: int
    cuts_hit: int
    gradual: int
    gradual_hit: int
    false: int
    """Boundaries that match nothing in the truth, or match what another matched already."""

    @property
    def recall(self) -> float:
        """Share of the hard cuts that were found."""
        return self.cuts_hit / self.cuts if self.cuts else 1.0

    @property
    def precision(self) -> float:
        """Share of what was found that is true."""
        right = self.cuts_hit + self.gradual_hit
        return right / (right + self.false) if right + self.false else 1.0

    @property
    def cut_f1(self) -> float:
        """F1 of the hard cuts; every false boundary counts against it."""
        return _f1(self.cuts_hit, self.cuts - self.cuts_hit, self.false)

    @property
    def f1(self) -> float:
        """F1 of all boundaries."""
        hit = self.cuts_hit + self.gradual_hit
        return _f1(hit, self.cuts + self.gradual - hit, self.false)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hard cuts that two found, and those that only one did."""

    both: int
    ours: tuple[int, ...]
    theirs: tuple[int, ...]

    @classmethod
    def together(cls, several: Iterable[Agreement]) -> Self:
        """Return the agreement over several films."""
        parts = list(several)
        return cls(
            sum(part.both for part in parts),
            tuple(frame for part in parts for frame in part.ours),
            tuple(frame for part in parts for frame in part.theirs),
        )

    @property
    def f1(self) -> float:
        """F1 of the one as judged by the other; it is the same both ways."""
        return _f1(self.both, len(self.theirs), len(self.ours))


def score(found: Found, truth: dict[str, Any]) -> Scores:
    """Hold boundaries against the truth.

    Args:
        found: boundaries in frames; a gradual one is taken at its middle.
        truth: with `boundaries`, each of `kind`, `start_frame` and `end_frame`.
    """
    left = sorted((start + end) / 2 for _, start, end in found)
    cuts = [b for b in truth["boundaries"] if b["kind"] == "cut"]
    gradual = [b for b in truth["boundaries"] if b["kind"] != "cut"]
    cuts_hit = gradual_hit = 0
    for cut in cuts:
        if cut["start_frame"] in left:
            left.remove(Fraction(cut["start_frame"]))
            cuts_hit += 1
    for boundary in gradual:
        inside = [f for f in left if boundary["start_frame"] <= f <= boundary["end_frame"]]
        gradual_hit += len(inside) == 1
        for frame in inside[:1]:
            left.remove(frame)
    return Scores(len(cuts), cuts_hit, len(gradual), gradual_hit, len(left))


def agreement(ours: Found, theirs: Found) -> Agreement:
    """Compare hard cuts, leaving out what lies inside gradual changes that `ours` names."""
    soft = [(start, end) for kind, start, end in ours if kind != "cut"]

    def hard(found: Found) -> set[int]:
        frames = {start for kind, start, _ in found if kind == "cut"}
        return {int(f) for f in frames if not any(start <= f <= end for start, end in soft)}

    mine, other = hard(ours), hard(theirs)
    return Agreement(len(mine & other), tuple(sorted(mine - other)), tuple(sorted(other - mine)))


def _f1(hit: int, missed: int, false: int) -> float:
    return 2 * hit / (2 * hit + missed + false) if hit + missed + false else 1.0
