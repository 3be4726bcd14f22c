"""A profile and its history become a portrait: what it holds, from what, and how it came about.

Draws nothing. The model is opened only where a history speaks of shots.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cutter.pipeline.looking import Look
from cutter.pipeline.retracing import Retraced, retraced
from cutter.profile.describe import certainty, signal_words
from cutter.profile.history import read_history
from cutter.profile.read import read_profile
from cutter.progress import SILENT
from cutter.report.portrait import Held, Portrait

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cutter.progress import Progress
    from cutter.report.portrait import Source
    from cutter.schema import Belief, Event, EventKind, Preference, Profile

DONE: Final[dict[EventKind, str]] = {
    "like": "liked",
    "dislike": "disliked",
    "rating": "rated",
    "comment": "commented",
    "better": "compared",
    "watched": "watched",
    "skipped": "skipped",
    "rewatched": "watched again",
    "kept": "kept",
    "trimmed": "trimmed",
    "removed": "removed",
    "moved": "moved",
    "added": "added",
    "shown": "shown",
}


def portrait_of(
    profile: Path, *, look: Look | None = None, progress: Progress = SILENT
) -> Portrait:
    """Return the portrait of a profile.

    Args:
        profile: its file; the history lies beside it.
        look: the model to see reactions with, and where Analyses are kept.
        progress: where stages are shown.

    Raises:
        ProfileError: the profile or its history cannot be read.
        ModelUnavailable: the history speaks of shots, and the model for them cannot be had.
    """
    read, events = read_profile(profile), read_history(profile)
    past = Retraced()
    if events:
        past = retraced(read, events, look or Look(), progress, told)
    kinds = Counter(DONE[event.kind] for event in events)
    return Portrait(
        name=read.name,
        held=held_by(read),
        signals=_signals(read),
        counts=tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        first=events[0].when.date() if events else None,
        last=events[-1].when.date() if events else None,
        reactions=past.reactions,
        followed=past.followed,
        moments=past.moments,
        resting=past.resting,
    )


def held_by(profile: Profile) -> tuple[Held, ...]:
    """Return what a profile holds: what is written, then what was learnt, the strongest first."""
    written = [_written(item) for item in profile.preferences]
    beliefs = () if profile.learned is None else profile.learned.beliefs
    learnt = [_learnt(belief) for belief in beliefs if belief.weight]
    return _strongest((*written, *learnt))


def told(event: Event) -> str:
    """Return what a viewer did, in words: `rated 90 %`."""
    done = DONE[event.kind]
    return done if event.value is None else f"{done} {round(100 * event.value)} %"


def _strongest(held: Iterable[Held]) -> tuple[Held, ...]:
    order: Sequence[Source] = ("written", "others", "words", "shots")
    return tuple(
        sorted(held, key=lambda each: (order.index(each.source), -abs(each.weight), each.text))
    )


def _written(item: Preference) -> Held:
    weight = -item.weight if item.role in ("dislike", "never") else item.weight
    about = {"picture": "seen", "dialogue": "said", "any": ""}[item.where] if item.text else ""
    source: Source = "others" if item.from_others else "written"
    return Held(item.label, item.role, weight, source, about=about)


def _learnt(belief: Belief) -> Held:
    return Held(
        belief.text,
        "like" if belief.weight > 0 else "dislike",
        belief.weight,
        belief.origin,
        belief.spread,
        belief.events,
        certainty=certainty(belief.weight, belief.spread),
    )


def _signals(profile: Profile) -> tuple[Held, ...]:
    """Return the written wishes about signals, then the learnt ones."""
    learnt = () if profile.learned is None else profile.learned.signals
    sources: tuple[tuple[Source, Sequence[tuple[str, float]]], ...] = (
        ("written", profile.signals),
        ("shots", learnt),
    )
    return tuple(
        Held(
            signal_words(name, weight),
            "like" if weight > 0 else "dislike",
            weight,
            source,
            about=name if source == "written" else f"{name}, learnt",
            certainty="as written" if source == "written" else "learnt",
        )
        for source, weights in sources
        for name, weight in weights
        if weight
    )
