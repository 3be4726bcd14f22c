"""Cues as files give them turned into clean ones: plain text, positive, sorted, inside the film.

Knows nothing about files and formats.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.schema import Cue, TimeRange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_TEXT = 2_000
"""Characters of a cue that are kept."""
MOST_CUES = 50_000
"""Cues of a film that are kept."""
FEWEST_INSIDE = Fraction(1, 10)
"""Share of the cues that must fall inside the film, lest they belong to another."""

_OVERRIDE = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|</>")
_BREAK = re.compile(r"\\[Nn]|\r\n?|\n|[\u2028\u2029]|<br\s*/?>", re.IGNORECASE)
_NOTES = "♩♪♫♬♭♮♯🎵🎶"
_SHAPING = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
"""Characters that are not seen but decide how others are: joiners, and marks of direction."""
_DASH = re.compile(r"^\s*(?:[-‐‑–—−]|&#45;)+\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class RawCue:
    """A cue as it was found, on our clock, in seconds; nothing about it is sure."""

    start: Fraction
    end: Fraction
    text: str


def plain(text: str) -> str:
    """Return a cue's words in one line, without markup, music notes and speakers' dashes."""
    kept = []
    for line in _without_markup(text):
        line = unicodedata.normalize("NFC", "".join(map(_visible, line)))
        line = _DASH.sub("", line.strip().strip(_NOTES + " "))
        if any(char.isalnum() for char in line):
            kept.append(" ".join(line.split()))
    return " ".join(kept)[:LONGEST_TEXT].strip()


def written(text: str) -> str:
    """Return a cue as it is to be read on a screen: its lines, without markup.

    Dashes, music notes and the marks of scripts that run from right to left are kept.
    """
    kept = []
    for line in _without_markup(text):
        line = "".join(char if char in _SHAPING else _visible(char) for char in line)
        line = " ".join(unicodedata.normalize("NFC", line).split())
        if line.strip(_SHAPING):
            kept.append(line)
    return "\n".join(kept)[:LONGEST_TEXT].strip()


def clean(
    found: Iterable[RawCue],
    film_end: Fraction,
    track: str,
    reduced: Callable[[str], str] = plain,
) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Return the cues that can be used, and what was wrong with the others.

    Args:
        found: cues in any order; overlaps are kept.
        film_end: end of the film on our clock; later cues are left out, longer ones shortened.
        track: what to call their origin.
        reduced: makes a cue's text of what was found.

    Returns:
        The cues sorted by start and then end, and a sentence for each kind of fault.
    """
    faults: Counter[str] = Counter()
    kept: list[Cue] = []
    for raw in found:
        if len(kept) == MOST_CUES:
            faults["left out, because only 50,000 are read"] += 1
            continue
        text = reduced(raw.text)
        span = _fitted(raw, film_end, faults) if text else None
        if span is None:
            continue
        if len(raw.text) > LONGEST_TEXT and len(text) == LONGEST_TEXT:
            faults["shortened to 2,000 characters"] += 1
        kept.append(Cue(span, text, track))
    outside = faults[_OUTSIDE]
    warnings = [f"{track}: {_cues(count)} {what}" for what, count in faults.items()]
    if kept or outside:
        share = Fraction(len(kept), len(kept) + outside)
        if share < FEWEST_INSIDE:
            warnings.append(
                f"{track}: only {_cues(len(kept))} of {len(kept) + outside} fall inside the film; "
                "these subtitles may belong to another film"
            )
    kept.sort(key=lambda cue: (cue.span.start, cue.span.end))
    return tuple(kept), tuple(warnings)


_OUTSIDE = "left out, because they lie outside the film"


def _fitted(raw: RawCue, film_end: Fraction, faults: Counter[str]) -> TimeRange | None:
    """Return the part of a cue's span that lies inside the film; None and a fault for none."""
    if raw.end <= raw.start:
        faults["left out, because they end before they begin"] += 1
        return None
    if raw.start >= film_end or raw.end <= 0:
        faults[_OUTSIDE] += 1
        return None
    if raw.start < 0:
        faults["shortened, because they begin before the film"] += 1
    return TimeRange(max(raw.start, Fraction(0)), min(raw.end, film_end))


def _without_markup(text: str) -> list[str]:
    """Return a cue's lines without what is not to be read."""
    # Longer text is no speech; cutting first keeps the work small.
    text = text[: 20 * LONGEST_TEXT].replace("\\h", " ")
    lines = _BREAK.split(_OVERRIDE.sub("", text))
    return [html.unescape(_TAG.sub("", line)) for line in lines]


def _visible(char: str) -> str:
    """Return a character as it is shown: control and format characters are not."""
    kind = unicodedata.category(char)
    if kind == "Cf" or kind in ("Cs", "Co", "Cn"):
        return ""
    return " " if kind == "Cc" else char


def _cues(count: int) -> str:
    """Return a number of cues in words."""
    return "1 cue" if count == 1 else f"{count:,} cues"
