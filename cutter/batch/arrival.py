"""What another machine says that it has made, looked for on this one.

Two machines may call two folders by one name. Knows nothing about who did the work.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.batch.task import Outcome
from cutter.errors import CutterError, RenderError

if TYPE_CHECKING:
    from cutter.batch.task import Made, Setting, Task
    from cutter.eyes.embedder import Embedder


@dataclass(slots=True)
class Arrival:
    """Looks whether what tasks made has come to the folders that a batch has here."""

    setting: Setting
    _eyes: Embedder | None = None

    def fault(self, task: Task, outcome: Outcome, host: str) -> Outcome | None:
        """Return what is wrong with what a task is said to have made; None where it is all here.

        A network's disk may be late, so that a second look may find nothing wrong any more.
        """
        if not outcome.is_done:
            return None
        where = f" on {host}" if host else ""
        for made in outcome.files:
            if not self._is_here(made):
                path = self.setting.output / made.path
                told = f"{path}: written{where}, but not to be seen here with its {made.size} bytes"
                advice = "give -o a folder that all machines share under one name"
                return Outcome(f"{told}; {advice}", RenderError.exit_code)
        if task.work == "analyze":
            return self._unrecalled(task, where)
        return None

    def _is_here(self, made: Made) -> bool:
        path = self.setting.output / made.path
        # Opening its folder makes a network's disk ask its server anew.
        with contextlib.suppress(OSError), os.scandir(path.parent):
            return path.stat().st_size == made.size
        return False

    def _unrecalled(self, task: Task, where: str) -> Outcome | None:
        from cutter.files import cache_folder
        from cutter.pipeline.looking import open_look, recall

        look = self.setting.look
        try:
            self._eyes = self._eyes or open_look(look)
            if recall(task.film, look=look, eyes=self._eyes) is not None:
                return None
        except CutterError as error:
            return Outcome(str(error), error.exit_code)
        told = f"{task.film}: analysed{where}, but {cache_folder(look.cache)} here has no such look"
        advice = "give --cache a folder that all machines share under one name"
        return Outcome(f"{told} at it; {advice}", RenderError.exit_code)
