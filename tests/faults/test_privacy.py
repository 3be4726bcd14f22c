"""What a taste leaves behind: nothing in films, logs, errors and stored analyses.

The numbers are those of cutter's promises about privacy: 1 the profile, 4 files, 5 the store,
6 media, 7 logs and errors, 8 the network.
"""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.faults.command import command
from tests.faults.corpus import Corpus
from tests.films import SAMPLE_CLIP
from tests.media.conftest import run_ffmpeg

CANARIES = (
    "quokka", "wombat", "numbat", "bilby", "dugong", "echidna", "zebrafinch",
)  # fmt: skip
"""Words that nobody but a profile says; the last is the profile's own name."""
SIMPLE = ("--offline", "--fill", "--budget", "2s", "--preset", "ultrafast")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let all that a run writes lie under one folder, the user's data and caches included."""
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
def taste(own_home: Path, corpus: Corpus) -> Path:
    """Return a profile that is full of canaries: phrases, examples, its own name."""
    folder = own_home.parent / "taste"
    folder.mkdir()
    shutil.copy(corpus("still.png"), folder / "dugong.png")
    shutil.copy(corpus("ok.mp4"), folder / "echidna.mp4")
    path = folder / "zebrafinch.json"
    document = {
        "version": 1,
        "likes": [
            {"text": "a quokka in bright colours"},
            {"text": "the wombat speaks", "in": "dialogue"},
            {"image": "dugong.png"},
            {"film": "echidna.mp4", "span": "0:00-0:01"},
        ],
        "never": [{"text": "any numbat"}],
        "must": [{"text": "one bilby, colourful"}],
        "signals": {"motion": 1.0},
    }
    path.write_text(json.dumps(document))
    return path


def tells(data: bytes, words: tuple[str, ...] = CANARIES) -> list[str]:
    """Return which of the words stand in data, in one of the usual encodings."""
    low = data.lower()
    return [w for w in words if w.encode() in low or w.encode("utf-16-le") in low]


def told_in(*folders: Path) -> dict[str, list[str]]:
    """Return the files under folders whose names or contents hold a canary."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            said = tells(path.name.encode())
            said += tells(path.read_bytes()) if path.is_file() else []
            if said:
                found[path.name] = said
    return found


@pytest.mark.parametrize(
    ("model", "style"),
    [("basic", "plain"), ("basic", "json"), ("basic", "none"), (str(SAMPLE_CLIP), "plain")],
)
def test_privacy_6_and_7_no_word_of_a_profile_is_in_the_cut_or_in_what_is_said(
    model: str, style: str, taste: Path, own_home: Path, corpus: Corpus
) -> None:
    desk, data = Path.cwd(), own_home / "data"
    film = shutil.copy(corpus("ok.mp4"), desk / "film.mp4")
    for suffix in ("mp4", "mkv"):
        done = command(
            *("make", film, *SIMPLE, "--model", model, "--profile", taste, "--progress", style),
            *("-o", f"cut.{suffix}"),
        )
        assert done.code == 0, done.err
        assert tells((done.out + done.err).encode()) == []
    assert told_in(desk) == {}
    # Only the profile's own data knows the words.
    aside = own_home.parent / "aside"
    if data.is_dir():
        shutil.move(data, aside)
    assert told_in(own_home) == {}
    assert model == "basic" or set(CANARIES[:2]) <= {w for v in told_in(aside).values() for w in v}


@pytest.mark.parametrize("renderer", ["copy", "moviepy"])
def test_privacy_6_the_other_renderers_keep_the_words_out_too(
    renderer: str, taste: Path, own_home: Path, corpus: Corpus
) -> None:
    film = shutil.copy(corpus("ok.mp4"), Path.cwd() / "film.mp4")
    done = command(
        *("make", film, *SIMPLE, "--model", "basic", "--profile", taste),
        *("--renderer", renderer, "-o", "cut.mp4"),
    )
    assert done.code == 0, done.err
    assert tells((done.out + done.err).encode()) == []
    assert told_in(Path.cwd()) == {}


def test_privacy_a_plan_and_a_report_explain_and_so_hold_the_words(
    taste: Path, own_home: Path, corpus: Corpus
) -> None:
    """Or the searches above would find nothing because nothing is there."""
    done = command(
        *("make", corpus("ok.mp4"), *SIMPLE, "--model", "basic", "--profile", taste, "--json"),
        *("--report", "report.html", "-o", "cut.mp4", "-q"),
    )
    assert done.code == 0, done.err
    assert "quokka" in tells(done.out.encode())
    assert "quokka" in tells(Path("report.html").read_bytes())
    assert tells(done.err.encode()) == []


def test_privacy_7_what_is_said_of_a_cut_names_fields(own_home: Path, colours: Path) -> None:
    """A note says which wish it is about; on stderr by its place in the profile."""
    profile = Path("p.json")
    profile.write_text('{"version": 1, "never": [{"text": "spiders"}, {"text": "red"}]}')
    look = ("--model", "basic", "--offline", "--profile", profile)
    explained = json.loads(command("explain", colours, *look, "--json", "-q").out)
    shot = next(item["shot"] for item in explained if item["never"] == "red")
    done = command("plan", colours, *look, "--must", shot, "--json", "-q", "--budget", "9s")
    assert done.code == 0, done.err
    assert any("never 'red'" in note for note in json.loads(done.out)["notes"])
    assert "the profile says never never[1]" in done.err
    assert "'red'" not in done.err


def test_privacy_7_what_is_said_of_a_profile_as_a_whole_does_not_name_it(
    own_home: Path, colours: Path
) -> None:
    Path("zebrafinch.json").write_text('{"version": 1, "dislikes": [{"text": "quokka"}]}')
    look = ("--model", "basic", "--offline", "--profile", "zebrafinch.json", "--fill")
    done = command("make", colours, *look, "--budget", "3s", "-o", "cut.mp4", "-q")
    assert done.code == 0, done.err
    assert "warning: profile: Nothing is liked" in done.err
    assert tells(done.err.encode()) == []


BROKEN = {
    "a broken text": '{"version": 1, "likes": [{"text": "quokka',
    "a wrong type": '{"version": 1, "likes": "quokka"}',
    "a wrong weight": '{"version": 1, "likes": [{"text": "x", "weight": "quokka"}]}',
    "a wrong place": '{"version": 1, "likes": [{"text": "x", "in": "quokka"}]}',
    "a wrong length": '{"version": 1, "cut": {"budget": "quokka"}}',
    "a wrong order": '{"version": 1, "cut": {"order": "quokka"}}',
    "a wrong clip": '{"version": 1, "cut": {"min_clip": "quokka"}}',
    "a wrong span": '{"version": 1, "likes": [{"film": "x.mp4", "span": "quokka"}]}',
    "a missing example": '{"version": 1, "likes": [{"image": "quokka.png"}]}',
    "an example that is none": '{"version": 1, "likes": [{"image": "dugong.txt"}]}',
    "a film that is none": '{"version": 1, "likes": [{"film": "dugong.txt", "span": "0:00-0:01"}]}',
    "two kinds": '{"version": 1, "likes": [{"text": "quokka", "image": "wombat.png"}]}',
    "a text too long": '{"version": 1, "likes": [{"text": "%s"}]}' % ("quokka " * 60),
    "a control character": '{"version": 1, "likes": [{"text": "quokka\\u001b[31m"}]}',
    "a doubled key": '{"version": 1, "likes": [{"text": "quokka", "text": "wombat"}]}',
    "a newer version": '{"version": 9, "likes": [{"text": "quokka"}]}',
}


@pytest.mark.parametrize("fault", BROKEN)
def test_privacy_7_errors_name_fields_and_never_values(
    fault: str, own_home: Path, corpus: Corpus
) -> None:
    Path("p.json").write_text(BROKEN[fault])
    Path("dugong.txt").write_text("no picture, no film")
    done = command(
        "make", corpus("ok.mp4"), *SIMPLE, "--model", "basic", "--profile", "p.json", "-q"
    )
    done.failed(4, "p.json")
    assert tells((done.out + done.err).encode()) == []


def test_privacy_7_an_error_nobody_thought_of_tells_its_kind_and_place_alone(
    taste: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a quokka in bright colours")

    monkeypatch.setattr("cutter.pipeline.tasting.taste_of", fail)
    plan = ("plan", corpus("ok.mp4"), *SIMPLE[:4], "--model", "basic", "--profile", taste, "-q")
    done = command(*plan)
    done.failed(70, "internal error: KeyError in pipeline/viewers.py:", "--debug")
    assert tells(done.err.encode()) == []
    # With --debug it is told, and said before.
    debugged = command(*plan, "--debug")
    assert debugged.code == 70
    first, *_ = debugged.err.splitlines()
    assert "--debug" in first
    assert "may hold words of the profile" in first
    assert "quokka" in debugged.err
    event = json.loads(command(*plan, "--debug", "--progress", "json").err.splitlines()[0])
    assert (event["event"], "profile" in event["message"]) == ("warning", True)


def test_privacy_1_a_profile_holds_words_and_no_person(own_home: Path) -> None:
    done = command("profile", "new", "me.json", "--like", "the sea", "--budget", "30s")
    assert done.code == 0, done.err
    document = json.loads(Path("me.json").read_text())
    assert set(document) == {"version", "likes", "dislikes", "cut"}
    assert document["likes"] == [{"text": "the sea", "weight": 1.0}]
    text = Path("me.json").read_text()
    for of_this_machine in (str(own_home), os.environ.get("USER", "\0"), os.uname().nodename):
        assert of_this_machine not in text
    for key in ("name", "email", "user", "id", "device", "created", "vector"):
        Path("who.json").write_text(json.dumps({**document, key: "somebody"}))
        command("profile", "check", "who.json").failed(4, key)


@pytest.mark.skipif(os.name == "nt", reason="permission bits of POSIX")
def test_privacy_4_what_holds_taste_is_its_owners_alone(
    taste: Path, own_home: Path, corpus: Corpus
) -> None:
    before = os.umask(0)
    try:
        for speed in ((), ("--draft",)):
            done = command(
                *("plan", corpus("ok.mp4"), *SIMPLE[:4], "--model", SAMPLE_CLIP),
                *("--profile", taste, "-q", *speed),
            )
            assert done.code == 0, done.err
        assert command("profile", "new", "me.json", "--like", "the sea").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("me.json").stat().st_mode) == 0o600
    (data,) = (own_home / "data").iterdir()
    (kept,) = (data / "profiles").iterdir()
    for folder in (data, data / "profiles", kept):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    books = list(kept.glob("*.safetensors"))
    assert len(books) == 1
    for file in (*books, *kept.glob("*.lock")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@pytest.mark.skipif(os.name == "nt", reason="permission bits of POSIX")
def test_privacy_4_vectors_that_others_may_write_are_not_trusted(
    taste: Path, own_home: Path, corpus: Corpus
) -> None:
    plan = ("plan", corpus("ok.mp4"), *SIMPLE[:4], "--model", SAMPLE_CLIP, "--profile", taste, "-q")
    assert command(*plan).code == 0
    (book,) = (own_home / "data").rglob("*.safetensors")
    book.chmod(0o666)
    old = book.stat().st_ino
    assert command(*plan).code == 0
    assert book.stat().st_ino != old
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    taste.chmod(0o646)
    assert "chmod" in command("profile", "check", taste).out


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film of eight shots, each of one colour, so that two tastes take different ones."""
    path = tmp_path_factory.mktemp("colours") / "colours.mp4"
    names = ("red", "white", "blue", "black", "yellow", "gray", "green", "purple")
    sources = [f"color={name}:size=160x96:rate=12:duration=1.5" for name in names]
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    joined = f"{''.join(f'[{n}]' for n in range(8))}concat=n=8:v=1:a=0"
    run_ffmpeg(*inputs, "-filter_complex", joined, "-c:v", "libx264", "-g", "6", path)
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its bytes."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("speed", ["", "--fast", "--draft"])
def test_privacy_5_the_store_is_the_same_whoever_came(
    speed: str, colours: Path, own_home: Path
) -> None:
    tastes = {
        "one": {"likes": [{"text": "bright colourful red"}], "signals": {"brightness": 1}},
        "two": {"likes": [{"text": "dark and black"}], "signals": {"brightness": -1}},
        "none": None,
    }
    stores, cuts = {}, set()
    for who, wishes in tastes.items():
        path = Path(f"{who}.json")
        if wishes is not None:
            path.write_text(json.dumps({"version": 1, **wishes}))
        done = command(
            *("plan", colours, "--model", "basic", "--offline", "--cache", f"store-{who}"),
            *(("--profile", path) if wishes is not None else ()),
            *(*([speed] if speed else []), "--budget", "3s", "--fill", "--json", "-q"),
        )
        assert done.code == 0, done.err
        cuts.add(json.dumps([clip["shots"] for clip in json.loads(done.out)["clips"]]))
        if wishes is not None or speed != "--draft":
            stores[who] = content(Path(f"store-{who}"))
    # Their cuts differ, or this would show nothing.
    assert len(cuts) > 1
    assert len(stores["one"]) >= 2
    assert all(store == stores["one"] for store in stores.values())


def test_privacy_4_a_deleted_profile_leaves_no_word_behind(
    taste: Path, own_home: Path, corpus: Corpus
) -> None:
    plan = ("plan", corpus("ok.mp4"), *SIMPLE[:4], "--model", SAMPLE_CLIP, "-q", "--profile")
    assert command(*plan, taste).code == 0
    assert command(*plan, taste, "--draft").code == 0
    # What was derived of it where it lay before goes as well.
    moved = taste.with_name("zebrafinch-2.json")
    shutil.move(taste, moved)
    other = taste.with_name("other.json")
    other.write_text('{"version": 1, "likes": [{"text": "the sea"}]}')
    assert command(*plan, moved).code == 0
    assert command(*plan, other).code == 0
    assert len(list((own_home / "data").rglob("*.safetensors"))) >= 3
    done = command("profile", "delete", moved, "--yes")
    assert done.code == 0, done.err
    assert "backups" in done.out
    assert not moved.exists()
    for example in ("dugong.png", "echidna.mp4"):
        taste.with_name(example).unlink()
    assert told_in(own_home, taste.parent) == {}
    # Another profile's vectors stay.
    assert len(list((own_home / "data").rglob("*.safetensors"))) == 1
    done = command("profile", "delete", moved, "--yes")
    done.failed(4, "no such file")


def test_privacy_4_only_a_profile_is_deleted_and_only_when_that_is_meant(
    taste: Path, corpus: Corpus, tmp_path: Path
) -> None:
    film = Path(shutil.copy(corpus("ok.mp4"), tmp_path / "film.mp4"))
    assert command("profile", "delete", film, "--yes").code == 4
    assert film.exists()
    command("profile", "delete", taste).failed(2, "--yes")
    assert taste.exists()
    link = tmp_path / "link.json"
    link.symlink_to(taste)
    assert command("profile", "delete", link, "--yes").code == 0
    assert not taste.exists()
    assert not link.is_symlink()
