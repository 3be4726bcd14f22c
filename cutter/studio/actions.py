"""What a person may do to the cut in the page, read from JSON: `POST /api/do`.

Each names only what it touches; `desk.py` says what it comes to. Knows nothing about the film.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from cutter.studio.forms import Form, read_form

Key = Annotated[str, Field(min_length=1, max_length=200)]
Shot = Annotated[int, Field(ge=0, lt=10_000_000)]
Seconds = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]


class Gesture(Form):
    """What all actions have in common."""

    gesture: str = Field(default="", max_length=64)
    """Actions of one gesture, such as the dragging of a slider, are undone together."""


class Weigh(Gesture):
    """Move a preference's slider; 0 makes it count for nothing."""

    do: Literal["weigh"]
    want: Key
    weight: float = Field(ge=0, le=10, allow_inf_nan=False)


class Signal(Gesture):
    """Move a signal's slider."""

    do: Literal["signal"]
    name: Key
    weight: float = Field(ge=-3, le=3, allow_inf_nan=False)


class Add(Gesture):
    """Add a preference in words."""

    do: Literal["add"]
    text: str = Field(min_length=1, max_length=200)
    role: Literal["like", "dislike", "never", "must"] = "like"
    where: Literal["picture", "dialogue", "any"] = "any"


class Drop(Gesture):
    """Take a preference out."""

    do: Literal["drop"]
    want: Key


class Wish(Gesture):
    """Choose something about the cut as a whole; null leaves it to kind, profile and default."""

    do: Literal["wish"]
    name: Literal["budget", "fill", "order", "kind", "aspect", "pace", "min_clip"]
    value: str | None = Field(max_length=40)


class Lock(Gesture):
    """Keep a clip as it is, whatever else changes; or let it go."""

    do: Literal["lock", "unlock"]
    clip: Key


class Ban(Gesture):
    """Keep a shot out; or allow it again."""

    do: Literal["ban", "allow"]
    shot: Shot


class Take(Gesture):
    """Bring a shot in and keep it; a range of it where one is named."""

    do: Literal["take"]
    shot: Shot


class Trim(Gesture):
    """Move a clip's in and out point; it is locked by that."""

    do: Literal["trim"]
    clip: Key
    start: Seconds
    end: Seconds


class Untrim(Gesture):
    """Give a clip's edges back to the planner."""

    do: Literal["untrim"]
    clip: Key


class Move(Gesture):
    """Put a clip before another; null puts it last. The order is then the hand's."""

    do: Literal["move"]
    clip: Key
    before: Key | None


class Unmove(Gesture):
    """Give the order back to the planner."""

    do: Literal["unmove"]


class React(Gesture):
    """Like or dislike what a shot shows; the same once more takes it back."""

    do: Literal["like", "dislike"]
    shot: Shot
    start: Seconds | None = None
    """Of the part that is meant; the whole shot unless given."""
    end: Seconds | None = None


class Pick(Gesture):
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
    return read_form(_READER, data, "action")
