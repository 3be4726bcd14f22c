"""The library of a folder follows films, subtitles and the store, and opens nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from cutter.analysis.library.library import SUFFIX, Library
from cutter.analysis.store import Store
from cutter.ffmpeg import run
from cutter.media import source
from cutter.pipeline.gathering import Gathered, gather, library_folder
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.searching import Asked, search
from cutter.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

SRT = "1\n00:00:00,500 --> 00:00:02,000\nThe heron has flown.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two films, both analysed by the Basic eyes, and their store in it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "films").mkdir()
    for name, colour in (("red.mp4", "red"), ("blue.mp4", "blue")):
        plain = ["-f", "lavfi", "-i", f"color={colour}:size=160x90:rate=24:duration=3"]
        target = str(folder / "films" / name)
        run([*plain, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-y", target])
        analyze(folder / "films" / name, look=look_in(folder))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own"


def look_in(folder: Path) -> Look:
    return Look(model="basic", sentences="none", offline=True, cache=folder / "store")


def gathered(folder: Path, *, is_analyzing: bool = False) -> Gathered:
    look = look_in(folder)
    films = folder / "films"
    return gather(films, look, open_look(look), is_analyzing=is_analyzing, progress=SILENT)


def names(found: Gathered) -> list[str]:
    return [path.name for path, _ in found.films]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the films whose content is looked at from now on."""
    told: list[str] = []
    real = source.fingerprint

    def spied(path: Path) -> str:
        told.append(path.name)
        return real(path)

    monkeypatch.setattr(source, "fingerprint", spied)
    return told


def test_films_that_stay_as_they_are_are_not_opened_again(folder: Path, opened: list[str]) -> None:
    assert names(gathered(folder)) == ["blue.mp4", "red.mp4"]
    assert set(opened) == {"blue.mp4", "red.mp4"}
    opened.clear()
    assert names(gathered(folder)) == ["blue.mp4", "red.mp4"]
    assert opened == []


def test_a_film_that_moves_comes_or_goes_is_followed(folder: Path) -> None:
    gathered(folder)
    (folder / "films" / "red.mp4").rename(folder / "films" / "zebra.mp4")
    (folder / "films" / "blue.mp4").unlink()
    found = gathered(folder)
    assert names(found) == ["zebra.mp4"]
    shutil.copy(folder / "films" / "zebra.mp4", folder / "films" / "again.mp4")
    # Equal films are one.
    assert names(gathered(folder)) == ["again.mp4"]


def test_words_that_come_to_lie_beside_a_film_are_found(folder: Path) -> None:
    asked = Asked("heron", "dialogue")
    assert search(asked, folder / "films", look=look_in(folder)).hits == ()
    (folder / "films" / "red.en.srt").write_text(SRT)
    analyze(folder / "films" / "red.mp4", look=look_in(folder))
    (hit,) = search(asked, folder / "films", look=look_in(folder)).hits
    assert (hit.film.name, hit.said) == ("red.mp4", "The heron has flown.")
    (folder / "films" / "red.en.srt").unlink()
    assert search(asked, folder / "films", look=look_in(folder)).hits == ()


def test_what_left_the_store_leaves_the_library(folder: Path) -> None:
    gathered(folder)
    Store(folder / "store").clear()
    # A film that lies elsewhere by now as well.
    (folder / "films" / "red.mp4").rename(folder / "red.mp4")
    found = gathered(folder)
    assert found.films == ()
    assert [path.name for path in found.waiting] == ["blue.mp4"]
    look = look_in(folder)
    assert list(Library(library_folder(look, open_look(look)))) == []
    assert names(gathered(folder, is_analyzing=True)) == ["blue.mp4"]


@pytest.mark.parametrize("keep", [0, 100])
def test_a_damaged_library_is_made_anew_from_the_store(folder: Path, keep: int) -> None:
    before = gathered(folder)
    look = look_in(folder)
    (path,) = library_folder(look, open_look(look)).glob(f"*{SUFFIX}")
    path.write_bytes(path.read_bytes()[:keep])
    again = gathered(folder)
    assert again.films == before.films
    assert not Library(library_folder(look, open_look(look))).is_broken


def test_a_library_holds_no_path_and_no_word(folder: Path) -> None:
    (folder / "films" / "red.en.srt").write_text(SRT)
    analyze(folder / "films" / "red.mp4", look=look_in(folder))
    gathered(folder)
    look = look_in(folder)
    for path in library_folder(look, open_look(look)).iterdir():
        data = path.read_bytes().lower()
        for word in (b"heron", b"red.mp4", b"/films"):
            assert word not in data
