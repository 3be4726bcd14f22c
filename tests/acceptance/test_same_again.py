"""The same inputs give the same plan and the same film, and nothing is done twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cutter import Look, Wish, make, plan
from cutter.media.decode import packets_read
from cutter.pipeline import render
from tests.conftest import Run
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP

PLAN = ("plan", SAMPLE, "--model", SAMPLE_CLIP, "--offline", "--quiet", "--json")


@pytest.mark.slow
def test_the_plan_is_the_same_byte_for_byte_whatever_the_hash_seed(
    cutter: Run, tmp_path: Path
) -> None:
    plans = []
    for run, seed in enumerate(("0", "1", "0")):
        cache = tmp_path / f"cache{min(run, 1)}"
        done = cutter(
            *PLAN, "--profile", PROFILES / "bob.json", "--cache", cache, PYTHONHASHSEED=seed
        )
        assert done.returncode == 0, done.stderr
        plans.append(done.stdout)
    assert json.loads(plans[0])["clips"]
    assert plans[0] == plans[1] == plans[2]


def test_a_second_profile_reads_no_video_packet(look: Look) -> None:
    plan([SAMPLE], PROFILES / "alice.json", look=look)
    before = packets_read()
    plan([SAMPLE], PROFILES / "bob.json", look=look)
    assert packets_read() == before


def test_the_counter_counts(tmp_path: Path) -> None:
    before = packets_read()
    look = Look(model="basic", offline=True, cache=tmp_path)
    plan([SAMPLE], None, look=look)
    assert packets_read() - before > 2000


def test_a_plan_with_known_phrases_loads_no_torch(look: Look) -> None:
    plan([SAMPLE], PROFILES / "alice.json", look=look)
    arguments = [*PLAN, "--profile", PROFILES / "alice.json", "--cache", look.cache]
    code = f"""
import sys
from cutter.cli.app import run
code = run({[str(argument) for argument in arguments]!r})
loaded = [name for name in ("torch", "open_clip", "av", "scenedetect") if name in sys.modules]
print("LOADED", loaded, code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "LOADED [] 0", done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_the_media_is_the_same_byte_for_byte(renderer: str, look: Look, tmp_path: Path) -> None:
    planned = plan(
        [SAMPLE],
        PROFILES / "bob.json",
        look=look,
        wish=Wish(budget="5s", preset="ultrafast", size="320x180"),
    )
    films = []
    for name in ("one.mp4", "two.mp4"):
        render(planned.edl, tmp_path / name, renderer=renderer)
        films.append((tmp_path / name).read_bytes())
    assert films[0] == films[1]


def test_plan_then_render_gives_the_bytes_of_make(cutter: Run, look: Look, tmp_path: Path) -> None:
    wish = Wish(budget="4s", preset="ultrafast", size="320x180")
    make([SAMPLE], PROFILES / "bob.json", tmp_path / "made.mp4", look=look, wish=wish)
    options = ["--budget", "4s", "--preset", "ultrafast", "--size", "320x180"]
    done = cutter(
        *PLAN,
        "--profile",
        PROFILES / "bob.json",
        *options,
        "-o",
        "p.json",
        "--cache",
        str(look.cache),
    )
    assert done.returncode == 0, done.stderr
    done = cutter("render", "p.json", "-o", "rendered.mp4", "--quiet", "--progress", "none")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "rendered.mp4").read_bytes() == (tmp_path / "made.mp4").read_bytes()
