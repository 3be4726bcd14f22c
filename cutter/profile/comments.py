"""Reads what is praised and what is scolded in a comment or a review, clause by clause.

Turns a text into subjects, each with a polarity of -1 to 1. Subjects come from the order of words
(`opinions`), polarities from a lexicon of sentiment, or from whatever the caller judges with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.profile.lexicon import lexicon_polarity
from cutter.profile.opinion_forms import FAINT
from cutter.profile.opinions import found_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Polarity = Callable[[Sequence[str]], Sequence[float]]

LONGEST = 20_000
"""Characters of a comment that are read."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Something that a comment speaks of, and how."""

    subject: str
    """In lower case, without article and praise: `storm`, `shots of the coast`."""
    polarity: float
    """-1 scolded to 1 praised; never within `FAINT` of 0."""


def read_comments(
    texts: Sequence[str], polarity: Polarity | None = None
) -> tuple[tuple[Clause, ...], ...]:
    """Return what each text praises and scolds.

    Args:
        texts: comments and reviews, in English.
        polarity: judges pieces of text, -1 to 1 each; the lexicon unless given. Clauses whose
            verb or form says it already (`I love …`, `too much …`) are not put to it.

    Returns:
        A tuple of clauses for each text, in its order; empty where nothing is praised or scolded.
    """
    found = [found_in(text[:LONGEST]) for text in texts]
    said = list(dict.fromkeys(item.said for items in found for item in items if item.said))
    judged = dict(zip(said, (polarity or lexicon_polarity)(said) if said else (), strict=True))
    return tuple(
        tuple(
            Clause(" ".join(subject), round(value if is_better else -value, 4))
            for item in items
            if abs(value := item.sure or judged.get(item.said, 0.0)) >= FAINT
            for is_better, named in ((True, item.subjects), (False, item.rather_than))
            for subject in named
        )
        for items in found
    )
