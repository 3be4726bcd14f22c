"""Progress is shown in the form asked for, a line stays a line, and results stay off stderr."""

import contextlib
import io
import json
import os
import pty
import sys
import threading

import pytest

from cutter.progress import Bars, JsonLines, Plain, Silent, make_progress


def test_plain_lines_tell_begin_and_end() -> None:
    stream = io.StringIO()
    with Plain(stream).stage("watch", total=10) as stage:
        stage.advance(5)
    first, last = stream.getvalue().splitlines()
    assert first == "watch …"
    assert last.startswith("watch done in ")


def test_a_stage_that_fails_says_so() -> None:
    stream = io.StringIO()
    with pytest.raises(ValueError, match="x"), Plain(stream).stage("watch"):
        raise ValueError("x")
    assert "watch failed" in stream.getvalue()


def test_time_left_is_told_from_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    stream = io.StringIO()
    with Plain(stream).stage("watch", total=100) as stage:
        now[0] = 10.0
        stage.advance(25)
    assert "watch 25%, 30 s left" in stream.getvalue()


def test_json_lines_can_each_be_read() -> None:
    stream = io.StringIO()
    progress = JsonLines(stream)
    with progress.stage("look", total=4) as stage:
        stage.advance(4)
    progress.note("a\nb")
    progress.warn("c")
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["begin", "end", "note", "warning"]
    assert events[1]["done"] == 4


def test_a_message_stays_one_line_whatever_a_file_is_called() -> None:
    stream = io.StringIO()
    Plain(stream).note("film\n\x1b[2Jname.mp4")
    assert stream.getvalue() == "film??[2Jname.mp4\n"


def test_quiet_keeps_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    progress = make_progress("plain", quiet=True)
    with progress.stage("watch"):
        progress.note("not shown")
    progress.warn("shown")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "warning: shown\n")
    Silent().warn("nowhere")


def test_auto_means_plain_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(make_progress("auto"), Plain)


def _read_all(terminal: int, shown: list[bytes]) -> None:
    """Read what is written to a pseudo-terminal until its other end is closed."""
    with os.fdopen(terminal, "rb", buffering=0) as screen, contextlib.suppress(OSError):
        while piece := screen.read(4096):
            shown.append(piece)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_bars_are_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    outer, inner = pty.openpty()
    # More than fits the terminal's buffer would block, so it is read while it is drawn.
    shown: list[bytes] = []
    reader = threading.Thread(target=_read_all, args=(outer, shown))
    reader.start()
    with os.fdopen(inner, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        bars = make_progress("auto")
        assert isinstance(bars, Bars)
        with bars.stage("watch", total=2) as stage:
            stage.advance(2)
            bars.warn("odd")
        terminal.flush()
        monkeypatch.undo()
    reader.join(10)
    screen = b"".join(shown).decode()
    assert "watch" in screen
    assert "100%" in screen
    assert "warning: odd" in screen
