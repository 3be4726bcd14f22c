"""Pictures of a film, evenly spread over it, for what takes pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pictures_of(film: Path, count: int, size: tuple[int, int]) -> list[NDArray[np.uint8]]:
    """Return `count` frames of a film, (height, width, 3) uint8 RGB of a size."""
    import av

    pictures: list[Any] = []
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert container.duration is not None
        for number in range(count):
            container.seek(int(container.duration * (number + 0.5) / count))
            frame = next(container.decode(stream))
            shown = frame.reformat(width=size[0], height=size[1], format="rgb24")
            pictures.append(shown.to_ndarray())
    return pictures
