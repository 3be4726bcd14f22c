"""Rows 50, 51 and 54: graphics cards that are full, absent or different, and no network."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.eyes import loading
from cutter.eyes.towers import Towers
from cutter.render import encoder
from tests.faults.command import command
from tests.faults.corpus import Corpus
from tests.faults.doors import NO_SOCKETS
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP
from tests.gpu import needs_gpu

FULL = "CUDA error: out of memory"
CLIP = ("--model", SAMPLE_CLIP, "--offline", "--fill", "--budget", "2s", "--json")


def full_card(monkeypatch: pytest.MonkeyPatch, room: int, *, kind: str = "torch") -> list[int]:
    """Give torch a graphics card with room for that many pictures; return the batches it takes.

    It is full for whoever has not said that he goes on with the processor.
    """
    import torch

    taken: list[int] = []
    state = {"on card": True}
    look, load = Towers.images, loading.load

    def shortage() -> RuntimeError:
        return torch.cuda.OutOfMemoryError(FULL) if kind == "torch" else RuntimeError(FULL)

    def images(self: Towers, levels: NDArray[np.uint8]) -> Any:  # noqa: ANN401
        # One picture is sent through to measure what it takes.
        if state["on card"] and len(levels) > max(room, 1):
            raise shortage()
        if state["on card"] and room == 0 and len(levels) > 0 and taken:
            raise shortage()
        taken.append(len(levels))
        return look(self, levels)

    def loaded(weights: Any, device: str, precision: Any) -> Towers:  # noqa: ANN401
        state["on card"] = device != "cpu"
        if state["on card"] and room < 0:
            raise shortage()
        return load(weights, device, precision)

    monkeypatch.setattr(Towers, "images", images)
    monkeypatch.setattr(loading, "load", loaded)
    return taken


@pytest.mark.parametrize("kind", ["torch", "driver"])
def test_row_50_a_card_short_of_memory_looks_at_fewer_pictures_at_a_time(
    kind: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = corpus("ok.mp4")
    sound = command("plan", film, *CLIP, "-q", "--cache", tmp_path / "sound")
    taken = full_card(monkeypatch, 4, kind=kind)
    done = command("plan", film, *CLIP, "--cache", tmp_path / "short", "--progress", "plain")
    assert done.code == 0, done.err
    assert max(taken) == 4
    assert "memory is short: looking at 4 pictures at a time" in done.err
    assert "processor" not in done.err
    assert json.loads(done.out) == json.loads(sound.out)


@pytest.mark.parametrize("kind", ["torch", "driver"])
@pytest.mark.parametrize("room", [0, -1], ids=["no room for a picture", "no room for the model"])
def test_row_50_a_full_card_is_left_for_the_processor_with_a_warning(
    room: int, kind: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = corpus("ok.mp4")
    sound = command("plan", film, *CLIP, "-q", "--cache", tmp_path / "sound")
    full_card(monkeypatch, room, kind=kind)
    done = command("plan", film, *CLIP, "--cache", tmp_path / "full", "-q")
    assert done.code == 0, done.err
    warnings = [line for line in done.err.splitlines() if "graphics card" in line]
    assert warnings == [
        "warning: the graphics card's memory is full; going on with the processor"
    ], done.err
    assert json.loads(done.out) == json.loads(sound.out)


def test_row_50_no_memory_at_all_is_said_and_not_tried_for_ever(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def images(self: Towers, levels: NDArray[np.uint8]) -> Any:  # noqa: ANN401
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(Towers, "images", images)
    done = command("plan", corpus("ok.mp4"), *CLIP, "--cache", tmp_path, "--device", "cpu", "-q")
    done.failed(3, "not enough memory", "--model fast")


def test_row_50_a_card_that_is_asked_for_and_absent_is_one_line(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.eyes.choose.has_cuda_driver", lambda: False)
    done = command("plan", corpus("ok.mp4"), *CLIP, "--cache", tmp_path, "--device", "cuda", "-q")
    done.failed(2, "--device cuda")


FAKE = """#!{python}
import os, sys
from pathlib import Path
real, sessions, limit = {real!r}, Path({sessions!r}), {limit}
given = sys.argv[1:]
if "h264_nvenc" not in given:
    os.execv(real, [real, *given])
is_trial = "lavfi" in given
if is_trial and limit >= 0:
    sys.exit(0)
for session in range(limit):
    try:
        (sessions / str(session)).touch(exist_ok=False)
        break
    except FileExistsError:
        pass
else:
    sys.exit("[h264_nvenc @ 0x1] OpenEncodeSessionEx failed: out of memory (10): (no details)")
own, words = [], iter(given)
for word in words:
    if word in ("-preset", "-tune", "-rc", "-cq", "-b:v", "-bf", "-b_ref_mode", "-hwaccel"):
        next(words)
    else:
        own.append("libx264" if word == "h264_nvenc" else word)
os.execv(real, [real, *own])
"""


def fake_nvenc(folder: Path, monkeypatch: pytest.MonkeyPatch, limit: int) -> Path:
    """Put an ffmpeg on the way whose NVENC works for `limit` clips; below 0 it is only listed."""
    sessions = folder / "sessions"
    sessions.mkdir()
    program = folder / "ffmpeg-with-nvenc"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    program.write_text(
        FAKE.format(python=sys.executable, real=real, sessions=str(sessions), limit=limit)
    )
    program.chmod(0o755)
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(program))
    monkeypatch.setattr(encoder, "_has_nvidia", lambda: True)
    return sessions


@pytest.fixture
def a_plan(shared_cache: Path, tmp_path: Path) -> Path:
    """Return a plan of several clips of the sample film."""
    path = tmp_path / "plan.json"
    done = command(
        *("plan", SAMPLE, "--profile", PROFILES / "bob.json", "--model", SAMPLE_CLIP, "--offline"),
        *("--cache", shared_cache, "--budget", "5s", "--max-clip", "1s", "--min-clip", "0.5s"),
        *("--size", "160x90", "--preset", "ultrafast", "-q", "-o", path),
    )
    assert done.code == 0, done.err
    assert len(json.loads(path.read_text())["clips"]) >= 4
    return path


@pytest.mark.parametrize("device", ["auto", "cuda"])
@pytest.mark.parametrize("limit", [-1, 0, 2], ids=["only listed", "no session", "two sessions"])
def test_row_50_an_nvenc_that_fails_gives_way_to_x264_with_a_warning(
    limit: int, device: str, a_plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = tmp_path / "cpu.mp4"
    assert command("render", a_plan, "-o", expected, "--device", "cpu", "-q").code == 0
    assert "h264_nvenc" in ffmpeg.encoders()
    sessions = fake_nvenc(tmp_path, monkeypatch, limit)
    done = command("render", a_plan, "-o", tmp_path / "gpu.mp4", "--device", device, "-q")
    assert done.code == 0, done.err
    assert len(list(sessions.iterdir())) == max(limit, 0)
    (line,) = done.err.splitlines()
    assert line.startswith("warning: ")
    assert "on the CPU" in line
    # Not one clip of the card's is in it.
    assert (tmp_path / "gpu.mp4").read_bytes() == expected.read_bytes()


def test_row_50_a_real_card_short_of_memory_is_worked_around(
    corpus: Corpus, tmp_path: Path
) -> None:
    needs_gpu()
    import torch

    here = command("plan", corpus("ok.mp4"), *CLIP, "-q", "--cache", tmp_path / "sound")
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(1e-6)
    try:
        done = command("plan", corpus("ok.mp4"), *CLIP, "-q", "--cache", tmp_path / "full")
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert done.code == 0, done.err
    assert "going on with the processor" in done.err
    same_cut(json.loads(here.out), json.loads(done.out))


def test_row_50_a_real_cards_encoder_works_or_gives_way(a_plan: Path, tmp_path: Path) -> None:
    needs_gpu()
    done = command("render", a_plan, "-o", tmp_path / "gpu.mp4", "--device", "cuda", "-q")
    assert done.code == 0, done.err
    assert (tmp_path / "gpu.mp4").stat().st_size > 1000
    if not ffmpeg.works(encoder.CUDA.name):
        assert "on the CPU" in done.err


def same_cut(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Check that two plans are the same cut, or that no score differs by more than 1e-3."""
    edges = [[(clip["in"], clip["out"]) for clip in plan["clips"]] for plan in (one, other)]
    if edges[0] == edges[1]:
        return
    scores = [sorted(clip["score"] for clip in plan["clips"]) for plan in (one, other)]
    assert len(scores[0]) == len(scores[1])
    assert max(abs(a - b) for a, b in zip(*scores, strict=True)) < 1e-3


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_row_51_the_card_and_the_processor_plan_the_same_cut(who: str, tmp_path: Path) -> None:
    needs_gpu()
    look = ("--model", SAMPLE_CLIP, "--offline", "--profile", PROFILES / f"{who}.json")
    plans = []
    for device in ("cpu", "cuda"):
        place = ("--device", device, "--cache", tmp_path / device)
        done = command("plan", SAMPLE, *look, *place, "--json", "-q")
        assert done.code == 0, done.err
        plans.append(json.loads(done.out))
    same_cut(*plans)


PLAN = ("--fill", "--budget", "2s", "--progress", "plain")
DEAF = """
import socket, sys, time
socket.getaddrinfo = lambda *arguments, **options: time.sleep(60)
"""
RUN = """
import sys
from cutter.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def online(code: str, folder: Path, *arguments: str | Path, **extra: str) -> Any:  # noqa: ANN401
    """Run the command, after that code, where the environment allows the hub to be asked."""
    return subprocess.run(
        [sys.executable, "-c", code + RUN, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "0", **extra},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "trouble"),
    [
        ("auto", "no answer"),
        ("auto", "no name service"),
        ("default", "no answer"),
        ("default", "refused"),
    ],
)
def test_row_54_a_hub_that_does_not_answer_costs_five_seconds_at_most(
    model: str, trouble: str, corpus: Corpus, shared_cache: Path, tmp_path: Path
) -> None:
    plan = ("plan", corpus("ok.mp4"), "--model", model, *PLAN, "--cache", shared_cache)
    command("plan", corpus("ok.mp4"), "--model", "basic", *PLAN, "--cache", shared_cache)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        if trouble == "no answer":
            mute.listen(8)
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        if trouble == "no name service":
            address = "https://hub.example"
        code = DEAF if trouble == "no name service" else ""
        costs: list[float] = []
        # Twice at most: what else the machine does meanwhile is no cost of the hub's.
        while len(costs) < 2 and (not costs or costs[-1] > 5):
            began = time.monotonic()
            online(code, tmp_path, *plan, "--offline")
            between = time.monotonic()
            done = online(code, tmp_path, *plan, HF_ENDPOINT=address)
            costs.append((time.monotonic() - between) - (between - began))
    assert min(costs) <= 5
    named = [line for line in done.stderr.splitlines() if "cutter models fetch" in line]
    assert len(named) == 1, done.stderr
    if model == "auto":
        assert done.returncode == 0, done.stderr
        assert named[0].startswith("warning: eyes: basic")
    else:
        assert done.returncode == 3, done.stderr
        assert named[0].endswith("get it with: cutter models fetch default")


@pytest.mark.slow
@pytest.mark.parametrize(("model", "code"), [("auto", 0), ("default", 3)])
def test_row_54_offline_opens_no_socket(
    model: str, code: int, corpus: Corpus, tmp_path: Path
) -> None:
    done = online(
        *(NO_SOCKETS, tmp_path, "make", corpus("ok.mp4"), "--model", model, *PLAN, "--offline"),
        *("--cache", tmp_path / "store", "-o", "cut.mp4"),
    )
    assert done.returncode == code, done.stderr
    assert "a socket was asked for" not in done.stderr
    assert "cutter models fetch" in done.stderr


def test_row_54_the_ban_on_sockets_is_one(tmp_path: Path) -> None:
    done = online(NO_SOCKETS + "import socket\nsocket.socket()\n", tmp_path, "--version")
    assert done.returncode != 0
    assert "a socket was asked for" in done.stderr
