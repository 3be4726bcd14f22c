"""Rows 24 to 28: files, names and texts that want more than to be cut are refused or harmless."""

import ast
import dataclasses
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest

from cutter import ffmpeg
from cutter.errors import FfmpegFailed
from cutter.media import container
from cutter.media.source import open_source
from cutter.render import look
from cutter.render.clips import View, clip_arguments
from cutter.render.encoder import CPU
from cutter.schema import Output
from cutter.timeline.place import Placed
from cutter.timeline.segments import Segment
from tests.faults.command import command
from tests.faults.corpus import Corpus
from tests.faults.doors import trap_in, watched_doors
from tests.films import ROOT
from tests.media.conftest import run_ffmpeg

SIMPLE = ("--offline", "--model", "basic", "--fill", "--budget", "2s", "--preset", "ultrafast")
RENDERERS = ("ffmpeg", "copy", "moviepy")
HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"
MPD = (
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S" '
    'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet '
    'contentType="video"><Representation id="1" bandwidth="9" codecs="avc1.64001f" width="320" '
    'height="240" mimeType="video/mp4"><BaseURL>{}</BaseURL><SegmentBase/></Representation>'
    "</AdaptationSet></Period></MPD>"
)
SDP = "o=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 0 RTP/AVP 33\n"
DISGUISES = {
    "playlist.mp4": HEAD.format("secret.ts"),
    "playlist.mkv": "\ufeff\n" + HEAD.format("secret.ts"),
    "remote.mp4": HEAD.format("http://127.0.0.1:{port}/x.ts"),
    "script.mp4": "ffconcat version 1.0\nfile 'secret.ts'\n",
    "script.mkv": "ffconcat version 1.0\nfile '{folder}/secret.ts'\n",
    "manifest.mp4": MPD.format("secret.ts"),
    "commented.mp4": "<!-- a film -->" + MPD.format("http://127.0.0.1:{port}/x.mp4"),
    "session.mp4": "v=0\n" + SDP,
    "bare-session.mkv": SDP,
    "list.mp4": "[playlist]\nFile1=secret.ts\n",
}


def disguise(name: str, folder: Path, port: int) -> Path:
    path = folder / name
    text = DISGUISES[name].replace("{port}", str(port)).replace("{folder}", str(folder))
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", DISGUISES)
def test_row_24_a_playlist_under_a_films_name_is_refused_and_opens_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with trap_in(tmp_path) as trap:
        film = disguise(name, tmp_path, trap.port)
        command("make", film, *SIMPLE, "--progress", "none").failed(3, name)
        assert not trap.was_touched()
        # What it looks like is the first defence; what FFmpeg may open is the second.
        monkeypatch.setattr(container, "SCRIPTS", ())
        command("make", film, *SIMPLE, "--progress", "none").failed(3, name)
        assert not trap.was_touched()
    assert {path.name for path in tmp_path.iterdir()} == {name, "secret.ts"}


@pytest.mark.parametrize("name", ["playlist.mp4", "script.mp4", "script.mkv", "manifest.mp4"])
def test_row_24_the_ffmpeg_process_does_not_open_a_playlist_either(
    name: str, corpus: Corpus, tmp_path: Path
) -> None:
    """A film may become a playlist between the plan and the rendering of a clip."""
    media = open_source(corpus("ok.mp4"))
    output = Output(width=320, height=240, frame_rate=Fraction(30), has_sound=False)
    piece = Placed(clip=0, source=0, first=0, count=5, start=Fraction(0), end=Fraction(1))
    target = tmp_path / "clip.mp4"
    with trap_in(tmp_path) as trap:
        film = disguise(name, tmp_path, trap.port)
        swapped = dataclasses.replace(media, path=film)
        colour = look.colour([media], output)
        segment = Segment("body", 0, 5, (piece,))
        arguments = clip_arguments(segment, [View(piece, swapped)], output, colour, CPU, target)
        with pytest.raises(FfmpegFailed):
            ffmpeg.run(arguments, timeout=20)
        assert not trap.was_touched()


def test_row_24_the_trap_shows_what_would_be_opened_without_the_defence(tmp_path: Path) -> None:
    with trap_in(tmp_path) as trap:
        script = disguise("script.mp4", tmp_path, trap.port)
        with pytest.raises((av.FFmpegError, OSError)):
            av.open(str(script), options={"protocol_whitelist": "file"})
        assert trap.was_touched()
    other = tmp_path / "other"
    other.mkdir()
    with trap_in(other) as trap:
        playlist = disguise("remote.mp4", other, trap.port)
        arguments = ["-extension_picky", "0", "-protocol_whitelist", "file,http,tcp"]
        with pytest.raises((FfmpegFailed, subprocess.CalledProcessError)):
            run_ffmpeg(*arguments, "-f", "hls", "-i", playlist, "-f", "null", "-")
        assert trap.was_touched()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_row_24_whatever_opens_media_is_told_which_formats_and_protocols(
    renderer: str, corpus: Corpus, shared_cache: Path, tmp_path: Path
) -> None:
    target, film = tmp_path / "cut.mp4", corpus("ok.mp4")
    with watched_doors() as doors:
        told = command(
            *("make", film, *SIMPLE, "--renderer", renderer, "-o", target),
            *("--cache", tmp_path / "store"),
        )
    assert told.code == 0, told.err
    read, started = doors.read(), doors.ffmpeg()
    assert len(read) >= 3
    assert len(started) >= 2
    for name, options in read:
        assert name.startswith("file:/"), name
        assert options["protocol_whitelist"] == "file"
        assert "mov" in options["format_whitelist"].split(",")
        assert not {"hls", "concat", "dash", "sdp"} & set(options["format_whitelist"].split(","))
    for name, options in read:
        if str(film) in name:
            assert (options["enable_drefs"], options["use_absolute_path"]) == ("0", "0")
    for arguments in started:
        for source, options in inputs_of(arguments):
            assert options["-protocol_whitelist"] in ("file", "pipe"), source
            assert options["-format_whitelist"], source
            assert source.startswith(("file:/", "pipe:0")), source


def inputs_of(arguments: list[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the inputs of a run of ffmpeg and the options that stand before each."""
    found, start = [], 0
    for at, word in enumerate(arguments):
        if word == "-i":
            before = arguments[start:at]
            found.append((arguments[at + 1], dict(itertools.pairwise(before))))
            start = at + 2
    return found


@pytest.mark.parametrize("renderer", RENDERERS)
def test_row_24_no_library_opens_a_film_behind_our_doors(
    renderer: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import cv2
    import moviepy
    import moviepy.audio.io.readers
    import moviepy.video.io.ffmpeg_reader
    import scenedetect

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a film was opened behind our doors")

    monkeypatch.setattr(cv2, "VideoCapture", refuse)
    monkeypatch.setattr(scenedetect, "open_video", refuse)
    monkeypatch.setattr(moviepy, "VideoFileClip", refuse)
    monkeypatch.setattr(moviepy, "AudioFileClip", refuse)
    monkeypatch.setattr(moviepy.video.io.ffmpeg_reader.FFMPEG_VideoReader, "__init__", refuse)
    monkeypatch.setattr(moviepy.audio.io.readers.FFMPEG_AudioReader, "__init__", refuse)
    told = command(
        *("make", corpus("ok.mp4"), *SIMPLE, "--renderer", renderer, "-o", tmp_path / "cut.mp4"),
        *("--cache", tmp_path / "store"),
    )
    assert told.code == 0, told.err


def test_row_24_the_code_names_no_other_door() -> None:
    """PyAV opens in four places, for reading with both lists; no other library opens media."""
    others = {"VideoCapture", "open_video", "VideoFileClip", "AudioFileClip", "imread", "ImageClip"}
    places = set()
    for path in sorted((ROOT / "cutter").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute | ast.Name):
                name = node.attr if isinstance(node, ast.Attribute) else node.id
                assert name not in others, f"{path}: {name}"
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "av.open":
                places.add(path.relative_to(ROOT / "cutter").as_posix())
    assert places == {
        "media/container.py",
        "render/assemble.py",
        "render/encoded.py",
        "render/join.py",
    }


@pytest.mark.parametrize("spelled", ["--", "./"])
def test_row_25_a_film_whose_name_is_an_option_is_cut(
    spelled: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(corpus("ok.mp4"), "./-i.mp4")
    film = ["--", "-i.mp4"] if spelled == "--" else ["./-i.mp4"]
    with watched_doors() as doors:
        told = command("make", *SIMPLE, "--cache", tmp_path / "store", *film)
    assert told.code == 0, told.err
    assert (tmp_path / "-i.cut.mp4").stat().st_size > 1000
    assert any(str(tmp_path / "-i.mp4") in word for call in doors.ffmpeg() for word in call)


def test_row_25_such_a_name_without_its_folder_is_taken_for_an_option_and_that_is_said(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(corpus("ok.mp4"), "./-i.mp4")
    command("make", *SIMPLE, "-i.mp4").failed(2, "-i", "the file of that name is written ./-i.mp4")
    command("make", *SIMPLE, "-i" * 400).failed(2, "see cutter make --help")


PROTOCOLS = ("http:evil.mp4", "tcp:1.mp4", "concat:a.mp4|b.mp4", "pipe:0.mp4", "data:,x.mp4")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_row_26_a_name_that_looks_like_an_address_is_a_name(
    name: str, corpus: Corpus, shared_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(corpus("ok.mp4"), name)
    with watched_doors() as doors:
        told = command("make", name, *SIMPLE, "--cache", shared_cache, "-o", "cut.mp4")
    assert told.code == 0, told.err
    handed = [word for call in doors.ffmpeg() for word in call if name in word]
    handed += [opened for opened, _ in doors.read() if name in opened]
    assert handed
    assert set(handed) == {f"file:{tmp_path / name}"}


@pytest.mark.slow
def test_row_26_no_socket_is_made_and_no_foreign_file_opened(
    corpus: Corpus, tmp_path: Path
) -> None:
    """Seen from outside: strace hears FFmpeg's own calls too."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "true"], capture_output=True).returncode:
        pytest.skip("strace does not work here")
    shutil.copy(corpus("ok.mp4"), tmp_path / "http:evil.mp4")
    log = tmp_path / "calls"
    done = subprocess.run(
        [
            *(strace, "-f", "-qq", "-e", "trace=network,openat,open", "-o", str(log)),
            *(sys.executable, "-m", "cutter", "make", "http:evil.mp4", *SIMPLE),
            *("--cache", "store", "-o", "cut.mp4"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    calls = log.read_text(errors="replace").splitlines()
    films = [call for call in calls if "evil.mp4" in call]
    assert len(films) >= 3
    assert not [call for call in calls if re.search(r"AF_INET|connect\(|sendto\(", call)]


NAMES = [
    b"it's [a]:b,c;d %d \\ \".mp4",
    b"frame%03d.mp4",
    b"new\nline\r\x1b[31mred\x07.mp4",
    "ünï😀 族.mp4".encode(),
    "\u202egnp.4pm \u2066rtl\u2069.mp4".encode(),
    b"x" * 251 + b".mp4",
    b"bad\xff\xfe.mp4",
    b"*?{a,b}$HOME`id`.mp4",
]
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("name", NAMES)
def test_row_27_a_film_may_have_any_name_and_no_line_is_broken_by_it(
    name: bytes, corpus: Corpus, shared_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    film = Path(os.fsdecode(name))
    shutil.copy(corpus("ok.mp4"), film)
    plain = command("make", film, *SIMPLE, "--cache", shared_cache, "--progress", "plain")
    assert plain.code == 0, plain.err
    (cut,) = tmp_path.glob("*.cut.mp4")
    assert cut.stat().st_size > 1000
    # One line on stdout, and no line that the name has begun.
    assert plain.out.count("\n") == 1
    assert not CONTROL.search(plain.out + plain.err)
    shown = command("analyze", film, *SIMPLE[:3], "--cache", shared_cache)
    assert not CONTROL.search(shown.out + shown.err)
    document = command("plan", film, *SIMPLE[:6], "--cache", shared_cache, "--json", "-q")
    assert json.loads(document.out)["sources"][0]["path"] == film.name


@pytest.mark.parametrize("name", NAMES)
def test_row_27_an_error_about_any_name_is_one_clean_line(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    film = Path(os.fsdecode(name))
    film.write_bytes(b"hello")
    told = command("make", film, *SIMPLE, "--progress", "none")
    told.failed(3)
    assert told.lines[0].isprintable()
    assert not CONTROL.search(told.err)
    event = command("make", film, *SIMPLE, "--progress", "json").err.splitlines()[-1]
    assert json.loads(event)["exit_code"] == 3


EVIL = "a',movie=secret.ts[x];[x]%{pts}%{metadata\\:title}\\' <script>"


@pytest.mark.parametrize("renderer", RENDERERS)
def test_row_28_words_of_others_are_drawn_and_never_obeyed(
    renderer: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    film = tmp_path / "film.mp4"
    run_ffmpeg("-i", corpus("ok.mp4"), "-c", "copy", "-metadata", f"title={EVIL}", film)
    words = [{"text": EVIL}, {"text": "bright, colourful"}]
    profile = tmp_path / "a',movie=secret.ts[x];.json"
    profile.write_text(json.dumps({"version": 1, "likes": words}))
    subtitles = tmp_path / "film.srt"
    subtitles.write_text(f"1\n00:00:00,500 --> 00:00:02,000\n{EVIL}\n")
    with trap_in(tmp_path) as trap, watched_doors() as doors:
        told = command(
            *("make", film, *SIMPLE, "--profile", profile, "--renderer", renderer),
            *("--cache", tmp_path / "store", "-o", "cut.mp4", "--keep-metadata"),
            *("--report", "report.html", "--sheet", "sheet.png", "--overwrite"),
        )
        assert told.code == 0, told.err
        assert not trap.was_touched()
    for arguments in doors.ffmpeg():
        assert not [word for word in arguments if "movie" in word or "%{" in word]
        graphs = [word for flag, word in itertools.pairwise(arguments) if "filter" in flag]
        for graph in graphs:
            assert not re.search(r"drawtext|movie|subtitles|ass=|'", graph), graph
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "a&#39;,movie=secret.ts[x];" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    with av.open(str(tmp_path / "cut.mp4")) as cut:
        assert cut.metadata["title"] == EVIL
