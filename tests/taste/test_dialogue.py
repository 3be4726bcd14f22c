"""What is said is found by its words first, and belongs to the shot in which it is heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.taste.calibrate import THRESHOLD
from cutter.taste.dialogue import hear, match_terms
from cutter.taste.features import features_of
from cutter.taste.score import score_film
from tests.taste.made import WORLDS, World, film, taste, want

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cutter.schema import Where

words = st.sampled_from(["sea", "sail", "letter", "home", "dog"])
cue_terms = st.lists(st.lists(words, max_size=4), max_size=8)


@given(cue_terms, st.lists(words, min_size=1, max_size=3))
def test_a_cue_with_all_words_matches_wholly_and_one_with_none_not_at_all(
    cues: list[list[str]], wanted: list[str]
) -> None:
    match = match_terms([wanted], cues)[:, 0]
    for terms, value in zip(cues, match, strict=True):
        if set(wanted) <= set(terms):
            assert value == 1.0
        elif set(wanted).isdisjoint(terms):
            assert value == 0.0
        else:
            assert 0 < value < 1


@given(cue_terms, st.permutations(["sea", "sail", "letter"]))
def test_the_order_of_words_does_not_matter(cues: list[list[str]], wanted: list[str]) -> None:
    straight = match_terms([["sea", "sail", "letter"]], cues)
    assert (match_terms([wanted], [terms[::-1] for terms in cues]) == straight).all()


def test_a_rare_word_says_more_than_a_common_one() -> None:
    cues = [["sea", "go"], ["go"], ["go"], ["sea"], ["go"], ["go"]]
    match = match_terms([["sea", "go"]], cues)[:, 0]
    assert match[0] == 1.0
    assert match[3] > match[1] > 0


def test_a_want_without_words_finds_none() -> None:
    assert match_terms([[]], [["sea"], []]).tolist() == [[0.0], [0.0]]


def test_a_cue_belongs_mostly_to_the_shot_in_which_most_of_it_is_heard() -> None:
    analysis = film(["a"] * 4, says=[(3.0, 7.0, "sea"), (8.2, 9.0, "dog"), (15.0, 15.5, "end")])
    heard = hear(analysis.film.shots, analysis.film.cues)
    assert heard.cue.tolist() == [0, 0, 1, 2]
    assert heard.shot.tolist() == [0, 1, 2, 3]
    assert heard.share[0] < heard.share[1] == 1.0
    assert heard.share[2:].tolist() == [1.0, 1.0]


def test_a_cue_after_the_last_shot_or_before_the_first_is_heard_nowhere() -> None:
    analysis = film(["a"], says=[(4.0, 7.0, "sea")])
    assert len(hear(analysis.film.shots, analysis.film.cues).cue) == 0
    assert len(hear((), analysis.film.cues).cue) == 0


SAYS = [
    (0.5, 2.5, "sea wind"),
    (5.0, 7.0, "letter winter"),
    (9.0, 11.0, "dog"),
    (13.0, 15.0, "letter"),
    (17.0, 18.0, "rain"),
    (21.0, 23.0, "home"),
    (25.0, 27.0, "bread"),
    (29.0, 31.0, "captain"),
]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_shots_with_the_words_rank_first_for_a_taste_of_dialogue(world: World) -> None:
    analysis = film(["letter", "city"] * 5, world=world, says=SAYS)
    scores = score_film(analysis, taste(want("letter", where="dialogue", world=world), world=world))
    ranked = sorted(scores, key=lambda score: (-score.value, score.shot))
    assert [score.shot for score in ranked[:2]] == [1, 3]
    assert [score.shot for score in scores if score.is_match] == [1, 3]
    assert ranked[0].reasons[0].detail == "dialogue 1.00"


def test_known_words_win_over_any_opinion_of_the_model() -> None:
    analysis = film(["a"] * 8, says=[*SAYS[:7], (29.0, 31.0, "rain x letter")])
    match = features_of(analysis, taste(want("letter", where="dialogue"))).dialogue[:, 0]
    assert match[7] == 1.0
    assert (match[[0, 2, 4, 5, 6]] < THRESHOLD).all()


def test_where_decides_what_counts() -> None:
    analysis = film(["city", "letter", "city"], says=[(1.0, 3.0, "letter")])
    wants = [want("letter", where=where) for where in ("picture", "dialogue", "any")]
    features = features_of(analysis, taste(*wants))
    found = (features.match >= THRESHOLD).T.tolist()
    assert found == [[False, True, False], [True, False, False], [True, True, False]]
    assert not features.dialogue[:, 0].any()
    assert not features.picture[:, 1].any()


def test_an_example_is_never_heard() -> None:
    analysis = film(["city"] * 8, says=SAYS)
    example = want("letter", where="any", example_of="letter")
    assert not features_of(analysis, taste(example)).dialogue.any()


def by_model_alone(where: Where, model: str = "sharp") -> NDArray[np.float64]:
    analysis = film(["a"] * 8, world=WORLDS[1], says=SAYS)
    silent = replace(analysis.film, cue_terms=((),) * len(SAYS))
    told = taste(want("letter", where=where, world=WORLDS[1]), world=WORLDS[1])
    features = features_of(replace(analysis, film=silent, model=model), replace(told, model=model))
    found: NDArray[np.float64] = features.dialogue[:, 0]
    return found


def test_the_model_alone_finds_what_was_asked_for_in_dialogue_but_less_surely_than_words() -> None:
    asked, unasked = by_model_alone("dialogue"), by_model_alone("any")
    assert (asked >= THRESHOLD).nonzero()[0].tolist() == [1, 3]
    assert asked.max() < 1.0
    assert 0 < unasked.max() < THRESHOLD


def test_the_basic_eyes_have_no_opinion_of_sentences_beyond_their_words() -> None:
    assert not by_model_alone("dialogue", "basic/1").any()
