"""Two ways of doing a thing, timed in turns, as a ratio with its spread."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How much longer one thing took than another, run in turns."""

    ratios: tuple[float, ...]
    seconds: float
    """Median time of the thing that is measured."""

    def __str__(self) -> str:
        """Return median and spread: `1.31 (1.28–1.35)`."""
        low, high = min(self.ratios), max(self.ratios)
        return f"{statistics.median(self.ratios):.2f} ({low:.2f}–{high:.2f})"


def in_turns(
    measured: Callable[[], object], yardstick: Callable[[], object], repeats: int
) -> Ratio:
    """Time `measured` against `yardstick`, one after the other, `repeats` times."""
    pairs = [(_seconds(measured), _seconds(yardstick)) for _ in range(repeats)]
    return Ratio(
        tuple(mine / other for mine, other in pairs), statistics.median(m for m, _ in pairs)
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
