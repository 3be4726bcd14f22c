"""The history in the form in which the page takes it: what was done here, then what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.profile.events import identity
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.schema import Event, FilmRecord
    from cutter.studio.steps import Steps
    from cutter.studio.wire import EntryTold

MOST: Final = 500
"""Lines; the newest."""
_WHAT: Final = {
    "like": "liked",
    "dislike": "disliked",
    "rating": "rated",
    "comment": "commented",
    "better": "found better",
    "kept": "left in",
    "trimmed": "trimmed",
    "removed": "took out",
    "added": "put in",
    "shown": "was shown",
    "rewatched": "watched again",
}


def history_told(
    steps: Steps, written: Iterable[Event], forgotten: Iterable[str], film: FilmRecord
) -> list[EntryTold]:
    """Return what was done and said, the newest first.

    Args:
        steps: what was done here.
        written: the profile's history, in its order.
        forgotten: identities of those that were taken back here.
        film: the film that is open.
    """
    found: list[EntryTold] = []
    before = steps.first.changes
    for step in steps.steps[: steps.at]:
        is_pending = step.choices.changes != before
        before = step.choices.changes
        found.insert(0, {"when": "", "what": step.words, "place": "", "is_pending": is_pending})
    gone = set(forgotten)
    for event in reversed(tuple(written)):
        if len(found) >= MOST:
            break
        if identity(event) not in gone:
            found.append(_entry(event, film))
    return found


def _entry(event: Event, film: FilmRecord) -> EntryTold:
    what = _WHAT.get(event.kind, event.kind)
    if event.value is not None:
        what += f" {round(100 * event.value)} %"
    place = ", ".join(event.words)
    if event.place is not None:
        span = event.place.span
        times = f"{clock_time(span.start)} to {clock_time(span.end)}"
        place = times if event.place.film == film.media.fingerprint else "in another film"
        shot = next((s for s in film.shots if s.span.contains(span.middle)), None)
        if shot is not None and event.place.film == film.media.fingerprint:
            place = f"#{shot.index + 1}, {times}"
    return {"when": event.when.isoformat(), "what": what, "place": place, "is_pending": False}
