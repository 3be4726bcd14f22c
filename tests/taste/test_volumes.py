"""A volume of a library tells of every shot what its score would be made of."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cutter.taste.features import features_of
from cutter.taste.volumes import matches_in, volume_of
from tests.taste.made import WORLDS, World, film, taste, want

if TYPE_CHECKING:
    from cutter.schema import Where

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")
SAYS = ((1.0, 3.0, "sea sea"), (9.0, 13.0, "snow in the city"), (30.0, 31.0, "fire"))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
@pytest.mark.parametrize("where", ["any", "picture", "dialogue"])
def test_matches_are_those_that_scores_are_made_of(world: World, where: Where) -> None:
    analysis = film(TOPICS * 4, says=SAYS, world=world, seed=3)
    volume = volume_of(analysis)
    for words in ("sea", "snow", "snow in the city"):
        wanted = want(words.split()[0], where=where, world=world)
        wanted = dataclasses.replace(wanted, terms=tuple(words.split()))
        expected = features_of(analysis, taste(wanted, world=world))
        found = matches_in(volume, wanted)
        assert np.array_equal(found.picture, expected.picture[:, 0])
        assert np.array_equal(found.dialogue, expected.dialogue[:, 0])
        assert np.array_equal(found.match, expected.match[:, 0])
        assert found.match.max() > 0.5


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_examples_match_as_they_do_in_scores(world: World) -> None:
    analysis = film(TOPICS * 4, world=world, seed=3)
    wanted = want("like a sea", example_of="sea", world=world)
    expected = features_of(analysis, taste(wanted, world=world))
    assert np.array_equal(matches_in(volume_of(analysis), wanted).match, expected.match[:, 0])


def test_spans_are_exact() -> None:
    analysis = film(TOPICS, world=WORLDS[0], seed=1)
    volume = volume_of(analysis)
    assert [volume.span(shot.index) for shot in analysis.film.shots] == [
        shot.span for shot in analysis.film.shots
    ]


def test_other_words_of_the_cues_make_another_key() -> None:
    one = film(TOPICS, says=SAYS, world=WORLDS[0], seed=1)
    cue = dataclasses.replace(one.film.cues[0], text="Look away.")
    record = dataclasses.replace(one.film, cues=(cue, *one.film.cues[1:]))
    other = dataclasses.replace(one, film=record)
    assert volume_of(one).key != volume_of(other).key
    assert volume_of(one).key == volume_of(film(TOPICS, says=SAYS, world=WORLDS[0], seed=1)).key
