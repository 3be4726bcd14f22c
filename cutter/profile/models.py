"""The form of a profile file, for pydantic: what is checked first, and published as a schema.

Knows nothing of files and films; `read` turns these into the values of `cutter.schema` at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    SignalName = str
else:
    # Type checkers take no Literal of a computed tuple; pydantic does.
    SignalName = Literal[SIGNAL_NAMES]
SignalWeight = Annotated[float, Field(ge=-3, le=3)]

_ONE_KIND: JsonDict = {
    "oneOf": [{"required": ["text"]}, {"required": ["image"]}, {"required": ["film"]}],
    "dependentRequired": {"film": ["span"], "span": ["film"]},
}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class PreferenceForm(_Strict):
    """Something wanted or not wanted: by words, by a picture, or by a span of a film."""

    model_config = ConfigDict(title="Preference", json_schema_extra=_ONE_KIND)

    text: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description="What it is, in words: `the sea at dusk`.",
    )
    image: str | None = Field(
        None,
        min_length=1,
        max_length=4096,
        description="An example picture; its path is relative to the profile.",
    )
    film: str | None = Field(
        None,
        min_length=1,
        max_length=4096,
        description="An example film, of which `span` is meant; its path is relative as well.",
    )
    span: str | Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description='Which part of the film: `"01:20-01:35"`, or start and end in seconds.'
    )
    where: Literal["picture", "dialogue", "any"] = Field(
        "any", alias="in", description="Whether it is seen, said, or either."
    )
    weight: float = Field(1.0, ge=0, le=10, description="How strongly; 1 is usual.")
    source: Literal["others"] | None = Field(
        None,
        alias="from",
        description="`others`: taken over from viewers of a like taste when the profile was new.",
    )


class CutForm(_Strict):
    """What this viewer's cuts are like unless the command line says otherwise."""

    model_config = ConfigDict(title="Cut")

    budget: str | None = Field(
        None,
        min_length=1,
        max_length=32,
        description="Length to fill: `90s`, `1:30`, or a share of the film, `15%`.",
    )
    order: Literal["film", "score", "arc"] | None = Field(
        None, description="`film`: as in the film; `score`: best first; `arc`: rising, then calm."
    )
    pace: Literal["calm", "even", "brisk"] | None = Field(
        None, description="Longer, usual or shorter clips."
    )
    min_clip: float | str | None = Field(
        None, description='Shortest clip, in seconds: `1.5` or `"1.5s"`.'
    )
    max_clip: float | str | None = Field(None, description="Longest clip, in seconds.")


class BeliefForm(_Strict):
    """Something that was learnt of the viewer, in words."""

    model_config = ConfigDict(title="Belief")

    text: str = Field(min_length=1, max_length=300, description="What it is about.")
    weight: float = Field(ge=0, le=10, description="How strongly, as of a preference.")
    spread: float = Field(0.0, ge=0, le=10, description="Standard deviation of the weight.")
    events: int = Field(0, ge=0, description="How many events speak of it.")
    origin: Literal["words", "shots"] = Field(
        "words",
        alias="from",
        description="`words`: titles, genres, tags and comments; `shots`: reactions to shots.",
    )


class LearnedForm(_Strict):
    """What the viewer's history came to. Made anew from it: what is changed here is lost."""

    model_config = ConfigDict(title="Learned")

    events: int = Field(ge=0, description="How many events the history held.")
    until: str = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}$", description="Day of the latest event, `2026-01-31`."
    )
    likes: list[BeliefForm] = Field([], max_length=200, description="Seem to be liked.")
    dislikes: list[BeliefForm] = Field([], max_length=200, description="Seem to be disliked.")
    signals: dict[SignalName, SignalWeight] = Field(
        {}, description="More or less of what is measured of a shot."
    )


class ProfileForm(_Strict):
    """A viewer's taste, in words that a person can read and write."""

    model_config = ConfigDict(title="cutter profile")

    schema_: str | None = Field(
        None, alias="$schema", description="This schema's path, for editors."
    )
    version: Literal[1] = Field(description="Of the profile's form.")
    likes: list[PreferenceForm] = Field([], max_length=200, description="Wanted in the cut.")
    dislikes: list[PreferenceForm] = Field([], max_length=200, description="Counts against a shot.")
    never: list[PreferenceForm] = Field(
        [], max_length=200, description="Keeps a shot out; no guarantee of safety."
    )
    must: list[PreferenceForm] = Field(
        [], max_length=200, description="Its best shots belong into the cut."
    )
    signals: dict[SignalName, SignalWeight] = Field(
        {}, description="More (above 0) or less (below 0) of what is measured of a shot."
    )
    cut: CutForm = Field(default_factory=lambda: CutForm.model_validate({}))
    learned: LearnedForm | None = Field(None, description="Written by cutter, from the history.")
