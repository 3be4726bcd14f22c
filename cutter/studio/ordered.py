"""The addresses about work beside the page: to begin it, cancel it, and get what it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from cutter.pipeline.dressing import dressed
from cutter.progress import SILENT
from cutter.studio.finished import finished
from cutter.studio.making import export, formats_told, render
from cutter.studio.orders import Render, read_order

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from fastapi import FastAPI

    from cutter.pipeline import Planned
    from cutter.studio.desk import Desk
    from cutter.studio.job import Job
    from cutter.studio.jobs import Jobs
    from cutter.studio.news import News
    from cutter.studio.session import Session


class Studio(Protocol):
    """What the addresses need of a studio."""

    session: Session
    jobs: Jobs
    news: News

    @property
    def quit(self) -> Callable[[], None]:
        """What asks the server to end."""
        ...

    async def at_desk(self, work: Callable[[Desk], Any]) -> Any:  # noqa: ANN401
        """Return what comes of work at the desk."""
        ...


def addresses(app: FastAPI, studio: Studio) -> None:
    """Add what is asked of jobs, and of the server as a whole."""
    jobs, session = studio.jobs, studio.session

    @app.get("/api/formats")
    async def formats() -> JSONResponse:
        return JSONResponse(formats_told())

    @app.get("/api/jobs")
    async def told() -> JSONResponse:
        return JSONResponse(jobs.told())

    @app.post("/api/jobs")
    async def begin(request: Request) -> JSONResponse:
        order = read_order(await request.body())
        planned, step = await studio.at_desk(_standing)

        def make(planned: Planned) -> Job:
            # Beside the desk, for a frame of another shape has to be looked at.
            planned = dressed(planned, session.look, SILENT)
            if isinstance(order, Render):
                return render(jobs, session, planned, step, order)
            return export(jobs, session, planned, step, order)

        return JSONResponse((await run_in_threadpool(make, planned)).told())

    @app.delete("/api/jobs/{number}")
    async def cancel(number: str) -> JSONResponse:
        found = await run_in_threadpool(jobs.cancel, number)
        if found is None:
            raise HTTPException(404, "there is no such job")
        return JSONResponse(found)

    @app.get("/files/{name}")
    async def file(name: str, request: Request) -> Response:
        path = jobs.file(name)
        if path is None:
            raise HTTPException(404, "there is no such file")
        return finished(path, request)

    @app.post("/api/quit")
    async def end() -> JSONResponse:
        studio.quit()
        return JSONResponse({})


def _standing(desk: Desk) -> tuple[Planned, int]:
    """Return the cut as it stands, and the number of its state."""
    desk.same_film.check()
    return desk.chosen, desk.step
