"""`cutter profile show` tells a taste to its owner, and to nobody else."""

import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cutter.profile.history import remember
from cutter.profile.learned import write_learned
from cutter.schema import Belief, Event, Learned
from tests.faults.command import command

START = datetime(2026, 1, 3, 20, 0, tzinfo=UTC)


@pytest.fixture
def viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a profile with a history of words and with what was learnt of it."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "zebrafinch.json"
    document = {
        "version": 1,
        "likes": [{"text": "a quokka", "in": "picture", "weight": 1.5}],
        "never": [{"text": "any numbat"}],
        "signals": {"motion": -0.5},
    }
    path.write_text(json.dumps(document))
    path.chmod(0o600)
    events = [
        Event("rating", START + timedelta(days=day), value=0.9 - 0.1 * (day % 3), words=("wombat",))
        for day in range(5)
    ]
    remember(path, [*events, Event("watched", START, value=0.25, words=("bilby",))])
    beliefs = (
        Belief("wombat", 0.8, 0.2, 5, "words"),
        Belief("bilby", -0.2, 0.5, 1, "words"),
    )
    write_learned(path, Learned(6, date(2026, 1, 7), beliefs))
    return path


def test_what_is_written_and_what_is_learnt_are_told_apart(viewer: Path) -> None:
    done = command("profile", "show", viewer)
    assert done.code == 0, done.err
    written, learnt = done.out.split("Learnt from 6 events")
    assert "a quokka (seen), weight 1.5" in written
    assert "wombat" not in written
    assert "likes wombat, weight 0.80 ± 0.20, sure, from words of 5" in learnt
    assert "dislikes bilby, weight 0.20 ± 0.50, a guess, from words of 1" in learnt
    assert "Evidence: 5 rated, 1 watched; 2026-01-03 – 2026-01-07." in learnt


def test_programs_get_the_same(viewer: Path) -> None:
    found = json.loads(command("profile", "show", viewer, "--json").out)
    sources = [(each["text"], each["source"], each["certainty"]) for each in found["holds"]]
    assert sources == [
        ("a quokka", "written", "as written"),
        ("any numbat", "written", "as written"),
        ("wombat", "words", "sure"),
        ("bilby", "words", "a guess"),
    ]
    assert found["events"] == {"rated": 5, "watched": 1}
    assert (found["first"], found["last"]) == ("2026-01-03", "2026-01-07")
    assert found["signals"][0]["text"] == "less movement"


def test_portraits_are_their_owners_alone_and_lie_where_they_were_asked_for(
    viewer: Path, tmp_path: Path
) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    done = command("profile", "show", viewer, "--png", "me.png", "--html", "me.html", "-q")
    assert (done.code, done.out) == (0, ""), done.err
    assert {path.name for path in tmp_path.iterdir()} - before == {"me.png", "me.html"}
    for name in ("me.png", "me.html"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    html = (tmp_path / "me.html").read_text()
    for word in ("a quokka", "any numbat", "wombat", "bilby", "zebrafinch"):
        assert word in html
    for word in ("quokka", "wombat", "zebrafinch"):
        assert word.encode() not in (tmp_path / "me.png").read_bytes()
        assert word not in done.err


def test_a_profile_is_never_written_over(viewer: Path) -> None:
    before = viewer.read_bytes()
    for target in (viewer, viewer.with_name("zebrafinch.history.jsonl")):
        done = command("profile", "show", viewer, "--html", target, "--overwrite")
        done.failed(6, "source")
    assert viewer.read_bytes() == before


def test_a_profile_without_a_history_is_told_as_before(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    path.write_text('{"version": 1, "likes": [{"text": "the sea"}]}')
    done = command("profile", "show", path)
    assert done.out == "Profile new\nLikes:\n  - the sea\n"
    assert command("profile", "show", path, "--html", tmp_path / "p.html").code == 0
    command("profile", "show", tmp_path / "none.json").failed(4, "no such file")
