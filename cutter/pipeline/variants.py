"""Several good cuts instead of one: what the earlier ones show steps back just enough.

Each is planned anew; the first is the plain cut. Knows nothing about how a cut is chosen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.pipeline.company import Earlier
from cutter.schema import Place, TimeRange, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.pipeline.choosing import Planned

MOST: Final = 8
ALIKE: Final = 0.5
"""Part of a cut's time that may be in an earlier one as well: beyond half, two cuts are one."""
STRENGTHS: Final = (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)
"""How far what was shown steps back: the least that makes a cut different enough is taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a variant stands beside the others."""

    worth: float
    """Of what it shows, by the scores of the plain cut, as a part of the best variant's."""
    shared: float
    """Part of its time that the other variant most like it shows as well, 0 to 1."""


def variants(
    first: Planned, count: int, again: Callable[[Earlier], Planned]
) -> tuple[Planned, ...]:
    """Return several cuts, each different from all before it as far as the films allow.

    Args:
        first: the plain cut.
        count: how many, the plain one among them.
        again: plans with something stepping back.
    """
    found = [first]
    while len(found) < count:
        earlier = tuple(_places(planned) for planned in found)
        tried: list[tuple[float, Planned]] = []
        for strength in STRENGTHS:
            planned = again(Earlier(earlier, strength))
            tried.append((max(shared(planned, other) for other in found), planned))
            if tried[-1][0] <= ALIKE:
                break
        found.append(min(tried, key=lambda each: each[0])[1])
    return tuple(found)


def standings(found: Sequence[Planned]) -> tuple[Standing, ...]:
    """Return how each of several variants stands beside the others."""
    worths = [_worth(planned, found[0]) for planned in found]
    best = max(worths)
    return tuple(
        Standing(
            worth / best if best > 0 else 1.0,
            max((shared(one, other) for other in found if other is not one), default=0.0),
        )
        for one, worth in zip(found, worths, strict=True)
    )


def shared(one: Planned, other: Planned) -> float:
    """Return which part of a cut's time another shows as well, 0 to 1."""
    spans, others = _spans(one), _spans(other)
    total = sum((span.duration for own in spans.values() for span in own), Fraction(0))
    both = sum(
        (
            common.duration
            for film, own in spans.items()
            for span in own
            for each in others.get(film, ())
            if (common := span.intersection(each))
        ),
        Fraction(0),
    )
    return float(both / total) if total else 0.0


def _spans(planned: Planned) -> dict[str, tuple[TimeRange, ...]]:
    found: dict[str, list[TimeRange]] = {}
    for place in _places(planned):
        found.setdefault(place.film, []).append(place.span)
    return {film: merged(spans) for film, spans in found.items()}


def _places(planned: Planned) -> tuple[Place, ...]:
    sources = planned.edl.sources
    return tuple(
        Place(sources[clip.source].fingerprint, clip.source_range) for clip in planned.edl.clips
    )


def _worth(planned: Planned, plain: Planned) -> float:
    """Return what a cut shows, in seconds of a full match, by the scores of the plain cut."""
    worth = []
    for clip in planned.edl.clips:
        film = plain.films[clip.source]
        for shot in clip.shots:
            both = film.analysis.film.shots[shot].span.intersection(clip.source_range)
            if both is not None:
                worth.append(film.scores[shot].value * float(both.duration))
    return math.fsum(worth)
