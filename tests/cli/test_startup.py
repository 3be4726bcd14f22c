"""Starting up is quick: nothing heavy is imported before it is needed."""

import os
import subprocess
import sys

import pytest

from tests.conftest import Run
from tests.films import ROOT

HEAVY = (
    "numpy",
    "pydantic",
    "cv2",
    "av",
    "torch",
    "open_clip",
    "scenedetect",
    "moviepy",
    "pysubs2",
    "safetensors",
    "jinja2",
    "importlib.metadata",
    "tomllib",
    "secrets",
    "sqlite3",
    "multiprocessing",
    "ray",
    "faiss",
)

PROBE = """
import sys
sys.argv = ["cutter", *sys.argv[1:]]
from cutter.cli.app import run
code = run(sys.argv[1:])
print("imported:", *sorted(name for name in {names!r} if name in sys.modules))
sys.exit(code)
"""


def imported_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(names=HEAVY), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("imported:"))
    return set(line.split()[1:])


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") == set()


@pytest.mark.parametrize(
    "command",
    [
        "plan",
        "make",
        "explain",
        "insight",
        "recommend",
        "search",
        "render",
        "export",
        "analyze",
        "doctor",
    ],
)
def test_a_command_s_help_imports_no_model_and_no_decoder(command: str) -> None:
    by_pydantic = {"pydantic", "importlib.metadata", "secrets"}
    assert imported_by(command, "--help") <= by_pydantic


@pytest.mark.parametrize("command", ["events", "movielens", "simulate", "saliency", "predict"])
def test_the_help_of_an_evaluation_imports_nothing_heavy(command: str) -> None:
    assert imported_by("eval", command, "--help") <= {"pydantic", "importlib.metadata", "secrets"}


def test_the_help_names_every_command(cutter: Run) -> None:
    done = cutter("--help")
    assert done.returncode == 0
    for command in [
        "make",
        "plan",
        "render",
        "batch",
        "analyze",
        "explain",
        "insight",
        "eval",
        "recommend",
        "profile",
        "models",
        "cache",
        "doctor",
    ]:
        assert f"\n  {command} " in done.stdout, command


def test_the_version_is_told(cutter: Run) -> None:
    done = cutter("--version")
    assert (done.returncode, done.stdout.strip()) == (0, "cutter 0.1.0")


@pytest.mark.parametrize("arguments", [[], ["profile"], ["models"], ["cache"], ["eval"]])
def test_saying_nothing_shows_the_help(cutter: Run, arguments: list[str]) -> None:
    done = cutter(*arguments)
    assert done.returncode == 0
    assert "\nCommands:\n" in done.stdout
    assert done.stderr == ""
