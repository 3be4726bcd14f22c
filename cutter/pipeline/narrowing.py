"""Which films of a large library are worth a closer look for what is looked for.

An index gives the pictures that lie nearest to it; from these it is told how well each film may
come to match, and from how near the last of them is, what the other films may hold at most; only
the most promising films are scored. A small library is scored whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.library.codes import nearest_exactly
from cutter.taste.calibrate import above_level
from cutter.taste.features import pooled
from cutter.taste.volumes import digest_of, direction_of, outlook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cutter.analysis.library.codes import Codes
    from cutter.analysis.library.library import Library
    from cutter.analysis.library.shelf import Shelf
    from cutter.schema import Want

    Places = NDArray[np.int64]

FROM = 100_000
"""Vectors of pictures, in the films that are searched, from which not every film is scored."""
NEAREST = 8_000
"""Pictures that the index gives."""
LEAST_FILMS = 40
"""Films that are scored at least; twice as many as shots are wanted, where that is more."""
MOST_SPARSE = 4
"""Where less than one in so many of a file's vectors belong to films that are searched, theirs are
looked at one by one."""


def promising(library: Library, keys: Sequence[str], want: Want, top: int) -> set[str]:
    """Return the keys of the films that are worth a closer look: all of a small library.

    Args:
        library: where the volumes are.
        keys: of the films that are searched.
        want: what is looked for.
        top: how many shots are wanted.
    """
    wanted = set(keys)
    total = sum(
        shelf.size_of(key) for shelf in library.shelves for key in shelf.keys if key in wanted
    )
    # What measured signals say of a shot has no place in an index; nor have cues, so far.
    if total < FROM or want.signals or want.where == "dialogue":
        return wanted
    count = max(LEAST_FILMS, 2 * top)
    seen: dict[str, float] = {}
    unseen: dict[str, float] = {}
    for shelf in library.shelves:
        if any(key in wanted for key in shelf.keys):
            _look(shelf, library.codes(shelf), wanted, want, seen, unseen)
    ranked = _first(seen, count)
    least = seen[ranked[min(top, len(ranked)) - 1]] if ranked else 0.0
    hopeful = _first({key: match for key, match in unseen.items() if match > least}, count)
    loose = {key for key in library.loose if key in wanted}
    said = [] if want.where == "picture" else _saying(library, wanted, want, count)
    return {*ranked, *hopeful, *said, *loose}


def _look(
    shelf: Shelf,
    codes: Codes | None,
    wanted: set[str],
    want: Want,
    seen: dict[str, float],
    unseen: dict[str, float],
) -> None:
    """Add how well the films of a file may come to match by what they show.

    Args:
        shelf: the file.
        codes: its index, if it has one.
        wanted: keys of the films that are searched, in this file or another.
        want: what is looked for.
        seen: gets the best shot of each film that has one among the nearest.
        unseen: gets what a shot of each other film would come to that is as near as the last of
            the nearest: at most so much is in it.
    """
    number_of = {key: number for number, key in enumerate(shelf.keys)}
    own = [key for key in shelf.keys if key in wanted]
    counts = np.array([shelf.size_of(key) for key in shelf.keys])
    many = {name: shelf.array(name) for name in ("nothing", "centre", "baseline")}
    many["baseline"] = many["baseline"].reshape(-1)
    places = _nearest(shelf, codes, own, want)
    rows, firsts = _whole_shots(shelf, places)
    of_want = shelf.images[rows].astype(np.float64) @ want.vector.astype(np.float64)
    level = shelf.array("image_level")[rows]
    films = shelf.films_at(rows)
    matches = outlook(of_want, level, films, many, counts, want)
    shots = np.repeat(np.arange(len(firsts)), np.diff([*firsts, len(rows)]))
    _, pictures = pooled(matches[:, None], shots, len(firsts))
    for film, match in zip(films[firsts].tolist(), pictures[:, 0].tolist(), strict=True):
        key = shelf.keys[film]
        if key in wanted:
            seen[key] = max(seen.get(key, 0.0), match)
    others = [key for key in own if key not in seen]
    if not others or not len(places):
        return
    last = places[-max(1, len(places) // 20) :]
    edge = shelf.images[last].astype(np.float64) @ want.vector.astype(np.float64)
    if not want.is_example:
        edge = above_level(edge[:, None], shelf.array("image_level")[last])[:, 0]
    films = np.array([number_of[key] for key in others], dtype=np.intp)
    plain = np.tile([0.0, 1.0], (len(films), 1))
    hopes = outlook(np.full(len(films), edge.mean()), plain, films, many, counts, want)
    unseen.update(zip(others, hopes.tolist(), strict=True))


def _nearest(shelf: Shelf, codes: Codes | None, own: Sequence[str], want: Want) -> Places:
    """Return rows of a file that are nearest to what is wanted, the nearest first."""
    direction = direction_of(want, shelf.volume(own[0]))
    size = sum(map(shelf.size_of, own))
    if codes is not None and size * MOST_SPARSE >= len(shelf.images):
        return codes.nearest(direction, NEAREST * len(shelf.images) // size)
    if size == len(shelf.images):
        return nearest_exactly(shelf.images, direction, NEAREST)
    rows = np.concatenate([np.arange(*shelf.rows(key)) for key in own])
    places: Places = rows[nearest_exactly(shelf.images[rows], direction, NEAREST)]
    return places


def _whole_shots(shelf: Shelf, places: Places) -> tuple[Places, Places]:
    """Return all rows of the shots that some rows are of, and where among them each shot begins."""
    takes = shelf.takes()
    shots = np.unique(np.searchsorted(takes, places, side="right") - 1)
    begin = takes[shots]
    after = np.append(takes, len(shelf.images))[shots + 1]
    sizes = after - begin
    firsts = np.cumsum(sizes) - sizes
    rows = np.arange(int(sizes.sum())) - np.repeat(firsts, sizes) + np.repeat(begin, sizes)
    return rows, firsts


def _saying(library: Library, wanted: set[str], want: Want, count: int) -> list[str]:
    """Return the films in which the most of the words are said in one cue."""
    digests = np.array([digest_of(term) for term in want.terms], np.uint64)
    most: dict[str, float] = {}
    for shelf in library.shelves:
        found = np.flatnonzero(np.isin(shelf.array("terms"), digests))
        if not len(found):
            continue
        films = shelf.films_at(found, "terms")
        cues = shelf.array("term_cues")[found].astype(np.int64)
        pairs, said = np.unique(np.stack([films, cues]), axis=1, return_counts=True)
        for film, words in zip(pairs[0].tolist(), said.tolist(), strict=True):
            key = shelf.keys[film]
            if key in wanted:
                most[key] = max(most.get(key, 0), words)
    return _first(most, count)


def _first(most: Mapping[str, float], count: int) -> list[str]:
    """Return the keys of the greatest values, the greatest first."""
    return sorted(most, key=lambda key: (-most[key], key))[:count]
