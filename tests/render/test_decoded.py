"""A clip's own frames, where the film leaves some out."""

from fractions import Fraction
from pathlib import Path

import pytest

from cutter import ffmpeg
from cutter.media.source import open_source
from cutter.render.decoded import frames
from cutter.timeline.place import place
from tests.render.films import coded_picture, cut_of, read_number


def slides(folder: Path, kept: str, rate: int = 25) -> Path:
    """Return a film of numbered frames of which only some are stored."""
    path = folder / "slides.mkv"
    arguments = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x96", "-framerate", str(rate)]
    arguments += ["-i", "pipe:0", "-vf", f"select='{kept}'", "-fps_mode", "passthrough"]
    arguments += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-y", str(path)]
    ffmpeg.run(arguments, feed=(coded_picture(n).tobytes() for n in range(500)))
    return path


@pytest.mark.parametrize(
    ("kept", "is_vfr", "start", "shown"),
    [
        # One frame is missing from a constant rate, and the clip begins where it would be.
        ("not(eq(n,100))", False, 100, [99, 101, 102]),
        ("not(eq(n,100))", False, 101, [101, 102, 103]),
        # A slide stands for six seconds.
        ("lt(n,50)+gte(n,200)", False, 198, [49, 49, 200]),
        ("lt(n,50)+gte(n,200)", False, 120, [49, 49, 49]),
        ("not(mod(n,150))", True, 420, [300, 300, 300]),
    ],
)
def test_a_frame_that_is_still_shown_begins_the_clip(
    tmp_path: Path, kept: str, is_vfr: bool, start: int, shown: list[int]
) -> None:
    media = open_source(slides(tmp_path, kept))
    edl = cut_of([media], [(0, Fraction(start, 25), Fraction(start + 3, 25))], rate=Fraction(25))
    piece = place(edl)[0]
    assert [read_number(picture) for picture in frames(piece, media, edl.output)] == shown
