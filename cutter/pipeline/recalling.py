"""What a viewer's history says, recalled for the model in use: evidence, and learnt words that act.

The history is the truth: all of this is made anew from it each time, so that events in any order
come to the same, an event twice to what it is once, and a forgotten one to nothing.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.pipeline.recollection import Recollection
from cutter.schema import Learned, Preference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.pipeline.pending import Kept, Pending
    from cutter.schema import Event, Evidence, Profile

    Polarity = Callable[[Sequence[str]], Sequence[float]]


def recalled(
    profile: Profile,
    models: str,
    dim: int,
    words_dim: int,
    pending: Pending | None = None,
    recollection: Recollection | None = None,
) -> tuple[Profile, Evidence | None]:
    """Return a profile with what it believes in words, and what its history says of shots.

    Without a history there is no evidence.

    Args:
        profile: whose history.
        models: the eyes, and the sentence model beside them, see `schema.models_of`.
        dim: length of the vectors of pictures.
        words_dim: length of the vectors of what is said.
        pending: what is not written, and counts as if it were.
        recollection: what was read before; files that are as they were are not read again.

    Raises:
        ProfileError: the history cannot be read.
    """
    known = recollection or Recollection()
    return known.recalled(profile, models, dim, words_dim, pending)


def said_by(
    history: tuple[Event, ...],
    days: int,
    kept: Kept | None,
    dim: int,
    words_dim: int,
    pending: Pending | None,
) -> tuple[Learned | None, Evidence | None]:
    """Return what a history that was read says of words, where something is pending, and of shots.

    Args:
        history: in canonical order.
        days: for how long events are kept.
        kept: places and traits of its shots, for the model in use.
        dim: see `recalled`, as of the others.
        words_dim: see `recalled`.
        pending: see `recalled`.
    """
    from cutter.taste.grades import evidence_of
    from cutter.taste.traits import no_traits

    learned = None
    if pending:
        from cutter.pipeline.pending import history_with, traits_with

        history = history_with(history, pending, days=days)
        learned = learned_in_words(history)
        if not history:
            return None, None
        kept = traits_with(kept, pending, history)
    places, traits = kept if kept is not None else ((), no_traits(dim, words_dim))
    return learned, evidence_of(graded(history), places, traits)


def events_of(profile: Profile, pending: Pending | None = None) -> tuple[Event, ...]:
    """Return a profile's history in canonical order, with what is pending as if it were written.

    Args:
        profile: whose history; one that lies in no file has none.
        pending: what is not written.

    Raises:
        ProfileError: the history cannot be read.
    """
    from cutter.profile.history import RETENTION_DAYS, read_history, retention_days_of

    path = profile.path
    events = () if path is None else read_history(path)
    if not pending:
        return events
    from cutter.pipeline.pending import history_with

    days = RETENTION_DAYS if path is None else retention_days_of(path)
    return history_with(events, pending, days=days)


def learned_in_words(events: Sequence[Event]) -> Learned | None:
    """Return what a history says of words, as it reads after it was written; None of no events.

    Args:
        events: the history, in canonical order.
    """
    from cutter.pipeline.wording import worded
    from cutter.profile.learned import as_kept

    if not events:
        return None
    return as_kept(Learned(len(events), events[-1].when.date(), worded(events)))


def graded(events: Sequence[Event], polarity: Polarity | None = None) -> dict[str, Event]:
    """Return events of shots by their identity, a comment as the rating that its words come to.

    Args:
        events: a whole history.
        polarity: judges pieces of text, -1 to 1 each; a lexicon unless given.
    """
    from cutter.profile.events import identity

    placed = {identity(event): event for event in events if event.place is not None}
    comments = {key: event for key, event in placed.items() if event.kind == "comment"}
    if comments:
        from cutter.profile.lexicon import lexicon_polarity

        judge = polarity or lexicon_polarity
        judged = judge([event.comment for event in comments.values()])
        for (key, event), value in zip(comments.items(), judged, strict=True):
            placed[key] = dataclasses.replace(event, kind="rating", value=(value + 1) / 2)
    return placed


def says_something(evidence: Evidence | None) -> bool:
    """Whether reactions to shots are there for the model in use."""
    return evidence is not None and bool(evidence.grades or evidence.comparisons)


def acting(
    profile: Profile, evidence: Evidence | None
) -> tuple[tuple[Preference, ...], tuple[tuple[str, float], ...]]:
    """Return what was learnt and acts in words, and as weights of signals.

    What reactions to shots came to in words stands in for the reactions where these themselves
    say nothing: on another machine, or to another model.
    """
    learned = profile.learned
    if learned is None:
        return (), ()
    is_heard = says_something(evidence)
    preferences = tuple(
        Preference("like" if belief.weight > 0 else "dislike", abs(belief.weight), text=belief.text)
        for belief in learned.beliefs
        if belief.weight and (belief.origin == "words" or not is_heard)
    )
    return preferences, () if is_heard else learned.signals


def with_signals(
    written: Sequence[tuple[str, float]], learnt: Sequence[tuple[str, float]]
) -> tuple[tuple[str, float], ...]:
    """Return written weights of signals with the learnt ones added."""
    added = dict(written)
    for name, weight in learnt:
        added[name] = added.get(name, 0.0) + weight
    return tuple(added.items())
