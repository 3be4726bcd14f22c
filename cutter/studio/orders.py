"""What the page may order to be made, read from JSON: `POST /api/jobs`.

`making.py` makes it. Knows nothing about the cut.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from cutter.studio.forms import Form, read_form

Name = Annotated[str, Field(min_length=1, max_length=40)]


class Render(Form):
    """The cut as it stands, as a film."""

    work: Literal["render"]
    renderer: Literal["ffmpeg", "copy", "moviepy"] = "ffmpeg"
    captions: Literal["both", "inside", "beside", "none"] | None = None
    """As the studio was opened with unless given."""


class Export(Form):
    """The cut as it stands, in other forms."""

    work: Literal["export"]
    formats: list[Name] = Field(min_length=1, max_length=20)
    """Names of `GET /api/formats`."""


Order = Annotated[Render | Export, Field(discriminator="work")]
_READER: TypeAdapter[Render | Export] = TypeAdapter(Order)


def read_order(data: bytes) -> Render | Export:
    """Read one order.

    Raises:
        UsageError: it is none; the message names the field.
    """
    return read_form(_READER, data, "order")
