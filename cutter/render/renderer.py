"""The interface of what turns an edit decision list into encoded pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.progress import Progress
    from cutter.schema import EditDecisionList, Media


@dataclass(frozen=True, slots=True)
class Pictures:
    """The finished picture of a cut, in one file or several."""

    files: tuple[Path, ...]
    """With one video stream each, to be joined in this order; each begins on an iframe that
    nothing after it reaches behind, and all have the same headers."""
    codec: str = "h264"
    pixel_format: str = "yuv420p"
    frames: int = 0
    """How many frames it has."""
    copied: int = 0
    """How many of them are a film's own packets, never decoded and encoded again."""


class Renderer(Protocol):
    """Makes the picture of a cut; sound, joining and checking are the same for every renderer.

    A new one is added to the dict in `choose.py`, and must pass `tests/contracts/`.
    """

    name: str

    def picture(
        self,
        edl: EditDecisionList,
        films: Sequence[Media],
        work: Path,
        progress: Progress,
    ) -> Pictures:
        """Make the picture of a cut, frame by frame as `timeline.place` says.

        Args:
            edl: the cut.
            films: the opened sources, in the order of `edl.sources`.
            work: a folder for the files that are made; finished ones found there may be reused.
            progress: where the encoded frames are counted.

        Raises:
            RenderError: the pictures could not be made.
        """
        ...
