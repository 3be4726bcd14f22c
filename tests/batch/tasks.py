"""Tasks of the sample film, as the tests of batches hand them about."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cutter.batch.runner import Advance, Ended
from cutter.batch.task import Cut, Setting, Task
from cutter.pipeline import Look, Wish
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cutter.batch.runner import Runner
    from cutter.batch.task import Work

WISH = Wish(budget="6s", preset="ultrafast")
SLOW = Wish(budget="80s", fill=True, preset="slower", max_clip="3s")
"""A cut that takes long enough to be interrupted."""


def look_at(cache: Path) -> Look:
    """Return how the sample film is looked at."""
    return Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=cache)


@dataclass
class Desk:
    """Makes tasks of one batch."""

    setting: Setting
    film: Path = SAMPLE
    wish: Wish = field(default=WISH)

    def task(self, work: Work, profile: str = "alice", label: str = "", **told: int) -> Task:
        """Return a task for a viewer's cut."""
        label = label or f"sample/{profile}"
        path = PROFILES / f"{profile}.json"
        cut = Cut(self.film, path, self.wish, self.setting.output / f"{label}.mp4", label)
        made = Task(f"{work}/{label}", work, self.film, cut, (), "key")
        return replace(made, **told)  # type: ignore[arg-type]


@dataclass
class Heard:
    """What a runner told."""

    advances: list[Advance] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)

    def until(self, runner: Runner, is_enough: Callable[[Heard], bool], limit: float = 120) -> None:
        """Listen until it is enough."""
        end = time.monotonic() + limit
        while not is_enough(self):
            assert time.monotonic() < end, f"nothing more is heard: {self}"
            for news in runner.news(1.0):
                if isinstance(news, Advance):
                    self.advances.append(news)
                else:
                    assert news.task not in self.ended
                    self.ended[news.task] = news
