"""Measures how well a taste is known after few and many answers, on simulated viewers.

Every viewer answers about shots of several made films, drawn by chance, and all methods score the
same held-out shots. Beside what cutter learns stand plain ridge regression on the shots' vectors,
which the simulator is calibrated by, and the written profile alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.evaluation.made_films import made_film, made_world
from cutter.evaluation.simulate import HELD_OUT, reacted
from cutter.evaluation.viewers import (
    VIEWERS,
    clear_pairs,
    ignorant_taste,
    knowing_taste,
    pairwise_accuracy,
    viewers,
)
from cutter.progress import SILENT
from cutter.taste.posterior import Posterior
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.evaluation.made_films import MadeFilm
    from cutter.evaluation.viewers import Viewer
    from cutter.progress import Progress
    from cutter.schema import Taste

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

AMOUNTS: Final = (0, 10, 30, 100)
FILMS: Final = 5
TURNS: Final = 4
"""Times that each viewer is asked, of another film and about other shots; their mean counts."""
UNKNOWN, NAMED, RIDGE = "profile that knows nothing", "profile that names two", "ridge regression"
_ORDER, _PAIRS = 31, 32
"""Purposes of a viewer's chance, apart from those of `viewers` and of `simulate`."""
_LAMBDAS: Final = np.logspace(-3, 3, 13)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One viewer, one film, and which of its shots are asked about."""

    viewer: Viewer
    film: MadeFilm
    sight: Sight
    turn: int
    asked: Indices
    """Shots that may be asked about, in the order of chance."""
    held: Indices
    """Shots that never are."""

    @property
    def answers(self) -> Floats:
        """What the viewer answers this time, (n_shots,)."""
        return self.viewer.answers(self.film, self.turn)


def learning_curve(
    seed: int,
    *,
    count: int = VIEWERS,
    films: int = FILMS,
    turns: int = TURNS,
    amounts: Sequence[int] = AMOUNTS,
    progress: Progress = SILENT,
) -> dict[str, dict[int, Floats]]:
    """Return the pairwise accuracy on held-out shots by method and number of answers.

    Args:
        seed: of the world, its films and its viewers.
        count: number of viewers.
        films: number of films.
        turns: times that each viewer is asked.
        amounts: numbers of answers.
        progress: where the stage is shown.

    Returns:
        (n_viewers,) each: the mean over a viewer's turns, 0 to 1.
    """
    world = made_world(seed)
    found: dict[str, dict[int, list[float]]] = {}
    with progress.stage("simulating viewers", count) as stage:
        for settings in settings_of(seed, count=count, films=films, turns=turns):
            viewer = settings[0].viewer
            tastes = {UNKNOWN: ignorant_taste(world), NAMED: knowing_taste(world, viewer)}
            told = [_accuracies(setting, tastes, amounts) for setting in settings]
            for method, by_amount in told[0].items():
                for amount in by_amount:
                    values = float(np.mean([each[method][amount] for each in told]))
                    found.setdefault(method, {}).setdefault(amount, []).append(values)
            stage.advance()
    return {
        method: {amount: np.array(values) for amount, values in by_amount.items()}
        for method, by_amount in found.items()
    }


def settings_of(seed: int, *, count: int, films: int, turns: int) -> list[list[Setting]]:
    """Return for each viewer the films and shots that are asked about, turn by turn."""
    world = made_world(seed)
    shown = [made_film(world, number) for number in range(films)]
    sights = [Sight(film.analysis) for film in shown]
    found = []
    for viewer in viewers(seed, count):
        settings = []
        for turn in range(turns):
            number = (viewer.number + turn) % films
            order = viewer.random(_ORDER, turn).permutation(len(shown[number].shows))
            asked, held = order[HELD_OUT:], order[:HELD_OUT]
            settings.append(Setting(viewer, shown[number], sights[number], turn, asked, held))
        found.append(settings)
    return found


def posterior_after(setting: Setting, taste: Taste, amount: int) -> Posterior:
    """Return what is known of a viewer after so many answers."""
    if amount:
        asked = setting.asked[:amount]
        taste = reacted(setting.film, taste, asked, setting.answers, setting.sight)
    return Posterior(taste, setting.sight)


def scores_by(posterior: Posterior) -> Floats:
    """Return all shots' scores, (n_shots,): to 1e-6 those of `taste.score.score_film`."""
    scores: Floats = posterior.written + posterior.shots()[0]
    return scores


def _accuracies(
    setting: Setting, tastes: dict[str, Taste], amounts: Sequence[int]
) -> dict[str, dict[int, float]]:
    utilities, held = setting.viewer.utilities(setting.film), setting.held
    pairs = clear_pairs(utilities[held], setting.viewer.random(_PAIRS, setting.turn))
    found: dict[str, dict[int, float]] = {RIDGE: {}}
    for name, taste in tastes.items():
        found[name] = {
            amount: pairwise_accuracy(
                scores_by(posterior_after(setting, taste, amount))[held], *pairs
            )
            for amount in amounts
        }
    for amount in amounts:
        if amount:
            found[RIDGE][amount] = pairwise_accuracy(_ridge(setting, amount)[held], *pairs)
    return found


def _ridge(setting: Setting, amount: int) -> Floats:
    """Return the scores of ridge regression on the vectors; lambda by leave-one-out, as usual."""
    from sklearn.linear_model import RidgeCV

    vectors = setting.film.analysis.image_vectors.astype(np.float64)
    shots = setting.asked[:amount]
    model = RidgeCV(alphas=_LAMBDAS).fit(vectors[shots], setting.answers[shots])
    scores: Floats = model.predict(vectors)
    return scores
