"""A cut for several: nobody is served worse by `fair` than by `average`, and equals are as one."""

import random
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cutter.interchange.plan import plan_to_json
from cutter.pipeline import NOBODY, Wish, choose
from cutter.pipeline.choosing import Planned
from cutter.pipeline.company import Viewer, names_of, profile_of_all, taste_of_all
from cutter.pipeline.tasting import draft_folder
from cutter.pipeline.turning import explain_shots, turned
from cutter.schema import Analysis, CutDefaults, Place, Profile, Taste, TimeRange
from cutter.taste.score import score_film
from tests.films import ROOT
from tests.taste import made
from tests.taste.made import SHARP, film

want = partial(made.want, world=SHARP)
taste = partial(made.taste, world=SHARP)
PAIRS = 20
TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")


def viewer(name: str, told: Taste, **cut: str) -> Viewer:
    return Viewer(Profile(name, None, (), (), CutDefaults(**cut)), told)  # type: ignore[arg-type]


def cut_for(
    viewers: list[Viewer], analysis: Analysis, *, like: Planned | None = None, **wish: object
) -> Planned:
    asked = Wish(**{"budget": "24s", **wish})  # type: ignore[arg-type]
    return choose(
        [analysis],
        taste_of_all([each.taste for each in viewers]),
        profile_of_all([each.profile for each in viewers]),
        asked,
        viewers=viewers,
        known=like.known if like else None,
    )


def spans(planned: Planned) -> list[TimeRange]:
    return [clip.source_range for clip in planned.edl.clips]


def pleased(planned: Planned, told: Taste, analysis: Analysis) -> float:
    """Return what a viewer gets of a cut, in seconds of a full match."""
    scores = score_film(analysis, told)
    return sum(
        scores[shot].value * float(both.duration)
        for clip in planned.edl.clips
        for shot in clip.shots
        if (both := analysis.film.shots[shot].span.intersection(clip.source_range))
    )


def some_film(seed: int, shots: int = 30) -> Analysis:
    chance = random.Random(seed)
    return film([chance.choice(TOPICS) for _ in range(shots)], world=SHARP, seed=seed)


def test_two_equal_viewers_get_the_cut_of_one() -> None:
    analysis = some_film(3)
    told = taste(want("sea"), want("city"), want("rain", "dislike"))
    alone = cut_for([viewer("alice", told)], analysis)
    for blend in ("fair", "average"):
        both = cut_for([viewer("alice", told), viewer("bob", told)], analysis, blend=blend)
        assert spans(both) == spans(alone)
        assert [c.score for c in both.edl.clips] == [c.score for c in alone.edl.clips]
        assert both.edl.profile == "alice+bob"


def test_one_viewer_is_served_as_without_company() -> None:
    analysis = some_film(4)
    told = taste(want("sea"), want("fire"))
    alone = choose([analysis], told, NOBODY, Wish(budget="24s"))
    as_company = cut_for([Viewer(NOBODY, told)], analysis)
    assert plan_to_json(as_company.edl, ROOT) == plan_to_json(alone.edl, ROOT)


def test_fair_pleases_the_least_pleased_at_least_as_much_as_average() -> None:
    """Simulated viewers; what each gets is told as a part of what they get alone."""
    gains = []
    for seed in range(PAIRS):
        chance = random.Random(1000 + seed)
        analysis = some_film(seed)
        told = []
        for _ in range(2):
            liked = chance.sample(TOPICS, 3)
            weights = [chance.choice((0.5, 1.0, 3.0)) for _ in liked]
            wants = [want(t, weight=w) for t, w in zip(liked, weights, strict=True)]
            told.append(taste(*wants[:2], replace(wants[2], role="dislike")))
        viewers = [viewer(name, each) for name, each in zip(("a", "b"), told, strict=True)]
        first = cut_for(viewers, analysis, blend="average")
        fair = cut_for(viewers, analysis, like=first, blend="fair")
        alone = [cut_for([each], analysis, like=first) for each in viewers]
        best = [pleased(own, each, analysis) for own, each in zip(alone, told, strict=True)]
        worst = [
            min(pleased(cut, each, analysis) / most for each, most in zip(told, best, strict=True))
            for cut in (first, fair)
        ]
        gains.append(worst[1] - worst[0])
    mean, error = np.mean(gains), np.std(gains, ddof=1) / np.sqrt(len(gains))
    assert min(gains) > -1e-6
    assert mean - 1.96 * error > 0, f"{mean:.3f} ± {1.96 * error:.3f}"


def test_any_one_s_never_keeps_out_whatever_the_other_must_have() -> None:
    analysis = some_film(5)
    one = viewer("a", taste(want("sea"), want("fire", "must")))
    other = viewer("b", taste(want("city"), want("fire", "never")))
    planned = cut_for([one, other], analysis, fill=True, budget="90s")
    banned = {n for n, score in enumerate(planned.films[0].scores) if score.never == "fire"}
    assert banned
    assert not banned & {shot for clip in planned.edl.clips for shot in clip.shots}


def test_what_one_has_seen_steps_back_for_that_one() -> None:
    analysis = film(["sea", "city"] * 12, world=SHARP)
    told = taste(want("sea"))
    first = cut_for([viewer("a", told)], analysis, budget="12s")
    seen = tuple(Place(analysis.film.media.fingerprint, span) for span in spans(first))
    fresh = [replace(viewer("a", told), seen=seen)]
    again = cut_for(fresh, analysis, budget="12s", novelty=1.0)
    assert len(spans(again)) >= 3
    assert not [1 for span in spans(again) for old in spans(first) if span.intersection(old)]
    assert spans(cut_for(fresh, analysis, budget="12s")) == spans(first)
    assert spans(cut_for(fresh, analysis, budget="12s", novelty=0.0)) == spans(first)


def test_an_explanation_names_whose_weight_would_turn_a_shot() -> None:
    analysis = some_film(7)
    viewers = [viewer("a", taste(want("sea"))), viewer("b", taste(want("city")))]
    planned = cut_for(viewers, analysis)
    found = [e for e in explain_shots(planned, ["#1"]) if e.change]
    weights = [e for e in found if e.change and e.change.kind == "weight"]
    assert weights
    for each in weights:
        change = each.change
        assert change is not None
        owner = "a" if change.want == 0 else "b"
        assert change.text.endswith(f" in {owner}")
        assert turned(planned, change).choice.is_in(0, each.shot) != each.is_in


def test_viewers_of_one_name_are_told_apart() -> None:
    profiles = [Profile(name, None, (), (), CutDefaults()) for name in ("a", "b", "a")]
    assert names_of(profiles) == ("a 1", "b", "a 2")


def test_of_the_cut_the_first_who_says_something_decides() -> None:
    one = viewer("a", taste(want("sea")), pace="calm").profile
    other = viewer("b", taste(want("sea")), pace="brisk", budget="9s").profile
    together = profile_of_all([one, other])
    assert (together.name, together.cut.pace, together.cut.budget) == ("a+b", "calm", "9s")


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_novelty_is_a_part_of_one(value: float) -> None:
    with pytest.raises(ValueError, match="--novelty"):
        Wish(novelty=value)


def test_what_a_company_s_cut_looks_at_stays_out_of_the_store_that_all_share(
    tmp_path: Path,
) -> None:
    one, other = (
        Profile(name, tmp_path / f"{name}.json", (), (), CutDefaults()) for name in ("a", "b")
    )
    store = tmp_path / "store"
    assert draft_folder(NOBODY, store) == store
    assert draft_folder(profile_of_all([one, other]), store) == draft_folder(one, store)
    assert store not in draft_folder(one, store).parents
