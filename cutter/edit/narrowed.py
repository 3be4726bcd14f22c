"""What was last made of the same shots so that no word is cut, and which of it still holds.

A shot's way hangs on its moment, on what may be used of it and of its neighbours, and on what is
pinned. Knows nothing about how a way is found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections import OrderedDict
    from collections.abc import Mapping, Set

    from numpy.typing import NDArray

    from cutter.edit.material import Material
    from cutter.edit.ways import Way
    from cutter.schema import TimeRange

    Indices = NDArray[np.intp]

_MOST: Final = 3
"""Requests of which the last material is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """How shots are taken; the fields are those of `Material`."""

    usable: tuple[TimeRange | None, ...]
    frames: Indices
    excluded: tuple[str, ...]
    least: Indices
    kept: NDArray[np.float64]
    ways: Mapping[int, tuple[Way, ...]]
    way: Mapping[int, Way]
    partners: Mapping[int, int]


class Narrowed:
    """Material as it was laid out, and what was made of it."""

    def __init__(self, whole: Material, made: Material) -> None:
        """Keep what can be held against other material; neither the films nor their scores."""
        self._moments, self._pinned = whole.moments, _pinned(whole)
        self._usable, self._excluded, self._frames = whole.usable, whole.excluded, whole.frames
        self.taken = Taken(**{each.name: getattr(made, each.name) for each in fields(Taken)})

    def stale(self, whole: Material) -> frozenset[int]:
        """Return the numbers of the shots of which another way may have to be taken.

        Args:
            whole: material over the same ground, laid out for the same request but for pins and
                bans.
        """
        others = {
            *_changed(self._usable, whole.usable),
            *_changed(self._excluded, whole.excluded),
            *np.flatnonzero(self._frames != whole.frames).tolist(),
            *(number for number, _ in self._pinned ^ _pinned(whole)),
        }
        near = {number + step for number in others for step in (-1, 0, 1)}
        stale = {*_changed(self._moments, whole.moments), *near}
        return frozenset(number for number in stale if 0 <= number < len(whole.where))


def keep(
    late: OrderedDict[tuple[object, ...], Narrowed], key: tuple[object, ...], made: Narrowed
) -> None:
    """Keep what was made last for a request, and that of a few others."""
    late[key] = made
    late.move_to_end(key)
    while len(late) > _MOST:
        late.popitem(last=False)


def _changed(before: tuple[object, ...], after: tuple[object, ...]) -> list[int]:
    return [
        number
        for number, (one, other) in enumerate(zip(before, after, strict=True))
        if one is not other and one != other
    ]


def _pinned(material: Material) -> Set[tuple[int, bool]]:
    """Return the numbers of pinned shots, and whether a pinned range goes through them."""
    in_range = {(piece.number, True) for piece in material.fixed}
    return in_range | {(number, False) for number in material.pinned}
