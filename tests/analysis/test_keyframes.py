"""Every shot has one to three keyframes that stand for it, small enough to be kept."""

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.analysis.keyframes import (
    MAX_BYTES,
    Candidate,
    CandidateKeeper,
    choose_keyframes,
    how_many,
    pack,
    unpack,
)
from cutter.schema import Shot, TimeRange
from tests.analysis.made import drifting, melting, plain, shot_of, texture, watched, write_film


def candidate(time: Fraction | int, *, sharpness: float = 10, black: float = 0) -> Candidate:
    return Candidate(Fraction(time), sharpness, black, b"jpeg")


@pytest.mark.parametrize(
    ("seconds", "count"), [("1/2", 1), ("199/100", 1), ("2", 2), ("5", 2), ("6", 3), ("600", 3)]
)
def test_a_longer_shot_has_more_keyframes(seconds: str, count: int) -> None:
    length = Fraction(seconds)
    assert how_many(length) == count
    many = [candidate(k * length / 40) for k in range(40)]
    chosen, missing = choose_keyframes([shot_of(0, length)], many)
    assert len(chosen) == count
    assert missing == []


def test_keyframes_lie_in_what_is_clean_of_their_shot() -> None:
    whole, clean = TimeRange(Fraction(0), Fraction(10)), TimeRange(Fraction(3), Fraction(5))
    sharpest_outside = [candidate(k, sharpness=100 - 10 * (3 <= k < 5)) for k in range(10)]
    chosen, _ = choose_keyframes([Shot(0, whole, clean)], sharpest_outside)
    assert [key.time for key, _ in chosen] == [3, 4]


def test_the_sharper_candidate_is_chosen() -> None:
    chosen, _ = choose_keyframes(
        [shot_of(0, 1)],
        [candidate(Fraction(k, 5), sharpness=50 if k == 3 else 9) for k in range(5)],
    )
    assert [key.time for key, _ in chosen] == [Fraction(3, 5)]


def test_a_black_frame_is_chosen_only_where_there_is_no_other() -> None:
    black = [candidate(k, black=1, sharpness=99) for k in range(8)]
    some = [*black[:5], candidate(5), *black[6:]]
    assert [k.time for k, _ in choose_keyframes([shot_of(0, 8)], some)[0]] == [5]
    assert choose_keyframes([shot_of(0, 8)], black)[0]


def test_a_shot_without_a_candidate_is_named() -> None:
    shots = [shot_of(0, 1), shot_of(1, 2, 1), shot_of(2, 3, 2)]
    chosen, missing = choose_keyframes(shots, [candidate(0), candidate(2)])
    assert [key.shot for key, _ in chosen] == [0, 2]
    assert missing == [shots[1]]


@given(
    cuts=st.lists(st.integers(1, 400), unique=True, max_size=12),
    times=st.lists(st.integers(0, 400), unique=True, max_size=60),
)
def test_keyframes_are_ordered_and_no_shot_has_more_than_three(
    cuts: list[int], times: list[int]
) -> None:
    edges = [0, *sorted(cuts), 401]
    shots = [
        shot_of(Fraction(a, 10), Fraction(b, 10), k)
        for k, (a, b) in enumerate(itertools.pairwise(edges))
    ]
    chosen, missing = choose_keyframes(
        shots, [candidate(Fraction(time, 10), sharpness=time % 7) for time in sorted(times)]
    )
    keys = [key for key, _ in chosen]
    assert keys == sorted(keys, key=lambda key: (key.shot, key.time))
    assert len({key.time for key in keys}) == len(keys)
    assert {key.shot for key in keys} | {shot.index for shot in missing} == set(range(len(shots)))
    for key in keys:
        assert shots[key.shot].clean.contains(key.time)
        assert sum(other.shot == key.shot for other in keys) <= 3


def test_even_noise_fits_twenty_kilobytes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (224, 1600, 3)).astype(np.uint8)
    assert len(pack(noise)) <= MAX_BYTES == 20_000


def test_a_usual_picture_is_kept_at_its_size_and_looks_the_same() -> None:
    picture = texture(3, 398, 224)
    kept = unpack(pack(picture))
    assert kept.shape == picture.shape
    assert np.abs(kept.astype(int) - picture).mean() < 3


def test_candidates_are_kept_often_after_a_cut_and_rarely_later() -> None:
    keeper = CandidateKeeper()
    picture = texture(1, 64, 36)
    for k in range(24 * 10):
        time = Fraction(k, 24)
        if k == 24 * 6:
            keeper.cut(time)
        if keeper.wants(time):
            keeper.keep(time, picture, picture)
    times = [one.time for one in keeper.candidates]
    assert Fraction(6) in times
    assert sum(6 <= time < 7 for time in times) >= 4
    assert sum(3 <= time < 6 for time in times) <= 3


def test_every_shot_of_a_film_has_a_keyframe_that_shows_it(tmp_path: Path) -> None:
    a, b, black = texture(1), texture(2), plain(0)
    frames = [*drifting(a, 30), *drifting(b, 16), *drifting(a, 60)]
    frames += [*melting(a, black, 12), *[black] * 20, *melting(black, b, 12), *drifting(b, 60)]
    record = watched(write_film(tmp_path / "film.mp4", frames))
    assert {key.shot for key in record.keyframes} == {shot.index for shot in record.shots}
    assert len(record.pictures) == len(record.keyframes)
    for key, jpeg in zip(record.keyframes, record.pictures, strict=True):
        assert record.shots[key.shot].clean.contains(key.time)
        assert len(jpeg) <= MAX_BYTES
        assert unpack(jpeg).mean() > 40
