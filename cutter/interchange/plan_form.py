"""The form of a plan file: what JSON may hold, as pydantic models, and its published schema.

Knows nothing about files; `plan.py` turns these models into an EditDecisionList and back.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

PLAN_VERSION = 2
"""2 added sound tracks, subtitles, chapters, transitions, titles, music and reframing; plans of
version 1 have none of them and are read as they are."""

Exact = Annotated[
    str,
    Field(
        pattern=r"^-?\d{1,18}/[1-9]\d{0,17}$",
        description="Exact seconds as a fraction; the decimal beside it is for people.",
    ),
]
Positive = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}/[1-9]\d{0,17}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)


class ReasonForm(_Form):
    """One summand of a clip's score."""

    label: str
    amount: Number
    detail: str


class CueForm(_Form):
    """One subtitle, on its film's clock."""

    in_: Exact = Field(alias="in")
    out: Exact
    text: str = Field(min_length=1)


class CueTrackForm(_Form):
    """A subtitle track of a film, as far as the cut needs it."""

    language: str
    title: str
    cues: list[CueForm]


class ChapterForm(_Form):
    """A chapter of a film."""

    start: Exact
    title: str


class SourceForm(_Form):
    """A film that the cut draws on."""

    path: str = Field(description="Relative to the plan's folder, with forward slashes.")
    fingerprint: str = Field(pattern=r"^[0-9a-f]{32}$")
    duration: Positive
    duration_s: Number
    frame_rate: Positive
    audio: int | None = Field(
        default=None,
        ge=0,
        description="Stream index of the sound track that is heard; null for the film's default.",
    )
    width: int = Field(default=0, ge=0, description="Of the upright picture; 0 if not known.")
    height: int = Field(default=0, ge=0)
    is_vfr: bool = False
    sample_rate: int = Field(default=0, ge=0)
    channels: int = Field(default=0, ge=0)
    timecode: str = Field(
        default="",
        pattern=r"^(\d\d:\d\d:\d\d[:;]\d\d\d?)?$",
        description="Of the first frame; `;` before the frames for drop frame.",
    )
    chapters: list[ChapterForm] = []
    subtitles: list[CueTrackForm] = []


class ClipForm(_Form):
    """A used piece of a film, in playing order."""

    source: int = Field(ge=0, description="Index into `sources`.")
    shots: list[Annotated[int, Field(ge=1)]] = Field(
        min_length=1, description="Numbers of the shots, counted from 1 as everywhere shown."
    )
    in_: Exact = Field(alias="in")
    out: Exact
    in_s: Number
    out_s: Number
    audio_in: Exact
    audio_out: Exact
    score: Number
    reasons: list[ReasonForm]
    pinned: bool


class FocusForm(_Form):
    """Where the middle of a crop lies at one moment of the film."""

    time: Exact
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class FramingForm(_Form):
    """How one clip's picture is set into a frame of another shape."""

    fit: Literal["pad", "crop", "blur"]
    path: list[FocusForm] = []


class TransitionForm(_Form):
    """How a clip goes over into the next, centred on their joint."""

    after: int = Field(ge=0, description="Index of the clip before the joint.")
    kind: Literal["dissolve", "dip"]
    duration: Positive


class TitleForm(_Form):
    """A card with words."""

    text: str = Field(min_length=1, max_length=500)
    duration: Positive
    place: Literal["start", "end"]


class MusicForm(_Form):
    """A bed of music under the cut."""

    path: str
    fingerprint: str = Field(pattern=r"^[0-9a-f]{32}$")
    level: float = Field(ge=-60, le=20)
    ducked: float = Field(ge=-60, le=20)
    speech: list[tuple[Exact, Exact]] = []
    start: Exact = "0/1"


class SoundTrackForm(_Form):
    """A further sound track that the cut carries."""

    language: str
    title: str
    streams: list[int | None] = Field(description="Stream index of each source; null: its default.")


class OutputForm(_Form):
    """What the finished file is like."""

    width: int = Field(ge=2, le=16384, multiple_of=2)
    height: int = Field(ge=2, le=16384, multiple_of=2)
    frame_rate: Positive
    crf: int = Field(ge=0, le=51)
    preset: str = Field(pattern=r"^[a-z]{4,12}$")
    sample_rate: int = Field(ge=8000, le=192_000)
    has_sound: bool
    carries_subtitles: bool = True
    subtitles_beside: bool = False
    burnt_in: str | None = None
    chapters: Literal["none", "film", "clips"] = "none"


class PlanForm(_Form):
    """A cut as a file: made by `cutter plan -o`, rendered by `cutter render`."""

    kind: Literal["cutter-plan"]
    version: Literal[1, 2]
    profile: str
    model: str
    budget: Positive
    budget_s: Number
    duration: Positive
    duration_s: Number
    order: Literal["film", "score", "arc"]
    gap: Number = Field(ge=0, description="Upper bound of the distance from the best choice, 0–1.")
    output: OutputForm
    sources: list[SourceForm] = Field(min_length=1)
    clips: list[ClipForm] = Field(min_length=1)
    notes: list[str]
    made_as: Literal["personal", "trailer", "teaser", "recap", "string-out"] = "personal"
    transitions: list[TransitionForm] = []
    reframe: list[FramingForm] = []
    titles: list[TitleForm] = []
    music: MusicForm | None = None
    loudness: Annotated[float, Field(ge=-70, le=0)] | None = None
    other_sound: list[SoundTrackForm] = []


def plan_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file."""
    schema = PlanForm.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cutter plan",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def exact(value: Fraction) -> str:
    """Return `a/b`, always with a denominator."""
    return f"{value.numerator}/{value.denominator}"


def seconds(value: Fraction) -> float:
    """Return decimal seconds for people, to the microsecond."""
    return round(float(value), 6)
