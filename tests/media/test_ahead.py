"""A generator run ahead gives the same items, never runs far ahead, and always comes to its end."""

import contextlib
import threading
import time
from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.media.ahead import ahead


@given(st.lists(st.integers()), st.integers(1, 5))
def test_items_come_in_their_order(items: list[int], depth: int) -> None:
    assert list(ahead((item for item in items), depth)) == items


def test_what_the_generator_raises_reaches_the_reader_after_the_items_before_it() -> None:
    def failing() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise ValueError("broken")

    got: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        got.extend(ahead(failing(), 4))
    # `extend` keeps what came before the error.
    assert got == [1, 2]


def test_no_more_items_are_made_than_may_wait() -> None:
    made = 0

    def counting() -> Generator[int, None, None]:
        nonlocal made
        while made < 100:
            made += 1
            yield made

    with contextlib.closing(ahead(counting(), 3)) as items:
        next(items)
        until = time.monotonic() + 0.2
        while time.monotonic() < until and made < 10:
            time.sleep(0.01)
        # One is read, three wait, and one is in the maker's hand.
        assert made == 5


def test_a_reader_who_stops_closes_the_generator_and_its_thread() -> None:
    closed_in: list[str] = []

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 0
        finally:
            closed_in.append(threading.current_thread().name)

    with contextlib.closing(ahead(endless(), 2)) as items:
        next(items)
    assert closed_in == ["ahead"]
    assert all(thread.name != "ahead" for thread in threading.enumerate())


def test_items_are_made_while_the_reader_works() -> None:
    made = threading.Event()

    def two() -> Generator[int, None, None]:
        yield 1
        made.set()
        yield 2

    items = ahead(two(), 1)
    assert next(items) == 1
    assert made.wait(timeout=10)
    assert list(items) == [2]
