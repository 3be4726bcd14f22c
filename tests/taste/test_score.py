"""A score is the sum of its reasons, and says what the viewer asked for."""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import TimeRange
from cutter.taste.score import score_film
from tests.films import ROOT
from tests.taste import made
from tests.taste.made import WORLDS, World, film, measured, taste, want

if TYPE_CHECKING:
    from cutter.schema import Analysis, Role, Score, Taste, Want, Where

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")
SAYS = [(1.0, 3.0, "sea"), (6.0, 9.0, "city noise"), (13.0, 14.0, "fire")]


@functools.cache
def varied(world: World = made.CLIP, seed: int = 1) -> Analysis:
    signals = [
        measured(motion=0.1 * number, sharpness=0.3 + 0.05 * (number % 5), loudness=-30.0 + number)
        for number in range(12)
    ]
    return film(TOPICS * 2, world=world, says=SAYS, signals=signals, seed=seed)


roles: st.SearchStrategy[Role] = st.sampled_from(("like", "dislike", "never", "must"))
places: st.SearchStrategy[Where] = st.sampled_from(("picture", "dialogue", "any"))
wishes = st.lists(
    st.builds(
        want,
        st.sampled_from((*TOPICS, "spiders")),
        roles,
        weight=st.floats(0, 10),
        where=places,
        example_of=st.sampled_from(("", "", "city")),
    ),
    max_size=6,
)
wished = st.lists(
    st.tuples(st.sampled_from(("motion", "loudness", "hue")), st.floats(-3, 3)),
    max_size=3,
    unique_by=lambda pair: pair[0],
).map(tuple)


@given(wishes, wished)
@settings(deadline=None)
def test_reasons_add_up_to_the_value(
    wants: list[Want], signals: tuple[tuple[str, float], ...]
) -> None:
    for score in score_film(varied(), taste(*wants, signals=signals)):
        assert abs(sum(reason.amount for reason in score.reasons) - score.value) < 1e-6
        assert all(reason.amount for reason in score.reasons)


@given(wishes, st.randoms(use_true_random=False), wished)
@settings(deadline=None)
def test_the_order_of_preferences_changes_the_order_of_reasons_alone(
    wants: list[Want], random: st.DataObject, signals: tuple[tuple[str, float], ...]
) -> None:
    shuffled = list(wants)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def unordered(score: Score) -> Score:
        ordered = tuple(sorted(score.reasons, key=lambda r: (r.label, r.amount, r.detail)))
        return replace(score, reasons=ordered)

    one = score_film(varied(), taste(*wants, signals=signals))
    other = score_film(varied(), taste(*shuffled, signals=signals[::-1]))
    assert [unordered(score) for score in one] == [unordered(score) for score in other]


@given(st.floats(0.1, 9.0), st.floats(0.05, 0.9))
@settings(deadline=None)
def test_a_heavier_like_never_makes_a_shot_worth_less(weight: float, less: float) -> None:
    light = score_film(varied(), taste(want("sea", weight=weight * less)))
    heavy = score_film(varied(), taste(want("sea", weight=weight)))
    assert all(much.value >= little.value for much, little in zip(heavy, light, strict=True))
    assert heavy[0].value > light[0].value


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_likes_add_and_dislikes_take_away(world: World) -> None:
    wants = (want("sea", world=world), want("snow", "dislike", world=world))
    sea, snow, city, *_ = score_film(varied(world), taste(*wants, world=world))
    assert sea.value > 0.5 > 0.2 > city.value > -0.2 > snow.value
    assert (sea.is_match, snow.is_match, city.is_match) == (True, False, False)
    assert sea.reasons[0].label == "sea"
    assert sea.reasons[0].detail.startswith("picture ")


def test_a_shot_that_is_liked_and_more_disliked_is_no_match() -> None:
    wants = (want("sea", weight=0.5), want("fire", "dislike", weight=2.0))
    shot, *_ = score_film(film([["sea", "fire"], *TOPICS], world=WORLDS[1]), _sharp(*wants))
    assert shot.value < 0
    assert not shot.is_match


def _sharp(*wants: Want) -> Taste:
    told = [want(w.label, w.role, weight=w.weight, where=w.where, world=WORLDS[1]) for w in wants]
    return taste(*told, world=WORLDS[1])


def test_without_likes_everything_that_is_not_disliked_matches() -> None:
    scores = score_film(varied(), taste(want("snow", "dislike")))
    assert [score.is_match for score in scores] == [topic != "snow" for topic in TOPICS * 2]
    assert all(score.is_match for score in score_film(varied(), taste()))


def test_a_like_of_weight_nothing_is_no_like() -> None:
    scores = score_film(varied(), taste(want("sea", weight=0.0), want("snow", weight=1.0)))
    assert [score.shot for score in scores if score.is_match] == [1, 7]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_what_is_never_wanted_is_excluded_and_named(world: World) -> None:
    wants = (want("sea", world=world), want("sea", "never", world=world))
    scores = score_film(varied(world), taste(*wants, world=world))
    assert [score.never for score in scores] == ["sea", *[""] * 5] * 2
    assert not any(score.is_match for score in scores)


def test_never_looks_at_every_keyframe_and_at_the_words() -> None:
    shows = [["city", "city", "fire"], "city", "snow", "city", "snow", "rain"]
    analysis = film(shows, says=[(21.0, 22.0, "fire")], world=WORLDS[1])
    seen = score_film(analysis, _sharp(want("fire", "never", where="any")))
    assert [score.shot for score in seen if score.never] == [0, 5]


def test_what_may_be_never_wanted_is_doubtful() -> None:
    wants = taste(want("fire", "never"))
    doubtful = []
    for seed in range(30):
        for score in score_film(film([*TOPICS, "sea+fire"] * 3, seed=seed), wants):
            assert not (score.never and score.doubtful)
            doubtful += [score.shot % 7] if score.doubtful else []
    assert doubtful
    assert sum(shot == 6 for shot in doubtful) > len(doubtful) / 3


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_must_asks_for_its_best_shots_and_for_none_where_none_fits(world: World) -> None:
    analysis = film([*TOPICS, "sea"] * 4, world=world)
    wants = (want("sea", "must", world=world), want("spiders", "must", world=world))
    asked = [s for s in score_film(analysis, taste(*wants, world=world)) if s.must]
    assert 1 <= len(asked) <= 3
    assert {score.must for score in asked} == {"sea"}
    assert {score.shot % 7 for score in asked} <= {0, 6}
    assert all(score.is_match and score.value > 0 for score in asked)


def test_a_must_never_asks_for_what_is_never_wanted() -> None:
    scores = score_film(varied(), taste(want("sea", "must"), want("sea", "never")))
    assert not any(score.must for score in scores)


def test_signals_colour_but_do_not_drown_the_words() -> None:
    calm = taste(want("sea"), signals=(("motion", -1.0),))
    sea_early, *others, sea_late = (score_film(varied(), calm)[i] for i in (0, 1, 2, 3, 6))
    assert sea_early.value > sea_late.value > max(other.value for other in others)
    reason = next(r for r in sea_early.reasons if r.label == "motion")
    assert reason.amount > 0
    assert reason.detail == "0.00, usual in this film 0.55"


def test_a_signal_wished_for_the_other_way_adds_the_opposite() -> None:
    def amounts(weight: float) -> list[float]:
        scores = score_film(varied(), taste(signals=(("motion", weight),)))
        return [sum(r.amount for r in s.reasons if r.label == "motion") for s in scores]

    assert amounts(-2.0) == [-amount for amount in amounts(2.0)]
    assert amounts(2.0)[-1] > 0


def test_a_sharp_picture_is_worth_a_little_more_and_a_black_one_less() -> None:
    signals = [measured(sharpness=value) for value in (0.2, 0.5, 0.8)] + [measured(black=0.99)]
    soft, usual, sharp, black = score_film(film(["sea"] * 4, signals=signals), taste())
    assert black.value < soft.value < usual.value < sharp.value < 0.1
    assert {reason.label for reason in black.reasons} == {"picture quality"}


def test_signals_that_words_speak_of_are_found_where_the_film_has_most_of_them() -> None:
    wants = (want("fast", signals=(("motion", 1.0),)), want("x", signals=(("faces", 1.0),)))
    scores = score_film(film(["sea"] * 12, signals=varied().film.signals), taste(*wants))
    assert [score.shot for score in scores if score.is_match] == [10, 11]


def test_a_taste_for_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="the taste is for the model sharp"):
        score_film(varied(), taste(world=WORLDS[1]))


def test_the_moment_is_where_the_wanted_is_seen_or_said() -> None:
    shows = [["city", "snow", "sea"], ["city"] * 3, "city", "snow", "rain"]
    analysis = film(shows, says=[(9.0, 10.0, "sea")])
    scores = score_film(analysis, taste(want("sea", where="any")))
    assert scores[0].moment == Fraction(3)
    assert scores[1].moment == Fraction(6)  # nothing of it: the middle
    assert scores[2].moment == Fraction(19, 2)


def test_the_moment_lies_inside_what_a_clip_may_use() -> None:
    analysis = film([["sea", "sea", "sea"], "snow"], says=[(3.0, 5.0, "sea")])
    first, second = analysis.film.shots
    clean = TimeRange(Fraction(2), Fraction(7, 2))
    shots = (
        replace(first, clean=clean),
        replace(second, clean=TimeRange(Fraction(6), Fraction(8))),
    )
    analysis = replace(analysis, film=replace(analysis.film, shots=shots))
    for wants in ((want("sea"),), (want("sea", where="dialogue"),), ()):
        scores = score_film(analysis, taste(*wants))
        assert all(
            shot.clean.contains(score.moment) for shot, score in zip(shots, scores, strict=True)
        )


_PROGRAM = """
from tests.taste.test_score import varied
from tests.taste.made import taste, want
from cutter.taste.score import score_film
told = taste(want("sea", where="any"), want("city", "dislike"), want("fire", "never"),
             want("snow", "must"), want("rain noise wind", where="dialogue"),
             signals=(("motion", 0.5),))
print(score_film(varied(), told))
"""


def test_scores_do_not_depend_on_the_hash_seed() -> None:
    digests = set()
    for seed in ("0", "1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        digests.add(hashlib.sha256(done.stdout).hexdigest())
        assert b"Score(shot=0" in done.stdout
    assert len(digests) == 1
