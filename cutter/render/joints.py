"""Decodes the joints of an assembled picture, and says which clips do not hold.

Around every joint all frames must be there, in order, and the first frames of what was copied must
be the film's own, bit for bit. Knows nothing about how parts were made.
"""

from __future__ import annotations

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError
from cutter.media.native import native_frames, shown_numbers
from cutter.media.policy import NO_LIMITS
from cutter.media.source import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cutter.render.parts import Part
    from cutter.schema import Media

AROUND: Final = 2
"""Frames decoded on either side of a joint."""
NEAR: Final = 12
"""Frames between two joints that are looked at in one go."""


def broken_clips(
    path: Path, parts: Sequence[Part], films: Sequence[Media], workers: int = 1
) -> set[int]:
    """Return the clips with a copied part whose joints do not hold.

    Args:
        path: the assembled picture.
        parts: what it was assembled from, in order.
        films: the cut's sources.
        workers: how many joints are decoded at once.

    Raises:
        InputError: a film, or the picture itself, cannot be decoded at all.
    """
    starts = [0, *itertools.accumulate(part.count for part in parts)]
    total = starts.pop()
    originals = _originals(parts, starts, films)
    picture = open_source(path, NO_LIMITS)
    # Where encoded frames follow encoded ones there is nothing new: one encoder made both.
    joints = [
        start
        for before, part, start in zip((None, *parts), parts, starts, strict=False)
        if part.run is not None or (before is not None and before.run is not None)
    ]
    stretches = _stretches(joints, total)
    shares = [stretches[at::workers] for at in range(min(workers, len(stretches)))]
    with ThreadPoolExecutor(workers, thread_name_prefix="joints") as pool:
        if all(pool.map(lambda share: _hold(picture, share, originals), shares)):
            return set()
    broken: set[int] = set()
    for first, end in stretches:
        touched = {
            part.clip
            for part, start in zip(parts, starts, strict=True)
            if part.run is not None and start < end and start + part.count > first
        }
        if touched and not _hold(picture, [(first, end)], originals):
            broken |= touched
    return broken


def _hold(
    picture: Media, stretches: Sequence[tuple[int, int]], originals: Mapping[int, bytes]
) -> bool:
    """Whether all frames of some stretches come in order, the originals among them unchanged."""
    wanted = [n for first, end in stretches for n in range(first, end)]
    same = [number for number in wanted if number in originals]
    runs = [(number, 1) for number in same]
    for at in range(len(runs) - 1, 0, -1):
        if same[at] == same[at - 1] + 1:
            runs[at - 1] = (same[at - 1], 1 + runs.pop(at)[1])
    try:
        numbers = list(shown_numbers(picture, [(first, end - first) for first, end in stretches]))
        frames = dict(native_frames(picture, runs, is_brief=True))
    except InputError:
        return False
    return numbers == wanted and all(_digest(frames[n]) == originals[n] for n in same)


def _originals(
    parts: Sequence[Part], starts: Sequence[int], films: Sequence[Media]
) -> dict[int, bytes]:
    """Return digests of the film's frames with which each copied part begins, by place."""
    wanted: dict[int, bytes] = {}
    for source in {part.source for part in parts if part.run is not None}:
        mine = [
            (part.first, min(part.count, AROUND), start)
            for part, start in zip(parts, starts, strict=True)
            if part.run is not None and part.source == source
        ]
        places = (start + at for _, count, start in mine for at in range(count))
        frames = native_frames(films[source], [run[:2] for run in mine], is_brief=True)
        for place, (_, frame) in zip(places, frames, strict=True):
            wanted[place] = _digest(frame)
    return wanted


def _stretches(joints: Sequence[int], total: int) -> list[tuple[int, int]]:
    """Return the frames around all joints, those of near joints in one stretch."""
    found: list[tuple[int, int]] = []
    for start in joints:
        first, end = max(0, start - AROUND), min(total, start + AROUND)
        if found and first - found[-1][1] < NEAR:
            found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    return found


def _digest(frame: bytes) -> bytes:
    return hashlib.blake2b(frame, digest_size=16).digest()
