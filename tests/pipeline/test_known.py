"""A cut that is chosen again, with what the last one knew, is the cut that is chosen afresh."""

from __future__ import annotations

import random
from dataclasses import replace

from cutter.interchange.plan import plan_to_json
from cutter.pipeline import NOBODY, Wish, choose
from tests.films import ROOT
from tests.taste.made import film, measured, taste, want

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")


def test_after_any_moves_of_weights_and_budget_the_plan_is_the_same_to_the_byte() -> None:
    chance = random.Random(5)
    shows = [[chance.choice(TOPICS)] * 2 for _ in range(25)]
    signals = [measured(motion=chance.random(), sharpness=chance.random()) for _ in shows]
    analysis = film(shows, says=[(1.0, 3.0, "sea"), (50.0, 52.0, "snow")], signals=signals)
    wants = [want("sea", where="any"), want("city"), want("fire", "never"), want("rain", "dislike")]
    planned = choose([analysis], taste(*wants), NOBODY, Wish(budget="20s", fill=True))
    plans = set()
    for weight, budget in ((0.2, "20s"), (5.0, "20s"), (5.0, "45s"), (0.0, "12s"), (0.2, "20s")):
        told, wish = taste(replace(wants[0], weight=weight), *wants[1:]), Wish(budget=budget)
        fresh = choose([analysis], told, NOBODY, wish)
        planned = choose([analysis], told, NOBODY, wish, known=planned.known)
        assert plan_to_json(planned.edl, ROOT) == plan_to_json(fresh.edl, ROOT)
        plans.add(plan_to_json(planned.edl, ROOT))
    assert len(plans) == 4
