"""What the tasks of a batch cost, one at a time on one core, and what its journal and driver do."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from cutter.batch.runner import Advance, Ended
    from cutter.batch.task import Cut, Setting, Task

Work = Callable[[], dict[str, Any]]


def looking(films: dict[str, str], model: str, folder: str) -> Work:
    """Look at films through one model, opened once, and read again what was stored of them.

    Args:
        films: by what they are called; the first is looked at twice, for the first time tells what
            opening the model takes.
        model: the eyes.
        folder: for the store.
    """
    from cutter.pipeline import Look, analyze
    from cutter.pipeline.looking import open_look, recall

    cache = Path(folder) / "looking"
    look = Look(model=model, sentences="none", offline=True, cache=cache)
    paths = {name: Path(film) for name, film in films.items()}

    def work() -> dict[str, Any]:
        before = _processor()
        eyes = open_look(look)
        first = next(iter(paths.values()))
        analyze(first, look=look, eyes=eyes)
        told: dict[str, Any] = {"first": _processor() - before}
        for name, film in paths.items():
            shutil.rmtree(cache, ignore_errors=True)
            before = _processor()
            analysis = analyze(film, look=look, eyes=eyes)
            told[f"{name} cpu"] = _processor() - before
            told[f"{name} seconds"] = float(analysis.film.media.end)
            told[f"{name} keyframes"] = len(analysis.film.keyframes)
            told[f"{name} stored"] = sum(path.stat().st_size for path in cache.rglob("*.safe*"))
            before = _processor()
            recall(film, look=look, eyes=eyes)
            told[f"{name} read"] = _processor() - before
        told["start"] = told["first"] - told[f"{next(iter(paths))} cpu"]
        shutil.rmtree(cache, ignore_errors=True)
        return told

    return work


def cutting(films: dict[str, str], folder: str, budgets: Sequence[str], plans: int) -> Work:
    """Plan and render cuts of each film with the Basic eyes, as a batch's worker does.

    Args:
        films: by what they are called.
        folder: for the store and the cuts.
        budgets: lengths of the cuts that are rendered.
        plans: how many profiles are planned for.
    """
    from benchmarks.made import write_profile
    from cutter.batch.task import Cut, Setting, Task
    from cutter.batch.work import Hand
    from cutter.pipeline import Look, Wish
    from cutter.progress import SILENT

    output = Path(folder) / "cutting"
    output.mkdir()
    look = Look(model="basic", sentences="none", offline=True, cache=output / "cache")
    setting = Setting(output=output, look=look)
    profiles = [write_profile(output / f"{n}.json", n) for n in range(plans)]

    def done(work: str, cut: Cut, hand: Hand) -> dict[str, float]:
        task = Task(f"{work}/{cut.label}", work, cut.film, cut, (), "")  # type: ignore[arg-type]
        outcome = hand.perform(task, setting, SILENT)
        if not outcome.is_done:
            raise RuntimeError(outcome.error)
        size = sum(made.size for made in outcome.files if made.path.endswith(".mp4"))
        return {**dict(outcome.counts), "bytes": float(size)}

    def work() -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, film in films.items():
            hand = Hand()

            def cut(number: int, budget: str, film: str = film, name: str = name) -> Cut:
                label = f"{name}-{number}-{budget}"
                wish = Wish(budget=budget, fill=True)
                return Cut(Path(film), profiles[number], wish, output / f"{label}.mp4", label)

            done("analyze", cut(0, budgets[0]), hand)
            done("plan", cut(0, budgets[0]), hand)
            spent = [done("plan", cut(n, budgets[0]), hand)["cpu"] for n in range(1, plans)]
            told[f"{name} plan"] = sum(spent) / len(spent)
            shaped = cut(0, budgets[-1])
            shaped = replace(
                shaped,
                wish=replace(shaped.wish, aspect="9:16"),
                label=f"{shaped.label}-tall",
                target=shaped.target.with_stem(f"{shaped.label}-tall"),
            )
            seen = done("plan", shaped, hand)
            told[f"{name} reframe"] = (
                max(0.0, seen["cpu"] - told[f"{name} plan"]) / seen["duration"]
            )
            for budget in budgets[1:]:
                done("plan", cut(0, budget), hand)
            for budget in budgets:
                rendered = done("render", cut(0, budget), hand)
                told[f"{name} render {budget} cpu"] = rendered["cpu"]
                told[f"{name} render {budget} seconds"] = rendered["duration"]
                told[f"{name} render {budget} bytes"] = rendered["bytes"]
        return told

    return work


def driving(folder: str, films: int, cuts: int) -> Work:
    """Drive a batch whose tasks are nothing: what is left is the driver and its journal."""
    from cutter.batch import drive
    from cutter.batch.task import Cut, Setting
    from cutter.pipeline import Look, Wish

    output = Path(folder) / "driving"
    output.mkdir()
    setting = Setting(output=output / "out", look=Look(model="basic", offline=True))
    wanted = []
    for number in range(films):
        film = output / f"{number}.mp4"
        film.write_bytes(b"film %d" % number)
        for each in range(cuts):
            label = f"{number}/{each}"
            target = output / "out" / f"{label}.mp4"
            wanted.append(Cut(film, None, Wish(budget=f"{each + 1}s"), target, label))

    def work() -> dict[str, Any]:
        began = time.perf_counter()
        summary = drive.run(wanted, (), setting, Nothing)
        wall = time.perf_counter() - began
        return {"tasks": summary.tasks_done, "seconds": wall}

    return work


def journaling(folder: str, tasks: int) -> Work:
    """Begin and end tasks in a journal, each a transaction that is on the disk."""
    from cutter.batch.journal import NAME, opened
    from cutter.batch.task import Outcome, Task

    path = Path(folder) / NAME

    def work() -> dict[str, Any]:
        with opened(path) as journal:
            journal.begin_run()
            began = time.perf_counter()
            for number in range(tasks):
                task = Task(f"render/{number}", "render", path, None, (), f"{number:032x}")
                attempt = journal.begin(task, {})
                journal.end(attempt, task, Outcome(), "here", {})
            return {"commits": 2 * tasks, "seconds": time.perf_counter() - began}

    return work


class Nothing:
    """A Runner whose tasks are done at once."""

    def __init__(self, setting: Setting) -> None:
        """Do nothing for a setting."""
        self._done: list[Ended] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""

    def has_room(self, task: Task) -> bool:
        """Whether fewer than two wait to be told of."""
        return len(self._done) < 2

    def submit(self, task: Task) -> None:
        """Have it done."""
        from cutter.batch.runner import Ended
        from cutter.batch.task import Outcome

        self._done.append(Ended(task.name, Outcome(), "here"))

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        """Tell of what was submitted."""
        done, self._done = self._done, []
        return done


def _processor() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
