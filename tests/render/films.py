"""Films whose every frame says which one it is, and whose sound is a known noise.

A frame carries its number as black and white blocks, so that exactness is decided by reading it,
whatever the codec did to the picture. The noise is different everywhere, so that a piece of sound
is found again in it to the sample.
"""

from __future__ import annotations

import functools
import random
import wave
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter import ffmpeg
from cutter.media.decode import pictures
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange
from cutter.timeline.place import place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.schema import Media

    Picture = NDArray[np.uint8]

COLUMNS, ROWS = 4, 3
BITS = COLUMNS * ROWS
SIZE = (160, 96)
RATE = 48_000
EDGE = 480
"""Samples at a clip's ends that are left out of comparison: they are faded."""
AROUND = 9600
ZERO = Fraction(0)


def coded_picture(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """Return an (h, w, 3) picture that says `number`."""
    width, height = size
    bits = [(number >> bit) & 1 for bit in range(BITS)]
    grid = np.array(bits, np.uint8).reshape(ROWS, COLUMNS) * 200 + 28
    picture = np.zeros((height, width, 3), np.uint8)
    for row in range(ROWS):
        for column in range(COLUMNS):
            top, left = row * height // ROWS, column * width // COLUMNS
            below, right = (row + 1) * height // ROWS, (column + 1) * width // COLUMNS
            picture[top:below, left:right] = grid[row, column]
    return picture


def read_number(picture: Picture) -> int:
    """Return what a picture says, from the middles of its blocks."""
    height, width = picture.shape[:2]
    number = 0
    for bit in range(BITS):
        row, column = divmod(bit, COLUMNS)
        y, x = (2 * row + 1) * height // (2 * ROWS), (2 * column + 1) * width // (2 * COLUMNS)
        block = picture[y - 3 : y + 4, x - 3 : x + 4]
        number |= int(block.mean() > 128) << bit
    return number


@functools.cache
def noise(samples: int) -> NDArray[np.float32]:
    """Return (n,) smooth noise, such as survives lossy codecs."""
    white = np.random.default_rng(7).standard_normal(samples + 64).astype(np.float32)
    smooth = np.convolve(white, np.hanning(24) / 12, "same")[:samples]
    found: NDArray[np.float32] = (0.35 * smooth / np.abs(smooth).max()).astype(np.float32)
    return found


@dataclass(frozen=True)
class Kind:
    """A sort of film: how it is encoded and stamped."""

    name: str
    suffix: str = ".mp4"
    rate: str = "25"
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "48")
    audio: tuple[str, ...] | None = ("-c:a", "aac", "-b:a", "160k")
    muxer: tuple[str, ...] = ()
    stamps: str = ""
    """An expression in N for a frame's time in milliseconds, for a variable rate."""
    rotation: int = 0


def make_film(folder: Path, kind: Kind, seconds: int = 24, size: tuple[int, int] = SIZE) -> Path:
    """Write a film of that kind and return its path."""
    path = folder / f"{kind.name}{kind.suffix}"
    count = int(seconds * Fraction(kind.rate))
    arguments = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}"]
    arguments += ["-framerate", kind.rate, "-i", "pipe:0"]
    if kind.audio is not None:
        track = folder / f"{kind.name}.wav"
        _write_wave(track, noise(seconds * RATE))
        arguments += ["-i", str(track), *kind.audio]
    if kind.stamps:
        arguments += ["-vf", f"settb=1/1000,setpts='{kind.stamps}'", "-fps_mode", "passthrough"]
        arguments += ["-enc_time_base:v", "1/1000"]
    arguments += [
        "-pix_fmt",
        "yuv420p",
        "-crf",
        "18",
        "-b:v",
        "0" if "libvpx-vp9" in kind.video else "1M",
    ]
    arguments += [*kind.video, *kind.muxer, "-y"]
    whole = path.with_stem(f"{path.stem}.upright") if kind.rotation else path
    upright = size if kind.rotation in (0, 180) else size[::-1]
    feed = (
        np.rot90(coded_picture(number, upright), kind.rotation // 90).tobytes()
        for number in range(count)
    )
    ffmpeg.run([*arguments, str(whole)], feed=feed)
    if kind.rotation:
        turn = ["-display_rotation", str(-kind.rotation), "-i", str(whole), "-c", "copy", "-y"]
        ffmpeg.run([*turn, str(path)])
    return path


def _write_wave(path: Path, samples: NDArray[np.float32]) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype("<i2").tobytes())


def cut_of(
    films: Sequence[Media],
    spans: Sequence[tuple[int, Fraction, Fraction]],
    *,
    rate: Fraction | None = None,
    size: tuple[int, int] | None = None,
    crf: int = 20,
) -> EditDecisionList:
    """Return the plan of a cut from (film, start, end) in playing order."""
    first = films[0]
    width, height = size or (first.display_width // 2 * 2, first.display_height // 2 * 2)
    clips = tuple(
        Clip(film, (number,), TimeRange(start, end), TimeRange(start, end), 1.0, ())
        for number, (film, start, end) in enumerate(spans)
    )
    return EditDecisionList(
        sources=tuple(Source(m.path.as_posix(), m.fingerprint, m.end, m.frame_rate) for m in films),
        clips=clips,
        output=Output(
            width,
            height,
            rate or first.frame_rate,
            crf=crf,
            preset="veryfast",
            has_sound=any(media.audio for media in films),
        ),
        profile="",
        model="",
        budget=sum((c.source_range.duration for c in clips), Fraction(0)),
        order="film",
        gap=0.0,
    )


def shown_numbers(path: Path) -> list[int]:
    """Return what every frame of a written cut says, in shown order."""
    media = open_source(path)
    return [read_number(picture) for _, picture in pictures(media, TimeRange(ZERO, media.end + 1))]


def planned_numbers(
    edl: EditDecisionList, truths: Sequence[Sequence[tuple[Fraction, int]]]
) -> list[int]:
    """Return what every frame of a cut should say, from the films' own frames.

    Args:
        edl: the cut.
        truths: for every source, its frames' times and numbers.
    """
    planned = []
    for piece in place(edl):
        for number in range(piece.count):
            nearer_to_next = piece.start + (number + Fraction(1, 2)) / edl.output.frame_rate
            candidates = [n for time, n in truths[piece.source] if time < nearer_to_next]
            planned.append(candidates[-1])
    return planned


def truth_of(media: Media) -> list[tuple[Fraction, int]]:
    """Return the time and the number of every frame of a film."""
    whole = TimeRange(ZERO, media.end + 1)
    return [(time, read_number(picture)) for time, picture in pictures(media, whole)]


def random_spans(
    truth: Sequence[tuple[Fraction, int]], rate: Fraction, count: int, *, seed: int = 3
) -> list[tuple[int, Fraction, Fraction]]:
    """Return clips of 1 to 40 frames that begin on frames of the film, in no order, and its end."""
    chance = random.Random(seed)
    spans = []
    for _ in range(count - 1):
        start = truth[chance.randrange(len(truth) - 45)][0]
        spans.append((0, start, start + chance.randrange(1, 40) / rate))
    return [*spans, (0, truth[-5][0], truth[-1][0] + 1 / rate)]


def lags(edl: EditDecisionList, films: Sequence[Media], path: Path) -> list[float]:
    """Return for every clip of 6 frames or more by how many ms its sound is heard too late.

    Each clip's sound is looked for in the film's own, up to 200 ms around where it should be.
    """
    cut = open_source(path)
    heard = pcm(cut, TimeRange(ZERO, cut.end))[:, 0]
    originals = [pcm(media, TimeRange(ZERO, media.end))[:, 0] for media in films]
    found = []
    for piece in place(edl):
        if piece.count < 6:
            continue
        begin = int(piece.first / edl.output.frame_rate * RATE) + EDGE
        length = min(int(piece.count / edl.output.frame_rate * RATE) - 2 * EDGE, RATE // 2)
        sample = heard[begin : begin + length]
        there = int(piece.start * RATE) + EDGE
        earliest = max(0, there - AROUND)
        window = originals[piece.source][earliest : there + length + AROUND]
        size = 1 << (len(window) + length).bit_length()
        product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(sample, size))
        best = int(np.fft.irfft(product, size)[: len(window) - length + 1].argmax())
        found.append((there - (earliest + best)) / RATE * 1000)
    return found
