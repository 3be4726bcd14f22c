"""`cutter recommend`: films and shots of a folder, ranked for a viewer."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.films import PROFILES, SAMPLE

BASIC = ("--model", "basic", "--offline", "--progress", "none")
RATINGS = """user,title,rating
a,Sample,1
b,Sample,1
c,Sample,1
a,Short,5
b,Short,5
c,Short,5
d,Short,1
d,Other,5
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """Return a folder with the sample film and a dull one, both analysed."""
    from cutter.ffmpeg import run
    from cutter.pipeline import Look, analyze

    folder = tmp_path_factory.mktemp("library")
    inner = folder / "inner"
    inner.mkdir()
    shutil.copy(SAMPLE, folder / "sample.mp4")
    grey = ["-f", "lavfi", "-i", "color=gray:size=160x90:rate=24:duration=3"]
    run([*grey, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-y", str(inner / "short.mp4")])
    for film in (folder / "sample.mp4", inner / "short.mp4"):
        analyze(film, look=Look(model="basic", offline=True, cache=shared_cache))
    return folder


@pytest.fixture
def ask(cutter: Run, library: Path, shared_cache: Path) -> "Ask":
    return Ask(cutter, library, shared_cache)


class Ask:
    """Runs the command on the library and reads its JSON."""

    def __init__(self, cutter: Run, library: Path, cache: Path) -> None:
        self._cutter, self.library, self._cache = cutter, library, cache

    def __call__(self, *more: str | Path) -> dict[str, Any]:
        done = self.run(*more, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def run(self, *more: str | Path) -> Any:  # noqa: ANN401 - what subprocess returns
        profile = ("-p", PROFILES / "alice.json")
        cache = ("--cache", self._cache)
        return self._cutter("recommend", self.library, *profile, *BASIC, *cache, *more)


def test_films_are_ranked_by_how_much_of_them_is_wanted(ask: Ask) -> None:
    found = ask()
    assert [Path(each["film"]).name for each in found["best"]] == ["sample.mp4", "short.mp4"]
    first, second = found["best"]
    assert first["score"] > second["score"]
    assert first["value"] == first["score"]
    assert first["expected_rating"] is None
    assert first["reasons"]
    assert len(first["shots"]) > 1
    assert (found["scale"], found["waiting"]) == (None, [])


def test_shots_are_ranked_over_all_films(ask: Ask) -> None:
    best = ask("--shots", "--top", "5")["best"]
    values = [each["value"] for each in best]
    assert values == sorted(values, reverse=True)
    assert len(best) == 5
    assert all(len(each["shots"]) == 1 for each in best)


def test_ratings_of_a_crowd_turn_what_taste_alone_would_not(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(RATINGS, encoding="utf-8")
    found = ask("--ratings", path)
    expected = {Path(each["film"]).name: each["expected_rating"] for each in found["best"]}
    assert expected["short.mp4"] > expected["sample.mp4"]
    assert {each["rated_by"] for each in found["best"]} == {3, 4}
    gap = found["best"][0]["value"] - found["best"][1]["value"]
    # Of two films one lies a spread above their mean, the other one below.
    assert abs(gap) < 2
    named = ask("--ratings", path, "--user", "a")
    assert named["best"][0]["rated_by"] in (2, 3)


def test_other_profiles_are_a_crowd_and_the_viewer_is_not_one_of_them(ask: Ask) -> None:
    found = ask("--others", PROFILES)
    count = len(list(PROFILES.glob("*.json"))) - 1
    assert {each["rated_by"] for each in found["best"]} == {count}
    assert found["scale"] == [1.0, 5.0]
    by_shot = ask("--others", PROFILES, "--shots", "--top", "3")
    assert {each["rated_by"] for each in by_shot["best"]} == {count}


def test_films_not_analysed_are_told_and_not_ranked(
    cutter: Run, tmp_path: Path, library: Path
) -> None:
    inner = library / "inner"
    arguments = ("recommend", inner, "-p", PROFILES / "alice.json", "--cache", tmp_path / "empty")
    done = cutter(*arguments, *BASIC)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "not analysed yet" in done.stderr
    assert "--analyze" in done.stderr
    done = cutter(*arguments, *BASIC, "--analyze", "--json", "--quiet")
    assert len(json.loads(done.stdout)["best"]) == 1


def test_what_is_no_film_is_left_out_and_told(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    shutil.copytree(ask.library, folder)
    (folder / "broken.mp4").write_bytes(b"")
    (folder / "copy.mp4").write_bytes((folder / "sample.mp4").read_bytes())
    ask.library = folder
    done = ask.run("--json", "--analyze")
    assert "broken.mp4" in done.stderr
    names = [Path(each["film"]).name for each in json.loads(done.stdout)["best"]]
    assert names == ["copy.mp4", "short.mp4"]


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("--user", "a"), 2, "--user"),
        (("--ratings", "none.csv"), 3, "there is no such file"),
        (("--others", "nowhere"), 4, "there is no such folder"),
    ],
)
def test_a_fault_is_told_in_one_line(ask: Ask, more: tuple[str, ...], code: int, told: str) -> None:
    done = ask.run(*more)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""


def test_a_folder_without_films_is_refused(ask: Ask, tmp_path: Path) -> None:
    ask.library = tmp_path
    done = ask.run()
    assert (done.returncode, "holds no film" in done.stderr) == (3, True)
    ask.library = tmp_path / "nowhere"
    assert ask.run().returncode == 2
