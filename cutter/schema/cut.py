"""The cut itself: what of which films is shown, in which order, and what the file is like."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cutter.schema.span import TimeRange
from cutter.schema.taste import Order, Reason


@dataclass(frozen=True, slots=True)
class Source:
    """A film that a cut draws on."""

    path: str
    """Relative to the plan's folder where the plan is written, else absolute; with `/`."""
    fingerprint: str
    duration: Fraction
    frame_rate: Fraction
    audio: int | None = None
    """Stream index of the sound track that is heard; None for the film's default one."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A used piece of one shot, or of neighbouring shots joined."""

    source: int
    """Index into the list's sources."""
    shots: tuple[int, ...]
    source_range: TimeRange
    audio_range: TimeRange
    """The same as the picture's, except in a J or L cut."""
    score: float
    reasons: tuple[Reason, ...]
    pinned: bool = False
    """Asked for by `--must` or by the profile's `must`."""


@dataclass(frozen=True, slots=True)
class Output:
    """What the finished file is like."""

    width: int
    height: int
    """Both even, square pixels."""
    frame_rate: Fraction
    crf: int = 20
    preset: str = "medium"
    sample_rate: int = 48_000
    has_sound: bool = True


@dataclass(frozen=True, slots=True)
class EditDecisionList:
    """The cut, in playing order. Preview, render and every export read it and nothing else."""

    sources: tuple[Source, ...]
    clips: tuple[Clip, ...]
    output: Output
    profile: str
    """The profile's name, for people; empty for none."""
    model: str
    budget: Fraction
    """The length to fill, in seconds."""
    order: Order
    gap: float
    """How far the choice may be from the best possible, 0 to 1 (an upper bound)."""
    notes: tuple[str, ...] = ()
    """What a person should know of this cut, a sentence each."""

    @property
    def duration(self) -> Fraction:
        """Length of the cut, in seconds."""
        return sum((clip.source_range.duration for clip in self.clips), Fraction(0))
