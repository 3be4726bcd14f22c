"""What a crowd lets a viewer expect of the films, or the shots, of a library.

The viewer and other viewers whose taste is known join those who rated: what they score high counts
as rated high. Knows nothing about files, profiles and pictures.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.crowd.methods import METHODS
from cutter.crowd.ratings import Floats, Index, Items, Ratings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.crowd.reading import Crowd

METHOD = "blend"
SCALE = (1.0, 5.0)
"""Of ratings, where there are only scores."""
SHARE = 0.5
"""What the crowd counts for beside the viewer's own score where it knows an item well."""
HALF_KNOWN = 5.0
"""Ratings by others at which it counts for half of that."""
_ARTICLE = re.compile(r"^(.*), (the|a|an)$")
_YEAR = re.compile(r"\((\d{4})[^)]*\)\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What the crowd expects a viewer to make of some items."""

    ratings: Floats
    """(n,) on the crowd's scale."""
    known: Index
    """(n,) how many others rated each."""


def expected(
    scores: Floats,
    crowd: Crowd | None = None,
    places: Sequence[int | None] = (),
    user: str | None = None,
    features: Floats | None = None,
    scale: tuple[float, float] = SCALE,
) -> Expected:
    """Return what a crowd expects a viewer to make of a library.

    Args:
        scores: (viewers, n) how much each viewer wants each item; the first viewer is the one
            who is asked about.
        crowd: ratings of many users, if there are any.
        places: which of the crowd's items each is, None for one that it does not know.
        user: the viewer's name among the crowd's users; else the scores stand in for ratings.
        features: (n, d) rows of unit length for items, where there is no crowd.
        scale: of what is expected, where there is no crowd.

    Raises:
        ValueError: the crowd knows no such user.
    """
    count = scores.shape[1]
    ratings, items, of_item = _joined(count, crowd, places, features, scale)
    viewer = None if user is None else ratings.users.index(user)
    values = ratings.value
    mean, spread = (
        (values.mean(), values.std())
        if len(values)
        else (sum(scale) / 2, (scale[1] - scale[0]) / 4)
    )
    for number, row in enumerate(scores):
        if number or viewer is None:
            stand_in = np.clip(mean + spread * standard(row), *ratings.scale)
            ratings = ratings.with_user(f"viewer {number}\0", of_item.tolist(), stand_in.tolist())
    if viewer is None:
        viewer = ratings.users.index("viewer 0\0")
    method = METHODS[METHOD]().fit(ratings, items)
    others = ratings.only(ratings.user != viewer)
    known = np.bincount(others.item, minlength=len(items))[of_item]
    return Expected(method.predict(np.full(count, viewer), of_item), known)


def blended(own: Floats, crowd: Expected | None) -> Floats:
    """Return own scores and a crowd's expectations on one scale, each by how much is known.

    Both are taken less their mean, in units of their spread over the library; the crowd's share
    is `SHARE` * k / (k + `HALF_KNOWN`) for k ratings by others.

    Args:
        own: (n,) the viewer's scores.
        crowd: what is expected of them, if there is a crowd.

    Returns:
        (n,); without a crowd the own scores as they are.
    """
    if crowd is None:
        return own
    share = SHARE * crowd.known / (crowd.known + HALF_KNOWN)
    found: Floats = (1 - share) * standard(own) + share * standard(crowd.ratings)
    return found


def standard(values: Floats) -> Floats:
    """Return values less their mean, in units of their spread; zeros where they are all alike."""
    spread = float(values.std()) if len(values) else 0.0
    centred = values - values.mean() if len(values) else values
    return np.asarray(centred / spread if spread > 1e-12 else 0.0 * values, np.float64)


def places_of(crowd: Crowd, fingerprints: Sequence[str], names: Sequence[str]) -> list[int | None]:
    """Return which of the crowd's items each film is: by its fingerprint, else by its title.

    Titles are compared without case, signs, a leading article moved behind, and the year in
    brackets, unless the name tells a year as well. Of several with one title the most rated counts.

    Args:
        crowd: ratings with titles or keys.
        fingerprints: one for each film.
        names: its title or its file's name without suffix.
    """
    items = crowd.items
    by_key = {key.lower(): number for number, key in enumerate(items.keys)}
    rated = np.bincount(crowd.ratings.item, minlength=len(items))
    by_title: dict[str, int] = {}
    for number in sorted(range(len(items)), key=lambda n: (rated[n], -n)):
        title = items.titles[number] if items.titles else items.keys[number]
        # The most rated comes last, and stays.
        by_title[plain_title(title)] = number
        by_title[plain_title(title, with_year=True)] = number
    return [
        by_key.get(fingerprint.lower(), by_title.get(plain_title(name)))
        for fingerprint, name in zip(fingerprints, names, strict=True)
    ]


def plain_title(title: str, *, with_year: bool = False) -> str:
    """Return a title as it is compared: `Storm, The (1995)` and `the_storm` are the same."""
    text = unicodedata.normalize("NFKC", title).casefold().strip()
    year = _YEAR.search(text)
    if year is not None:
        text = text[: year.start()].strip()
    if moved := _ARTICLE.match(text):
        text = f"{moved[2]} {moved[1]}"
    if with_year and year is not None:
        text = f"{text} {year[1]}"
    return " ".join(re.findall(r"\w+", text.replace("_", " ")))


def _joined(
    count: int,
    crowd: Crowd | None,
    places: Sequence[int | None],
    features: Floats | None,
    scale: tuple[float, float],
) -> tuple[Ratings, Items, Index]:
    """Return the crowd's ratings and items with the library's, and which those are."""
    if crowd is None:
        known = np.zeros((count, 0)) if features is None else features
        nothing = np.zeros(0, np.int64)
        empty = Ratings((), nothing, nothing, np.zeros(0), scale=scale)
        return empty, Items(tuple(map(str, range(count))), known), np.arange(count)
    items, of_item, keys = crowd.items, np.zeros(count, np.int64), list(crowd.items.keys)
    taken: set[int] = set()
    for number, place in enumerate(places):
        if place is None or place in taken:
            # Two films of one title are two items.
            place = len(keys)
            keys.append(f"film {number}\0")
        taken.add(place)
        of_item[number] = place
    more = np.zeros((len(keys) - len(items), items.features.shape[1]))
    joined = Items(tuple(keys), np.vstack([items.features, more]), terms=items.terms)
    return crowd.ratings, joined, of_item
