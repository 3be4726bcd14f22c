"""`cutter search`: the best shots of a folder of films."""

import io
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cutter.cli.app import run as run_command
from cutter.ffmpeg import run
from cutter.interchange.plan import read_plan
from cutter.pipeline import Look, analyze
from cutter.pipeline.searching import Asked, search
from tests.conftest import Run
from tests.films import ROOT, SAMPLE, SAMPLE_CLIP, SAMPLE_TRUTH

EYES = ("--model", SAMPLE_CLIP, "--sentences", "none", "--offline", "--progress", "none")
PHRASES = {
    "storm_sea": "a storm at sea",
    "campfire": "a campfire at night",
    "snowy_mountains": "snowy mountains",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """Return a folder with the sample film, analysed, and one that nobody has looked at."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "inner").mkdir()
    for suffix in (".mp4", ".srt"):
        shutil.copy(SAMPLE.with_suffix(suffix), folder / "inner" / f"sample{suffix}")
    grey = ["-f", "lavfi", "-i", "color=gray:size=160x90:rate=24:duration=3"]
    run([*grey, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-y", str(folder / "new.mp4")])
    look = Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache)
    analyze(folder / "inner" / "sample.mp4", look=look)
    return folder


@pytest.fixture
def ask(cutter: Run, library: Path, shared_cache: Path) -> "Ask":
    return Ask(cutter, library, shared_cache)


class Ask:
    """Runs the command on the library and reads its JSON."""

    def __init__(self, cutter: Run, library: Path, cache: Path) -> None:
        self._cutter, self.library, self.cache = cutter, library, cache

    def __call__(self, words: str, *more: str | Path) -> dict[str, Any]:
        done = self.run(words, self.library, *more, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def run(self, *more: str | Path, **extra: str) -> Any:  # noqa: ANN401 - what subprocess returns
        return self._cutter("search", *more, *EYES, "--cache", self.cache, **extra)


def takes_of(world: str) -> set[int]:
    """Return the shots of the truth that show a world."""
    truth = json.loads(SAMPLE_TRUTH.read_text())
    return {each["index"] for each in truth["shots"] if each["world"] == world}


def shown_in(hit: dict[str, Any]) -> object:
    """Return the shot of the truth that a hit's middle lies in."""
    middle = (hit["start_s"] + hit["end_s"]) / 2
    truth: dict[str, Any] = json.loads(SAMPLE_TRUTH.read_text())
    return next(s["index"] for s in truth["shots"] if s["start"] <= middle < s["end"])


@pytest.fixture
def look(shared_cache: Path) -> Look:
    return Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache)


def test_the_right_takes_are_found_first(library: Path, look: Look) -> None:
    truth = json.loads(SAMPLE_TRUTH.read_text())["shots"]
    for world, words in PHRASES.items():
        takes = takes_of(world)
        found = search(Asked(words, "picture"), library, look=look)
        best = found.hits[: len(takes)]
        middles = [float(hit.span.middle) for hit in best]
        shown = {s["index"] for s in truth for m in middles if s["start"] <= m < s["end"]}
        assert shown == takes, words
        assert all(hit.match >= 0.5 for hit in best)
        assert all(hit.match < best[-1].match for hit in found.hits[len(takes) :])
        assert [path.name for path in found.waiting] == ["new.mp4"]


def test_hits_are_ranked_and_what_waits_is_told(ask: Ask) -> None:
    found = ask("a storm at sea", "--top", "2")
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert {shown_in(hit) for hit in found["hits"]} <= takes_of("storm_sea")
    assert [Path(path).name for path in found["waiting"]] == ["new.mp4"]
    assert found["films"] == 1
    done = ask.run("a storm at sea", ask.library, "--top", "2")
    assert "sample.mp4" in done.stdout
    assert "not analysed yet, so not searched: new.mp4; add --analyze" in done.stderr


def test_what_is_said_is_found_and_told(library: Path, look: Look) -> None:
    asked = Asked("the tide is coming in", "dialogue")
    (hit,) = search(asked, library, top=1, look=look).hits
    assert hit.said == "The tide is coming in."
    assert hit.match == hit.dialogue > 0.9
    assert hit.picture == 0


def test_a_long_name_leaves_the_other_columns_whole(ask: Ask, tmp_path: Path) -> None:
    for suffix in (".mp4", ".srt"):
        shutil.copy(SAMPLE.with_suffix(suffix), tmp_path / f"{'long' * 30}{suffix}")
    done = ask.run("a campfire at night", tmp_path, "--top", "1")
    assert done.returncode == 0, done.stderr
    head, row, *_ = done.stdout.splitlines()
    assert head.split() == ["#", "film", "shot", "film", "time", "match", "by"]
    assert re.search(r" #\d+ +[\d:.]+–[\d:.]+ +0\.\d\d ", row)


def test_nothing_analysed_is_one_line_and_an_input_error(ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    shutil.copy(ask.library / "new.mp4", folder / "a.mp4")
    done = ask.run("a storm", folder)
    assert done.returncode == 3
    assert (
        done.stderr == "cutter: " + f"{folder}: the only film is not analysed yet; add --analyze\n"
    )
    (folder / "a.mp4").unlink()
    done = ask.run("a storm", folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("", "FILMS"), "name what to look for"),
        (("   ", "FILMS"), "name what to look for"),
        (("x" * 301, "FILMS"), "at most 300 characters"),
        (("a", "storm", "FILMS"), "in quotes"),
        (("FILMS",), "in quotes"),
        (("a storm", "nowhere"), "there is no such folder"),
        (("a storm", "FILMS/new.mp4"), "new.mp4: this is a file"),
        (("a storm", "FILMS", "--like", "a.png"), "or an example"),
        (("a storm", "FILMS", "--plan", "new.mp4", "--overwrite"), "a film may lie there"),
        (("FILMS", "--like", "a.mkv"), "name a picture, or a span of a film"),
        (("FILMS", "--like", "a.mkv@5-3"), "name a picture, or a span of a film"),
    ],
)
def test_nonsense_is_one_line_of_usage(ask: Ask, arguments: tuple[str, ...], told: str) -> None:
    done = ask.run(*[re.sub("^FILMS", str(ask.library), a) for a in arguments])
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["'\"; DROP\n[bold]x[/bold]\x07", "海の嵐 🌊", "\udcff storm"])
def test_odd_words_are_looked_for_like_any(library: Path, look: Look, words: str) -> None:
    assert search(Asked(words), library, look=look).shots == 36


@pytest.mark.slow
def test_what_was_looked_for_is_kept_nowhere_in_words(ask: Ask, tmp_path: Path) -> None:
    words = "zyxomma hovering"
    data = tmp_path / "data"
    done = ask.run(words, ask.library, XDG_DATA_HOME=str(data))
    assert done.returncode == 0
    kept = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.suffix == ".safetensors" for path in kept)
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    for path in (*kept, *(p for p in ask.cache.rglob("*") if p.is_file())):
        assert b"zyxomma" not in path.read_bytes(), path


def test_the_commands_of_the_page_run(
    library: Path, look: Look, shared_cache: Path, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "searching.md").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in re.findall(r"^    (cutter .*)$", page, re.M)]
    assert len(commands) >= 6
    (tmp_path / "films").symlink_to(library)
    (tmp_path / "movie.mp4").symlink_to(library / "inner" / "sample.mp4")
    analysis = analyze(library / "inner" / "sample.mp4", look=look)
    with Image.open(io.BytesIO(analysis.film.pictures[3])) as picture:
        picture.save(tmp_path / "picture.png")
    eyes = [*map(str, EYES), "--cache", str(shared_cache)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for command in commands:
            assert run_command([*command[1:], *eyes]) == 0, command
    edl = read_plan(tmp_path / "storm.json")
    assert edl.clips[0].score >= edl.clips[-1].score
    assert [source.fingerprint for source in edl.sources] == [analysis.film.media.fingerprint]
    assert (tmp_path / "storm.png").stat().st_size > 10_000


def test_an_example_finds_its_own_take(library: Path, look: Look) -> None:
    film = library / "inner" / "sample.mp4"
    found = search(Asked(like=f"{film}@7.5-8.6"), library, look=look)
    assert found.hits[0].span.start < 8 < found.hits[0].span.end
