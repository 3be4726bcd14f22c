"""What earlier runs left of a task: done and whole, whole though its run was killed, or nothing.

Whose the files are that lie where it writes is settled here too. Knows nothing about order.
"""

from __future__ import annotations

import contextlib
import glob
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.batch.places import exports_of, plan_of, sheet_of
from cutter.batch.stamps import Stamp, below, digest_of, stamp_of
from cutter.render.join import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.batch.entries import Kept, Written
    from cutter.batch.journal import Journal
    from cutter.batch.task import Outcome, Setting, Task


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands before anything is done."""

    is_done: bool = False
    """Journaled as done with this key, and all its files are as they were written."""
    is_whole: bool = False
    """Its run was killed when it had written its files, or for a render the cut's own."""
    may_replace: bool = False
    """Whether what is there may be written over."""
    refusal: str = ""
    """Why the task may not be done: a file of somebody else lies there."""
    left: tuple[Path, ...] = ()
    """Files that an attempt wrote which was cut off, or failed, before they could be journaled."""
    left_key: str = ""
    """The task's key when that attempt began."""


class Standings:
    """Looks at tasks before they begin."""

    def __init__(self, setting: Setting, journal: Journal) -> None:
        """Look for one batch."""
        self._setting = setting
        self._journal = journal

    def of(self, task: Task) -> Standing:
        """Return how a task stands.

        Raises:
            OutputRefused: the journal cannot be used.
        """
        kept = self._journal.task(task.name)
        if kept is not None and kept.state == "done" and kept.key == task.key:
            written = self._journal.files(task.name, task.key)
            if all(self._is_as_written(each) for each in written):
                return Standing(is_done=True)
        if task.cut is None:
            return Standing()
        named = _outputs(task, self._setting)
        there = {path: stamp for path in named if (stamp := stamp_of(path)) is not None}
        left = {path for path, stamp in there.items() if self._was_left(path, stamp, kept)}
        others = [
            path
            for path in (*there, *self._captions(task))
            if path not in left and not self._is_ours(path, kept)
        ]
        if others and not self._setting.overwrite:
            return Standing(
                refusal=f"{others[0]}: exists already, and is not what this batch wrote; add "
                "--overwrite, or move it away"
            )
        needed = named[:1] if task.work == "render" else named
        left_key = "" if kept is None else kept.key
        return Standing(
            is_whole=left_key == task.key
            and all(path in left or self._is_of(path, task) for path in needed),
            may_replace=True,
            left=tuple(path for path in named if path in left),
            left_key=left_key,
        )

    def before(self, task: Task) -> Mapping[str, Stamp]:
        """Return the files that are there of those that a task may write, as the journal has it."""
        named = (*_outputs(task, self._setting), *self._captions(task))
        found = ((below(path, self._setting.output), stamp_of(path)) for path in named)
        return {path: stamp for path, stamp in found if stamp is not None}

    def clear(self, task: Task, outcome: Outcome) -> None:
        """Take away what this batch wrote beside a cut for what that was before.

        A player would show the words of the old cut with the new one. What somebody changed stays,
        and all stays where the old cut does, under another suffix.

        Args:
            task: a render that is done.
            outcome: what came of it.

        Raises:
            OutputRefused: the journal cannot be used.
        """
        written = {each.path for each in outcome.files}
        older = [
            each
            for each in self._journal.older_files(task.name, task.key)
            if each.made.path not in written
        ]
        if any(Path(each.made.path).suffix.lower() in SUFFIXES for each in older):
            return
        for each in older:
            if self._is_as_written(each):
                # Not to be had away: it is told as it lies there, and no worse than before.
                with contextlib.suppress(OSError):
                    (self._setting.output / each.made.path).unlink()
                    self._journal.forget(each.made.path)

    def _was_left(self, path: Path, stamp: Stamp, kept: Kept | None) -> bool:
        """Whether a file was written by an attempt that did not come to its end well.

        It is whole all the same: all writes are atomic.
        """
        if kept is None or kept.state == "done":
            return False
        return kept.before.get(below(path, self._setting.output)) != stamp

    def _is_ours(self, path: Path, kept: Kept | None) -> bool:
        stamp = stamp_of(path)
        if stamp is None or self._was_left(path, stamp, kept):
            return True
        written = self._journal.written(below(path, self._setting.output))
        return written is not None and self._is_as_written(written)

    def _is_of(self, path: Path, task: Task) -> bool:
        """Whether a task wrote a file under the key that it has now."""
        written = self._journal.written(below(path, self._setting.output))
        return written is not None and written.key == task.key and self._is_as_written(written)

    def _is_as_written(self, written: Written) -> bool:
        """Whether a file has the bytes that this batch wrote; read only where it looks changed."""
        path = self._setting.output / written.made.path
        stamp = stamp_of(path)
        if stamp is None or stamp.size != written.made.size:
            return False
        if stamp.mtime_ns != written.mtime_ns:
            try:
                if digest_of(path) != written.made.digest:
                    return False
            except OSError:
                return False
            # Copied or touched: it need not be read the next time.
            self._journal.keep_mtime(written.made.path, stamp.mtime_ns)
        return True

    def _captions(self, task: Task) -> tuple[Path, ...]:
        """Return the subtitles that are there under a cut's name."""
        if task.work != "render" or task.cut is None:
            return ()
        target = task.cut.target
        stem = glob.escape(target.stem)
        found = {*target.parent.glob(f"{stem}.srt"), *target.parent.glob(f"{stem}.*.srt")}
        return tuple(sorted(found))


def _outputs(task: Task, setting: Setting) -> tuple[Path, ...]:
    """Return the files that a task writes as far as they are known before, the chief one first."""
    if task.cut is None:
        return ()
    if task.work == "plan":
        return plan_of(task.cut, setting), sheet_of(task.cut, setting)
    return task.cut.target, *exports_of(task.cut, setting).values()
