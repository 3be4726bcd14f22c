"""What a film says of itself (6 of the promises about privacy) stays out of its cut."""

import re
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from cutter.media import nal
from tests.faults.command import command
from tests.faults.corpus import Corpus
from tests.media.conftest import run_ffmpeg

QUICK = ("--offline", "--fill", "--budget", "2s", "--preset", "ultrafast", "--model", "basic", "-q")
TAGS = ("numbat", "+48.8577+002.295/", "2024-05-06T07:08:09", "bilby", "wombat", "echidna")


@pytest.fixture(scope="module")
def tagged(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives a film with a title, a place, a time and chapters."""
    folder = tmp_path_factory.mktemp("tagged")
    chapters = folder / "chapters.txt"
    chapters.write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=bilby\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=4000\ntitle=bilby two\n"
    )

    def make(suffix: str) -> Path:
        path = folder / f"film.{suffix}"
        if not path.exists():
            run_ffmpeg(
                *("-i", corpus("ok.mp4"), "-i", chapters, "-map", "0", "-map_chapters", "1"),
                *("-c", "copy", "-metadata", "title=numbat", "-metadata", f"location={TAGS[1]}"),
                *("-metadata", "creation_time=2024-05-06T07:08:09Z", "-metadata", "artist=echidna"),
                *("-metadata:s:v", "title=wombat", "-metadata:s:a", "title=wombat"),
                *("-metadata:s:a", "handler_name=wombat", "-metadata:s:v", "handler_name=wombat"),
                path,
            )
        return path

    return make


@pytest.mark.parametrize("target", ["cut.mp4", "cut.mov", "cut.mkv"])
@pytest.mark.parametrize("renderer", ["ffmpeg", "copy", "moviepy"])
@pytest.mark.parametrize("source", ["mp4", "mkv"])
def test_privacy_6_nothing_that_a_film_says_of_itself_is_in_the_cut(
    source: str,
    renderer: str,
    target: str,
    tagged: Callable[[str], Path],
    shared_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    film = tagged(source)
    done = command(
        *("make", film, *QUICK, "--cache", shared_cache),
        *("--renderer", renderer, "-o", target),
    )
    assert done.code == 0, done.err
    data = Path(target).read_bytes()
    assert not [tag for tag in (*TAGS, "48.8577", "2024-05-06") if tag.encode() in data]
    # Matroska must name what wrote it; no version of it tells of this machine.
    assert not re.search(rb"Lav[fc]\d", data)
    with av.open(target) as cut:
        assert len(cut.streams) == 2
        assert not cut.chapters()
        assert not {"title", "creation_time", "location", "artist"} & set(cut.metadata)


@pytest.mark.parametrize(("codec", "head"), [("h264", b"\x06"), ("hevc", b"\x4e\x01")])
def test_privacy_6_what_a_camera_hides_in_the_picture_s_stream_is_not_copied(
    codec: str, head: bytes
) -> None:
    recovery = b"\x06\x01\xc4"
    place = b"\x05\x17" + bytes(16) + b"echidna"
    long = b"\x01\xff\x01" + bytes(range(1, 256)) + b"\x01"
    harmless = head + recovery + b"\x80"
    for hidden in (place, recovery + place, long + place):
        units = [memoryview(head + hidden + b"\x80"), memoryview(harmless)]
        assert nal.copied_units(codec, units, is_first=True) == [harmless]


@pytest.mark.parametrize("target", ["cut.mp4", "cut.mkv"])
@pytest.mark.parametrize("how", ["make", "render"])
def test_privacy_6_what_a_film_says_of_itself_is_kept_where_that_is_asked_for(
    how: str,
    target: str,
    tagged: Callable[[str], Path],
    shared_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    film = tagged("mp4")
    look = (*QUICK, "--cache", shared_cache)
    if how == "render":
        assert command("plan", film, *look, "-o", "plan.json").code == 0
        done = command("render", "plan.json", "--keep-metadata", "-o", target, "-q")
    else:
        done = command("make", film, *look, "--keep-metadata", "-o", target)
    assert done.code == 0, done.err
    with av.open(target) as cut:
        tags = {key.lower(): value for key, value in cut.metadata.items()}
        assert tags["title"] == "numbat"
        assert tags["artist"] == "echidna"
        assert "+48.8577+002.2950/" in tags.values()
        assert not cut.chapters()
        assert not re.search(r"Lavf\d", str(tags))


def test_privacy_6_of_chapters_that_are_carried_the_names_come_along_and_nothing_else(
    tagged: Callable[[str], Path], shared_cache: Path, tmp_path: Path
) -> None:
    target = tmp_path / "cut.mp4"
    asked = ("--chapters", "film", "-o", target)
    done = command("make", tagged("mp4"), *QUICK, "--cache", shared_cache, *asked)
    assert done.code == 0, done.err
    data = target.read_bytes()
    assert not [tag for tag in {*TAGS, "48.8577", "2024-05-06"} - {"bilby"} if tag.encode() in data]
    with av.open(str(target)) as cut:
        assert {each["metadata"]["title"] for each in cut.chapters()} <= {"bilby", "bilby two"}
        assert cut.chapters()
