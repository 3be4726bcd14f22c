"""What a viewer likes, in words and in numbers, and how much each shot is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cutter.schema.film import models_of
from cutter.schema.span import TimeRange

if TYPE_CHECKING:
    from cutter.schema.evidence import Evidence, Learned
    from cutter.schema.film import Vectors

Where = Literal["picture", "dialogue", "any"]
Role = Literal["like", "dislike", "never", "must"]
Order = Literal["film", "score", "arc"]


@dataclass(frozen=True, slots=True)
class Preference:
    """Something that a viewer likes, dislikes, never wants or must have.

    Exactly one of `text`, `image` and `film` is set.
    """

    role: Role
    weight: float
    """0 to 10; 1 unless said otherwise."""
    where: Where = "any"
    text: str = ""
    image: Path | None = None
    """An example picture."""
    film: Path | None = None
    """An example film, of which `span` is meant."""
    span: TimeRange | None = None
    from_others: bool = False
    """Taken over from viewers of a like taste when the profile was new; of nobody by name."""

    @property
    def label(self) -> str:
        """What to call it in reasons: its words, or the example's name."""
        if self.text:
            return self.text
        if self.image is not None:
            return f"like the picture {self.image.name}"
        if self.film is None or self.span is None:
            return "an example"
        return f"like {self.film.name} at {float(self.span.start):g} s"


@dataclass(frozen=True, slots=True)
class CutDefaults:
    """What a profile says of the cut itself; None leaves it to the command line."""

    budget: str | None = None
    order: Order | None = None
    pace: Literal["calm", "even", "brisk"] | None = None
    min_clip: Fraction | None = None
    max_clip: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A viewer's taste in words, as its file says it."""

    name: str
    """The stem of the file's name."""
    path: Path | None
    preferences: tuple[Preference, ...]
    """In the file's order: likes, dislikes, never, must."""
    signals: tuple[tuple[str, float], ...]
    """Names of `Signals` with a weight of -3 to 3: more of it, or less of it."""
    cut: CutDefaults
    learned: Learned | None = None
    """What the viewer's history came to; the written preferences are untouched by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Want:
    """One preference in numbers, for one model."""

    label: str
    role: Role
    where: Where
    weight: float
    vector: Vectors
    """(dim,) float32, unit length."""
    is_example: bool
    """The vector is that of a picture or of a film's span, not of words."""
    terms: tuple[str, ...]
    """Its stemmed words, for the dialogue."""
    signals: tuple[tuple[str, float], ...] = ()
    """What its words say of the signals, where the eyes read words that way (the Basic eyes)."""
    sentence: Vectors | None = None
    """(words_dim,) float32, unit length: its words by the sentence model; None where the eyes read
    for themselves, and for an example."""

    @property
    def words(self) -> Vectors:
        """What is held against what is said: the sentence model's vector, or else the eyes'."""
        return self.vector if self.sentence is None else self.sentence


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """A profile in numbers, for one model."""

    model: str
    wants: tuple[Want, ...]
    signals: tuple[tuple[str, float], ...]
    evidence: Evidence | None = None
    """What the viewer reacted to; None: the written profile is exactly what acts."""
    reader: str = ""
    """Name of the sentence model; empty where the eyes read for themselves."""

    @property
    def models(self) -> str:
        """What made the vectors: the eyes, and the sentence model where there is one."""
        return models_of(self.model, self.reader)


REACTIONS = "your reactions"
"""Label of the reason that tells what was learnt from reactions to shots."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One summand of a score."""

    label: str
    """What it is about: a preference's words, a signal's name."""
    amount: float
    """What it adds; negative when it takes away."""
    detail: str
    """Where it was found, in a few words: `picture 0.82, dialogue 0.10`."""


@dataclass(frozen=True, slots=True)
class Score:
    """How much a viewer wants a shot. The reasons' amounts add up to the value, to 1e-6."""

    shot: int
    value: float
    reasons: tuple[Reason, ...]
    moment: Fraction
    """The best moment of the shot: what a trimmed clip is built around."""
    is_match: bool
    """Whether the shot is something the viewer asked for; others only fill."""
    never: str = ""
    """The `never` preference that excludes the shot; empty if none does."""
    doubtful: str = ""
    """A `never` preference that nearly excludes it; to be listed."""
    must: str = ""
    """The `must` preference that asks for it; empty if none does."""
