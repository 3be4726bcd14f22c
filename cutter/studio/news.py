"""What happens beside the page, told to every open page as server-sent events.

Made in threads, read by the event loop. Knows nothing about what the news mean.
"""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

Kind = Literal["standing", "job", "view", "proxy", "bye"]

HEARTBEAT: Final = 10.0
"""Seconds after which a page that heard nothing is told that all is well."""
MOST_WAITING: Final = 1000
"""Pieces of news that wait for a page that does not read; then the oldest go."""


class News:
    """Hands each piece of news to every page that listens."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._pages: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str]]] = []
        self._lock = threading.Lock()

    def tell(self, kind: Kind, told: Mapping[str, object]) -> None:
        """Tell all pages something, from any thread."""
        text = f"event: {kind}\ndata: {json.dumps(told)}\n\n"
        with self._lock:
            for loop, queue in self._pages:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_put, queue, text)

    async def listen(self) -> AsyncIterator[str]:
        """Yield news as they come, in the form of server-sent events, until `bye`."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        page = (asyncio.get_running_loop(), queue)
        with self._lock:
            self._pages.append(page)
        try:
            yield ": hello\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    text = ": all is well\n\n"
                yield text
                if text.startswith("event: bye"):
                    return
        finally:
            with self._lock:
                self._pages.remove(page)


def _put(queue: asyncio.Queue[str], text: str) -> None:
    if queue.qsize() >= MOST_WAITING:
        queue.get_nowait()
    queue.put_nowait(text)
