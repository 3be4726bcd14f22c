"""Joints get a transition only where there is material for it, and never share a frame."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.budget import Budget
from cutter.edit.compose import compose
from cutter.edit.guards import Guards
from cutter.edit.joins import Join, parse_transition, transitions_between, with_handles
from cutter.edit.request import CutRequest
from cutter.errors import UsageError
from cutter.schema import Clip, FilmRecord, TimeRange
from tests.edit.films import Take, make_film

RATE = Fraction(25)


def film(shots: int, seconds: int = 4) -> FilmRecord:
    return make_film([Take(seconds=seconds) for _ in range(shots)]).analysis.film


def clip(shot: int, start: Fraction | int, end: Fraction | int) -> Clip:
    span = TimeRange(Fraction(start), Fraction(end))
    return Clip(0, (shot,), span, span, 1.0, ())


@pytest.mark.parametrize(
    ("text", "join"),
    [
        ("cut", Join()),
        ("dissolve", Join("dissolve", Fraction(1, 2))),
        ("Dissolve:0.4", Join("dissolve", Fraction(2, 5))),
        ("dip:1s", Join("dip", Fraction(1))),
    ],
)
def test_a_transition_is_read_as_the_field_writes_it(text: str, join: Join) -> None:
    assert parse_transition(text) == join


@pytest.mark.parametrize("text", ["", "wipe", "cut:1", "dissolve:", "dissolve:0", "dip:9", "dip:x"])
def test_nonsense_is_no_transition(text: str) -> None:
    with pytest.raises(UsageError, match="--transition"):
        parse_transition(text)


def test_a_dissolve_is_given_where_both_shots_have_material() -> None:
    clips = [clip(0, 1, 3), clip(2, 9, 11)]
    found, notes = transitions_between(clips, [film(3)], Join("dissolve"), RATE)
    assert [(each.after, each.kind, each.duration) for each in found] == [
        (0, "dissolve", Fraction(12, 25))
    ]
    assert notes == ()


def test_without_material_the_joint_stays_a_cut_and_that_is_said() -> None:
    clips = [clip(0, 1, 4), clip(2, 9, 11)]
    found, notes = transitions_between(clips, [film(3)], Join("dissolve"), RATE)
    assert found == ()
    assert notes == ("1 joint is a straight cut: too little material for a dissolve",)
    dips, told = transitions_between(clips, [film(3)], Join("dip"), RATE)
    assert len(dips) == 1 and told == ()


def test_a_dissolve_with_little_material_is_shortened_and_that_is_said() -> None:
    clips = [clip(0, 1, 4 - Fraction(3, 25)), clip(2, 9, 11)]
    found, notes = transitions_between(clips, [film(3)], Join("dissolve"), RATE)
    assert [each.duration for each in found] == [Fraction(6, 25)]
    assert notes == ("1 dissolve is shorter than asked, for want of material",)


def test_what_goes_on_is_not_dissolved() -> None:
    clips = [clip(0, 1, 4), clip(1, 4, 6), clip(1, Fraction(13, 2), 7)]
    assert transitions_between(clips, [film(2)], Join("dissolve"), RATE) == ((), ())
    assert transitions_between(clips, [film(2)], Join("dip"), RATE) == ((), ())


def test_a_dissolve_lets_no_word_be_heard_beyond_an_edge() -> None:
    clips = [clip(0, 1, 3), clip(2, 9, 11)]
    spoken = [TimeRange(Fraction(3) + Fraction(1, 25), Fraction(4))]
    found, _ = transitions_between(clips, [film(3)], Join("dissolve"), RATE, [Guards(spoken)])
    assert found == ()


@given(st.data())
def test_transitions_stay_inside_shots_and_clips(data: st.DataObject) -> None:
    record = film(6)
    clips = []
    for shot in data.draw(st.lists(st.integers(0, 5), min_size=2, max_size=8)):
        first = data.draw(st.integers(0, 97))
        count = data.draw(st.integers(1, 100 - first))
        start = 4 * shot + first / RATE
        clips.append(clip(shot, start, start + count / RATE))
    length = data.draw(st.fractions(Fraction(1, 50), 3))
    join = data.draw(st.sampled_from([Join("dissolve", length), Join("dip", length)]))
    found, _ = transitions_between(clips, [record], join, RATE)
    taken = [0] * len(clips)
    assert len({each.after for each in found}) == len(found)
    for each in found:
        half = each.duration * RATE / 2
        assert half.denominator == 1 and half >= 1
        taken[each.after] += int(half)
        taken[each.after + 1] += int(half)
        if join.kind == "dissolve":
            one, other = clips[each.after], clips[each.after + 1]
            out = one.source_range.end + each.duration / 2
            assert out <= record.shots[one.shots[-1]].clean.end
            into = other.source_range.start - each.duration / 2
            assert into >= record.shots[other.shots[0]].clean.start
    for each_clip, frames in zip(clips, taken, strict=True):
        assert frames == 0 or frames < each_clip.source_range.duration * RATE


def test_clips_leave_material_for_the_dissolves_that_are_asked_for() -> None:
    made = make_film([Take(value=k % 5 + 1.0, looks=k) for k in range(12)])
    join = Join("dissolve", Fraction(1, 2))
    budget = Budget(seconds=Fraction(14))
    for handle, expected in ((Fraction(0), 0), (join.handle(RATE), 3)):
        request = CutRequest(budget, RATE, max_clip=Fraction(4), handle=handle)
        clips = compose([made], request).clips
        found, _ = transitions_between(clips, [made.analysis.film], join, RATE)
        assert len(found) == expected == (len(clips) - 1 if handle else 0)


def test_a_short_shot_is_used_whole_rather_than_not_at_all() -> None:
    part = TimeRange(Fraction(1), Fraction(2))
    quiet = Guards(())
    assert with_handles(part, Fraction(1, 4), Fraction(3, 5), quiet) == part
    assert with_handles(part, Fraction(1, 4), Fraction(1, 2), quiet) == TimeRange(
        Fraction(5, 4), Fraction(7, 4)
    )


def test_nothing_is_left_for_a_dissolve_where_somebody_speaks() -> None:
    part = TimeRange(Fraction(1), Fraction(5))
    spoken = Guards([TimeRange(Fraction(4), Fraction(6))])
    assert with_handles(part, Fraction(1, 4), Fraction(1), spoken) == TimeRange(
        Fraction(5, 4), Fraction(5)
    )


def test_dissolves_grow_shorter_before_the_cut_does() -> None:
    made = make_film([Take(seconds=2, value=k % 5 + 1.0, looks=k) for k in range(6)])
    join = Join("dissolve", Fraction(3, 5))
    request = CutRequest(Budget(seconds=Fraction(10)), RATE, handle=join.handle(RATE))
    choice = compose([made], request)
    assert choice.duration >= Fraction(10) - 1 / RATE
    found, notes = transitions_between(choice.clips, [made.analysis.film], join, RATE)
    assert len(found) == len(choice.clips) - 1
    assert any("shorter" in note for note in notes)
