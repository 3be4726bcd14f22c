"""Lays music under the sound of a cut: how loud it is when, and how it begins, repeats and ends.

Knows nothing about how loud the whole becomes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import InputError
from cutter.media.music import music_blocks
from cutter.render.fades import Fade, edge_gain
from cutter.render.loudness import measure_pcm
from cutter.render.pcm import PcmFile, as_bytes
from cutter.timeline.music import Pass, passes
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cutter import ffmpeg
    from cutter.render.pcm import Readable
    from cutter.schema import Music, TimeRange

    Samples = NDArray[np.float32]

COMES = Fade(Fraction(3, 10))
"""How the bed begins: quickly, without a knock."""
GOES = Fraction(5, 2)
"""Seconds in which the bed fades at the end of the cut; of a short cut a quarter."""
SINKS, RISES = Fraction(1, 5), Fraction(1, 2)
"""Seconds in which the bed sinks before somebody speaks, and rises behind it."""
BREATH = Fraction(3, 2)
"""Seconds between two who speak below which the bed stays down: it would only pump."""


class Bed:
    """Music kept in a file, placed under a cut."""

    def __init__(
        self, music: Music, kept: PcmFile, count: int, rate: int, decibels: tuple[float, float]
    ) -> None:
        """Place it.

        Args:
            music: what the cut says of it.
            kept: its samples from the first.
            count: samples of the cut.
            rate: samples per second.
            decibels: what it is turned up by where nobody speaks, and where somebody does.
        """
        duration = Fraction(count, rate)
        self.count = count
        self._kept, self._rate, self._decibels = kept, rate, decibels
        self._passes = tuple(passes(Fraction(kept.count, rate), music.start, duration))
        self._knots = knots(music.speech)
        self._goes = Fade(min(GOES, duration / 4))

    @property
    def peak(self) -> float:
        """The most that a sample of it may have."""
        return self._kept.peak * 10 ** (max(self._decibels) / 20)

    def read(self, first: int, last: int) -> Samples:
        """Return samples `first` to `last`, (n, 2) float32; zeros where the cut is over."""
        heard = np.zeros((last - first, 2), np.float32)
        for each in self._passes:
            self._lay(each, heard, first, last)
        heard *= self._gain(first, last)
        within = {"fade_in": COMES, "fade_out": self._goes}
        return heard * edge_gain(0, self.count, first, last, self._rate, **within)

    def _lay(self, each: Pass, heard: Samples, first: int, last: int) -> None:
        """Add one pass to the samples `first` to `last`."""
        rate = self._rate
        begin, skipped = nearest(each.at * rate), nearest(each.start * rate)
        end = begin + nearest(each.end * rate) - skipped
        low, high = max(first, begin), min(last, end)
        if low >= high:
            return
        there = self._kept.read(low - begin + skipped, high - begin + skipped)
        crossing_in, crossing_out = (
            Fade(length, "power") if length else None
            for length in (each.crossing_in, each.crossing_out)
        )
        gain = edge_gain(begin, end, low, high, rate, fade_in=crossing_in, fade_out=crossing_out)
        heard[low - first : high - first] += there * gain

    def _gain(self, first: int, last: int) -> Samples:
        """Return the gain by speech for samples `first` to `last`; (n, 1) float32."""
        times, downs = self._knots
        free, ducked = self._decibels
        down = np.interp(np.arange(first, last) / self._rate, times, downs)
        # In decibels along a raised cosine: no bend is heard at either end.
        decibels = free + (ducked - free) * (0.5 - 0.5 * np.cos(np.pi * down))
        gain: Samples = (10 ** (decibels / 20)).astype(np.float32)
        return gain[:, np.newaxis]


class Mixed:
    """Two sounds heard at once."""

    def __init__(self, programme: Readable, bed: Bed) -> None:
        """Both begin together; it is as long as the programme."""
        self._programme, self._bed = programme, bed
        self.count = programme.count

    def read(self, first: int, last: int) -> Samples:
        """Return samples `first` to `last`, (n, 2) float32; zeros outside."""
        return self._programme.read(first, last) + self._bed.read(first, last)


def lay_bed(
    music: Music,
    file: Path,
    count: int,
    rate: int,
    *,
    reference: float | None,
    stopper: ffmpeg.Stopper | None = None,
) -> Bed:
    """Decode music into a file, as much of it as a cut needs, and place it under the cut.

    Args:
        music: what the cut says of it.
        file: where its samples are kept.
        count: samples of the cut.
        rate: samples per second.
        reference: loudness of the programme without music, in LUFS. None where that has none: then
            the music is as loud as it is, and only sinks where somebody speaks.
        stopper: may end it from another thread.

    Raises:
        InputError: the music cannot be read, or is over before `music.start`.
        FfmpegFailed: ffmpeg could not measure it.
    """
    kept = PcmFile.empty(file)
    needed = nearest(music.start * rate) + count
    pieces = (as_bytes(block) for block in _first(kept.write(_decoded(music, rate)), needed))
    own = measure_pcm(pieces, rate, stopper).loudness
    if kept.count <= nearest(music.start * rate):
        raise InputError(
            f"{music.path}: this music is over before {float(music.start):g} s, where the cut is "
            "to begin with it",
            Path(music.path),
        )
    levels = music.level, music.ducked
    if own is None or reference is None:
        decibels = 0.0, levels[1] - levels[0]
    else:
        decibels = reference + levels[0] - own, reference + levels[1] - own
    return Bed(music, kept, count, rate, decibels)


def _decoded(music: Music, rate: int) -> Iterator[Samples]:
    return music_blocks(Path(music.path), sample_rate=rate)


def _first(blocks: Iterator[Samples], needed: int) -> Iterator[Samples]:
    """Pass blocks on until so many samples are there."""
    given = 0
    for block in blocks:
        yield block
        given += len(block)
        if given >= needed:
            return


def knots(speech: Sequence[TimeRange]) -> tuple[list[float], list[float]]:
    """Return how far the bed is down when: times in seconds and shares, 0 for up to 1 for down.

    Between them it moves evenly. Spans that lie near each other are one.
    """
    merged: list[tuple[Fraction, Fraction]] = []
    for span in sorted(speech):
        if merged and span.start - merged[-1][1] < BREATH:
            merged[-1] = merged[-1][0], max(merged[-1][1], span.end)
        else:
            merged.append((span.start, span.end))
    if not merged:
        return [0.0], [0.0]
    times = [float(t) for a, b in merged for t in (a - SINKS, a, b, b + RISES)]
    return times, [0.0, 1.0, 1.0, 0.0] * len(merged)
