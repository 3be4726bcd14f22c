"""What is liked and changed at hand acts as if it were written, and nothing is written."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import UsageError
from cutter.files import data_of
from cutter.interchange.plan import plan_to_json
from cutter.pipeline import NOBODY, Look, Planner, Wish
from cutter.pipeline.grading import graded, learn_grades
from cutter.pipeline.last_word import RATE, STUDIO, last_words
from cutter.pipeline.learning import leanings_of, learn, learned_of, relearn
from cutter.pipeline.pending import Pending, history_with
from cutter.pipeline.provisional import Changes, keys_of, told_changes, with_changes
from cutter.pipeline.recollection import Recollection
from cutter.pipeline.tasting import taste_of
from cutter.profile.changes import MINUS
from cutter.profile.events import identity
from cutter.profile.history import forget_events, read_history
from cutter.profile.read import read_profile
from cutter.schema import Event, Place, Preference, TimeRange
from tests.films import SAMPLE, SAMPLE_CLIP

if TYPE_CHECKING:
    from cutter.schema import Analysis, EventKind, Profile, Taste
    from cutter.taste.telling import Leanings

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
WRITTEN = (
    '{"version": 1, "likes": [{"text": "a sunset over the sea"}, {"text": "a storm"}],\n'
    ' "dislikes": [{"text": "people talking", "in": "dialogue", "weight": 0.5}],\n'
    ' "signals": {"motion": 0.5}}\n'
)
TALK = Preference("dislike", 0.7, "any", text="a desert at noon")


@pytest.fixture(scope="module")
def planner(shared_cache: Path) -> Planner:
    return Planner(Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache))


@pytest.fixture(scope="module")
def film(planner: Planner) -> Analysis:
    return planner.analysis(SAMPLE)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def event(
    film: Analysis,
    shot: int,
    kind: EventKind = "like",
    *,
    minutes: float = 0,
    source: str = STUDIO,
    comment: str = "",
) -> Event:
    place = Place(film.film.media.fingerprint, film.film.shots[shot].span)
    value = 0.9 if kind == "rating" else None
    when = NOON + timedelta(minutes=minutes)
    return Event(kind, when, place, value=value, source=source, comment=comment)


def history(film: Analysis) -> list[Event]:
    """A history of another day, of words and shots, one of which is out of time soon."""
    return [
        event(film, 2, "like", minutes=-60, source=RATE),
        event(film, 5, "dislike", minutes=-50, source=RATE),
        event(film, 9, "skipped", minutes=-40, source=""),
        event(film, 20, "like", minutes=-60 * 24 * 364.9, source=RATE),
        Event("comment", NOON - timedelta(days=1), comment="I loved the desert, hated the talk"),
    ]


def said_at_hand(film: Analysis) -> tuple[Event, ...]:
    """Likes and dislikes: of one place twice, and of one that was rated before."""
    return (
        event(film, 7, "like", minutes=1),
        event(film, 11, "dislike", minutes=2, comment="I loved the storm"),
        event(film, 7, "dislike", minutes=3),
        event(film, 2, "dislike", minutes=4),
        event(film, 30, "rating", minutes=60 * 24, comment="I loved the  storm"),
    )


def numbers(taste: Taste) -> object:
    """All that a taste says, for comparing to the bit."""
    said: object = None
    if (evidence := taste.evidence) is not None:
        traits = [
            getattr(evidence.traits, each.name).tobytes()
            for each in dataclasses.fields(evidence.traits)
        ]
        said = (traits, evidence.places, evidence.grades, evidence.comparisons, evidence.resting)
    wants = [
        (
            want.label,
            want.role,
            want.where,
            want.weight,
            want.vector.tobytes(),
            want.words.tobytes(),
        )
        for want in taste.wants
    ]
    return wants, taste.signals, said


def folder(*roots: Path) -> dict[str, bytes]:
    """What some folders hold, to the byte."""
    return {
        str(path): path.read_bytes()
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def seen(planner: Planner, pending: Pending) -> Pending:
    return pending.seen_in([planner.analysis(SAMPLE)])


@pytest.mark.parametrize("before", [True, False])
def test_what_is_pending_acts_as_if_it_were_written(
    planner: Planner, film: Analysis, profile: Path, before: bool
) -> None:
    if before:
        learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read, said = read_profile(profile), Changes(events=said_at_hand(film))
    wish = Wish(budget="20s", novelty=0.5)
    pending = seen(planner, said.pending)
    tried = numbers(taste_of(read, planner.eyes, pending=pending))
    believed = learned_of(read, planner.eyes, cache=planner.look.cache, pending=pending)
    (cut,) = planner.plan([SAMPLE], read, wish=wish, pending=said.pending)
    (untouched,) = planner.plan([SAMPLE], read, wish=wish)
    learn_grades(profile, said.events, look=planner.look, films=[SAMPLE])
    written = read_profile(profile)
    assert numbers(taste_of(written, planner.eyes)) == tried
    assert written.learned == believed
    assert "storm" in [want.label for want in cut.taste.wants]
    (after,) = planner.plan([SAMPLE], profile, wish=wish)
    assert plan_to_json(cut.edl, Path("/")) == plan_to_json(after.edl, Path("/"))
    assert cut.films[0].scores == after.films[0].scores
    assert untouched.films[0].scores != after.films[0].scores


def test_what_is_to_be_forgotten_acts_as_if_it_were_forgotten(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read = read_profile(profile)
    gone = [identity(each) for each in read_history(profile) if each.kind != "like"]
    wanted = Changes().forgetting(*gone)
    tried = numbers(taste_of(read, planner.eyes, pending=seen(planner, wanted.pending)))
    assert tried != numbers(taste_of(read, planner.eyes))
    forget_events(profile, lambda each: identity(each) in gone)
    relearn(profile, look=planner.look)
    assert numbers(taste_of(read_profile(profile), planner.eyes)) == tried
    every = wanted.forgetting(*(identity(each) for each in read_history(profile)))
    assert taste_of(read, planner.eyes, pending=every.pending).evidence is None


def test_nothing_is_written_before_it_is_saved(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read = read_profile(profile)
    planner.plan([SAMPLE], read, wish=Wish(fill=True))
    roots = (profile.parent, data_of(profile))
    held = folder(*roots)
    assert held
    wanted = Changes(events=said_at_hand(film)).adding(TALK).weighed("likes[0]", 0.25)
    tried = with_changes(read, wanted)
    for pending in (wanted.pending, Changes().pending):
        (cut,) = planner.plan([SAMPLE], tried, wish=Wish(fill=True), pending=pending)
        leanings_of(tried, planner.eyes, cache=planner.look.cache, pending=pending)
        learned_of(tried, planner.eyes, cache=planner.look.cache, pending=pending)
        assert TALK.text in [want.label for want in cut.taste.wants]
    assert folder(*roots) == held


def test_a_profile_that_lies_in_no_file_learns_too(planner: Planner, film: Analysis) -> None:
    said = Changes(events=(event(film, 7), event(film, 11, "dislike")))
    (before,) = planner.plan([SAMPLE], None, pending=Pending())
    (after,) = planner.plan([SAMPLE], None, pending=said.pending)
    values = [[score.value for score in planned.films[0].scores] for planned in (before, after)]
    assert values[1][7] > values[0][7] + 0.2
    assert values[1][11] < values[0][11] - 0.2
    assert with_changes(NOBODY, Changes()) is NOBODY


def test_a_like_is_learnt_in_well_under_a_tenth_of_a_second(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    shots, content = film.film.shots, film.film.media.fingerprint
    events = []
    for number in range(200):
        span, part = shots[number % len(shots)].span, number // len(shots)
        place = Place(content, TimeRange(span.start + span.duration * (part + 1) / 20, span.end))
        when = NOON - timedelta(hours=number)
        events.append(Event("like" if number % 2 else "dislike", when, place, source=RATE))
    learn(profile, events, look=planner.look, films=[SAMPLE], now=NOON)
    read, spent = read_profile(profile), []
    for number in range(5):
        said = seen(planner, Pending((event(film, number, minutes=number),)))
        began = time.process_time()
        taste = taste_of(read, planner.eyes, pending=said)
        spent.append(time.process_time() - began)
        assert taste.evidence is not None
        assert len(taste.evidence.grades) == 201
    # Measured 0.03 s; a busy machine is given some room.
    assert min(spent) < 0.1


def test_a_history_that_was_recalled_is_read_again_once_it_has_changed(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    known, read = Recollection(), read_profile(profile)

    def remembered(pending: Pending) -> object:
        taste = taste_of(read, planner.eyes, pending=pending, recollection=known)
        assert numbers(taste) == numbers(taste_of(read, planner.eyes, pending=pending))
        return taste.evidence

    said = Changes(events=said_at_hand(film)).pending
    assert remembered(Pending()) is None
    assert remembered(seen(planner, said)) is not None
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    first = remembered(Pending())
    assert first is not None
    assert remembered(Pending()) is first
    pending = seen(planner, said)
    second = remembered(pending)
    assert remembered(seen(planner, said)) is second
    assert remembered(Pending()) is first
    assert remembered(seen(planner, Pending(said.events[:1]))) is not second
    # Of shots that no open film shows less is known.
    assert remembered(said) is not second
    forget_events(profile, lambda each: each.kind == "like")
    assert remembered(Pending()) is not first
    assert remembered(pending) is not second


def test_a_like_of_a_shot_tells_what_it_shows(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    def leanings(pending: Pending, read: Profile = NOBODY) -> Leanings:
        cache = planner.look.cache
        return leanings_of(read, planner.eyes, cache=cache, pending=seen(planner, pending))

    before = leanings(Pending())
    assert told_changes(before, before) == ()
    kinds: tuple[EventKind, ...] = ("like", "dislike")
    for kind, sign in zip(kinds, (1, -1), strict=True):
        after = leanings(Pending((event(film, 3, kind),)))
        found = told_changes(before, after)
        assert 1 <= len(found) <= 6
        assert found[0].points * sign >= 3
        assert abs(found[0].points) == max(abs(each.points) for each in found)
        assert all(each.points for each in found)
        assert (
            found[0].told == f"{'+' if sign > 0 else MINUS}{abs(found[0].points)} {found[0].name}"
        )
        assert told_changes(after, before)[0].points == -found[0].points
    # Who wrote down that storms are liked tells nothing new by liking one.
    read = read_profile(profile)
    expected = leanings(Pending((event(film, 3),)), read)
    assert told_changes(leanings(Pending(), read), expected) == ()


def test_cuts_are_rated_from_the_studio_too(planner: Planner, film: Analysis) -> None:
    (cut,) = planner.plan([SAMPLE], None, pending=Pending())
    (liked,) = graded(cut.edl, [("#2", "like")], NOON, source=STUDIO)
    assert liked.source == STUDIO
    assert liked.place == Place(film.film.media.fingerprint, cut.edl.clips[1].source_range)


def test_a_grade_whose_comment_is_tidied_is_the_last_word_too(film: Analysis) -> None:
    before = history_with((), Pending((event(film, 3),)))
    said = event(film, 3, "dislike", minutes=1, comment="such  a   storm")
    after = history_with(before, Pending((said,)))
    assert [(each.kind, each.comment) for each in after] == [("dislike", "such a storm")]


kinds: st.SearchStrategy[EventKind] = st.sampled_from(("like", "dislike", "skipped"))
some_events = st.lists(
    st.builds(
        lambda kind, minute, start, source: Event(
            kind,
            NOON + timedelta(minutes=minute),
            Place("0" * 32, TimeRange(Fraction(start), Fraction(start + 1))),
            source=source,
        ),
        kinds,
        st.sampled_from((-60 * 24 * 400, -3, -2, -1)),
        st.integers(0, 3),
        st.sampled_from((RATE, STUDIO, "interview")),
    ),
    max_size=8,
)


@given(some_events, some_events)
def test_of_grades_of_one_place_the_last_one_counts(
    earlier: list[Event], later: list[Event]
) -> None:
    before = history_with((), Pending(tuple(earlier)))
    after = history_with(before, Pending(tuple(later)))
    said = {identity(each): each for each in last_words(later)}
    by_hand = [each for each in after if each.source in (RATE, STUDIO) and each.kind != "skipped"]
    places = [each.place for each in by_hand]
    assert len(set(places)) == len(places)
    for place in {each.place for each in later} & set(places):
        of_later = [each for each in said.values() if each in by_hand and each.place == place]
        kept = next(each for each in by_hand if each.place == place)
        assert not of_later or identity(kept) in said
    # A second time, and in two parts, come to the same.
    assert history_with(after, Pending(tuple(later))) == after
    assert history_with(after, Pending()) == after
    lasting = {each for each in (*earlier, *later) if each.source == "interview"}
    assert {each for each in after if each.source == "interview"} <= lasting


def test_keys_are_those_of_the_file(profile: Path) -> None:
    read = read_profile(profile)
    assert keys_of(read) == ("likes[0]", "likes[1]", "dislikes[0]")
    more = Preference("like", 2.0, "picture", text=" a  cat ")
    wanted = Changes().weighed("likes[0]", 0).weighed("dislikes[0]", 1.23456).adding(TALK)
    wanted = wanted.adding(more).signalled("motion", 0).signalled("hue", -1)
    tried = with_changes(read, wanted)
    assert [(item.text, item.weight) for item in tried.preferences] == [
        ("a storm", 1.0),
        ("a cat", 2.0),
        ("people talking", 1.235),
        (TALK.text, 0.7),
    ]
    assert tried.signals == (("hue", -1.0),)
    assert tried.path == profile
    without = wanted.weighed("added[0]", 0)
    assert TALK.text not in [item.text for item in with_changes(read, without).preferences]
    assert with_changes(read, without.weighed("added[0]", 0.7)) == tried
    assert not Changes()
    assert wanted


@pytest.mark.parametrize(
    "wanted",
    [
        Changes().weighed("likes[2]", 1),
        Changes().weighed("likes[0]", 10.5),
        Changes().weighed("likes[0]", float("nan")),
        Changes().signalled("motion", -4),
        Changes().signalled("beauty", 1),
        Changes().adding(Preference("like", 1.0, text="A storm")),
        Changes().adding(Preference("like", 1.0, text="  ")),
        Changes().adding(Preference("like", 1.0, text="a\nb")),
        Changes().adding(Preference("like", 1.0, text="x" * 301)),
        Changes().adding(Preference("like", 11.0, text="a cat")),
        Changes().adding(Preference("like", 1.0, "picture", image=Path("cat.png"))),
    ],
)
def test_what_fits_no_profile_is_refused_without_the_viewers_words(
    profile: Path, wanted: Changes
) -> None:
    with pytest.raises(UsageError) as caught:
        with_changes(read_profile(profile), wanted)
    assert "\n" not in str(caught.value)
    assert "cat" not in str(caught.value).replace("examples", "")
    with pytest.raises(UsageError):
        Changes().weighed("added[0]", 1)
