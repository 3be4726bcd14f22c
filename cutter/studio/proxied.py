"""The proxy of a film: made when the page cannot play the film itself, and played from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse

from cutter.pipeline.proxying import proxy_file
from cutter.studio.finished import served
from cutter.studio.sources import proxy_told, source_told

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from cutter.schema import Media
    from cutter.studio.desk import Desk
    from cutter.studio.job import Job
    from cutter.studio.ordered import Studio
    from cutter.studio.session import Session
    from cutter.studio.wire import FilmTold, SourceTold


def source_of(session: Session, media: Media) -> SourceTold:
    """Return how the page plays a film: from its proxy, once there is one."""
    if proxy_file(media, session.look.cache).is_file():
        return proxy_told(bool(media.audio))
    return source_told(media)


def film_of(desk: Desk) -> FilmTold:
    """Return what the page is told of the film, with how it is played now."""
    return {**desk.film(), "source": source_of(desk.session, desk.analysis.film.media)}


def proxy_addresses(app: FastAPI, studio: Studio) -> None:
    """Add what is asked of proxies: to have one made, and the film that comes of it."""
    session, jobs = studio.session, studio.jobs

    async def place() -> tuple[Path, Media]:
        media: Media = await studio.at_desk(lambda desk: desk.analysis.film.media)
        return proxy_file(media, session.look.cache), media

    @app.post("/api/proxy")
    async def begin() -> JSONResponse:
        path, media = await place()

        def do(job: Job) -> None:
            if not path.is_file():
                job.run(["proxy", str(session.film), *session.arguments])
            studio.news.tell("proxy", source_of(session, media))

        found = jobs.open("proxy") or jobs.begin("proxy", do)
        return JSONResponse(found.told())

    @app.get("/proxy")
    async def proxy(request: Request) -> Response:
        path, _ = await place()
        if not path.is_file():
            raise HTTPException(404, "there is no such file")
        return served(path, request, "video/mp4")
