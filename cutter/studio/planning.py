"""Plans the cuts of one film that choices ask for. Knows nothing about steps and pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cutter.pipeline.planner import Planner
from cutter.pipeline.provisional import with_changes
from cutter.studio.choices import wished
from cutter.studio.same_film import SameFilm

if TYPE_CHECKING:
    from cutter.eyes.embedder import Embedder
    from cutter.pipeline import Planned
    from cutter.progress import Progress
    from cutter.schema import Analysis, Profile
    from cutter.studio.choices import Choices
    from cutter.studio.session import Session


class Planning:
    """A film that is analysed, and the planner that is kept for it."""

    def __init__(self, session: Session, progress: Progress, eyes: Embedder | None) -> None:
        """Recall or analyse the film.

        Args:
            session: what was opened.
            progress: where stages are shown.
            eyes: the model of `session.look`, where it is open already.

        Raises:
            InputError: the film or the model cannot be used.
        """
        self._session = session
        self._planner = Planner(session.look, progress, eyes=eyes)
        self.analysis: Analysis = self._planner.analysis(session.film)
        self.same_film = SameFilm(session.film, self.analysis.film.media.fingerprint)

    @property
    def eyes(self) -> Embedder:
        """The model."""
        return self._planner.eyes

    def cuts(
        self, base: Profile, choices: Choices, count: int = 1, *, is_plain: bool = False
    ) -> tuple[tuple[Planned, ...], float]:
        """Return the cuts of choices, and the milliseconds that it took.

        Args:
            base: the profile as its file says it.
            choices: what was chosen.
            count: how many cuts.
            is_plain: whether the variant that was picked is left out of account.

        Raises:
            CutterError: the choices make no sense or leave nothing that fits, or the film is
                another now.
        """
        began = time.perf_counter()
        self.same_film.check()
        found = self._planner.plan(
            [self._session.film],
            with_changes(base, choices.changes),
            wish=wished(choices, self._session.wish),
            count=count,
            pending=choices.changes.pending,
            earlier=None if is_plain else choices.earlier,
            is_dressed=False,
        )
        return found, 1000 * (time.perf_counter() - began)

    def dressed(self, planned: Planned) -> Planned:
        """Return a cut with all that is to be rendered in its edit list; files are read for it."""
        return self._planner.dressed(planned)
