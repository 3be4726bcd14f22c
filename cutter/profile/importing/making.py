"""Turns what was seen into events: words looked up, titles used and let go, doubles told apart.

The same rows give the same events in whatever order they come, so that importing them again adds
nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cutter.profile.importing.wording import MOST_WORDS, plain
from cutter.schema import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cutter.profile.importing.catalogue import Catalogue
    from cutter.profile.importing.seen import Seen, Told

UNKNOWN_SHARE = 0.5
"""Stands for how much was watched where nobody knows it; it says next to nothing."""
TRIED = 600.0
"""Seconds below which a title of unknown length was tried and left."""
TRIED_SHARE = 0.1
AGAIN = 1.5
"""Times its length that a title must have been watched to have been watched again."""
LONGEST_COMMENT = 20_000
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Making:
    """How rows become events."""

    source: str
    """Name of the importer."""
    undated: datetime
    """When what has no date is said to have been; UTC."""
    with_titles: bool = False
    catalogue: Catalogue | None = None


def events_of(rows: Sequence[Seen], making: Making, told: Told) -> tuple[Event, ...]:
    """Return the events of what was seen, in an order of their own.

    Rows without words, comment or (where kept) title say nothing, and are counted.

    Args:
        rows: in any order.
        making: how.
        told: takes how many rows were of no use, and why.
    """
    found: list[Event] = []
    matched = 0
    for row in rows:
        seen = row
        if making.catalogue is not None:
            listed = making.catalogue.find(row.title, row.year)
            if listed is not None:
                matched += 1
                words = tuple(dict.fromkeys((*row.words, *listed.words)))[:MOST_WORDS]
                seen = _measured(replace(row, words=words), listed.seconds)
        made = list(_events(seen, making))
        if not made:
            told.passed("with neither a rating nor anything that was watched or said: dropped")
        elif not any(event.words or event.comment or event.title for event in made):
            told.passed(_wordless(making))
            continue
        found.extend(event for event in made if event.words or event.comment or event.title)
    if making.catalogue is not None and rows:
        told.note(f"{matched} of {len(rows)} entries found in the catalogue")
    return _numbered(found)


def _wordless(making: Making) -> str:
    if making.catalogue is not None:
        return "without genres, tags or comment, and not in the catalogue: dropped"
    return (
        "without genres, tags or comment: dropped; a list of films with genres (--catalogue "
        "movies.csv) would tell them"
    )


def _measured(row: Seen, length: float | None) -> Seen:
    """Return a row whose seconds became a share of the title's length."""
    if row.seconds is None or not length:
        return row
    share = row.seconds / length
    return replace(
        row, share=min(share, 1.0), seconds=None, is_again=row.is_again or share >= AGAIN
    )


def _events(row: Seen, making: Making) -> Iterator[Event]:
    blank = Event(
        kind="watched",
        when=row.when or making.undated,
        words=row.words,
        title=plain(row.title)[:LONGEST_TITLE] if making.with_titles else "",
        source=making.source,
    )
    if row.rating is not None:
        yield replace(blank, kind="rating", value=row.rating)
    if row.liked is not None:
        yield replace(blank, kind="like" if row.liked else "dislike")
    if row.is_again:
        yield replace(blank, kind="rewatched")
    elif row.is_watched and row.rating is None:
        # A rating says more of the same title.
        yield replace(blank, kind="watched", value=_share(row))
    if comment := plain(row.comment)[:LONGEST_COMMENT].strip():
        yield replace(blank, kind="comment", comment=comment)


def _share(row: Seen) -> float:
    if row.share is not None:
        return round(min(max(row.share, 0.0), 1.0), 4)
    return TRIED_SHARE if row.seconds is not None and row.seconds < TRIED else UNKNOWN_SHARE


def _numbered(events: Sequence[Event]) -> tuple[Event, ...]:
    """Number events that are the same but for their title, which is let go, in a fixed order."""
    counted: Counter[tuple[object, ...]] = Counter()
    numbered = []
    for content, _, event in sorted(((_content(e), e.title, e) for e in events), key=_key):
        number = counted[content]
        numbered.append(replace(event, number=number) if number else event)
        counted[content] += 1
    return tuple(numbered)


def _content(event: Event) -> tuple[object, ...]:
    return (
        event.when.isoformat(),
        event.kind,
        -1.0 if event.value is None else event.value,
        event.words,
        event.comment,
        event.source,
    )


def _key(item: tuple[tuple[object, ...], str, Event]) -> tuple[object, ...]:
    return item[:2]
