"""Measures learning on simulated viewers, whose true taste is known, film by film.

Each viewer answers about some shots, and every method scores shots that were never asked about.
What is measured is what makes cuts: `taste.score.score_film` with the answers as evidence.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from cutter.evaluation.baselines import by_tenth, tenths
from cutter.evaluation.descent import descent_curve
from cutter.evaluation.findings import (
    GENERIC,
    LEARNT,
    POPULAR,
    POSITION,
    WRITTEN,
    Curve,
    Findings,
    Trial,
    feedback_curve,
)
from cutter.evaluation.viewers import clear_pairs, pairwise_accuracy, place_of, ratings
from cutter.progress import SILENT
from cutter.schema import Taste

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from cutter.evaluation.made_films import MadeFilm
    from cutter.evaluation.viewers import Viewer
    from cutter.progress import Progress
    from cutter.schema import Analysis
    from cutter.taste.sight import Sight

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

AMOUNTS = (0, 5, 10, 15, 30, 100)
HELD_OUT = 500
"""Shots of a long film that are never asked about; of a shorter one it is the half."""
_ORDER, _PAIRS = 21, 22
"""Purposes of a viewer's chance, apart from those of `viewers`."""


def simulate(
    film: MadeFilm,
    viewers: Sequence[Viewer],
    tastes: Mapping[str, Callable[[Viewer], Taste]],
    *,
    title: str,
    amounts: Sequence[int] = AMOUNTS,
    progress: Progress = SILENT,
) -> Findings:
    """Measure all methods for all viewers after growing amounts of feedback.

    Args:
        film: what is shown, and what each shot shows.
        viewers: whose taste is known.
        tastes: the written profile of each viewer, by what to call such profiles.
        title: of the findings.
        amounts: numbers of answers; those beyond the shots that may be asked about are left out.
        progress: where stages are shown.
    """
    from cutter.taste.sight import Sight

    sight = Sight(film.analysis)
    count = len(film.shows)
    held = min(HELD_OUT, count // 2)
    counts = [amount for amount in amounts if amount <= count - held]
    answers = np.stack([viewer.answers(film) for viewer in viewers])
    trials = []
    with progress.stage("simulating viewers", len(tastes) * len(viewers)) as stage:
        for panel, taste_for in tastes.items():
            found: dict[int, dict[str, list[float]]] = {amount: {} for amount in counts}
            for row, viewer in enumerate(viewers):
                told = _one_viewer(
                    film, sight, viewer, taste_for(viewer), answers, row, counts, held
                )
                for amount, by_method in told.items():
                    for method, value in by_method.items():
                        found[amount].setdefault(method, []).append(value)
                stage.advance()
            trials += [
                _trial(panel, amount, viewers, by_method) for amount, by_method in found.items()
            ]
    findings = Findings(
        title=title,
        unit="share of pairs of held-out shots in the right order",
        of="viewers",
        trials=tuple(trials),
        notes=(
            f"{len(viewers)} viewers; {held} of {count} shots were never asked about",
            "pairs that differ clearly to the viewer; what tells none apart is right in half",
        ),
    )
    curves = [
        feedback_curve(findings, panel, f"quality against feedback: {panel}") for panel in tastes
    ]
    curves.append(_descent(film, viewers, answers, held, counts[-1]))
    return dataclasses.replace(findings, curves=tuple(curves))


def order_of(viewer: Viewer, count: int, held: int) -> tuple[Indices, Indices]:
    """Return the shots in the order in which a viewer is asked, and those that are held out."""
    order = viewer.random(_ORDER).permutation(count)
    return order[held:], order[:held]


def _one_viewer(
    film: MadeFilm,
    sight: Sight,
    viewer: Viewer,
    taste: Taste,
    answers: Floats,
    row: int,
    counts: Sequence[int],
    held: int,
) -> dict[int, dict[str, float]]:
    asked, kept = order_of(viewer, len(film.shows), held)
    better, worse = clear_pairs(viewer.utilities(film)[kept], viewer.random(_PAIRS))
    others = np.delete(answers, row, axis=0)
    popular = others.mean(axis=0) if len(others) else np.zeros(len(film.shows))
    part = tenths(np.arange(len(film.shows)) / len(film.shows))
    nobody = scores_of(film.analysis, Taste(taste.model, (), ()), sight)
    written = scores_of(film.analysis, taste, sight)

    def accuracy(scores: Floats) -> float:
        # Nothing differs clearly to somebody who cares for nothing that is held out.
        return pairwise_accuracy(scores[kept], better, worse) if len(better) else 0.5

    found = {}
    for amount in counts:
        shots = asked[:amount]
        learnt = written
        if amount:
            known = reacted(film, taste, shots, answers[row], sight)
            learnt = scores_of(film.analysis, known, sight)
        found[amount] = {
            GENERIC: accuracy(nobody),
            POPULAR: accuracy(popular),
            POSITION: accuracy(by_tenth(part, shots, answers[row][shots])),
            WRITTEN: accuracy(written),
            LEARNT: accuracy(learnt),
        }
    return found


def scores_of(analysis: Analysis, taste: Taste, sight: Sight) -> Floats:
    """Return the scores of all shots, (n_shots,), as cuts are made by them."""
    from cutter.taste.score import score_film

    return np.array([score.value for score in score_film(analysis, taste, sight)])


def reacted(
    film: MadeFilm, taste: Taste, shots: Indices, answers: Floats, sight: Sight | None = None
) -> Taste:
    """Return a taste with a viewer's answers about shots as its evidence.

    Args:
        film: whose shots they are.
        taste: what is known without them.
        shots: in the order in which they were asked about.
        answers: of all shots of the film, (n_shots,).
        sight: what was reckoned from the film before; the taste is the same without.
    """
    from cutter.profile.events import identity
    from cutter.taste.grades import evidence_of
    from cutter.taste.traits import traits_of

    chosen = shots.tolist()
    events = {identity(event): event for event in ratings(film, chosen, answers)}
    places = [place_of(film.analysis, shot) for shot in chosen]
    evidence = evidence_of(events, places, traits_of(film.analysis, chosen, sight))
    return dataclasses.replace(taste, evidence=evidence)


def _trial(
    panel: str, amount: int, viewers: Sequence[Viewer], by_method: Mapping[str, list[float]]
) -> Trial:
    return Trial(
        about=f"after {amount} answers",
        units=tuple(str(viewer.number) for viewer in viewers),
        values={method: np.array(values) for method, values in by_method.items()},
        ours=LEARNT,
        panel=panel,
        amount=amount,
    )


def _descent(
    film: MadeFilm, viewers: Sequence[Viewer], answers: Floats, held: int, amount: int
) -> Curve:
    splits = []
    for viewer in viewers:
        asked, kept = order_of(viewer, len(film.shows), held)
        splits.append((asked[:amount], kept))
    return descent_curve(film.analysis, splits, answers)
