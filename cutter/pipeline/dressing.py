"""A cut that is chosen gets what goes round its clips and needs files: music, for now.

What needs none is there already (`choosing.py`). Composes, and does no work of its own.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.looking import Look
    from cutter.progress import Progress


def dressed(planned: Planned, look: Look, progress: Progress) -> Planned:
    """Return a plan whose edit list says all that is to be rendered.

    Args:
        planned: the cut as it was chosen.
        look: how films are looked at.
        progress: where stages are shown.

    Raises:
        InputError: a file that the cut is to carry cannot be used.
    """
    from cutter.pipeline.bed import with_music

    edl = with_music(planned.edl, planned.analyses, planned.wish)
    return dataclasses.replace(planned, edl=edl)
