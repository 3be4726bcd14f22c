"""Worker processes: each does one task at a time, dies alone, and outlives nobody."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cutter.batch import local
from cutter.batch.local import LocalRunner
from cutter.batch.task import Setting, Task, Work
from cutter.batch.work import Hand
from cutter.files.scratch import PREFIX
from cutter.pipeline import Wish
from cutter.progress import SILENT
from tests.batch.tasks import SLOW, Desk, Heard, look_at
from tests.films import ROOT

WORKS: tuple[Work, ...] = ("plan", "render")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Desk:
    """Return a desk in whose folder plans lie: of two short cuts and a long one."""
    folder = tmp_path_factory.mktemp("planned")
    desk, hand = Desk(Setting(folder, look_at(shared_cache))), Hand()
    for profile in ("alice", "bob"):
        assert not hand.perform(desk.task("plan", profile), desk.setting, SILENT).error
    slow = dataclasses.replace(desk, wish=SLOW)
    assert not hand.perform(slow.task("plan", label="slow"), desk.setting, SILENT).error
    return desk


@pytest.fixture
def desk(planned: Desk) -> Iterator[Desk]:
    """Return that desk without its cuts."""
    yield planned
    for path in planned.setting.output.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != "plans":
            shutil.rmtree(path)


def slow_render(desk: Desk, label: str = "slow") -> Task:
    return dataclasses.replace(desk, wish=SLOW).task("render", label=label)


def children_of(pid: int) -> list[psutil.Process]:
    return [each for each in psutil.Process(pid).children() if "resource_tracker" not in told(each)]


def told(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def encoders(pid: int) -> list[psutil.Process]:
    found = []
    for each in psutil.Process(pid).children(recursive=True):
        try:
            if "ffmpeg" in each.name():
                found.append(each)
        except psutil.Error:
            continue
    return found


def is_encoding(heard: Heard) -> bool:
    return any(each.stage == "picture" and each.done > 0 for each in heard.advances)


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(f"{PREFIX}*")]


def test_tasks_are_done_side_by_side_and_tell_how_far_they_are(desk: Desk) -> None:
    tasks = [desk.task("render", profile) for profile in ("alice", "bob")]
    with LocalRunner(2, desk.setting) as runner:
        for task in tasks:
            assert runner.has_room(task)
            runner.submit(task)
        assert not runner.has_room(desk.task("analyze"))
        heard = Heard()
        if os.name != "nt":
            # Ctrl-C in the terminal reaches them too, while they begin and later: it is the
            # driver's alone.
            for moment in (lambda heard: True, lambda heard: bool(heard.advances)):
                heard.until(runner, moment)
                for worker in children_of(os.getpid()):
                    worker.send_signal(signal.SIGINT)
        heard.until(runner, lambda heard: len(heard.ended) == 2)
    assert [heard.ended[task.name].outcome.error for task in tasks] == ["", ""]
    assert {each.task for each in heard.advances} == {task.name for task in tasks}
    for task in tasks:
        assert task.cut is not None and task.cut.target.is_file()
        stages = {each.stage for each in heard.advances if each.task == task.name}
        assert "picture" in stages
    assert left_in(desk.setting.output) == []


@on_linux
def test_a_worker_that_is_killed_fails_its_task_alone_and_another_takes_its_place(
    desk: Desk,
) -> None:
    slow, short = slow_render(desk), desk.task("render", "alice")
    with LocalRunner(2, desk.setting) as runner:
        runner.submit(slow)
        (victim,) = children_of(os.getpid())
        runner.submit(short)
        heard = Heard()
        heard.until(runner, lambda heard: slow.name in {a.task for a in heard.advances})
        heard.until(runner, is_encoding)
        coding = encoders(victim.pid)
        victim.kill()
        heard.until(runner, lambda heard: len(heard.ended) == 2)
        gone = heard.ended[slow.name].outcome
        assert gone.can_pass and "signal 9" in gone.error
        assert heard.ended[short.name].outcome.is_done
        psutil.wait_procs(coding, timeout=5)
        assert not [each for each in coding if each.is_running()]
        again = desk.task("render", "bob")
        both = desk.task("render", "alice", may_replace=True)
        runner.submit(again)
        assert runner.has_room(both)
        runner.submit(both)
        assert len(children_of(os.getpid())) == 2
        heard.ended.clear()
        heard.until(runner, lambda heard: len(heard.ended) == 2)
        assert [each.outcome.error for each in heard.ended.values()] == ["", ""]


def test_leaving_ends_what_runs_promptly_and_leaves_nothing(desk: Desk) -> None:
    with LocalRunner(1, desk.setting) as runner:
        runner.submit(slow_render(desk))
        heard = Heard()
        heard.until(runner, is_encoding)
        (worker,) = children_of(os.getpid())
        coding = encoders(worker.pid)
        assert coding
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not worker.is_running()
    assert not [each for each in coding if each.is_running()]
    assert left_in(desk.setting.output) == []
    assert not (desk.setting.output / "slow.mp4").exists()


DRIVER = """
import json, os, sys
from pathlib import Path
from cutter.batch.local import LocalRunner
from cutter.errors import Terminated
from tests.batch.tasks import Desk, Heard, look_at
from tests.batch.test_local import is_encoding, slow_render
from cutter.batch.task import Setting
import signal

def end(number, frame):
    raise Terminated

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    desk = Desk(Setting(Path(sys.argv[1]), look_at(Path(sys.argv[2]))))
    try:
        with LocalRunner(1, desk.setting) as runner:
            runner.submit(slow_render(desk))
            heard = Heard()
            heard.until(runner, is_encoding)
            print("ready", flush=True)
            heard.until(runner, lambda heard: bool(heard.ended), 600)
            print("not interrupted", flush=True)
    except (KeyboardInterrupt, Terminated) as error:
        print(type(error).__name__, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_driver_that_ends_takes_its_workers_and_their_children_with_it(
    desk: Desk, tmp_path: Path, number: signal.Signals
) -> None:
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    cache = desk.setting.look.cache
    assert cache is not None
    driver = subprocess.Popen(
        [sys.executable, str(script), str(desk.setting.output), str(cache)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "ready\n"
        family = psutil.Process(driver.pid).children(recursive=True)
        assert any("ffmpeg" in each.name() for each in family)
        if number == signal.SIGINT:
            # As a terminal does: to all of the group.
            os.killpg(driver.pid, number)
        else:
            driver.send_signal(number)
        _, alive = psutil.wait_procs(family, timeout=8)
        assert [told(each) for each in alive] == []
        out, err = driver.communicate(timeout=8)
    finally:
        driver.kill()
        driver.communicate()
    ends = {signal.SIGINT: "KeyboardInterrupt\n", signal.SIGTERM: "Terminated\n"}
    assert (out, err) == (ends.get(number, ""), "")
    assert left_in(desk.setting.output) == []
    assert not (desk.setting.output / "slow.mp4").exists()


def test_no_more_begins_than_the_memory_holds_but_one_always_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "room", lambda: 1000)
    monkeypatch.setattr(local, "model_memory", lambda look: 300)
    with LocalRunner(4, desk.setting) as runner:
        assert runner.has_room(desk.task("render", memory=5000))
        runner.submit(desk.task("render", memory=600))
        assert runner.has_room(desk.task("plan", memory=400))
        assert not runner.has_room(desk.task("plan", memory=401))
        assert not runner.has_room(desk.task("analyze", memory=400))
        assert runner.has_room(desk.task("analyze", memory=100))
        monkeypatch.setattr(local, "room", lambda: 50)
        assert not runner.has_room(desk.task("plan", memory=100))
        heard = Heard()
        heard.until(runner, lambda heard: bool(heard.ended))


@on_linux
def test_a_worker_that_only_renders_loads_no_model(desk: Desk) -> None:
    with LocalRunner(1, desk.setting) as runner:
        runner.submit(desk.task("render"))
        heard = Heard()
        heard.until(runner, lambda heard: bool(heard.ended))
        (worker,) = children_of(os.getpid())
        mapped = Path(f"/proc/{worker.pid}/maps").read_text()
    assert "libav" in mapped and "libtorch" not in mapped


def test_a_broken_task_is_told_and_the_worker_goes_on(desk: Desk) -> None:
    missing = dataclasses.replace(desk, film=desk.setting.output / "none.mp4")
    with LocalRunner(1, desk.setting) as runner:
        heard = Heard()
        for task in (missing.task("analyze"), desk.task("analyze")):
            runner.submit(task)
            name = task.name
            heard.until(runner, lambda heard: name in heard.ended)  # noqa: B023
            (worker,) = children_of(os.getpid())
            heard.advances.clear()
            if task.film.name == "none.mp4":
                first, outcome = worker.pid, heard.ended.pop(task.name).outcome
                assert outcome.code == 3 and not outcome.can_pass
        assert worker.pid == first
        assert heard.ended[task.name].outcome.is_done


@pytest.mark.slow
def test_bytes_do_not_depend_on_how_the_cores_are_shared_out(tmp_path: Path) -> None:
    found = []
    for jobs, cores in ((1, 2), (2, 1)):
        folder = tmp_path / f"{jobs}"
        look = look_at(tmp_path / f"cache{jobs}")
        desk = Desk(Setting(folder, look, cores=cores), wish=Wish(budget="10s", aspect="9:16"))
        with LocalRunner(jobs, desk.setting) as runner:
            heard = Heard()
            runner.submit(desk.task("analyze"))
            heard.until(runner, lambda heard: len(heard.ended) == 1)
            for work in WORKS:
                heard.ended.clear()
                waiting = [desk.task(work, profile) for profile in ("alice", "bob")]
                seen = -1
                while len(heard.ended) < 2:
                    while waiting and runner.has_room(waiting[0]):
                        runner.submit(waiting.pop(0))
                    seen = len(heard.ended)
                    heard.until(runner, lambda heard: len(heard.ended) > seen)  # noqa: B023
                assert [each.outcome.error for each in heard.ended.values()] == ["", ""]
        files = {
            path.relative_to(top).as_posix(): path.read_bytes()
            for top in (folder, look.cache)
            if top is not None
            for path in sorted(top.rglob("*"))
            if path.is_file() and path.suffix in {".json", ".png", ".mp4", ".safetensors"}
        }
        assert sum(name.endswith(".safetensors") for name in files) >= 3
        assert sum(name.endswith(".mp4") for name in files) == 2
        found.append(files)
    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []
    json.loads(found[0]["plans/sample/alice.json"])
