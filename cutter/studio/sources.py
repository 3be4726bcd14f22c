"""How a browser plays a film: which type it is, on which clock, and whether it can at all.

Opens no file; all is known of the film already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.schema import Media
    from cutter.studio.wire import SourceTold


def source_told(media: Media) -> SourceTold:
    """Return how the page plays a film from its own file."""
    return {
        "address": "/film",
        "type": "",
        # Browsers count from the container's first moment, we from the first picture.
        "offset": float(media.clock_start - media.container_start),
        "playable": "ask",
    }
