"""What somebody has before them when they do something in the page: a cut, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from fractions import Fraction

    from cutter.pipeline import Planned
    from cutter.schema import Clip, Event, FilmRecord, Profile


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A cut of one film as it stands."""

    planned: Planned
    profile: Profile
    """As its file says it; changes are counted from there."""
    when: datetime
    """UTC, whole seconds: the time of what is done now."""
    written: tuple[Event, ...] = ()
    """Reactions of the profile's history that were given by hand to parts of this film."""
    variants: tuple[Planned, ...] = ()
    """Cuts that can be picked; none where they were not asked for."""

    @property
    def film(self) -> FilmRecord:
        """The film."""
        return self.planned.analyses[0].film

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips of the cut, in playing order."""
        return self.planned.edl.clips

    @property
    def rate(self) -> Fraction:
        """Frames per second of the cut."""
        return self.planned.edl.output.frame_rate
