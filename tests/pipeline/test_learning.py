"""What a viewer did is remembered, acts in the next plan, and is gone when it is forgotten."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cutter.errors import InputError, UsageError
from cutter.pipeline import Look, Wish, open_look, plan
from cutter.pipeline.grading import learn_grades
from cutter.pipeline.learning import learn, relearn
from cutter.pipeline.looking import analyze
from cutter.pipeline.tasting import taste_of
from cutter.profile.beside import history_file, sidecar_file
from cutter.profile.events import parse_written
from cutter.profile.history import forget_events, read_history
from cutter.profile.read import read_profile
from cutter.schema import Event, Place, TimeRange
from cutter.taste.placed import shots_at, traits_at
from cutter.taste.score import score_film
from cutter.taste.traits import traits_of
from tests.films import SAMPLE, SAMPLE_CLIP

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import Analysis, EventKind

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
WRITTEN = '{"version": 1, "likes": [{"text": "a sunset over the sea"}]}\n'


@pytest.fixture
def look(shared_cache: Path) -> Look:
    return Look(model=str(SAMPLE_CLIP), offline=True, cache=shared_cache)


@pytest.fixture
def film(look: Look) -> Analysis:
    return analyze(SAMPLE, look=look)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def reactions(film: Analysis) -> list[Event]:
    """Opinions on a third of the shots, by their place in the film alone."""
    kinds: tuple[EventKind, ...] = ("like", "dislike", "like", "skipped")
    return [
        Event(
            kinds[number % 4],
            NOON + timedelta(minutes=number),
            Place(film.film.media.fingerprint, shot.span),
        )
        for number, shot in enumerate(film.film.shots[::3])
    ]


def values(film: Analysis, profile: Path, look: Look) -> list[float]:
    taste = taste_of(read_profile(profile), open_look(look))
    return [score.value for score in score_film(film, taste)]


def test_reactions_move_scores_and_forgetting_them_takes_that_back(
    film: Analysis, profile: Path, look: Look
) -> None:
    before = values(film, profile, look)
    events = reactions(film)
    learnt = learn(profile, events, look=look, films=[SAMPLE])
    assert len(learnt.remembered.added) == len(events)
    assert learnt.resting == 0
    after = values(film, profile, look)
    liked = [index for index in range(0, len(after), 6)]
    assert np.mean([after[index] - before[index] for index in liked]) > 0.3
    forget_events(profile, lambda event: True)
    assert relearn(profile, look=look) is None
    assert values(film, profile, look) == before
    assert profile.read_text(encoding="utf-8") == WRITTEN
    assert not history_file(profile).exists()
    assert not sidecar_file(profile).exists()


def test_order_and_repetition_change_no_byte(film: Analysis, tmp_path: Path, look: Look) -> None:
    # Words too: what they say is what reactions to shots are weighed against.
    words = [
        Event("rating", NOON, value=1.0, words=("desert", "storm"), number=number)
        for number in range(4)
    ]
    events = [*reactions(film), *words]
    shuffled = events.copy()
    random.Random(7).shuffle(shuffled)
    told = []
    for name, batches in (("one", [events]), ("two", [shuffled[:5], shuffled, shuffled[3:]])):
        path = tmp_path / name / "viewer.json"
        path.parent.mkdir()
        path.write_text(WRITTEN, encoding="utf-8")
        for batch in batches:
            learn(path, batch, look=look, films=[SAMPLE])
        files = (path, history_file(path), sidecar_file(path))
        told.append(([file.read_bytes() for file in files], values(film, path, look)))
    assert told[0] == told[1]


def test_a_forgotten_event_was_never_there(film: Analysis, tmp_path: Path, look: Look) -> None:
    events = reactions(film)
    told = []
    for name, given in (("all", events), ("fewer", events[:4] + events[5:])):
        path = tmp_path / name / "viewer.json"
        path.parent.mkdir()
        path.write_text(WRITTEN, encoding="utf-8")
        learn(path, given, look=look, films=[SAMPLE])
        forget_events(path, lambda event: event == events[4])
        relearn(path, look=look)
        told.append((path.read_bytes(), values(film, path, look)))
    assert told[0] == told[1]


def test_what_was_learnt_outlives_the_film_and_its_analysis(
    film: Analysis, profile: Path, look: Look, tmp_path: Path
) -> None:
    events = reactions(film)
    learn(profile, events[:-1], look=look, films=[SAMPLE])
    there = values(film, profile, look)
    # The film is not to be found any more, nor is its Analysis; one event comes that is about it.
    empty = Look(model=look.model, offline=True, cache=tmp_path / "empty")
    gone = learn(profile, events[-1:], look=empty)
    assert gone.resting == 1
    # The event that rests is the latest, from which the age of the others counts.
    assert values(film, profile, look) == pytest.approx(there, abs=1e-5)


def test_events_rest_for_another_model(film: Analysis, profile: Path, look: Look) -> None:
    learn(profile, reactions(film), look=look, films=[SAMPLE])
    basic = Look(model="basic", offline=True, cache=look.cache)
    rested = learn(profile, [], look=basic)
    assert rested.resting == len(reactions(film))
    taste = taste_of(read_profile(profile), open_look(basic))
    assert taste.evidence is not None
    assert not taste.evidence.grades


def test_films_and_shots_may_be_named_as_a_person_does(
    film: Analysis, profile: Path, look: Look
) -> None:
    line = {"version": 1, "event": "like", "when": "2026-01-31T12:00:00Z", "film": str(SAMPLE)}
    learn(profile, parse_written(json.dumps({**line, "shot": 4}), profile), look=look)
    assert read_history(profile)[0].place == Place(
        film.film.media.fingerprint, film.film.shots[3].span
    )
    beyond = parse_written(json.dumps({**line, "shot": 99}), profile)
    with pytest.raises(InputError, match="36, counted from 1"):
        learn(profile, beyond, look=look)
    strange = parse_written(json.dumps({**line, "film": "0" * 32, "shot": 1}), profile)
    with pytest.raises(UsageError, match="name the film's path"):
        learn(profile, strange, look=look)
    assert len(read_history(profile)) == 1


def test_words_from_elsewhere_act_in_the_next_plan(profile: Path, look: Look) -> None:
    profile.write_text('{"version": 1}', encoding="utf-8")
    loved = [
        Event("rating", NOON + timedelta(days=day), value=value, words=words, number=day)
        for day, (value, words) in enumerate(
            [(1.0, ("fireworks",)), (0.95, ("fireworks",)), (0.2, ("snow",)), (0.1, ("snow",))] * 4
        )
    ]
    learn(profile, loved, look=look)
    learned = read_profile(profile).learned
    assert learned is not None
    weights = {belief.text: belief.weight for belief in learned.beliefs}
    assert weights["fireworks"] > 0 > weights["snow"]
    planned = plan([SAMPLE], profile, look=look, wish=Wish(budget="10s", fill=True))
    labels = {reason.label for clip in planned.edl.clips for reason in clip.reasons}
    assert "fireworks" in labels


def test_a_comment_on_a_shot_is_a_rating_of_it(film: Analysis, tmp_path: Path, look: Look) -> None:
    found = []
    for text in ("What a wonderful, beautiful scene", "This is awful, boring and ugly"):
        path = tmp_path / text[:4].strip() / "viewer.json"
        path.parent.mkdir()
        path.write_text('{"version": 1}', encoding="utf-8")
        place = Place(film.film.media.fingerprint, film.film.shots[2].span)
        learn(path, [Event("comment", NOON, place, comment=text)], look=look, films=[SAMPLE])
        found.append(values(film, path, look)[2])
    assert found[0] > 0.2 > -0.2 > found[1]


def test_a_span_is_about_the_shots_that_it_mostly_holds(film: Analysis) -> None:
    shots = film.film.shots
    whole = TimeRange(shots[1].span.start, shots[3].span.end)
    assert shots_at(film, whole) == (1, 2, 3)
    middle = shots[5].span.middle
    inside = TimeRange(middle, middle + Fraction(1, 10))
    assert shots_at(film, inside) == (5,)
    beyond = TimeRange(film.film.media.end + 5, film.film.media.end + 6)
    assert shots_at(film, beyond) == ()
    assert traits_at(film, beyond) is None
    one = traits_at(film, inside)
    assert one is not None
    assert np.array_equal(one.pictures, traits_of(film, [5]).pictures)
    several = traits_at(film, whole)
    assert several is not None
    mean = traits_of(film, [1, 2, 3]).pictures.astype(np.float64).mean(axis=0)
    assert np.allclose(several.pictures[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_the_last_word_on_a_clip_counts(film: Analysis, tmp_path: Path, look: Look) -> None:
    place = Place(film.film.media.fingerprint, film.film.shots[2].span)
    liked = Event("like", NOON, place, source="rate")
    disliked = Event("dislike", NOON + timedelta(days=1), place, source="rate")
    said = Event("comment", NOON, place, comment="what a fine scene", source="rate")
    other = Event("like", NOON, Place(place.film, film.film.shots[9].span), source="rate")
    told = []
    for name, batches in (("once", [[disliked]]), ("changed", [[liked], [disliked]])):
        path = tmp_path / name / "viewer.json"
        path.parent.mkdir()
        path.write_text(WRITTEN, encoding="utf-8")
        learn(path, [said, other], look=look, films=[SAMPLE])
        for batch in batches:
            learnt = learn_grades(path, batch, look=look, films=[SAMPLE])
        told.append((path.read_bytes(), history_file(path).read_bytes(), learnt.after))
        assert learn_grades(path, [disliked], look=look, films=[SAMPLE]).after == learnt.after
    assert told[0] == told[1]
