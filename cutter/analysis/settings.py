"""How shots are found: which of PySceneDetect's detectors, with which settings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from cutter.errors import UsageError
from cutter.schema import Speed

DetectorName = Literal["adaptive", "content", "histogram", "hash", "none"]

DEFAULT_THRESHOLDS: dict[DetectorName, float] = {
    "adaptive": 3.5,
    "content": 31.0,
    "histogram": 0.05,
    "hash": 0.395,
    "none": 0.0,
}
"""Adaptive 3.5 and content 31 are the best single settings over BBC, AutoShot and ClipShots
(PySceneDetect 0.7's own measurements); the others are PySceneDetect's defaults."""

PASS_VERSION = 5
"""Raised when the pass itself changes, so that what older versions stored is made anew."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """Which detector, how sensitive, and how short a shot may be.

    Raises:
        UsageError: there is no such detector, or a number makes no sense.
    """

    name: DetectorName = "adaptive"
    threshold: float | None = None
    """None for the detector's own."""
    window: int = 3
    """Frames to each side that the adaptive detector compares with."""
    min_shot: Fraction = Fraction(3, 5)
    """Shortest shot, in seconds."""
    transitions: bool = True
    """Whether dissolves and fades are looked for."""
    speed: Speed = "full"
    """Which frames are looked at: all; those that others lean on; or iframes alone."""

    def __post_init__(self) -> None:
        """Refuse what no detector takes."""
        if self.name not in get_args(DetectorName):
            raise UsageError(
                f"--detector '{self.name}': write one of {', '.join(get_args(DetectorName))}"
            )
        if self.speed not in get_args(Speed):
            raise UsageError(f"speed '{self.speed}': write one of {', '.join(get_args(Speed))}")
        # The comparison is false for NaN as well.
        if self.threshold is not None and not 0 < self.threshold < 1e6:
            raise UsageError(f"--threshold {self.threshold:g}: must be more than zero")
        if not 0 < self.min_shot <= 3600:
            raise UsageError(f"--min-shot {float(self.min_shot):g}s: from 0 to 3600 seconds")

    @property
    def effective_threshold(self) -> float:
        """The threshold that acts."""
        return DEFAULT_THRESHOLDS[self.name] if self.threshold is None else self.threshold

    @property
    def looks_for_blends(self) -> bool:
        """Whether melting pictures are looked for, in a film that has shots at all."""
        return self.transitions and self.name != "none"

    def min_frames(self, frame_rate: Fraction) -> int:
        """Return the shortest shot, in frames."""
        return max(1, round(self.min_shot * frame_rate))

    def key(self) -> str:
        """Return what tells results of these settings from those of others; fit for a file name."""
        shortest = f"{self.min_shot.numerator}o{self.min_shot.denominator}"
        gradual = "t" if self.transitions else "c"
        return (
            f"{self.name}-{self.effective_threshold:g}-{self.window}-{shortest}-{gradual}"
            f"{'' if self.speed == 'full' else f'-{self.speed}'}-p{PASS_VERSION}"
        )
