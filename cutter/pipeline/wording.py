"""What a history says in words becomes beliefs: comments are read, then weighed with all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.profile.comments import read_comments
from cutter.taste.worded import beliefs_from_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.profile.comments import Polarity
    from cutter.schema import Belief, Event


def worded(events: Sequence[Event], *, polarity: Polarity | None = None) -> tuple[Belief, ...]:
    """Return what genres, tags and comments say of a viewer.

    Args:
        events: a history, in any order.
        polarity: judges what comments say; a lexicon unless given.

    Returns:
        Beliefs of origin `words`, the strongest first.
    """
    read = read_comments([event.comment for event in events], polarity)
    said = [[(clause.subject, clause.polarity) for clause in clauses] for clauses in read]
    return beliefs_from_words(events, said)
