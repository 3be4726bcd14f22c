"""What of a film may not be shown whatever it scores: denied words, and its end.

Denied words are looked for in the cues. Knows nothing about `--never`, which is in `pins`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from cutter.schema import FilmRecord


def holds_denied(text: str, denied: Iterable[str]) -> bool:
    """Whether a text says one of the denied words or phrases, whole words in any case.

    Args:
        text: a cue's text.
        denied: words or phrases; a `*` at the end stands for any ending.
    """
    pattern = _pattern(denied)
    return pattern is not None and pattern.search(_plain(text)) is not None


def denied_spans(film: FilmRecord, denied: Sequence[str]) -> tuple[TimeRange, ...]:
    """Return when a film says denied words: the spans of the cues that hold one."""
    pattern = _pattern(denied)
    if pattern is None:
        return ()
    return tuple(cue.span for cue in film.cues if pattern.search(_plain(cue.text)))


def spoiler_of(film: FilmRecord, until: Fraction | None) -> TimeRange | None:
    """Return the end of a film that is not to be shown, or None.

    Args:
        film: the film.
        until: the part of it, 0 to 1, behind which nothing is shown; None for all of it.
    """
    if until is None or until >= 1:
        return None
    last = max(film.media.end, film.shots[-1].span.end)
    return TimeRange(film.media.end * until, last)


def _pattern(denied: Iterable[str]) -> re.Pattern[str] | None:
    words = []
    for each in denied:
        plain = _plain(each)
        stem = plain.removesuffix("*").strip()
        if stem:
            words.append(re.escape(stem) + (r"\w*" if plain.endswith("*") else ""))
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
