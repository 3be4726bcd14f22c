"""Encodes sound as loud as asked for, with no true peak above -1 dBTP in what a player decodes.

Knows nothing about where the sound comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.render.compiled import TARGET, compiled
from cutter.render.limiter import limited, overshoot
from cutter.render.loudness import measure_file, measure_pcm
from cutter.render.pcm import as_bytes, in_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cutter.render.loudness import Measured
    from cutter.render.pcm import Readable

HIGHEST_PEAK = -1.0
"""dBTP, the most that EBU R128 allows."""
SPARE = 0.1
"""dB that are left below it: ffmpeg tells peaks rounded to as much."""
FIRST_CEILING = -1.5
"""dBTP to which the sound is limited before it is encoded: AAC at 192 kbit/s moves peaks by some
tenths of a decibel."""
NEAR = 0.2
"""LU from the target at which nothing is tried any more; 0.5 are promised."""
PROMISED = 0.5
MOST_GAIN = 48.0
"""dB. Of sound with 16 bits that needs more, fewer than 8 are left: that is noise."""
LEAST_BROUGHT = 0.25
"""LU of loudness that each further decibel must bring where a limiter takes back the peaks: below
that, more would only flatten the sound."""
MOST_LOST = 3.0
"""LU of loudness at most that encoding is taken to change."""
ROUNDS = 8
BIT_RATE = "192k"


def encode(
    pieces: Iterator[bytes], target: Path, rate: int, stopper: ffmpeg.Stopper | None = None
) -> None:
    """Write stereo float32 samples to an .m4a of our own as AAC, at one go.

    Raises:
        FfmpegFailed: the encoder failed.
    """
    import ffmpeg as graph

    source = graph.input("pipe:0", **ffmpeg.ONLY_PIPE, format="f32le", ar=str(rate), ac="2")
    written = graph.output(
        source,
        TARGET,
        **{"c:a": "aac", "b:a": BIT_RATE, "map_metadata": "-1"},
        **{"fflags": "+bitexact", "flags:a": "+bitexact", "format": "ipod"},
    )
    ffmpeg.run(compiled(written, target), feed=pieces, stopper=stopper)


@dataclass(slots=True)
class Levelling:
    """A sound on its way to a file: how it is turned up and where it is limited, in decibels."""

    sound: Readable
    rate: int
    target: Path
    stopper: ffmpeg.Stopper | None = None
    gain: float = 0.0
    ceiling: float = FIRST_CEILING

    def encode(self) -> Measured:
        """Write the sound as it is set now, and measure what was written."""
        encode(self._pieces(), self.target, self.rate, self.stopper)
        return measure_file(self.target, self.stopper)

    def settle(self, straight: float, aim: float) -> None:
        """Find the gain with which the limited sound is as loud as wanted.

        The limiter takes some of the loudness away, so that it needs more than it seems.

        Args:
            straight: the gain that would do without a limiter.
            aim: what the loudness shall be, in LUFS.
        """
        least = min(straight, MOST_GAIN)
        self.gain = min(max(self.gain, least), MOST_GAIN)
        before: tuple[float, float] | None = None
        for _ in range(ROUNDS):
            found = measure_pcm(self._pieces(), self.rate, self.stopper).loudness
            if found is None or abs(aim - found) < NEAR / 2:
                return
            brings = 1.0
            if before is not None and before[0] != self.gain:
                brings = (found - before[1]) / (self.gain - before[0])
            if brings < LEAST_BROUGHT and found < aim:
                return
            before = self.gain, found
            gain = self.gain + (aim - found) / max(brings, LEAST_BROUGHT)
            self.gain = min(max(gain, least), MOST_GAIN)

    def _pieces(self) -> Iterator[bytes]:
        for first, last in in_blocks(self.sound, self.rate):
            block = limited(
                self.sound,
                first,
                last,
                gain=10 ** (self.gain / 20),
                ceiling=10 ** (self.ceiling / 20),
                rate=self.rate,
            )
            yield as_bytes(block)


def encode_levelled(work: Levelling, measured: float, wanted: float, peak: float) -> str:
    """Write a sound so that its loudness is what is wanted.

    Args:
        work: what is written, and where to.
        measured: its loudness, in LUFS.
        wanted: what that shall be.
        peak: largest absolute value of its samples.

    Returns:
        What a person should know, in one line; empty where all is as wanted.

    Raises:
        FfmpegFailed: ffmpeg failed.
    """
    # Encoding loses some of the loudness, of noise a whole LU: what is aimed at makes up for it.
    aim = wanted
    tried = set()
    for _ in range(ROUNDS):
        straight = aim - measured
        if peak * overshoot() * 10 ** (straight / 20) <= 10 ** (work.ceiling / 20):
            work.gain = min(straight, MOST_GAIN)
        else:
            work.settle(straight, aim)
        if (work.gain, work.ceiling) in tried:
            break
        tried.add((work.gain, work.ceiling))
        found = work.encode()
        got = wanted if found.loudness is None else found.loudness
        over = found.true_peak - (HIGHEST_PEAK - SPARE)
        if over <= 0 and abs(got - wanted) <= NEAR:
            break
        if over > 0:
            work.ceiling -= over + SPARE
        aim = min(max(aim + wanted - got, wanted - MOST_LOST), wanted + MOST_LOST)
    if found.true_peak > HIGHEST_PEAK:
        return f"the sound has a true peak of {found.true_peak:.1f} dBTP, above -1"
    if abs(got - wanted) <= PROMISED:
        return ""
    if wanted - measured > MOST_GAIN:
        why = f"it is nearly silent, and was turned up by {MOST_GAIN:g} dB"
    else:
        why = "its peaks leave no more below -1 dBTP"
    return f"the sound has {got:.1f} LUFS, not the {wanted:g} asked for: {why}"
