"""Scores that are reckoned again are those that are reckoned from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import Want
from cutter.taste.score import score_film
from cutter.taste.sight import Sight
from tests.taste.made import film, taste, want
from tests.taste.test_score import TOPICS, places, roles, varied, wished

wishes = st.lists(
    st.builds(want, st.sampled_from((*TOPICS, "spiders")), roles, where=places), max_size=5
)
moves = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(("weight", "role", "where", "label")),
        st.floats(0, 10),
        roles,
        places,
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(wishes, moves, wished)
def test_scores_after_any_change_of_taste_are_those_made_afresh(
    wants: list[Want],
    changes: list[tuple[int, str, float, str, str]],
    signals: tuple[tuple[str, float], ...],
) -> None:
    sight = Sight(varied())
    for at, what, weight, role, where in changes:
        if at < len(wants):
            new = {"weight": weight, "role": role, "where": where, "label": f"label {at}"}[what]
            changed: Any = {what: new}
            wants = [*wants[:at], replace(wants[at], **changed), *wants[at + 1 :]]
        told = taste(*wants, signals=signals)
        assert score_film(varied(), told, sight) == score_film(varied(), told)


def test_a_taste_of_other_words_is_not_taken_for_the_last() -> None:
    sight = Sight(varied())
    score_film(varied(), taste(want("sea"), want("snow")), sight)
    for told in (taste(want("snow"), want("sea")), taste(want("sea")), taste(), taste(want("sea"))):
        assert score_film(varied(), told, sight) == score_film(varied(), told)


def test_the_sight_of_another_film_is_refused() -> None:
    with pytest.raises(ValueError, match="another film"):
        score_film(varied(), taste(want("sea")), Sight(film(["sea"])))
