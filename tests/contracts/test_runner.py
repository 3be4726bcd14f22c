"""What every Runner must do, whoever does its tasks: in this process, in others, on Ray."""

import dataclasses
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from cutter.batch.local import LocalRunner
from cutter.batch.ray_runner import RayRunner
from cutter.batch.runner import Advance, Runner
from cutter.batch.task import Made, Setting, Task
from cutter.batch.work import perform
from cutter.errors import SourceNotFound
from cutter.files.scratch import PREFIX
from cutter.pipeline import Wish
from cutter.progress import SILENT
from tests.batch.inline import InlineRunner
from tests.batch.short import short_film
from tests.batch.tasks import Desk, Heard, look_at

WISH = Wish(budget="4s", fill=True, preset="ultrafast")
SLOW = Wish(budget="11s", fill=True, preset="veryslow", size="1920x1080")
"""A cut that takes long enough to be interrupted."""
Make = Callable[[Setting], Runner]
MAKERS: dict[str, Make] = {
    "inline": lambda setting: InlineRunner(
        lambda task, setting: perform(task, setting, SILENT), setting, jobs=2
    ),
    "local": lambda setting: LocalRunner(2, setting),
    "ray": lambda setting: RayRunner(setting, workers=2),
}


@pytest.fixture(
    params=[
        "inline",
        "local",
        pytest.param(
            "ray",
            marks=[
                pytest.mark.slow,
                pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed"),
            ],
        ),
    ]
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(kind: str) -> Make:
    return MAKERS[kind]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_film(tmp_path_factory.mktemp("films") / "short.mp4", begin=20)


@pytest.fixture
def desk(tmp_path: Path, film: Path, shared_cache: Path) -> Desk:
    return Desk(Setting(tmp_path / "out", look_at(shared_cache)), film, WISH)


def done(runner: Runner, tasks: list[Task]) -> Heard:
    """Have tasks done as a driver does: each as soon as there is room for it."""
    heard, waiting = Heard(), list(tasks)
    while len(heard.ended) < len(tasks):
        while waiting and runner.has_room(waiting[0]):
            runner.submit(waiting.pop(0))
        seen = len(heard.ended)
        heard.until(runner, lambda heard, seen=seen: len(heard.ended) > seen)  # type: ignore[misc]
    return heard


def test_tasks_are_done_told_once_and_their_files_are_there(make: Make, desk: Desk) -> None:
    looks = [desk.task("analyze")]
    plans = [desk.task("plan", profile) for profile in ("alice", "bob")]
    renders = [desk.task("render", profile) for profile in ("alice", "bob")]
    broken = dataclasses.replace(desk, film=desk.setting.output / "none.mp4").task("analyze")
    broken = dataclasses.replace(broken, name="analyze/none")
    with make(desk.setting) as runner:
        assert runner.news(0.01) in ((), [])
        made: dict[str, Made] = {}
        for tasks in (looks, plans, [*renders, broken]):
            heard = done(runner, tasks)
            assert set(heard.ended) == {task.name for task in tasks}
            assert {each.task for each in heard.advances} <= set(heard.ended)
            for name, ended in heard.ended.items():
                if name != broken.name:
                    assert ended.outcome.error == ""
                    made |= {each.path: each for each in ended.outcome.files}
        assert runner.news(0.01) in ((), [])
    failed = heard.ended[broken.name].outcome
    assert failed.code == SourceNotFound.exit_code and not failed.can_pass
    assert str(broken.film) in failed.error and "\n" not in failed.error
    for path, each in made.items():
        assert (desk.setting.output / path).stat().st_size == each.size
    assert sum(path.endswith(".mp4") for path in made) == 2


def test_leaving_stops_what_runs_at_once_and_leaves_nothing_of_it(
    kind: str, make: Make, desk: Desk
) -> None:
    slow = dataclasses.replace(desk, wish=SLOW)
    with make(desk.setting) as runner:
        done(runner, [slow.task("plan")])
        task = slow.task("render")
        assert runner.has_room(task)
        runner.submit(task)
        if kind != "inline":
            heard = Heard()
            heard.until(runner, lambda heard: any(map(is_encoding, heard.advances)))
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert task.cut is not None and not task.cut.target.exists()
    assert [path.name for path in desk.setting.output.rglob(f"{PREFIX}*")] == []


def is_encoding(advance: Advance) -> bool:
    return advance.stage == "picture" and advance.done > 0
