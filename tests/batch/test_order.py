"""Which task goes next."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from cutter.batch.order import Waiting, preferred
from cutter.batch.task import Task, Work

WORKS: tuple[Work, ...] = get_args(Work)


def task(number: int, work: Work = "render") -> Task:
    return Task(f"{work}/{number}", work, Path("film.mp4"), None, (), "key")


@given(st.booleans(), st.booleans(), st.booleans())
def test_every_kind_is_tried_and_one_place_is_kept_for_looking(
    films_wait: bool, is_looking: bool, is_busy: bool
) -> None:
    order = preferred(films_wait=films_wait, is_looking=is_looking, is_busy=is_busy)
    assert sorted(order) == sorted(WORKS)
    if films_wait and is_busy and not is_looking:
        assert order[0] == "analyze"
    else:
        assert order[0] == "render"


@given(st.lists(st.sampled_from(WORKS), max_size=30))
def test_of_one_kind_those_asked_for_first_go_first(works: list[Work]) -> None:
    waiting = Waiting()
    put = [task(number, work) for number, work in enumerate(works)]
    for each in put:
        waiting.put(each)
    assert len(waiting) == len(put)
    for work in WORKS:
        wanted = [each for each in put if each.work == work]
        assert [waiting.take(work) for _ in wanted] == wanted
        assert waiting.first(work) is None


def test_what_is_tried_again_waits_for_its_moment_and_goes_last() -> None:
    waiting = Waiting()
    again, later = task(1), task(2)
    waiting.put_again(again, 10.0)
    assert (len(waiting), waiting.first("render"), waiting.until(4.0)) == (1, None, 6.0)
    waiting.wake(9.9)
    assert waiting.first("render") is None
    waiting.wake(10.0)
    waiting.put(later)
    assert [waiting.take("render"), waiting.take("render")] == [later, again]
    assert waiting.until(11.0) is None


@given(st.lists(st.floats(0, 1e6), max_size=20))
def test_when_nothing_but_renders_is_left_the_longest_go_first(costs: list[float]) -> None:
    waiting = Waiting()
    half = len(costs) // 2
    for number, cost in enumerate(costs):
        if number == half:
            waiting.longest_first()
        waiting.put(replace(task(number), cost=cost))
    waiting.longest_first()
    taken = [waiting.take("render").cost for _ in costs]
    assert taken == sorted(costs, reverse=True)
