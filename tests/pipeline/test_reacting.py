"""What was changed in a cut is learnt once; what came back unchanged touches no file."""

import dataclasses
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cutter.errors import InputError, UsageError
from cutter.interchange.plan import plan_to_json
from cutter.pipeline import Look, Wish, plan
from cutter.pipeline.exporting import export, export_targets
from cutter.pipeline.grading import graded, parse_grade
from cutter.pipeline.reacting import compared, cut_number, learn_changes, returned
from cutter.pipeline.records import keep_cut
from cutter.profile.history import history_file, read_history
from cutter.schema import EditDecisionList, EventKind
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP
from tests.interchange.cuts import PAL
from tests.timeline.test_compare import PLAIN, cut, seconds

FORMS = ("otio", "fcpxml", "edl", "llc")
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def look(shared_cache: Path) -> Look:
    return Look(model=str(SAMPLE_CLIP), offline=True, cache=shared_cache)


@pytest.fixture
def alice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "alice.json"
    shutil.copy(PROFILES / "alice.json", path)
    path.chmod(0o600)
    return path


def planned(alice: Path, look: Look, **wish: str) -> EditDecisionList:
    made = plan([SAMPLE], alice, look=look, wish=Wish(budget="15s", **wish))  # type: ignore[arg-type]
    keep_cut(made.edl, [viewer.profile for viewer in made.viewers])
    return made.edl


def exported(edl: EditDecisionList, folder: Path, name: str) -> dict[str, Path]:
    """Return a cut in every form, beside the film: a LosslessCut project knows only its name."""
    folder.mkdir(exist_ok=True)
    film = folder / SAMPLE.name
    if not film.exists():
        film.symlink_to(SAMPLE)
    targets = export_targets(folder / f"{name}.mp4", FORMS)
    export(edl, targets)
    return targets


def state(profile: Path) -> list[bytes | None]:
    files = (profile, history_file(profile), profile.with_suffix(".history.safetensors"))
    return [path.read_bytes() if path.exists() else None for path in files]


def edited(edl: EditDecisionList) -> EditDecisionList:
    """Return a cut without its second clip, the last one put first."""
    clips = (edl.clips[-1], edl.clips[0], *edl.clips[2:-1])
    return dataclasses.replace(edl, clips=clips)


@pytest.mark.parametrize("rate", ["23.976", "25", "29.97"])
def test_an_unchanged_timeline_changes_no_byte(
    rate: str, alice: Path, look: Look, tmp_path: Path
) -> None:
    edl = planned(alice, look, frame_rate=rate, transition="dissolve:0.4", title="Hello")
    reaction = returned(exported(edited(edl), tmp_path / "e", "e")["edl"], WHEN, profile=alice)
    learn_changes(alice, reaction, look=look, now=WHEN)
    before = state(alice)
    assert before[1]
    for path in exported(edl, tmp_path / "back", "cut").values():
        found = returned(path, WHEN + timedelta(days=1), profile=alice)
        assert found.events == (), path.suffix
        assert learn_changes(alice, found, look=look, now=WHEN) is None
        assert state(alice) == before


def test_what_was_edited_is_learnt_once_from_whatever_form(
    alice: Path, look: Look, tmp_path: Path
) -> None:
    edl = planned(alice, look)
    back = exported(edited(edl), tmp_path / "back", "cut")
    kinds = None
    for day, form in enumerate(("edl", "llc", "edl")):
        found = returned(back[form], WHEN + timedelta(days=day), profile=alice)
        learnt = learn_changes(
            alice, found, look=look, films=[SAMPLE], now=WHEN + timedelta(days=9)
        )
        if kinds is None:
            assert learnt is not None
            assert len(learnt.remembered.added) == len(found.events)
            kinds, before = sorted(event.kind for event in found.events), state(alice)
        else:
            assert learnt is None
        assert state(alice) == before
    assert kinds is not None
    assert kinds.count("removed") == 1
    assert kinds.count("moved") == 1
    assert set(kinds) == {"removed", "moved", "kept"}


def test_the_last_word_on_a_cut_is_what_holds(alice: Path, look: Look, tmp_path: Path) -> None:
    edl = planned(alice, look)
    first = exported(edited(edl), tmp_path / "one", "cut")["edl"]
    dropped = dataclasses.replace(edl, clips=edl.clips[:-1])
    second = exported(dropped, tmp_path / "two", "cut")["edl"]
    for path, day in ((first, 0), (second, 1)):
        found = returned(path, WHEN + timedelta(days=day), profile=alice)
        learn_changes(alice, found, look=look, now=WHEN + timedelta(days=9))
    alone = tmp_path / "other" / "alice.json"
    alone.parent.mkdir()
    shutil.copy(PROFILES / "alice.json", alone)
    learn_changes(alone, found, look=look, now=WHEN + timedelta(days=9))
    said = {(e.kind, e.place, e.value) for e in read_history(alice)}
    assert said == {(e.kind, e.place, e.value) for e in read_history(alone)}


def test_the_cut_is_found_by_what_it_shares_and_else_asked_for(
    alice: Path, look: Look, tmp_path: Path
) -> None:
    short, long = planned(alice, look), planned(alice, look, min_clip="2.5s")
    back = exported(edited(long), tmp_path / "back", "cut")
    assert cut_number(returned(back["edl"], WHEN, profile=alice).ours) == cut_number(long)
    with pytest.raises(InputError, match="--of"):
        returned(back["edl"], WHEN)
    saved = tmp_path / "plan.json"
    saved.write_text(plan_to_json(short, tmp_path))
    assert cut_number(returned(back["edl"], WHEN, of=saved).ours) == cut_number(short)
    assert cut_number(returned(back["otio"], WHEN).theirs) == cut_number(edited(long))


def test_kept_clips_say_nothing_where_all_were_kept() -> None:
    ours = cut(PLAIN, PAL)
    assert compared(ours, ours, WHEN) == ()
    less = compared(ours, cut(PLAIN[1:], PAL), WHEN)
    assert sorted(event.kind for event in less) == ["kept", "kept", "kept", "removed"]
    assert {(event.when, event.source, event.number) for event in less} == {
        (WHEN, "timeline", cut_number(ours))
    }


def test_a_trimmed_clip_says_how_much_is_left_and_a_nudge_says_nothing() -> None:
    ours = cut(PLAIN, PAL)
    theirs = [seconds(10, 11.5), PLAIN[1], PLAIN[2], seconds(40, 45.4)]
    (trimmed,) = [e for e in compared(ours, cut(theirs, PAL), WHEN) if e.kind != "kept"]
    assert (trimmed.kind, trimmed.value) == ("trimmed", 0.5)
    assert trimmed.place is not None
    assert trimmed.place.span == PLAIN[0]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("like", "like", None),
        ("DISLIKE", "dislike", None),
        ("8", "rating", 0.8),
        ("0", "rating", 0.0),
        ("1", "rating", 0.1),
        ("10", "rating", 1.0),
        ("0.8", "rating", 0.8),
        ("1.0", "rating", 1.0),
        ("7.5", "rating", 0.75),
        ("7/10", "rating", 0.7),
        ("80%", "rating", 0.8),
    ],
)
def test_grades_as_people_write_them(text: str, kind: EventKind, value: float | None) -> None:
    assert parse_grade(text) == (kind, value)


@pytest.mark.parametrize("text", ["", "11", "-1", "good", "1/0", "120%", "nan", "1e3", "inf"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no grade"):
        parse_grade(text)


def test_grades_become_events_of_the_places_that_are_shown() -> None:
    events = graded(cut(PLAIN, PAL), [("1", "like"), ("#2", "3"), ("3-7.4", "dislike")], WHEN)
    assert [(e.kind, e.value, e.place and e.place.span) for e in events] == [
        ("like", None, PLAIN[0]),
        ("rating", 0.3, PLAIN[1]),
        ("dislike", None, PLAIN[1]),
        ("dislike", None, seconds(30, 30.4)),
    ]
    (said,) = graded(cut(PLAIN, PAL), [("1", "")], WHEN, "what a storm")
    assert (said.kind, said.comment, said.source) == ("comment", "what a storm", "rate")
