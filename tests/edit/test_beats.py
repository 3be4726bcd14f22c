"""Joints are drawn onto beats; no clip leaves its room, no edge enters a guard, nothing grows."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.beats import LEAST, joints_on_beats, on_beats
from cutter.schema import Clip, TimeRange

RATE = Fraction(25)
BEATS = tuple(Fraction(n, 2) + Fraction(1, 7) for n in range(200))


def clip(start: Fraction, end: Fraction, *, pinned: bool = False) -> Clip:
    span = TimeRange(start, end)
    return Clip(0, (0,), span, span, 1.0, (), pinned)


def total(clips: tuple[Clip, ...]) -> Fraction:
    return sum((each.source_range.duration for each in clips), Fraction(0))


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[Clip], list[TimeRange], list[list[TimeRange]]]:
    """Draw clips on frames, with room around them and guards that no edge lies in."""
    clips, rooms, guards = [], [], []
    at = Fraction(0)
    for _ in range(draw(st.integers(1, 9))):
        before, length, after = (
            draw(st.integers(low, high)) / RATE for low, high in ((0, 40), (10, 120), (0, 40))
        )
        start, end = at + before, at + before + length
        lead, trail = (draw(st.integers(-5, 20)) / RATE for _ in range(2))
        heard = TimeRange(max(Fraction(0), start - lead), end + trail)
        clips.append(
            Clip(0, (0,), TimeRange(start, end), heard, 1.0, (), draw(st.integers(0, 5)) == 0)
        )
        rooms.append(TimeRange(at, end + after))
        mine = []
        for edge in (start, end):
            if draw(st.booleans()):
                mine.append(TimeRange(edge, edge + draw(st.integers(1, 50)) / RATE))
        guards.append(mine)
        at = end + after + 1
    return clips, rooms, guards


@settings(max_examples=50)
@given(cuts(), st.fractions(0, 2, max_denominator=50))
def test_whatever_is_moved_stays_within_what_is_allowed(
    cut: tuple[list[Clip], list[TimeRange], list[list[TimeRange]]], begin: Fraction
) -> None:
    clips, rooms, guards = cut
    drawn = on_beats(clips, BEATS, frame_rate=RATE, rooms=rooms, guards=guards, begin=begin)
    assert len(drawn) == len(clips)
    assert total(drawn) <= total(tuple(clips))
    for was, now, room, mine in zip(clips, drawn, rooms, guards, strict=True):
        old, new = was.source_range, now.source_range
        assert room.start <= new.start < new.end <= room.end
        if was.pinned:
            assert new.start <= old.start
            assert new.end >= old.end
        if new.duration < old.duration:
            assert new.duration >= min(LEAST, old.duration)
            assert new.duration * 3 >= old.duration * 2
        assert now.audio_range.start - new.start == was.audio_range.start - old.start
        assert now.audio_range.end - new.end == was.audio_range.end - old.end
        for before, after in (
            (old.start, new.start),
            (old.end, new.end),
            (was.audio_range.start, now.audio_range.start),
            (was.audio_range.end, now.audio_range.end),
        ):
            if before != after:
                assert not any(guard.start < after < guard.end for guard in mine)
    count = (joints_on_beats(each, BEATS, frame_rate=RATE, begin=begin) for each in (drawn, clips))
    assert next(count) >= next(count)


def test_every_joint_lands_where_there_is_room() -> None:
    clips = [
        clip(Fraction(10 * n + 3), Fraction(10 * n + 3) + 2 + Fraction(n, 25)) for n in range(8)
    ]
    rooms = [TimeRange(Fraction(10 * n), Fraction(10 * n + 9)) for n in range(8)]
    drawn = on_beats(clips, BEATS, frame_rate=RATE, rooms=rooms, guards=[()] * 8)
    assert joints_on_beats(clips, BEATS, frame_rate=RATE) < 3
    assert joints_on_beats(drawn, BEATS, frame_rate=RATE) == 7
    time = Fraction(0)
    for each in drawn[:-1]:
        time += each.source_range.duration
        assert min(abs(time - beat) for beat in BEATS) <= 1 / (2 * RATE)


def test_a_joint_that_cannot_be_moved_stays_and_those_behind_it_land() -> None:
    clips = [clip(Fraction(1), Fraction(3), pinned=True), clip(Fraction(11), Fraction(14))]
    clips += [clip(Fraction(21), Fraction(24))]
    rooms = [TimeRange(Fraction(1), Fraction(3)), TimeRange(Fraction(10), Fraction(16))]
    rooms += [TimeRange(Fraction(20), Fraction(26))]
    drawn = on_beats(clips, BEATS, frame_rate=RATE, rooms=rooms, guards=[()] * 3)
    assert drawn[0] == clips[0]
    assert joints_on_beats(drawn, BEATS, frame_rate=RATE) == 1


def test_a_guard_makes_the_change_go_to_the_other_edge() -> None:
    clips = [clip(Fraction(5), Fraction(8)), clip(Fraction(15), Fraction(18))]
    rooms = [TimeRange(Fraction(0), Fraction(10)), TimeRange(Fraction(10), Fraction(20))]
    spoken = [TimeRange(Fraction(6), Fraction(8)), TimeRange(Fraction(8), Fraction(10))]
    drawn = on_beats(clips, BEATS, frame_rate=RATE, rooms=rooms, guards=[spoken, []])
    assert drawn[0].source_range.end == 8
    assert drawn[0].source_range.start != 5
    assert joints_on_beats(drawn, BEATS, frame_rate=RATE) == 1


def test_no_clip_loses_more_than_a_third_for_a_beat() -> None:
    clips = [clip(Fraction(5), Fraction(7)), clip(Fraction(15), Fraction(18))]
    rooms = [each.source_range for each in clips]
    drawn = {
        beat: on_beats(clips, [beat], frame_rate=RATE, rooms=rooms, guards=[(), ()])
        for beat in (Fraction(6, 5), Fraction(7, 5))
    }
    assert drawn[Fraction(6, 5)] == tuple(clips)
    assert drawn[Fraction(7, 5)][0].source_range.duration == Fraction(7, 5)


@pytest.mark.parametrize("count", [0, 1])
def test_a_cut_without_joints_is_as_it_was(count: int) -> None:
    clips = [clip(Fraction(1), Fraction(3))][:count]
    rooms = [TimeRange(Fraction(0), Fraction(9))][:count]
    assert on_beats(clips, BEATS, frame_rate=RATE, rooms=rooms, guards=[()] * count) == tuple(clips)


def test_without_beats_a_cut_is_as_it_was() -> None:
    clips = (clip(Fraction(1), Fraction(3)), clip(Fraction(5), Fraction(8)))
    rooms = [TimeRange(Fraction(0), Fraction(9))] * 2
    assert on_beats(clips, (), frame_rate=RATE, rooms=rooms, guards=[(), ()]) == clips


def test_hundreds_of_clips_take_no_time() -> None:
    clips = [
        clip(Fraction(10 * n + 3), Fraction(10 * n + 5 + n % 3) + n % 7 / RATE) for n in range(300)
    ]
    rooms = [TimeRange(Fraction(10 * n), Fraction(10 * n + 9)) for n in range(300)]
    beats = tuple(Fraction(n * 47, 100) for n in range(3000))
    drawn = on_beats(clips, beats, frame_rate=RATE, rooms=rooms, guards=[()] * 300)
    assert joints_on_beats(drawn, beats, frame_rate=RATE) == 299
    assert total(drawn) <= total(tuple(clips))
