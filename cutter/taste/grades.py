"""Turns events into evidence: how much each says that a shot was wanted, and how surely.

Knows nothing about films and models: which row of the traits an event is about is looked up by
its place.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.schema import Comparison, Evidence, Grade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from cutter.schema import Event, EventKind, Place, Traits

SAID: Final[Mapping[EventKind, tuple[float, float]]] = MappingProxyType(
    {
        "like": (1.0, 0.35),
        "dislike": (-1.0, 0.35),
        "rewatched": (0.6, 0.5),
        "skipped": (-0.5, 0.6),
        "added": (0.8, 0.5),
        "removed": (-0.7, 0.5),
        "moved": (0.2, 0.8),
        "kept": (0.2, 0.8),
    }
)
"""What an event says of a shot in units of a full match of a like of weight 1, and the standard
deviation of what it says. A judgement, not a measurement: what a person says outright counts
most; what an editor takes out or puts in, more than what somebody let run by; a clip that was
only left alone says little. `shown` says nothing, nor does a comment here: its words do."""
RATED: Final = (1.0, 0.35)
"""The best rating says as much as a like, the worst as a dislike, half-way nothing either way."""
WATCHED: Final = (0.4, 0.7)
"""The same of the share that was watched: all of it, none of it."""
TRIMMED: Final = (0.4, 0.7)
"""The same of the share that an editor left of a clip, from which all of it says what `kept` does
and none of it what a mild `removed` would."""
PREFERRED: Final = 0.5
"""Scale of the logistic curve by which the better of two shots is found the better."""
_TRIMMED_MIDDLE: Final = -0.2

DOUBLES_IN: Final = 730.0
"""Days after which the variance of what an event says has doubled: tastes change in years."""
_MOST_WIDE: Final = 1000.0
"""An event that is so old says nothing; a wrong date shall not end in no number at all."""
_DAY: Final = 86400.0


def evidence_of(events: Mapping[str, Event], places: Sequence[Place], traits: Traits) -> Evidence:
    """Return what events say of shots, for one model.

    An event's age counts from the latest event, so that nothing hangs on the day of reckoning.

    Args:
        events: by their identity (`cutter.profile.events.identity`), in any order.
        places: one for each row of the traits.
        traits: the shots that events are about, as far as they are known for the model.
    """
    rows = {place: row for row, place in reversed(list(enumerate(places)))}
    latest = max((event.when for event in events.values()), default=None)
    grades, comparisons, resting = [], [], 0
    for identity, event in sorted(events.items()):
        said = _said(event)
        if event.place is None or (said is None and event.kind != "better"):
            continue
        about = [event.place] if event.worse is None else [event.place, event.worse]
        if any(place not in rows for place in about):
            resting += 1
            continue
        wider = _wider(event.when, latest)
        if said is not None:
            value, spread = said
            is_bound = event.kind != "rating"
            grades.append(Grade(rows[event.place], value, spread * wider, identity, is_bound))
        elif event.worse is not None and rows[event.place] != rows[event.worse]:
            pair = rows[event.place], rows[event.worse]
            comparisons.append(Comparison(*pair, PREFERRED * wider, identity))
    return Evidence(traits, tuple(places), tuple(grades), tuple(comparisons), resting)


def surprise(
    told: NDArray[np.float64], expected: NDArray[np.float64], is_bound: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return how far grades lie from what was expected, (n,); all in units of a like.

    What goes beyond a bound surprises nobody: a like of what is expected to be loved takes nothing
    from it. Nor can a rating tell more than the best one, so what is expected beyond 1 is held
    against it the less, the nearer it is to that; the same below.

    Args:
        told: (n,) the grades' values.
        expected: (n,) of the same shots.
        is_bound: (n,) as `Grade.is_bound`.
    """
    over = np.maximum(expected - 1.0, 0.0) * np.maximum(told, 0.0)
    under = np.minimum(expected + 1.0, 0.0) * np.maximum(-told, 0.0)
    is_beyond = is_bound & (np.sign(told) * (expected - told) > 0)
    return np.where(is_beyond, 0.0, told - expected + over + under)


def _said(event: Event) -> tuple[float, float] | None:
    """Return the grade that an event gives, and its spread; None where it gives none."""
    share = event.value
    if event.kind == "rating" and share is not None:
        return RATED[0] * (2 * share - 1), RATED[1]
    if event.kind == "watched" and share is not None:
        return WATCHED[0] * (2 * share - 1), WATCHED[1]
    if event.kind == "trimmed" and share is not None:
        return TRIMMED[0] * share + _TRIMMED_MIDDLE, TRIMMED[1]
    return SAID.get(event.kind)


def _wider(when: datetime, latest: datetime | None) -> float:
    """Return what an event's spread is multiplied by for its age."""
    days = 0.0 if latest is None else (latest - when).total_seconds() / _DAY
    return min(_MOST_WIDE, float(2.0 ** min(days / DOUBLES_IN / 2, 64.0)))
