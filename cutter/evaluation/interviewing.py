"""Measures interviews on simulated viewers: how good the first twenty shots are that they find.

Beside an interview whose screens are chosen stand one whose screens are drawn by chance, and 100
graded answers about shots drawn by chance. All rank the same shots, none of which was shown.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.evaluation.learning_curve import posterior_after, scores_by, settings_of
from cutter.evaluation.made_films import made_world
from cutter.evaluation.metrics import ndcg
from cutter.evaluation.viewers import UNSURE, VIEWERS, ignorant_taste, place_of
from cutter.profile.events import identity
from cutter.progress import SILENT
from cutter.taste.grades import evidence_of
from cutter.taste.interview import SCREENS, SIZE, answered, is_enough, next_screen
from cutter.taste.posterior import Posterior
from cutter.taste.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.evaluation.learning_curve import Setting
    from cutter.progress import Progress
    from cutter.schema import Event, Taste

Floats = NDArray[np.float64]

LABELS: Final = 100
FIRST: Final = 20
FILMS: Final = 5
_CHANCE, _FELT = 41, 42
_BEGAN: Final = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Interviews:
    """NDCG@20 on shots that were never shown, (n_viewers,) each."""

    chosen: Floats
    """After twelve screens of chosen shots."""
    by_chance: Floats
    """After twelve screens of shots drawn by chance."""
    labels: Floats
    """After 100 graded answers about shots drawn by chance."""
    before: Floats
    enough: Floats
    """After chosen screens up to where little was left to learn, twelve at most."""
    needed: Floats
    """Screens up to there."""


def interviews(seed: int, *, count: int = VIEWERS, progress: Progress = SILENT) -> Interviews:
    """Interview simulated viewers whose written profile knows nothing of them.

    Args:
        seed: of the world, its films and its viewers.
        count: number of viewers.
        progress: where the stage is shown.
    """
    taste = ignorant_taste(made_world(seed))
    rows = []
    with progress.stage("interviewing viewers", count) as stage:
        for (setting,) in settings_of(seed, count=count, films=FILMS, turns=1):
            chosen = _interview(setting, taste, is_chosen=True)
            needed = next((n for n, p in enumerate(chosen) if _is_enough(p, n)), SCREENS)
            rows.append(
                (
                    _found(setting, chosen[-1]),
                    _found(setting, _interview(setting, taste, is_chosen=False)[-1]),
                    _found(setting, posterior_after(setting, taste, LABELS)),
                    _found(setting, chosen[0]),
                    _found(setting, chosen[needed]),
                    float(needed),
                )
            )
            stage.advance()
    return Interviews(*np.array(rows).T)


def _is_enough(posterior: Posterior, screens: int) -> bool:
    return screens > 0 and is_enough(posterior)


def _found(setting: Setting, posterior: Posterior) -> float:
    utilities = setting.viewer.utilities(setting.film)[setting.held]
    return ndcg(np.maximum(utilities, 0.0), scores_by(posterior)[setting.held], FIRST)


def _interview(setting: Setting, taste: Taste, *, is_chosen: bool) -> list[Posterior]:
    """Return what is known before the first screen and after each."""
    chance = setting.viewer.random(_CHANCE, int(is_chosen))
    felt_by = setting.viewer.random(_FELT, int(is_chosen))
    utilities = setting.viewer.utilities(setting.film)
    by_chance = chance.permutation(setting.asked).tolist()
    among = sorted(setting.asked.tolist())
    events: list[Event] = []
    shown: list[int] = []
    known = [Posterior(taste, setting.sight)]
    for number in range(SCREENS):
        screen: Sequence[int] = by_chance[number * SIZE : (number + 1) * SIZE]
        if is_chosen:
            screen = next_screen(known[-1], shown, among=among)
        felt = utilities[list(screen)] + UNSURE * felt_by.normal(size=len(screen))
        shown += screen
        places = [place_of(setting.film.analysis, shot) for shot in screen]
        when = _BEGAN + timedelta(minutes=number)
        events += answered(places, int(np.argmax(felt)), int(np.argmin(felt)), when)
        known.append(Posterior(_learnt(setting, taste, events, shown), setting.sight))
    return known


def _learnt(setting: Setting, taste: Taste, events: Sequence[Event], shown: Sequence[int]) -> Taste:
    analysis = setting.film.analysis
    places = [place_of(analysis, shot) for shot in shown]
    traits = traits_of(analysis, shown, setting.sight)
    by_identity = {identity(event): event for event in events}
    return dataclasses.replace(taste, evidence=evidence_of(by_identity, places, traits))
