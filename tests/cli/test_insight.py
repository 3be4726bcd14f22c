"""`cutter insight` on the sample film: who loves what is right, and is told to nobody else."""

import json
import stat
from pathlib import Path

import pytest

from tests.faults.command import command
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP, SAMPLE_TRUTH

SEEN = ("--model", SAMPLE_CLIP, "--offline", "--progress", "none")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, likes: list[str], dislikes: list[str]) -> None:
    document = {
        "version": 1,
        "likes": [{"text": text} for text in likes],
        "dislikes": [{"text": text} for text in dislikes],
    }
    path.write_text(json.dumps(document))


def test_each_viewers_loved_shots_show_what_they_like(desk: Path, shared_cache: Path) -> None:
    done = command(
        *("insight", SAMPLE, "--profiles", PROFILES, *SEEN, "--cache", shared_cache, "--json")
    )
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["viewers"] == ["alice", "bob", "listener", "wild"]
    truth = json.loads(SAMPLE_TRUTH.read_text())
    wished = {
        "alice": {"sunset_sea", "snowy_mountains", "forest", "flower_meadow", "starry_sky"},
        "bob": {"city_night", "fireworks", "campfire", "storm_sea"},
        "wild": {"storm_sea", "underwater", "desert", "snowy_mountains"},
    }
    for name, worlds in wished.items():
        row = found["viewers"].index(name)
        levels = [shot["levels"][row] for shot in found["shots"]]
        best = found["shots"][levels.index(max(levels))]
        middle = (best["start_s"] + best["end_s"]) / 2
        shown = [s["world"] for s in truth["shots"] if s["start"] <= middle < s["end"]]
        assert shown[0] in worlds, name
    for shot in found["shots"]:
        assert shot["common"] == pytest.approx(sum(shot["levels"]) / 4, abs=1e-5)


def test_two_audiences_get_a_cut_each_of_what_they_like(desk: Path, shared_cache: Path) -> None:
    folder = desk / "people"
    folder.mkdir()
    sea, town = ["a sunset over the sea", "fish under water"], ["a city at night", "fireworks"]
    for number in range(3):
        write(folder / f"sea{number}.json", [*sea, "a green forest"][: 2 + number % 2], town)
        write(folder / f"town{number}.json", [*town, "a burning fire"][: 2 + number % 2], sea)
    (folder / "notes.json").write_text("{}")
    options = (*SEEN, "--cache", shared_cache, "--budget", "12s")
    done = command(
        *("insight", SAMPLE, "--profiles", folder, "--cuts", "cuts", "-o", "map.html"),
        *("--png", "map.png", *options),
    )
    assert done.code == 0, done.err
    assert "2 audiences that stand apart" in done.out
    assert "notes.json" in done.err
    for name in ("map.html", "map.png", "cuts/sample.audience-1.json"):
        assert stat.S_IMODE((desk / name).stat().st_mode) == 0o600
    plans = [json.loads((desk / f"cuts/sample.audience-{n}.json").read_text()) for n in (1, 2)]
    shots = [{shot for clip in plan["clips"] for shot in clip["shots"]} for plan in plans]
    assert all(shots)
    assert len(shots[0] & shots[1]) < min(map(len, shots)) / 2
    again = command("insight", SAMPLE, "--profiles", folder, "--cuts", "cuts", *options)
    assert again.code == 6
    assert "--overwrite" in again.err


def test_a_cut_for_one_viewer_is_that_viewers_own(desk: Path, shared_cache: Path) -> None:
    folder = desk / "people"
    folder.mkdir()
    write(folder / "ann.json", ["a sunset over the sea", "a sky full of stars"], ["fireworks"])
    options = (*SEEN, "--cache", shared_cache, "--budget", "12s", "--kind", "trailer")
    done = command("insight", SAMPLE, "--profiles", folder, "--cuts", "cuts", *options, "-q")
    assert done.code == 0, done.err
    own = command("plan", SAMPLE, "--profile", folder / "ann.json", *options, "-q", "--json")
    plans = [json.loads((desk / "cuts/sample.audience-1.json").read_text()), json.loads(own.out)]
    assert plans[0]["clips"] == plans[1]["clips"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--profiles", "nowhere"], 4, "no such folder"),
        (["--profiles", "."], 4, "no profile"),
        (["--profiles", PROFILES, "--clusters", "9"], 2, "there are 4 viewers"),
        (["--profiles", PROFILES, "-o", SAMPLE, "--overwrite"], 6, "source"),
        (["--profiles", PROFILES, "--budget", "soon"], 2, "budget"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(
    desk: Path, shared_cache: Path, arguments: list[str], code: int, said: str
) -> None:
    done = command("insight", SAMPLE, *SEEN, "--cache", shared_cache, *arguments)
    done.failed(code, said)
    assert list(desk.iterdir()) == []


def test_who_loves_what_is_told_where_it_was_asked_for_and_nowhere_else(
    desk: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path
) -> None:
    home = desk / "home"
    home.mkdir()
    for name in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("TMPDIR", str(home))
    folder = desk / "people"
    folder.mkdir()
    write(folder / "zebrafinch.json", ["a quokka by the sea"], ["any wombat"])
    write(folder / "dugong.json", ["a city of numbats"], [])
    seen = ("--model", "basic", "--offline", "--cache", shared_cache, "-q", "--progress", "plain")
    files = ("-o", "map.html", "--png", "map.png", "--cuts", "cuts", "--budget", "12s")
    canaries = ("quokka", "wombat", "numbat", "zebrafinch", "dugong")

    def telling(folder: Path) -> set[Path]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {p for p in files if any(word.encode() in p.read_bytes() for word in canaries)}

    # Other tests' films lie in the same cache, and may hold such words of their own.
    others = telling(shared_cache)
    done = command("insight", SAMPLE, "--profiles", folder, *seen, *files)
    assert done.code == 0, done.err
    assert not [word for word in canaries if word in done.out + done.err]
    assert telling(shared_cache) == others
    told = {path.relative_to(desk).parts[0] for path in telling(home) | telling(desk)}
    # The vectors of a profile's phrases lie with the user's own data, and go with the profile.
    assert told == {"people", "map.html", "cuts", "home"}
    assert [path.name for path in home.iterdir()] == ["data"]
    for name in ("zebrafinch", "dugong"):
        assert command("profile", "delete", folder / f"{name}.json", "--yes").code == 0
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not [p for p in kept if any(word.encode() in p.read_bytes() for word in canaries)]
