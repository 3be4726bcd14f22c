"""A plan file says exactly what the cut is, and reading it back loses nothing."""

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import InputError
from cutter.interchange.plan import plan_from_json, plan_to_json, read_plan
from cutter.interchange.plan_form import plan_json_schema
from cutter.schema import Clip, EditDecisionList, Output, Reason, Source, TimeRange
from tests.films import ROOT

words = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20
)  # profile words may be anything
moments = st.fractions(min_value=0, max_value=100, max_denominator=120_000)


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    start = draw(moments)
    length = draw(st.fractions(min_value=Fraction(1, 1000), max_value=50, max_denominator=1001))
    picture = TimeRange(start, start + length)
    reasons = draw(
        st.lists(st.builds(Reason, words, st.floats(-9, 9, width=32), words), max_size=3)
    )
    return Clip(
        source=0,
        shots=tuple(draw(st.lists(st.integers(0, 5000), min_size=1, max_size=3))),
        source_range=picture,
        audio_range=picture,
        score=draw(st.floats(-100, 100)),
        reasons=tuple(reasons),
        pinned=draw(st.booleans()),
    )


@st.composite
def edit_lists(draw: st.DrawFn, folder: str = "/films") -> EditDecisionList:
    name = draw(st.sampled_from(["a.mp4", "b c.mkv", "ünï.webm"]))
    return EditDecisionList(
        sources=(Source(f"{folder}/{name}", "0" * 32, Fraction(200), Fraction(24000, 1001)),),
        clips=tuple(draw(st.lists(clips(), min_size=1, max_size=4))),
        output=Output(640, 360, draw(st.sampled_from([Fraction(25), Fraction(30000, 1001)]))),
        profile=draw(words),
        model="basic",
        budget=Fraction(20),
        order=draw(st.sampled_from(["film", "score", "arc"])),
        gap=draw(st.floats(0, 1)),
        notes=tuple(draw(st.lists(words, max_size=2))),
    )


@given(edit_lists())
def test_a_plan_read_back_is_the_same_cut_and_the_same_bytes(edl: EditDecisionList) -> None:
    text = plan_to_json(edl, Path("/films/plans"))
    again = plan_from_json(text, Path("/films/plans/plan.json"))
    assert again == edl
    assert plan_to_json(again, Path("/films/plans")) == text


NAMES = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=3).map(os.fsdecode),
        st.sampled_from(["\\udcff", "\\", '"', "\U0001f480", "\ue000", "film"]),
    ),
    min_size=1,
).map(lambda parts: "".join(parts).translate({ord("/"): "_", 0: "_"}))


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@given(edit_lists(), NAMES)
def test_a_film_whose_name_is_no_text_is_found_again(edl: EditDecisionList, name: str) -> None:
    sources = tuple(replace(each, path=f"/films/x{name}.mp4") for each in edl.sources)
    edl = replace(edl, sources=sources)
    data = plan_to_json(edl, Path("/plans")).encode(errors="backslashreplace")
    read = plan_from_json(data.decode(), Path("/plans/plan.json"))
    assert [each.path for each in read.sources] == [each.path for each in sources]
    assert os.fsencode(read.sources[0].path) == os.fsencode(sources[0].path)


@given(edit_lists())
def test_a_plan_satisfies_its_published_schema(edl: EditDecisionList) -> None:
    jsonschema.validate(json.loads(plan_to_json(edl, Path("/films"))), plan_json_schema())


def test_the_published_schema_is_the_one_in_the_docs() -> None:
    published = json.loads((ROOT / "docs" / "schema" / "plan.schema.json").read_text())
    assert published == plan_json_schema()


BED = {"path": "bed.wav", "fingerprint": "0" * 32, "level": -8, "ducked": -18}


def some_plan() -> dict[str, Any]:
    span = TimeRange(Fraction(1), Fraction(2))
    edl = EditDecisionList(
        sources=(Source("/films/a.mp4", "0" * 32, Fraction(10), Fraction(25)),),
        clips=(Clip(0, (3,), span, span, 1.0, (Reason("sea", 1.0, "picture 1.00"),)),),
        output=Output(640, 360, Fraction(25)),
        profile="alice",
        model="basic",
        budget=Fraction(1),
        order="film",
        gap=0.0,
    )
    document: dict[str, Any] = json.loads(plan_to_json(edl, Path("/films")))
    return document


def test_shots_are_numbered_from_one_and_sources_are_relative() -> None:
    document = some_plan()
    assert document["clips"][0]["shots"] == [4]
    assert document["clips"][0]["in"] == "1/1"
    assert document["clips"][0]["in_s"] == 1.0
    assert document["sources"][0]["path"] == "a.mp4"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(version=3), "newer than this cutter"),
        (lambda d: d.update(kind="other"), "kind"),
        (lambda d: d["clips"][0].update(source=1), "clips[0].source: there is no source 1"),
        (lambda d: d["clips"][0].update({"in": "2/1"}), "clips[0]"),
        (lambda d: d["clips"][0].update({"in": "-1/1"}), "outside its film"),
        (lambda d: d["clips"][0].update(out="11/1"), "outside its film"),
        (lambda d: d["clips"][0].update({"in": "1/0"}), "clips[0].in"),
        (lambda d: d.update(clips=[]), "clips"),
        (lambda d: d.update(surprise=1), "surprise"),
        (lambda d: d["output"].update(width=641), "output.width"),
        (lambda d: d.update(music={**BED, "level": 1e9}), "music.level"),
        (lambda d: d.update(music={**BED, "ducked": -1e9}), "music.ducked"),
    ],
)
def test_a_broken_plan_is_refused_by_field(change: Any, said: str) -> None:  # noqa: ANN401
    document = some_plan()
    change(document)
    with pytest.raises(InputError) as caught:
        plan_from_json(json.dumps(document), Path("/films/plan.json"))
    assert said in str(caught.value)
    assert "plan.json" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_plan_is_an_input_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a cutter plan"):
        read_plan(path)
