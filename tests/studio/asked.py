"""One request to an application in this process, without a server: what a stranger may send."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

PORT, TOKEN = 8123, "a-token-of-the-tests"
OWN = f"http://127.0.0.1:{PORT}"
LET_IN = {"host": f"127.0.0.1:{PORT}", "cookie": f"cutter-{PORT}={TOKEN}"}
"""What the page's own requests carry."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def run(app: ASGIApp, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
    """Have one request answered, in a thread of its own: that of a browser's tests has a loop."""

    async def answered() -> None:
        await app(scope, receive, send)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(answered())).result()


def ask(
    app: ASGIApp,
    path: str = "/api/standing",
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    further: Iterable[tuple[str, str]] = (),
    query: str = "",
    body: Iterable[bytes] = (b"",),
) -> Answer:
    """Send one request and return the whole answer.

    Args:
        app: what answers.
        path: as the server has decoded it.
        method: of the request.
        headers: instead of those of the page.
        further: headers besides, in which a name may come again.
        query: behind the question mark.
        body: in the pieces in which it comes.
    """
    told = {**LET_IN} if headers is None else headers
    if method != "GET" and headers is None:
        told["origin"] = OWN
    pairs = [*told.items(), *further]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", PORT),
        "state": {},
    }
    pieces = list(body)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI's
        sent.append(message)

    run(app, scope, receive, send)
    found = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    data = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], found, data)
