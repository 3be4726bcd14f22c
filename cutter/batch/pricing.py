"""Tasks of a batch with what they are thought to cost: films are opened for it, nothing is decoded.

Knows nothing about what is done already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.batch.costs import look_cost, plan_cost, render_cost, size_of
from cutter.schema import CutDefaults

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.batch.costs import Cost
    from cutter.batch.task import Cut, Setting, Task
    from cutter.schema import Media

ALIKE: Final = Fraction(1, 50)
"""Shapes that differ by less are the same, the rounding of sizes aside (`pipeline.shaping`)."""


@dataclass(frozen=True, slots=True)
class CutPrice:
    """What a cut is thought to be like, and to cost."""

    size: tuple[int, int]
    """Of its picture, pixels."""
    duration: float
    """Seconds of its budget."""
    plan: Cost
    render: Cost


class Prices:
    """Prices films, cuts and tasks; a film or profile is opened once."""

    def __init__(self, setting: Setting) -> None:
        """Price for one batch."""
        self._look = setting.look
        self._media: dict[Path, Media] = {}
        self._defaults: dict[Path, CutDefaults] = {}

    def media(self, film: Path) -> Media:
        """Return an opened film.

        Raises:
            InputError: it cannot be opened.
        """
        from cutter.media.source import open_source

        if film not in self._media:
            self._media[film] = open_source(film, self._look.policy)
        return self._media[film]

    def look(self, film: Path, *, is_known: bool = False) -> Cost:
        """Return what looking at a film costs; one that was looked at before costs little.

        Raises:
            InputError: it cannot be opened.
        """
        speed = self._look.detector.speed
        return look_cost(
            size_of(self.media(film)), self._look.model, is_known=is_known, speed=speed
        )

    def cut(self, cut: Cut) -> CutPrice:
        """Return what a cut costs that fills its budget.

        Raises:
            InputError: the film cannot be opened.
            ProfileError: the profile cannot be used.
            UsageError: the wish makes no sense for this film.
        """
        media = self.media(cut.film)
        output = cut.wish.output([media])
        request = cut.wish.request(self._habits(cut.profile), output.frame_rate)
        duration, _ = request.budget.resolve(media.end)
        film, shape = size_of(media), Fraction(media.display_width, media.display_height)
        is_reframed = (
            cut.wish.aspect is not None
            and abs(Fraction(output.width, output.height) / shape - 1) > ALIKE
        )
        return CutPrice(
            (output.width, output.height),
            float(duration),
            plan_cost(film, float(duration), is_reframed=is_reframed),
            render_cost(film, output, duration),
        )

    def task(self, task: Task) -> Task:
        """Return a task with what it is thought to cost.

        Raises:
            CutterError: that cannot be told; see `cut`.
        """
        if task.cut is None:
            cost = self.look(task.film)
        else:
            price = self.cut(task.cut)
            cost = price.plan if task.work == "plan" else price.render
        return replace(task, cost=cost.seconds, memory=cost.memory)

    def _habits(self, profile: Path | None) -> CutDefaults:
        """Return what a profile says of its cuts."""
        from cutter.profile.read import read_profile

        if profile is None:
            return CutDefaults()
        if profile not in self._defaults:
            self._defaults[profile] = read_profile(profile).cut
        return self._defaults[profile]
