"""The addresses of the studio: what the page asks for, and who answers.

The desk is used by one thread, so that the page is answered while it plans. Refusals and errors
are one line of JSON. Knows nothing about taste and cuts.
"""

from __future__ import annotations

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.background import BackgroundTask

from cutter.errors import INTERNAL, CutterError, InputError, UsageError, where_raised
from cutter.media.mime import container_type
from cutter.studio.actions import read_action
from cutter.studio.analysing import analysed
from cutter.studio.desk import Desk
from cutter.studio.finished import served
from cutter.studio.jobs import Jobs
from cutter.studio.news import News
from cutter.studio.ordered import addresses
from cutter.studio.proxied import film_of, proxy_addresses

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Future

    from cutter.studio.session import Session
    from cutter.studio.wire import StandingTold, ViewTold

PAGE = Path(__file__).parent / "page"
_JPEG = "image/jpeg"
_KEPT = {"cache-control": "private, max-age=86400, immutable"}


class Studio:
    """One session, its desk, its jobs, and the application that the page talks to."""

    def __init__(self, session: Session) -> None:
        """Begin to open the film, in a thread beside."""
        self.session = session
        self.quit: Callable[[], None] = lambda: None
        """Ends the server; set by whoever runs it."""
        self.news = News()
        self.jobs = Jobs(session, self.news)
        self._desk_thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._opening: Future[Desk] = self._desk_thread.submit(self._open)
        self.app = self._addresses()

    def standing(self) -> StandingTold:
        """Return how far the studio is."""
        error = ""
        stage: Any = "opening"
        if self._opening.done():
            failed = self._opening.exception()
            stage = "ready" if failed is None else "failed"
            error = "" if failed is None else _line(failed)
        profile = self.session.profile
        return {
            "stage": stage,
            "film": self.session.film.name,
            "profile": "" if profile is None else profile.stem,
            "error": error,
            "command": self.session.command,
        }

    def leave(self) -> None:
        """Tell the pages, and have what runs beside break off."""
        self.news.tell("bye", {})
        self.jobs.leave()

    def close(self) -> None:
        """Wait until what runs beside is gone."""
        self.jobs.close()
        self._desk_thread.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> Desk:
        try:
            eyes = analysed(self.jobs, self.session)
            return Desk(self.session, eyes=eyes)
        finally:
            # The future is done just after this.
            self._desk_thread.submit(lambda: self.news.tell("standing", {}))

    async def at_desk(self, work: Callable[[Desk], Any]) -> Any:  # noqa: ANN401 - what the work gives
        """Return what comes of work at the desk, done in its thread."""
        if not self._opening.done():
            raise HTTPException(503, "the film is still being opened")
        if (failed := self._opening.exception()) is not None:
            raise failed
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._desk_thread, work, self._opening.result())

    def _addresses(self) -> FastAPI:
        app = FastAPI(title="cutter studio", docs_url=None, redoc_url=None, openapi_url=None)
        app.exception_handler(CutterError)(_refused)
        app.exception_handler(HTTPException)(_not_answered)
        app.exception_handler(Exception)(_broken)
        self._of_the_desk(app)
        self._of_files(app)
        addresses(app, self)
        proxy_addresses(app, self)
        app.mount("/page", StaticFiles(directory=PAGE))
        return app

    def _of_the_desk(self, app: FastAPI) -> None:
        """Add what is asked of the desk."""
        asked: dict[str, Callable[[Desk], Any]] = {
            "film": film_of,
            "view": Desk.view,
            "curves": Desk.curves,
            "variants": Desk.variants,
            "history": Desk.history,
        }
        for name, work in asked.items():
            app.get(f"/api/{name}")(self._answer(work))
        for name, work in {"undo": Desk.undo, "redo": Desk.redo, "save": Desk.save}.items():
            app.post(f"/api/{name}")(self._answer(work, is_change=True))

        @app.get("/api/standing")
        async def standing() -> JSONResponse:
            return JSONResponse(self.standing())

        @app.get("/api/shot/{shot}")
        async def shot(shot: int) -> JSONResponse:
            return JSONResponse(_there(await self.at_desk(lambda desk: desk.shot(shot))))

        @app.post("/api/do")
        async def do(request: Request) -> JSONResponse:
            action = read_action(await request.body())
            return self._changed(await self.at_desk(lambda desk: desk.do(action)))

        @app.get("/api/news")
        async def news() -> StreamingResponse:
            return StreamingResponse(self.news.listen(), media_type="text/event-stream")

    def _of_files(self, app: FastAPI) -> None:
        """Add what is served from files: the page, the film, pictures."""

        @app.get("/")
        async def page() -> FileResponse:
            return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})

        @app.get("/film")
        async def film(request: Request) -> Response:
            if not self.session.film.is_file():
                raise InputError(f"{self.session.film}: is no longer there", self.session.film)
            media = await self.at_desk(lambda desk: desk.analysis.film.media)
            return served(self.session.film, request, container_type(media))

        @app.get("/thumbs/{number}.jpg")
        async def thumbs(number: int) -> Response:
            found = _there(await self.at_desk(lambda desk: desk.thumbs(number)))
            return Response(found, media_type=_JPEG, headers=_KEPT)

        @app.get("/picture/{shot}.jpg")
        async def picture(shot: int) -> Response:
            found = _there(await self.at_desk(lambda desk: desk.picture(shot)))
            return Response(found, media_type=_JPEG, headers=_KEPT)

    def _answer(
        self, work: Callable[[Desk], Any], *, is_change: bool = False
    ) -> Callable[[], Awaitable[JSONResponse]]:
        @functools.wraps(work, assigned=("__name__",))
        async def answer() -> JSONResponse:
            told = await self.at_desk(work)
            return self._changed(told) if is_change else JSONResponse(told)

        del answer.__wrapped__  # or FastAPI would read its signature
        return answer

    def _changed(self, view: ViewTold) -> JSONResponse:
        """Return the answer to an action; once it is sent, other pages hear of it."""
        told = BackgroundTask(self.news.tell, "view", {"step": view["step"]})
        return JSONResponse(view, background=told)


def _there(found: Any) -> Any:  # noqa: ANN401 - whatever was looked for
    if found is None:
        raise HTTPException(404, "there is nothing here")
    return found


def _line(error: BaseException) -> str:
    """Return an error in one line; of one that is our own fault only where it happened."""
    if isinstance(error, CutterError):
        return str(error)
    # What another's library says may hold a profile's words.
    return f"internal error: {type(error).__name__}{where_raised(error)}"


async def _refused(request: Request, error: Exception) -> JSONResponse:
    code = error.exit_code if isinstance(error, CutterError) else INTERNAL
    status = 400 if isinstance(error, UsageError) else 409
    return JSONResponse({"error": _line(error), "exit_code": code}, status)


async def _not_answered(request: Request, error: Exception) -> JSONResponse:
    status, told = getattr(error, "status_code", 500), getattr(error, "detail", "")
    return JSONResponse({"error": str(told), "exit_code": 2}, status)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": _line(error), "exit_code": INTERNAL}, 500)
