"""The books of a batch: what is wanted, what is there already, what came of it, what it leads to.

Between the driver, who knows when, and the journal, which knows what was. Starts no work.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cutter.batch.fates import Fate
from cutter.batch.graph import (
    by_film,
    cut_tasks,
    look_name,
    look_task,
    plan_name,
    render_name,
)
from cutter.batch.keys import FAULTS, Keys
from cutter.batch.outdated import Planned
from cutter.batch.places import made, plan_of, sheet_of
from cutter.batch.pricing import Prices
from cutter.batch.recording import keep_record
from cutter.batch.stamps import difference, stamp_of
from cutter.batch.standing import Standings
from cutter.batch.task import Outcome
from cutter.batch.wanted import Wanted
from cutter.errors import CutterError, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cutter.batch.graph import CutTasks, FilmCuts
    from cutter.batch.journal import Journal
    from cutter.batch.task import Cut, Fault, Made, Setting, Task
    from cutter.progress.batch import BatchProgress


@dataclass(slots=True)
class Admitted:
    """Tasks that can begin."""

    ready: list[Task] = field(default_factory=list)


@dataclass(slots=True)
class _Film:
    """A film whose cuts are being made."""

    cuts: dict[str, CutTasks] = field(default_factory=dict)
    """By label; those of which something is left to be done."""
    offered: int = 0
    """Tasks that can begin or run, and are not over."""


class Books:
    """Keeps the books of one run."""

    def __init__(self, setting: Setting, journal: Journal, progress: BatchProgress) -> None:
        """Begin with nothing wanted."""
        self.setting = setting
        self.journal = journal
        self.wanted = Wanted(setting)
        self.fates: dict[str, Fate] = {}
        """By the names of tasks."""
        self.attempts: dict[str, int] = {}
        """How often this run began a task."""
        self._progress = progress
        self._keys = Keys(setting, journal)
        self._prices = Prices(setting)
        self._standings = Standings(setting, journal)
        self._open: dict[Path, _Film] = {}
        self._begun: dict[str, int] = {}
        self._planned = Planned(self._keys)
        self._ready: list[Task] = []

    def expect(self, films: Sequence[FilmCuts], faults: Sequence[Fault]) -> None:
        """Take note of what is wanted; nothing is looked at yet."""
        busy = {film for film, opened in self._open.items() if opened.offered}
        self._progress.expect(self.wanted.add(films, faults, busy))

    def admit(self) -> Admitted:
        """Take in the next film: look at what is there of it, and return what can begin."""
        film = self.wanted.next_film()
        for task in self.wanted.names(film):
            # What was said of it before it came again.
            self.fates.pop(task, None)
        name = look_name(film.film, self.setting)
        try:
            fingerprint = self._keys.fingerprint(film.film)
            look_key = self._keys.look(film.film, fingerprint)
        except FAULTS as error:
            fate = Fate("failed", str(error), error.exit_code)
            self._settle(name, fate)
            for cut in film.cuts:
                for skipped in (plan_name(cut), render_name(cut)):
                    self._settle(skipped, Fate("skipped", fate.cause, fate.code))
            return self.settled()
        self.wanted.films[film.film] = fingerprint
        opened = self._open[film.film] = _Film()
        self._planned.look_at(film.film, look_key)
        for cut in film.cuts:
            self._admit_cut(cut, look_key, opened)
        look = look_task(film.film, self.setting, look_key)
        is_needed = any(tasks.plan.name not in self.fates for tasks in opened.cuts.values())
        if is_needed and not self._is_looked_at(look, fingerprint):
            self._offer(look, opened)
        else:
            self._settle(name, Fate("kept"))
            self._release(film.film)
        return self.settled()

    def settled(self) -> Admitted:
        """Return the tasks that can begin since this was last asked."""
        ready, self._ready = self._ready, []
        return Admitted(ready)

    def begin(self, task: Task) -> Task | None:
        """Journal that a task begins; return it as it is to be done, None where it is not to be."""
        try:
            task = self._renewed(task)
        except FAULTS as error:
            self.refuse(task, Outcome(str(error), error.exit_code))
            return None
        standing = self._standings.of(task)
        if standing.refusal:
            self.refuse(task, Outcome(standing.refusal, OutputRefused.exit_code))
            return None
        if left := self._made(standing.left):
            stamps = {each: self._mtime(each.path) for each in left}
            self.journal.adopt(replace(task, key=standing.left_key), stamps)
        self._begun[task.name] = self.journal.begin(task, self._standings.before(task))
        self.attempts[task.name] = self.attempts.get(task.name, 0) + 1
        if standing.is_whole and task.work == "plan" and task.cut is not None:
            files = self._made((plan_of(task.cut, self.setting), sheet_of(task.cut, self.setting)))
            self.end(task, Outcome(files=files), "", is_again=False)
            return None
        return replace(
            task,
            may_replace=standing.may_replace,
            is_rendered=standing.is_whole and task.work == "render",
        )

    def checked(self, task: Task, outcome: Outcome) -> Outcome:
        """Return what came of a task, held against what is there: a disk may lie elsewhere."""
        if not outcome.is_done:
            return outcome
        told = self._planned.refusal(task) or difference(outcome.files, self.setting.output)
        if not told:
            return outcome
        return Outcome(told, OutputRefused.exit_code, can_pass=True, counts=outcome.counts)

    def take_back_outdated(self) -> bool:
        """Want those cuts anew whose profile has changed since they were planned; whether any."""
        found = self._planned.outdated(self.wanted.cuts.values())
        self.expect(by_film(found), ())
        return bool(found)

    def _renewed(self, task: Task) -> Task:
        """Return a plan's task for its profile as that is now."""
        if task.work != "plan" or task.cut is None:
            return task
        key = self._planned.key(task.cut)
        self._planned.keep(task.cut, key)
        if key == task.key:
            return task
        tasks = cut_tasks(task.cut, self.setting, key, self._keys.render(key))
        self._open[task.film].cuts[task.cut.label] = tasks
        return replace(tasks.plan, cost=task.cost, memory=task.memory)

    def end(self, task: Task, outcome: Outcome, host: str, *, is_again: bool) -> None:
        """Journal what came of a task, and find out what can begin now or never will."""
        if outcome.is_done and task.work == "render" and task.cut is not None:
            keep_record(task.cut, self.setting)
            self._standings.clear(task, outcome)
        mtimes = {each.path: self._mtime(each.path) for each in outcome.files}
        self.journal.end(self._begun.pop(task.name), task, outcome, host, mtimes)
        if is_again:
            self._progress.ended(task.name, "again", outcome.error)
            return
        self._close(task, outcome)

    def refuse(self, task: Task, outcome: Outcome) -> None:
        """Let a task fail that was not begun; nothing is journaled of it."""
        self._close(task, outcome)

    def _close(self, task: Task, outcome: Outcome) -> None:
        fate = Fate("done") if outcome.is_done else Fate("failed", outcome.error, outcome.code)
        self._settle(task.name, fate)
        opened = self._open[task.film]
        opened.offered -= 1
        self._follow(task, outcome, fate, opened)
        if not opened.offered:
            self.wanted.free(task.film)

    def _follow(self, task: Task, outcome: Outcome, fate: Fate, opened: _Film) -> None:
        """Find out what can begin now that a task is over, or never will."""
        if task.cut is None:
            if outcome.is_done:
                self._release(task.film)
            else:
                for waiting in opened.cuts.values():
                    self._skip(waiting, fate)
            return
        tasks = opened.cuts.pop(task.cut.label, None)
        if tasks is None or task.work == "render":
            return
        if outcome.is_done:
            self._offer_render(tasks, opened)
        else:
            self._settle(tasks.render.name, Fate("skipped", fate.cause, fate.code))

    def _admit_cut(self, cut: Cut, look_key: str, opened: _Film) -> None:
        """Look at what is there of a cut; what is left to do waits for the film."""
        try:
            plan_key = self._keys.plan(cut, look_key)
        except FAULTS as error:
            fate = Fate("failed", str(error), error.exit_code)
            self._settle(plan_name(cut), fate)
            self._settle(render_name(cut), Fate("skipped", fate.cause, fate.code))
            return
        tasks = cut_tasks(cut, self.setting, plan_key, self._keys.render(plan_key))
        render = self._standings.of(tasks.render)
        if render.refusal:
            fate = Fate("failed", render.refusal, OutputRefused.exit_code)
            self._settle(plan_name(cut), Fate("skipped", fate.cause, fate.code))
            self._settle(render_name(cut), fate)
            return
        if self._standings.of(tasks.plan).is_done:
            self._settle(tasks.plan.name, Fate("kept"))
            self._planned.keep(cut, plan_key)
            self._offer_render(tasks, opened)
        else:
            opened.cuts[cut.label] = tasks

    def _offer_render(self, tasks: CutTasks, opened: _Film) -> None:
        """Let a cut be rendered whose plan is there, or take note that it is."""
        label = tasks.render.name.partition("/")[2]
        if self._standings.of(tasks.render).is_done:
            self._settle(tasks.render.name, Fate("kept"))
            opened.cuts.pop(label, None)
            return
        opened.cuts[label] = tasks
        self._offer(tasks.render, opened)

    def _release(self, film: Path) -> None:
        """Let the cuts of a film be planned that was looked at."""
        opened = self._open[film]
        for tasks in opened.cuts.values():
            if tasks.plan.name not in self.fates:
                self._offer(tasks.plan, opened)

    def _offer(self, task: Task, opened: _Film) -> None:
        opened.offered += 1
        # A film that cannot be opened says so itself when its task is done.
        with contextlib.suppress(CutterError):
            task = self._prices.task(task)
        self._ready.append(task)

    def _skip(self, tasks: CutTasks, why: Fate) -> None:
        """Take note that a cut cannot be planned, for its film cannot be looked at."""
        if tasks.plan.name not in self.fates:
            for name in (tasks.plan.name, tasks.render.name):
                self._settle(name, Fate("skipped", why.cause, why.code))

    def _settle(self, name: str, fate: Fate) -> None:
        self.fates[name] = fate
        if fate.result != "waiting":
            self._progress.ended(name, fate.result, fate.cause)

    def _is_looked_at(self, look: Task, fingerprint: str) -> bool:
        """Whether a film was looked at in this batch, and what was seen is still stored."""
        from cutter.pipeline.looking import is_watched

        return self._standings.of(look).is_done and is_watched(fingerprint, self.setting.look)

    def _made(self, paths: Iterable[Path]) -> tuple[Made, ...]:
        """Return what is to be noted of files that are there."""
        found = []
        for path in paths:
            # Taken away this moment: the journal's next reader finds it missing.
            with contextlib.suppress(OSError):
                found.append(made(path, self.setting.output))
        return tuple(found)

    def _mtime(self, path: str) -> int:
        stamp = stamp_of(self.setting.output / path)
        return 0 if stamp is None else stamp.mtime_ns
