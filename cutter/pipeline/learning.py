"""What a viewer did and said is remembered, and what it comes to is written into the profile.

First the traits of the shots are kept, then the events, then the profile's file is told: a run
that is broken off leaves nothing that the next one does not put right.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cutter.eyes.embedder import reader_of
from cutter.pipeline.looking import Look, open_look
from cutter.pipeline.phrasing import phrases_for
from cutter.pipeline.recalling import says_something
from cutter.pipeline.resolving import resolve
from cutter.pipeline.tasting import taste_of
from cutter.pipeline.wording import worded
from cutter.profile.beside import alone
from cutter.profile.history import read_history, remember
from cutter.profile.learned import write_learned
from cutter.profile.read import read_profile
from cutter.profile.sidecar import keep_traits, read_traits
from cutter.progress import SILENT
from cutter.schema import Learned
from cutter.schema.film import models_of
from cutter.taste.posterior import Posterior
from cutter.taste.telling import beliefs_from_shots, learnt_signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.profile.comments import Polarity
    from cutter.profile.events import Written
    from cutter.profile.history import Remembered
    from cutter.progress import Progress
    from cutter.schema import Belief, Event, Place, Profile


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
        reader = reader_of(self.opened)
        named: str = models_of(self.opened.name, "" if reader is None else reader.name)
        return named


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


def _rewritten(
    path: Path, eyes: _Eyes, polarity: Polarity | None = None
) -> tuple[Learned | None, int]:
    """Bring the section of what was learnt up to date; return it, and how many events rest."""
    events = read_history(path)
    if not events:
        write_learned(path, None)
        return None, 0
    beliefs = list(worded(events, polarity=polarity))
    until = events[-1].when.date()
    # Reactions are weighed against what words say now, not against what they said last time:
    # or learning twice would not be learning once.
    in_words = Learned(len(events), until, tuple(beliefs))
    profile = dataclasses.replace(read_profile(path), learned=in_words)
    signals: tuple[tuple[str, float], ...] = ()
    resting = 0
    if any(event.place is not None for event in events):
        told, signals, resting = _of_shots(profile, eyes)
        beliefs += told
    beliefs.sort(key=lambda belief: (-abs(belief.weight), belief.text, belief.origin))
    learned = Learned(len(events), until, tuple(beliefs), signals)
    write_learned(path, learned)
    return learned, resting


def _of_shots(
    profile: Profile, eyes: _Eyes
) -> tuple[tuple[Belief, ...], tuple[tuple[str, float], ...], int]:
    """Return what reactions to shots come to in words and signals, and how many events rest."""
    taste = taste_of(profile, eyes.opened)
    evidence = taste.evidence
    if evidence is None or not says_something(evidence):
        return (), (), 0 if evidence is None else evidence.resting
    posterior = Posterior(taste)
    phrases, vectors, nulls = phrases_for(profile, eyes.opened, eyes.cache)
    told = beliefs_from_shots(posterior, phrases, vectors, nulls)
    return told, learnt_signals(posterior), evidence.resting
