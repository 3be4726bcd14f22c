"""Which shots of a film which viewers love: all scored on one Analysis, put into audiences.

Composes the rooms; draws nothing and writes nothing by itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.pipeline.choosing import Planned, choose
from cutter.pipeline.known import Known
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.progress import SILENT
from cutter.schema import CutDefaults, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.crowd.audiences import Audiences
    from cutter.pipeline.wish import Wish
    from cutter.progress import Progress
    from cutter.report.heat import Audience, HeatMap
    from cutter.schema import Analysis, Score, Taste

_REASONS = 8
_LOVED = 6
_OF_ALL = "picture quality"
"""A reason that speaks alike in every viewer's scores."""


@dataclass(frozen=True, slots=True, eq=False)
class Viewer:
    """A viewer and what they make of the film."""

    profile: Profile
    taste: Taste
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Insight:
    """A film, as its viewers want it."""

    known: Known
    analysis: Analysis
    viewers: tuple[Viewer, ...]
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
        viewers.append(Viewer(profile, taste, score_film(analysis, taste, known.sights[0])))
    audiences = find_audiences(_values(viewers), clusters)
    heat = _heat(analysis, viewers, audiences, is_asked=clusters is not None)
    return Insight(known, analysis, tuple(viewers), audiences, heat)


def audience_cuts(insight: Insight, wish: Wish) -> tuple[Planned, ...]:
    """Return a cut for each audience, in the order of the audiences.

    Args:
        insight: the film and its viewers.
        wish: what the cuts shall be like.

    Raises:
        UsageError: the wish points at what the film does not have.
        NothingFits: no shot may be used, or the budget holds none.
    """
    cuts = []
    for number, members in enumerate(insight.audiences.members, start=1):
        viewers = [insight.viewers[member] for member in members]
        name = f"audience {number}"
        profile = Profile(name, None, (), (), CutDefaults())
        taste = shared_taste([viewer.taste for viewer in viewers])
        cuts.append(choose((insight.analysis,), taste, profile, wish, known=insight.known))
    return tuple(cuts)


def shared_taste(tastes: Sequence[Taste]) -> Taste:
    """Return the taste whose written scores are the mean of those of several tastes.

    Scores are linear in the weights, so each want and signal keeps its weight's part; what any
    viewer never wants stays out.
    """
    part = 1.0 / len(tastes)
    wants = tuple(
        dataclasses.replace(want, weight=want.weight * part)
        for taste in tastes
        for want in taste.wants
    )
    signals: dict[str, float] = {}
    for taste in tastes:
        for name, weight in taste.signals:
            signals[name] = signals.get(name, 0.0) + weight * part
    return dataclasses.replace(
        tastes[0], wants=wants, signals=tuple(signals.items()), evidence=None
    )


def _values(viewers: Sequence[Viewer]) -> NDArray[np.float64]:
    shots = len(viewers[0].scores) if viewers else 0
    rows = [[score.value for score in viewer.scores] for viewer in viewers]
    return np.array(rows, dtype=np.float64).reshape(len(rows), shots)


def _heat(
    analysis: Analysis, viewers: Sequence[Viewer], audiences: Audiences, *, is_asked: bool
) -> HeatMap:
    from cutter.crowd.audiences import liking
    from cutter.report.heat import HeatMap

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
        viewers=tuple(viewers[member].profile.name for member in order),
        levels=liked.levels,
        common=liked.common,
        divided=liked.divided,
        audiences=tuple(told),
        said=_said(audiences, len(viewers), is_asked=is_asked),
    )


def _audience(
    name: str, rows: tuple[int, ...], viewers: Sequence[Viewer], levels: NDArray[np.float64]
) -> Audience:
    from cutter.report.heat import Audience, ranked

    amounts: dict[str, float] = {}
    shots = max(1, len(viewers[0].scores))
    for viewer in viewers:
        for score in viewer.scores:
            for reason in score.reasons:
                amounts[reason.label] = amounts.get(reason.label, 0.0) + reason.amount
    amounts.pop(_OF_ALL, None)
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
