"""A cut that was made is found again by its file; what is remembered holds no words of a taste."""

import json
import os
import stat
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import InputError
from cutter.interchange.plan import plan_to_json
from cutter.pipeline import records
from cutter.pipeline.forgetting import forget
from cutter.pipeline.records import cuts_of, find_cut, identity, keep_cut, keep_rendered
from cutter.pipeline.tasting import phrase_folder
from cutter.schema import (
    Clip,
    CutDefaults,
    EditDecisionList,
    Output,
    Profile,
    Reason,
    Source,
    TimeRange,
    Title,
)

WORD = "velociraptors"


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "alice.json"
    path.write_text(json.dumps({"version": 1, "likes": [{"text": WORD}]}))
    return Profile("alice", path, (), (), CutDefaults())


def cut(start: int = 1) -> EditDecisionList:
    span = TimeRange(Fraction(start), Fraction(start + 2))
    reason = Reason(WORD, 1.0, "picture 0.8")
    source = Source("/films/a.mp4", "a" * 32, Fraction(100), Fraction(25), width=64, height=36)
    return EditDecisionList(
        (source,),
        (Clip(0, (3,), span, span, 1.0, (reason,)),),
        Output(64, 36, Fraction(25)),
        "alice",
        "basic",
        Fraction(5),
        "film",
        0.0,
        notes=(f"'{WORD}' is doubtful.",),
        titles=(Title(WORD, Fraction(3), "start"),),
    )


def file(tmp_path: Path, content: bytes = b"cut", name: str = "cut.mp4") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_rendered_cut_is_found_by_its_content(tmp_path: Path, profile: Profile) -> None:
    keep_cut(cut(), [profile], file(tmp_path))
    moved = file(tmp_path, name="renamed.mkv")
    found, whose = find_cut(moved)
    assert identity(found) == identity(cut())
    assert found.duration == cut().duration
    assert whose == profile.path


def test_a_file_that_was_changed_is_no_known_cut(tmp_path: Path, profile: Profile) -> None:
    keep_cut(cut(), [profile], file(tmp_path))
    other = file(tmp_path, b"other")
    with pytest.raises(InputError, match="no cut that was made here"):
        find_cut(other)


def test_a_plan_tells_its_cut_and_the_record_whose_it_is(tmp_path: Path, profile: Profile) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(plan_to_json(cut(), tmp_path))
    assert find_cut(plan)[1] is None
    keep_cut(cut(), [profile])
    assert find_cut(plan) == (find_cut(plan)[0], profile.path)
    rendered = file(tmp_path)
    keep_rendered(cut(), rendered)
    assert find_cut(rendered)[1] == profile.path
    keep_rendered(cut(50), file(tmp_path, b"another", "another.mp4"))
    with pytest.raises(InputError):
        find_cut(tmp_path / "another.mp4")


def test_what_is_remembered_is_private_and_holds_no_word(tmp_path: Path, profile: Profile) -> None:
    keep_cut(cut(), [profile], file(tmp_path))
    folder = phrase_folder(profile)
    assert folder is not None
    (kept,) = (folder / "cuts").iterdir()
    assert WORD not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    kept.chmod(0o666)
    with pytest.raises(InputError):
        find_cut(tmp_path / "cut.mp4")


def test_deleting_a_profile_forgets_its_cuts(tmp_path: Path, profile: Profile) -> None:
    keep_cut(cut(), [profile], file(tmp_path))
    assert profile.path is not None
    forget(profile.path)
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file()]


def test_only_so_many_cuts_are_remembered(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_CUTS", 3)
    for number in range(6):
        keep_cut(cut(number), [profile])
        folder = phrase_folder(profile)
        assert folder is not None
        kept = folder / "cuts" / f"plan-{identity(cut(number))}.json"
        os.utime(kept, ns=(number, number))
    assert profile.path is not None
    wanted = [identity(cut(number)) for number in (5, 4, 3)]
    assert [identity(edl) for edl in cuts_of(profile.path)] == wanted


def test_of_a_cut_for_several_nobody_is_named(tmp_path: Path, profile: Profile) -> None:
    bob = Profile("bob", tmp_path / "bob.json", (), (), CutDefaults())
    keep_cut(cut(), [profile, bob], file(tmp_path))
    assert find_cut(tmp_path / "cut.mp4")[1] is None


def test_nothing_is_remembered_of_a_cut_for_nobody(tmp_path: Path, profile: Profile) -> None:
    keep_cut(cut(), [Profile("", None, (), (), CutDefaults())], file(tmp_path))
    assert not (tmp_path / "data").exists()
