"""mpv plays what we write for it, and shows the plan's frames at every joint."""

import dataclasses
import itertools
import os
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from cutter.interchange.formats import FORMATS, Export
from cutter.media.source import open_source
from cutter.timeline.place import place
from tests.render.films import (
    Kind,
    cut_of,
    make_film,
    planned_numbers,
    random_spans,
    read_number,
    truth_of,
)

MPV = shutil.which("mpv")
pytestmark = pytest.mark.skipif(MPV is None, reason="mpv is not installed")

KINDS = [
    Kind("ntsc, film; a=%3%b", rate="24000/1001"),
    Kind("to the millisecond", suffix=".mkv", rate="24000/1001"),
    Kind("begins later", suffix=".mkv", muxer=("-output_ts_offset", "5")),
]
VARIABLE = Kind("variable", suffix=".mkv", stamps="N*40+mod(N*7\\,5)*6")


def played(edl_file: Path, folder: Path) -> list[int]:
    """Return the number of every frame that mpv shows."""
    assert MPV is not None
    folder.mkdir()
    options = ["--no-config", "--load-scripts=no", "--no-audio", "--untimed", "--really-quiet"]
    options += ["--vo=image", "--vo-image-format=png", f"--vo-image-outdir={folder}"]
    done = subprocess.run(
        [MPV, *options, str(edl_file)],
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    shown = []
    for path in sorted(folder.glob("*.png")):
        picture = cv2.imread(str(path))
        assert picture is not None
        shown.append(read_number(picture.astype(np.uint8)))
    return shown


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_mpv_shows_the_plan_s_frames(kind: Kind, tmp_path: Path) -> None:
    media = open_source(make_film(tmp_path, kind, seconds=6))
    truth = truth_of(media)
    first = (0, truth[0][0], truth[0][0] + 10 / media.frame_rate)
    edl = cut_of([media], [first, *random_spans(truth, media.frame_rate, 6)])
    folder = tmp_path / "cuts"
    folder.mkdir()
    export = Export(folder, "a cut", clocks=(media.clock_start,))
    (folder / "cut.mpv.edl").write_text(FORMATS["mpv"].write(edl, export))
    assert played(folder / "cut.mpv.edl", folder / "frames") == planned_numbers(edl, [truth])


def test_mpv_joins_a_film_of_variable_rate_where_the_plan_does(tmp_path: Path) -> None:
    media = open_source(make_film(tmp_path, VARIABLE, seconds=6))
    truth = truth_of(media)
    edl = cut_of([media], random_spans(truth, media.frame_rate, 6))
    sources = tuple(dataclasses.replace(source, is_vfr=True) for source in edl.sources)
    edl = dataclasses.replace(edl, sources=sources)
    (tmp_path / "cut.mpv.edl").write_text(FORMATS["mpv"].write(edl, Export(tmp_path, "a cut")))
    shown = played(tmp_path / "cut.mpv.edl", tmp_path / "frames")
    # Every frame of it, once; a plan shows them at a constant rate.
    wanted = []
    for piece in place(edl):
        last = piece.start + piece.count / edl.output.frame_rate
        wanted.append([number for time, number in truth if piece.start <= time < last - 0.02])
    runs = [[shown[0]]]
    for one, other in itertools.pairwise(shown):
        if other == one + 1:
            runs[-1].append(other)
        else:
            runs.append([other])
    assert [run[0] for run in runs] == [run[0] for run in wanted]
    assert all(abs(len(run) - len(want)) <= 1 for run, want in zip(runs, wanted, strict=True))
