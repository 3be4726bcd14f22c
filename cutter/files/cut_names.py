"""What a cut's file is called unless somebody names it. Looks at no disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONGEST_NAME: Final = 200
"""Bytes; file systems take 255, and temporary names beside the target are longer than it."""


def default_name(films: Sequence[Path], profiles: Sequence[Path] | None) -> str:
    """Return `<film>.<profile>.mp4`, `<film>.alice+bob.mp4` for several, else `<film>.cut.mp4`.

    The film's part is shortened where a file system would refuse the name, and so are profiles.
    """
    whose = "+".join(profile.stem for profile in profiles) if profiles else "cut"
    if profiles and len(profiles) > 1:
        whose = os.fsdecode(os.fsencode(whose)[: LONGEST_NAME // 2])
    tail = f".{whose}.mp4"
    room = LONGEST_NAME - len(os.fsencode(tail))
    return os.fsdecode(os.fsencode(films[0].stem)[: max(1, room)]) + tail
