"""What a new profile may take from ratings of many users, by a few ratings or words of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.crowd.reading import Crowd
    from cutter.schema import Belief


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a crowd lets expect of a newcomer."""

    beliefs: tuple[Belief, ...]
    """The strongest first; negative weights for dislikes."""
    users: int
    """How many the crowd is."""
    understood: int
    """How many of the newcomer's words and titles are the crowd's as well."""
    notes: tuple[str, ...]
    """Rows of the ratings that were left out."""


def beliefs_from_crowd(
    path: Path,
    *,
    rated: Sequence[tuple[str, float]] = (),
    likes: Sequence[str] = (),
    dislikes: Sequence[str] = (),
) -> Foretold:
    """Return words that a newcomer is expected to like or dislike.

    Args:
        path: ratings of many users with genres or tags, see `cutter.crowd.reading`.
        rated: titles, or keys, of films that the newcomer rated, with ratings on the file's scale.
        likes: genres, tags or titles that they like; others are passed over.
        dislikes: likewise.

    Raises:
        InputError: the ratings cannot be read.
        UsageError: nothing that the newcomer says is known to the crowd, or a rating is off its
            scale.
    """
    from cutter.crowd.reading import read_crowd
    from cutter.crowd.words import believed

    crowd = read_crowd(path)
    low, high = crowd.ratings.scale
    own: dict[int, float] = {}
    said: dict[str, bool] = {}
    for title, value in rated:
        if not low <= value <= high:
            raise UsageError(f"a rating must lie between {low:g} and {high:g}, as in {path}")
        if (item := _item(crowd, title)) is not None:
            own[item] = value
    known = set(crowd.items.terms)
    for phrases, is_liked in ((likes, True), (dislikes, False)):
        for phrase in phrases:
            word = " ".join(phrase.split()).lower()
            if word in known:
                said[word] = is_liked
            elif (item := _item(crowd, phrase)) is not None:
                own[item] = high if is_liked else low
    if not own and not said:
        raise UsageError(
            f"{path}: knows none of your words as a genre, a tag or a title; name one that it has"
        )
    beliefs = believed(crowd, own, said)
    return Foretold(beliefs, len(crowd.ratings.users), len(own) + len(said), crowd.notes)


def _item(crowd: Crowd, title: str) -> int | None:
    from cutter.crowd.library import places_of

    return places_of(crowd, [title], [title])[0]
