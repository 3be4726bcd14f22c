"""The check of a written cut's edges: the very frames pass, those one off and others do not."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.bench_film.build import build_film
from benchmarks.bench_film.story import FilmShape
from benchmarks.cuts import any_starts, edl_of, shot_starts
from benchmarks.edges import exact_edges
from benchmarks.peers.commands import seeked_inputs, trim_graph
from cutter.schema import EditDecisionList

MOVING = FilmShape(
    seconds=24.0, width=320, height=180, shots=6, dissolves=1, fades=0, seed=2, preset="veryfast"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edges") / "film.mp4"
    build_film(path, MOVING)
    return path


def written(edl: EditDecisionList, folder: Path) -> Path:
    target = folder / "cut.mp4"
    subprocess.run(trim_graph(edl, target), check=True, stdin=subprocess.DEVNULL)
    return target


def shifted(edl: EditDecisionList, frames: int) -> EditDecisionList:
    step = frames / edl.output.frame_rate
    spans = [
        replace(c.source_range, start=c.source_range.start + step, end=c.source_range.end + step)
        for c in edl.clips
    ]
    clips = tuple(replace(c, source_range=s) for c, s in zip(edl.clips, spans, strict=True))
    return replace(edl, clips=clips)


def test_the_very_frames_are_exact_and_their_neighbours_are_not(film: Path, tmp_path: Path) -> None:
    edl = edl_of(film, any_starts(film, 4, Fraction(1)), "veryfast", Fraction(1))
    cut = written(edl, tmp_path)
    assert exact_edges(edl, cut) == (8, 8)
    right, asked = exact_edges(shifted(edl, 1), cut)
    assert asked == 8
    assert right <= 2, "what stands still for a moment may look the same a frame later"


def test_another_part_of_the_film_is_wrong(film: Path, tmp_path: Path) -> None:
    edl = edl_of(film, [0, 24], "veryfast", Fraction(1))
    assert exact_edges(shifted(edl, 300), written(edl, tmp_path))[0] == 0


def test_a_cut_that_lacks_clips_is_wrong_where_they_lack(film: Path, tmp_path: Path) -> None:
    edl = edl_of(film, [10, 200, 400], "veryfast", Fraction(1))
    cut = written(replace(edl, clips=edl.clips[:1]), tmp_path)
    assert exact_edges(edl, cut) == (2, 6)


def test_a_seeked_input_for_each_clip_is_exact_too(film: Path, tmp_path: Path) -> None:
    edl = edl_of(film, [7, 131, 350], "veryfast", Fraction(1))
    target = tmp_path / "seeked.mp4"
    subprocess.run(seeked_inputs(edl, target), check=True, stdin=subprocess.DEVNULL)
    assert exact_edges(edl, target) == (6, 6)


def test_clips_at_shot_starts_begin_with_hard_cuts_and_stay_in_their_shots(film: Path) -> None:
    starts = shot_starts(film, 2)
    assert starts == sorted(starts)
    assert len(starts) == 2
    assert 0 not in starts
