"""What the page sends is read from JSON into frozen forms; what is none is told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from cutter.errors import UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Read = TypeVar("Read")


class Form(BaseModel):
    """What all forms have in common: nothing unknown is taken, and no text for a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_form(reader: TypeAdapter[Read], data: bytes, noun: str) -> Read:
    """Read one form.

    Args:
        reader: of the forms that it may be.
        data: JSON.
        noun: what it is called where no field is at fault.

    Raises:
        UsageError: it is none; the message names the field.
    """
    try:
        return reader.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or noun
        raise UsageError(f"{where}: {first['msg'].lower()}") from error
