"""Rendering does no more than it must: nothing decoded in vain, nothing waited for, little held."""

import dataclasses
import os
import re
import threading
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.source import open_source
from cutter.progress import SILENT, Progress
from cutter.render import ffmpeg_renderer
from cutter.render.encoder import CPU
from cutter.render.ffmpeg_renderer import FfmpegRenderer
from cutter.render.renderer import Pictures
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, Media
from tests.render.conftest import GetFilm
from tests.render.films import Kind, cut_of, planned_numbers, shown_numbers

GROUP = 50
GROUPS = ("-c:v", "libx264", "-preset", "veryfast", "-g", str(GROUP), "-sc_threshold", "0")
HELD_BACK = 12
"""Frames that decoder and filters may have in hand when the last one of a clip is written."""
TALKING = """#!/bin/sh
for word do shift; [ "$word" = error ] && word=verbose; set -- "$@" "$word"; done
exec {binary} "$@" 2>>{log}
"""


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for ffmpeg")
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_clip_that_begins_on_an_iframe_decodes_no_frame_before_it(
    film: GetFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    media, truth = film(Kind(f"groups{suffix[1:]}", suffix, video=GROUPS))
    log, talking = tmp_path / "log", tmp_path / "ffmpeg"
    talking.write_text(TALKING.format(binary=ffmpeg.executable(), log=log))
    talking.chmod(0o755)
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(talking))
    for first in (2 * GROUP, 2 * GROUP + 20):
        log.write_text("")
        span = (0, Fraction(first, 25), Fraction(first + 10, 25))
        edl = cut_of([media], [span])
        made = FfmpegRenderer(CPU).picture(edl, [media], tmp_path, SILENT)
        assert shown_numbers(made.files[0]) == planned_numbers(edl, [truth])
        told = re.findall(r"\(video\):.* (\d+) frames decoded", log.read_text())
        assert len(told) == 1
        before = first - 2 * GROUP
        assert before + 10 <= int(told[0]) <= before + 10 + HELD_BACK


class Waiting:
    """A renderer whose picture takes until the sound is there."""

    name = "waiting"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.has_heard = False

    def picture(
        self, edl: EditDecisionList, films: Sequence[Media], work: Path, progress: Progress
    ) -> Pictures:
        until = time.monotonic() + 60
        while not self.has_heard and time.monotonic() < until:
            self.has_heard = (work / "sound.m4a").exists()
            time.sleep(0.01)
        if self.fails:
            raise RenderError("no picture")
        return FfmpegRenderer(CPU).picture(edl, films, work, progress)


def test_the_sound_is_made_while_the_picture_is(film: GetFilm, tmp_path: Path) -> None:
    media, _ = film(Kind("plain"))
    edl = cut_of([media], [(0, Fraction(1), Fraction(2))])
    waiting, before = Waiting(), set(psutil.Process().children(recursive=True))
    write_cut(edl, [media], tmp_path / "cut.mp4", renderer=waiting)
    assert waiting.has_heard
    with pytest.raises(RenderError, match="no picture"):
        write_cut(edl, [media], tmp_path / "none.mp4", renderer=Waiting(fails=True))
    assert [path.name for path in tmp_path.iterdir()] == ["cut.mp4"]
    assert set(psutil.Process().children(recursive=True)) <= before


def test_a_sound_that_fails_is_told_however_well_the_picture_went(
    film: GetFilm, tmp_path: Path
) -> None:
    media, _ = film(Kind("plain"))
    edl = cut_of([media], [(0, Fraction(1), Fraction(2))])
    edl = dataclasses.replace(edl, output=dataclasses.replace(edl.output, sample_rate=1))
    with pytest.raises(RenderError):
        write_cut(edl, [media], tmp_path / "cut.mp4", renderer=FfmpegRenderer(CPU))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_large_pictures_are_held_in_little_memory_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.mp4"
    source = "testsrc2=size=1920x1080:rate=25:duration=5"
    x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
    ffmpeg.run(["-f", "lavfi", "-i", source, *x264, "-y", str(path)])
    media = open_source(path)
    # Longer than any lookahead, so that every buffer is full.
    spans = [(0, Fraction(second), Fraction(second) + 2) for second in (2, 0, 3, 1)]
    edl = cut_of([media], spans)
    edl = dataclasses.replace(edl, output=dataclasses.replace(edl.output, preset="medium"))
    monkeypatch.setattr(ffmpeg_renderer, "cores", lambda: 2)
    peak, is_over = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_over.wait(0.02):
            held = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    # What is just being started still shows the memory of what starts it.
                    held += child.memory_info().rss if "ffmpeg" in child.name() else 0
                except psutil.Error:
                    continue
            peak = max(peak, held)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        FfmpegRenderer(CPU).picture(edl, [media], tmp_path, SILENT)
    finally:
        is_over.set()
        watcher.join()
    # With what Python itself holds, less than 400 MB.
    assert 100 < peak / 2**20 < 320
