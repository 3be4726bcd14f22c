"""Whom a cut is for: the profiles that are named, their tastes in numbers, and what they have seen.

What was shown to a viewer is read from the histories, and written to them. Knows nothing about how
several are served.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.pipeline.choosing import NOBODY
from cutter.pipeline.company import Viewer, names_of
from cutter.profile.read import read_profile
from cutter.schema import Event, Place, Profile
from cutter.taste.freshness import places_seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cutter.eyes.embedder import Embedder
    from cutter.eyes.phrases import PhraseMemory
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.pending import Pending
    from cutter.pipeline.recollection import Recollection
    from cutter.progress import Progress

    Whose = Profile | Path | Sequence[Profile | Path] | None

MOST_VIEWERS: Final = 32
SHOWN: Final = "cut"
"""The source of events of what a cut showed."""


def profiles_of(whose: Whose) -> tuple[Profile, ...]:
    """Return the profiles that are named, read from their files; nobody's where none is.

    Raises:
        ProfileError: a profile cannot be used.
        UsageError: there are more than can be served, or one is named twice.
    """
    if whose is None:
        return (NOBODY,)
    named = [whose] if isinstance(whose, Profile | Path) else list(whose)
    found = tuple(read_profile(each) if isinstance(each, Path) else each for each in named)
    if len(found) > MOST_VIEWERS:
        raise UsageError(f"--profile: at most {MOST_VIEWERS} viewers are served at once")
    paths = [profile.path.resolve() for profile in found if profile.path is not None]
    if len(set(paths)) < len(paths):
        raise UsageError("--profile: one is named twice; name each viewer once")
    return found or (NOBODY,)


def viewers_of(
    profiles: Sequence[Profile],
    eyes: Embedder,
    *,
    novelty: float | None,
    progress: Progress,
    memory: PhraseMemory | None = None,
    pending: Pending | None = None,
    recollection: Recollection | None = None,
) -> tuple[Viewer, ...]:
    """Return viewers with their tastes, and what they have seen if that is to step back.

    Args:
        profiles: whose they are.
        eyes: the model to see them through.
        novelty: how far what was seen steps back; None leaves it alone.
        progress: is warned of profiles that say nothing.
        memory: phrases that these eyes have read for others.
        pending: what the first of them did and nobody has written yet.
        recollection: what was read of histories before.

    Raises:
        ProfileError: an example or a history cannot be read.
        ModelUnavailable: the model is needed and cannot be had.
    """
    from cutter.pipeline.recalling import events_of
    from cutter.pipeline.tasting import book_of, taste_of
    from cutter.profile.describe import indifference

    found = []
    for profile, name in zip(profiles, names_of(profiles), strict=True):
        if profile is not NOBODY and (told := indifference(profile)):
            whose = f"profile {name}" if len(profiles) > 1 else "profile"
            progress.warn(f"{whose}: {told}")
        fresh = pending if profile is profiles[0] else None
        seen = places_seen(events_of(profile, fresh)) if novelty else ()
        book = book_of(profile, fresh, memory)
        taste = taste_of(profile, eyes, book, fresh, recollection)
        found.append(Viewer(profile, taste, seen))
    return tuple(found)


def keep_shown(planned: Planned, when: datetime) -> None:
    """Write into the viewers' histories what a cut showed them.

    Args:
        planned: a cut that was written.
        when: when that was, UTC.

    Raises:
        ProfileError: a history is no history.
        RenderError: it cannot be written.
    """
    from cutter.profile.history import remember

    edl = planned.edl
    shown = tuple(
        Event(
            "shown",
            when,
            Place(edl.sources[clip.source].fingerprint, clip.source_range),
            source=SHOWN,
        )
        for clip in edl.clips
    )
    for viewer in planned.viewers:
        if viewer.profile.path is not None:
            remember(viewer.profile.path, shown)
