"""How what is believed of a viewer came about: the reactions that weigh most, weights over time.

All is made anew from the history, as learning does it, once for each moment that is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline.looking import Look
    from cutter.progress import Progress
    from cutter.report.portrait import Moment, Reaction
    from cutter.schema import Event, Profile


@dataclass(frozen=True, slots=True)
class Retraced:
    """What a history tells of how its beliefs came about."""

    reactions: tuple[Reaction, ...] = ()
    followed: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    resting: int = 0


def retraced(profile: Profile, events: Sequence[Event], look: Look, progress: Progress) -> Retraced:
    """Return how the beliefs of a profile came about.

    Args:
        profile: with what was learnt, as its file tells it.
        events: its history, in canonical order.
        look: the model to see reactions with, and where Analyses are kept.
        progress: where stages are shown.

    Raises:
        ModelUnavailable: events are about shots, and the model for them cannot be had.
    """
    return Retraced()
