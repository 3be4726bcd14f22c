"""A story as a film file, and what is true about it as JSON beside it.

The bytes depend on the versions of ffmpeg and OpenCV; the frames' structure on the shape alone.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bench_film.sound import RATE, film_sound
from benchmarks.bench_film.story import FilmShape, Story, invent
from benchmarks.bench_film.takes import film_frames
from cutter.ffmpeg import run
from cutter.files import atomic_output, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 1
"""Raised when the same shape gives other frames or another truth, so that kept films are redone."""

# x264's bytes depend on the number of threads, so it is a constant.
_PICTURE = ("-c:v", "libx264", "-threads", "4", "-pix_fmt", "nv12")
_COLOUR = (
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv"),
)


def build_film(
    out: Path, shape: FilmShape, *, on_frame: Callable[[int], None] | None = None
) -> None:
    """Draw a film and write it to `out`, its truth to `out` with the suffix `.json`.

    Args:
        out: an MP4 to write; an older one is replaced when the new one is whole.
        shape: which film.
        on_frame: called with the number of each frame drawn.

    Raises:
        ValueError: the shape has no room for its shots.
        FfmpegFailed: the film could not be encoded.
    """
    story = invent(shape)
    with (
        tempfile.TemporaryDirectory(dir=out.parent) as folder,
        atomic_output(out, overwrite=True) as part,
    ):
        samples = Path(folder) / "sound.f32"
        film_sound(story).tofile(samples)
        size = f"{shape.width}x{shape.height}"
        run(
            [
                *("-f", "rawvideo", "-pix_fmt", "nv12", "-s", size, "-r", str(shape.rate)),
                *("-i", "pipe:0", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", str(samples)),
                *("-map", "0:v", "-map", "1:a", *_PICTURE, *_COLOUR),
                *("-preset", shape.preset, "-crf", str(shape.crf), "-c:a", "aac", "-b:a", "160k"),
                *("-flags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y", str(part)),
            ],
            feed=_told(story, on_frame),
        )
    text = json.dumps(truth_of(story), indent=1) + "\n"
    write_whole(out.with_suffix(".json"), text.encode(), overwrite=True)


def truth_of(story: Story) -> dict[str, Any]:
    """Return what is true about a film, in the form of the sample film's truth file."""
    return {
        "version": VERSION,
        "shape": asdict(story.shape),
        "width": story.shape.width,
        "height": story.shape.height,
        "frame_rate": f"{story.shape.rate}/1",
        "frames": story.shape.frames,
        "shots": [
            {
                "index": shot.index,
                "start_frame": shot.start_frame,
                "end_frame": shot.end_frame,
                "scene": shot.setup.scene,
                "ground": shot.setup.ground,
                "move": shot.move,
            }
            for shot in story.shots
        ],
        "boundaries": [asdict(boundary) for boundary in story.boundaries],
    }


def _told(story: Story, on_frame: Callable[[int], None] | None) -> Iterator[memoryview]:
    for number, frame in enumerate(film_frames(story)):
        if on_frame is not None:
            on_frame(number)
        yield frame.data
