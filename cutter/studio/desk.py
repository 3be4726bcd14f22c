"""Where the cut is changed: actions in, a planned cut and its view out.

Used by one thread at a time. Knows nothing about pages, ports and players.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.pipeline.planner import Planner
from cutter.progress import SILENT
from cutter.studio.showing import film_told, picture_told, shot_told, view_told
from cutter.studio.sources import source_told
from cutter.studio.thumbs import sheet

if TYPE_CHECKING:
    from cutter.eyes.embedder import Embedder
    from cutter.pipeline import Planned
    from cutter.progress import Progress
    from cutter.schema import Analysis
    from cutter.studio.actions import Action
    from cutter.studio.session import Session
    from cutter.studio.wire import (
        CurveTold,
        EntryTold,
        FilmTold,
        ShotTold,
        VariantTold,
        ViewTold,
    )


class Desk:
    """A film that is analysed, a taste, and the choices that were made of both."""

    def __init__(
        self, session: Session, progress: Progress = SILENT, *, eyes: Embedder | None = None
    ) -> None:
        """Plan the session's cut as it stands.

        Args:
            session: what was opened.
            progress: where stages are shown.
            eyes: the model of `session.look`, where it is open already.

        Raises:
            CutterError: the film, the profile or the session's state cannot be used.
        """
        self.session = session
        self._planner = Planner(session.look, progress, eyes=eyes)
        self._planned, self._planned_ms = self._plan()

    @property
    def planned(self) -> Planned:
        """The cut as it stands."""
        return self._planned

    @property
    def analysis(self) -> Analysis:
        """The film as it was analysed."""
        return self._planned.analyses[0]

    def film(self) -> FilmTold:
        """Return what never changes."""
        analysis = self.analysis
        return film_told(analysis, source_told(analysis.film.media))

    def view(self) -> ViewTold:
        """Return the cut as it stands."""
        return view_told(self._planned, self._planned_ms)

    def shot(self, shot: int) -> ShotTold | None:
        """Return why a shot is worth what it is; None where there is no such shot."""
        return shot_told(self._planned, shot) if self._has(shot) else None

    def picture(self, shot: int) -> bytes | None:
        """Return a shot's picture, JPEG; None where there is no such shot."""
        return picture_told(self.analysis, shot) if self._has(shot) else None

    def thumbs(self, number: int) -> bytes | None:
        """Return a sheet of thumbnails, JPEG; None where there is no such sheet."""
        return sheet(self.analysis.film, number)

    def curves(self) -> list[CurveTold]:
        """Return a curve for each preference."""
        return []

    def variants(self) -> list[VariantTold]:
        """Return several cuts of the same wish."""
        return []

    def history(self) -> list[EntryTold]:
        """Return what was done and said, the newest first."""
        return []

    def undo(self) -> ViewTold:
        """Take the last action back; nothing happens where there is none."""
        return self.view()

    def redo(self) -> ViewTold:
        """Do again what was taken back last; nothing happens where there is none."""
        return self.view()

    def save(self) -> ViewTold:
        """Write what was changed of the taste into the profile."""
        return self.view()

    def do(self, action: Action) -> ViewTold:
        """Change something, and plan anew.

        Raises:
            CutterError: it makes no sense, or leaves nothing that fits; then nothing has changed.
        """
        raise UsageError(f"{action.do}: not to be had yet")

    def _has(self, shot: int) -> bool:
        return 0 <= shot < len(self.analysis.film.shots)

    def _plan(self) -> tuple[Planned, float]:
        began = time.perf_counter()
        session = self.session
        found = self._planner.plan([session.film], session.profile, wish=session.wish)
        return found[0], 1000 * (time.perf_counter() - began)
