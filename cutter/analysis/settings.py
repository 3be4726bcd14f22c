"""How shots are found: which of PySceneDetect's detectors, with which settings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from cutter.errors import UsageError

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

PASS_VERSION = 2
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

    def __post_init__(self) -> None:
        """Refuse what no detector takes."""
        if self.name not in get_args(DetectorName):
            raise UsageError(
                f"--detector '{self.name}': write one of {', '.join(get_args(DetectorName))}"
            )
        # The comparison is false for NaN as well.
        if self.threshold is not None and not 0 < self.threshold < 1e6:
            raise UsageError(f"--threshold {self.threshold:g}: must be more than zero")
        if not 0 < self.min_shot <= 3600:
            raise UsageError(f"--min-shot {float(self.min_shot):g}s: from 0 to 3600 seconds")

    @property
    def effective_threshold(self) -> float:
        """The threshold that acts."""
        return DEFAULT_THRESHOLDS[self.name] if self.threshold is None else self.threshold

    def key(self) -> str:
        """Return what tells results of these settings from those of others; fit for a file name."""
        shortest = f"{self.min_shot.numerator}o{self.min_shot.denominator}"
        gradual = "t" if self.transitions else "c"
        return (
            f"{self.name}-{self.effective_threshold:g}-{self.window}-{shortest}-{gradual}"
            f"-p{PASS_VERSION}"
        )
