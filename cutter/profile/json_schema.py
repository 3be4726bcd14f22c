"""Turns the forms of a profile and of events into JSON Schemas that editors check by.

`docs/schema/` holds the same, written out.
"""

from __future__ import annotations

import json
from typing import Any


def profile_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a profile file."""
    from cutter.profile.models import ProfileForm

    schema = ProfileForm.model_json_schema(by_alias=True)
    _without_null(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def profile_json_schema_text() -> str:
    """Return the schema as the text of its file."""
    return _text(profile_json_schema())


def events_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line of a history or a file of events."""
    from pydantic import TypeAdapter

    from cutter.profile.event_form import EventForm, HeadForm

    forms: TypeAdapter[Any] = TypeAdapter(EventForm | HeadForm)
    schema = forms.json_schema(by_alias=True)
    _without_null(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cutter event",
        "description": "One line of a history, a JSON Lines file in UTF-8.",
        **schema,
    }


def events_json_schema_text() -> str:
    """Return the schema as the text of its file."""
    return _text(events_json_schema())


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _without_null(node: object) -> None:
    """Take out null, which stands for a key left out: written in a profile it is refused."""
    children = node if isinstance(node, list) else []
    if isinstance(node, dict):
        if "default" in node and node["default"] is None:
            del node["default"]
        if "anyOf" in node:
            kinds = [kind for kind in node.pop("anyOf") if kind != {"type": "null"}]
            node.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
        children = list(node.values())
    for child in children:
        _without_null(child)
