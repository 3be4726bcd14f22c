"""Cuts of made-up films as somebody has them before them in the page."""

from datetime import UTC, datetime
from functools import cache

from benchmarks.made import made_analysis, made_taste
from cutter.pipeline import Wish, choose
from cutter.schema import CutDefaults, Event, Preference, Profile
from cutter.studio.choices import Choices, wished
from cutter.studio.scene import Scene

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
TASTE = made_taste(4)
VIEWER = Profile(
    name="viewer",
    path=None,
    preferences=tuple(
        Preference(want.role, want.weight, want.where, text=want.label) for want in TASTE.wants
    ),
    signals=TASTE.signals,
    cut=CutDefaults(),
)


@cache
def made(shots: int = 60) -> Scene:
    """Return a scene of a film of so many shots, in which people speak."""
    analysis = made_analysis(shots, is_spoken=True)
    return Scene(choose([analysis], TASTE, VIEWER, Wish(fill=True)), VIEWER, NOON)


def planned_as(
    choices: Choices, scene: Scene, *, wish: Wish | None = None, written: tuple[Event, ...] = ()
) -> Scene:
    """Return the scene with the cut that choices come to; their changes of the taste aside."""
    planned = choose(
        scene.planned.analyses,
        TASTE,
        VIEWER,
        wished(choices, wish or Wish(fill=True)),
        known=scene.planned.known,
        earlier=choices.earlier,
    )
    return Scene(planned, scene.profile, scene.when, written or scene.written)
