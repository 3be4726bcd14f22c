"""A profile is read as it says, or refused in one line that says where and what to do."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import ProfileError
from cutter.profile.folder import profiles_in
from cutter.profile.read import parse_profile, read_profile
from cutter.schema import SIGNAL_NAMES, TimeRange
from tests.films import PROFILES

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, document: object) -> Path:
    path = folder / "taste.json"
    if isinstance(document, bytes):
        path.write_bytes(document)
    else:
        path.write_text(json.dumps(document), encoding="utf-8")
    return path


def refusal(folder: Path, document: object) -> ProfileError:
    path = written(folder, document)
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert len(message.splitlines()) == 1
    assert caught.value.path == path
    assert caught.value.exit_code == 4
    return caught.value


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "beach.jpg").write_bytes(b"picture")
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "old.mp4").write_bytes(b"film")
    document = {
        "$schema": "profile.schema.json",
        "version": 1,
        "must": [{"text": "the  end"}],
        "likes": [
            {"text": "sunset", "weight": 2},
            {"image": "beach.jpg"},
            {"film": "films/old.mp4", "span": "01:20-01:35.5", "weight": 0.5},
            {"film": "films/../films/old.mp4", "span": [0, 2.1]},
            {"text": "hello", "in": "dialogue"},
        ],
        "dislikes": [{"text": "crowds", "in": "picture"}],
        "never": [{"text": "blood"}],
        "signals": {"motion": -0.3, "brightness": 3},
        "cut": {
            "budget": " 15% ",
            "order": "arc",
            "pace": "calm",
            "min_clip": 0.1,
            "max_clip": "8s",
        },
    }
    profile = read_profile(written(tmp_path, document))
    assert profile.name == "taste"
    assert profile.path == tmp_path / "taste.json"
    assert [(p.role, p.weight, p.where) for p in profile.preferences] == [
        ("like", 2.0, "any"),
        ("like", 1.0, "picture"),
        ("like", 0.5, "picture"),
        ("like", 1.0, "picture"),
        ("like", 1.0, "dialogue"),
        ("dislike", 1.0, "picture"),
        ("never", 1.0, "any"),
        ("must", 1.0, "any"),
    ]
    assert profile.preferences[1].image == tmp_path / "beach.jpg"
    assert profile.preferences[2].film == tmp_path / "films" / "old.mp4"
    assert profile.preferences[2].span == TimeRange(Fraction(80), Fraction(191, 2))
    assert profile.preferences[3].film == tmp_path / "films" / "old.mp4"
    assert profile.preferences[3].span == TimeRange(Fraction(0), Fraction(21, 10))
    assert profile.preferences[7].text == "the end"
    assert profile.signals == (("motion", -0.3), ("brightness", 3.0))
    assert profile.cut.budget == "15%"
    assert (profile.cut.order, profile.cut.pace) == ("arc", "calm")
    assert (profile.cut.min_clip, profile.cut.max_clip) == (Fraction(1, 10), Fraction(8))


def test_a_profile_may_hold_nothing_but_its_version(tmp_path: Path) -> None:
    profile = read_profile(written(tmp_path, {"version": 1}))
    assert profile.preferences == ()
    assert profile.signals == ()
    assert profile.cut.budget is None


def test_an_examples_path_begins_at_the_profile_not_at_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beach.jpg").write_bytes(b"picture")
    written(tmp_path, {"version": 1, "likes": [{"image": "beach.jpg"}]})
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    (example,) = read_profile(other / ".." / "taste.json").preferences
    assert example.image == tmp_path / "beach.jpg"


def like(**keys: object) -> dict[str, object]:
    return {"version": 1, "likes": [{"text": "sea"}, keys]}


def cut(**keys: object) -> dict[str, object]:
    return {"version": 1, "cut": keys}


BROKEN: list[tuple[Any, str, str]] = [
    # document, field, what its message says
    (b"", "", "is empty"),
    (b"  \n", "", "is empty"),
    (
        b"{",
        "",
        "is not JSON: expecting property name enclosed in double quotes at line 1, column 2",
    ),
    (b'{"version": 1,}', "", "is not JSON"),
    (b'{"version": 1} x', "", "is not JSON: extra data at line 1, column 16"),
    (b'\xef\xbb\xbf{"version": 1}', "", "byte order mark"),
    ('{"version": 1}'.encode("utf-16"), "", "byte order mark"),
    (b'{"version": 1,\n "likes": "\xe9"}', "", "line 2 is not UTF-8"),
    (b'{"version": 1, "likes": [], "likes": []}', "likes", "stands twice"),
    (
        b'{"version": 1, "likes": [{"text": "a", "weight": 1, "weight": 2}]}',
        "likes[0].weight",
        "stands twice",
    ),
    (b'{"version": 1, "signals": {"motion": NaN}}', "signals.motion", "is NaN"),
    (b'{"version": 1, "signals": {"motion": -Infinity}}', "signals.motion", "-Infinity"),
    (b'{"version": 1, "signals": {"motion": 1e999}}', "signals.motion", "too large"),
    (b'{"version": 1, "signals": {"motion": ' + b"9" * 5000 + b"}}", "signals.motion", "too large"),
    (b'{"version": 1, "likes": ' + b"[" * 100_000, "", "nested too deeply"),
    (b'{"version": 1, "likes": ' + b"[" * 30 + b"]" * 30 + b"}", "", "nested too deeply"),
    (b" " * 1_000_001, "", "larger than 1 MB"),
    ([], "", "must be a JSON object"),
    ({"version": 1, "learned": {"events": 1}}, "learned.until", "is missing"),
    (
        {"version": 1, "learned": {"events": -1, "until": "2026-01-01"}},
        "learned.events",
        "a whole number from 0",
    ),
    ({"version": 1, "learned": {"events": 1, "until": "today"}}, "learned.until", "a day"),
    (
        {"version": 1, "learned": {"events": 1, "until": "2026-01-01", "never": []}},
        "learned.never",
        "is not known here",
    ),
    (
        {"version": 1, "learned": {"events": 1, "until": "2026-01-01", "signals": {"moton": 1}}},
        "learned.signals.moton",
        "did you mean motion?",
    ),
    (
        {
            "version": 1,
            "learned": {
                "events": 1,
                "until": "2026-01-01",
                "likes": [{"text": "a", "weight": 1, "evnts": 1}],
            },
        },
        "learned.likes[0].evnts",
        "did you mean events?",
    ),
    ("text", "", "must be a JSON object"),
    ({}, "version", 'is missing; add "version": 1'),
    ({"version": 2, "loves": []}, "version", "newer than this cutter"),
    ({"version": 0}, "version", "must be the number 1"),
    ({"version": True}, "version", "must be the number 1"),
    ({"version": "1"}, "version", "must be the number 1, but is text"),
    ({"version": 1, "like": []}, "like", "did you mean likes?"),
    ({"version": 1, "Dislikes": []}, "Dislikes", "did you mean dislikes?"),
    ({"version": 1, "xyz": []}, "xyz", "known are version, likes"),
    ({"version": 1, "a\nb\x1b[31m": []}, "", "control character"),
    ({"version": 1, "likes": {}}, "likes", "must be a list"),
    ({"version": 1, "likes": None}, "likes", "must not be null"),
    ({"version": 1, "likes": ["sea"]}, "likes[0]", "must be an object, but is text"),
    ({"version": 1, "likes": [{"text": "a"}] * 201}, "likes", "at most 200"),
    (like(), "likes[1]", "exactly one of text, image or film, but has none of them"),
    (like(text="a", image="b.jpg"), "likes[1]", "but has text and image"),
    (like(text=""), "likes[1].text", "text of 1 to 300 characters"),
    (like(text="   "), "likes[1].text", "text of 1 to 300 characters"),
    (like(text="a" * 301), "likes[1].text", "text of 1 to 300 characters"),
    (like(text=5), "likes[1].text", "but is a number"),
    (like(text="a\x00b"), "likes[1].text", "control character"),
    (like(text="\ud800"), "likes[1].text", "control character or half of one"),
    (like(text="a", weight="much"), "likes[1].weight", "a number from 0 to 10, but is text"),
    (like(text="a", weight=True), "likes[1].weight", "but is true or false"),
    (like(text="a", weight=-0.1), "likes[1].weight", "a number from 0 to 10"),
    (like(text="a", weight=10.5), "likes[1].weight", "a number from 0 to 10"),
    (like(text="a", weigth=1), "likes[1].weigth", "did you mean weight?"),
    (like(text="a", where="any"), "likes[1].where", "known are text, image"),
    (like(text="a", **{"in": "sound"}), "likes[1].in", "picture, dialogue or any"),
    (like(text="a", span=[1, 2]), "likes[1].span", "belongs to a film"),
    (like(image="gone.jpg"), "likes[1].image", "no such file"),
    (like(image="."), "likes[1].image", "no such file"),
    (like(image="taste.json", **{"in": "dialogue"}), "likes[1].in", "an example is seen"),
    (like(film="gone.mp4", span=[1, 2]), "likes[1].film", "no such file"),
    (like(film="taste.json"), "likes[1].span", "is missing"),
    (like(film="taste.json", span="01:20"), "likes[1].span", "a range of time"),
    (like(film="taste.json", span="01:20-01:10"), "likes[1].span", "a range of time"),
    (like(film="taste.json", span="01:75-02:00"), "likes[1].span", "a range of time"),
    (like(film="taste.json", span=[1]), "likes[1].span", "a range of time"),
    (like(film="taste.json", span=[1, "2"]), "likes[1].span", "a range of time"),
    (like(film="taste.json", span=[-1, 2]), "likes[1].span", "a range of time"),
    (like(film="taste.json", span=7), "likes[1].span", "a range of time, but is a number"),
    ({"version": 1, "never": [{"txt": "a"}]}, "never[0].txt", "did you mean text?"),
    ({"version": 1, "signals": {"motoin": 1}}, "signals.motoin", "did you mean motion?"),
    (
        {"version": 1, "signals": {"colorfulness": 1}},
        "signals.colorfulness",
        "did you mean colourfulness?",
    ),
    ({"version": 1, "signals": {"zzz": 1}}, "signals.zzz", "known are motion, brightness"),
    ({"version": 1, "signals": {"motion": 3.1}}, "signals.motion", "a number from -3 to 3"),
    ({"version": 1, "signals": {"motion": "1"}}, "signals.motion", "but is text"),
    ({"version": 1, "signals": []}, "signals", "an object of names and weights, but is a list"),
    (cut(buget="90s"), "cut.buget", "did you mean budget?"),
    (cut(budget="soon"), "cut.budget", '"90s", "1:30" or "15%"'),
    (cut(budget="0s"), "cut.budget", "a length above zero"),
    (cut(budget="0%"), "cut.budget", "a length above zero"),
    (cut(budget="101%"), "cut.budget", "a length above zero"),
    (cut(budget=90), "cut.budget", "but is a number"),
    (cut(order="best"), "cut.order", "film, score or arc"),
    (cut(pace="slow"), "cut.pace", "calm, even or brisk"),
    (cut(min_clip=0), "cut.min_clip", "a length above zero"),
    (cut(min_clip="-2s"), "cut.min_clip", "a length above zero"),
    (cut(max_clip=[2]), "cut.max_clip", "but is a list"),
    (cut(min_clip=5, max_clip="4s"), "cut.min_clip", "must not be longer than cut.max_clip"),
]


@pytest.mark.parametrize(("document", "field", "says"), BROKEN)
def test_a_broken_profile_is_refused_with_its_field(
    tmp_path: Path, document: object, field: str, says: str
) -> None:
    error = refusal(tmp_path, document)
    assert error.field == field
    assert says in str(error)
    if field:
        assert f": {field}: " in str(error)


def test_further_faults_are_counted(tmp_path: Path) -> None:
    document = {"version": 1, "likes": [{"text": "a", "weight": 11}], "cut": {"pace": "slow"}}
    error = refusal(tmp_path, document)
    assert error.field == "likes[0].weight"
    assert str(error).endswith("(and 1 more)")


def test_a_message_never_repeats_what_the_viewer_likes(tmp_path: Path) -> None:
    planted = "canary"
    for document, _, _ in BROKEN:
        if not isinstance(document, dict) or not document.get("likes"):
            continue
        told = json.loads(json.dumps(document).replace('"a"', f'"{planted}"'))
        path = written(tmp_path, told)
        try:
            read_profile(path)
        except ProfileError as error:
            assert planted not in str(error)


def test_a_profile_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no such file; make one with"):
        read_profile(tmp_path / "gone.json")
    with pytest.raises(ProfileError, match="is a folder"):
        read_profile(tmp_path)
    with pytest.raises(ProfileError, match="cannot be read") as caught:
        read_profile(tmp_path / ("x" * 300))
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(ProfileError, match="no regular file"):
        read_profile(tmp_path / "pipe.json")


def test_a_line_break_in_the_files_name_does_not_break_the_line(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(tmp_path / "a\nb.json")
    assert len(str(caught.value).splitlines()) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
keys = ("version", "likes", "dislikes", "never", "must", "signals", "cut", "$schema")
inner_keys = ("text", "image", "film", "span", "in", "weight", "budget", "min_clip", *SIGNAL_NAMES)


@given(
    st.dictionaries(
        st.sampled_from(keys),
        values | st.lists(st.dictionaries(st.sampled_from(inner_keys), values, max_size=3)),
    ),
    st.booleans(),
)
def test_any_json_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object], has_version: bool
) -> None:
    if has_version:
        document["version"] = 1
    path = tmp_path_factory.getbasetemp() / "any.json"
    try:
        parse_profile(json.dumps(document).encode(), path)
    except ProfileError as error:
        assert len(str(error).splitlines()) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(data, tmp_path_factory.getbasetemp() / "any.json")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["alice", "bob", "listener", "wild"])
def test_the_sample_profiles_are_sound(name: str) -> None:
    from cutter.profile.describe import problems

    profile = read_profile(PROFILES / f"{name}.json")
    assert profile.name == name
    assert profile.cut.budget is not None
    assert problems(profile) == ()


@pytest.mark.parametrize(
    "text",
    (
        *("90s", "90", " 90 s ", "1:30", "01:02:03.5", "2m", "1m30s", "1h", "2 min", "0.5%"),
        *("", "0", "0%", "101%", "1:60", "90x", "-5", "1e3", "soon", "٣s", "m", "1:2:3:4"),
    ),
)
def test_a_budget_is_what_the_command_line_takes(tmp_path: Path, text: str) -> None:
    from cutter.edit.budget import parse_budget
    from cutter.errors import UsageError

    path = written(tmp_path, cut(budget=text))
    try:
        parse_budget(text)
    except UsageError:
        with pytest.raises(ProfileError, match=r"cut\.budget"):
            read_profile(path)
    else:
        assert read_profile(path).cut.budget == text.strip()


def test_what_was_spent_on_sharing_is_no_profile_of_a_folder(tmp_path: Path) -> None:
    written(tmp_path, {"version": 1, "likes": [{"text": "the sea"}]})
    (tmp_path / "taste.shares.json").write_text('{"version": 1, "shares": []}')
    (tmp_path / "other.shares.json").write_text('{"version": 1, "shares": []}')
    profiles, faults = profiles_in(tmp_path)
    assert [profile.name for profile in profiles] == ["taste"]
    assert len(faults) == 1, "no profile of that name is there: it may be a slip"
