"""What is known of a taste from what its viewer did: events, and what was learnt of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    import numpy as np
    from numpy.typing import NDArray

    from cutter.schema.film import Vectors
    from cutter.schema.span import TimeRange

EventKind = Literal[
    "like",
    "dislike",
    "rating",
    "comment",
    "better",
    "watched",
    "skipped",
    "rewatched",
    "kept",
    "trimmed",
    "removed",
    "moved",
    "added",
    "shown",
]
"""The first five are explicit feedback, the others implicit; `shown` says nothing of taste."""
Origin = Literal["words", "shots"]


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a film: what an event is about."""

    film: str
    """Fingerprint of its content, 32 hexadecimal digits."""
    span: TimeRange


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a viewer did or said: what was seen, how it was taken, and when.

    It is about a place in a film, or, in a history that comes from elsewhere, about words alone.
    """

    kind: EventKind
    when: datetime
    """UTC, whole seconds."""
    place: Place | None = None
    worse: Place | None = None
    """Of `better`: what was found less good."""
    value: float | None = None
    """Of `rating`: 0 to 1. Of `watched` and `trimmed`: the share that was watched or left, 0 to 1.
    None for all others."""
    words: tuple[str, ...] = ()
    """Genres and tags of what was seen."""
    comment: str = ""
    title: str = ""
    """Kept only where the viewer wants titles kept."""
    source: str = ""
    """Where it comes from: `rate`, `interview`, `timeline`, `studio`, or an importer's name."""
    number: int = 0
    """Tells events apart that are otherwise the same, such as films of one genre rated at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Shots as one model sees them, apart from their film, so that learning outlives its Analysis.

    Arrays are read-only; n is the number of shots.
    """

    pictures: Vectors
    """(n, dim) float32, unit length: mean of the shot's keyframes."""
    words: Vectors
    """(n, words_dim) float32: mean of the cues heard in it, unit length; zero where none is."""
    standing: NDArray[np.float64]
    """(n, n_signals) how far each shot stands out from its film, -2 to 2."""
    picture_nulls: NDArray[np.float64]
    """(n, 2) mean and spread of the picture's cosines with the null prompts."""
    word_nulls: NDArray[np.float64]
    """(n, 2) the same of what is said; zero where nothing is."""

    def __len__(self) -> int:
        """Return the number of shots."""
        return len(self.pictures)


@dataclass(frozen=True, slots=True)
class Grade:
    """How much a viewer wanted one shot, in units of a full match of a like of weight 1."""

    row: int
    """Of the traits."""
    value: float
    spread: float
    """Standard deviation of what such an answer says."""
    event: str
    """Identity of the event, see `cutter.profile.events`."""
    is_bound: bool = False
    """The value is the least that the shot is worth where it is above 0, the most where it is
    below: who likes a shot, or lets it stand, does not say how much."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """That a viewer wanted one shot more than another."""

    better: int
    """Row of the traits."""
    worse: int
    spread: float
    event: str


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a viewer's reactions say, for one model. The order of its parts changes nothing."""

    traits: Traits
    places: tuple[Place, ...]
    """One for each row of the traits."""
    grades: tuple[Grade, ...]
    comparisons: tuple[Comparison, ...] = ()
    resting: int = 0
    """Events of shots whose traits are not known for this model; they say nothing for now."""


@dataclass(frozen=True, slots=True)
class Belief:
    """Something that was learnt of a viewer, in words."""

    text: str
    weight: float
    """As a preference's; negative for a dislike."""
    spread: float
    """Standard deviation of the weight."""
    events: int
    """How many events speak of it."""
    origin: Origin
    """`words`: from titles, genres, tags and comments; it always acts. `shots`: what reactions to
    shots come to in words; it acts where the reactions themselves cannot, in their place."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learnt of a viewer, as the profile's file tells it; made anew from the history."""

    events: int
    until: date
    """Day of the latest event."""
    beliefs: tuple[Belief, ...] = ()
    """The strongest first."""
    signals: tuple[tuple[str, float], ...] = ()
    """Names of `Signals` with a weight, as a profile's."""
