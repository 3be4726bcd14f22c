"""Sound turned into momentary loudness and a notion of speech. Knows nothing about shots.

Energies are taken in the frequency domain: every 100 ms of sound gives its power spectrum, weighted
with the K curve of ITU-R BS.1770-4. Four in a row make a momentary value as EBU Tech 3341 has it.
Against ffmpeg's ebur128 this differs by less than 0.5 LU.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.analysis.speech import SpeechFinder

    Array = NDArray[np.float64]

RATE = 48_000
HOP = 4_800
"""100 ms: the step of momentary loudness."""
SILENCE = -70.0
"""LUFS below which the standard's absolute gate counts nothing."""
_BATCH = 10 * HOP
"""Samples that are gathered before they are measured in one go: a second."""
_STEPS = 4
"""Hops in a momentary window of 400 ms."""
_OFFSET = -0.691
"""LUFS of a mean square of 1, from BS.1770."""

_LOWEST_VOICE, _HIGHEST_VOICE = 75.0, 350.0
"""Hz; the pitch of speaking voices, from a deep man's to a child's."""
_LEAST_HARMONY = 0.5
"""Height of the autocorrelation's peak above which sound has a pitch."""
_LEAST_VOICE_BAND = 0.5
"""Share of the power between 100 Hz and 4 kHz, where speech has nearly all of it."""
_QUIETEST_VOICE = -50.0
"""LUFS; quieter sound is not taken for speech."""


class SoundMeter:
    """Takes a film's sound in order and keeps ten numbers a second of it."""

    def __init__(self, speech: SpeechFinder | None = None) -> None:
        """Begin with silence; what is measured is handed on to what listens for speech."""
        self._speech = speech
        self._weights = _k_weighting()
        self._pending: list[NDArray[np.float32]] = []
        self._waiting = 0
        """How many samples are pending."""
        self._at = 0
        """Sample number, on the film's clock, of the first pending sample."""
        self._powers: list[float] = []
        self._voiced: list[bool] = []

    def take(self, time: Fraction, samples: NDArray[np.float32]) -> None:
        """Measure a block.

        Args:
            time: of its first sample, in seconds on the film's clock.
            samples: (n, 2) float32 at 48 kHz. Gaps are silence; what overlaps is dropped.
        """
        start = round(time * RATE)
        reached = self._at + self._waiting
        if start < 0 and reached == 0:
            # The clock's zero must lie on a step: begin on one before it.
            self._at = reached = -HOP * (-start // HOP + 1)
        if start < reached:
            samples = samples[reached - start :]
        if start - reached > _BATCH:
            reached += self._be_silent(start - reached)
        while start > reached:
            gap = min(start - reached, _BATCH)
            self._append(np.zeros((gap, 2), dtype=np.float32))
            reached += gap
        self._append(samples)

    def finish(self) -> SoundCurve:
        """Return the curves of the whole film."""
        self._append(np.zeros((HOP - 1, 2), dtype=np.float32))
        self._measure()
        powers = np.asarray(self._powers)
        if not len(powers):
            return SoundCurve(np.zeros(0), np.zeros(0, dtype=np.bool_))
        padded = np.concatenate([powers, np.zeros(_STEPS - 1)])
        mean = sum(padded[k : k + len(powers)] for k in range(_STEPS)) / _STEPS
        loudness = _as_lufs(np.asarray(mean))
        voiced = np.asarray(self._voiced, dtype=np.bool_)
        return SoundCurve(loudness, voiced & (_as_lufs(powers) > _QUIETEST_VOICE))

    def _be_silent(self, length: int) -> int:
        """Take in the whole windows of a long silence, which need no measuring.

        Returns:
            How many samples that is, at most `length`.
        """
        fill = -self._waiting % HOP
        self._append(np.zeros((fill, 2), dtype=np.float32))
        self._measure()
        count = (length - fill) // HOP
        # What lies before the first frame shown is not part of the film.
        kept = count - min(count, max(0, -self._at // HOP))
        self._powers += [0.0] * kept
        self._voiced += [False] * kept
        if self._speech is not None:
            self._speech.be_silent(Fraction(kept * HOP, RATE))
        self._at += count * HOP
        return fill + count * HOP

    def _append(self, samples: NDArray[np.float32]) -> None:
        """Add samples; once there are enough, measure every window that they complete."""
        self._pending.append(samples)
        self._waiting += len(samples)
        if self._waiting >= _BATCH:
            self._measure()

    def _measure(self) -> None:
        samples = np.concatenate(self._pending)
        count = len(samples) // HOP
        windows = samples[: count * HOP].reshape(count, HOP, 2)
        # What lies before the first frame shown is not part of the film.
        windows = windows[min(count, max(0, -self._at // HOP)) :]
        self._pending, self._waiting = [samples[count * HOP :]], len(samples) - count * HOP
        self._at += count * HOP
        if not len(windows):
            return
        if self._speech is not None:
            self._speech.hear(windows.reshape(-1, 2))
        spectra = np.fft.rfft(windows.astype(np.float64), axis=1)
        power = (np.square(spectra.real) + np.square(spectra.imag)).sum(axis=2)
        # Parseval: the mean square is twice the one-sided sum over the squared length.
        self._powers += ((power * self._weights).sum(axis=1) * 2 / HOP**2).tolist()
        self._voiced += _are_voiced(power).tolist()


class SoundCurve:
    """A film's sound as ten numbers a second."""

    def __init__(self, loudness: Array, voiced: NDArray[np.bool_]) -> None:
        """Keep the curves.

        Args:
            loudness: (n,) momentary loudness in LUFS of the 400 ms from each tenth of a second on.
            voiced: (n,) whether the 100 ms from there on sound like a voice.
        """
        self.loudness = loudness
        self.voiced = voiced

    def loudest(self, start: Fraction, end: Fraction) -> float:
        """Return the loudest momentary value within a span, in LUFS."""
        # A window that reaches over the end would take in the next shot's sound.
        first, last = self._steps(start, end)
        inside = self.loudness[first : max(first + 1, last - _STEPS + 1)]
        return round(float(inside.max()), 2) if len(inside) else SILENCE

    def voiced_share(self, start: Fraction, end: Fraction) -> float:
        """Return the share of a span in which somebody seems to speak, 0 to 1."""
        first, last = self._steps(start, end)
        inside = self.voiced[first:last]
        return round(float(inside.mean()), 4) if len(inside) else 0.0

    @staticmethod
    def _steps(start: Fraction, end: Fraction) -> tuple[int, int]:
        step = Fraction(HOP, RATE)
        first = -int(-start // step)
        return first, max(first + 1, int(end // step))


def _as_lufs(power: Array) -> Array:
    floor = 10 ** ((SILENCE - _OFFSET) / 10)
    lufs: Array = _OFFSET + 10 * np.log10(np.maximum(power, floor))
    return lufs


def _k_weighting() -> Array:
    """Return the K curve's power gain at each frequency of a window, (HOP / 2 + 1,).

    The two biquads at 48 kHz with the coefficients of BS.1770-4, tables 1 and 2.
    """
    z = np.exp(-2j * np.pi * np.arange(HOP // 2 + 1) / HOP)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    gain: Array = np.square(np.abs(shelf * high))
    return gain


def _are_voiced(power: Array) -> NDArray[np.bool_]:
    """Whether power spectra have a voice's pitch and lie where voices lie.

    A modest measure: singing and some instruments pass as well.

    Args:
        power: (n, bins), one spectrum for each 100 ms.
    """
    hertz = RATE / HOP
    total = power.sum(axis=1)
    band = power[:, int(100 / hertz) : int(4000 / hertz)].sum(axis=1)
    limited = power.copy()
    limited[:, int(2000 / hertz) :] = 0
    limited[:, : int(60 / hertz)] = 0
    correlation = np.fft.irfft(limited, axis=1)
    highest = correlation[:, int(RATE / _HIGHEST_VOICE) : int(RATE / _LOWEST_VOICE)].max(axis=1)
    voiced: NDArray[np.bool_] = (
        (total > 0)
        & (band >= _LEAST_VOICE_BAND * total)
        & (correlation[:, 0] > 0)
        & (highest > _LEAST_HARMONY * correlation[:, 0])
    )
    return voiced
