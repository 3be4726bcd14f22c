"""The bench film: the frames, the boundaries and the file that its shape promises."""

import json
from dataclasses import asdict, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bench_film.build import build_film
from benchmarks.bench_film.sound import RATE, film_sound
from benchmarks.bench_film.story import FilmShape, invent
from benchmarks.bench_film.takes import film_frames
from benchmarks.films import MINUTE, truth_shape

TINY = FilmShape(
    seconds=9.0, width=160, height=90, shots=4, dissolves=1, fades=0, preset="ultrafast"
)


@given(st.integers(0, 50), st.integers(24, 60), st.integers(0, 2), st.integers(0, 2))
def test_shots_and_boundaries_share_out_the_film(
    seed: int, shots: int, dissolves: int, fades: int
) -> None:
    shape = FilmShape(seconds=4.5 * shots, shots=shots, dissolves=dissolves, fades=fades, seed=seed)
    story = invent(shape)
    assert [s.start_frame for s in story.shots] == [0, *[s.end_frame for s in story.shots[:-1]]]
    assert story.shots[-1].end_frame == shape.frames
    kinds = [boundary.kind for boundary in story.boundaries]
    assert (kinds.count("dissolve"), kinds.count("fade")) == (dissolves, fades)
    reached = 0
    for boundary, shot in zip(story.boundaries, story.shots[1:], strict=True):
        assert reached <= boundary.start_frame <= shot.start_frame <= boundary.end_frame
        assert boundary.end_frame < shot.end_frame
        reached = boundary.end_frame
    for one, other in pairwise(story.shots):
        assert one.setup != other.setup


def test_the_ten_minute_film_has_the_structure_of_a_film() -> None:
    story = invent(FilmShape())
    kinds = [boundary.kind for boundary in story.boundaries]
    lengths = [shot.end_frame - shot.start_frame for shot in story.shots]
    assert (len(story.shots), story.shape.frames) == (150, 14_400)
    assert (kinds.count("dissolve"), kinds.count("fade")) == (13, 4)
    assert min(lengths) >= 20
    assert max(lengths) >= 10 * 24
    assert len({shot.setup for shot in story.shots}) < 100, "shots come back to their set-ups"
    assert len({shot.move for shot in story.shots}) == 7


def test_too_many_shots_for_the_length_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        invent(replace(TINY, seconds=2.0))
    with pytest.raises(ValueError, match="no room"):
        invent(replace(TINY, dissolves=3))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench-film") / "tiny.mp4"
    build_film(path, TINY)
    return path


def test_the_file_holds_the_frames_and_the_sound_that_the_shape_says(tiny: Path) -> None:
    with av.open(str(tiny)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height) == (160, 90)
        assert picture.average_rate == Fraction(24)
        assert sound.sample_rate == RATE
        assert sum(1 for _ in container.decode(picture)) == TINY.frames


def test_the_truth_is_what_the_frames_show(tiny: Path) -> None:
    truth = json.loads(tiny.with_suffix(".json").read_text(encoding="utf-8"))
    with av.open(str(tiny)) as container:
        lumas = [
            frame.to_ndarray(format="gray").astype(np.float64)
            for frame in container.decode(video=0)
        ]
    assert truth["frames"] == len(lumas)
    steps = [np.abs(b - a).mean() for a, b in pairwise(lumas)]
    for boundary in truth["boundaries"]:
        first, last = boundary["start_frame"], boundary["end_frame"]
        if boundary["kind"] == "cut":
            around = steps[first - 4 : first - 1] + steps[first : first + 3]
            assert steps[first - 1] > 3 * max(around)
        else:
            middle = (lumas[first - 1] + lumas[last]) / 2
            half = lumas[(first + last) // 2]
            assert (
                np.abs(half - middle).mean() < 0.6 * np.abs(lumas[first - 1] - lumas[last]).mean()
            )


def test_the_same_shape_gives_the_same_frames_and_sound() -> None:
    story = invent(TINY)
    for one, other in zip(film_frames(story), film_frames(story), strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(film_sound(story), film_sound(story))


def test_a_fade_goes_through_black() -> None:
    story = invent(replace(TINY, dissolves=0, fades=1))
    fade = next(b for b in story.boundaries if b.kind == "fade")
    levels = [float(frame[: TINY.height].mean()) for frame in film_frames(story)]
    middle = (fade.start_frame + fade.end_frame) // 2
    assert levels[middle] == 16
    assert levels[fade.start_frame - 1] > 20
    assert levels[fade.end_frame] > 20


def test_sound_is_neither_silent_nor_clipped_and_differs_in_loudness() -> None:
    samples = film_sound(invent(MINUTE))
    seconds = samples[: 60 * RATE].reshape(60, -1)
    levels = 20 * np.log10(np.sqrt((seconds**2).mean(axis=1)) + 1e-9)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() < 1.0
    assert levels.min() > -60
    assert levels.max() - levels.min() > 10


def test_only_a_film_of_the_same_shape_counts_as_there(tiny: Path, tmp_path: Path) -> None:
    assert truth_shape(tiny.with_suffix(".json")) == TINY
    assert truth_shape(tmp_path / "none.json") is None
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"version": 0, "shape": asdict(TINY)}), encoding="utf-8")
    assert truth_shape(other) is None
