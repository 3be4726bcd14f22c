"""Every frame of a film, or of a part of it, measured for all that is told from pictures.

The frame is made small once, and shots, signals and keyframe candidates share that. Knows nothing
about decoding, nor about what becomes of the measures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.analysis.closing import Batch
from cutter.analysis.keyframes import CandidateKeeper
from cutter.analysis.shots import ShotFinder
from cutter.analysis.signals import SignalMeter
from cutter.analysis.small import halved

if TYPE_CHECKING:
    from fractions import Fraction

    from cutter.analysis.settings import DetectorSettings
    from cutter.media.decode import PictureFrame


class Gauge:
    """Takes frames in shown order and keeps what tells shots, signals and keyframes."""

    def __init__(self, settings: DetectorSettings, frame_rate: Fraction) -> None:
        """Set up the detector.

        Args:
            settings: which detector, and how sensitive.
            frame_rate: the film's nominal rate.
        """
        self._finder = ShotFinder(settings, frame_rate)
        self._meter, self._keeper = SignalMeter(), CandidateKeeper()
        self._times: list[Fraction] = []

    def take(self, frame: PictureFrame, left_out: int = 0) -> None:
        """Measure a frame.

        Args:
            frame: the next one.
            left_out: how many frames of the film before this one were not given.
        """
        small = frame.small()
        half = halved(small)
        self._times.append(frame.time)
        if self._finder.take(small, half, left_out):
            self._keeper.cut(frame.time)
        self._meter.take(frame.time, half)
        if self._keeper.wants(frame.time) and not frame.is_corrupt:
            self._keeper.keep(frame.time, frame.upright(), small)

    def finish(self) -> None:
        """Say that all frames were taken."""
        self._finder.finish()

    def gathered(self) -> Batch:
        """Return what was kept since the last call, and forget it."""
        times, self._times = self._times, []
        return Batch(
            self._finder.gathered(), times, self._keeper.gathered(), self._meter.gathered()
        )
