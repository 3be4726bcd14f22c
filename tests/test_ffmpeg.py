"""One door to ffmpeg: it ends when it should, says why it failed, and leaves no stray."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cutter import ffmpeg
from cutter.errors import FfmpegFailed
from cutter.ffmpeg.process import LOG_LINES
from tests.films import ROOT

ENDLESS = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=25", "-f", "null", "-"]
SHORT = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=25:duration=2", "-f", "null", "-"]
RAW = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x48", "-i", "pipe:0"]
FRAME = b"\0" * 3072
posix = pytest.mark.skipif(os.name == "nt", reason="scripts and signals of POSIX")


@pytest.fixture(autouse=True)
def _no_stray() -> Iterator[None]:
    """After every test no child of this process is left."""
    yield
    left = [child for child in psutil.Process().children(recursive=True) if _is_ffmpeg(child)]
    assert left == []


def _is_ffmpeg(process: psutil.Process) -> bool:
    try:
        return "ffmpeg" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program of our own in ffmpeg's place."""
    program = folder / "ffmpeg-fake"
    program.write_text(f"#!{sys.executable}\n{textwrap.dedent(body)}")
    program.chmod(0o755)
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(program))


def test_frames_are_counted_while_it_runs() -> None:
    seen: list[int] = []
    ffmpeg.run(SHORT, on_frame=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 50


def test_what_is_fed_is_read(tmp_path: Path) -> None:
    target = tmp_path / "frames.raw"
    frame = bytes(range(256)) * 12
    arguments = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x48", "-i", "pipe:0"]
    ffmpeg.run([*arguments, "-f", "rawvideo", str(target)], feed=itertools.repeat(frame, 5))
    assert target.read_bytes() == frame * 5


def test_a_failure_says_what_ffmpeg_said(tmp_path: Path) -> None:
    with pytest.raises(FfmpegFailed, match=r"No such file") as caught:
        ffmpeg.run(["-i", str(tmp_path / "none.mp4"), "-f", "null", "-"])
    assert "none.mp4" in caught.value.log


def test_an_error_in_what_is_fed_comes_through_and_ends_it() -> None:
    def broken() -> Iterator[bytes]:
        yield b"\0" * 3072
        raise ZeroDivisionError

    arguments = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x48", "-i", "pipe:0"]
    with pytest.raises(ZeroDivisionError):
        ffmpeg.run([*arguments, "-f", "null", "-"], feed=broken())


@posix
def test_an_interrupted_feed_ends_at_once_though_ffmpeg_waits_for_it() -> None:
    began = 0.0

    def interrupted() -> Iterator[bytes]:
        nonlocal began
        yield from itertools.repeat(FRAME, 100)
        time.sleep(0.3)
        began = time.monotonic()
        signal.raise_signal(signal.SIGINT)
        yield FRAME

    with pytest.raises(KeyboardInterrupt):
        ffmpeg.run([*RAW, "-f", "null", "-"], feed=interrupted())
    assert time.monotonic() - began < 1.5


def test_an_encoder_that_ends_early_does_not_hang_the_feed() -> None:
    arguments = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x48", "-i", "pipe:0"]
    endless = itertools.repeat(b"\0" * 3072)
    ffmpeg.run([*arguments, "-frames:v", "3", "-f", "null", "-"], feed=endless)


def test_it_is_stopped_when_it_takes_too_long() -> None:
    began = time.monotonic()
    with pytest.raises(FfmpegFailed, match=r"did not end within 0\.5 s"):
        ffmpeg.run(ENDLESS, timeout=0.5)
    assert time.monotonic() - began < 5


def test_a_feed_that_nobody_reads_is_stopped_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(FfmpegFailed, match="did not end"):
        ffmpeg.run([], feed=itertools.repeat(b"x" * 65536), timeout=0.5)


def test_another_thread_can_stop_it() -> None:
    stopper = ffmpeg.Stopper()
    timer = threading.Timer(0.3, stopper.stop)
    timer.start()
    with pytest.raises(FfmpegFailed, match="was stopped"):
        ffmpeg.run(ENDLESS, stopper=stopper)
    timer.join()
    with pytest.raises(FfmpegFailed, match="was stopped"):
        ffmpeg.run(ENDLESS, stopper=stopper)


@posix
def test_one_that_ignores_the_polite_signal_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.ffmpeg.process.GRACE", 0.3)
    fake(
        tmp_path,
        monkeypatch,
        """
        import signal, time
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        time.sleep(60)
        """,
    )
    began = time.monotonic()
    with pytest.raises(FfmpegFailed, match="did not end"):
        ffmpeg.run([], timeout=0.5)
    assert time.monotonic() - began < 5


@posix
def test_a_flood_of_messages_neither_blocks_nor_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(
        tmp_path,
        monkeypatch,
        """
        import sys
        for number in range(100_000):
            print(f"message {number} " + "x" * 60, file=sys.stderr)
        sys.stderr.write("y" * 5_000_000)
        print("\\nthe last word", file=sys.stderr)
        sys.exit(3)
        """,
    )
    with pytest.raises(FfmpegFailed, match=r"exit code 3\): the last word") as caught:
        ffmpeg.run([])
    assert len(caught.value.log) < 4096 * (LOG_LINES + 1)


@posix
def test_no_command_line_is_written_to_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.log"
    monkeypatch.setenv("FFREPORT", f"file={report}")
    ffmpeg.run(SHORT)
    assert not report.exists()


@posix
@pytest.mark.parametrize("how", ["run", "ask"])
def test_what_is_none_of_its_business_is_not_in_its_environment(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    program = tmp_path / "ffmpeg-telling"
    program.write_text(f"#!/bin/sh\nenv > '{told}'\n")
    program.chmod(0o755)
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(program))
    monkeypatch.setenv("CUTTER_PASSPHRASE", "correct horse")
    monkeypatch.setenv("FFREPORT", f"file={tmp_path / 'report'}")
    ffmpeg.run(SHORT) if how == "run" else ffmpeg.version()
    said = told.read_text()
    assert "PATH=" in said
    assert "horse" not in said
    assert "CUTTER_" not in said
    assert "FFREPORT" not in said


def test_a_binary_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(FfmpegFailed, match=r"CUTTER_FFMPEG=.*nothing"):
        ffmpeg.run(SHORT)


def test_encoders_that_are_listed_are_tried() -> None:
    assert ffmpeg.works("libx264")
    assert not ffmpeg.works("no_such_encoder")
    # An audio encoder is listed, and cannot encode a picture.
    assert "aac" in ffmpeg.encoders()
    assert not ffmpeg.works("aac")
    assert {"fps", "scale", "bwdif"} <= ffmpeg.filters()
    assert ffmpeg.version().startswith("ffmpeg version")


@posix
@pytest.mark.parametrize("name", ["-i.mkv", "http:evil.mkv", "it's [a]:b,c;d %d.mkv", "a\nb.mkv"])
def test_a_films_name_is_nothing_but_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    ffmpeg.run([*SHORT[:4], "-c:v", "mpeg4", "-f", "matroska", "-y", f"file:{path}"])
    seen: list[int] = []
    ffmpeg.run(
        ["-i", ffmpeg.source_argument(path), "-f", "null", "-"],
        on_frame=seen.append,
    )
    assert seen[-1] == 50


CHILD = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from cutter import ffmpeg
print("ready", flush=True)
ffmpeg.run({ENDLESS!r})
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_SET_PDEATHSIG is Linux's")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_it_does_not_outlive_us(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        child = _child_of(program.pid)
        program.send_signal(how)
        program.wait(10)
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def _child_of(pid: int) -> psutil.Process:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for child in psutil.Process(pid).children():
            if "ffmpeg" in child.name():
                return child
        time.sleep(0.02)
    raise AssertionError("ffmpeg did not start")
