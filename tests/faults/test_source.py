"""Rows 1 to 9: what is no film is refused in one line; what is left of a film is used."""

import os
from pathlib import Path

import pytest

from cutter.errors import InputError, NotAMovie, NoVideoStream, SourceNotFound
from cutter.media.source import open_source
from tests.faults.command import make, names
from tests.faults.corpus import Corpus, rotten
from tests.faults.doors import watched_doors
from tests.faults.seen import ALL, decodable, ends, plan, shown


def odd_file(kind: str, folder: Path) -> Path:
    path = folder / "film.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "link to a device":
        path.symlink_to("/dev/zero")
    elif kind == "link to itself":
        path.symlink_to(path)
    elif kind == "unreadable":
        path.write_bytes(b"x")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
    return path


def refused(film: Path, kind: type[InputError], folder: Path, *said: str) -> None:
    with pytest.raises(kind):
        open_source(film)
    target = folder / "cut.mp4"
    make(film, target).failed(3, film.name, *said)
    assert not target.exists()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "kind",
    ["missing", "folder", "pipe", "device", "link to a device", "link to itself", "unreadable"],
)
def test_row_01_what_is_no_readable_file_is_refused_before_anything_opens_it(
    kind: str, tmp_path: Path
) -> None:
    film = odd_file(kind, tmp_path)
    before = names(tmp_path)
    with watched_doors() as doors:
        refused(film, SourceNotFound, tmp_path)
    assert not doors.ffmpeg()
    assert not doors.opened
    assert names(tmp_path) == before


@pytest.mark.parametrize("name", ["zero.mp4", "text.mp4", "random.mp4"])
def test_row_02_what_is_no_film_under_a_films_name_is_refused(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    refused(corpus(name), NotAMovie, tmp_path, "empty" if name == "zero.mp4" else "no film")


def test_row_03_an_mp4_without_its_index_is_refused_with_a_hint(
    corpus: Corpus, tmp_path: Path
) -> None:
    refused(corpus("trunc_nomoov.mp4"), NotAMovie, tmp_path, "recording was cut short")


@pytest.mark.parametrize("name", ["trunc_faststart.mp4", "trunc.mkv"])
def test_row_04_a_truncated_film_is_cut_from_what_exists(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    film = corpus(name)
    count, last = decodable(film)
    assert open_source(film).end > last + 1, "the header should promise more"
    document, done = plan(film)
    assert "ends at" in done.err, done.err
    assert "header says 4.0 s" in done.err, done.err
    assert max(ends(document)) <= last + 1 / 30 + 1e-3 < 2.5
    target = tmp_path / "cut.mp4"
    assert make(film, target, *ALL).code == 0
    # A frame that is missing amid the others is held.
    assert count <= len(shown(target)) <= count + 3


@pytest.mark.parametrize("flips", [1, 4, 60])
def test_row_05_few_damaged_frames_are_counted_and_many_are_refused(
    corpus: Corpus, tmp_path: Path, flips: int
) -> None:
    film, target = tmp_path / "film.mp4", tmp_path / "cut.mp4"
    rotten("fs.mp4", flips)(corpus, film)
    done = make(film, target, *ALL)
    if flips < 60:
        assert done.code == 0, done.err
        assert "of 120 frames are damaged" in done.err
        assert len(shown(target)) >= 110
    else:
        done.failed(3, "film.mp4", "frames are damaged")
        assert not target.exists()


def test_row_06_sound_alone_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    refused(corpus("audio_only.m4a"), NoVideoStream, tmp_path, "sound but no moving picture")


def test_row_07_sound_with_a_cover_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    refused(corpus("coverart.m4a"), NoVideoStream, tmp_path, "cover picture but no moving")


@pytest.mark.parametrize("name", ["still.png", "still.jpg"])
@pytest.mark.parametrize("called", ["still", "film.mp4"])
def test_row_08_a_still_picture_is_refused_whatever_it_is_called(
    corpus: Corpus, tmp_path: Path, name: str, called: str
) -> None:
    film = corpus(name)
    if called != "still":
        film = tmp_path / called
        film.write_bytes(corpus(name).read_bytes())
    refused(film, NotAMovie, tmp_path, "no film")


@pytest.mark.parametrize(("name", "count"), [("oneframe.mp4", 1), ("twoframes.mp4", 2)])
def test_row_09_a_film_of_a_frame_or_two_is_its_own_cut(
    corpus: Corpus, tmp_path: Path, name: str, count: int
) -> None:
    target = tmp_path / "cut.mp4"
    done = make(corpus(name), target, "--fill", "--budget", "90s")
    assert done.code == 0, done.err
    assert len(shown(target)) == count
    assert "the budget of 90 s is longer than the film" in done.err, done.err
