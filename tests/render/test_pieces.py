"""Pieces of a picture fit together, are made again only where something changed, and stay small."""

import dataclasses
import threading
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from cutter import ffmpeg
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.render.encoded import describe
from cutter.render.encoder import CPU
from cutter.render.ffmpeg_renderer import FfmpegRenderer
from cutter.schema import (
    Cue,
    CueTrack,
    EditDecisionList,
    Focus,
    Framing,
    Media,
    TimeRange,
    Title,
    Transition,
)
from tests.render.conftest import GetFilm, film
from tests.render.films import Kind, cut_of

__all__ = ["film"]

RATE = Fraction(25)
UNSTAMPED = Kind("h264_in_avi", suffix=".avi", audio=("-c:a", "libmp3lame"))
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25")


def moving(folder: Path, name: str, size: str, *encoder: str) -> Media:
    path = folder / name
    source = f"testsrc2=size={size}:rate=25:duration=4"
    ffmpeg.run(["-f", "lavfi", "-i", source, *X264, *encoder, "-y", str(path)])
    return open_source(path)


def dressed(edl: EditDecisionList) -> EditDecisionList:
    cue = Cue(TimeRange(Fraction(1), Fraction(3, 2)), "Words", "")
    words = dataclasses.replace(edl.sources[0], subtitles=(CueTrack("", "", (cue,)),))
    return dataclasses.replace(
        edl,
        sources=(words, *edl.sources[1:]),
        transitions=(Transition(0, "dissolve", 8 / RATE),),
        titles=(Title("Title", Fraction(1), "start"),),
        output=dataclasses.replace(edl.output, burnt_in=""),
    )


def test_films_with_chroma_in_other_places_are_joined(tmp_path: Path) -> None:
    films = [
        moving(tmp_path, "left.mp4", "160x96"),
        moving(tmp_path, "top.mp4", "160x96", "-bsf:v", "h264_metadata=chroma_sample_loc_type=2"),
        moving(tmp_path, "none.mp4", "160x96", "-c:v", "mpeg4"),
    ]
    edl = dressed(cut_of(films, [(n, Fraction(1), Fraction(2)) for n in range(3)]))
    made = FfmpegRenderer(CPU).picture(edl, films, tmp_path, SILENT)
    assert len({describe(path).headers for path in made.files}) == 1


@pytest.mark.parametrize("kind", ["dissolve", "dip"])
def test_interlaced_films_lead_over_as_evenly(tmp_path: Path, kind: str) -> None:
    films = []
    for name, grey in (("dark", "0x3c3c3c"), ("bright", "0xb4b4b4")):
        path = tmp_path / f"{name}.mp4"
        source = f"color=c={grey}:size=160x96:rate=60000/1001:duration=2"
        fields = ("-vf", "interlace", "-flags", "+ilme+ildct")
        ffmpeg.run(["-f", "lavfi", "-i", source, *fields, *X264, "-y", str(path)])
        films.append(open_source(path))
    rate = films[0].frame_rate
    assert films[0].is_interlaced
    edl = cut_of(films, [(n, 10 / rate, 30 / rate) for n in range(2)])
    joint = Transition(0, "dissolve" if kind == "dissolve" else "dip", 8 / rate)
    edl = dataclasses.replace(edl, transitions=(joint,))
    made = FfmpegRenderer(CPU).picture(edl, films, tmp_path, SILENT)
    levels = []
    for path in made.files:
        media = open_source(path)
        shown = pictures(media, TimeRange(Fraction(0), media.end + 1))
        levels += [float(picture.mean()) for _, picture in shown]
    assert len(levels) == 40
    dark, bright = levels[0], levels[-1]
    if kind == "dissolve":
        planned = [dark + (bright - dark) * step / 9 for step in range(1, 9)]
    else:
        planned = [dark * n / 4 for n in (3, 2, 1, 0)] + [bright * n / 4 for n in range(4)]
    assert max(abs(one - other) for one, other in zip(levels[16:24], planned, strict=True)) < 3


@pytest.mark.parametrize("kind", [Kind("plain"), UNSTAMPED], ids=lambda kind: kind.name)
def test_only_what_changed_is_made_again(film: GetFilm, kind: Kind, tmp_path: Path) -> None:
    media, _ = film(kind)
    edl = dressed(cut_of([media], [(0, Fraction(1), Fraction(2)), (0, Fraction(4), Fraction(5))]))

    def files(edl: EditDecisionList) -> list[tuple[str, int]]:
        made = FfmpegRenderer(CPU).picture(edl, [media], tmp_path, SILENT).files
        return [(path.name, path.stat().st_mtime_ns) for path in made]

    def changed(edl: EditDecisionList) -> list[bool]:
        return [one != other for one, other in zip(first, files(edl), strict=True)]

    first = files(edl)
    # Title, body, dissolve, body; nothing else is left lying about.
    assert changed(edl) == [False] * 4
    assert len(list(tmp_path.iterdir())) == 8
    other = dataclasses.replace(edl, titles=(Title("Other", Fraction(1), "start"),))
    assert changed(other) == [True, False, False, False]
    cue = Cue(TimeRange(Fraction(1), Fraction(3, 2)), "Other", "")
    words = dataclasses.replace(edl.sources[0], subtitles=(CueTrack("", "", (cue,)),))
    assert changed(dataclasses.replace(edl, sources=(words,))) == [False, True, False, False]
    dip = (Transition(0, "dip", 8 / RATE),)
    assert len(files(dataclasses.replace(edl, transitions=dip))) == 5
    size = dataclasses.replace(edl.output, width=96, height=96)
    square = dataclasses.replace(edl, output=size, reframe=(Framing("crop"),) * 2)
    first = files(square)
    path = (Focus(Fraction(4), 0.3, 0.5), Focus(Fraction(5), 0.6, 0.5))
    other = dataclasses.replace(square, reframe=(Framing("crop"), Framing("crop", path)))
    assert changed(other) == [False, False, True, True]


@pytest.mark.slow
@pytest.mark.parametrize("fit", ["crop", "blur"])
def test_transitions_and_frames_of_other_shapes_need_little_memory(
    tmp_path: Path, fit: str
) -> None:
    media = moving(tmp_path, "large.mp4", "1920x1080")
    spans = [(0, Fraction(at), Fraction(at) + 1) for at in (2, 1)]
    edl = dressed(cut_of([media], spans, size=(1080, 1920)))
    path = (Focus(Fraction(1), 0.3, 0.5), Focus(Fraction(3), 0.7, 0.5))
    framing = Framing("crop", path) if fit == "crop" else Framing("blur")
    edl = dataclasses.replace(
        edl, reframe=(framing,) * 2, output=dataclasses.replace(edl.output, preset="medium")
    )
    peak, is_over = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_over.wait(0.02):
            for child in psutil.Process().children(recursive=True):
                try:
                    # What is just being started still shows the memory of what starts it.
                    if "ffmpeg" in child.name():
                        peak = max(peak, child.memory_info().rss)
                except psutil.Error:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        FfmpegRenderer(CPU, workers=1).picture(edl, [media], tmp_path, SILENT)
    finally:
        is_over.set()
        watcher.join()
    assert 100 < peak / 2**20 < 450
