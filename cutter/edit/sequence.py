"""Puts the clips of a cut into an order that somebody made by hand, and their sound with them.

Clips are named as people see them: `#14`, or `#14.2` for the second clip of a shot; with `@2`
behind it where there are several films. Knows nothing about how clips were chosen.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from cutter.edit.bans import denied_spans, spoiler_of
from cutter.edit.marks import shot_name
from cutter.edit.pins import find_pins
from cutter.edit.splits import Shown, let_out
from cutter.errors import UsageError
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.guards import Guards
    from cutter.edit.request import CutRequest
    from cutter.schema import Clip, FilmRecord, TimeRange

BY_HAND: Final = "the order of the clips was changed by hand"
_KEY: Final = re.compile(r"#[1-9][0-9]{0,6}(\.[1-9][0-9]{0,6})?(@[1-9][0-9]{0,3})?")


def refuse_no_key(text: str) -> None:
    """Check that a text names a clip.

    Raises:
        UsageError: it does not.
    """
    if not _KEY.fullmatch(text):
        raise UsageError(f"sequence {quoted(text)}: write #14, or #14.2 for a shot's second clip")


def keys_of(clips: Sequence[Clip], films: int = 1) -> tuple[str, ...]:
    """Return what to call each clip: its first shot, numbered where clips of it came before.

    Args:
        clips: of a cut.
        films: how many films they are of.
    """
    met: Counter[tuple[int, int]] = Counter()
    names: dict[int, str] = {}
    # Numbered as they lie in the film, so that another order does not rename them.
    for index in sorted(range(len(clips)), key=lambda k: (clips[k].source, clips[k].source_range)):
        clip = clips[index]
        met[clip.source, clip.shots[0]] += 1
        shot, at, film = shot_name(clip.source, clip.shots[0], films).partition("@")
        count = met[clip.source, clip.shots[0]]
        names[index] = f"{shot}.{count}{at}{film}" if count > 1 else f"{shot}{at}{film}"
    return tuple(names[index] for index in range(len(clips)))


def sequence_of(clips: Sequence[Clip], wished: Sequence[str], films: int = 1) -> tuple[int, ...]:
    """Return the indices of clips in an order made by hand.

    Those that are named stand as named; each other one follows the clip that it followed before,
    or stays first. A clip that begins with another shot now is found by those that it still shows.

    Args:
        clips: in the order in which they were put before.
        wished: names of clips; those that are not there are passed over.
        films: how many films they are of.
    """
    keys = keys_of(clips, films)
    places = {key: place for place, key in reversed(tuple(enumerate(wished)))}
    taken = set(keys)
    runs: list[tuple[int, list[int]]] = [(-1, [])]
    for index, (clip, key) in enumerate(zip(clips, keys, strict=True)):
        others = (shot_name(clip.source, shot, films) for shot in clip.shots)
        place = places.get(key)
        if place is None:
            found = [places[name] for name in others if name in places and name not in taken]
            place = min(found, default=None)
        if place is None:
            runs[-1][1].append(index)
        else:
            runs.append((place, [index]))
    return tuple(index for _, run in sorted(runs, key=lambda run: run[0]) for index in run)


def in_sequence(
    clips: Sequence[Clip],
    wished: Sequence[str],
    films: Sequence[FilmRecord],
    guards: Sequence[Guards],
    request: CutRequest,
) -> tuple[Clip, ...]:
    """Return clips in an order made by hand; their sound leads and trails as it then may.

    Where nothing moves, they are what was given.

    Args:
        clips: in the order in which they were put before.
        wished: see `sequence_of`.
        films: by the clips' `source`.
        guards: of each film.
        request: what was asked for: which sound may not be heard, and whether it may leave its
            picture.
    """
    order = sequence_of(clips, wished, len(films))
    if order == tuple(range(len(clips))):
        return tuple(clips)
    moved = [clips[index] for index in order]
    top = max((clip.score for clip in clips), default=0.0) + 1.0
    shown = [
        Shown(clip.source, clip.source_range, clip.score + top * clip.pinned) for clip in moved
    ]
    heard = let_out(
        shown,
        guards,
        _barred(films, request),
        request.frame_rate,
        may_split=request.split_edits,
    )
    return tuple(
        dataclasses.replace(clip, audio_range=span)
        for clip, span in zip(moved, heard.spans, strict=True)
    )


def _barred(films: Sequence[FilmRecord], request: CutRequest) -> list[tuple[int, TimeRange]]:
    """Return (film, span) of what may be neither seen nor heard."""
    denied = [
        (f, span) for f, film in enumerate(films) for span in denied_spans(film, request.denied)
    ]
    spoilers = [(f, spoiler_of(film, request.until)) for f, film in enumerate(films)]
    bans = find_pins((), request.never, films, denied).bans
    return [*bans, *((f, span) for f, span in spoilers if span is not None)]
