"""The ground truth of generated films, and how detected boundaries are held against it."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from cutter.schema import Boundary


@dataclass(frozen=True)
class Found:
    """How well the boundaries of one film were found."""

    cuts_hit: int
    cuts_missed: int
    extra: int
    """Boundaries that match nothing in the truth."""
    gradual_hit: int
    gradual_total: int

    @property
    def f1(self) -> float:
        """F1 over all boundaries: hard cuts frame-exact, gradual ones once inside the interval."""
        hits = self.cuts_hit + self.gradual_hit
        missed = self.cuts_missed + self.gradual_total - self.gradual_hit
        return 2 * hits / (2 * hits + missed + self.extra)

    @property
    def cut_f1(self) -> float:
        """F1 over the hard cuts alone, frame-exact; every extra boundary counts against it."""
        return 2 * self.cuts_hit / (2 * self.cuts_hit + self.cuts_missed + self.extra)


def read_truth(path: Path) -> dict[str, Any]:
    """Return a truth file's content."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def shot_starts(boundaries: tuple[Boundary, ...]) -> list[Fraction]:
    """Return the times at which one shot gives way to the next."""
    return [(boundary.start + boundary.end) / 2 for boundary in boundaries]


def compare(times: list[Fraction], truth: dict[str, Any]) -> Found:
    """Hold the times of shot changes against the truth.

    Args:
        times: where shots change, in seconds.
        truth: with `frame_rate` and `boundaries`, in frames.
    """
    rate = Fraction(truth["frame_rate"])
    left = sorted(times)
    cuts_hit = cuts_missed = gradual_hit = gradual_total = 0
    for boundary in truth["boundaries"]:
        start, end = boundary["start_frame"], boundary["end_frame"]
        if boundary["kind"] == "cut":
            inside = [time for time in left if time * rate == start]
            cuts_hit += bool(inside)
            cuts_missed += not inside
        else:
            gradual_total += 1
            inside = [time for time in left if start <= time * rate <= end]
            gradual_hit += len(inside) == 1
        for time in inside[:1]:
            left.remove(time)
    return Found(cuts_hit, cuts_missed, len(left), gradual_hit, gradual_total)


def world_seconds(plan: dict[str, Any], truth: dict[str, Any]) -> tuple[dict[str, float], set[int]]:
    """Return how many seconds of a plan come from each world, and which true shots it uses."""
    worlds: dict[str, float] = {}
    used: set[int] = set()
    for clip in plan["clips"]:
        for shot in truth["shots"]:
            shared = min(clip["out_s"], shot["end"]) - max(clip["in_s"], shot["start"])
            if shared > 0:
                worlds[shot["world"]] = worlds.get(shot["world"], 0.0) + shared
                if shared > 0.1:
                    used.add(shot["index"])
    return worlds, used
