"""A viewer's own events are foretold from earlier ones alone, and nothing is merely recalled."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.errors import ProfileError
from cutter.evaluation.findings import GENERIC, LEARNT, POPULAR, POSITION, WRITTEN, Findings
from cutter.evaluation.held_out import History, held_out, history_of
from cutter.evaluation.made_films import MadeFilm, made_film, made_world
from cutter.evaluation.viewers import (
    Viewer,
    ignorant_taste,
    place_of,
    ratings,
    viewers,
)
from cutter.eyes.basic import Basic
from cutter.profile.events import identity
from cutter.profile.history import remember
from cutter.profile.sidecar import keep_traits
from cutter.schema import Event
from cutter.taste.grades import evidence_of
from cutter.taste.traits import traits_of
from tests.evaluation.reacted import reacted_profile

WORLD = made_world(11)
FILM = made_film(WORLD, 0, 200)
METHODS = {GENERIC, POPULAR, POSITION, WRITTEN, LEARNT}


def _events(viewer: Viewer, count: int, answers: NDArray[np.float64]) -> tuple[Event, ...]:
    shots = viewer.random(40).permutation(len(FILM.shows))[:count].tolist()
    return ratings(FILM, shots, answers)


def _history(events: tuple[Event, ...], film: MadeFilm = FILM, name: str = "one") -> History:
    by_identity = {identity(event): event for event in events}
    shots = list(range(len(film.shows)))
    places = [place_of(film.analysis, shot) for shot in shots]
    evidence = evidence_of(by_identity, places, traits_of(film.analysis, shots))
    known = sorted(by_identity.items(), key=lambda each: (each[1].when, each[0]))
    return History(name, ignorant_taste(WORLD), tuple(known), evidence)


def _last(findings: Findings, method: str) -> float:
    return float(findings.trials[-1].values[method].mean())


def test_what_was_learnt_foretells_later_events_better_than_what_knows_nothing() -> None:
    viewer = viewers(7, 1)[0]
    found = held_out([_history(_events(viewer, 150, viewer.answers(FILM)))])
    assert set(found.trials[-1].values) == METHODS
    figures = {each.method: each for each in found.figures() if each.amount is None}
    for method in METHODS - {LEARNT}:
        more = figures[method].ours_more
        assert more is not None
        assert more.low > 0, method
    assert [trial.amount for trial in found.trials] == [30, 60, 90, 120, None]
    assert all(each.measured.is_bounded for each in found.figures())
    assert found.of == "events"


def test_somebody_who_answers_at_random_is_not_foretold() -> None:
    viewer = viewers(7, 1)[0]
    noise = np.random.default_rng(1).choice([-1.0, 0.0, 1.0], len(FILM.shows))
    found = held_out([_history(_events(viewer, 150, noise))])
    learnt = next(each for each in found.figures() if each.method == LEARNT and not each.amount)
    assert learnt.measured.low < 0.5
    assert learnt.measured.high > 0.45


def test_what_comes_later_changes_nothing_before() -> None:
    viewer = viewers(7, 1)[0]
    events = _events(viewer, 100, viewer.answers(FILM))
    turned = tuple(dataclasses.replace(each, value=1 - (each.value or 0)) for each in events[80:])
    one, other = held_out([_history(events)]), held_out([_history((*events[:80], *turned))])
    for before, after in zip(one.trials[:3], other.trials[:3], strict=True):
        for method, values in before.values.items():
            np.testing.assert_array_equal(values, after.values[method])
    assert _last(one, LEARNT) > _last(other, LEARNT)


def test_shots_that_were_met_before_are_left_out() -> None:
    viewer = viewers(7, 1)[0]
    events = _events(viewer, 50, viewer.answers(FILM))
    again = tuple(dataclasses.replace(each, when=each.when + timedelta(days=1)) for each in events)
    found = held_out([_history((*events, *again))])
    assert len(found.trials[-1].units) < 50


def test_of_a_comparison_it_counts_which_is_put_first() -> None:
    viewer = viewers(7, 1)[0]
    worth = viewer.utilities(FILM)
    order = viewer.random(3).permutation(len(FILM.shows)).reshape(-1, 2).tolist()
    start = ratings(FILM, [0], worth)[0].when
    events = tuple(
        Event(
            "better",
            start + timedelta(minutes=number),
            place_of(FILM.analysis, one if worth[one] > worth[other] else other),
            place_of(FILM.analysis, other if worth[one] > worth[other] else one),
        )
        for number, (one, other) in enumerate(order)
        if worth[one] != worth[other]
    )
    found = held_out([_history(events)])
    assert set(np.unique(found.trials[-1].values[LEARNT])) <= {0.0, 0.5, 1.0}
    assert _last(found, LEARNT) > 0.6
    assert _last(found, POSITION) == 0.5, "comparisons grade no place"


def test_of_several_viewers_the_intervals_are_over_viewers_and_others_make_what_is_popular() -> (
    None
):
    made = viewers(7, 1)[0]
    events = _events(made, 80, made.answers(FILM))
    alike = [_history(events, name=name) for name in ("a", "b", "c")]
    found = held_out(alike)
    assert found.of == "viewers"
    assert found.trials[-1].units == ("a", "b", "c")
    assert _last(found, POPULAR) > 0.9, "the others grade the same shots the same way"


def test_grades_that_are_all_alike_have_no_order() -> None:
    viewer = viewers(7, 1)[0]
    with pytest.raises(ProfileError, match="grade all shots alike"):
        held_out([_history(_events(viewer, 40, np.ones(len(FILM.shows))))])


def test_a_profile_is_read_with_its_history_comments_too(tmp_path: Path) -> None:
    profile = reacted_profile(tmp_path, FILM, viewers(7, 1)[0], 60)
    when = datetime(2025, 1, 2, tzinfo=UTC)
    places = [place_of(FILM.analysis, shot) for shot in range(len(FILM.shows))]
    said = [
        Event("comment", when, place, comment=text)
        for place, text in zip(places, ("wonderful", "awful, I hated it"), strict=False)
    ]
    remember(profile, [*said, Event("comment", when, words=("drama",), comment="good")], now=when)
    keep_traits(profile, Basic.name, places[:2], traits_of(FILM.analysis, [0, 1]))
    found = history_of(profile, Basic())
    kinds = [event.kind for _, event in found.events]
    assert len(kinds) == 62, "the words of a film that is not told say nothing of shots"
    assert found.notes == ("viewer: 62 of 63 events could be measured on",)
    assert found.taste.evidence is None, "the written profile alone"
    assert _last(held_out([found]), LEARNT) > 0.6


def test_too_few_events_are_told(tmp_path: Path) -> None:
    profile = tmp_path / "alice.json"
    profile.write_text('{"version": 1, "likes": [{"text": "rain"}]}', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"0 events say something .* at least 10"):
        history_of(profile, Basic())
