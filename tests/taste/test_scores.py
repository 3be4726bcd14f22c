"""Scores as columns are the scores they stand for, however they are read."""

from __future__ import annotations

from cutter.schema import Score
from cutter.schema.scores import Scores, in_a_row
from cutter.taste.score import score_film
from cutter.taste.sight import Sight
from tests.taste.made import taste, want
from tests.taste.test_score import varied

WANTS = (want("sea"), want("snow", "dislike"), want("fire", "never"), want("sea", "must"))


def scored() -> Scores:
    return score_film(varied(), taste(*WANTS, signals=(("motion", 0.5),)))


def test_columns_say_what_the_scores_say() -> None:
    found, told = scored(), Scores.of(tuple(scored()))
    for name in ("moments", "never", "doubtful", "must"):
        assert getattr(found.columns, name) == getattr(told.columns, name)
    assert found.columns.values.tolist() == told.columns.values.tolist()
    assert found.columns.is_match.tolist() == told.columns.is_match.tolist()
    assert told == found and found == told and tuple(found) == told
    assert found[-1] == found[len(found) - 1] and found[1:3] == (found[1], found[2])


def test_what_draws_to_a_shot_are_its_reasons() -> None:
    found = scored()
    pull = found.columns.pull
    drawn = zip(pull.shots.tolist(), pull.labels.tolist(), pull.amounts.tolist(), strict=True)
    wanted = [
        (row, reason.label, reason.amount)
        for row, score in enumerate(found)
        for reason in score.reasons
        if reason.amount > 0 and reason.label in ("sea", "snow", "fire")
    ]
    assert [(row, pull.names[label], amount) for row, label, amount in drawn] == wanted != []


def test_scores_of_several_films_stand_in_a_row() -> None:
    both = in_a_row([scored(), Scores.of(tuple(scored()))])
    assert both == (*scored(), *scored())
    again = Scores.of(list[Score](both))
    names = both.columns.pull.names
    assert [names[label] for label in both.columns.pull.labels.tolist()].count("sea") > 0
    assert again.columns.values.tolist() == both.columns.values.tolist()


def test_an_equal_taste_finds_its_scores_and_another_does_not() -> None:
    film = varied()
    sight = Sight(film)
    first = score_film(film, taste(*WANTS), sight)
    assert score_film(film, taste(*WANTS), sight) is first
    for other in (taste(*WANTS[:3]), taste(*WANTS, signals=(("motion", 1.0),))):
        assert score_film(film, other, sight) is not first
        assert score_film(film, other, sight) == score_film(film, other)
