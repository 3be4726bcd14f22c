"""A portrait tells what a history came to, and from which reactions, as learning has it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cutter.pipeline import Look
from cutter.pipeline.learning import learn
from cutter.pipeline.looking import analyze
from cutter.pipeline.portraying import portrait_of, told
from cutter.profile.read import read_profile
from cutter.schema import Analysis, Event, Place
from tests.films import SAMPLE, SAMPLE_CLIP, SAMPLE_TRUTH

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LOVED, HATED = {"underwater", "storm_sea", "sunset_sea"}, {"city_night", "fireworks"}


@pytest.fixture
def look(shared_cache: Path) -> Look:
    return Look(model=str(SAMPLE_CLIP), offline=True, cache=shared_cache)


@pytest.fixture
def film(look: Look) -> Analysis:
    return analyze(SAMPLE, look=look)


def reactions(film: Analysis) -> list[Event]:
    """Return likes and dislikes of shots by what the sample film is known to show."""
    import json

    truth = json.loads(SAMPLE_TRUTH.read_text())["shots"]
    events = []
    for number, shot in enumerate(film.film.shots):
        middle = float(shot.span.middle)
        world = next((s["world"] for s in truth if s["start"] <= middle < s["end"]), "")
        if world in LOVED | HATED:
            kind = "like" if world in LOVED else "dislike"
            place = Place(film.film.media.fingerprint, shot.span)
            when = NOON + timedelta(days=number)
            events.append(Event("like" if kind == "like" else "dislike", when, place))
    words = Event("rating", NOON, value=1.0, words=("western",))
    return [
        *events,
        *(Event("rating", NOON, value=0.9, words=("western",), number=n) for n in (1, 2)),
        words,
    ]


@pytest.fixture
def viewer(tmp_path: Path, film: Analysis, look: Look) -> Path:
    path = tmp_path / "viewer.json"
    path.write_text('{"version": 1, "likes": [{"text": "a green forest"}]}\n', encoding="utf-8")
    learn(path, reactions(film), look=look, films=[SAMPLE])
    return path


def test_the_portrait_is_what_was_learnt(viewer: Path, film: Analysis, look: Look) -> None:
    portrait = portrait_of(viewer, look=look)
    learned = read_profile(viewer).learned
    assert learned is not None
    told_apart = {each.source for each in portrait.held}
    assert told_apart == {"written", "words", "shots"}
    assert [each.weight for each in portrait.held if each.source == "shots"] == sorted(
        (belief.weight for belief in learned.beliefs if belief.origin == "shots"),
        key=lambda weight: -abs(weight),
    )
    assert portrait.events == learned.events == len(reactions(film))
    assert dict(portrait.counts)["rated"] == 3
    assert (portrait.first, portrait.last) == (NOON.date(), learned.until)


def test_the_last_moment_is_what_is_believed_now_and_the_first_is_not(
    viewer: Path, look: Look
) -> None:
    portrait = portrait_of(viewer, look=look)
    learned = read_profile(viewer).learned
    assert learned is not None
    now = {(belief.text): (belief.weight, belief.spread) for belief in learned.beliefs}
    last = portrait.moments[-1]
    assert last.events == learned.events
    for number, text in enumerate(portrait.followed):
        assert last.weights[number] == pytest.approx(now[text][0], abs=2e-3)
        assert last.spreads[number] == pytest.approx(now[text][1], abs=2e-3)
    assert [m.events for m in portrait.moments] == sorted({m.events for m in portrait.moments})
    assert portrait.moments[0].weights != last.weights


def test_the_reactions_that_weigh_most_are_about_what_they_show(
    viewer: Path, film: Analysis, look: Look
) -> None:
    portrait = portrait_of(viewer, look=look)
    assert portrait.reactions
    sizes = [abs(reaction.amount) for reaction in portrait.reactions]
    assert sizes == sorted(sizes, reverse=True)
    for reaction in portrait.reactions:
        assert reaction.told in {"liked", "disliked"}
        assert reaction.picture in film.film.pictures


def test_a_portrait_can_be_had_where_the_film_is_not_known(
    viewer: Path, look: Look, tmp_path: Path
) -> None:
    import dataclasses

    elsewhere = dataclasses.replace(look, cache=tmp_path / "empty")
    portrait = portrait_of(viewer, look=elsewhere)
    assert portrait.reactions
    assert {reaction.picture for reaction in portrait.reactions} == {b""}


def test_reactions_that_the_model_has_not_seen_are_told_to_rest(viewer: Path) -> None:
    portrait = portrait_of(viewer, look=Look(model="basic", offline=True))
    assert portrait.resting > 3
    assert portrait.reactions == ()
    assert portrait.followed == ("western",)
    assert "rest" in portrait.note


def test_what_was_done_is_told_in_words() -> None:
    assert told(Event("rating", NOON, value=0.9)) == "rated 90 %"
    assert told(Event("rewatched", NOON)) == "watched again"
