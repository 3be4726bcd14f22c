"""What is told of a taste: what it holds, how surely, from what, and how that came about.

Values for the drawings of `portrait_sheet.py` and `portrait_page.py`, and their words. Knows
nothing about how anything was learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cutter.report.table import signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cutter.schema import Role

Source = Literal["written", "others", "words", "shots"]
"""Written by the viewer; taken from others when the profile was new; learnt from words; learnt
from reactions to shots."""

HEADINGS: Final[dict[Source, str]] = {
    "written": "Written",
    "others": "Taken from viewers with a like taste",
    "words": "Learnt from words",
    "shots": "Learnt from reactions to shots, beyond what is written",
}
_ROLES: Final[dict[Role, str]] = {
    "like": "likes",
    "dislike": "dislikes",
    "never": "never wants",
    "must": "must have",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a taste holds."""

    text: str
    role: Role
    weight: float
    """Negative for what is not wanted."""
    source: Source
    spread: float = 0.0
    """Standard deviation of the weight; 0 for what is written: it counts as it stands."""
    events: int = 0
    """How many events speak of it."""
    about: str = ""
    """What else is to be said: `seen`, `said`."""
    certainty: str = "as written"
    """How sure it is, in words."""

    @property
    def amount(self) -> str:
        """Its weight in digits, with its spread where it has one."""
        if self.role == "never":
            return "never"
        told = signed(self.weight)
        return f"{told} ± {self.spread:.2f}" if self.spread > 0 else told

    @property
    def sentence(self) -> str:
        """Everything about it in a line."""
        told = f"{_ROLES[self.role]} {self.text}, {self.amount}, {self.certainty}"
        if self.source in ("words", "shots"):
            told += f", from {self.events} {'event' if self.events == 1 else 'events'}"
        return told + (f" ({self.about})" if self.about else "")


@dataclass(frozen=True, slots=True)
class Reaction:
    """A reaction that much was learnt from."""

    told: str
    """What the viewer did, in words: `liked`, `rated 90 %`."""
    day: date
    place: str
    """Where in its film: `1:20.0–1:23.5`."""
    about: str
    """What it speaks of most."""
    amount: float
    """How much less the weight of that would be without it."""
    picture: bytes = b""
    """A JPEG of the shot, where the film's Analysis is there."""

    @property
    def effect(self) -> str:
        """What it did to what is believed."""
        way = "for" if self.amount >= 0 else "against"
        return f"speaks {way} {self.about}, {signed(self.amount)}"


@dataclass(frozen=True, slots=True)
class Moment:
    """What was believed after some of the events."""

    day: date
    events: int
    weights: tuple[float, ...]
    """Of each belief that is followed."""
    spreads: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A taste, as it can be shown."""

    name: str
    held: tuple[Held, ...]
    """By source, as `HEADINGS` has them; within one the strongest first."""
    signals: tuple[Held, ...] = ()
    """Wishes about what is measured of a shot."""
    counts: tuple[tuple[str, int], ...] = ()
    """Kinds of events in words, and how many there are; the most frequent first."""
    first: date | None = None
    last: date | None = None
    reactions: tuple[Reaction, ...] = ()
    followed: tuple[str, ...] = ()
    """Beliefs whose weights `moments` tell."""
    moments: tuple[Moment, ...] = ()
    resting: int = 0
    """Events that say nothing for now: their shots are not known to the model in use."""

    @property
    def events(self) -> int:
        """How many events the history holds."""
        return sum(count for _, count in self.counts)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What stands at the head: what, and how much."""
        learnt = [each for each in self.held if each.source in ("words", "shots")]
        told = [
            ("written", str(len(self.held) - len(learnt) + len(self.signals))),
            ("learnt", str(len(learnt))),
            ("of these sure", str(sum(each.certainty == "sure" for each in learnt))),
            ("events", str(self.events)),
        ]
        if self.first is not None and self.last is not None:
            told.append(("from", days(self.first, self.last)))
        return tuple(told)

    @property
    def note(self) -> str:
        """What a reader should know besides; empty for nothing."""
        if not self.held and not self.signals and not self.events:
            return "Nothing is written and nothing learnt: every shot is as good as any other."
        if self.resting:
            what = "event rests" if self.resting == 1 else "events rest"
            return f"{self.resting} {what}: the model in use has not seen their shots."
        return ""


def days(first: date, last: date) -> str:
    """Return two days as a span."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def day(when: date) -> str:
    """Return a day that reads the same everywhere."""
    return when.isoformat()


def groups(held: Sequence[Held], most: int) -> list[tuple[str, tuple[Held, ...], int]]:
    """Return what is held by its source: heading, the strongest of it, how many are left out."""
    found = []
    for source, heading in HEADINGS.items():
        of_source = [each for each in held if each.source == source]
        if of_source:
            found.append((heading, tuple(of_source[:most]), max(0, len(of_source) - most)))
    return found


def reach(held: Sequence[Held]) -> float:
    """Return the greatest weight, spread included, that has to be shown; at least 1."""
    return max([1.0, *(abs(each.weight) + each.spread for each in held)])
