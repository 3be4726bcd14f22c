"""Turns events into plain words, and into rows for a table. Knows nothing about what they teach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.schema import Event, EventKind, Place

COLUMNS: Final = (
    "id", "when", "event", "film", "start_s", "end_s", "worse_film", "worse_start_s",
    "worse_end_s", "value", "words", "comment", "title", "source", "number",
)  # fmt: skip
SHOWN_DIGITS: Final = 8
"""Of fingerprints and identities, for people."""
_DID: Final[dict[EventKind, str]] = {
    "like": "liked {what}",
    "dislike": "disliked {what}",
    "rating": "rated {what} {share}",
    "comment": "said of {what}: {said}",
    "better": "found {what} better than {other}",
    "watched": "watched {share} of {what}",
    "skipped": "skipped {what}",
    "rewatched": "watched {what} again",
    "kept": "kept {what} in a cut",
    "trimmed": "trimmed {what} to {share}",
    "removed": "took {what} out of a cut",
    "moved": "moved {what} within a cut",
    "added": "put {what} into a cut",
    "shown": "was shown {what}",
}


def retold(event: Event, films: Mapping[str, str] | None = None) -> str:
    """Return an event in plain words, in one line.

    Args:
        event: what happened.
        films: names of films, by fingerprint, as far as they are known.
    """
    films = films or {}
    said = f"“{event.comment}”"
    line = _DID[event.kind].format(
        what=_what(event, films),
        other="" if event.worse is None else _at(event.worse, films),
        share="" if event.value is None else f"{100 * event.value:.0f} %",
        said=said,
    )
    if event.place is not None and event.words:
        line += f" ({', '.join(event.words)})"
    if event.comment and event.kind != "comment":
        line += f": {said}"
    return line


def row(event: Event, name: str) -> dict[str, object]:
    """Return an event as a row of `COLUMNS`; what it does not have is empty.

    Args:
        event: what happened.
        name: its identity.
    """
    cells: dict[str, object] = dict.fromkeys(COLUMNS, "")
    cells |= {"id": name, "when": f"{event.when:%Y-%m-%dT%H:%M:%SZ}", "event": event.kind}
    for prefix, place in (("", event.place), ("worse_", event.worse)):
        if place is not None:
            cells[f"{prefix}film"] = place.film
            cells[f"{prefix}start_s"] = round(float(place.span.start), 6)
            cells[f"{prefix}end_s"] = round(float(place.span.end), 6)
    if event.value is not None:
        cells["value"] = event.value
    cells |= {"words": "; ".join(event.words), "comment": event.comment, "title": event.title}
    return cells | {"source": event.source, "number": event.number}


def _what(event: Event, films: Mapping[str, str]) -> str:
    if event.place is not None:
        return _at(event.place, films)
    tags = ", ".join(event.words)
    if event.title:
        return f"“{event.title}”" + (f" ({tags})" if tags else "")
    return f"something ({tags})" if tags else "something"


def _at(place: Place, films: Mapping[str, str]) -> str:
    span = f"{clock_time(place.span.start)}–{clock_time(place.span.end)}"
    film = films.get(place.film)
    return f"{span} of {film or f'film {place.film[:SHOWN_DIGITS]}'}"
