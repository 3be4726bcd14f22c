"""Turns events that speak of words into beliefs: which genres, tags and subjects a viewer wants.

Each word has a Gaussian prior around 0 and takes each event that speaks of it as one noisy
measurement, so that little evidence stays close to 0 and says how unsure it is. Knows nothing of
shots, and asks no clock: what is old is old beside the latest event.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cutter.schema import Belief
from cutter.taste.word_phrases import phrase_of, word_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cutter.schema import Event

    Said = Sequence[tuple[str, float]]
    """Subjects of a comment and how they are spoken of, -1 to 1."""

HALF_LIFE_DAYS = 730.0
"""After which an event counts half, beside the latest. A convention: tastes last for years, and a
history of ten years shall not drown the last two."""
PRIOR = 0.7
"""Standard deviation of a word's weight before anything is known; 1 is a like of weight 1. Of 0.35
to 1.0, none orders held-out ratings of MovieLens latest-small (users with even numbers) otherwise
than by some 0.002 of pairwise accuracy, tried once by hand."""
USUAL_RATING, USUAL_SPREAD, USUAL_COUNT = 0.6, 0.25, 2.0
"""Mean and deviation of ratings, 0 to 1, until a viewer's own are known: as if two were given."""
FARTHEST = 2.0
"""Standard deviations from a viewer's mean beyond which a rating says no more; also the largest
weight."""
SUREST = 0.8
"""Probability that a weight has the right sign, from which it is a belief."""
LEAST = 0.1
"""Weight below which a word does nothing worth telling."""
MOST = 40
"""Beliefs that are kept."""

_RATING, _LIKE, _AGAIN, _WATCHED, _SKIPPED, _REVIEW, _SUBJECT = 1.0, 1.0, 1.5, 2.0, 2.0, 1.5, 0.75
"""Standard deviations of what such evidence says: a subject that is named is meant; what was
watched was perhaps only there."""
_LIKED = 1.5
"""Standard deviations above the mean that a heart, or the warmest comment, stands for."""
_HALF_WATCHED = 0.4
"""Share from which having watched speaks for a title rather than against it."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """One measurement of one word's weight."""

    value: float
    precision: float


def beliefs_from_words(
    events: Iterable[Event], said: Sequence[Said] | None = None
) -> tuple[Belief, ...]:
    """Return what events say of words.

    Args:
        events: in any order; one that comes twice counts once. Only their words count, and only
            where they are not about a place in a film.
        said: for each event, what its comment praises and scolds; none unless given.

    Returns:
        At most `MOST`, the strongest first, of origin `words`. The order of events changes no bit.
    """
    listed = list(events)
    paired = dict(zip(listed, said if said is not None else [()] * len(listed), strict=True))
    if not paired:
        return ()
    latest = max(event.when for event in paired)
    fades = [_fade(event, latest) for event in paired]
    mean, spread = _level(paired, fades)
    found: dict[str, list[_Measured]] = defaultdict(list)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for (event, subjects), fade in zip(paired.items(), fades, strict=True):
        for text, measured in _evidence(event, subjects, mean, spread):
            key = word_key(text)
            found[key].append(replace(measured, precision=measured.precision * fade))
            named[key][text] += 1
    beliefs = []
    for key, measurements in found.items():
        belief = _belief(_usual(named[key]), measurements)
        if _is_worth_telling(belief):
            beliefs.append(belief)
    beliefs.sort(key=lambda belief: (-abs(belief.weight), belief.text))
    return tuple(beliefs[:MOST])


def _fade(event: Event, latest: datetime) -> float:
    """Return how much an event still counts."""
    return float(2.0 ** (-(latest - event.when).total_seconds() / 86_400 / HALF_LIFE_DAYS))


def _level(events: Iterable[Event], fades: Sequence[float]) -> tuple[float, float]:
    """Return a viewer's mean rating and its standard deviation, drawn to what is usual."""
    known = [
        (event.value, fade)
        for event, fade in zip(events, fades, strict=True)
        if event.kind == "rating" and event.value is not None
    ]
    count = math.fsum([USUAL_COUNT, *(fade for _, fade in known)])
    total = math.fsum([USUAL_RATING * USUAL_COUNT, *(value * fade for value, fade in known)])
    mean = total / count
    squares = [(value - mean) ** 2 * fade for value, fade in known]
    return mean, math.sqrt(math.fsum([USUAL_SPREAD**2 * USUAL_COUNT, *squares]) / count)


def _evidence(
    event: Event, subjects: Said, mean: float, spread: float
) -> list[tuple[str, _Measured]]:
    """Return the phrases that an event speaks of, and what it says of each."""
    found = []
    for subject, polarity in subjects:
        if phrase := phrase_of(subject):
            found.append((phrase, _measured(_LIKED * polarity, _SUBJECT)))
    phrases = dict.fromkeys(filter(None, map(phrase_of, event.words)))
    about = _of_title(event, subjects, mean, spread)
    if about is not None and event.place is None:
        # Of many words each had perhaps little to do with it.
        share = 1 / math.sqrt(len(phrases)) if phrases else 1.0
        shared = replace(about, precision=about.precision * share)
        found += [(phrase, shared) for phrase in phrases]
    return found


def _of_title(event: Event, subjects: Said, mean: float, spread: float) -> _Measured | None:
    """Return what an event says of a title as a whole."""
    kind, value = event.kind, event.value
    if kind == "rating" and value is not None:
        return _measured((value - mean) / spread, _RATING)
    if kind in ("like", "dislike"):
        return _measured(_LIKED if kind == "like" else -_LIKED, _LIKE)
    if kind == "rewatched":
        return _measured(1.0, _AGAIN)
    if kind == "watched" and value is not None:
        return _measured(value - _HALF_WATCHED, _WATCHED)
    if kind == "skipped":
        return _measured(-0.5, _SKIPPED)
    if kind == "comment" and subjects:
        polarity = math.fsum(value for _, value in subjects) / len(subjects)
        return _measured(_LIKED * polarity, _REVIEW)
    return None


def _measured(value: float, spread: float) -> _Measured:
    return _Measured(min(max(value, -FARTHEST), FARTHEST), 1 / spread**2)


def _belief(text: str, measurements: Sequence[_Measured]) -> Belief:
    """Return a word's posterior: mean and standard deviation of a product of Gaussians."""
    # Exact sums do not depend on the order of what is summed.
    precision = math.fsum([1 / PRIOR**2, *(each.precision for each in measurements)])
    weight = math.fsum(each.value * each.precision for each in measurements) / precision
    weight = min(max(weight, -FARTHEST), FARTHEST)
    return Belief(
        text=text,
        weight=weight,
        spread=1 / math.sqrt(precision),
        events=len(measurements),
        origin="words",
    )


def _is_worth_telling(belief: Belief) -> bool:
    sureness = 0.5 * (1 + math.erf(abs(belief.weight) / belief.spread / math.sqrt(2)))
    return abs(belief.weight) >= LEAST and sureness >= SUREST


def _usual(counted: Counter[str]) -> str:
    """Return how a word is written most often; of several the shortest, then the first."""
    return min(counted, key=lambda text: (-counted[text], len(text), text))
