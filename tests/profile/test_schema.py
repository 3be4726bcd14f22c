"""The published schema says what the reader accepts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from cutter.profile.json_schema import profile_json_schema, profile_json_schema_text
from cutter.profile.messages import (
    BELIEF_KEYS,
    CUT_KEYS,
    LEARNED_KEYS,
    PREFERENCE_KEYS,
    TOP_KEYS,
)
from cutter.profile.models import BeliefForm, CutForm, LearnedForm, PreferenceForm, ProfileForm
from cutter.schema import SIGNAL_NAMES
from tests.films import PROFILES, ROOT
from tests.profile.test_read import BROKEN

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

VALIDATOR = jsonschema.Draft202012Validator(profile_json_schema())


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = ROOT / "docs" / "schema" / "profile.schema.json"
    assert published.read_text(encoding="utf-8") == profile_json_schema_text()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(profile_json_schema())


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.json")), ids=lambda path: path.stem)
def test_the_sample_profiles_follow_the_schema(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    VALIDATOR.validate(document)
    assert (path.parent / document["$schema"]).is_file()


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (document, field)
        for document, field, says in BROKEN
        if isinstance(document, dict)
        # What a schema cannot know: files, times, characters, one number against another.
        and "no such file" not in says
        and not field.endswith((".span", "_clip", ".budget", ".in"))
        and "control" not in says
        and '"   "' not in json.dumps(document)
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(
    document: dict[str, object], field: str
) -> None:
    assert not VALIDATOR.is_valid(document), field


def test_the_schema_takes_every_signal_and_no_other() -> None:
    for name in SIGNAL_NAMES:
        assert VALIDATOR.is_valid({"version": 1, "signals": {name: 1}}), name
        assert ProfileForm.model_validate({"version": 1, "signals": {name: 1}}).signals
    assert not VALIDATOR.is_valid({"version": 1, "signals": {"warmth": 1}})


def test_the_messages_name_every_key() -> None:
    def keys(form: type[BaseModel]) -> set[str]:
        return {field.alias or name for name, field in form.model_fields.items()}

    assert keys(ProfileForm) == set(TOP_KEYS)
    assert keys(PreferenceForm) == set(PREFERENCE_KEYS)
    assert keys(CutForm) == set(CUT_KEYS)
    assert keys(LearnedForm) == set(LEARNED_KEYS)
    assert keys(BeliefForm) == set(BELIEF_KEYS)
