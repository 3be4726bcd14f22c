"""Whether a written cut shows, at every clip's edges, the very frames that were asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.schema import EditDecisionList

    Luma = NDArray[np.float32]

BLOCK = 4
"""Pixels that are averaged along each side: grain differs from frame to frame, and encoders drop
it; what moves is larger."""
ALIKE = 0.25
"""Squared levels by which a neighbour may be nearer than the right frame: where a picture stands
still, which one is nearer is the encoder's chance."""
FAITHFUL = 0.2
"""The largest error of the right frame, as a share of its variance: another picture's error is
about the sum of both variances, an encoder's a few hundredths."""


def exact_edges(edl: EditDecisionList, cut: Path) -> tuple[int, int]:
    """Return how many of the clips' first and last frames are the right ones, and of how many.

    A frame is right when it looks like the source's frame, and none of that one's neighbours is
    more like it. Where frames are missing or too many, those that are out of place are wrong.
    """
    rate = edl.output.frame_rate
    asked: list[tuple[int, int]] = []
    place = 0
    for clip in edl.clips:
        start, end = (
            round(time * rate) for time in (clip.source_range.start, clip.source_range.end)
        )
        asked += [(place, start), (place + end - start - 1, end - 1)]
        place += end - start
    written = _frames(cut, {where for where, _ in asked})
    wanted = {frame + step for _, frame in asked for step in (-1, 0, 1)}
    source = _frames(Path(edl.sources[0].path), wanted)
    right = sum(_is_right(written.get(where), source, frame) for where, frame in asked)
    return right, len(asked)


def _is_right(shown: Luma | None, source: dict[int, Luma], frame: int) -> bool:
    if shown is None or frame not in source or shown.shape != source[frame].shape:
        return False
    errors = {
        step: _error(shown, source[frame + step]) for step in (-1, 0, 1) if frame + step in source
    }
    is_nearest = errors[0] <= min(errors.values()) + ALIKE
    return is_nearest and errors[0] <= FAITHFUL * float(source[frame].var())


def _error(one: Luma, other: Luma) -> float:
    return float(np.square(one - other).mean())


def _frames(path: Path, numbers: set[int]) -> dict[int, Luma]:
    """Decode a file once and return the luma of some frames, counted from its first."""
    import av

    found: dict[int, Any] = {}
    last = max(numbers)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_type = "AUTO"
        for number, frame in enumerate(container.decode(stream)):
            if number in numbers:
                found[number] = _averaged(frame.planes[0])
            if number >= last:
                break
    return found


def _averaged(plane: Any) -> Luma:  # noqa: ANN401 - PyAV's own
    """Return a plane's levels, averaged over blocks."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    height, width = plane.height // BLOCK * BLOCK, plane.width // BLOCK * BLOCK
    shape = (height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    blocks: Luma = rows[:height, :width].reshape(shape).mean(axis=(1, 3), dtype=np.float32)
    return blocks
