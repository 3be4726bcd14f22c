"""Events that name films by path and shots by number, completed: where in which film it was.

Films are looked at, or recalled, once each; of every place that an event is about, the traits of
its shots are gathered on the way, so that what is learnt outlives the film's Analysis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.media.source import fingerprint
from cutter.pipeline.looking import Look, analyze
from cutter.profile.events import Written
from cutter.progress import SILENT
from cutter.schema import Event, Place
from cutter.taste.placed import joined_traits, traits_at
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.profile.events import Named
    from cutter.progress import Progress
    from cutter.schema import Analysis, Traits


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """Events with their places, and how their shots look to the model in use."""

    events: tuple[Event, ...]
    places: tuple[Place, ...]
    traits: Traits | None
    """One row for each place; None where none is known."""
    lengths: dict[str, Fraction]
    """Seconds that the films last, by fingerprint."""


@dataclass(slots=True, eq=False)
class _Films:
    """The films that were given, each looked at when first needed."""

    paths: Sequence[Path]
    look: Look
    eyes: Callable[[], Embedder]
    progress: Progress
    _by_path: dict[Path, Analysis] = field(default_factory=dict)
    _prints: dict[str, Path] = field(default_factory=dict)

    def at(self, path: Path) -> Analysis:
        """Return the Analysis of a film that an event names by its path."""
        path = path.resolve()
        if path not in self._by_path:
            self._by_path[path] = analyze(
                path, look=self.look, eyes=self.eyes(), progress=self.progress
            )
        return self._by_path[path]

    def of(self, content: str) -> Analysis | None:
        """Return the Analysis of a film among those given; None where it is not there."""
        for analysis in self._by_path.values():
            if analysis.film.media.fingerprint == content:
                return analysis
        if not self._prints:
            self._prints = {fingerprint(path): path for path in self.paths}
        path = self._prints.get(content)
        return None if path is None else self.at(path)


def resolve(
    events: Iterable[Event | Written],
    *,
    films: Sequence[Path] = (),
    known: Iterable[Place] = (),
    look: Look,
    eyes: Callable[[], Embedder],
    progress: Progress = SILENT,
) -> Resolved:
    """Complete events, and gather the traits of their shots.

    Args:
        events: complete ones, and those that a person wrote.
        films: where the films of complete events may lie.
        known: places whose traits are kept already.
        look: how films are looked at.
        eyes: opens the model; asked only when a film has to be looked at.
        progress: where stages are shown.

    Raises:
        InputError: a film that an event names cannot be used, or has no such shot or time.
    """
    there = _Films(films, look, eyes, progress)
    complete = [
        event.resolved(lambda named: _place(named, there)) if isinstance(event, Written) else event
        for event in events
    ]
    wanted = dict.fromkeys(
        place for event in complete for place in (event.place, event.worse) if place is not None
    )
    kept = set(known)
    places: list[Place] = []
    traits: list[Traits] = []
    lengths: dict[str, Fraction] = {}
    sights: dict[str, Sight] = {}
    for place in wanted:
        analysis = None if place in kept else there.of(place.film)
        if analysis is None:
            continue
        lengths[place.film] = analysis.film.media.end
        sight = sights.setdefault(place.film, Sight(analysis))
        row = traits_at(analysis, place.span, sight)
        if row is not None:
            places.append(place)
            traits.append(row)
    joined = joined_traits(traits) if traits else None
    return Resolved(tuple(complete), tuple(places), joined, lengths)


def _place(named: Named, films: _Films) -> Place:
    """Return the place that a person named."""
    analysis = films.of(named.film) if named.path is None else films.at(named.path)
    if analysis is None:
        raise UsageError("an event names a shot of a film that is not given; name the film's path")
    film = analysis.film
    content = film.media.fingerprint
    if named.span is not None:
        return Place(content, named.span)
    if named.shot is None or not 1 <= named.shot <= len(film.shots):
        raise InputError(
            f"{film.media.path}: an event names a shot that it does not have; it has "
            f"{len(film.shots)}, counted from 1",
            film.media.path,
        )
    return Place(content, film.shots[named.shot - 1].span)
