"""What is true about a sample film, as numbers and as the JSON file beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from .plan import FilmPlan

VERSION = 1


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """A film's plan, its size, and the words that are spoken in it."""

    plan: FilmPlan
    width: int
    height: int
    cues: tuple[dict[str, Any], ...] = ()
    """`start` and `end` in seconds, `text`, and `shot`, the shot in which the cue begins."""

    @property
    def shots(self) -> list[dict[str, Any]]:
        """The shots as in the file: index, frames (half-open), seconds, world and motion."""
        rate = self.plan.frame_rate
        return [
            {
                "index": shot.index,
                "start_frame": shot.start_frame,
                "end_frame": shot.end_frame,
                "start": _seconds(shot.start_frame / rate),
                "end": _seconds(shot.end_frame / rate),
                "world": shot.world,
                "motion": shot.motion,
            }
            for shot in self.plan.shots
        ]

    def to_dict(self) -> dict[str, Any]:
        """Lay out what the file holds."""
        plan = self.plan
        return {
            "version": VERSION,
            "seed": plan.seed,
            "width": self.width,
            "height": self.height,
            "frame_rate": _exact(plan.frame_rate),
            "frames": plan.frames,
            "duration": _exact(plan.duration),
            "duration_seconds": _seconds(plan.duration),
            "shots": self.shots,
            "boundaries": [asdict(boundary) for boundary in plan.boundaries],
            "cues": [dict(cue) for cue in self.cues],
        }

    def write(self, path: Path) -> None:
        """Write the JSON file."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def place_cues(plan: FilmPlan, cues: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Tell for each cue of `start`, `end` and `text` in which shot it begins."""
    placed = []
    for cue in cues:
        frame = int(Fraction(str(cue["start"])) * plan.frame_rate)
        shot = next((s.index for s in plan.shots if s.start_frame <= frame < s.end_frame), None)
        placed.append({**cue, "shot": shot})
    return tuple(placed)


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _seconds(value: Fraction) -> float:
    return round(float(value), 6)
