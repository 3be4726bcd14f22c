"""Work that takes long, done beside the page by the same commands that a person would type.

Knows nothing about how the cut came about: it takes its plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

    from cutter.studio.desk import Desk
    from cutter.studio.news import News
    from cutter.studio.session import Session
    from cutter.studio.wire import JobTold

    AtDesk = Callable[[Callable[[Desk], Any]], Awaitable[Any]]


class Jobs:
    """The work beside one session's page."""

    def __init__(self, session: Session, news: News) -> None:
        """Begin with none."""
        self._session, self._news = session, news

    def analyze(self) -> None:
        """Have the film analysed if it is not yet, and wait for it; the page is told meanwhile.

        Raises:
            CutterError: the film cannot be analysed.
        """

    def told(self) -> list[JobTold]:
        """Return all jobs, the newest first."""
        return []

    def addresses(self, app: FastAPI, at_desk: AtDesk) -> None:
        """Add what is asked of jobs: to begin one, to cancel one, and for what they made."""

        @app.get("/api/jobs")
        async def jobs() -> JSONResponse:
            return JSONResponse(self.told())

    def close(self) -> None:
        """End what runs; what is half made goes."""
