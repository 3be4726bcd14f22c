"""What a plan, an analysis or a finished cut of a faulty film shows."""

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutter.media.decode import pictures
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.pipeline import Look, analyze
from cutter.schema import Analysis, TimeRange
from tests.faults.command import QUICK, Done, command

Picture = NDArray[np.uint8]
ALL = ("--fill", "--budget", "100%")
SOME = ("--fill", "--budget", "2s")
CORNERS = {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200), "white": (220,) * 3}


def plan(film: Path, *options: str) -> tuple[dict[str, Any], Done]:
    """Plan a cut; return the plan as a program gets it, and what was said."""
    done = command("plan", film, "--json", "--quiet", *QUICK, *(options or ALL))
    assert done.code == 0, done.err
    document: dict[str, Any] = json.loads(done.out)
    return document, done


def ends(document: dict[str, Any]) -> list[float]:
    """Return where a plan's clips end in their films, in seconds."""
    return [clip["out_s"] for clip in document["clips"]]


def looked_at(film: Path) -> Analysis:
    """Return what the basic eyes see of a film."""
    return analyze(film, look=Look(model="basic", offline=True))


def keyframe(film: Path) -> Picture:
    """Return the first picture that models get to see."""
    with Image.open(io.BytesIO(looked_at(film).film.pictures[0])) as image:
        return np.asarray(image.convert("RGB"))


def shown(film: Path) -> list[Picture]:
    """Return all pictures of a film, as players show them."""
    media = open_source(film)
    return [picture for _, picture in pictures(media, TimeRange(Fraction(0), media.end + 1))]


def decodable(film: Path) -> tuple[int, float]:
    """Return how many frames a plain decode gives, and when the last one of them begins."""
    times = []
    with av.open(str(film)) as container:
        for packet in container.demux(video=0):
            try:
                times += [frame.time for frame in packet.decode() if frame.time is not None]
            except av.FFmpegError:
                continue
    return len(times), max(times)


def corners(picture: Picture) -> list[str]:
    """Return the colours in the corners: upper left, upper right, lower left, lower right."""
    height, width = picture.shape[:2]
    rows, columns = (slice(2, height // 4), slice(-height // 4, -2)), (
        slice(2, width // 4), slice(-width // 4, -2))  # fmt: skip
    means = [picture[row, column].mean(axis=(0, 1)) for row in rows for column in columns]
    return [
        min(CORNERS, key=lambda name: float(np.abs(mean - np.array(CORNERS[name])).sum()))
        for mean in means
    ]


def pitch(film: Path) -> float:
    """Return the loudest frequency that is heard, in Hz."""
    media = open_source(film)
    heard = pcm(media, TimeRange(Fraction(0), media.end))[:, 0]
    loudest = int(np.abs(np.fft.rfft(heard))[1:].argmax()) + 1
    return loudest * 48_000 / len(heard)


def combing(picture: Picture) -> float:
    """Return how much neighbouring lines differ where the lines next but one agree."""
    grey = picture.astype(float).mean(axis=2)
    here, above, below = grey[1:-1], grey[:-2], grey[2:]
    teeth = np.minimum(here - above, here - below).clip(0) + np.minimum(
        above - here, below - here
    ).clip(0)
    return float((teeth > 24).mean())
