"""What a batch would do, before anything is done: how each cut stands, and what it would cost.

Opens films and a copy of the journal, and changes nothing; nothing is downloaded for it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cutter.batch.costs import NOTHING, Cost, Factors, factors_of
from cutter.batch.pricing import Prices
from cutter.errors import CutterError, InputError, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.batch.graph import CutTasks
    from cutter.batch.journal import Journal
    from cutter.batch.task import Cut, Fault, Setting, Work
    from cutter.eyes.embedder import Embedder

State = Literal["new", "done", "refused"]


@dataclass(frozen=True, slots=True)
class FilmAhead:
    """A film of the batch."""

    film: Path
    duration: float = 0.0
    """Seconds; 0 where it cannot be opened."""
    is_known: bool = False
    """Whether an earlier run has looked at it in this way."""
    cost: Cost = NOTHING
    """Of looking at it."""
    cause: str = ""
    """Why it cannot be opened."""


@dataclass(frozen=True, slots=True)
class CutAhead:
    """A cut of the batch."""

    cut: Cut
    state: State = "new"
    cause: str = ""
    """Why it would be refused."""
    size: tuple[int, int] = (0, 0)
    """Of its picture, pixels."""
    duration: float = 0.0
    """Seconds of its budget."""
    plan: Cost = NOTHING
    render: Cost = NOTHING
    """Nothing where it is done, or refused."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a batch would do."""

    films: tuple[FilmAhead, ...]
    cuts: tuple[CutAhead, ...]
    faults: tuple[Fault, ...]
    jobs: int
    cores: int
    """For each task."""
    factors: Factors
    free: int
    """Bytes that are free where the cuts would lie."""
    eyes_missing: str = ""
    """Why the eyes are not on this machine; a run would fetch them, or say so."""

    @property
    def seconds(self) -> float:
        """Of one core, for all of it."""
        looked = sum(film.cost.seconds for film in self.films)
        return looked + sum(cut.plan.seconds + cut.render.seconds for cut in self.cuts)

    @property
    def wall(self) -> float:
        """Seconds until all is done, other work on the machine aside.

        All cores share the work; but no film's last cut is there before the film was looked at.
        """
        longest: dict[Path, float] = {}
        for each in self.cuts:
            took = each.plan.seconds + each.render.seconds
            longest[each.cut.film] = max(took, longest.get(each.cut.film, 0.0))
        chains = [film.cost.seconds + longest.get(film.film, 0.0) for film in self.films]
        shared = self.seconds / self.jobs
        return max([shared, *chains], default=0.0) / self.cores

    @property
    def disk(self) -> int:
        """Bytes that are needed where the cuts would lie, at the most at one moment."""
        scratch = sorted((each.render.scratch for each in self.cuts), reverse=True)
        stays = sum(each.plan.disk + each.render.disk for each in self.cuts)
        return stays + sum(scratch[: self.jobs])

    @property
    def store(self) -> int:
        """Bytes that are needed in the store of analyses."""
        return sum(film.cost.disk for film in self.films)


def foresee(
    cuts: Sequence[Cut], faults: Sequence[Fault], setting: Setting, *, jobs: int
) -> Foresight:
    """Return what a batch would do.

    Args:
        cuts: what is wanted.
        faults: what cannot become a cut.
        setting: what is the same for all of them.
        jobs: how many tasks at once.

    Raises:
        OutputRefused: the journal cannot be used.
        UsageError: the eyes make no sense, or two cuts have one name.
    """
    from cutter.batch.graph import by_film
    from cutter.files.space import free_bytes

    with _copied(setting.output) as journal:
        seer = _Seer(setting, journal)
        films: list[FilmAhead] = []
        found: dict[str, CutAhead] = {}
        for group in by_film(cuts):
            films.append(seer.film(group.film))
            found |= {cut.label: seer.cut(cut) for cut in group.cuts}
        factors = factors_of(seer.measured)
    return Foresight(
        tuple(replace(film, cost=film.cost.times(factors.by_work["analyze"])) for film in films),
        tuple(_corrected(found[cut.label], factors) for cut in cuts),
        tuple(faults),
        jobs,
        setting.cores,
        factors,
        free_bytes(setting.output),
        seer.eyes_missing,
    )


class _Seer:
    """Foresees films and cuts one after the other."""

    def __init__(self, setting: Setting, journal: Journal) -> None:
        from cutter.batch.keys import Keys
        from cutter.batch.settled_eyes import known_eyes
        from cutter.batch.standing import Standings

        self._journal = journal
        self._look = known_eyes(setting.look, journal) or setting.look
        self._setting = replace(setting, look=self._look)
        self._prices = Prices(self._setting)
        self._keys = Keys(self._setting, journal)
        self._standings = Standings(self._setting, journal)
        self._eyes: Embedder | None = None
        self._has_asked = False
        self.eyes_missing = ""
        self.measured: list[tuple[Work, float, float]] = []
        """Of tasks that were done the seconds thought and measured."""

    def film(self, film: Path) -> FilmAhead:
        """Foresee the look at a film."""
        from cutter.batch.graph import look_name

        try:
            duration = float(self._prices.media(film).end)
            thought = self._prices.look(film)
        except CutterError as error:
            return FilmAhead(film, cause=str(error))
        self._note("analyze", look_name(film, self._setting), thought)
        if self._is_known(film):
            known = self._prices.look(film, is_known=True)
            return FilmAhead(film, duration, is_known=True, cost=known)
        return FilmAhead(film, duration, cost=thought)

    def cut(self, cut: Cut) -> CutAhead:
        """Foresee a cut."""
        try:
            price = self._prices.cut(cut)
            tasks = self._tasks(cut)
            planned = self._standings.of(tasks.plan)
            rendered = self._standings.of(tasks.render)
        except CutterError as error:
            return CutAhead(cut, "refused", str(error))
        self._note("plan", tasks.plan.name, price.plan)
        self._note("render", tasks.render.name, price.render)
        ahead = CutAhead(cut, "new", size=price.size, duration=price.duration)
        if planned.is_done and rendered.is_done:
            return replace(ahead, state="done")
        if refusal := planned.refusal or rendered.refusal:
            return replace(ahead, state="refused", cause=refusal)
        plan = NOTHING if planned.is_done else price.plan
        return replace(ahead, plan=plan, render=price.render)

    def _tasks(self, cut: Cut) -> CutTasks:
        from cutter.batch.graph import cut_tasks

        look_key = self._keys.look(cut.film, self._keys.fingerprint(cut.film))
        plan_key = self._keys.plan(cut, look_key)
        return cut_tasks(cut, self._setting, plan_key, self._keys.render(plan_key))

    def _is_known(self, film: Path) -> bool:
        """Whether an earlier run has looked at a film in this way."""
        from cutter.pipeline.looking import open_look, recall

        if not self._has_asked:
            self._has_asked = True
            try:
                self._eyes = open_look(replace(self._look, offline=True))
            except InputError as error:
                self.eyes_missing = str(error)
        try:
            return self._eyes is not None and (
                recall(film, look=self._look, eyes=self._eyes) is not None
            )
        except InputError:
            return False

    def _note(self, work: Work, name: str, thought: Cost) -> None:
        """Take in what a task took that was done."""
        for attempt in self._journal.attempts(name):
            is_telling = work != "analyze" or attempt.counts.get("packets", 0) > 0
            if attempt.outcome == "done" and is_telling:
                took = attempt.counts.get("cpu", 0.0)
                self.measured.append((work, thought.seconds, took))


def _corrected(ahead: CutAhead, factors: Factors) -> CutAhead:
    return replace(
        ahead,
        plan=ahead.plan.times(factors.by_work["plan"]),
        render=ahead.render.times(factors.by_work["render"]),
    )


@contextlib.contextmanager
def _copied(output: Path) -> Iterator[Journal]:
    """Yield a copy of a batch's journal, or an empty one: a run may be at work on the batch."""
    from cutter.batch.journal import NAME, opened

    journal = output / NAME
    with tempfile.TemporaryDirectory(prefix="cutter-") as folder:
        copy = Path(folder) / NAME
        if journal.is_file():
            try:
                source = sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)
                target = sqlite3.connect(copy)
                with contextlib.closing(source), contextlib.closing(target):
                    source.backup(target)
            except sqlite3.Error as error:
                raise OutputRefused(
                    f"{journal}: cannot be read as a batch's journal ({error}); name another "
                    "folder with -o, or remove it to begin anew"
                ) from error
        with opened(copy) as found:
            yield found
