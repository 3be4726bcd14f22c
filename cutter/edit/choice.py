"""What composing takes and gives: scored films in, clips and a word on every shot out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis, Clip, Score

CHOSEN: Final = "chosen"
BANNED: Final = "banned"
DENIED: Final = "denied words"
SPOILER: Final = "spoiler"
NEVER: Final = "never"
NO_MATCH: Final = "no match"
TOO_SHORT: Final = "too short"
SENTENCE: Final = "shorter than what is said in it"
BELOW: Final = "below the cut"


@dataclass(frozen=True, slots=True, eq=False)
class ScoredFilm:
    """A film and how much a viewer wants each of its shots."""

    analysis: Analysis
    scores: Sequence[Score]
    """One for each shot, in the shots' order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The clips of a cut, and why the other shots are not among them."""

    clips: tuple[Clip, ...]
    """In playing order."""
    gap: float
    """How far the choice may be from the best possible, 0 to 1 (an upper bound)."""
    notes: tuple[str, ...]
    """What a person should know of this cut, a sentence each."""
    verdicts: tuple[tuple[str, ...], ...]
    """One for each film and shot: `chosen`, or why not: `banned`, `denied words`, `spoiler`,
    `never`, `credits`, `logo`, `black`, `too short`, `no match`, `near-duplicate of #5`, `below the
    cut`."""
    budget: Fraction
    """The length that was to be filled, in seconds."""

    def is_in(self, film: int, shot: int) -> bool:
        """Whether a shot is used."""
        return self.verdicts[film][shot] == CHOSEN

    @property
    def duration(self) -> Fraction:
        """Length of the cut, in seconds."""
        return sum((clip.source_range.duration for clip in self.clips), Fraction(0))
