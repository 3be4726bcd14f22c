"""A newcomer learns from those of a like taste, and not from strangers.

Figures with intervals over newcomers; the seeds were fixed before any was looked at.
"""

import dataclasses

import numpy as np
import pytest

from cutter.evaluation.intervals import measure
from cutter.evaluation.made_films import made_world
from cutter.eyes.nulls import NULL_PROMPTS
from cutter.pipeline import Look
from cutter.pipeline.looking import open_reader
from cutter.taste.others import KEPT, LEAST, MOST, SAME, Said, from_others, nearness, relations
from tests.sentence_model import minilm_folder
from tests.taste.newcomers import gains, newcomer, say

WORLD = made_world(31)
NULLS = WORLD.nulls()
CHANCE = np.random.default_rng(3)


def said(*weights: tuple[int, float]) -> tuple[Said, ...]:
    cares = np.zeros(40)
    for concept, weight in weights:
        cares[concept] = weight
    return say(WORLD, cares, [concept for concept, _ in weights], np.random.default_rng(5))


@pytest.mark.parametrize("words", [1, 2])
def test_a_newcomer_s_community_teaches_what_was_not_said(words: int) -> None:
    alone, more = gains(421, words=words, among_strangers=False)
    assert alone.mean() < 0.72
    found = measure(more)
    assert found.low > 0.05, found


@pytest.mark.parametrize("words", [1, 2])
def test_among_strangers_nothing_is_lost(words: int) -> None:
    _, more = gains(422, words=words, among_strangers=True, count=80)
    found = measure(more)
    assert found.low > -0.02, found
    assert not found.excludes_zero or found.mean > 0, found


def test_phrases_of_one_thing_are_related_and_others_are_not() -> None:
    one, two = said(*((c, 1.0) for c in range(8))), say(WORLD, np.ones(40), list(range(8)), CHANCE)
    related = relations(one, two, NULLS)
    assert (np.diag(related) > 0.9).all()
    assert (related[~np.eye(8, dtype=bool)] < SAME).all()


def test_words_alone_are_enough_to_be_near() -> None:
    none = np.zeros(4, dtype=np.float32)
    nulls = np.zeros((3, 4), dtype=np.float32)
    tags = (Said("storm", 1.0, none, ("storm",)),)
    other = (
        Said("a storm with lightning", 1.0, none, ("storm", "lightn")),
        Said("the city at night", 1.2, none, ("citi", "night")),
    )
    assert nearness(tags, other, nulls) == 1.0
    heard = from_others(tags, [other], nulls)
    assert heard.near == 1
    assert [(each.text, each.others) for each in heard.suggestions] == [("the city at night", 1)]
    assert heard.suggestions[0].weight == pytest.approx(KEPT * 1.2 / 3, abs=0.01)


def test_who_likes_what_the_newcomer_hates_is_not_near() -> None:
    mine, theirs = said((1, 1.0), (2, -1.0)), said((1, -1.0), (2, 1.0), (3, 1.0))
    assert nearness(mine, theirs, NULLS) < -0.9
    assert from_others(mine, [theirs], NULLS).suggestions == ()


def test_more_who_agree_convince_more_and_never_wholly() -> None:
    mine, theirs = said((1, 1.0)), said((1, 1.0), (2, -0.8))
    weights = [
        abs(from_others(mine, [theirs] * count, NULLS).suggestions[0].weight)
        for count in range(1, 6)
    ]
    assert weights == sorted(weights)
    assert weights[0] < weights[-1] < KEPT * 0.8
    # Those who say nothing of it count as well.
    unsure = from_others(mine, [theirs, *[said((1, 1.0), (9, 1.0))] * 2], NULLS)
    assert {each.text: abs(each.weight) for each in unsure.suggestions}["concept 2"] < weights[0]


def test_what_the_newcomer_has_said_is_never_said_again() -> None:
    for number in range(6):
        one = newcomer(WORLD, 8, number, words=2, among_strangers=False)
        heard = from_others(one.said, one.others, NULLS)
        own = {each.text for each in one.said}
        assert own.isdisjoint(each.text for each in heard.suggestions)
        assert len({each.text for each in heard.suggestions}) == len(heard.suggestions) <= MOST
        assert all(abs(each.weight) >= LEAST for each in heard.suggestions)


def test_the_order_of_others_changes_nothing() -> None:
    one = newcomer(WORLD, 9, 0, words=2, among_strangers=False)
    assert from_others(one.said, one.others[::-1], NULLS) == from_others(
        one.said, one.others, NULLS
    )


def test_with_nothing_said_nobody_is_near() -> None:
    assert from_others((), [said((1, 1.0))], NULLS).near == 0
    assert from_others(said((1, 1.0)), [(), ()], NULLS).near == 0
    assert from_others(said((1, 0.0)), [said((1, 1.0))], NULLS).near == 0


def test_suggestions_tell_nothing_of_whose_they_are() -> None:
    fields = {field.name for field in dataclasses.fields(from_others((), [], NULLS))}
    assert fields == {"suggestions", "near"}


@pytest.mark.slow
def test_with_a_sentence_model_other_words_for_one_thing_are_related() -> None:
    reader = open_reader(Look(sentences=str(minilm_folder()), offline=True))
    assert reader is not None

    def told(*texts: str) -> list[Said]:
        vectors = reader.texts(texts)
        return [Said(text, 1.0, vector) for text, vector in zip(texts, vectors, strict=True)]

    newcomer = told("tempest on the ocean", "funny cats", "woodland walks", "people arguing")
    other = told(
        *("a stormy sea with high waves", "kittens playing", "a walk in the woods"),
        *("shouting and quarrels", "a city at night", "tax return", "snowy mountains"),
    )
    related = relations(newcomer, other, reader.texts(NULL_PROMPTS))
    assert (np.diag(related) > 0.9).all()
    assert (related[~np.eye(4, 7, dtype=bool)] < 0.1).all()
