"""Where a cut lies in record timecode. Knows nothing about forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.interchange.timecode import frame_of, is_drop, timecode

if TYPE_CHECKING:
    from fractions import Fraction

    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList


@dataclass(frozen=True, slots=True)
class Record:
    """The record side of a cut."""

    first: int
    """Number of the first frame."""
    rate: Fraction
    drop: bool

    def timecode(self, frame: int) -> str:
        """Return the record timecode of a frame of the cut."""
        return timecode(self.first + frame, self.rate, drop=self.drop)


def record_start(edl: EditDecisionList, export: Export) -> Record:
    """Return where the cut's first frame lies.

    Raises:
        UsageError: the start that was asked for is no timecode of the cut's rate.
    """
    rate = edl.output.frame_rate
    try:
        return Record(frame_of(export.start, rate), rate, is_drop(export.start))
    except ValueError as error:
        raise UsageError(f"--start-timecode: {error}") from error
