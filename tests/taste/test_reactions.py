"""What was learnt from reactions is one reason more, that adds up with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings

from cutter.schema import REACTIONS
from cutter.taste.score import score_film
from tests.taste.made import taste, want
from tests.taste.reacted import learnt, preferred, reacted
from tests.taste.test_posterior import SHOTS, analysis, histories, sight

if TYPE_CHECKING:
    from cutter.schema import Event, Reason, Score

LIKED = [0, 6]
"""Shots of the sea."""


def liked() -> list[Event]:
    return [reacted(analysis(), "like", shot) for shot in LIKED]


def scores(events: list[Event], *wanted: str) -> Sequence[Score]:
    return score_film(analysis(), learnt(taste(*map(want, wanted)), analysis(), events), sight())


def reason(score: Score) -> Reason:
    (found,) = [reason for reason in score.reasons if reason.label == REACTIONS]
    return found


@settings(max_examples=40, deadline=None)
@given(histories)
def test_reasons_still_add_up_to_the_value(events: list[Event]) -> None:
    for score in scores(events, "sea"):
        assert abs(sum(reason.amount for reason in score.reasons) - score.value) < 1e-6
        assert sum(reason.label == REACTIONS for reason in score.reasons) <= 1


def test_without_reactions_the_written_profile_is_exactly_what_acts() -> None:
    written = score_film(analysis(), taste(want("sea")), sight())
    assert scores([], "sea") == written
    assert scores([reacted(analysis(), "shown", 3)], "sea") == written


def test_a_reaction_leaves_what_is_written_its_reasons() -> None:
    written, both = scores([], "snow"), scores(liked(), "snow")
    for one, other in zip(written, both, strict=True):
        assert one.reasons == tuple(r for r in other.reasons if r.label != REACTIONS)


def test_a_reason_names_the_reactions_that_weigh_most() -> None:
    events = [*liked(), reacted(analysis(), "dislike", 4)]
    told = scores(events)
    sea, fire = reason(told[12]), reason(told[10])
    assert sea.amount > 0 > fire.amount
    assert sea.detail == "like 0:00, which was liked; like 0:24, which was liked" or (
        sea.detail == "like 0:24, which was liked; like 0:00, which was liked"
    )
    assert fire.detail.startswith("like 0:16, which was disliked")


def test_a_comparison_is_named_from_either_side() -> None:
    told = scores([preferred(analysis(), 0, 4)])
    assert reason(told[6]).detail == "like 0:00, which was liked more than 0:16"
    assert reason(told[10]).detail == "like 0:16, which was liked less than 0:00"


def test_reactions_to_another_film_are_told_so() -> None:
    told = learnt(taste(), analysis(), [reacted(analysis(), "like", 0)])
    assert told.evidence is not None
    places = tuple(replace(place, film="e" * 32) for place in told.evidence.places)
    elsewhere = replace(told, evidence=replace(told.evidence, places=places))
    sea, *_ = score_film(analysis(), elsewhere, sight())
    assert reason(sea).detail == "like 0:00 of another film, which was liked"


def test_with_nothing_written_the_clearly_wanted_are_the_matches() -> None:
    matched = [score.shot for score in scores(liked()) if score.is_match]
    assert {shot % 6 for shot in matched} == {0}
    assert set(LIKED) <= set(matched)


def test_with_dislikes_alone_all_others_are_matches() -> None:
    told = scores([reacted(analysis(), "dislike", shot) for shot in LIKED])
    matched = {score.shot for score in told if score.is_match}
    assert not matched & set(LIKED)
    assert matched >= {shot for shot in range(SHOTS) if shot % 6}


def test_what_is_written_stays_a_match_beside_what_was_learnt() -> None:
    matched = {score.shot % 6 for score in scores(liked(), "snow") if score.is_match}
    assert matched == {0, 1}
    against = [reacted(analysis(), "dislike", shot) for shot in (1, 7, 13, 19)]
    hated = [score for score in scores(against, "snow") if score.shot % 6 == 1]
    assert not any(score.is_match for score in hated)
