"""Lets shots that were shown before step back: one more reason in their scores.

Knows nothing about histories: what was shown is given as places in films.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import Reason, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.schema import Event, EventKind, FilmRecord, Place, Score, TimeRange

SEEN: Final = "seen before"
"""Label of the reason."""
WHOLE: Final = Fraction(3)
"""Seconds of a shot that, once shown, leave nothing new in it: about a clip (see the paces), for
a clip is what a cut shows of a shot, however long the shot is."""
SEEING: Final[frozenset[EventKind]] = frozenset(
    {
        *("shown", "watched", "rewatched", "like", "dislike", "rating", "comment"),
        *("kept", "trimmed", "removed", "moved", "added"),
    }
)
"""Kinds of events after which a viewer has seen the place. Not those that compare pictures of
shots, nor what was skipped."""
_MICRO: Final = 1_000_000


def places_seen(events: Iterable[Event]) -> tuple[Place, ...]:
    """Return the places that a viewer has seen, each once, in order."""
    found = {
        event.place
        for event in events
        if event.kind in SEEING
        and event.place is not None
        and event.source != "interview"
        and not (event.kind == "watched" and event.value == 0)
    }
    return tuple(sorted(found, key=lambda place: (place.film, place.span)))


def freshened(
    scores: Sequence[Score],
    film: FilmRecord,
    seen: Iterable[Place],
    strength: float,
    label: str = SEEN,
) -> Sequence[Score]:
    """Return scores in which shots that were shown before count for less.

    Of a positive value, `strength` times the part that was seen is taken away: at 1 a shot that
    was seen counts for nothing, at 0.5 for half. It stays a match, so that it is used before what
    nobody asked for; what is never wanted, or must be in, stays as it is.

    Args:
        scores: one for each shot.
        film: the shots; only places in this film count.
        seen: what was shown.
        strength: 0 to 1.
        label: of the reason.
    """
    spans = merged(place.span for place in seen if place.film == film.media.fingerprint)
    if not spans or strength <= 0:
        return scores
    parts = _parts_seen([shot.span for shot in film.shots], spans)
    return tuple(
        _stepped_back(score, part, strength, label)
        for score, part in zip(scores, parts, strict=True)
    )


def _parts_seen(shots: Sequence[TimeRange], spans: Sequence[TimeRange]) -> list[Fraction]:
    """Return how much of each shot was seen, 0 to 1; both in order, neither with overlap."""
    parts, at = [], 0
    for shot in shots:
        while at < len(spans) and spans[at].end <= shot.start:
            at += 1
        covered, number = Fraction(0), at
        while number < len(spans) and spans[number].start < shot.end:
            both = spans[number].intersection(shot)
            covered += both.duration if both else 0
            number += 1
        parts.append(min(Fraction(1), covered / min(shot.duration, WHOLE)))
    return parts


def _stepped_back(score: Score, part: Fraction, strength: float, label: str) -> Score:
    if score.must or score.never or score.value <= 0:
        return score
    value = round(score.value * _MICRO)
    taken = round(value * min(strength, 1.0) * float(part))
    if not taken:
        return score
    reason = Reason(label, -taken / _MICRO, f"{float(part):.0%} of it")
    return dataclasses.replace(
        score, value=(value - taken) / _MICRO, reasons=(*score.reasons, reason)
    )
