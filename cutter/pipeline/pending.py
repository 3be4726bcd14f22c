"""What a viewer did and nobody has written yet, put with the history as if it were written.

Pure: nothing is read from or written to a disk. What it gives is what reading would give after
`grading.learn_grades` has written the same events.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cutter.pipeline.last_word import last_words, outdone
from cutter.profile.events import identity
from cutter.profile.history import RETENTION_DAYS, taken_in
from cutter.taste.placed import joined_traits, traits_at
from cutter.taste.traits import taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from fractions import Fraction

    from cutter.schema import Analysis, Event, Place, Traits
    from cutter.taste.sight import Sight

    Kept = tuple[tuple[Place, ...], Traits]
    """Places, and one row of traits for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """Events that act as if they were written, and how their shots look to the model in use."""

    events: tuple[Event, ...] = ()
    """In the order in which they were given: of two grades of a place the later counts."""
    forgotten: frozenset[str] = frozenset()
    """Identities of written events that act as if they were forgotten before."""
    places: tuple[Place, ...] = ()
    traits: Traits | None = None
    """One row for each place; see `seen_in`."""
    lengths: Mapping[str, Fraction] = field(default_factory=dict)
    """Seconds that the films last, by fingerprint."""

    def __bool__(self) -> bool:
        """Whether there is anything that is not written."""
        return bool(self.events or self.forgotten)

    def seen_in(self, analyses: Sequence[Analysis], sights: Sequence[Sight | None] = ()) -> Pending:
        """Return the same with the traits of its places, as far as these films hold them.

        Args:
            analyses: films that are open, of one model.
            sights: what was reckoned of each before, if that is known.
        """
        films = {analysis.film.media.fingerprint: analysis for analysis in analyses}
        known = {
            sight.analysis.film.media.fingerprint: sight for sight in sights if sight is not None
        }
        wanted = dict.fromkeys(
            place for event in self.events for place in (event.place, event.worse) if place
        )
        rows = [
            (place, row)
            for place in wanted
            if place.film in films
            and (row := traits_at(films[place.film], place.span, known.get(place.film)))
        ]
        return replace(
            self,
            places=tuple(place for place, _ in rows),
            traits=joined_traits([row for _, row in rows]) if rows else None,
            lengths={name: analysis.film.media.end for name, analysis in films.items()},
        )


def history_with(
    history: Sequence[Event],
    pending: Pending,
    *,
    days: int = RETENTION_DAYS,
    now: datetime | None = None,
) -> tuple[Event, ...]:
    """Return a history as it would be if what is pending were written.

    Args:
        history: in canonical order.
        pending: what is not written.
        days: for how long events are kept.
        now: see `profile.history.remember`.
    """
    events = last_words(pending.events)
    left = [event for event in history if identity(event) not in pending.forgotten]
    every, _ = taken_in(left, events, days=days, now=now, lengths=pending.lengths)
    gone = outdone(every, events)
    return tuple(event for event in every if identity(event) not in gone)


def traits_with(kept: Kept | None, pending: Pending, events: Sequence[Event]) -> Kept | None:
    """Return traits as they would be kept if what is pending were written.

    Args:
        kept: those that are kept for the model in use; None for none.
        pending: with the traits of its places.
        events: the history with what is pending: traits of other places are left out.

    Returns:
        By place, as `profile.sidecar` keeps them; None for none.
    """
    spoken = {place for event in events for place in (event.place, event.worse) if place}
    found: dict[Place, Traits] = {}
    fresh = None if pending.traits is None else (pending.places, pending.traits)
    # What is kept already is not looked at again.
    for places, traits in filter(None, (fresh, kept)):
        if pending.traits is None or _form(traits) == _form(pending.traits):
            found |= {
                place: taken(traits, [row]) for row, place in enumerate(places) if place in spoken
            }
    if not found:
        return None
    places = tuple(sorted(found, key=lambda place: (place.film, place.span)))
    return places, joined_traits([found[place] for place in places])


def _form(traits: Traits) -> tuple[int, ...]:
    """Return the lengths of vectors: a model of other sizes is another one of the same name."""
    return traits.pictures.shape[1], traits.words.shape[1], traits.standing.shape[1]
