"""Ray does what processes of this machine do, to the byte, whatever dies, and leaves nothing."""

import contextlib
import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

import cutter
from cutter.batch.arrival import Arrival
from cutter.batch.drive import run
from cutter.batch.local import LocalRunner
from cutter.batch.ray_link import environment
from cutter.batch.ray_node import doing
from cutter.batch.ray_runner import RayRunner
from cutter.batch.runner import Advance, Ended, Runner
from cutter.batch.summary import Summary
from cutter.batch.task import Cut, Setting
from cutter.errors import UsageError
from cutter.pipeline import Wish
from tests.batch.short import short_film
from tests.batch.tasks import Desk, Heard, look_at
from tests.films import PROFILES, ROOT

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed")
SEED = 7
"""Of the moments at which workers are killed."""
LONG = Wish(budget="11s", fill=True, preset="veryslow", size="1920x1080")
"""A cut that takes long enough to be interrupted."""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("films")
    return [short_film(folder / f"{begin}.mp4", begin=begin, seconds=8) for begin in (20, 45)]


def cuts_of(films: Sequence[Path], output: Path) -> list[Cut]:
    """Return two cuts, a wide and a tall one, of each film for each of two viewers."""
    found = []
    for film in films:
        for profile in ("alice", "bob"):
            for aspect in ("16:9", "9:16"):
                label = f"{film.stem}/{profile}-{aspect.replace(':', 'x')}"
                wish = Wish(budget="2s", fill=True, preset="ultrafast", aspect=aspect)
                target = output / f"{label}.mp4"
                found.append(Cut(film, PROFILES / f"{profile}.json", wish, target, label))
    return found


def batch(
    films: Sequence[Path], folder: Path, runner: Callable[[Setting], Runner]
) -> tuple[Summary, dict[str, bytes]]:
    """Make all cuts with a store of their own; return what came of them and their bytes."""
    setting = Setting(folder / "out", look_at(folder / "cache"))
    summary = run(cuts_of(films, setting.output), (), setting, runner)
    files = {
        path.relative_to(setting.output).as_posix(): path.read_bytes()
        for path in setting.output.rglob("*")
        if path.is_file() and path.suffix in {".mp4", ".json", ".png", ".srt"}
    }
    return summary, files


@pytest.fixture(scope="module")
def local(films: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files that processes of this machine make of it."""
    folder = tmp_path_factory.mktemp("local")
    summary, files = batch(films, folder, lambda setting: LocalRunner(2, setting))
    assert summary.exit_code == 0
    assert sum(name.endswith(".mp4") for name in files) == 8
    return files


def family() -> list[psutil.Process]:
    """Return what runs below us and is not of the standard library's."""
    found = psutil.Process().children(recursive=True)
    return [each for each in found if "resource_tracker" not in " ".join(told(each))]


def told(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def workers() -> list[psutil.Process]:
    """Return the workers of Ray that do a task."""
    return [each for each in family() if told(each)[:1] and told(each)[0].startswith("ray::do")]


class Watched(RayRunner):
    """A runner of which something is looked at, or killed, between two pieces of news."""

    def __init__(self, setting: Setting, between: Callable[[], None]) -> None:
        super().__init__(setting, workers=2)
        self._between = between

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        found = super().news(min(timeout, 0.2))
        self._between()
        return found


@needs_ray
@pytest.mark.slow
def test_ray_makes_the_plans_and_the_bytes_of_the_local_runner_and_is_heard_by_nobody_else(
    films: list[Path],
    local: dict[str, bytes],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    addresses: set[str] = set()
    variables: set[str] = set()

    def look() -> None:
        for process in workers():
            variables.update(process.environ())
        for process in family():
            for each in process.net_connections("inet"):
                addresses.update(end.ip for end in (each.laddr, each.raddr) if end)

    def between() -> None:
        with contextlib.suppress(psutil.Error):
            look()

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUTTER_PASSPHRASE", "not to be passed on")
        summary, files = batch(films, tmp_path, lambda setting: Watched(setting, between))
    assert summary.exit_code == 0
    assert files.keys() == local.keys()
    assert [name for name in files if files[name] != local[name]] == []
    assert all(film.decodes == 1 for film in summary.films)
    assert capfd.readouterr() == ("", "")
    assert "ray" not in sys.modules
    assert addresses and {ip.removeprefix("::ffff:") for ip in addresses} <= {"127.0.0.1", "::1"}
    assert "RAY_USAGE_STATS_ENABLED" in variables and "CUTTER_PASSPHRASE" not in variables


@needs_ray
@pytest.mark.slow
def test_a_batch_whose_workers_are_killed_ends_complete_with_the_same_bytes(
    films: list[Path], local: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    moments = [time.monotonic() + chance.uniform(6, 10)]
    killed: list[int] = []

    def kill() -> None:
        if len(killed) < 3 and time.monotonic() >= moments[-1] and (busy := workers()):
            victim = chance.choice(busy)
            victim.kill()
            killed.append(victim.pid)
            moments.append(time.monotonic() + chance.uniform(0.5, 3))

    summary, files = batch(films, tmp_path, lambda setting: Watched(setting, kill))
    assert len(killed) == 3
    assert [(cut.label, cut.cause) for cut in summary.cuts if cut.state != "done"] == []
    assert files.keys() == local.keys()
    assert [name for name in files if files[name] != local[name]] == []


@needs_ray
@pytest.mark.slow
def test_a_ray_that_dies_is_told_and_begun_anew_and_what_lies_elsewhere_is_not_believed(
    films: list[Path], tmp_path: Path
) -> None:
    desk = long_desk(tmp_path / "out", tmp_path / "cache", films[0])
    plan, render = desk.task("plan"), desk.task("render")
    with RayRunner(desk.setting, workers=1) as runner:
        heard = Heard()
        runner.submit(plan)
        heard.until(runner, lambda heard: plan.name in heard.ended)
        assert heard.ended[plan.name].outcome.is_done
        runner.submit(render)
        heard.until(runner, lambda heard: any(map(is_encoding, heard.advances)))
        running = family()
        (driver,) = [each for each in running if "cutter.batch.ray_driver" in told(each)]
        driver.kill()
        heard.until(runner, lambda heard: render.name in heard.ended)
        lost = heard.ended.pop(render.name).outcome
        assert lost.can_pass and "connection to Ray" in lost.error
        _, alive = psutil.wait_procs(running, timeout=10)
        assert [told(each) for each in alive] == []
        # As on a machine that has another disk under the name of the batch's folder.
        other = dataclasses.replace(desk.setting, output=tmp_path / "elsewhere")
        runner._arrival = Arrival(other)
        heard.ended.clear()
        runner.submit(dataclasses.replace(plan, may_replace=True))
        heard.until(runner, lambda heard: plan.name in heard.ended)
        astray = heard.ended[plan.name].outcome
        assert not astray.is_done and "-o" in astray.error and "elsewhere" in astray.error


def long_desk(output: Path, cache: Path, film: Path) -> Desk:
    """Return a desk for a cut that takes long, seen with eyes that take no time to open."""
    look = dataclasses.replace(look_at(cache), model="basic")
    return Desk(Setting(output, look), film, LONG)


def is_encoding(advance: Advance) -> bool:
    return advance.stage == "picture" and advance.done > 0


DRIVER = """
import sys
from pathlib import Path
from cutter.batch.ray_runner import RayRunner
from tests.batch.tasks import Heard
from tests.batch.test_ray_runner import is_encoding, long_desk

desk = long_desk(*map(Path, sys.argv[1:]))
with RayRunner(desk.setting, workers=1) as runner:
    heard = Heard()
    for work in ("plan", "render"):
        task = desk.task(work)
        runner.submit(task)
        if work == "plan":
            heard.until(runner, lambda heard: task.name in heard.ended)
    heard.until(runner, lambda heard: any(map(is_encoding, heard.advances)))
    print("ready", flush=True)
    heard.until(runner, lambda heard: task.name in heard.ended, 600)
"""


@needs_ray
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_batch_that_is_killed_takes_its_ray_and_all_that_runs_with_it(
    films: list[Path], tmp_path: Path
) -> None:
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    folders = [tmp_path / "out", tmp_path / "cache"]
    killed = subprocess.Popen(
        [sys.executable, str(script), *map(str, folders), str(films[0])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "ready\n"
        running = psutil.Process(killed.pid).children(recursive=True)
        assert any("ffmpeg" in each.name() for each in running)
        (driver,) = [each for each in running if "cutter.batch.ray_driver" in told(each)]
        kept = Path(driver.cwd())
        assert kept.stat().st_mode & 0o777 == 0o700
    finally:
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
    _, alive = psutil.wait_procs(running, timeout=15)
    assert [told(each) for each in alive] == []
    assert not kept.exists()
    assert not (tmp_path / "out" / "sample" / "alice.mp4").exists()


@needs_ray
@pytest.mark.parametrize(
    "address",
    ["ray://head:10001", "http://head:8265", "head", "", "head:", "a b:6379", "h:1234567"],
)
def test_what_is_no_address_is_refused_before_any_work(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="HOST:PORT"):
        RayRunner(Setting(tmp_path, look_at(tmp_path)), address=address)


@needs_ray
def test_a_cluster_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    # Port 9 is discard's (RFC 863), which nobody serves any more.
    runner = RayRunner(Setting(tmp_path, look_at(tmp_path)), address="127.0.0.1:9")
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:9.*ray start") as error, runner:
        pass
    assert "\n" not in str(error.value)


def test_without_ray_one_line_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'cutter\[ray\]'"):
        RayRunner(Setting(tmp_path, look_at(tmp_path)))


@needs_ray
def test_a_sealed_profile_is_not_given_to_ray(tmp_path: Path) -> None:
    profile = tmp_path / "shut.json"
    profile.write_bytes(b"cutter sealed 1 passphrase " + b"0" * 32 + b"\n")
    desk = Desk(Setting(tmp_path / "out", look_at(tmp_path)))
    task = desk.task("plan")
    assert task.cut is not None
    task = dataclasses.replace(task, cut=dataclasses.replace(task.cut, profile=profile))
    runner = RayRunner(desk.setting)
    runner.submit(task)
    (ended,) = runner.news(0)
    assert isinstance(ended, Ended)
    assert "sealed" in ended.outcome.error and str(profile) in ended.outcome.error
    assert not ended.outcome.can_pass


def test_what_ray_begins_with_says_nothing_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTTER_PASSPHRASE", "open")
    monkeypatch.setenv("RAY_ADDRESS", "elsewhere:6379")
    ours, theirs = environment(is_ours=True), environment(is_ours=False)
    for found in (ours, theirs):
        assert "CUTTER_PASSPHRASE" not in found
        assert found["RAY_USAGE_STATS_ENABLED"] == "0"
    assert "RAY_ADDRESS" not in ours and ours["RAY_AUTH_MODE"] == "token"
    assert ours["RAY_AUTH_TOKEN"] != environment(is_ours=True)["RAY_AUTH_TOKEN"]


def test_a_worker_with_another_cutter_or_none_says_so_before_anything_is_unpickled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host, fault, made = doing()(b"no pickle", "0.0.1", 1, None)
    assert host and "this machine 0.0.1" in fault and cutter.__version__ in fault and not made
    monkeypatch.setitem(sys.modules, "cutter", None)
    assert "has no cutter" in doing()(b"no pickle", "0.0.1", 1, None)[1]


def test_the_runner_itself_imports_no_ray() -> None:
    code = "import sys, cutter.batch.ray_runner; print('ray' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
