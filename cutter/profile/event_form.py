"""The form of one line of a history, for pydantic: what is checked first, published as a schema.

Knows nothing of files and films; `events` turns these into the values of `cutter.schema` at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from cutter.schema import EventKind

EVENT_VERSION: Final = 1
LONGEST_COMMENT: Final = 20_000
"""Characters; a review of some 3,500 words."""
LONGEST_WORD: Final = 300
MOST_WORDS: Final = 100
LONGEST_TITLE: Final = 1_000
LONGEST_SOURCE: Final = 60
HIGHEST_NUMBER: Final = 10**9
MOST_DAYS: Final = 36_500
"""A hundred years: for ever."""
WHEN: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
VALUED: Final = ("rating", "watched", "trimmed")
"""Kinds that have a value, and must have it."""
PLACED: Final = ("better", "kept", "trimmed", "removed", "moved", "added", "shown")
"""Kinds that say nothing unless they are about a place in a film."""

_Time = Annotated[str, Field(min_length=1, max_length=40)] | float
_Span = (
    Annotated[str, Field(max_length=60)] | Annotated[list[_Time], Field(min_length=2, max_length=2)]
)
_SPAN = (
    'Which part of it: `"01:20-01:25"`, or start and end: exact, `["80/1", "85/1"]`, or seconds.'
)
_SHOT = "In place of a span: the number of a shot as cutter tells it, from 1."


def _when(kinds: tuple[str, ...], then: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what a schema asks of events of some kinds, and of all others."""
    is_such = {"properties": {"event": {"enum": list(kinds)}}, "required": ["event"]}
    return {"if": is_such, "then": then, "else": other}


_RULES: dict[str, Any] = {
    "allOf": [
        _when(VALUED, {"required": ["value"]}, {"not": {"required": ["value"]}}),
        _when(("better",), {"required": ["worse"]}, {"not": {"required": ["worse"]}}),
        _when(("comment",), {"required": ["comment"]}, {}),
        _when(PLACED, {"required": ["film"]}, {}),
        {
            "if": {"required": ["film"]},
            "then": {"oneOf": [{"required": ["span"]}, {"required": ["shot"]}]},
            "else": {"not": {"anyOf": [{"required": ["span"]}, {"required": ["shot"]}]}},
        },
    ]
}
_ONE_PLACE: dict[str, Any] = {"oneOf": [{"required": ["span"]}, {"required": ["shot"]}]}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class PlaceForm(_Strict):
    """Another part of a film, with which the first is compared."""

    model_config = ConfigDict(title="Place", json_schema_extra=_ONE_PLACE)

    film: str | None = Field(
        None, min_length=1, max_length=4096, description="As of the event; the same unless given."
    )
    span: _Span | None = Field(None, description=_SPAN)
    shot: int | None = Field(None, ge=1, le=HIGHEST_NUMBER, description=_SHOT)


class EventForm(_Strict):
    """One thing that a viewer did or said of what was seen."""

    model_config = ConfigDict(title="Event", json_schema_extra=_RULES)

    version: Literal[1] = Field(description="Of this form.")
    event: EventKind = Field(
        description="What it was; `better` compares two shots, `shown` says nothing of taste."
    )
    when: str = Field(
        pattern=WHEN, description="`2026-11-21T12:00:00Z`; another zone than UTC as `+02:00`."
    )
    film: str | None = Field(
        None,
        min_length=1,
        max_length=4096,
        description="Fingerprint of the film, 32 hexadecimal digits; in a file that is given to "
        "`cutter learn` also its path, relative to that file.",
    )
    span: _Span | None = Field(None, description=_SPAN)
    shot: int | None = Field(
        None, ge=1, le=HIGHEST_NUMBER, description=f"{_SHOT} Not in a history."
    )
    worse: PlaceForm | None = Field(None, description="Of `better`: what was found less good.")
    value: float | None = Field(
        None,
        description="0 to 1. Of `rating`: how good; of `watched` and `trimmed`: which share was "
        "watched or left. What lies outside is dropped, and told.",
    )
    words: list[Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]] = Field(
        [], max_length=MOST_WORDS, description="Genres and tags of what was seen."
    )
    comment: str = Field("", max_length=LONGEST_COMMENT, description="What was said of it.")
    title: str = Field("", max_length=LONGEST_TITLE, description="Kept only with `--with-titles`.")
    source: str = Field(
        "", max_length=LONGEST_SOURCE, description="Where it comes from, such as `rate`."
    )
    number: int = Field(
        0, ge=0, le=HIGHEST_NUMBER, description="Tells apart what is otherwise the same."
    )


class HeadForm(_Strict):
    """The first line of a history whose events are kept for longer or shorter than a year."""

    model_config = ConfigDict(title="Head")

    version: Literal[1] = Field(description="Of this form.")
    retention_days: int = Field(
        ge=1, le=MOST_DAYS, description="Days for which events are kept; 365 without this line."
    )
