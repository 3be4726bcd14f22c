"""Pictures and tiny films with known content, for the tests of this room."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.analysis.shots import Glimpses, ShotFinder
from cutter.analysis.stretches import Stretches
from cutter.analysis.transitions import Change, Changes, find_changes
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.schema import FilmRecord, Shot, TimeRange

Picture = NDArray[np.uint8]

RATE = 24
WIDE, HIGH = 256, 144


def texture(seed: int, wide: int = WIDE, high: int = HIGH, grain: int = 12) -> Picture:
    """Return a random picture of soft coloured patches, with enough drawing to be a shot."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 236, (high // grain + 2, wide // grain + 2, 3)).astype(np.uint8)
    soft = cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC)
    return np.asarray(soft, dtype=np.uint8)


def plain(level: int, wide: int = WIDE, high: int = HIGH) -> Picture:
    return np.full((high, wide, 3), level, dtype=np.uint8)


def mixed(a: Picture, b: Picture, share: float) -> Picture:
    """Return `share` of `b` over `a`."""
    return np.asarray(np.rint(a * (1 - share) + b * share), dtype=np.uint8)


def melting(a: Picture, b: Picture, frames: int) -> list[Picture]:
    """Return the mixtures between two pictures, neither of which is among them."""
    return [mixed(a, b, k / (frames + 1)) for k in range(1, frames + 1)]


def drifting(picture: Picture, frames: int, step: int = 1) -> list[Picture]:
    """Return a shot: the picture, moving sideways and wrapping around."""
    return [np.roll(picture, step * k, axis=1) for k in range(frames)]


def title(*lines: str, ground: int = 0, ink: int = 255) -> Picture:
    """Return a card with lettering in its middle."""
    card = plain(ground, 398, 224)
    for row, line in enumerate(lines):
        at = (60, 90 + 40 * row)
        cv2.putText(card, line, at, cv2.FONT_HERSHEY_DUPLEX, 1.0, (ink,) * 3, 2, cv2.LINE_AA)
    return card


def write_film(
    path: Path,
    frames: Iterable[Picture],
    *options: str | Path,
    rate: int = RATE,
    sound: Path | None = None,
) -> Path:
    """Write RGB pictures as a film without visible loss."""
    pictures = list(frames)
    high, wide = pictures[0].shape[:2]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "rawvideo"]
    command += ["-pix_fmt", "rgb24", "-s", f"{wide}x{high}", "-r", str(rate), "-i", "-"]
    if sound is not None:
        command += ["-i", str(sound), "-c:a", "pcm_s16le"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", "-pix_fmt", "yuv420p"]
    data = b"".join(picture.tobytes() for picture in pictures)
    subprocess.run([*command, *map(str, options), str(path)], input=data, check=True)
    return path


def watched(path: Path, detector: DetectorSettings | None = None) -> FilmRecord:
    return watch(open_source(path), detector=detector or DetectorSettings(), progress=SILENT)


def glimpses_of(
    frames: Iterable[Picture], settings: DetectorSettings | None = None, size: int = 10**9
) -> Iterator[Glimpses]:
    """Return what a finder keeps of RGB pictures, `size` frames at a time."""
    finder = ShotFinder(settings or DetectorSettings(), Fraction(RATE))
    for number, frame in enumerate(frames, start=1):
        finder.take(np.ascontiguousarray(frame[..., ::-1]))
        if number % size == 0:
            yield finder.gathered()
    finder.finish()
    yield finder.gathered()


def stretches_of(settings: DetectorSettings | None = None) -> Stretches:
    settings = settings or DetectorSettings()
    shortest = settings.min_frames(Fraction(RATE))
    return Stretches(looks_for_blends=settings.looks_for_blends, min_frames=shortest)


def changes_of(frames: Iterable[Picture], settings: DetectorSettings | None = None) -> Changes:
    """Return the changes found in RGB pictures, looked at all at once."""
    settings = settings or DetectorSettings()
    (found,) = glimpses_of(frames, settings)
    if not settings.looks_for_blends:
        return Changes(tuple(Change("cut", cut, cut) for cut in found.cuts), 0, found.count)
    shortest = settings.min_frames(Fraction(RATE))
    return find_changes(found.thumbs, found.detail, found.cuts, shortest)


def frames_of(times: Sequence[Fraction], rate: int = RATE) -> list[Fraction]:
    """Return times as frame numbers."""
    return [time * rate for time in times]


def shot_of(start: Fraction | int, end: Fraction | int, index: int = 0) -> Shot:
    span = TimeRange(Fraction(start), Fraction(end))
    return Shot(index, span, span)
