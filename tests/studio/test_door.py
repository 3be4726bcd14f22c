"""A studio's server as others on this machine see it: one port, no words, no token."""

import contextlib
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from cutter.progress import SILENT
from cutter.studio.browsing import browse_to
from cutter.studio.guard import MOST_HEADERS
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP
from tests.studio.opened import Opened, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Yield a studio of what is no film: it opens quickly, and its server is like any other."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "spiders.mp4").write_bytes(b"no film")
    with opened(
        folder / "spiders.mp4", "--profile", PROFILES / "alice.json",
        "--model", SAMPLE_CLIP, "--offline", folder=folder,
    ) as found:  # fmt: skip
        until = time.monotonic() + 60
        while found.told("/api/standing")["stage"] == "opening" and time.monotonic() < until:
            time.sleep(0.1)
        yield found


def raw(door: Opened, *parts: bytes, patience: float = 10.0) -> bytes:
    """Send bytes as they are; return the beginning of what comes back."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=patience) as line:
        with contextlib.suppress(OSError):
            for part in parts:
                line.sendall(part)
        got = b""
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in got and (part := line.recv(4096)):
                got += part
        return got


def head(door: Opened, *further: str, path: str = "/api/standing", method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{door.port}", *further, "", ""]
    return "\r\n".join(lines).encode()


def own(door: Opened) -> str:
    return f"Cookie: cutter-{door.port}={door.token}"


def test_what_is_no_film_is_told(door: Opened) -> None:
    standing = door.told("/api/standing")
    assert standing["stage"] == "failed"
    assert "spiders.mp4" in standing["error"]
    for path in ("/api/film", "/film", "/proxy", "/thumbs/0.jpg"):
        status, body = door.ask(path)
        assert status == 409
        assert b"spiders.mp4" in body


def test_it_listens_on_this_machine_alone(door: Opened) -> None:
    process = psutil.Process(door.process.pid)
    listening = [
        each.laddr
        for one in (process, *process.children(recursive=True))
        for each in one.net_connections("all")
        if each.status == psutil.CONN_LISTEN
    ]
    assert [(each.ip, each.port) for each in listening] == [("127.0.0.1", door.port)]
    others = {"127.0.0.2", "::1"}
    for found in psutil.net_if_addrs().values():
        others |= {each.address.partition("%")[0] for each in found
                   if each.family in (socket.AF_INET, socket.AF_INET6)}  # fmt: skip
    others.discard("127.0.0.1")
    for address in others:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as line:
            line.settimeout(2)
            try:
                assert line.connect_ex((address, door.port)) != 0, address
            except OSError:
                # There is no such way here at all.
                continue


def test_the_token_is_in_no_command_line_and_no_log(door: Opened) -> None:
    raw(door, head(door, path=f"/?token={door.token}"))
    raw(door, head(door, path=f"/nowhere?token={door.token}"))
    raw(door, b"\x16\x03\x01 nonsense\r\n\r\n")
    for process in psutil.process_iter(["cmdline"]):
        assert door.token not in " ".join(process.info["cmdline"] or ())
    log = door.log.read_text()
    assert door.token not in log
    assert "GET" not in log


def test_headers_beyond_all_measure_are_refused(door: Opened) -> None:
    long = f"X: {'x' * (3 * MOST_HEADERS)}"
    many = [f"X{number}: x" for number in range(MOST_HEADERS // 4)]
    for further in ([long], many, [long] * 10):
        answer = raw(door, head(door, own(door), *further))
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431")), answer[:80]
    assert door.told("/api/standing")


def test_a_body_beyond_all_measure_is_refused_before_it_is_there(door: Opened) -> None:
    origin = f"Origin: {door.origin}"
    told = head(door, own(door), origin, "Content-Length: 9999999999", method="POST",
                path="/api/do")  # fmt: skip
    assert raw(door, told, bytes(200_000)).startswith(b"HTTP/1.1 413")
    told = head(door, own(door), origin, "Transfer-Encoding: chunked", method="POST",
                path="/api/do")  # fmt: skip
    chunk = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    assert raw(door, told, *[chunk] * 8).startswith(b"HTTP/1.1 413")
    both = head(door, own(door), origin, "Content-Length: 5", "Transfer-Encoding: chunked",
                method="POST", path="/api/do")  # fmt: skip
    assert not raw(door, both, b"0\r\n\r\n").startswith(b"HTTP/1.1 200")
    assert door.told("/api/standing")


@pytest.mark.parametrize(
    "path",
    [
        "/page/../../../../../../etc/passwd",
        "/page/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/page/%2e%2e/%2e%2e/studio/wire.py",
        "/page/%252e%252e/wire.py",
        "/page/..%5c..%5cwire.py",
        "/page//etc/passwd",
        "/page/js/..%2f..%2f..%2fapp.py",
        "/files/..%2fjobs.json",
        "/files/%2e%2e%2fsession.lock",
        "/files/%00",
        "/files/..",
        "//etc/passwd",
        "/thumbs/..%2f..%2fjobs.json",
        "/thumbs/-1.jpg",
        "/picture/999999999999999999999999.jpg",
        "/api/jobs/..%2f..%2f",
        "/api/shot/%2e%2e",
        "/film/../../jobs.json",
        "/docs",
        "/openapi.json",
        "http://evil.example/film",
    ],
)
def test_no_address_leads_to_another_file(door: Opened, path: str) -> None:
    answer = raw(door, head(door, own(door), "Connection: close", path=path))
    assert answer.startswith((b"HTTP/1.1 40", b"HTTP/1.1 422", b"HTTP/1.1 307"))
    assert b"root:" not in answer


def test_slow_strangers_hold_nobody_up(door: Opened) -> None:
    slow = [socket.create_connection(("127.0.0.1", door.port), timeout=5) for _ in range(100)]
    try:
        for number, line in enumerate(slow):
            # Nothing, half a request line, half a header, half a body.
            line.sendall(
                (
                    b"",
                    b"GET /api/sta",
                    f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\nX: ".encode(),
                    head(door, own(door), f"Origin: {door.origin}", "Content-Length: 50",
                         method="POST", path="/api/do") + b"{",
                )[number % 4]
            )  # fmt: skip
        began = time.monotonic()
        assert door.told("/api/standing")
        assert time.monotonic() - began < 2
    finally:
        for line in slow:
            line.close()


def test_what_a_session_leaves_is_private(door: Opened) -> None:
    folder = door.log.parent / "session"
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def _start(folder: Path, film: Path, **env: str) -> tuple[str, str, int]:
    """Start a studio that opens a browser, end it when that has come to something."""
    with (
        (folder / "told").open("w") as out,
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "cutter", "studio", film, "--session", folder / "session"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
        ) as process,
    ):
        until = time.monotonic() + 60
        while not ((folder / "seen").exists() or "browser" in (folder / "log").read_text()):
            assert time.monotonic() < until
            time.sleep(0.1)
        process.terminate()
        code = process.wait(20)
    return (folder / "told").read_text(), (folder / "log").read_text(), code


@pytest.mark.slow
def test_the_browser_is_led_in_without_anybody_reading_how(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film")
    browser = tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\necho noise; echo noise >&2\n"
        'echo "$@" > given; path="${1#file://}"\n'
        'stat -c %a "$path" > mode; cp "$path" page; touch seen; sleep 60\n'
    )
    browser.chmod(0o700)
    told, log, code = _start(tmp_path, film, BROWSER=str(browser))
    token = told.strip().partition("token=")[2]
    assert token
    assert told.count("\n") == 1
    assert code == 143
    assert "noise" not in log
    assert token not in (tmp_path / "given").read_text()
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert told.strip() in (tmp_path / "page").read_text()
    assert not (tmp_path / "session" / "open.html").exists()


@pytest.mark.slow
def test_a_page_of_the_session_leads_a_real_browser_in(
    door: Opened, browser: "Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "true %s")
    browse_to(door.address, tmp_path, SILENT)
    path = tmp_path / "open.html"
    until = time.monotonic() + 20
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    context = browser.new_context()
    page = context.new_page()
    try:
        for first in (path.as_uri(), door.address):
            page.goto(first)
            page.wait_for_url(f"{door.origin}/")
            page.wait_for_selector("#standing:has-text('spiders.mp4')")
            assert door.token not in page.content()
        (cookie,) = context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    finally:
        context.close()


@pytest.mark.slow
def test_without_a_browser_the_address_is_told_all_the_same(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film")
    told, log, _ = _start(tmp_path, film, BROWSER="", PATH=str(tmp_path), DISPLAY="")
    assert told.startswith("http://127.0.0.1:")
    assert told.count("\n") == 1
    assert [line for line in log.splitlines() if "browser" in line] == [
        "no browser could be opened; open the address above in one"
    ]


def test_an_edit_list_for_mpv_is_written_and_no_page_opened(
    shared_cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cutter.cli.app import run

    asked = [
        "studio", str(SAMPLE), "--profile", str(PROFILES / "alice.json"), "--preview", "mpv",
        "--model", str(SAMPLE_CLIP), "--offline", "--cache", str(shared_cache),
        "-o", str(tmp_path),
    ]  # fmt: skip
    assert run(asked) == 0
    told = capsys.readouterr()
    target = tmp_path / "sample.alice.mpv.edl"
    assert told.out == f"{target}\n"
    assert f"play it with: mpv {target}" in told.err
    lines = target.read_text().splitlines()
    assert lines[0] == "# mpv EDL v0"
    assert len(lines) > 3
    # What is there stays, unless it is said otherwise.
    assert run(asked) == 6
    assert run([*asked, "--overwrite"]) == 0
