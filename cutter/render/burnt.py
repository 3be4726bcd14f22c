"""Cues drawn as pictures, and over which frames each is laid. Knows nothing about films."""

from __future__ import annotations

import functools
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.render.fonts import font_name
from cutter.render.words import block, draw
from cutter.timeline.captions import captions_of
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.schema import EditDecisionList, Output

    Grey = NDArray[np.uint8]

CUE_SIZE: Final = 1 / 18
"""Of a cue's letters, in heights of the frame, or in three quarters of its width where that is
less."""
CUE_BOX: Final = (0.9, 0.5)
"""Of the frame's width and height, what cues may fill: the safe area for words (EBU R 95) leaves
5 % free on each side."""
CUE_MARGIN: Final = 0.05
"""Of the frame's height, free below cues."""
OUTLINE: Final = 1 / 12
"""Thickness of the dark line around letters, in their size."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cue that is drawn into the picture."""

    first: int
    """Number of the first output frame with it."""
    end: int
    """One past that of the last."""
    text: str


@dataclass(frozen=True, slots=True)
class Burnt:
    """What is drawn into the frames of one segment, in a file of pictures."""

    path: Path
    begins: tuple[int, ...]
    """For each picture the frame, counted from the segment's first, from which on it is shown."""
    top: int
    """Where the pictures lie in the frame, in pixels from above; even."""
    digest: str
    """Of the pictures."""


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues that are drawn into a cut's picture."""

    output: Output
    shown: tuple[Shown, ...] = ()
    """Ordered by their first frame."""
    letters: str = ""
    """Every character of theirs: one font is taken for all of them."""

    @classmethod
    def of(cls, edl: EditDecisionList) -> Cues:
        """Return those of a cut; none where none are to be drawn."""
        if edl.output.burnt_in is None:
            return cls(edl.output)
        rate = edl.output.frame_rate
        shown = []
        for cue in captions_of(edl, edl.output.burnt_in):
            first = nearest(cue.span.start * rate)
            shown.append(Shown(first, max(first + 1, nearest(cue.span.end * rate)), cue.text))
        letters = "".join(sorted({letter for one in shown for letter in one.text}))
        return cls(edl.output, tuple(sorted(shown, key=lambda one: (one.first, one.end))), letters)

    @property
    def font(self) -> str:
        """What tells the font from others; empty without cues."""
        return font_name(self.letters) if self.shown else ""

    @property
    def top(self) -> int:
        """Above which row of the frame nothing is drawn; even."""
        return int(self.output.height * (1 - CUE_BOX[1] - CUE_MARGIN)) // 2 * 2

    def states(self, first: int, count: int) -> list[tuple[int, tuple[str, ...]]]:
        """Return what is to be read in a run of frames, whenever it changes.

        Args:
            first: number of the first frame.
            count: of the frames.

        Returns:
            Frames, counted from the first, and the texts from there on, the earliest cue first. It
            begins with frame 0; nothing at all where nothing is to be read.
        """
        mine = [cue for cue in self.shown if cue.first < first + count and cue.end > first]
        if not mine:
            return []
        changes = {at for cue in mine for at in (cue.first, cue.end) if first < at < first + count}
        return [
            (at - first, tuple(cue.text for cue in mine if cue.first <= at < cue.end))
            for at in sorted({first, *changes})
        ]

    def pictures(self, texts: tuple[str, ...]) -> tuple[Grey, Grey]:
        """Return cues as drawn: the first lowest, white with a dark line around each letter.

        Returns:
            Two pictures, (height, width) uint8: how white the words are, and how much they cover.
        """
        return _drawn(texts, self.letters, self.output)

    def written(self, changes: Sequence[tuple[int, tuple[str, ...]]], path: Path) -> Burnt:
        """Write the pictures of some states to a file, one PNG behind the other."""
        from PIL import Image

        with io.BytesIO() as file:
            for _, texts in changes:
                white, cover = self.pictures(texts)
                both = np.dstack([white, white, white, cover])
                Image.fromarray(both[self.top :]).save(file, "PNG", compress_level=1)
            data = file.getvalue()
        path.write_bytes(data)
        digest = hashlib.blake2b(data, digest_size=8).hexdigest()
        return Burnt(path, tuple(at for at, _ in changes), self.top, digest)


@functools.lru_cache(maxsize=4)
def _drawn(texts: tuple[str, ...], letters: str, output: Output) -> tuple[Grey, Grey]:
    shape = output.height, output.width
    white, cover = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    size = round(CUE_SIZE * min(output.height, output.width * 4 / 3))
    room = int(output.height * CUE_BOX[1])
    below = round(output.height * (1 - CUE_MARGIN))
    for text in texts:
        width = int(output.width * CUE_BOX[0])
        made = block(text, size, width, room // len(texts), letters)
        below -= made.height
        draw(made, cover, below, max(1, round(made.size * OUTLINE)))
        draw(made, white, below)
    for picture in (white, cover):
        picture.flags.writeable = False
    return white, cover
