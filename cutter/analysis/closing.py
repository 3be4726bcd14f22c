"""Batches of watched frames turned into shots with keyframes and signals, as soon as they are sure.

Knows nothing about decoding; what is heard is laid beside the shots at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cutter.analysis.faces import find_faces
from cutter.analysis.keyframes import Candidate, choose_keyframes, unpack
from cutter.analysis.lettering import lettering
from cutter.analysis.shots import make_shots
from cutter.analysis.signals import Lettered, Rows, picture_of, signals_of
from cutter.schema import Boundary, Keyframe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from cutter.analysis.loudness import SoundCurve
    from cutter.analysis.shots import Glimpses
    from cutter.analysis.stretches import Stretch, Stretches
    from cutter.schema import Shot, Signals

    Seen = Callable[[Sequence[tuple[Keyframe, bytes]]], object]
    """Takes keyframes and their JPEGs as they are chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What the pass kept of successive frames."""

    glimpses: Glimpses
    times: list[Fraction]
    """Of each frame."""
    candidates: list[Candidate]
    rows: Rows


@dataclass(slots=True, eq=False)
class Closer:
    """Takes batches in order, and keeps what is known of the shots so far."""

    stretches: Stretches
    seen: Seen | None = None
    boundaries: list[Boundary] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    missing: list[Shot] = field(default_factory=list)
    """Shots that no candidate fell into."""
    keyframes: list[tuple[Keyframe, bytes]] = field(default_factory=list)
    _times: list[Fraction] = field(default_factory=list)
    _candidates: list[Candidate] = field(default_factory=list)
    _rows: Rows = field(default_factory=Rows)
    _pictures: list[tuple[float, ...]] = field(default_factory=list)
    _looks: dict[int, list[Lettered]] = field(default_factory=dict)

    def take(self, batch: Batch) -> None:
        """Take the next frames; close the shots that they settle."""
        self._times += batch.times
        self._candidates += batch.candidates
        self._rows.add(batch.rows)
        stretch = self.stretches.add(batch.glimpses)
        if stretch is not None:
            self._close(stretch, self._times[stretch.frames])

    def finish(self, end: Fraction) -> None:
        """Close what is left of the film, which ends at `end`."""
        self._close(self.stretches.rest(), end)

    def add(self, key: Keyframe, jpeg: bytes) -> None:
        """Add a keyframe, and measure what only a larger picture shows."""
        self.keyframes.append((key, jpeg))
        picture = unpack(jpeg)
        faces, share = find_faces(picture)
        look = Lettered(key.shot, faces, share, lettering(picture))
        self._looks.setdefault(key.shot, []).append(look)

    def signals(self, sound: SoundCurve) -> tuple[Signals, ...]:
        """Return the signals of all shots, once all is closed and heard."""
        return tuple(
            signals_of(shot, picture, sound, self._looks.get(shot.index, ()))
            for shot, picture in zip(self.shots, self._pictures, strict=True)
        )

    def _close(self, stretch: Stretch, end: Fraction) -> None:
        """Make the shots of a stretch of frames, and forget the frames."""
        times = self._times[: stretch.frames]
        if self.shots:
            self.boundaries.append(Boundary("cut", times[0], times[0]))
        boundaries, shots = make_shots(stretch.changes, times, end, first=len(self.shots))
        self.boundaries += boundaries
        self.shots += shots
        measured = self._rows.until(end)
        self._pictures += [picture_of(shot, measured) for shot in shots]
        mine = [candidate for candidate in self._candidates if candidate.time < end]
        chosen, missing = choose_keyframes(shots, mine)
        self.missing += missing
        for key, jpeg in chosen:
            self.add(key, jpeg)
        if self.seen is not None and chosen:
            self.seen(chosen)
        del self._times[: stretch.frames], self._candidates[: len(mine)]
