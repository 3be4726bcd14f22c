"""What a person may do to the cut in the page, read from JSON: `POST /api/do`.

Each names only what it touches; `desk.py` says what it comes to. Knows nothing about the film.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cutter.errors import UsageError

Key = Annotated[str, Field(min_length=1, max_length=200)]
Shot = Annotated[int, Field(ge=0, lt=10_000_000)]
Seconds = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]


class Form(BaseModel):
    """What all actions have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    gesture: str = Field(default="", max_length=64)
    """Actions of one gesture, such as the dragging of a slider, are undone together."""


class Weigh(Form):
    """Move a preference's slider; 0 makes it count for nothing."""

    do: Literal["weigh"]
    want: Key
    weight: float = Field(ge=0, le=10, allow_inf_nan=False)


class Signal(Form):
    """Move a signal's slider."""

    do: Literal["signal"]
    name: Key
    weight: float = Field(ge=-3, le=3, allow_inf_nan=False)


class Add(Form):
    """Add a preference in words."""

    do: Literal["add"]
    text: str = Field(min_length=1, max_length=200)
    role: Literal["like", "dislike", "never", "must"] = "like"
    where: Literal["picture", "dialogue", "any"] = "any"


class Drop(Form):
    """Take a preference out."""

    do: Literal["drop"]
    want: Key


class Wish(Form):
    """Choose something about the cut as a whole; null leaves it to kind, profile and default."""

    do: Literal["wish"]
    name: Literal["budget", "order", "kind", "aspect", "pace"]
    value: str | None = Field(max_length=40)


class Lock(Form):
    """Keep a clip as it is, whatever else changes; or let it go."""

    do: Literal["lock", "unlock"]
    clip: Key


class Ban(Form):
    """Keep a shot out; or allow it again."""

    do: Literal["ban", "allow"]
    shot: Shot


class Take(Form):
    """Bring a shot in and keep it; a range of it where one is named."""

    do: Literal["take"]
    shot: Shot


class Trim(Form):
    """Move a clip's in and out point; it is locked by that."""

    do: Literal["trim"]
    clip: Key
    start: Seconds
    end: Seconds


class Untrim(Form):
    """Give a clip's edges back to the planner."""

    do: Literal["untrim"]
    clip: Key


class Move(Form):
    """Put a clip before another; null puts it last. The order is then the hand's."""

    do: Literal["move"]
    clip: Key
    before: Key | None


class Unmove(Form):
    """Give the order back to the planner."""

    do: Literal["unmove"]


class React(Form):
    """Like or dislike what a shot shows; the same once more takes it back."""

    do: Literal["like", "dislike"]
    shot: Shot
    start: Seconds | None = None
    """Of the part that is meant; the whole shot unless given."""
    end: Seconds | None = None


class Pick(Form):
    """Take one of the variants, counted from 0, for the cut."""

    do: Literal["pick"]
    variant: int = Field(ge=0, le=7)


Action = Annotated[
    Weigh
    | Signal
    | Add
    | Drop
    | Wish
    | Lock
    | Ban
    | Take
    | Trim
    | Untrim
    | Move
    | Unmove
    | React
    | Pick,
    Field(discriminator="do"),
]
_READER: TypeAdapter[Action] = TypeAdapter(Action)


def read_action(data: bytes) -> Action:
    """Read one action.

    Raises:
        UsageError: it is none; the message names the field.
    """
    try:
        return _READER.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "action"
        raise UsageError(f"{where}: {first['msg'].lower()}") from error
