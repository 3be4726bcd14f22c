"""Which shots of a film which viewers love: all scored on one Analysis, put into audiences.

Composes the rooms; draws nothing and writes nothing by itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.pipeline.choosing import Planned, choose
from cutter.pipeline.company import Viewer, names_of, profile_of_all, taste_of_all
from cutter.pipeline.known import Known
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.progress import SILENT
from cutter.schema import REACTIONS, CutDefaults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.crowd.audiences import Audiences
    from cutter.pipeline.wish import Wish
    from cutter.progress import Progress
    from cutter.report.heat import Audience, HeatMap
    from cutter.schema import Analysis, Profile, Score

_REASONS = 8
_LOVED = 6
_THEIRS = "their reactions"
_OF_ALL = "picture quality"
"""A reason that speaks alike in every viewer's scores."""


@dataclass(frozen=True, slots=True, eq=False)
class Onlooker:
    """A viewer and what they make of the film."""

    whose: Viewer
    scores: Sequence[Score]


@dataclass(frozen=True, slots=True, eq=False)
class Insight:
    """A film, as its viewers want it."""

    known: Known
    analysis: Analysis
    viewers: tuple[Onlooker, ...]
    audiences: Audiences
    heat: HeatMap


def insight_of(
    film: Path,
    profiles: Sequence[Profile],
    *,
    look: Look | None = None,
    clusters: int | None = None,
    progress: Progress = SILENT,
) -> Insight:
    """Score every shot of a film for every viewer, and find out which viewers are one audience.

    Args:
        film: the film.
        profiles: one for each viewer.
        look: how to look at the film.
        clusters: how many audiences there shall be; None finds out.
        progress: where stages are shown.

    Raises:
        InputError: the film or the model cannot be used.
        ProfileError: a profile cannot be used.
        UsageError: there cannot be so many audiences.
    """
    from cutter.crowd.audiences import find_audiences, refuse_unfit_number
    from cutter.pipeline.tasting import taste_of
    from cutter.taste.score import score_film

    refuse_unfit_number(clusters, len(profiles))
    look = look or Look()
    eyes = open_look(look, progress)
    analysis = analyze(film, look=look, eyes=eyes, progress=progress)
    known = Known((analysis,))
    viewers = []
    for profile in profiles:
        taste = taste_of(profile, eyes)
        scores = score_film(analysis, taste, known.sights[0])
        viewers.append(Onlooker(Viewer(profile, taste), scores))
    audiences = find_audiences(_values(viewers), clusters)
    heat = _heat(analysis, viewers, audiences, is_asked=clusters is not None)
    return Insight(known, analysis, tuple(viewers), audiences, heat)


def audience_cuts(insight: Insight, wish: Wish) -> tuple[Planned, ...]:
    """Return a cut for each audience, in the order of the audiences.

    Args:
        insight: the film and its viewers.
        wish: what the cuts shall be like; its `blend` says how the viewers of an audience share.

    Raises:
        UsageError: the wish points at what the film does not have.
        NothingFits: no shot may be used, or the budget holds none.
    """
    cuts = []
    for number, members in enumerate(insight.audiences.members, start=1):
        company = [insight.viewers[member].whose for member in members]
        # What one of them is used to in length and order is nothing to the others.
        profile = dataclasses.replace(
            profile_of_all([each.profile for each in company]),
            name=f"audience {number}",
            cut=CutDefaults(),
        )
        taste = taste_of_all([each.taste for each in company])
        cuts.append(
            choose((insight.analysis,), taste, profile, wish, known=insight.known, viewers=company)
        )
    return tuple(cuts)


def with_cuts(insight: Insight, cuts: Sequence[Planned]) -> HeatMap:
    """Return the heat map with the cut of each audience marked in it."""
    audiences = tuple(
        dataclasses.replace(audience, cut=planned.edl.clips)
        for audience, planned in zip(insight.heat.audiences, cuts, strict=True)
    )
    return dataclasses.replace(insight.heat, audiences=audiences)


def _values(viewers: Sequence[Onlooker]) -> NDArray[np.float64]:
    shots = len(viewers[0].scores) if viewers else 0
    rows = [[score.value for score in viewer.scores] for viewer in viewers]
    return np.array(rows, dtype=np.float64).reshape(len(rows), shots)


def _heat(
    analysis: Analysis, viewers: Sequence[Onlooker], audiences: Audiences, *, is_asked: bool
) -> HeatMap:
    from cutter.crowd.audiences import liking
    from cutter.report.heat import HeatMap

    names = names_of([viewer.whose.profile for viewer in viewers])
    order = [member for members in audiences.members for member in members]
    liked = liking(_values([viewers[member] for member in order]))
    told, first = [], 0
    for number, members in enumerate(audiences.members, start=1):
        rows = tuple(range(first, first + len(members)))
        first += len(members)
        of_audience = [viewers[member] for member in members]
        several = len(audiences.members) > 1
        name = f"Audience {number}" if several else "All viewers"
        told.append(_audience(name, rows, of_audience, liked.levels[list(rows)]))
    return HeatMap(
        film=analysis.film,
        viewers=tuple(names[member] for member in order),
        levels=liked.levels,
        common=liked.common,
        divided=liked.divided,
        audiences=tuple(told),
        said=_said(audiences, len(viewers), is_asked=is_asked),
    )


def _audience(
    name: str, rows: tuple[int, ...], viewers: Sequence[Onlooker], levels: NDArray[np.float64]
) -> Audience:
    from cutter.report.heat import Audience, ranked

    amounts: dict[str, float] = {}
    shots = max(1, len(viewers[0].scores))
    for viewer in viewers:
        for score in viewer.scores:
            for reason in score.reasons:
                amounts[reason.label] = amounts.get(reason.label, 0.0) + reason.amount
    amounts.pop(_OF_ALL, None)
    if REACTIONS in amounts:
        amounts[_THEIRS] = amounts.pop(REACTIONS)
    mean = {label: amount / (shots * len(viewers)) for label, amount in amounts.items()}
    strongest = sorted(mean.items(), key=lambda item: (-abs(item[1]), item[0]))[:_REASONS]
    told = tuple((label, value) for label, value in strongest if abs(value) >= 0.005)
    return Audience(name, rows, ranked(levels.mean(axis=0), _LOVED), told)


def _said(audiences: Audiences, viewers: int, *, is_asked: bool) -> str:
    """Say how many audiences there are, and how sure that is."""
    from cutter.crowd.audiences import NEEDED

    count, mark = len(audiences.members), f"{audiences.silhouette:.2f}"
    if viewers == 1:
        return "one viewer"
    if is_asked:
        doubt = "" if audiences.silhouette >= NEEDED else f": the viewers do not fall into {count}"
        return f"{count} audiences, as asked for (silhouette {mark}{doubt})"
    if count > 1:
        return f"{count} audiences that stand apart (silhouette {mark})"
    if viewers == 2:
        return "one audience: two viewers are too few to tell"
    tried = f"the best division, into {audiences.best}, has a silhouette of {mark}"
    return f"one audience: {tried}, and {NEEDED:g} is needed"
