"""Cuts turned into files: hands tasks that are ready to a Runner and journals what came of them.

One process drives a batch and is the only writer of its journal. Knows nothing about how and where
a task is done.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

from cutter.batch.alone import alone
from cutter.batch.books import Books
from cutter.batch.graph import by_film
from cutter.batch.journal import NAME, opened
from cutter.batch.order import Waiting, preferred
from cutter.batch.runner import Advance, Ended
from cutter.batch.settled_eyes import settle_eyes
from cutter.batch.tally import summarised
from cutter.batch.task import Outcome, Work
from cutter.errors import OutputRefused
from cutter.progress.batch import SILENT_BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.batch.books import Admitted
    from cutter.batch.runner import Runner
    from cutter.batch.summary import Summary
    from cutter.batch.task import Cut, Fault, Setting, Task
    from cutter.progress.batch import BatchProgress

    Watch = Callable[[], tuple[Sequence[Cut], Sequence[Fault]] | None]

BACK_OFF: Final = 2.0
"""Seconds until a task is tried again; twice that before the next time, and so on."""
PAUSE: Final = 1.0
"""Seconds without news after which the driver looks up: for films that came, and for its queue."""
DEAF: Final = 1.0
"""Seconds for which the driver takes in films and begins tasks without hearing what came of
others."""
MOST_ROUNDS: Final = 3
"""How often the cuts of profiles that changed meanwhile are made anew at a batch's end."""
NO_ROOM: Final = 60.0
"""Seconds for which nothing runs and a task finds no room, after which it never will."""


def run(
    cuts: Sequence[Cut],
    faults: Sequence[Fault],
    setting: Setting,
    runner: Callable[[Setting], Runner],
    *,
    retries: int = 1,
    progress: BatchProgress = SILENT_BATCH,
    journal_path: Path | None = None,
    watch: Watch | None = None,
    meanwhile: Callable[[Callable[[], Summary]], object] | None = None,
    tell: Callable[[Summary], None] | None = None,
) -> Summary:
    """Make all cuts that are not made yet; a film or a cut that fails, fails alone.

    Args:
        cuts: what is wanted; those that an earlier run made are not made again.
        faults: what was asked for and cannot become a cut.
        setting: what is the same for all of them.
        runner: makes what does the tasks; it is given the setting with its eyes settled.
        retries: how often a task is tried again where another try may come out otherwise.
        progress: where the batch is shown.
        journal_path: the journal; None for the one in the batch's folder.
        watch: is asked for more about once a second: cuts and faults that came on top, or None when
            there will be no more.
        meanwhile: is called about once a second while the batch runs, with what gives the summary
            as it stands.
        tell: is given the summary when the run is over, also where it was interrupted.

    Returns:
        What came of every cut and every film.

    Raises:
        OutputRefused: the folder or the journal cannot be used, or another run is at work in it.
        UsageError: two cuts have one name.
        ModelUnavailable: the eyes asked for are not to be had.
    """
    began, spent = time.monotonic(), _cpu()
    _make_folder(setting.output)
    path = journal_path or setting.output / NAME
    with (
        alone(path, progress) as has_locks,
        opened(path, has_locks=has_locks) as journal,
        progress,
    ):
        setting = replace(setting, look=settle_eyes(setting.look, journal, progress))
        journal.begin_run()
        batch = _Batch(Books(setting, journal, progress), retries, progress, watch)
        batch.add(cuts, faults)

        def summary() -> Summary:
            wall, cpu = time.monotonic() - began, max(_cpu() - spent, batch.cpu)
            return summarised(batch.books, wall=wall, cpu=cpu)

        if meanwhile is not None:
            batch.meanwhile = partial(meanwhile, summary)
        try:
            with runner(setting) as workers:
                batch.run_with(workers)
        finally:
            # Its processes have ended, so that what they took is known.
            ended = summary()
            journal.end_run(ended.wall, ended.cpu)
            if tell is not None:
                tell(ended)
        return ended


class _Batch:
    """One run of a batch."""

    def __init__(
        self, books: Books, retries: int, progress: BatchProgress, watch: Watch | None
    ) -> None:
        self.books = books
        self.cpu = 0.0
        """Seconds that tasks say they took, wherever they ran."""
        self.meanwhile: Callable[[], object] = _nothing
        self._retries = retries
        self._progress = progress
        self._watch = watch
        self._asked = float("-inf")
        self._told = float("-inf")
        self._heard = time.monotonic()
        self._waiting = Waiting()
        self._running: dict[str, Task] = {}
        self._tries: dict[str, int] = {}
        self._idle_since: float | None = None
        self._rounds = 0

    def add(self, cuts: Sequence[Cut], faults: Sequence[Fault]) -> None:
        """Take in what is wanted."""
        self.books.expect(by_film(cuts), faults)

    def run_with(self, runner: Runner) -> None:
        """Do all there is to do."""
        while True:
            self._look_for_more()
            self._waiting.wake(time.monotonic())
            while self._start_one(runner) and not self._is_due():
                pass
            if self._is_over():
                if self._rounds < MOST_ROUNDS and self.books.take_back_outdated():
                    # So that no profile's cuts are some of what it was, some of what it is.
                    self._rounds += 1
                    continue
                return
            self._tell_meanwhile()
            for news in self._news(runner):
                if isinstance(news, Advance):
                    self._progress.advanced(news.task, news.stage, news.done, news.total)
                elif isinstance(news, Ended):
                    self._ended(news)

    def _is_due(self) -> bool:
        """Whether it is time to hear what came of tasks, though there is more to begin."""
        return bool(self._running) and time.monotonic() - self._heard > DEAF

    def _is_over(self) -> bool:
        is_idle = not (self._running or self._waiting or self.books.wanted.has_films)
        return is_idle and self._watch is None

    def _tell_meanwhile(self) -> None:
        now = time.monotonic()
        if now - self._told >= PAUSE:
            self._told = now
            self.meanwhile()

    def _news(self, runner: Runner) -> Sequence[Advance | Ended]:
        until = self._waiting.until(time.monotonic())
        patience = PAUSE if until is None else min(PAUSE, max(until, 0.01))
        found = runner.news(0.0 if self._is_due() else patience)
        self._heard = time.monotonic()
        return found

    def _look_for_more(self) -> None:
        now = time.monotonic()
        if self._watch is None or now - self._asked < PAUSE:
            return
        self._asked = now
        found = self._watch()
        if found is None:
            self._watch = None
        elif found[0] or found[1]:
            self.add(*found)

    def _start_one(self, runner: Runner) -> bool:
        """Begin a task, or take in a film; whether there may be more to begin."""
        works = preferred(
            films_wait=self.books.wanted.has_films or self._waiting.has("analyze"),
            is_looking=any(task.work == "analyze" for task in self._running.values()),
            is_busy=bool(self._running),
        )
        if not (self.books.wanted.has_films or self._waiting.has("analyze", "plan")):
            self._waiting.longest_first()
        for work in works:
            if work == "analyze" and not self._waiting.has(work) and self.books.wanted.has_films:
                self._take_in(self.books.admit())
                return True
            task = self._waiting.first(work)
            if task is not None and runner.has_room(task):
                self._begin(self._waiting.take(work), runner)
                return True
        self._refuse_what_never_fits()
        return False

    def _take_in(self, admitted: Admitted) -> None:
        for task in admitted.ready:
            self._waiting.put(task)

    def _begin(self, task: Task, runner: Runner) -> None:
        self._idle_since = None
        begun = self.books.begin(task)
        if begun is None:
            # It turned out that there is nothing to do, or nothing that may be done.
            self._take_in(self.books.settled())
            return
        self._running[task.name] = begun
        self._progress.started(task.name)
        runner.submit(begun)

    def _ended(self, news: Ended) -> None:
        task = self._running.pop(news.task, None)
        if task is None:
            return
        outcome = self.books.checked(task, news.outcome)
        self.cpu += dict(outcome.counts).get("cpu", 0.0)
        tries = self._tries[task.name] = self._tries.get(task.name, 0) + 1
        is_again = not outcome.is_done and outcome.can_pass and tries <= self._retries
        self.books.end(task, outcome, news.host, is_again=is_again)
        if is_again:
            moment = time.monotonic() + BACK_OFF * 2 ** (tries - 1)
            self._waiting.put_again(task, moment)
        self._take_in(self.books.settled())

    def _refuse_what_never_fits(self) -> None:
        """Fail a task that finds no room though nothing runs: the batch would wait for ever."""
        firsts = [self._waiting.first(work) for work in get_args(Work)]
        task = next((each for each in firsts if each is not None), None)
        if self._running or task is None:
            self._idle_since = None
            return
        now = time.monotonic()
        self._idle_since = now if self._idle_since is None else self._idle_since
        if now - self._idle_since >= NO_ROOM:
            self._idle_since = None
            self._waiting.take(task.work)
            error = f"{task.name}: needs more memory than there is here; close other programs"
            self.books.refuse(task, Outcome(error, OutputRefused.exit_code))
            self._take_in(self.books.settled())


def _nothing() -> None:
    """Do nothing."""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(
            f"{folder}: the batch's folder cannot be made ({error.strerror}); name another with -o"
        ) from error


def _cpu() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
