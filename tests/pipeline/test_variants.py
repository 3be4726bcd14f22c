"""Several cuts are different, nearly as good, and the first of them is the plain one."""

import pytest

from cutter.interchange.plan import plan_to_json
from cutter.pipeline import Wish, choose
from cutter.pipeline.choosing import Planned
from cutter.pipeline.company import Earlier, Viewer
from cutter.pipeline.variants import ALIKE, shared, standings, variants
from cutter.schema import CutDefaults, Profile, Want
from tests.films import ROOT
from tests.pipeline.test_company import some_film, taste, want

ANALYSIS = some_film(11, shots=60)


def asked(count: int, *wants: Want, budget: str = "20s", fill: bool = False) -> list[Planned]:
    told = taste(*(wants or (want("sea"), want("city"))))
    profile = Profile("alice", None, (), (), CutDefaults())

    def again(earlier: Earlier | None) -> Planned:
        return choose(
            [ANALYSIS],
            told,
            profile,
            Wish(budget=budget, fill=fill),
            viewers=(Viewer(profile, told),),
            earlier=earlier,
            known=first.known if earlier else None,
        )

    first = again(None)
    return list(variants(first, count, again))


def test_the_first_variant_is_the_plain_cut() -> None:
    found = asked(3)
    assert plan_to_json(found[0].edl, ROOT) == plan_to_json(asked(1)[0].edl, ROOT)


def test_variants_differ_and_hardly_lose_worth() -> None:
    found = asked(4)
    for number, one in enumerate(found):
        for other in found[:number]:
            assert shared(one, other) <= ALIKE
    told = standings(found)
    assert max(each.worth for each in told) == 1
    assert min(each.worth for each in told) > 0.7
    assert all(each.shared <= ALIKE + 0.1 for each in told)


def test_where_there_is_nothing_else_a_variant_differs_as_far_as_it_can() -> None:
    found = asked(3, budget="200s", fill=True)
    assert len(found) == 3
    assert all(planned.edl.clips for planned in found)


def test_what_must_be_in_is_in_every_variant() -> None:
    found = asked(3, want("sea"), want("fire", "must"))
    pinned = [n for n, score in enumerate(found[0].films[0].scores) if score.must]
    for planned in found:
        used = {shot for clip in planned.edl.clips for shot in clip.shots}
        assert set(pinned) <= used


def test_a_variant_says_why_a_shot_stepped_back() -> None:
    second = asked(2)[1]
    reasons = [r for score in second.films[0].scores for r in score.reasons]
    assert "in variant 1" in {reason.label for reason in reasons if reason.amount < 0}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_as_many_cuts_are_made_as_are_asked_for(count: int) -> None:
    assert len(asked(count, budget="8s")) == count
