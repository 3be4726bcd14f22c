"""Whose cut it is: one viewer, or several whose scores are blended into one.

Pure arithmetic: no file is touched.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cutter.edit.choice import Choice, ScoredFilm
from cutter.errors import NothingFits, UsageError
from cutter.schema import CutDefaults, Profile, Taste
from cutter.taste.blend import (
    LEAST_SCALE,
    ROUNDS,
    blended,
    equal_weights,
    factors_of,
    rank,
    reweighed,
    scales_of,
)
from cutter.taste.freshness import freshened
from cutter.taste.score import score_film

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.pipeline.wish import Blend
    from cutter.schema import Analysis, Clip, Place, Score, TimeRange
    from cutter.taste.sight import Sight

    Compose = Callable[[tuple[ScoredFilm, ...]], Choice]


@dataclass(frozen=True, slots=True, eq=False)
class Viewer:
    """One of those whom a cut is for."""

    profile: Profile
    taste: Taste
    seen: tuple[Place, ...] = ()
    """What was shown before, where that is to step back."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A choice, and how it came about."""

    films: tuple[ScoredFilm, ...]
    choice: Choice
    weights: tuple[float, ...]
    """How much each viewer counts; they add up to 1."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What steps back because other cuts of the same making show it."""

    places: tuple[tuple[Place, ...], ...]
    """Of each of those cuts; what two show steps back twice."""
    strength: float
    """0 to 1, see `freshened`."""


def profile_of_all(profiles: Sequence[Profile]) -> Profile:
    """Return the profile of several viewers together: `alice+bob`.

    Its preferences are those of all, and of the cut it says what the first says that says anything.
    """
    if len(profiles) == 1:
        return profiles[0]
    fields = [field.name for field in dataclasses.fields(CutDefaults)]
    said = {
        name: next((v for p in profiles if (v := getattr(p.cut, name)) is not None), None)
        for name in fields
    }
    return Profile(
        name="+".join(names_of(profiles)),
        path=profiles[0].path,
        preferences=tuple(item for profile in profiles for item in profile.preferences),
        signals=(),
        cut=CutDefaults(**said),
    )


def taste_of_all(tastes: Sequence[Taste]) -> Taste:
    """Return the wants of several viewers in a row, the first one's first."""
    if len(tastes) == 1:
        return tastes[0]
    wants = tuple(want for taste in tastes for want in taste.wants)
    return dataclasses.replace(tastes[0], wants=wants, signals=(), evidence=None)


def names_of(profiles: Sequence[Profile]) -> tuple[str, ...]:
    """Return what to call each viewer; those of one name are numbered."""
    counts, met = Counter(profile.name for profile in profiles), Counter[str]()
    names = []
    for profile in profiles:
        met[profile.name] += 1
        is_alone = counts[profile.name] == 1
        names.append(profile.name if is_alone else f"{profile.name} {met[profile.name]}")
    return tuple(names)


def with_weight(viewers: Sequence[Viewer], want: int, weight: float) -> tuple[Viewer, ...]:
    """Return viewers of whom one gives a want another weight.

    Args:
        viewers: some viewers.
        want: its place among the wants of all, see `taste_of_all`.
        weight: the new one.
    """
    changed = []
    for viewer in viewers:
        wants = list(viewer.taste.wants)
        if 0 <= want < len(wants):
            wants[want] = dataclasses.replace(wants[want], weight=weight)
            taste = dataclasses.replace(viewer.taste, wants=tuple(wants))
            changed.append(dataclasses.replace(viewer, taste=taste))
        else:
            changed.append(viewer)
        want -= len(wants)
    return tuple(changed)


def owner_of(viewers: Sequence[Viewer], want: int) -> str:
    """Return the name of the viewer who gives a want; nothing where there is only one."""
    names = names_of([viewer.profile for viewer in viewers])
    for viewer, name in zip(viewers, names, strict=True):
        if want < len(viewer.taste.wants):
            return name if len(viewers) > 1 else ""
        want -= len(viewer.taste.wants)
    raise UsageError("there is no such preference")


def settle(
    analyses: Sequence[Analysis],
    sights: Sequence[Sight],
    viewers: Sequence[Viewer],
    compose: Compose,
    *,
    blend: Blend = "fair",
    novelty: float = 0.0,
    earlier: Earlier | None = None,
    weights: tuple[float, ...] | None = None,
) -> Settled:
    """Score films for one viewer or several, and choose.

    Args:
        analyses: the films.
        sights: what was reckoned from them before.
        viewers: whom the cut is for.
        compose: makes a choice from scored films.
        blend: how several are served, see `cutter.taste.blend`.
        novelty: how far what a viewer has seen steps back, 0 to 1.
        earlier: what steps back besides.
        weights: how much each viewer counts, if that is settled already.

    Raises:
        NothingFits: no shot may be used.
    """
    company = _Company(analyses, sights, viewers, compose, novelty, earlier)
    if weights is not None or len(viewers) == 1 or blend == "average":
        return company.served(weights or equal_weights(len(viewers)))
    return company.fairly_served()


class _Company:
    """Viewers of the same films."""

    def __init__(
        self,
        analyses: Sequence[Analysis],
        sights: Sequence[Sight],
        viewers: Sequence[Viewer],
        compose: Compose,
        novelty: float,
        earlier: Earlier | None,
    ) -> None:
        self._analyses, self._compose, self._earlier = analyses, compose, earlier
        self._names = names_of([viewer.profile for viewer in viewers])
        self._scores = [
            [
                freshened(score_film(one, viewer.taste, sight), one.film, viewer.seen, novelty)
                for one, sight in zip(analyses, sights, strict=True)
            ]
            for viewer in viewers
        ]
        self._alone: list[float] | None = None

    @cached_property
    def _scales(self) -> tuple[float, ...]:
        return scales_of([[s for film in own for s in film] for own in self._scores])

    def served(self, weights: tuple[float, ...]) -> Settled:
        """Return the choice in which each viewer counts for so much."""
        films = []
        for number, analysis in enumerate(self._analyses):
            scores = self._blended(number, weights)
            if (earlier := self._earlier) is not None:
                for variant, places in enumerate(earlier.places, 1):
                    label = f"in variant {variant}"
                    scores = freshened(scores, analysis.film, places, earlier.strength, label)
            films.append(ScoredFilm(analysis, scores))
        return Settled(tuple(films), self._compose(tuple(films)), weights)

    def fairly_served(self) -> Settled:
        """Return the choice in which the least pleased viewer is pleased most."""
        weights = equal_weights(len(self._scores))
        best = made = self.served(weights)
        pleased = self._pleased(made.choice.clips)
        most, tried = rank(pleased), {weights}
        for _ in range(ROUNDS - 1):
            weights = reweighed(weights, pleased)
            if weights in tried:
                break
            tried.add(weights)
            made = self.served(weights)
            pleased = self._pleased(made.choice.clips)
            if rank(pleased) > most:
                best, most = made, rank(pleased)
        return best

    def _blended(self, film: int, weights: tuple[float, ...]) -> Sequence[Score]:
        own = [scores[film] for scores in self._scores]
        if len(own) == 1:
            return own[0]
        return blended(own, self._names, factors_of(self._scales, weights))

    def _pleased(self, clips: Sequence[Clip]) -> tuple[float, ...]:
        """Return what each viewer gets of a cut, as a part of what a cut of their own gives."""
        if self._alone is None:
            self._alone = [self._served_alone(own) for own in self._scores]
        return tuple(
            self._worth(clips, own) / alone
            for own, alone in zip(self._scores, self._alone, strict=True)
        )

    def _served_alone(self, own: Sequence[Sequence[Score]]) -> float:
        """Return what a viewer gets of a cut of their own; next to nothing where none pleases."""
        films = tuple(ScoredFilm(a, s) for a, s in zip(self._analyses, own, strict=True))
        try:
            return max(self._worth(self._compose(films).clips, own), LEAST_SCALE)
        except NothingFits:
            return LEAST_SCALE

    def _worth(self, clips: Sequence[Clip], own: Sequence[Sequence[Score]]) -> float:
        """Return how much a viewer wants what a cut shows, in seconds of a full match."""
        return math.fsum(
            own[clip.source][shot].value * float(both.duration)
            for clip in clips
            for shot in clip.shots
            if (both := self._span(clip, shot).intersection(clip.source_range))
        )

    def _span(self, clip: Clip, shot: int) -> TimeRange:
        return self._analyses[clip.source].film.shots[shot].span
