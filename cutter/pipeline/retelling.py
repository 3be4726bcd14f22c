"""A profile's history as its owner may want to see it: each event, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.pipeline.looking import Look, open_look
from cutter.pipeline.records import cuts_of
from cutter.pipeline.tasting import taste_of
from cutter.profile.events import identity
from cutter.profile.history import read_history
from cutter.profile.read import read_profile
from cutter.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.progress import Progress
    from cutter.schema import Event, Place, Taste


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and what is known of it."""

    event: Event
    id: str
    """Its identity."""
    is_resting: bool
    """It is about a shot that the model in use has not seen: it says nothing for now."""
    outlying: float | None
    """How far it is from what all else says of such shots, in standard deviations, where that is
    so far that it weighs less; else None."""


@dataclass(frozen=True, slots=True)
class History:
    """A profile's events, the latest last."""

    events: tuple[Told, ...]
    films: dict[str, str]
    """Names of films by fingerprint, of those that cuts for this profile were made of."""
    model: str
    """The model in use; empty where no event is about a shot."""


def history_of(profile: Path, *, look: Look | None = None, progress: Progress = SILENT) -> History:
    """Return what a profile's history holds, seen with the model in use.

    Raises:
        ProfileError: the profile or its history cannot be read.
        ModelUnavailable: a model asked for by name is not to be had.
    """
    taste = None
    read = read_profile(profile)
    events = read_history(profile)
    if any(event.place is not None for event in events):
        taste = taste_of(read, open_look(look or Look(), progress))
    known: frozenset[Place] = frozenset()
    if taste is not None and taste.evidence is not None:
        known = frozenset(taste.evidence.places)
    away = _outlying(taste)
    told = tuple(
        Told(event, name, _is_resting(event, known), away.get(name))
        for event, name in ((event, identity(event)) for event in events)
    )
    return History(told, names_of(profile), "" if taste is None else taste.models)


def _is_resting(event: Event, known: frozenset[Place]) -> bool:
    places = [place for place in (event.place, event.worse) if place is not None]
    return event.kind != "shown" and not known.issuperset(places)


def _outlying(taste: Taste | None) -> dict[str, float]:
    if taste is None or taste.evidence is None or not taste.evidence.grades:
        return {}
    from cutter.taste.posterior import Posterior

    return {outlier.event: outlier.away for outlier in Posterior(taste).outliers}


def names_of(profile: Path) -> dict[str, str]:
    """Return the names of films, by fingerprint, that cuts for a profile were made of."""
    names: dict[str, str] = {}
    try:
        for cut in cuts_of(profile):
            for source in cut.sources:
                names.setdefault(source.fingerprint, PurePath(source.path).name)
    except InputError:
        return {}
    return names
