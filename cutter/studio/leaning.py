"""What is believed of a viewer, held ready so that each reaction can say at once what it moved.

The model's words are read beside, in a thread, so that the first reaction and the first phrase
that is added do not wait for it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from cutter.errors import CutterError
from cutter.eyes.basic import Basic
from cutter.eyes.embedder import reader_of
from cutter.pipeline.learning import leanings_of
from cutter.pipeline.phrasing import phrases_for
from cutter.pipeline.provisional import told_changes

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.pipeline.pending import Pending
    from cutter.schema import Profile
    from cutter.taste.telling import Leanings

    Stand = tuple[Profile, Pending]

_ANY: Final = "a picture"
"""What a model is asked to read so that it is loaded."""


class Leaning:
    """Where a viewer leans, by one model."""

    def __init__(self, eyes: Embedder, cache: Path | None) -> None:
        """Reckon nothing yet.

        Args:
            eyes: the model.
            cache: folder of stored Analyses, beside which vectors of phrases are kept.
        """
        self._eyes, self._cache = eyes, cache
        self._last: tuple[object, Leanings] | None = None
        self._warming: threading.Thread | None = None

    def warm(self, profile: Profile) -> None:
        """Begin to read, in a thread, the words in which a taste may be told.

        Basic eyes have no model to load. The network is never asked: the eyes are open, so their
        files are here.

        Args:
            profile: the viewer's.
        """
        if isinstance(self._eyes, Basic):
            return
        self._warming = threading.Thread(target=self._read, args=(profile,), daemon=True)
        self._warming.start()

    def moved(self, before: Stand, after: Stand) -> tuple[tuple[str, float], ...]:
        """Return what is believed otherwise after something was liked or disliked, in points.

        Args:
            before: the profile as changed so far, and what is not written of the reactions.
            after: the same afterwards.
        """
        if self._warming is not None:
            self._warming.join()
        was, now = self._of(before), self._of(after)
        return tuple((change.name, change.points) for change in told_changes(was, now))

    def _of(self, stand: Stand) -> Leanings:
        profile, pending = stand
        key = (profile, pending.events, pending.forgotten)
        if self._last is None or self._last[0] != key:
            found = leanings_of(profile, self._eyes, cache=self._cache, pending=pending)
            self._last = (key, found)
        return self._last[1]

    def _read(self, profile: Profile) -> None:
        # Without it the first phrase takes longer, and says itself what is wrong.
        with contextlib.suppress(CutterError, OSError):
            self._eyes.texts([_ANY])
            if (reader := reader_of(self._eyes)) is not None:
                reader.texts([_ANY])
            phrases_for(profile, self._eyes, self._cache)
