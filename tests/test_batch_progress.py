"""A batch is shown while it runs: counts add up, the time left makes sense, bars stay tidy."""

import contextlib
import io
import itertools
import json
import os
import pty
import random
import re
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from cutter.progress import BatchProgress, Item, SilentBatch, make_batch_progress
from cutter.progress.batch_bars import BatchBars
from cutter.progress.batch_written import JsonBatch, PlainBatch
from cutter.progress.tally import Tally
from cutter.progress.wording import time_left
from tests.films import ROOT


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Told:
    """What a tally said at each second."""

    left: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)


def items_of(films: int, cuts: int) -> list[Item]:
    """Return tasks in an order in which they can be done."""
    found = [Item(f"analyze/{film}", "analyze", 20.0) for film in range(films)]
    for film in range(films):
        for cut in range(cuts):
            found.append(Item(f"plan/{film}/{cut}", "plan", 1.0))
            found.append(Item(f"render/{film}/{cut}", "render", 8.0))
    return found


def walk(
    items: list[Item],
    tally: Tally,
    clock: Clock,
    *,
    workers: int,
    factor: float,
    noise: float = 0.0,
    tells: bool = True,
) -> Told:
    """Do tasks, each taking `factor` of its cost, give or take; note what is told each second."""
    rng = random.Random(5)
    told, waiting, running = Told(), list(items), dict[str, list[float]]()
    tally.expect(items, workers)
    while waiting or running:
        while waiting and len(running) < workers:
            item = waiting.pop(0)
            tally.start(item.name)
            running[item.name] = [0.0, item.cost * factor * rng.uniform(1 - noise, 1 + noise)]
        told.left.append(tally.left())
        told.share.append(tally.share())
        clock.now += 1.0
        for name, (done, whole) in list(running.items()):
            running[name][0] = done + 1.0
            if done + 1.0 >= whole:
                del running[name]
                tally.end(name, "done")
            elif tells:
                tally.advance(name, "work", done + 1.0, whole)
    told.left.append(tally.left())
    told.share.append(tally.share())
    return told


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 20), st.integers(1, 5), st.booleans(), st.integers(1, 3), st.integers(0, 3))
def test_the_time_left_is_never_below_nothing_and_ends_there(
    factor: float, workers: int, tells: bool, films: int, cuts: int
) -> None:
    clock = Clock()
    told = walk(
        items_of(films, cuts),
        Tally(clock),
        clock,
        workers=workers,
        factor=factor,
        noise=0.5,
        tells=tells,
    )
    assert min(told.left) >= 0 and told.left[-1] == 0
    assert told.share == sorted(told.share)
    assert told.share[0] >= 0 and told.share[-1] == 1


@pytest.mark.parametrize("factor", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("workers", [1, 4])
def test_the_time_left_is_about_right_once_a_third_is_done(factor: float, workers: int) -> None:
    clock = Clock()
    told = walk(items_of(6, 8), Tally(clock), clock, workers=workers, factor=factor, noise=0.3)
    end = len(told.left) - 1
    for second in range(end // 3, end - 10):
        assert told.left[second] == pytest.approx(end - second, rel=0.35, abs=12), second


@pytest.mark.parametrize("tells", [True, False])
def test_the_time_left_does_not_jump_about(tells: bool) -> None:
    clock = Clock()
    items = items_of(6, 8)
    told = walk(items, Tally(clock), clock, workers=2, factor=1.5, noise=0.5, tells=tells)
    whole = len(told.left)
    # At the beginning little is known.
    known = told.left[whole // 10 :]
    steps = [later - sooner for sooner, later in itertools.pairwise(known)]
    assert max(steps) <= 0.005 * whole and min(steps) >= -0.02 * whole
    assert sum(step > 0 for step in steps) <= 0.1 * whole


def test_more_workers_leave_less_time() -> None:
    one, four = Tally(Clock()), Tally(Clock())
    one.expect(items_of(8, 2), 1)
    four.expect(items_of(8, 2), 4)
    assert four.left() == pytest.approx(one.left() / 4)


def test_how_many_are_done_at_once_is_watched_where_nobody_knows() -> None:
    tally = Tally(Clock())
    tally.expect(items_of(8, 0))
    alone = tally.left()
    for film in range(4):
        tally.start(f"analyze/{film}")
    later = Tally(Clock())
    later.expect(items_of(8, 0), 4)
    assert (alone, tally._estimated()) == (160, later.left())


def test_a_long_first_film_tells_of_those_that_wait_before_it_is_over() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.expect(items_of(10, 0), 1)
    for second in range(1, 301):
        clock.now = second
        tally.advance("analyze/0", "watch", second, 600.0)
        tally.left()
    assert tally.left() == pytest.approx(300 + 9 * 600, rel=0.15)


def test_a_quick_first_stage_makes_no_task_quick() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.expect(items_of(10, 0), 1)
    tally.start("analyze/0")
    clock.now = 1.0
    tally.advance("analyze/0", "open", 0.5, 1.0)
    clock.now = 1.5
    tally.advance("analyze/0", "open", 1.0, 1.0)
    assert tally.left() == pytest.approx(200 - 1.5, abs=1)


def test_new_films_add_to_what_is_left() -> None:
    clock = Clock()
    tally = Tally(clock)
    walk(items_of(1, 1), tally, clock, workers=1, factor=1.0)
    assert (tally.share(), tally.left()) == (1.0, 0.0)
    tally.expect([Item("analyze/late", "analyze", 20.0)])
    assert tally.share() < 0.7 and tally.left() == pytest.approx(20, rel=0.1)


def test_a_better_estimate_takes_the_place_of_the_first() -> None:
    tally = Tally(Clock())
    tally.expect([Item(name, "analyze", 1.0) for name in ("a", "b")])
    tally.expect([Item("a", "analyze", 100.0)])
    assert (tally.tasks, tally.cost) == (2, (0.0, 101.0))
    assert tally.left() == pytest.approx(101)


def test_kinds_of_work_weigh_as_much_as_they_turn_out_to_take() -> None:
    clock = Clock()
    tally = Tally(clock)
    tally.expect([Item(f"{work}/{n}", work, 1.0) for n in range(5) for work in ("plan", "render")])
    for n in range(4):
        for work, seconds in (("plan", 1.0), ("render", 99.0)):
            tally.start(f"{work}/{n}")
            clock.now += seconds
            tally.end(f"{work}/{n}", "done")
    tally.start("render/4")
    tally.end("render/4", "done")
    assert tally.share() > 0.97


def shown(progress: BatchProgress, clock: Clock) -> None:
    """Tell of a batch in which all that can happen happens."""
    with progress:
        progress.expect([*items_of(2, 2), Item("render/old", "render", 8.0)], workers=2)
        progress.ended("render/old", "kept")
        for name in ("analyze/0", "analyze/1"):
            progress.started(name)
        for second in range(12):
            clock.now += 1.0
            progress.advanced("analyze/0", "watch", second, 20)
        progress.ended("analyze/1", "failed", "films/b.mp4: no film\n\x1b[2J")
        for name in ("plan/1/0", "render/1/0", "plan/1/1", "render/1/1"):
            progress.ended(name, "skipped")
        clock.now += 8.0
        progress.ended("analyze/0", "done")
        for name in ("plan/0/0", "plan/0/1", "render/0/0"):
            progress.started(name)
            progress.ended(name, "done")
        progress.started("render/0/1")
        progress.ended("render/0/1", "again", "its process died")
        progress.note("a note")
        progress.warn("a warning")
        progress.started("render/0/1")
        progress.ended("render/0/1", "done")


def json_events() -> list[dict[str, Any]]:
    clock, stream = Clock(), io.StringIO()
    shown(JsonBatch(stream, Tally(clock)), clock)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_add_up() -> None:
    events = json_events()
    last = events[-1]
    assert last["event"] == "batch"
    assert (last["done"], last["total"], last["share"], last["left_s"]) == (11, 11, 1.0, 0.0)
    assert (last["kept"], last["failed"], last["skipped"], last["running"]) == (1, 1, 4, 0)
    assert last["estimated_done_s"] == last["estimated_total_s"] == 84.0
    ends = [each for each in events if each.get("phase") == "end"]
    assert sum(each["outcome"] != "again" for each in ends) == last["total"]
    for outcome in ("kept", "failed", "skipped"):
        assert sum(each["outcome"] == outcome for each in ends) == last[outcome]
    for begun in (each for each in events if each.get("phase") == "begin"):
        assert begun["name"] in {each["name"] for each in ends}
        assert begun["work"] == begun["name"].partition("/")[0]


def test_json_lines_tell_how_far_a_task_and_the_whole_are() -> None:
    events = json_events()
    steps = [each for each in events if each.get("phase") == "progress"]
    assert len(steps) == 12
    assert {step["stage"] for step in steps} == {"watch"}
    shares = [step["share"] for step in steps]
    assert shares == sorted(shares) and shares[-1] > 0.5
    wholes = [each["share"] for each in events if each["event"] == "batch"]
    assert len(wholes) > 10 and wholes == sorted(wholes)


def test_the_page_about_json_lines_names_every_field() -> None:
    page = (ROOT / "docs" / "batch-results.md").read_text(encoding="utf-8")
    for event in json_events():
        for word in (*event, event["event"], event.get("phase", "task")):
            assert f"`{word}`" in page, word


def test_plain_lines_tell_each_task_and_now_and_then_the_whole() -> None:
    clock, stream = Clock(), io.StringIO()
    shown(PlainBatch(stream, Tally(clock)), clock)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "analyze/0 …"
    assert "analyze/1 failed in 12.0 s: films/b.mp4: no film??[2J" in lines
    assert "render/0/1 failed, to be tried again in 0.0 s: its process died" in lines
    assert "analyze/0 done in 20.0 s" in lines
    assert not any("render/old" in line or "render/1/0" in line for line in lines)
    assert lines[-1] == "batch 100%: 11 of 11 tasks, 1 from before, 1 failed, 4 skipped"
    wholes = [line for line in lines if line.startswith("batch ")]
    assert len(wholes) == 3 and wholes[0].endswith(" left")


def test_quiet_tells_what_failed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    for progress in (
        make_batch_progress("plain", quiet=True),
        make_batch_progress("none"),
    ):
        assert isinstance(progress, SilentBatch)
        shown(progress, Clock())
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.splitlines() == [
            "warning: analyze/1 failed: films/b.mp4: no film??[2J",
            "warning: a warning",
        ]


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_bars_fit_the_terminal(width: int) -> None:
    clock = Clock()
    names = ["render/[red]möhre\x1b[2J/映画の夜-trailer-16x9", *(f"plan/{n}" for n in range(30))]
    bars = BatchBars(tally=Tally(clock))
    bars.expect([Item(name, "render", 30.0) for name in names])
    for name in names:
        bars.started(name)
    clock.now = 10.0
    bars.advanced(names[0], "encode", 5, 10)
    console = Console(file=io.StringIO(), width=width, height=12, color_system=None)
    with console.capture() as capture:
        console.print(bars)
    lines = capture.get().splitlines()
    assert len(lines) == 8 + 1 + 1
    assert all(len(line) <= width for line in lines) and "\x1b" not in capture.get()
    assert lines[0].startswith("render/[" if width > 40 else "rend")
    assert "trailer-16x9" in lines[0] if width > 30 else "r-16x9" in lines[0]
    assert "33%" in lines[0] and "20 s" in lines[0]
    assert ("encode" in lines[0]) is (width >= 80)
    assert ("━" in lines[0]) is (width >= 60)
    assert lines[-2].startswith("and 23 more")
    assert lines[-1].startswith("0 of 31 t")


def _on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> str:
    """Return what a terminal of so many columns is told of a batch."""
    outer, inner = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        with os.fdopen(outer, "rb", buffering=0) as screen, contextlib.suppress(OSError):
            while piece := screen.read(4096):
                seen.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(inner, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", str(width))
        progress = make_batch_progress("auto")
        assert isinstance(progress, BatchBars)
        shown(progress, Clock())
        terminal.flush()
        monkeypatch.undo()
    reader.join(10)
    return b"".join(seen).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("width", [30, 100])
def test_a_terminal_keeps_what_failed_and_the_whole(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    screen = _on_a_terminal(monkeypatch, width)
    assert screen.rindex("\x1b[?25h") > screen.rindex("\x1b[?25l"), "the cursor is shown again"
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.rpartition("\x1b[2K")[2])
    assert "11 of 11 tasks" in last and "100%" in last
    assert "analyze/0" not in last
    words = re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen))
    assert "analyze/1 failed: films/b.mp4: no film??[2J" in words
    assert "warning: a warning" in words


def test_results_on_stdout_are_not_led_to_the_bars(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(file=io.StringIO(), force_terminal=True)
    with BatchBars(console):
        print("a result")
    assert capsys.readouterr().out == "a result\n"


def test_times_are_told_as_people_say_them() -> None:
    told = [time_left(seconds) for seconds in (-1, 8.4, 95, 130, 4800, 30_000, 200_000)]
    assert told == ["0 s", "8 s", "95 s", "2 min", "80 min", "8 h 20 min", "2 d 8 h"]
