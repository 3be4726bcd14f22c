"""What is done in the page becomes choices, and choices a cut: exactly what was asked for."""

import dataclasses
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.marks import exact_range
from cutter.edit.sequence import keys_of
from cutter.errors import UsageError
from cutter.pipeline import Wish
from cutter.pipeline.provisional import Changes
from cutter.schema import Event, Place, TimeRange
from cutter.studio.actions import Action, read_action
from cutter.studio.choices import Choices, done, untasted
from cutter.studio.choices_form import choices_of, document_of
from cutter.studio.pinning import snapped
from cutter.studio.reactions import shots_with
from cutter.studio.steps import MOST, Steps, words_for
from tests.edit.words import assert_gapless
from tests.studio.scenes import NOON, VIEWER, made, planned_as

SHOTS = 60


def act(**said: object) -> Action:
    return read_action(json.dumps(said).encode())


def actions() -> st.SearchStrategy[Action]:
    keys = st.sampled_from([*keys_of(made().clips), "#1", "#60"])
    shots = st.integers(0, SHOTS - 1)
    seconds = st.floats(0, 400, allow_nan=False)
    wants = st.sampled_from(["likes[0]", "likes[2]", "dislikes[0]", "added[0]"])
    said = st.one_of(
        st.builds(lambda w, x: {"do": "weigh", "want": w, "weight": x}, wants, st.floats(0, 10)),
        st.builds(
            lambda n, x: {"do": "signal", "name": n, "weight": x},
            st.sampled_from(["motion", "speech"]),
            st.floats(-3, 3),
        ),
        st.builds(
            lambda t, r: {"do": "add", "text": t, "role": r},
            st.sampled_from(["rain", "a dog"]),
            st.sampled_from(["like", "never"]),
        ),
        st.builds(lambda w: {"do": "drop", "want": w}, wants),
        st.builds(
            lambda n, v: {"do": "wish", "name": n, "value": v},
            st.sampled_from(["budget", "order"]),
            st.sampled_from([None, "film", "30s"]),
        ),
        st.builds(
            lambda d, c: {"do": d, "clip": c}, st.sampled_from(["lock", "unlock", "untrim"]), keys
        ),
        st.builds(
            lambda d, s: {"do": d, "shot": s},
            st.sampled_from(["ban", "allow", "take", "like", "dislike"]),
            shots,
        ),
        st.builds(
            lambda c, a, b: {"do": "trim", "clip": c, "start": a, "end": b}, keys, seconds, seconds
        ),
        st.builds(lambda c, b: {"do": "move", "clip": c, "before": b}, keys, st.none() | keys),
        st.just({"do": "unmove"}),
    )
    return said.map(lambda each: act(**each))


def after(*said: Action) -> Choices:
    choices = Choices()
    for each in said:
        choices = done(choices, each, made())
    return choices


@given(st.lists(actions(), max_size=12))
def test_choices_come_back_from_their_json_as_they_were(some: list[Action]) -> None:
    choices = Choices()
    for action in some:
        try:
            choices = done(choices, action, made())
        except UsageError:
            continue
        assert choices_of(json.loads(json.dumps(document_of(choices)))) == choices


@given(st.lists(actions(), max_size=12), st.integers(0, 12), st.sampled_from(["", "drag"]))
def test_all_that_was_done_is_undone_and_done_again(
    some: list[Action], back: int, gesture: str
) -> None:
    steps, seen = Steps(), [Choices()]
    for action in some:
        try:
            choices = done(steps.now, action, made())
        except UsageError:
            continue
        words = words_for(action, steps.before(gesture), choices, made())
        grown = steps.doing(words, choices, gesture)
        assert grown.now == choices
        assert words
        assert len(words) < 300
        steps = grown
    seen = [steps.first, *(step.choices for step in steps.steps)]
    if gesture:
        assert len(steps.steps) <= 1
    for _ in range(back):
        steps = steps.undone()
    assert steps.now == seen[max(0, len(seen) - 1 - back)]
    for _ in range(back):
        steps = steps.redone()
    assert steps.now == seen[-1]
    assert steps.redo is None


def test_no_more_steps_are_kept_than_can_be_undone() -> None:
    steps = Steps()
    for number in range(MOST + 7):
        steps = steps.doing(f"ban #{number + 1}", dataclasses.replace(steps.now, bans=(number,)))
    assert len(steps.steps) == MOST
    assert steps.first.bans == (6,)
    assert steps.undo == f"ban #{MOST + 7}"


def test_what_was_saved_cannot_be_undone_and_all_else_can() -> None:
    steps, scene = Steps(), made()
    for action in (act(do="weigh", want="likes[0]", weight=2), act(do="ban", shot=4)):
        steps = steps.doing(action.do, done(steps.now, action, scene))
    left = steps.doing("gone", Choices()).undone().untasted()
    assert [step.words for step in left.steps] == ["ban"]
    assert left.now == untasted(steps.now)
    assert left.now.bans == (4,)
    assert left.redo is None


def test_a_slider_that_is_back_where_it_was_changes_nothing() -> None:
    moved = done(Choices(), act(do="weigh", want="likes[1]", weight=3), made())
    assert moved.changes
    written = VIEWER.preferences[1].weight
    assert not done(moved, act(do="weigh", want="likes[1]", weight=written), made()).changes
    faster = done(Choices(), act(do="signal", name="motion", weight=1.5), made())
    assert faster.changes.signals == (("motion", 1.5),)
    assert not done(faster, act(do="signal", name="motion", weight=0.3), made()).changes


def test_the_words_of_a_drag_tell_where_it_began() -> None:
    scene, steps = made(), Steps()
    for weight in (1.0, 1.25, 1.6):
        action = act(do="weigh", want="likes[0]", weight=weight, gesture="one")
        choices = done(steps.now, action, scene)
        words = words_for(action, steps.before("one"), choices, scene)
        steps = steps.doing(words, choices, "one")
    assert steps.undo == f"preference 0 {VIEWER.preferences[0].weight:g} → 1.6"
    assert len(steps.steps) == 1


def test_a_locked_clip_stays_exactly_as_it_is() -> None:
    scene = made()
    for clip, key in zip(scene.clips, keys_of(scene.clips), strict=True):
        other = done(
            after(act(do="lock", clip=key)), act(do="wish", name="pace", value="brisk"), scene
        )
        found = planned_as(other, scene)
        kept = [each for each in found.clips if each.source_range == clip.source_range]
        assert [each.pinned for each in kept] == [True]
        assert kept[0].shots == clip.shots
        let_go = done(other, act(do="unlock", clip=key), found)
        assert not let_go.kept


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_trimmed_clip_comes_out_frame_for_frame(data: st.DataObject) -> None:
    scene = made()
    keys = keys_of(scene.clips)
    index = data.draw(st.integers(0, len(keys) - 1))
    shots = [scene.film.shots[shot] for shot in scene.clips[index].shots]
    low, high = float(shots[0].clean.start), float(shots[-1].clean.end)
    start = data.draw(st.floats(low, high - 0.55))
    end = data.draw(st.floats(start + 0.52, high))
    action = act(do="trim", clip=keys[index], start=start, end=end)
    try:
        choices = done(Choices(), action, scene)
    except UsageError as refused:
        assert "at least" in str(refused)
        return
    (kept,) = choices.kept
    rate = scene.film.media.frame_rate
    assert abs(kept.span.start - Fraction(start)) <= 1 / rate
    assert abs(kept.span.end - Fraction(end)) <= 1 / rate
    assert (kept.span.start * rate).denominator == 1 == (kept.span.end * rate).denominator
    found = [clip for clip in planned_as(choices, scene).clips if clip.source_range == kept.span]
    assert len(found) == 1
    assert_gapless(planned_as(choices, scene).clips)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (-9, 0, "can be used from"),
        (0, 99, "can be used from"),
        (0, 0.2, "at least"),
        (1, 0.5, "at least"),
    ],
)
def test_a_trim_that_cannot_be_is_refused_in_one_line(start: float, end: float, why: str) -> None:
    scene = made()
    clip, key = scene.clips[3], keys_of(scene.clips)[3]
    begin = float(scene.film.shots[clip.shots[0]].clean.start)
    with pytest.raises(UsageError, match=why) as refused:
        done(
            Choices(), act(do="trim", clip=key, start=max(0, begin + start), end=begin + end), scene
        )
    assert "\n" not in str(refused.value)


def test_a_trim_over_another_clip_of_the_film_is_refused() -> None:
    scene = made()
    shot = max(scene.film.shots, key=lambda each: each.clean.duration)
    parts = [TimeRange(shot.clean.start + k, shot.clean.start + k + 1) for k in (0, 2)]
    wish = Wish(fill=True, must=tuple(map(exact_range, parts)))
    found = planned_as(Choices(), scene, wish=wish)
    key = f"#{shot.index + 1}"
    assert {key, f"{key}.2"} <= set(keys_of(found.clips))
    start = float(parts[0].start)
    with pytest.raises(UsageError, match="would lie over"):
        done(Choices(), act(do="trim", clip=key, start=start, end=start + 2.5), found)
    assert done(Choices(), act(do="trim", clip=key, start=start, end=start + 1.5), found).kept


def test_a_banned_shot_goes_and_a_taken_one_comes() -> None:
    scene = made()
    gone = scene.clips[0].shots[0]
    absent = next(k for k in range(SHOTS) if all(k not in clip.shots for clip in scene.clips))
    choices = after(
        act(do="lock", clip=keys_of(scene.clips)[0]),
        act(do="ban", shot=gone),
        act(do="take", shot=absent),
    )
    assert not choices.kept
    shots = {shot for clip in planned_as(choices, scene).clips for shot in clip.shots}
    assert gone not in shots
    assert absent in shots
    back = done(choices, act(do="allow", shot=gone), scene)
    assert planned_as(back, scene).planned.choice.verdicts[0][gone] != "banned"


def test_the_same_reaction_once_more_takes_it_back() -> None:
    liked = after(act(do="like", shot=5))
    (event,) = liked.changes.events
    assert (event.kind, event.source, event.when) == ("like", "studio", NOON)
    assert event.place is not None
    assert event.place.span == made().film.shots[5].span
    assert done(liked, act(do="like", shot=5), made()).changes == Changes()
    turned = done(liked, act(do="dislike", shot=5), made()).changes
    assert [event.kind for event in turned.events] == ["dislike"]
    assert shots_with("dislike", turned, (), made().film) == [5]


def test_a_reaction_that_is_written_already_is_forgotten_by_its_taking_back() -> None:
    scene = made()
    place = Place(scene.film.media.fingerprint, scene.film.shots[7].span)
    written = Event("like", NOON, place, source="studio")
    with_it = dataclasses.replace(scene, written=(written,))
    assert shots_with("like", Changes(), with_it.written, scene.film) == [7]
    back = done(Choices(), act(do="like", shot=7), with_it).changes
    assert not back.events
    assert shots_with("like", back, with_it.written, scene.film) == []
    again = done(Choices(changes=back), act(do="like", shot=7), with_it).changes
    assert shots_with("like", again, with_it.written, scene.film) == [7]


def test_times_of_a_film_without_a_constant_rate_are_kept_fine() -> None:
    film = made().film
    vfr = dataclasses.replace(film, media=dataclasses.replace(film.media, is_vfr=True))
    assert snapped(1.2345678, vfr) == Fraction(1234568, 1000000)
    assert snapped(1.26, film) == Fraction(30, 24)
    assert TimeRange(snapped(1.0, film), snapped(2.0, film)).duration == 1
