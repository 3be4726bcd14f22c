"""Which state of its profile each cut was planned from, and whether that is still the state.

A profile may be edited while a batch runs: no cut is journaled as made from what it was not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.batch.keys import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cutter.batch.keys import Keys
    from cutter.batch.task import Cut, Task


class Planned:
    """The keys with which cuts were planned in this run."""

    def __init__(self, keys: Keys) -> None:
        """Begin without any."""
        self._keys = keys
        self._looks: dict[Path, str] = {}
        self._by_label: dict[str, str] = {}

    def look_at(self, film: Path, look_key: str) -> None:
        """Take note of what the plans of a film's cuts hang on."""
        self._looks[film] = look_key

    def keep(self, cut: Cut, key: str) -> None:
        """Take note that a cut is planned, or was, with a key."""
        self._by_label[cut.label] = key

    def key(self, cut: Cut) -> str:
        """Return the key that a plan made now would have.

        Raises:
            ProfileError: the profile cannot be used.
            InputError: a film or a file that the wish names cannot be read.
        """
        return self._keys.plan(cut, self._looks[cut.film])

    def refusal(self, task: Task) -> str:
        """Return why what a task has just made may not be used; empty where it may.

        A plan may not where what it hangs on has changed since it was begun.
        """
        cut = task.cut
        if task.work != "plan" or cut is None:
            return ""
        try:
            if self.key(cut) == task.key:
                return ""
        except FAULTS as error:
            return str(error)
        return f"{cut.profile or cut.film}: has changed while a cut was planned for it; run again"

    def outdated(self, cuts: Iterable[Cut]) -> list[Cut]:
        """Return the cuts that would be planned otherwise now; not those that could not be."""
        found = []
        for cut in cuts:
            try:
                if cut.label in self._by_label and self.key(cut) != self._by_label[cut.label]:
                    found.append(cut)
            except FAULTS:
                continue
        return found
