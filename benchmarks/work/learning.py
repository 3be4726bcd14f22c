"""What learning costs: a posterior of many events, and a plan with and without evidence."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cutter.schema import Analysis, Evidence

Work = Callable[[], dict[str, Any]]


def learn(shots: int, events: int) -> Work:
    """Learn anew after one more answer, and say of every shot what it is worth and how surely."""
    from benchmarks.made import made_analysis, made_taste
    from cutter.taste.posterior import Posterior
    from cutter.taste.sight import Sight

    analysis = made_analysis(shots)
    taste = replace(made_taste(20), evidence=answers(analysis, events))
    earlier = replace(made_taste(20), evidence=answers(analysis, 1))
    sight = Sight(analysis)
    began = time.process_time()
    Posterior(earlier, sight).shots()
    film = time.process_time() - began

    def work() -> dict[str, Any]:
        Posterior(taste, sight).shots()
        return {"film": film}

    return work


def plan(shots: int, events: int) -> Work:
    """Plan a film that is warm, without evidence and with some."""
    from benchmarks.made import made_analysis, made_taste
    from cutter.pipeline import NOBODY, Wish
    from cutter.pipeline import choose as choose_cut

    analysis, written = made_analysis(shots), made_taste(20)
    taste = replace(written, evidence=answers(analysis, events))
    wish = Wish(budget="90s")
    known = choose_cut([analysis], taste, NOBODY, wish).known
    choose_cut([analysis], written, NOBODY, wish, known=known)

    def work() -> dict[str, Any]:
        began = time.process_time()
        choose_cut([analysis], written, NOBODY, wish, known=known)
        without = time.process_time()
        choose_cut([analysis], taste, NOBODY, wish, known=known)
        return {"without": without - began, "with": time.process_time() - without}

    return work


def answers(analysis: Analysis, count: int) -> Evidence:
    """Return graded answers about shots drawn by chance."""
    import numpy as np

    from cutter.evaluation.viewers import place_of, ratings_of
    from cutter.profile.events import identity
    from cutter.taste.grades import evidence_of
    from cutter.taste.traits import traits_of

    rng = np.random.default_rng([9, count])
    total = len(analysis.film.shots)
    chosen = rng.permutation(total)[:count].tolist()
    answers = rng.integers(-2, 3, total) / 2
    events = {identity(event): event for event in ratings_of(analysis, chosen, answers)}
    places = [place_of(analysis, shot) for shot in chosen]
    return evidence_of(events, places, traits_of(analysis, chosen))
