"""What the page has made is what the command line makes, and nothing outlives the studio."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from cutter.ffmpeg import run
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP
from tests.studio.opened import Opened, opened

pytestmark = pytest.mark.slow

EYES = ("--model", SAMPLE_CLIP, "--offline")


def over(studio: Opened, number: str, patience: float = 120.0) -> Any:  # noqa: ANN401 - JSON
    """Return a job when it is over."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        job = next(each for each in studio.told("/api/jobs") if each["id"] == number)
        if job["state"] not in ("waiting", "running"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"not over after {patience} s")


def running(studio: Opened, number: str, share: float = 0.0) -> Any:  # noqa: ANN401 - JSON
    """Return a job when it has come so far."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for job in studio.told("/api/jobs"):
            if job["id"] != number:
                continue
            if job["share"] is not None and job["share"] > share:
                return job
            assert job["state"] in ("waiting", "running"), job
        time.sleep(0.02)
    raise AssertionError("did not come so far")


def descendants(studio: Opened) -> list[psutil.Process]:
    return list(psutil.Process(studio.process.pid).children(recursive=True))


def all_gone(processes: list[psutil.Process], patience: float = 15.0) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=patience)
    return not alive


def command(folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cutter", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_render_is_the_command_line_s_and_can_be_rated(studio: Opened, tmp_path: Path) -> None:
    begun = studio.told("/api/jobs", {"work": "render"})
    assert begun["state"] in ("waiting", "running")
    job = over(studio, begun["id"])
    assert (job["state"], job["share"], job["error"]) == ("done", 1.0, "")
    film, *_, plan = job["files"]
    assert film["name"] == "sample.alice.mp4"
    assert plan["name"] == "sample.alice.plan.json"
    assert film["type"] == "video/mp4"

    folder = studio.log.parent / "session" / "out"
    status, served = studio.ask(film["address"])
    assert (status, served) == (200, (folder / film["name"]).read_bytes())
    again = command(folder, "render", plan["name"], "-o", tmp_path / "again.mp4")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.mp4").read_bytes() == served

    viewer = json.loads(json.dumps(studio.told("/api/standing")))["command"].split()
    planned = command(
        folder, "plan", SAMPLE, "--profile", viewer[viewer.index("--profile") + 1], *EYES,
        *("--cache", viewer[viewer.index("--cache") + 1], "-o", folder / "typed.json"),
    )  # fmt: skip
    assert planned.returncode == 0, planned.stderr
    assert (folder / "typed.json").read_bytes() == (folder / plan["name"]).read_bytes()

    rated = command(folder, "rate", film["name"], "--like", "0:01", "--dry-run")
    assert "no cut that was made here" not in rated.stderr
    for path in folder.iterdir():
        if path.name != "typed.json":
            assert path.stat().st_mode & 0o777 == 0o600, path.name


def test_exports_are_the_command_line_s(studio: Opened, tmp_path: Path) -> None:
    forms = [form["name"] for form in studio.told("/api/formats")]
    begun = studio.told("/api/jobs", {"work": "export", "formats": forms})
    job = over(studio, begun["id"])
    assert job["state"] == "done", job
    assert len(job["files"]) == len(forms)
    out = studio.log.parent / "session" / "out"
    plan = next(file["name"] for file in job["files"] if file["name"].endswith(".plan.json"))
    stem = plan.removesuffix(".plan.json")
    timelines = [form for form in forms if form not in ("plan", "report", "sheet")]
    for form in timelines:
        name = next(
            each["name"] for each, told in zip(job["files"], forms, strict=True) if told == form
        )
        target = out / f"typed-{name}"
        typed = command(out, "export", plan, "--export", form, "-o", target)
        assert typed.returncode == 0, typed.stderr
        wrote = target.read_bytes().replace(b"typed-" + stem.encode(), stem.encode())
        target.unlink()
        named = stem.split(".")[0].encode()
        assert wrote.replace(b"typed-" + named, named) == (out / name).read_bytes(), form


def test_a_cancelled_render_leaves_nothing(studio: Opened) -> None:
    out = studio.log.parent / "session" / "out"
    before = {path.name for path in out.iterdir()}
    first = studio.told("/api/jobs", {"work": "render"})
    second = studio.told("/api/jobs", {"work": "render"})
    running(studio, first["id"], 0.01)
    assert next(j for j in studio.told("/api/jobs") if j["id"] == second["id"])["state"] == (
        "waiting"
    )
    beside = descendants(studio)
    assert beside
    if hasattr(os, "getpriority"):
        assert all(each.nice() >= 10 for each in beside)
    for job in (second, first):
        studio.told(f"/api/jobs/{job['id']}", method="DELETE")
    for job in (first, second):
        assert over(studio, job["id"])["state"] == "cancelled"
    assert all_gone(beside)
    assert {path.name for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_nothing_outlives_the_studio(
    number: signal.Signals, code: int, shared_cache: Path, tmp_path: Path
) -> None:
    with opened(
        SAMPLE, "--profile", PROFILES / "alice.json", *EYES, "--cache", shared_cache,
        folder=tmp_path,
    ) as studio:  # fmt: skip
        studio.wait()
        begun = studio.told("/api/jobs", {"work": "render"})
        running(studio, begun["id"], 0.01)
        beside = descendants(studio)
        assert len(beside) >= 2
        studio.process.send_signal(number)
        assert studio.process.wait(20) == code
        assert all_gone(beside)
        if number != signal.SIGKILL:
            assert studio.log.read_text().count("\n") == 1
    out = tmp_path / "session" / "out"
    assert [path.name for path in out.glob("*.mp4")] == []
    assert [path.name for path in out.glob(".cutter-*")] == []
    with opened(
        SAMPLE, "--profile", PROFILES / "alice.json", *EYES, "--cache", shared_cache,
        folder=tmp_path,
    ) as studio:  # fmt: skip
        (job,) = (each for each in studio.told("/api/jobs") if each["work"] == "render")
        assert job["state"] == "cancelled"
        assert studio.ask("/api/quit", {})[0] == 200
        assert studio.process.wait(20) == 0
    assert list(out.iterdir()) == []


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample film's first quarter."""
    path = tmp_path_factory.mktemp("short") / "short.mp4"
    run(["-i", str(SAMPLE), "-t", "24", "-c", "copy", str(path)])
    return path


def test_a_film_that_is_not_analysed_yet_is_analysed_beside_the_page(
    short: Path, tmp_path: Path
) -> None:
    with opened(short, *EYES, "--cache", tmp_path / "store", folder=tmp_path) as studio:
        shares = []
        while studio.told("/api/standing")["stage"] == "opening":
            shares += [job["share"] for job in studio.told("/api/jobs") if job["share"]]
            time.sleep(0.1)
        assert studio.told("/api/standing")["stage"] == "ready"
        assert shares == sorted(shares)
        assert shares[-1] > 0.3
        assert studio.told("/api/jobs") == []


def test_a_film_whose_analysis_is_cancelled_is_told(short: Path, tmp_path: Path) -> None:
    with opened(short, *EYES, "--cache", tmp_path / "store", folder=tmp_path) as studio:
        running(studio, "1", 0.01)
        studio.told("/api/jobs/1", method="DELETE")
        until = time.monotonic() + 30
        while studio.told("/api/standing")["stage"] == "opening" and time.monotonic() < until:
            time.sleep(0.05)
        standing = studio.told("/api/standing")
        assert standing["stage"] == "failed"
        assert "cancelled" in standing["error"]


def test_a_film_that_no_browser_plays_gets_a_proxy(short: Path, tmp_path: Path) -> None:
    film = tmp_path / "broadcast.ts"
    run(["-i", str(short), "-t", "10", "-c", "copy", str(film)])
    store = tmp_path / "store"
    with opened(film, *EYES, "--cache", store, folder=tmp_path) as studio:
        studio.wait()
        assert studio.told("/api/film")["source"]["playable"] == "no"
        assert studio.ask("/proxy")[0] == 404
        begun = studio.told("/api/proxy", {})
        assert studio.told("/api/proxy", {})["id"] == begun["id"]
        assert over(studio, begun["id"])["state"] == "done"
        source = studio.told("/api/film")["source"]
        assert (source["address"], source["offset"], source["playable"]) == ("/proxy", 0.0, "yes")
        (made,) = (store / "proxies").iterdir()
        assert studio.ask("/proxy") == (200, made.read_bytes())
        status, part = studio.ask("/proxy", Range="bytes=100-199")
        assert (status, part) == (206, made.read_bytes()[100:200])


def test_a_command_whose_studio_is_gone_breaks_off_though_it_has_nothing_to_say(
    tmp_path: Path,
) -> None:
    asked = ["analyze", SAMPLE, *EYES, "--cache", tmp_path / "store", "--progress", "none"]
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "cutter.studio.beside", *map(str, asked)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        until = time.monotonic() + 60
        # It is at work when it has the film for itself.
        while not list((tmp_path / "store").glob("films/*.lock")) and time.monotonic() < until:
            time.sleep(0.05)
        assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(8) == 143
