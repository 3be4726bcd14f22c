"""Opens a session's server on this machine alone, and holds it until somebody ends it.

Knows nothing about what is served.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused
from cutter.studio.guard import MOST_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

ADDRESS: Final = "127.0.0.1"
_LEAVE: Final = 2
"""Seconds that open answers are given when the server ends."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a studio can be reached, and by what."""

    socket: socket.socket
    port: int
    token: str

    @property
    def address(self) -> str:
        """What to open in a browser: it lets in whoever has it."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"


@contextlib.contextmanager
def open_door(port: int = 0) -> Iterator[Door]:
    """Yield a port of this machine alone, listening, with a new token; 0 takes a free one.

    Raises:
        OutputRefused: the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except OSError as error:
            raise OutputRefused(
                f"--port {port}: cannot be used ({error.strerror}); leave it out for a free one"
            ) from error
        listening.listen(128)
        yield Door(listening, listening.getsockname()[1], secrets.token_urlsafe(32))


def serve(
    door: Door,
    app: ASGIApp,
    *,
    leaving: Callable[[], None],
    ready: Callable[[Callable[[], None]], None] = lambda quit: None,
) -> None:
    """Answer until a signal comes or the server is asked to end.

    Args:
        door: where to listen.
        app: what answers, guarded.
        leaving: is called when the server is asked to end, so that open pages are told.
        ready: is given what asks the server to end, from within what it answers.

    Raises:
        KeyboardInterrupt: Ctrl-C came.
        Terminated: SIGTERM came.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            leaving()
            await super().shutdown(sockets)

    settings = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_LEAVE,
        # Always the same reader of requests, which refuses headers that are too long.
        http="h11",
        ws="none",
        h11_max_incomplete_event_size=MOST_HEADERS,
        proxy_headers=False,
    )
    server = Server(settings)

    def end() -> None:
        server.should_exit = True

    ready(end)
    # It raises the signals that it caught once more when it has ended.
    server.run(sockets=[door.socket])
