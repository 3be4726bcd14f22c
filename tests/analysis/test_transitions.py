"""Dissolves and fades are each one change, in its interval; what merely moves or flares is none."""

import itertools
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.analysis.settings import DetectorSettings
from cutter.analysis.shots import make_shots
from cutter.analysis.transitions import Change, Changes
from cutter.schema import TimeRange
from tests.analysis.made import (
    RATE,
    Picture,
    changes_of,
    drifting,
    melting,
    mixed,
    plain,
    texture,
)

A, B = texture(11), texture(12)
BLACK, WHITE = plain(0), plain(255)


def grainy(frames: list[Picture]) -> list[Picture]:
    """Return the frames with film grain, so that nothing is exact."""
    rng = np.random.default_rng(5)
    return [
        np.asarray(np.clip(frame + rng.normal(0, 4, frame.shape), 0, 255), dtype=np.uint8)
        for frame in frames
    ]


@pytest.mark.parametrize("length", [7, 12, 24, 48])
def test_a_dissolve_is_found_once_and_in_its_interval(length: int) -> None:
    found = changes_of(grainy([A] * 40 + melting(A, B, length) + [B] * 40)).changes
    assert [change.kind for change in found] == ["dissolve"]
    assert abs(found[0].start - 40) <= 2
    assert abs(found[0].end - (40 + length)) <= 2


def test_a_dissolve_between_moving_shots_is_found_once() -> None:
    length, n = 16, 40
    one, other = drifting(A, n + length), drifting(B, n + length, step=-1)
    melt = [mixed(one[n + k], other[k], (k + 1) / (length + 1)) for k in range(length)]
    found = changes_of(one[:n] + melt + other[length:]).changes
    assert [change.kind for change in found] == ["dissolve"]
    assert n <= found[0].middle <= n + length


def test_a_detector_s_cut_within_a_dissolve_is_that_dissolve() -> None:
    frames = [A] * 40 + melting(A, B, 5) + [B] * 40
    settings = DetectorSettings(name="content", threshold=5)
    hard = DetectorSettings(name="content", threshold=5, transitions=False)
    assert any(40 <= change.start <= 46 for change in changes_of(frames, hard).changes)
    assert len(changes_of(frames, settings).changes) == 1


@pytest.mark.parametrize("through", [0, 255], ids=["black", "white"])
@pytest.mark.parametrize("held", [2, 12, 60])
def test_a_fade_is_one_change_from_its_first_step_to_its_last(through: int, held: int) -> None:
    colour, n = plain(through), 12
    frames = [A] * 40 + melting(A, colour, n) + [colour] * held + melting(colour, B, n) + [B] * 40
    found = changes_of(grainy(frames)).changes
    assert [change.kind for change in found] == ["fade"]
    assert abs(found[0].start - 40) <= 1
    assert abs(found[0].end - (40 + 2 * n + held)) <= 1


def test_a_fade_of_a_dark_picture_is_found_on_both_sides() -> None:
    dark, n = mixed(BLACK, B, 0.12), 14
    frames = [A] * 40 + melting(A, BLACK, n) + [BLACK] * 6 + melting(BLACK, dark, n) + [dark] * 40
    (fade,) = changes_of(frames).changes
    assert (fade.kind, fade.start) == ("fade", 40)
    assert abs(fade.end - (40 + 2 * n + 6)) <= 2


def test_a_title_on_black_between_fades_is_a_shot() -> None:
    card = plain(0)
    cv2.putText(card, "A TITLE", (60, 70), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 1)
    n = 12
    frames = [A] * 40 + melting(A, BLACK, n) + [BLACK] * 3 + melting(BLACK, card, n) + [card] * 40
    frames += melting(card, BLACK, n) + [BLACK] * 3 + melting(BLACK, B, n) + [B] * 40
    found = changes_of(frames)
    assert [change.kind for change in found.changes] == ["fade", "fade"]
    first, second = found.changes
    assert first.start == 40
    assert abs(first.end - 67) <= 3
    assert abs(second.start - 107) <= 3
    assert abs(second.end - 134) <= 1


def test_a_cut_to_black_and_a_fade_in_are_one_change() -> None:
    found = changes_of([A] * 40 + [BLACK] * 10 + melting(BLACK, B, 12) + [B] * 40).changes
    assert [(change.kind, change.start) for change in found] == [("fade", 40)]
    assert abs(found[0].end - 62) <= 1


def test_a_fade_in_at_the_start_and_out_at_the_end_only_trim_what_is_clean() -> None:
    n = 14
    frames = [BLACK] * 5 + melting(BLACK, A, n) + [A] * 60 + melting(A, BLACK, n) + [BLACK] * 5
    found = changes_of(frames)
    assert found.changes == ()
    assert abs(found.first_clear - (5 + n)) <= 1
    assert abs(found.last_clear - (5 + n + 60)) <= 1
    times = [Fraction(k, RATE) for k in range(len(frames))]
    _, (shot,) = make_shots(found, times, Fraction(len(frames), RATE))
    assert shot.span == TimeRange(Fraction(0), Fraction(len(frames), RATE))
    assert shot.clean.start == times[found.first_clear]
    assert shot.clean.end == times[found.last_clear]


def panned(step: float) -> list[Picture]:
    wide = texture(21, wide=1200)
    return [
        np.ascontiguousarray(wide[:, round(step * k) : round(step * k) + 256]) for k in range(110)
    ]


def zoomed() -> list[Picture]:
    large = texture(22, 768, 432)
    frames = []
    for k in range(90):
        w = round(768 / 1.012**k)
        h = w * 432 // 768
        y, x = (432 - h) // 2, (768 - w) // 2
        crop = cv2.resize(large[y : y + h, x : x + w], (256, 144), interpolation=cv2.INTER_AREA)
        frames.append(np.asarray(crop, dtype=np.uint8))
    return frames


def with_light(levels: list[float]) -> list[Picture]:
    return grainy([mixed(A, WHITE, level) for level in levels])


@pytest.mark.parametrize(
    "frames",
    [
        panned(1.5),
        panned(5),
        zoomed(),
        with_light([0.0] * 40 + [0.4, 0.8, 0.6, 0.4, 0.2] + [0.0] * 40),
        with_light([0.0] * 40 + [k / 12 for k in (*range(12), *range(12, 0, -1))] + [0.0] * 40),
        with_light([0.15 * (k % 2) for k in range(90)]),
        [mixed(frame, WHITE, 0.15 * (k % 2)) for k, frame in enumerate(drifting(A, 90))],
        with_light([0.2 + 0.2 * float(np.sin(k / 6)) for k in range(120)]),
    ],
    ids=[
        "slow pan",
        "pan",
        "zoom",
        "flash",
        "slow flash to white",
        "flicker",
        "flicker and pan",
        "swelling light",
    ],
)
def test_what_moves_or_flares_is_no_dissolve(frames: list[Picture]) -> None:
    assert [change for change in changes_of(frames).changes if change.kind != "cut"] == []


def test_a_sky_that_is_shown_for_long_is_no_fade() -> None:
    sky = plain(0)
    sky[:] = (90, 140, 220)
    frames = [A] * 40 + [sky] * 100 + melting(sky, B, 12) + [B] * 40
    kinds = [(change.kind, change.start) for change in changes_of(frames).changes]
    assert kinds[0] == ("cut", 40)
    assert len(kinds) == 2


changes = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 12)), max_size=8)


@given(steps=changes, head=st.integers(0, 40), tail=st.integers(0, 40), uneven=st.booleans())
def test_shots_tile_the_film_whatever_the_changes(
    steps: list[tuple[int, int]], head: int, tail: int, uneven: bool
) -> None:
    made, at = [], 0
    for gap, length in steps:
        kind = "cut" if length == 0 else ("dissolve" if length % 2 else "fade")
        made.append(Change(kind, at + gap, at + gap + length))  # type: ignore[arg-type]
        at += gap + length
    n = at + 1 + head % 7
    found = Changes(tuple(made), min(head, n - 1), max(n - tail, 1))
    lengths = [Fraction(1 + (k * 7 % 3 if uneven else 0), RATE) for k in range(n)]
    times = [sum(lengths[:k], Fraction(0)) for k in range(n)]
    end = sum(lengths, Fraction(0))
    boundaries, shots = make_shots(found, times, end)
    assert shots[0].span.start == 0
    assert shots[-1].span.end == end
    assert [shot.index for shot in shots] == list(range(len(made) + 1))
    for one, other in itertools.pairwise(shots):
        assert one.span.end == other.span.start
    for shot in shots:
        assert shot.span.start <= shot.clean.start < shot.clean.end <= shot.span.end
    for boundary, (one, other) in zip(boundaries, itertools.pairwise(shots), strict=True):
        assert boundary.start <= one.span.end <= boundary.end
        assert one.clean.end <= boundary.start or one.clean == one.span
        assert other.clean.start >= boundary.end or other.clean == other.span
    starts = [boundary.start for boundary in boundaries]
    assert starts == sorted(starts)
