"""What is said is matched by the sentence model where there is one, pictures by the eyes alone."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cutter.schema import Analysis, Taste, Want
from cutter.taste.features import features_of
from cutter.taste.score import score_film
from cutter.taste.sight import Sight
from tests.taste.made import CLIP, N_NULLS, World, film, taste, want

if TYPE_CHECKING:
    from cutter.schema import Where

READER = World("sentences/made/1", 96, 0.1, 0.45, 0.0, 0.0, 0.02)
"""Cosines as those of a MiniLM: fitting 0.45, foreign 0.1; another dimension than the eyes'."""
SAYS = ((0.5, 3.5, "snow"), (4.5, 7.5, "sea"), (8.5, 11.5, "city"), (12.5, 15.5, "fire"))
SHOWS = ("forest", "rain", "forest", "snow")


def read(analysis: Analysis) -> Analysis:
    """Return the film as READER reads it; to the eyes all that is said is alike."""
    said = [cue.text.split()[0] for cue in analysis.film.cues]
    return replace(
        analysis,
        cue_vectors=READER.texts(said, 5),
        reader=READER.name,
        null_sentences=READER.texts([f"null {n}" for n in range(N_NULLS)], 7),
    )


def asked(label: str, where: "Where") -> Want:
    """Return a wish whose words are no terms of any cue."""
    return replace(want(label, where=where), terms=(), sentence=READER.texts([label], 11)[0])


def tasted(*wants: Want) -> Taste:
    return replace(taste(*wants), reader=READER.name)


def test_what_is_said_is_matched_by_the_sentence_model() -> None:
    analysis = read(film(SHOWS, says=SAYS))
    scores = score_film(analysis, tasted(asked("sea", "dialogue")))
    assert [score.is_match for score in scores] == [False, True, False, False]
    (reason,) = [each for each in scores[1].reasons if each.label == "sea"]
    assert reason.detail.startswith("dialogue 0.")
    assert sum(each.amount for each in scores[1].reasons) == pytest.approx(scores[1].value)


def test_pictures_are_matched_by_the_eyes_whatever_reads_the_words() -> None:
    plain = film(SHOWS, says=SAYS)
    sole = features_of(plain, taste(want("snow", where="picture")))
    both = features_of(read(plain), tasted(asked("snow", "picture")))
    assert both.by_keyframe.tobytes() == sole.by_keyframe.tobytes()
    assert not both.dialogue.any()


def test_an_example_has_no_words_and_is_matched_by_its_picture_alone() -> None:
    example = want("snow", example_of="snow")
    features = features_of(read(film(SHOWS, says=SAYS)), tasted(example))
    assert features.picture[:, 0].argmax() == 3
    assert not features.by_cue.any()


def test_a_taste_of_another_sentence_model_is_refused() -> None:
    analysis = read(film(SHOWS, says=SAYS))
    for wrong in (taste(asked("sea", "any")), replace(taste(), reader="sentences/other/2")):
        with pytest.raises(ValueError, match="sentences/made/1"):
            features_of(analysis, wrong)
    with pytest.raises(ValueError, match="sentences/made/1"):
        features_of(film(SHOWS, says=SAYS), tasted(asked("sea", "any")))


def test_eyes_that_know_only_words_leave_sentences_to_the_model() -> None:
    plain = replace(film(SHOWS, says=SAYS), model="basic/1")
    wanted = replace(tasted(asked("sea", "dialogue")), model="basic/1")
    unread = features_of(plain, replace(wanted, reader=""))
    assert not unread.dialogue.any()
    found = features_of(read(plain), wanted)
    assert found.dialogue[:, 0].argmax() == 1
    assert found.dialogue.max() > 0.5


def test_another_reading_of_the_same_words_is_not_taken_for_the_last_one() -> None:
    analysis = read(film(SHOWS, says=SAYS))
    sight = Sight(analysis)
    first = asked("sea", "dialogue")
    other = replace(first, sentence=READER.texts(["city"], 11)[0])
    for each in (first, other):
        fresh = features_of(analysis, tasted(each))
        again = features_of(analysis, tasted(each), sight)
        assert np.array_equal(fresh.by_cue, again.by_cue)
        assert np.array_equal(fresh.by_keyframe, again.by_keyframe)


def test_the_models_are_named_together() -> None:
    assert read(film(SHOWS)).models == tasted().models == f"{CLIP.name} with {READER.name}"
    assert film(SHOWS).models == taste().models == CLIP.name
