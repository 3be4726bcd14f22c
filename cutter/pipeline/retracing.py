"""How what is believed of a viewer came about: the reactions that weigh most, weights over time.

All is made anew from the history, as learning does it, once for each moment that is told.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.files import cache_folder
from cutter.pipeline.recalling import graded, says_something
from cutter.pipeline.wording import worded
from cutter.report.portrait import Moment, Reaction
from cutter.report.table import span_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.pipeline.looking import Look
    from cutter.progress import Progress
    from cutter.schema import Belief, Event, FilmRecord, Place, Profile, Taste, Vectors
    from cutter.taste.posterior import Posterior

    Weighed = tuple[float, float]
    """A weight and its standard deviation."""

MOMENTS: Final = 8
FOLLOWED: Final = 6
REACTIONS: Final = 12
_LEAST: Final = 0.005
"""What changes a weight less is not told: it rounds to nothing."""


@dataclass(frozen=True, slots=True)
class Retraced:
    """What a history tells of how its beliefs came about."""

    reactions: tuple[Reaction, ...] = ()
    followed: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    resting: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What tells reactions to shots in words, for the model in use."""

    taste: Taste
    beliefs: tuple[Belief, ...]
    """Those that are followed; one vector for each."""
    vectors: Vectors

    def after(self, events: Sequence[Event]) -> Posterior:
        """Return what is believed after some of the events."""
        from cutter.taste.grades import evidence_of
        from cutter.taste.posterior import Posterior

        known = self.taste.evidence
        evidence = known and evidence_of(graded(events), known.places, known.traits)
        return Posterior(dataclasses.replace(self.taste, evidence=evidence))

    def weights(self, events: Sequence[Event]) -> dict[tuple[str, str], Weighed]:
        """Return what each followed phrase weighs after some of the events."""
        from cutter.taste.telling import weighed

        if not self.beliefs:
            return {}
        posterior = self.after(events)
        if not len(posterior.asked):
            return {}
        found = weighed(posterior, self.vectors)
        return {
            (belief.text, belief.origin): (float(mean), float(spread))
            for belief, mean, spread in zip(self.beliefs, found.means, found.spreads, strict=True)
        }


def retraced(
    profile: Profile,
    events: Sequence[Event],
    look: Look,
    progress: Progress,
    told: Callable[[Event], str],
) -> Retraced:
    """Return how the beliefs of a profile came about.

    Args:
        profile: with what was learnt, as its file tells it.
        events: its history, in canonical order.
        look: the model to see reactions with, and where Analyses are kept.
        progress: where stages are shown.
        told: puts what a viewer did into words.

    Raises:
        ModelUnavailable: events are about shots, and the model for them cannot be had.
    """
    shown, resting = None, 0
    if any(event.place is not None for event in events):
        shown, resting = _shown(profile, look, progress)
    beliefs = _followed(profile, with_shots=shown is not None)
    return Retraced(
        reactions=() if shown is None else _reactions(shown, events, look, told),
        followed=tuple(belief.text for belief in beliefs),
        moments=_moments(beliefs, events, shown) if beliefs else (),
        resting=resting,
    )


def _followed(profile: Profile, *, with_shots: bool) -> tuple[Belief, ...]:
    """Return the strongest beliefs among those that can be retraced."""
    learned = profile.learned
    beliefs = () if learned is None else learned.beliefs
    return tuple(each for each in beliefs if each.origin == "words" or with_shots)[:FOLLOWED]


def _shown(profile: Profile, look: Look, progress: Progress) -> tuple[_Shown | None, int]:
    """Return what reactions to shots are told by, if the model knows their shots; how many rest."""
    from cutter.pipeline.looking import open_look
    from cutter.pipeline.phrasing import phrases_for
    from cutter.pipeline.tasting import taste_of

    eyes = open_look(look, progress)
    taste = taste_of(profile, eyes)
    evidence = taste.evidence
    if evidence is None or not says_something(evidence):
        return None, 0 if evidence is None else evidence.resting
    phrases, vectors, _ = phrases_for(profile, eyes, look.cache)
    learned = () if profile.learned is None else profile.learned.beliefs
    beliefs = tuple(each for each in learned if each.origin == "shots" and each.text in phrases)[
        :REACTIONS
    ]
    rows = [phrases.index(each.text) for each in beliefs]
    return _Shown(taste, beliefs, vectors[rows]), evidence.resting


def _moments(
    beliefs: Sequence[Belief], events: Sequence[Event], shown: _Shown | None
) -> tuple[Moment, ...]:
    """Return what was believed at even steps through the history, its end being the last."""
    steps = min(MOMENTS, len(events))
    counts = sorted({-(-len(events) * step // steps) for step in range(1, steps + 1)})
    found = []
    for count in counts:
        before = events[:count]
        weights: dict[tuple[str, str], Weighed] = {
            (each.text, each.origin): (each.weight, each.spread) for each in worded(before)
        }
        weights |= {} if shown is None else shown.weights(before)
        now = [weights.get((each.text, each.origin), (0.0, 0.0)) for each in beliefs]
        found.append(
            Moment(
                before[-1].when.date(),
                count,
                tuple(weight for weight, _ in now),
                tuple(spread for _, spread in now),
            )
        )
    return tuple(found)


def _reactions(
    shown: _Shown, events: Sequence[Event], look: Look, told: Callable[[Event], str]
) -> tuple[Reaction, ...]:
    """Return the reactions without which most would change, the weightiest first."""
    from cutter.profile.events import identity
    from cutter.taste.telling import weighed

    if not shown.beliefs:
        return ()
    posterior = shown.after(events)
    owed = weighed(posterior, shown.vectors).owed
    by_identity = {identity(event): event for event in events}
    pictures = _Pictures(look)
    found = []
    for answer in np.argsort(-np.abs(owed).max(axis=0), kind="stable")[:REACTIONS].tolist():
        event, moved = by_identity[posterior.asked.answers[answer].event], owed[:, answer]
        about = int(np.abs(moved).argmax())
        if event.place is None or abs(moved[about]) < _LEAST:
            continue
        found.append(
            Reaction(
                told=told(event),
                day=event.when.date(),
                place=span_words(event.place.span),
                about=shown.beliefs[about].text,
                amount=float(moved[about]),
                picture=pictures.of(event.place),
            )
        )
    return tuple(found)


class _Pictures:
    """Pictures of places in films whose Analyses are in the store."""

    def __init__(self, look: Look) -> None:
        from cutter.analysis.store import Store

        self._store, self._detector = Store(cache_folder(look.cache)), look.detector
        self._films: dict[str, FilmRecord | None] = {}

    def of(self, place: Place) -> bytes:
        """Return the JPEG of the keyframe nearest to the middle of a place; nothing if unknown."""
        if place.film not in self._films:
            # Where the film lies now is neither known nor needed.
            self._films[place.film] = self._store.film(place.film, Path(), self._detector)
        film = self._films[place.film]
        if film is None or not film.keyframes:
            return b""
        middle = place.span.middle
        near = min(
            range(len(film.keyframes)), key=lambda n: (abs(film.keyframes[n].time - middle), n)
        )
        return film.pictures[near]
