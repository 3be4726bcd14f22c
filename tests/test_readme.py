"""Every command, configuration and program in the README works as it stands there."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cutter.profile.read import read_profile
from tests.films import PROFILES, ROOT, SAMPLE
from tests.studio.opened import opened

README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP_BY_MAKE = ("git clone", "python3 -m venv", "pip install")
"""Lines of the install section that CI itself runs through the Makefile, in other words."""
STUDIO = "cutter studio movie.mp4 --profile alice.json"
"""Runs until it is ended."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def console_commands() -> list[str]:
    return [
        line.removeprefix("$ ")
        for block in blocks("console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def indented_commands() -> list[str]:
    return re.findall(r"^    (\S.*)$", re.sub(r"```.*?```", "", README, flags=re.DOTALL), re.M)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out as a reader has it, with a `cutter` command on its PATH."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("sample_media", "profiles", "docs"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("movie.mp4", "one.mp4", "two.mp4"):
        (folder / name).symlink_to(SAMPLE)
    (folder / "alice.json").symlink_to(PROFILES / "alice.json")
    script = folder / "bin" / "cutter"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cutter "$@"\n')
    script.chmod(0o755)
    return folder


def run(command: str, desk: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-ec", command],  # noqa: S607 - the reader's shell
        cwd=desk,
        env={
            **os.environ,
            "PATH": f"{desk / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.slow
def test_the_example_s_commands_run_one_after_the_other(desk: Path) -> None:
    commands = [*console_commands(), *blocks("bash")]
    assert len(commands) >= 10
    for command in commands:
        done = run(command, desk)
        assert done.returncode == 0, (command, done.stderr)
    for name in ("sample.alice.mp4", "sample.bob.mp4", "alice.html", "alice.png", "bob.mp4"):
        assert (desk / name).stat().st_size > 10_000, name
    # What comes back from a timeline is the same film as what its plan gives.
    assert (desk / "bob-again.mp4").read_bytes() == (desk / "bob.mp4").read_bytes()


@pytest.mark.slow
def test_the_commands_named_in_the_text_run(desk: Path) -> None:
    commands = re.findall(r"`(cutter [^`]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
    assert "cutter doctor" in commands
    assert any("two.mp4" in command for command in commands)
    for command in commands:
        done = run(command, desk)
        assert done.returncode == 0, (command, done.stderr)


@pytest.mark.slow
def test_the_opening_command_runs(desk: Path) -> None:
    opening = indented_commands()[0]
    assert opening == "cutter make movie.mp4 --profile alice.json"
    done = run(opening, desk)
    assert done.returncode == 0, done.stderr
    assert (desk / "movie.alice.mp4").exists()


def test_the_other_indented_lines_are_known_and_fetching_says_what_it_needs(desk: Path) -> None:
    for command in indented_commands()[1:]:
        if command == "cutter models fetch":
            # There is no hub in the tests: it must end with one clear line.
            done = run(command, desk)
            assert done.returncode == 3
            assert len(done.stderr.strip().splitlines()) == 1
        elif command == STUDIO:
            continue
        else:
            assert command.startswith(SET_UP_BY_MAKE), command


@pytest.mark.slow
def test_the_studio_opens(desk: Path) -> None:
    assert STUDIO in indented_commands()
    film, *rest = STUDIO.split()[2:]
    with opened(desk / film, *rest[:1], desk / rest[1], folder=desk) as studio:
        studio.wait()
        assert studio.told("/api/view")["clips"]


@pytest.mark.slow
def test_the_python_example_runs(desk: Path) -> None:
    (program,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"\d+ shots", done.stdout)


def test_the_profile_shown_is_sound(tmp_path: Path) -> None:
    (shown,) = blocks("json")
    path = tmp_path / "shown.json"
    path.write_text(shown)
    assert len(read_profile(path).preferences) == len(re.findall('"text"', shown))


def test_the_defaults_file_shown_is_taken(desk: Path, tmp_path: Path) -> None:
    (shown,) = blocks("toml")
    assert tomllib.loads(shown)["make"]
    (tmp_path / "cutter.toml").write_text(shown)
    (tmp_path / "bin").symlink_to(desk / "bin")
    done = run("cutter doctor --json", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["defaults"]["make --budget"] == "20s"


def test_every_file_that_is_linked_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
