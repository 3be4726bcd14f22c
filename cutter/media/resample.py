"""Decoded sound turned into blocks of stereo samples at one rate, each at its exact time.

Knows nothing about files; times are on the clock of the stamps given to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av import AudioFifo
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

SLACK = Fraction(1, 100)
"""Seconds by which stamps may stray before they mean a gap and not rounding or jitter."""
_SLACK_SECONDS = float(SLACK)


@dataclass(frozen=True, slots=True, eq=False)
class SoundBlock:
    """A stretch of sound without a gap."""

    time: Fraction
    """When its first sample is heard, on our clock, in seconds; may be negative."""
    samples: Samples
    """(n, 2) float32, left and right, at the rate asked for."""


class Stereo:
    """Resamples one track; sound without a gap stays one run, placed by its first stamp.

    Decoders give some 20 ms at a time; they are gathered to whole seconds, because what is done
    for each block costs more than what is done for each sample.
    """

    def __init__(self, sample_rate: int) -> None:
        """Blocks come out at `sample_rate`."""
        self._rate = sample_rate
        self._resampler: AudioResampler | None = None
        self._gathered: AudioFifo | None = None
        self._shape: tuple[str, str, int] | None = None
        self._begin, self._begin_seconds = Fraction(0), 0.0
        self._samples_in = 0
        self._samples_out = 0

    def push(self, frame: AudioFrame, time: Fraction | None) -> Iterator[SoundBlock]:
        """Take a decoded frame that begins at `time` (None: right after the last one)."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        is_gap = time is not None and not self.expects(float(time))
        if self._gathered is None or shape != self._shape or is_gap:
            expected = self._begin + Fraction(self._samples_in, frame.sample_rate or 1)
            yield from self.flush()
            self._start(frame, expected if time is None else time, shape)
        self._samples_in += frame.samples
        # The resampler must count samples, not follow stamps that stray by a little.
        frame.pts = None
        if self._gathered is not None:
            self._gathered.write(frame)
            if self._gathered.samples >= frame.sample_rate:
                yield from self._resampled()

    def flush(self) -> Iterator[SoundBlock]:
        """Give out what is still held, and end the run."""
        if self._resampler is not None:
            yield from self._resampled()
            yield from self._blocks(self._resampler.resample(None))
        self._resampler = self._gathered = None

    def expects(self, seconds: float) -> bool:
        """Whether a frame that begins at this time follows the last one without a gap."""
        if self._gathered is None or self._shape is None:
            return False
        # Nanoseconds at most are lost to floats here, and the slack is 10 ms.
        ends = self._begin_seconds + self._samples_in / self._shape[2]
        return abs(seconds - ends) <= _SLACK_SECONDS

    def _start(self, frame: AudioFrame, time: Fraction, shape: tuple[str, str, int]) -> None:
        """Begin a run of frames of one shape."""
        from av import AudioFifo
        from av.audio.resampler import AudioResampler

        self._begin, self._begin_seconds, self._shape = time, float(time), shape
        self._samples_in = self._samples_out = 0
        # swresample lowers mono by 3 dB when it spreads it over two channels; we do not.
        layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
        self._resampler = AudioResampler(format="fltp", layout=layout, rate=self._rate)
        self._gathered = AudioFifo()

    def _resampled(self) -> Iterator[SoundBlock]:
        """Resample what was gathered."""
        if self._gathered is None or self._resampler is None:
            return
        frame = self._gathered.read(0, partial=True)
        if frame is not None:
            frame.pts = None
            yield from self._blocks(self._resampler.resample(frame))

    def _blocks(self, frames: list[AudioFrame]) -> Iterator[SoundBlock]:
        import numpy as np

        for frame in frames:
            if frame is None or frame.samples == 0:
                continue
            planes = frame.to_ndarray()
            samples = np.empty((planes.shape[1], 2), dtype=np.float32)
            samples[:, 0] = planes[0]
            samples[:, 1] = planes[-1]
            time = self._begin + Fraction(self._samples_out, self._rate)
            self._samples_out += len(samples)
            yield SoundBlock(time, samples)
