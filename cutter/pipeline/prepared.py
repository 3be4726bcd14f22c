"""All that a cut is chosen from, ready before the first choice, so that more can follow.

Does no work of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.pipeline.choosing import choose
from cutter.pipeline.company import profile_of_all, taste_of_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.edit.snap import CopyPlaces
    from cutter.pipeline.bed import Rhythm
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.company import Earlier, Viewer
    from cutter.pipeline.known import Known
    from cutter.pipeline.wish import Wish
    from cutter.schema import Analysis, Profile


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """Films, viewers and a wish."""

    analyses: tuple[Analysis, ...]
    viewers: tuple[Viewer, ...]
    wish: Wish
    places: tuple[CopyPlaces, ...]
    rhythm: Rhythm | None
    known: Known | None = None
    """What is known of these very analyses; None for nothing yet."""

    @property
    def profile(self) -> Profile:
        """That of all viewers together."""
        return profile_of_all([viewer.profile for viewer in self.viewers])

    def chosen(
        self,
        surer: Sequence[Analysis] | None = None,
        *,
        like: Planned | None = None,
        earlier: Earlier | None = None,
    ) -> Planned:
        """Decide on a cut.

        Args:
            surer: analyses of the same films to choose from in place of the first ones.
            like: a cut that was decided on before, whose weights of the viewers hold.
            earlier: what steps back because another cut shows it.

        Raises:
            UsageError: the wish points at what these films do not have.
            NothingFits: no shot may be used, or the budget holds none.
        """
        known = like.known if like is not None else self.known
        return choose(
            self.analyses if surer is None else surer,
            taste_of_all([viewer.taste for viewer in self.viewers]),
            self.profile,
            self.wish,
            self.places,
            known=known if surer is None else None,
            rhythm=self.rhythm,
            viewers=self.viewers,
            weights=like.weights if like is not None else None,
            earlier=earlier,
        )

    def surer(self, planned: Planned) -> Callable[[Sequence[Analysis]], Planned]:
        """Return what decides on the same cut from analyses that were looked at more closely."""

        def again(analyses: Sequence[Analysis]) -> Planned:
            return self.chosen(analyses, like=planned, earlier=planned.earlier)

        return again
