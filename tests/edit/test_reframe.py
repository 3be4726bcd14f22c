"""How a clip is set into another shape: what it keeps in sight, and where it may jump."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit import tripod
from cutter.edit.reframe import Framed, Part, crop_share, frame_clip
from cutter.edit.subject import heads_of
from cutter.schema import Focus, TimeRange
from cutter.schema.attention import BINS, Attention
from tests.edit.seen import face, seen

FRAME = Fraction(1, 24)
TALL = crop_share((1920, 1080), (608, 1080))
SPAN = TimeRange(Fraction(0), Fraction(8))


def framed(*stretches: Attention, span: TimeRange = SPAN, may_blur: bool = True) -> Framed:
    return frame_clip([Part(span, stretches)], TALL, FRAME, may_blur=may_blur)


def at(path: tuple[Focus, ...], time: float) -> float:
    return float(np.interp(time, [float(p.time) for p in path], [p.x for p in path]))


@st.composite
def any_attention(draw: st.DrawFn, start: Fraction, seconds: Fraction) -> Attention:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(0, int(seconds * 4)))
    times = tuple(start + seconds * k / max(1, count) for k in range(count))
    low = rng.random((rng.integers(0, 12) if count else 0, 2)) * 0.8
    size = rng.uniform(0.05, 0.2, (len(low), 1))
    at = np.sort(rng.integers(0, max(1, count), (len(low), 1)), axis=0)
    faces = np.hstack([at, low, low + size, size]).astype(np.float32)
    peaky = rng.random((2, count, 3, BINS)).astype(np.float32) ** draw(st.integers(1, 12))
    return Attention(times, peaky[0], peaky[1], faces, (0.0, 0.0, 1.0, 1.0))


@given(st.data())
def test_a_path_is_slow_within_a_shot_whatever_is_seen(data: st.DataObject) -> None:
    parts, start = [], Fraction(0)
    for _ in range(data.draw(st.integers(1, 3))):
        seconds = Fraction(data.draw(st.integers(1, 80)), 7)
        stretch = data.draw(any_attention(start, seconds))
        parts.append(Part(TimeRange(start, start + seconds), (stretch,)))
        start += seconds
    picture = data.draw(st.sampled_from([(1920, 1080), (720, 1280), (640, 480)]))
    frame = data.draw(st.sampled_from([(608, 1080), (720, 404), (480, 480)]))
    share = crop_share(picture, frame)
    path = frame_clip(parts, share, FRAME, may_blur=False).framing.path
    boundaries = [part.span.start for part in parts[1:]]
    for one, other in pairwise(path):
        assert one.time < other.time
        is_step = any(one.time < b and other.time > b - FRAME for b in boundaries)
        moved = max(abs(other.x - one.x), abs(other.y - one.y))
        if is_step and other.time - one.time < FRAME:
            continue
        assert moved <= tripod.MOST_SPEED * float(other.time - one.time) + 2e-5
    for point in path:
        assert share[0] / 2 - 1e-5 <= point.x <= 1 - share[0] / 2 + 1e-5
        assert share[1] / 2 - 1e-5 <= point.y <= 1 - share[1] / 2 + 1e-5


def test_a_subject_that_outruns_it_does_not_make_it_faster() -> None:
    # Not a whole number of ticks.
    span = TimeRange(Fraction(0), Fraction(29, 10))
    found = framed(seen(3, place=lambda time: 0.1 + 0.28 * time), span=span)
    speeds = [
        (other.x - one.x) / float(other.time - one.time)
        for one, other in pairwise(found.framing.path)
    ]
    assert 0.9 * tripod.MOST_SPEED < max(speeds) <= tripod.MOST_SPEED + 3e-4


@given(st.floats(0.2, 0.8))
def test_a_face_that_stays_is_shown_whole_by_a_crop_that_stands_still(x: float) -> None:
    found = framed(seen(8, heads=lambda _: [face(x)]))
    (point,) = found.framing.path
    left, _, right, _ = face(x)
    assert point.x - TALL[0] / 2 <= left < right <= point.x + TALL[0] / 2
    assert found.is_still


def test_two_faces_far_apart_are_shown_whole_unless_a_crop_is_asked_for() -> None:
    stretch = seen(8, heads=lambda _: [face(0.15), face(0.85)])
    assert framed(stretch).framing.fit == "blur"
    assert framed(stretch).why == "faces"
    found = framed(stretch, may_blur=False)
    assert found.framing.fit == "crop"
    assert found.is_still, "it stays with one of them"


def test_two_faces_that_fit_are_both_in_the_crop() -> None:
    found = framed(seen(8, heads=lambda _: [face(0.45, side=0.1), face(0.6, side=0.1)]))
    (point,) = found.framing.path
    assert point.x - TALL[0] / 2 <= face(0.45, side=0.1)[0]
    assert point.x + TALL[0] / 2 >= face(0.6, side=0.1)[2]


def test_a_crop_asked_for_goes_to_who_speaks_later_than_a_word_takes() -> None:
    def speaks(first: int, then: int) -> Framed:
        before = seen(8, heads=lambda _: [face(0.2), face(0.8)], talking=first)
        behind = seen(8, start=8, heads=lambda _: [face(0.2), face(0.8)], talking=then)
        span = TimeRange(Fraction(0), Fraction(16))
        return framed(before, behind, span=span, may_blur=False)

    moved = speaks(0, 1).framing.path
    assert at(moved, 1) < 0.4
    assert at(moved, 15) > 0.6
    assert speaks(0, 0).is_still
    interrupted = [(0, 6, 0), (6, 1, 1), (7, 7, 0)]
    stretches = [
        seen(length, start=start, heads=lambda _: [face(0.2), face(0.8)], talking=who)
        for start, length, who in interrupted
    ]
    span = TimeRange(Fraction(0), Fraction(14))
    assert framed(*stretches, span=span, may_blur=False).is_still


def test_lettering_on_the_whole_width_is_shown_whole() -> None:
    assert framed(seen(8, letters=(0.1, 0.9))).why == "letters"
    assert framed(seen(8, letters=(0.4, 0.6))).framing.fit == "crop"


def test_joined_shots_have_a_place_each_and_the_step_lies_at_their_boundary() -> None:
    boundary = Fraction(4)
    parts = [
        Part(TimeRange(Fraction(1), boundary), (seen(4, heads=lambda _: [face(0.25)]),)),
        Part(TimeRange(boundary, Fraction(7)), (seen(4, start=4, heads=lambda _: [face(0.75)]),)),
    ]
    found = frame_clip(parts, TALL, FRAME, may_blur=True)
    before, behind = found.framing.path
    assert behind.x - before.x > 0.3
    # Output frames from half a frame before the shot on show the shot.
    assert behind.time == boundary - FRAME / 2
    assert 0 < behind.time - before.time < FRAME / 50
    assert found.is_still


def test_a_wide_frame_moves_up_and_down_in_a_tall_film() -> None:
    share = crop_share((1080, 1920), (1080, 608))
    assert share[0] == 1
    parts = [Part(SPAN, (seen(8, place=lambda time: 0.3 if time < 4 else 0.7),))]
    path = frame_clip(parts, share, FRAME, may_blur=True).framing.path
    assert {point.x for point in path} == {0.5}
    assert path[0].y < 0.45
    assert path[-1].y > 0.55


def test_a_crop_stays_between_black_bars() -> None:
    stretch = seen(8, place=lambda _: 0.26, inside=(0.2, 0.0, 0.8, 1.0))
    (point,) = framed(stretch).framing.path
    assert point.x - TALL[0] / 2 >= 0.2 - 1e-5


def test_nothing_seen_leaves_the_crop_in_the_middle() -> None:
    assert framed(seen(0)).framing.path == (Focus(Fraction(0), 0.5, 0.5),)


@pytest.mark.parametrize("stray", [0, 3])
def test_a_face_seen_once_is_none(stray: int) -> None:
    def heads(time: float) -> list[tuple[float, float, float, float]]:
        return [face(0.85)] if time == stray else []

    assert heads_of(seen(8, heads=heads), "x") == ()
    assert len(heads_of(seen(8, heads=lambda _: [face(0.85)]), "x")) == 1
