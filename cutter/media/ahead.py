"""A generator run ahead of its reader by a thread, with a bounded number of items waiting.

Decoders and scalers let go of the interpreter while they work, so that one side can decode while
the other measures. Knows nothing about films.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator

Item = TypeVar("Item")


def ahead(items: Generator[Item, None, None], depth: int) -> Generator[Item, None, None]:
    """Pass items on in their order, made by a thread while the reader works on earlier ones.

    What the generator raises is raised here. When the reader stops early, the generator is closed
    before this returns: close this one too, for instance with `contextlib.closing`.

    Args:
        items: run in the thread from its first item to its closing.
        depth: how many items may wait, at least 1.
    """
    waiting: SimpleQueue[tuple[bool, Item | BaseException | None]] = SimpleQueue()
    places = threading.Semaphore(depth)
    is_unwanted = threading.Event()

    def run() -> None:
        end: BaseException | None = None
        try:
            for item in items:
                waiting.put((True, item))
                places.acquire()
                if is_unwanted.is_set():
                    break
        except BaseException as error:
            end = error
        finally:
            try:
                items.close()
            finally:
                waiting.put((False, end))

    thread = threading.Thread(target=run, name="ahead", daemon=True)
    thread.start()
    try:
        while True:
            is_item, value = waiting.get()
            if not is_item:
                break
            places.release()
            yield value  # type: ignore[misc]  # told by the flag beside it
    finally:
        is_unwanted.set()
        places.release()
        thread.join()
    if isinstance(value, BaseException):
        raise value
