"""What is wanted of a batch: its films and cuts, and what cannot become a cut; which film is next.

Films may come while the batch runs, and come again changed. Knows nothing about what was done.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from cutter.batch.graph import FilmCuts, look_name, plan_name, render_name
from cutter.batch.task import Fault
from cutter.errors import UsageError
from cutter.progress.batch import Item

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from cutter.batch.task import Cut, Setting

COSTS: Final = {"analyze": 10.0, "plan": 1.0, "render": 5.0}
"""What tasks are thought to cost beside each other before their films are opened, for progress."""


class Wanted:
    """Films, cuts and faults, in the order in which they were asked for."""

    def __init__(self, setting: Setting) -> None:
        """Begin with nothing wanted."""
        self._setting = setting
        self.faults: dict[str, Fault] = {}
        """What cannot become a cut, by its label."""
        self.cuts: dict[str, Cut] = {}
        """By label."""
        self.films: dict[Path, str] = {}
        """Each film with its fingerprint; empty where it was not read, or could not be."""
        self._pending: deque[FilmCuts] = deque()
        self._later: dict[Path, FilmCuts] = {}
        """Films that came again while tasks of theirs were under way."""

    @property
    def has_films(self) -> bool:
        """Whether there are films to be taken in."""
        return bool(self._pending)

    def add(
        self, films: Sequence[FilmCuts], faults: Sequence[Fault], busy: Collection[Path]
    ) -> list[Item]:
        """Take note of what is wanted; nothing is looked at yet.

        Args:
            films: with their cuts.
            faults: what cannot become a cut.
            busy: films of which tasks are under way; they have to wait for these.

        Returns:
            The tasks that come of it.
        """
        for fault in faults:
            self.faults[fault.label] = fault
            self.cuts.pop(fault.label, None)
        items: list[Item] = []
        for film in films:
            cuts = tuple(cut for cut in film.cuts if not self._is_taken(cut))
            self.films.setdefault(film.film, "")
            for cut in cuts:
                self.cuts[cut.label] = cut
                self.faults.pop(cut.label, None)
            wanted = FilmCuts(film.film, cuts)
            items += [
                Item(name, work, COSTS[work])
                for name in self.names(wanted)
                for work in [name.partition("/")[0]]
            ]
            if film.film in busy:
                self._later[film.film] = wanted
            else:
                self._pending.append(wanted)
        return items

    def next_film(self) -> FilmCuts:
        """Remove and return the film that is to be taken in next."""
        return self._pending.popleft()

    def free(self, film: Path) -> None:
        """Take note that no task of a film is under way any more."""
        if (again := self._later.pop(film, None)) is not None:
            self._pending.append(again)

    def names(self, film: FilmCuts) -> Iterator[str]:
        """Yield the names of all tasks of a film and its cuts."""
        yield look_name(film.film, self._setting)
        for cut in film.cuts:
            yield plan_name(cut)
            yield render_name(cut)

    def _is_taken(self, cut: Cut) -> bool:
        """Whether a cut of another film that came earlier has this one's name."""
        before = self.cuts.get(cut.label)
        if before is None or before.film == cut.film:
            return False
        told = f"{cut.film}: its cut would have the name of one of {before.film}; rename the film"
        fault = Fault(cut.label, told, UsageError.exit_code)
        self.faults[f"{cut.label} ({cut.film.name})"] = fault
        return True
