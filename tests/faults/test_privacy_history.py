"""What a history leaves behind: nothing where it does not belong, nothing once it is forgotten.

The numbers are those of cutter's promises about privacy, as in `test_privacy`.
"""

import csv
import io
import json
import os
import shutil
import stat
import zipfile
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import OutputRefused
from cutter.files import data_of
from cutter.media.source import fingerprint
from cutter.pipeline.learning import learn
from cutter.pipeline.looking import Look
from cutter.profile.beside import sidecar_file
from cutter.profile.events import event_line, identity
from cutter.profile.history import forget_events, history_file, read_history, remember
from cutter.profile.learned import write_learned
from cutter.profile.sidecar import keep_traits
from cutter.schema import Belief, Event, Learned, Place, TimeRange
from tests.faults.command import command, names
from tests.faults.corpus import Corpus
from tests.faults.test_privacy import SIMPLE
from tests.films import SAMPLE_CLIP
from tests.profile.events import traits

LOOK = ("--model", "basic", "--offline")
WORDS = ("quokka", "wombat", "numbat", "bilby")
FILMS = ("c0ffee11" * 4, "deadbea7" * 4)
CANARIES = (*WORDS, *FILMS)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRITTEN = '{\n  "version": 1,\n  "likes": [{"text": "bright colours"}]\n}\n'


def place(film: str, start: int) -> Place:
    return Place(film, TimeRange(Fraction(start), Fraction(start + 2)))


EVENTS = (
    Event("like", NOON, place(FILMS[0], 3), source="rate"),
    Event("rating", NOON - timedelta(days=1), words=("quokka", "sea"), value=0.9, title="Wombat"),
    Event("comment", NOON - timedelta(days=2), comment="Loved the numbat. Hated the rain."),
    Event("better", NOON - timedelta(days=3), place(FILMS[1], 1), place(FILMS[0], 9)),
    Event("like", NOON - timedelta(days=4), words=("bilby",)),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let all that a run writes lie under one folder; work in another."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(home))
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    return home


@pytest.fixture
def alice(home: Path) -> Path:
    """Return a profile with a history full of canaries, its traits, and what was learnt."""
    folder = home.parent / "taste"
    folder.mkdir()
    path = folder / "alice.json"
    path.write_text(WRITTEN)
    path.chmod(0o600)
    places = sorted(
        {p for e in EVENTS for p in (e.place, e.worse) if p is not None},
        key=lambda p: (p.film, p.span),
    )
    keep_traits(path, "a model", places, traits(len(places)))
    remember(path, EVENTS, with_titles=True)
    beliefs = tuple(Belief(word, 0.5, 0.2, 1, "words") for word in ("quokka", "bilby"))
    write_learned(path, Learned(len(EVENTS), date(2026, 11, 20), beliefs))
    return path


def told_in(*folders: Path, words: tuple[str, ...] = CANARIES) -> dict[str, list[str]]:
    """Return the files under folders whose names or contents hold a canary."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            data = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
            low = data.lower()
            said = [w for w in words if w.encode() in low or w.encode("utf-16-le") in low]
            if said:
                found[path.name] = said
    return found


@pytest.mark.parametrize("model", ["basic", pytest.param(str(SAMPLE_CLIP), marks=pytest.mark.slow)])
def test_privacy_2_5_and_6_no_word_of_a_history_is_in_the_cut_the_store_or_what_is_said(
    model: str, alice: Path, home: Path, corpus: Corpus
) -> None:
    film = shutil.copy(corpus("ok.mp4"), Path.cwd() / "film.mp4")
    done = command(
        *("make", film, *SIMPLE, "--model", model, "--profile", alice, "--progress", "plain"),
        *("-o", "cut.mkv"),
    )
    assert done.code == 0, done.err
    assert not [word for word in CANARIES if word in (done.out + done.err).lower()]
    assert told_in(Path.cwd(), home / "cache") == {}
    # Only the profile's own data may know words that act, and no film that it does not name.
    assert told_in(home, words=FILMS) == {}
    assert set(told_in(alice.parent)) == {
        "alice.json", "alice.history.jsonl", "alice.history.safetensors",
    }  # fmt: skip


def test_privacy_2_titles_are_kept_only_where_that_is_wanted(alice: Path) -> None:
    assert "Wombat" in history_file(alice).read_text()
    bare = alice.with_name("bare.json")
    bare.write_text(WRITTEN)
    remember(bare, EVENTS)
    assert "wombat" not in history_file(bare).read_text().lower()


BROKEN = {
    "no JSON": '{"version": 1, "event": "like", "comment": "quokka',
    "a wrong kind": '{"version": 1, "event": "quokka", "when": "2026-11-20T12:00:00Z"}',
    "a wrong time": '{"version": 1, "event": "like", "when": "quokka"}',
    "a wrong film": '{"version": 1, "event": "like", "when": "2026-11-20T12:00:00Z",'
    ' "film": "quokka.mp4", "span": "0:01-0:02"}',
    "a wrong span": '{"version": 1, "event": "like", "when": "2026-11-20T12:00:00Z",'
    f' "film": "{FILMS[0]}", "span": "quokka"}}',
    "a wrong word": '{"version": 1, "event": "like", "when": "2026-11-20T12:00:00Z",'
    ' "words": ["quokka\\u0007"]}',
    "a doubled key": '{"version": 1, "event": "quokka", "event": "like"}',
}


@pytest.mark.parametrize("fault", BROKEN)
def test_privacy_7_errors_of_a_history_name_line_and_field_and_never_values(
    fault: str, alice: Path
) -> None:
    file = history_file(alice)
    file.write_text(file.read_text() + BROKEN[fault] + "\n")
    before = file.read_bytes()
    for words in (("history", alice), ("forget", alice, "--all"), ("export", alice, "-o", "a.zip")):
        done = command("profile", *words)
        done.failed(4, "alice.history.jsonl: line 6: ")
        assert not [word for word in CANARIES if word in done.err.lower()]
    assert file.read_bytes() == before
    assert names(Path.cwd()) == []


def test_titles_and_how_long_are_said_when_events_are_learnt(alice: Path) -> None:
    old = Event("like", datetime.now(UTC) - timedelta(days=500), words=("sea",), title="Dugong")
    Path("events.jsonl").write_text(event_line(old) + "\n")
    learn = ("learn", "--from", "events.jsonl", "--profile", alice, *LOOK)
    done = command(*learn)
    assert "older than 365 days" in done.out, done.err
    assert len(read_history(alice)) == len(EVENTS)
    done = command(*learn, "--retention", "900")
    assert "1 event learnt" in done.out, done.err
    assert told_in(alice.parent, words=("dugong",)) == {}
    assert command(*learn, "--with-titles").code == 0
    assert told_in(alice.parent, words=("dugong",)) == {"alice.history.jsonl": ["dugong"]}
    assert len(read_history(alice)) == len(EVENTS) + 1
    Path("cut.otio").write_text("{}")
    command("learn", "--from", "cut.otio", *learn[3:], "--with-titles").failed(2, "--with-titles")


@pytest.mark.skipif(os.name == "nt", reason="permission bits of POSIX")
def test_privacy_4_what_a_history_leaves_is_its_owners_alone(alice: Path, home: Path) -> None:
    before = os.umask(0)
    try:
        remember(alice, [Event("like", NOON, words=("more",))])
        keep_traits(alice, "another", [place(FILMS[0], 3)], traits(1))
        assert command("profile", "forget", alice, "more", *LOOK).code == 0
        assert command("profile", "export", alice, "-o", "alice.zip").code == 0
    finally:
        os.umask(before)
    files = [history_file(alice), sidecar_file(alice), alice, Path("alice.zip")]
    files += [path for path in (home / "data").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = [path for path in (home / "data").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_a_history_is_told_in_plain_words_the_latest_last(alice: Path) -> None:
    done = command("profile", "history", alice, *LOOK)
    assert done.code == 0, done.err
    *lines, summary = done.out.splitlines()
    assert [line.partition("  ")[0] for line in lines] == [
        f"2026-11-{day} 12:00" for day in (16, 17, 18, 19, 20)
    ]
    assert "liked something (bilby)" in lines[0]
    assert "rated “Wombat” (quokka, sea) 90 %" in lines[3]
    assert "liked 0:03.0–0:05.0 of film c0ffee11  [rate, resting]" in lines[4]
    assert summary.startswith("5 events, kept for 365 days; 2 resting")
    document = json.loads(command("profile", "history", alice, *LOOK, "--json").out)
    assert [event["event"] for event in document["events"]] == [
        "like", "better", "comment", "rating", "like",
    ]  # fmt: skip
    assert [event["is_resting"] for event in document["events"]] == [
        False,
        True,
        False,
        False,
        True,
    ]
    table = list(csv.DictReader(io.StringIO(command("profile", "history", alice, "--csv").out)))
    assert [row["words"] for row in table] == ["bilby", "", "", "quokka; sea", ""]
    assert table[1]["worse_start_s"] == "9.0"
    assert [row["id"] for row in table] == [event["id"] for event in document["events"]]
    command("profile", "history", alice, "--csv", "--json").failed(2, "name one")
    nobody = alice.with_name("nobody.json")
    nobody.write_text(WRITTEN)
    assert command("profile", "history", nobody).out.endswith("no history\n")


def test_privacy_3_forgetting_all_gives_the_profile_of_a_new_user(
    alice: Path, home: Path, corpus: Corpus
) -> None:
    assert alice.read_text() != WRITTEN
    plan = ("plan", corpus("ok.mp4"), *SIMPLE[:4], "--model", SAMPLE_CLIP, "-q", "--json")
    assert command(*plan, "--profile", alice).code == 0
    done = command("profile", "forget", alice, "--all", *LOOK)
    assert done.code == 0, done.err
    assert "5 events forgotten" in done.out
    assert alice.read_bytes() == WRITTEN.encode()
    assert names(alice.parent) == ["alice.json"]
    assert told_in(home, alice.parent, Path.cwd()) == {}
    new = home.parent / "new" / "alice.json"
    new.parent.mkdir()
    new.write_text(WRITTEN)
    plans = [json.loads(command(*plan, "--profile", path).out) for path in (alice, new)]
    assert plans[0] == plans[1]
    assert command("profile", "history", alice).out.endswith("no history\n")


def test_privacy_3_what_is_forgotten_leaves_no_word_and_the_rest_stays(
    alice: Path, home: Path
) -> None:
    done = command("profile", "forget", alice, "quokka", *LOOK)
    assert done.code == 0, done.err
    assert "1 event forgotten" in done.out
    assert told_in(home, alice.parent, words=("quokka", "wombat")) == {}
    assert len(read_history(alice)) == 4
    assert "numbat" in history_file(alice).read_text()
    done = command("profile", "forget", alice, "--film", FILMS[1], *LOOK)
    assert "1 event forgotten" in done.out
    assert told_in(home, alice.parent, words=(FILMS[1],)) == {}
    done = command("profile", "forget", alice, "--until", "2026-11-16", "--quiet", *LOOK)
    assert (done.code, done.out) == (0, "")
    assert told_in(home, alice.parent, words=("bilby",)) == {}
    (kept, last) = json.loads(command("profile", "history", alice, *LOOK, "--json").out)["events"]
    done = command("profile", "forget", alice, "--event", last["id"][:8], *LOOK)
    assert "1 event forgotten" in done.out
    assert [event.kind for event in read_history(alice)] == [kept["event"]] == ["comment"]
    assert not sidecar_file(alice).exists()


def test_privacy_3_forgetting_gives_every_byte_as_if_it_had_never_been(
    home: Path, corpus: Corpus
) -> None:
    film = corpus("ok.mp4")
    first, second = (
        Place(fingerprint(film), TimeRange(Fraction(n), Fraction(n + 1))) for n in (0, 1)
    )
    kept = [
        Event("like", NOON, first),
        Event("comment", NOON, second, comment="Loved the sea."),
        Event("rating", NOON, words=("sea", "storm"), value=0.8),
    ]
    regretted = [
        Event("dislike", NOON - timedelta(hours=1), second),
        Event("better", NOON - timedelta(hours=2), second, first),
        Event("like", NOON - timedelta(hours=3), words=("quokka",)),
    ]
    found = []
    for name, events in (("whole", [*regretted, *kept]), ("never", kept)):
        profile = home.parent / name / "p.json"
        profile.parent.mkdir()
        profile.write_text(WRITTEN)
        learn(profile, events, look=Look(model="basic", offline=True), films=[film])
        if name == "whole":
            ids = [word for event in regretted for word in ("--event", identity(event))]
            done = command("profile", "forget", profile, *ids, *LOOK)
            assert "3 events forgotten" in done.out, done.err
        found.append({path.name: path.read_bytes() for path in profile.parent.iterdir()})
    assert found[0] == found[1]
    assert set(found[0]) == {"p.json", "p.history.jsonl", "p.history.safetensors"}
    assert b'"learned"' in found[0]["p.json"]


def test_what_is_forgotten_twice_is_forgotten(alice: Path) -> None:
    assert "1 event forgotten" in command("profile", "forget", alice, "bilby", *LOOK).out
    before = alice.read_bytes(), history_file(alice).read_bytes()
    assert "0 events forgotten" in command("profile", "forget", alice, "bilby", *LOOK).out
    assert (alice.read_bytes(), history_file(alice).read_bytes()) == before


def test_what_its_owner_wrote_is_not_forgotten_but_told_by_its_field(alice: Path) -> None:
    done = command("profile", "forget", alice, "colours", *LOOK)
    assert done.code == 0, done.err
    assert "What you wrote stays: likes[0]" in done.out


def test_privacy_2_events_are_kept_no_longer_than_is_said(alice: Path) -> None:
    # The clock of the command is the machine's.
    newest = max(datetime.now(UTC), NOON)
    days = (newest - NOON).days + 2
    kept = sum(event.when >= newest - timedelta(days=days) for event in EVENTS)
    done = command("profile", "forget", alice, "--retention", str(days), *LOOK)
    assert done.code == 0, done.err
    assert f"{len(EVENTS) - kept} events forgotten" in done.out
    assert 0 < kept == len(read_history(alice)) < len(EVENTS)
    assert told_in(alice.parent, words=("bilby",)) == {}
    assert f"kept for {days} days" in command("profile", "history", alice, *LOOK).out


def test_what_contradicts_all_else_is_shown_as_outlying(home: Path, corpus: Corpus) -> None:
    profile = Path("p.json")
    profile.write_text(WRITTEN)
    film = fingerprint(corpus("ok.mp4"))
    likes = [Event("like", NOON + timedelta(minutes=n), place(film, 0)) for n in range(12)]
    events = [*likes, Event("dislike", NOON + timedelta(hours=1), place(film, 0))]
    learn(profile, events, look=Look(model="basic", offline=True), films=[corpus("ok.mp4")])
    *lines, summary = command("profile", "history", profile, *LOOK).out.splitlines()
    assert ["outlying" in line for line in lines] == [False] * 12 + [True]
    assert "1 outlying" in summary
    assert "resting" not in summary


def test_forgetting_needs_to_be_told_what(alice: Path) -> None:
    command("profile", "forget", alice).failed(2, "--all")
    command("profile", "forget", alice, "--since", "yesterday").failed(2, "--since")
    command("profile", "forget", alice, "--event", "zz").failed(2, "--event")
    command("profile", "forget", alice, "--film", "no.mp4").failed(3, "no.mp4")
    assert len(read_history(alice)) == 5


def test_forgetting_that_is_broken_off_leaves_no_belief_without_its_events(
    alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OutputRefused("no space")

    with monkeypatch.context() as patch:
        patch.setattr("cutter.pipeline.unlearning.relearn", fail)
        command("profile", "forget", alice, "quokka", *LOOK).failed(6, "no space")
    assert told_in(alice.parent, words=("quokka",)) == {}
    assert alice.read_text() == WRITTEN
    # The same again learns anew what is left.
    assert "0 events forgotten" in command("profile", "forget", alice, "quokka", *LOOK).out
    assert json.loads(alice.read_text())["learned"]["events"] == len(EVENTS) - 1


def test_privacy_4_a_deleted_profile_takes_its_history_with_it(
    alice: Path, home: Path, corpus: Corpus
) -> None:
    film = corpus("ok.mp4")
    done = command(
        *("make", film, *SIMPLE, "--model", SAMPLE_CLIP, "--profile", alice, "-o", "c.mp4", "-q")
    )
    assert done.code == 0, done.err
    (data_of(alice) / "cuts").mkdir(exist_ok=True)
    (data_of(alice) / "cuts" / "one.json").write_text('{"profile": "quokka"}')
    done = command("profile", "delete", alice, "--yes")
    assert done.code == 0, done.err
    assert names(alice.parent) == []
    assert told_in(home, alice.parent) == {}
    assert not data_of(alice).exists()
    command("profile", "delete", alice, "--yes").failed(4, "no such file")


def test_privacy_4_a_history_whose_profile_is_gone_is_deleted_by_its_name(alice: Path) -> None:
    alice.unlink()
    assert command("profile", "delete", alice, "--yes").code == 0
    assert names(alice.parent) == []


def test_deleting_one_profile_leaves_what_belongs_to_another(
    alice: Path, home: Path, corpus: Corpus
) -> None:
    bob = alice.with_name("bob.json")
    bob.write_text(WRITTEN)
    remember(bob, EVENTS[:1])
    for path in (alice, bob):
        done = command(
            *(
                "plan",
                corpus("ok.mp4"),
                *SIMPLE[:4],
                "--model",
                SAMPLE_CLIP,
                "--profile",
                path,
                "-q",
            )
        )
        assert done.code == 0, done.err
    record = data_of(bob) / "cuts" / "one.json"
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps({"profile": str(bob)}))
    assert command("profile", "delete", alice, "--yes").code == 0
    assert names(bob.parent) == ["bob.history.jsonl", "bob.json"]
    assert record.exists()
    # They liked the same words, so its vectors go; they are made again.
    assert list(data_of(bob).glob("*.safetensors")) == []


def test_privacy_3_an_export_holds_everything_and_says_where_else_it_is(
    alice: Path, home: Path
) -> None:
    store = home / "cache" / "cutter" / "films"
    for film in (FILMS[0], "0" * 32):
        (store / film).mkdir(parents=True)
    # By a name that says less than the page is to say.
    done = command("profile", "export", os.path.relpath(alice), "-o", "alice.zip")
    assert done.code == 0, done.err
    with zipfile.ZipFile("alice.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    page = held.pop("where.txt").decode()
    assert held == {path.name: path.read_bytes() for path in alice.parent.iterdir()}
    for path in (alice, history_file(alice), sidecar_file(alice), data_of(alice)):
        assert f"  {path.resolve()}" in page
    assert FILMS[0] in page
    assert FILMS[1] not in page
    assert "0" * 32 not in page
    first = Path("alice.zip").read_bytes()
    command("profile", "export", alice, "-o", "alice.zip").failed(6, "exists already")
    assert command("profile", "export", alice, "-o", "alice.zip", "--overwrite").code == 0
    assert Path("alice.zip").read_bytes() == first


def test_privacy_9_what_is_sealed_is_told_forgotten_and_exported_under_its_key(
    alice: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTTER_PASSPHRASE", "between us")
    assert command("profile", "seal", alice).code == 0
    assert told_in(home, alice.parent) == {}
    done = command("profile", "forget", alice, "bilby", *LOOK)
    assert done.code == 0, done.err
    assert "quokka" in command("profile", "history", alice, *LOOK).out
    assert told_in(home, alice.parent) == {}
    done = command("profile", "export", alice, "-o", "alice.zip")
    assert "plain text" in done.out
    with zipfile.ZipFile("alice.zip") as archive:
        assert b"numbat" in archive.read("alice.history.jsonl")
    monkeypatch.setenv("CUTTER_PASSPHRASE", "wrong")
    for words in (("history",), ("forget", "--all"), ("export", "-o", "b.zip")):
        command("profile", words[0], alice, *words[1:]).failed(4, "cannot be opened")
    monkeypatch.setenv("CUTTER_PASSPHRASE", "between us")
    assert len(read_history(alice)) == 4
    assert forget_events(alice, lambda _: True)
