"""Encodes sound as loud as asked for, with no true peak above -1 dBTP in what a player decodes.

Knows nothing about where the sound comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.render.compiled import TARGET, compiled
from cutter.render.limiter import limited, overshoot
from cutter.render.loudness import LOWEST, measure_file, measure_pcm
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
MOST_PUSH = 30.0
"""dB of gain at most that the limiter is given beyond what would do without it: so much lies
between low speech and a bang."""
LEAST_BROUGHT = 0.25
"""LU of loudness that each decibel given to the limiter must bring where the target is out of
reach: below that, more would only flatten the sound."""
STEP = 1.2
"""dB of gain that are tried for each LU that is missing, where a limiter takes some of it back."""
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

    def settle(self, straight: float, aim: float) -> float:
        """Find the gain with which the limited sound is as loud as wanted.

        The limiter takes some of the loudness away, so that it needs more than it seems. Where no
        gain within reason does, it is the one that does without the limiter, unless more brings
        a good deal.

        Args:
            straight: the gain that would do without a limiter.
            aim: what the loudness shall be, in LUFS.

        Returns:
            How loud it is with that gain, in LUFS.
        """
        low = min(straight, MOST_GAIN)
        high = min(straight + MOST_PUSH, MOST_GAIN)
        self.gain = min(max(self.gain, low), high)
        known: dict[float, float] = {}
        for _ in range(ROUNDS):
            found = known[self.gain] = self._loudness()
            if abs(found - aim) < NEAR / 2:
                return found
            gain = _next_gain(known, aim, low, high)
            if gain in known:
                break
            self.gain = gain
        if max(known.values()) < aim - NEAR:
            least, most = min(known), max(known)
            is_worth_it = known[most] - known[least] > LEAST_BROUGHT * (most - least)
            self.gain = most if is_worth_it else least
        else:
            self.gain = min(known, key=lambda gain: abs(known[gain] - aim))
        return known[self.gain]

    def _loudness(self) -> float:
        """Measure the sound as it is set now, before it is encoded."""
        found = measure_pcm(self._pieces(), self.rate, self.stopper).loudness
        return LOWEST if found is None else found

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


def _next_gain(known: dict[float, float], aim: float, low: float, high: float) -> float:
    """Return the gain to be tried next, between `low` and `high`.

    Args:
        known: loudness by gain; the more gain, the louder.
        aim: what the loudness shall be.
        low: the least gain.
        high: the most.
    """
    below = max((gain for gain in known if known[gain] < aim), default=None)
    above = min((gain for gain in known if known[gain] >= aim), default=None)
    if below is not None and above is not None:
        share = (aim - known[below]) / (known[above] - known[below])
        # Where loudness hardly grows and then does, a straight line would creep.
        return below + (above - below) * min(max(share, 0.1), 0.9)
    if below is not None:
        return min(below + STEP * (aim - known[below]) * len(known), high)
    if above is not None:
        return max(above - STEP * (known[above] - aim) * len(known), low)
    return low


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
    aim = wanted
    for _ in range(ROUNDS):
        straight = aim - measured
        if peak * overshoot() * 10 ** (straight / 20) <= 10 ** (work.ceiling / 20):
            work.gain = min(straight, MOST_GAIN)
            before = measured + work.gain
        else:
            before = work.settle(straight, aim)
        found = work.encode()
        got = wanted if found.loudness is None else found.loudness
        over = found.true_peak - (HIGHEST_PEAK - SPARE)
        is_reached = abs(got - wanted) <= NEAR or before < aim - NEAR
        if over <= 0 and is_reached:
            break
        if over > 0:
            work.ceiling -= over + SPARE
        # Encoding takes some of the loudness away, of noise a whole LU, and limiting lower too.
        aim = wanted + min(max(before - got, -MOST_LOST), MOST_LOST)
    if found.true_peak > HIGHEST_PEAK:
        return f"the sound has a true peak of {found.true_peak:.1f} dBTP, above -1"
    if abs(got - wanted) <= PROMISED:
        return ""
    if wanted - measured > MOST_GAIN:
        why = f"it is nearly silent, and was turned up by {MOST_GAIN:g} dB"
    else:
        why = "its peaks leave no more below -1 dBTP"
    return f"the sound has {got:.1f} LUFS, not the {wanted:g} asked for: {why}"
