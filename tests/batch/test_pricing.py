"""Tasks know what they are thought to cost before they begin."""

from dataclasses import replace
from pathlib import Path

import pytest

from cutter.batch.graph import cut_tasks, look_task
from cutter.batch.pricing import Prices
from cutter.batch.task import Cut, Setting
from cutter.errors import NotAMovie
from cutter.pipeline import Look, Wish
from tests.batch.inline import cuts_in, setting_in
from tests.films import PROFILES, SAMPLE


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path, Look(model="basic", offline=True))


def test_each_task_has_a_time_and_memory_of_its_own(setting: Setting) -> None:
    prices = Prices(setting)
    target = setting.output / "alice.mp4"
    cut = Cut(SAMPLE, PROFILES / "alice.json", Wish(budget="10s"), target, "alice")
    longer = replace(cut, wish=Wish(budget="40s"))
    tasks = [cut_tasks(each, setting, "key", "key") for each in (cut, longer)]
    look = prices.task(look_task(SAMPLE, setting, "key"))
    plan, short, long = (prices.task(t) for t in (tasks[0].plan, tasks[0].render, tasks[1].render))
    assert all(task.memory > 10**8 for task in (look, plan, short, long))
    assert plan.cost < look.cost
    assert short.cost < long.cost


def test_a_film_that_cannot_be_opened_has_no_price(tmp_path: Path) -> None:
    setting = setting_in(tmp_path)
    (cut,) = cuts_in(tmp_path, ["one"], ["alice"])
    with pytest.raises(NotAMovie):
        Prices(setting).task(look_task(cut.film, setting, "key"))
