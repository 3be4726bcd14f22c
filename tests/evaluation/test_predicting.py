"""Clips of two seconds are scored by what lies in them, and windows are runs that stand out."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import InputError
from cutter.evaluation.made_films import made_film, made_world
from cutter.evaluation.predicting import ALIKE, clip_scores, clip_windows, predict
from cutter.evaluation.saliency_files import CLIP_LENGTH, SaliencyTruth
from cutter.evaluation.viewers import knowing_taste, viewers
from cutter.evaluation.windows import MOST_WINDOWS
from cutter.pipeline import Look
from cutter.schema import Cue, TimeRange
from cutter.taste.dialogue import hear
from cutter.taste.features import features_of

scores = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=60)


def test_a_clip_inside_a_shot_has_its_match_and_one_across_a_cut_lies_between() -> None:
    world = made_world(5)
    analysis = made_film(world, 0, 60).analysis
    features = features_of(analysis, knowing_taste(world, viewers(1, 1)[0]))
    n_clips = int(analysis.film.media.end / CLIP_LENGTH) + 3
    found = clip_scores(analysis, features, 0, n_clips)
    inside = across = 0
    for clip in range(n_clips - 4):
        start, end = clip * CLIP_LENGTH, (clip + 1) * CLIP_LENGTH
        shots = [s for s in analysis.film.shots if s.span.start < end and s.span.end > start]
        matches = [features.by_keyframe[shot.index, 0] for shot in shots]
        assert min(matches) - 1e-6 <= found[clip] <= max(matches) + 1e-6
        if len(shots) == 1:
            inside += 1
            assert found[clip] == pytest.approx(matches[0], abs=1e-6)
        elif max(matches) - min(matches) > 0.3:
            across += 1
            assert min(matches) < found[clip] < max(matches)
    assert inside > 10
    assert across > 3
    assert found[-2:].tolist() == [0, 0], "behind the film's end"


def test_what_is_said_counts_in_every_clip_in_which_it_is_heard() -> None:
    world = made_world(3)
    plain = made_film(world, 0, 20).analysis
    cue = Cue(TimeRange(Fraction(3), Fraction(9, 2)), "words", "en")
    analysis = replace(plain, film=replace(plain.film, cues=(cue,), cue_terms=(("word",),)))
    features = replace(
        features_of(plain, knowing_taste(world, viewers(1, 1)[0])),
        by_cue=np.array([[1.0, 0.0]]),
        heard=hear(analysis.film.shots, analysis.film.cues),
    )
    silent = replace(features, by_cue=np.zeros((1, 2)))
    told = clip_scores(analysis, features, 0, 6)
    assert told[1] == told[2] == 1, "heard from 3 to 4.5 s"
    others = [0, 3, 4, 5]
    np.testing.assert_array_equal(told[others], clip_scores(analysis, silent, 0, 6)[others])


def test_the_run_that_stands_out_most_comes_first() -> None:
    found = clip_windows(np.array([0, 0, 1, 1, 1, 0, 0, 0.4, 0.4, 0, 0, 0], np.float64))
    assert found[0][:2] == (4, 10)
    assert (14, 18) in [window[:2] for window in found]
    assert clip_windows(np.full(5, 0.3)) == ((0, 10, 0),)


def test_of_windows_that_are_nearly_the_same_one_is_told_and_ten_of_many() -> None:
    ((start, end, _),) = clip_windows(np.array([0.0] * 40 + [0.7] + [1.0] * 10))
    assert (start, end) in ((80, 102), (82, 102))
    assert len(clip_windows(np.array([0.0, 1.0] * 30))) == MOST_WINDOWS


@given(scores)
def test_windows_are_few_ordered_apart_and_inside_the_film(found: list[float]) -> None:
    windows = clip_windows(np.array(found))
    assert 1 <= len(windows) <= MOST_WINDOWS
    assert [window[2] for window in windows] == sorted((w[2] for w in windows), reverse=True)
    for number, (start, end, _) in enumerate(windows):
        assert 0 <= start < end <= CLIP_LENGTH * len(found)
        assert start % CLIP_LENGTH == end % CLIP_LENGTH == 0
        for other_start, other_end, _ in windows[:number]:
            shared = max(0.0, min(end, other_end) - max(start, other_start))
            assert shared / (max(end, other_end) - min(start, other_start)) < ALIKE


def test_films_that_are_missing_are_told_before_any_is_looked_at(tmp_path: Path) -> None:
    truth = [SaliencyTruth(n, "rain", f"film{n}", 10.0, (), (), ()) for n in range(3)]
    look = Look(model="basic", cache=tmp_path / "cache")
    with pytest.raises(InputError, match=r"no film film0\.mp4 and 2 more$"):
        predict(truth, tmp_path, look=look, partial=True)
    (tmp_path / "film1.mp4").write_bytes(b"")
    with pytest.raises(InputError, match=r"no film film0\.mp4 and 1 more; add --partial"):
        predict(truth, tmp_path, look=look)
    with pytest.raises(InputError, match="is no folder"):
        predict(truth, tmp_path / "none", look=look)
