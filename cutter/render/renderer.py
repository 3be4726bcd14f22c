"""The interface of what turns an edit decision list into encoded pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.progress import Progress
    from cutter.schema import EditDecisionList, Media


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
    ) -> tuple[Path, ...]:
        """Encode the picture of a cut, frame by frame as `timeline.place` says.

        Args:
            edl: the cut.
            films: the opened sources, in the order of `edl.sources`.
            work: a folder for the files that are made; finished ones found there may be reused.
            progress: where the encoded frames are counted.

        Returns:
            Files with one H.264 stream each, to be joined in this order; each begins on an IDR
            frame, and all have the same headers.

        Raises:
            RenderError: the pictures could not be made.
        """
        ...
