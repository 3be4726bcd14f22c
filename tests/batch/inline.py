"""A Runner that does tasks in its own process, one when it is asked for news, and a made-up trade.

The trade writes small files where the real one writes cuts: what is tried with it is the driver.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from cutter.batch.places import made, plan_of, sheet_of
from cutter.batch.runner import Advance, Ended
from cutter.batch.task import Cut, Outcome, Setting, Task
from cutter.files import write_whole
from cutter.pipeline import Look, Wish

Perform = Callable[[Task, Setting], Outcome]


class Killed(BaseException):
    """The run ends here, as if its process had been killed."""


@dataclass
class InlineRunner:
    """Does the oldest task when asked for news; holds `jobs` at most."""

    perform: Perform
    setting: Setting
    jobs: int = 1
    submitted: list[Task] = field(default_factory=list)
    most: int = 0
    _waiting: deque[Task] = field(default_factory=deque)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waiting.clear()

    def has_room(self, task: Task) -> bool:
        return len(self._waiting) < self.jobs

    def submit(self, task: Task) -> None:
        assert self.has_room(task)
        names = [waiting.name for waiting in self._waiting]
        assert task.name not in names, "begun twice at once"
        films = [waiting.film for waiting in self._waiting]
        assert task.work != "analyze" or task.film not in films, "looked at amid its cuts"
        self.submitted.append(task)
        self._waiting.append(task)
        self.most = max(self.most, len(self._waiting))

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        if not self._waiting:
            return ()
        task = self._waiting.popleft()
        return (
            Advance(task.name, "working", 1.0, 1.0),
            Ended(task.name, self.perform(task, self.setting), "here"),
        )


@dataclass
class Trade:
    """Writes what a task should write, and notes what it did; tells it to go wrong by name."""

    done: list[str] = field(default_factory=list)
    fail: dict[str, list[Outcome]] = field(default_factory=dict)
    """By the name of the task: what comes of its next tries in place of its work."""
    kill_before: str = ""
    """The task before whose work the run is killed."""
    kill_after: str = ""
    """The task after whose work the run is killed, before anybody hears of it."""
    beside: bool = False
    """Whether a subtitle file is written beside each cut, after a moment to be killed at."""
    kill_between: str = ""
    """The render that is killed between the cut and what lies beside it."""
    content: str = ""

    def __call__(self, task: Task, setting: Setting) -> Outcome:
        if task.name == self.kill_before:
            raise Killed
        if self.fail.get(task.name):
            return self.fail[task.name].pop(0)
        self.done.append(task.name)
        outcome = self._work(task, setting)
        if task.name == self.kill_after:
            raise Killed
        return outcome

    def _work(self, task: Task, setting: Setting) -> Outcome:
        if task.cut is None:
            return Outcome(counts=(("packets", 90.0), ("seconds", 2.0), ("cpu", 3.0)))
        if task.work == "plan":
            paths: tuple[Path, ...] = (plan_of(task.cut, setting), sheet_of(task.cut, setting))
            for path in paths:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, f"{task.key}{self.content}".encode(), overwrite=task.may_replace)
        else:
            paths = (task.cut.target,)
            if not task.is_rendered:
                self.done[-1] += " picture"
                task.cut.target.parent.mkdir(parents=True, exist_ok=True)
                plan = plan_of(task.cut, setting).read_bytes()
                write_whole(task.cut.target, b"cut of " + plan, overwrite=task.may_replace)
            if task.name == self.kill_between:
                raise Killed
            if self.beside:
                paths = (*paths, task.cut.target.with_suffix(".srt"))
                write_whole(paths[1], b"said", overwrite=task.may_replace)
        files = tuple(made(path, setting.output) for path in paths)
        return Outcome(files=files, counts=(("seconds", 1.0), ("cpu", 1.0), ("frames", 30.0)))


def setting_in(folder: Path, *, overwrite: bool = False, renderer: str = "ffmpeg") -> Setting:
    look = Look(model="basic", offline=True, cache=folder / "cache")
    return Setting(folder / "out", look, overwrite=overwrite, renderer=renderer)


def film_in(folder: Path, name: str, content: str = "") -> Path:
    path = folder / "films" / f"{name}.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content or f"the film {name}")
    return path


def profile_in(folder: Path, name: str, likes: str = "the sea") -> Path:
    path = folder / "profiles" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{{"version": 1, "likes": [{{"text": "{likes}"}}]}}')
    return path


def cuts_in(folder: Path, films: Sequence[str], profiles: Sequence[str]) -> list[Cut]:
    """Return one cut for each film and profile; files are made where there are none."""
    made = []
    for film in films:
        for profile in profiles:
            label = f"{film}/{profile}"
            there = folder / "films" / f"{film}.mp4"
            whose = folder / "profiles" / f"{profile}.json"
            made.append(
                Cut(
                    there if there.exists() else film_in(folder, film),
                    whose if whose.exists() else profile_in(folder, profile),
                    Wish(),
                    folder / "out" / f"{label}.mp4",
                    label,
                )
            )
    return made
