"""What a viewer did and said is remembered, and what it comes to is written into the profile.

First the traits of the shots are kept, then the events, then the profile's file is told: a run
that is broken off leaves nothing that the next one does not put right.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cutter.pipeline.looking import Look, open_look
from cutter.pipeline.phrasing import phrases_for
from cutter.pipeline.recalling import events_of, says_something
from cutter.pipeline.resolving import resolve
from cutter.pipeline.tasting import book_of, models_by, recalled_by, taste_with
from cutter.pipeline.wording import worded
from cutter.profile.beside import alone
from cutter.profile.history import read_history, remember
from cutter.profile.learned import as_kept, write_learned
from cutter.profile.read import read_profile
from cutter.profile.sidecar import keep_traits, read_traits
from cutter.progress import SILENT
from cutter.schema import Learned
from cutter.taste.posterior import Posterior
from cutter.taste.telling import beliefs_from_shots, leanings, learnt_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.pipeline.pending import Pending
    from cutter.pipeline.recollection import Recollection
    from cutter.profile.comments import Polarity
    from cutter.profile.events import Written
    from cutter.profile.history import Remembered
    from cutter.progress import Progress
    from cutter.schema import Belief, Event, Place, Profile
    from cutter.taste.telling import Leanings


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What became of events, and what the profile believes with them."""

    remembered: Remembered
    resting: int
    """Events of shots that the model in use has not seen; they say nothing for now."""
    before: Learned | None
    after: Learned | None


class _Eyes:
    """The model in use, opened when it is first needed."""

    def __init__(self, look: Look, progress: Progress) -> None:
        self._look, self._progress = look, progress

    @cached_property
    def opened(self) -> Embedder:
        return open_look(self._look, self._progress)

    @property
    def cache(self) -> Path | None:
        return self._look.cache

    @property
    def models(self) -> str:
        return models_by(self.opened)


def learn(
    profile: Path,
    events: Sequence[Event | Written],
    *,
    look: Look | None = None,
    films: Sequence[Path] = (),
    now: datetime | None = None,
    with_titles: bool = False,
    retention_days: int | None = None,
    polarity: Polarity | None = None,
    progress: Progress = SILENT,
) -> Learnt:
    """Remember events, and write into the profile what its history then comes to.

    Args:
        profile: the profile's file; history and traits lie beside it.
        events: what was done and said, in any order; the same twice counts once.
        look: how films are looked at; events of shots are learnt for its model.
        films: where the films of the events may lie.
        now: the time; what lies more than a day after it is dropped.
        with_titles: keep titles.
        retention_days: see `profile.history.remember`.
        polarity: judges what comments say; a lexicon unless given.
        progress: where stages are shown.

    Raises:
        ProfileError: the profile or its history cannot be read.
        InputError: a film that an event names cannot be used, or has no such shot.
        RenderError: a file cannot be written.
    """
    look = look or Look()
    before = read_profile(profile).learned
    eyes = _Eyes(look, progress)
    with alone(profile):
        found = resolve(
            events,
            films=films,
            known=_known_places(profile, events, eyes),
            look=look,
            eyes=lambda: eyes.opened,
            progress=progress,
        )
        if found.traits is not None:
            keep_traits(profile, eyes.models, found.places, found.traits)
        remembered = remember(
            profile,
            found.events,
            with_titles=with_titles,
            retention_days=retention_days,
            now=now,
            lengths=found.lengths,
        )
        after, resting = _rewritten(profile, eyes, polarity)
    return Learnt(remembered, resting, before, after)


def relearn(
    profile: Path, *, look: Look | None = None, progress: Progress = SILENT
) -> Learned | None:
    """Write into a profile what its history comes to, such as after events were forgotten.

    Without any events the profile's file is what its owner wrote, to the byte.

    Raises:
        ProfileError: the profile or its history cannot be read.
        RenderError: the file cannot be written.
    """
    with alone(profile):
        return _rewritten(profile, _Eyes(look or Look(), progress))[0]


def _known_places(
    profile: Path, events: Sequence[Event | Written], eyes: _Eyes
) -> tuple[Place, ...]:
    """Return the places whose traits are kept for the model; it is not opened for words alone."""
    if not any(getattr(event, "place", None) is not None for event in events):
        return ()
    kept = read_traits(profile, eyes.models)
    return () if kept is None else kept[0]


def learned_of(
    profile: Profile,
    eyes: Embedder,
    *,
    cache: Path | None = None,
    pending: Pending | None = None,
) -> Learned | None:
    """Return what a profile's history comes to, as it would be written; nothing is written.

    Args:
        profile: whose history; what its file says was learnt counts for nothing.
        eyes: the model to see shots with.
        cache: folder of stored Analyses, beside which vectors of phrases are kept.
        pending: what the viewer did and nobody has written yet; it counts as if it were written.

    Raises:
        ProfileError: the history cannot be read.
        ModelUnavailable: the model is needed and cannot be had.
    """
    events = events_of(profile, pending)
    found, _ = _reckoned(profile, events, lambda: eyes, cache, pending=pending)
    return None if found is None else as_kept(found)


def leanings_of(
    profile: Profile,
    eyes: Embedder,
    *,
    cache: Path | None = None,
    pending: Pending | None = None,
    recollection: Recollection | None = None,
) -> Leanings:
    """Return where a viewer leans, sure or not: what moves with every single reaction.

    Takes and raises what `learned_of` does, and what was read of histories before.
    """
    profile, evidence = recalled_by(eyes, profile, pending, recollection)
    book = book_of(profile, pending)
    phrases, vectors, nulls = phrases_for(profile, eyes, cache, book)
    posterior = Posterior(taste_with(evidence, profile, eyes, book))
    learned = () if profile.learned is None else profile.learned.beliefs
    said = {each.text: each.weight for each in learned if each.origin == "words"}
    return leanings(posterior, phrases, vectors, nulls, said)


def _rewritten(
    path: Path, eyes: _Eyes, polarity: Polarity | None = None
) -> tuple[Learned | None, int]:
    """Bring the section of what was learnt up to date; return it, and how many events rest."""
    events = read_history(path)
    profile = read_profile(path)
    learned, resting = _reckoned(profile, events, lambda: eyes.opened, eyes.cache, polarity)
    write_learned(path, learned)
    return learned, resting


def _reckoned(
    profile: Profile,
    events: Sequence[Event],
    opened: Callable[[], Embedder],
    cache: Path | None,
    polarity: Polarity | None = None,
    pending: Pending | None = None,
) -> tuple[Learned | None, int]:
    """Return what events come to, and how many of them rest; the model is opened for shots alone.

    Args:
        profile: whose events.
        events: all of them, in canonical order.
        opened: returns the model.
        cache: see `learned_of`.
        polarity: judges what comments say.
        pending: those of the events that are not written, with the traits of their shots.
    """
    if not events:
        return None, 0
    beliefs = list(worded(events, polarity=polarity))
    until = events[-1].when.date()
    signals: tuple[tuple[str, float], ...] = ()
    resting = 0
    if any(event.place is not None for event in events):
        # Reactions are weighed against what words say now, not against what they said last time:
        # or learning twice would not be learning once.
        in_words = dataclasses.replace(profile, learned=Learned(len(events), until, tuple(beliefs)))
        told, signals, resting = _of_shots(in_words, opened(), cache, pending)
        beliefs += told
    beliefs.sort(key=lambda belief: (-abs(belief.weight), belief.text, belief.origin))
    return Learned(len(events), until, tuple(beliefs), signals), resting


def _of_shots(
    profile: Profile, eyes: Embedder, cache: Path | None, pending: Pending | None
) -> tuple[tuple[Belief, ...], tuple[tuple[str, float], ...], int]:
    """Return what reactions to shots come to in words and signals, and how many events rest."""
    _, evidence = recalled_by(eyes, profile, pending)
    if evidence is None or not says_something(evidence):
        return (), (), 0 if evidence is None else evidence.resting
    book = book_of(profile, pending)
    posterior = Posterior(taste_with(evidence, profile, eyes, book))
    phrases, vectors, nulls = phrases_for(profile, eyes, cache, book)
    told = beliefs_from_shots(posterior, phrases, vectors, nulls)
    return told, learnt_signals(posterior), evidence.resting
