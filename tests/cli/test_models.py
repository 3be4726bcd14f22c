"""`cutter models fetch` takes what it uses, and opens no connection that is forbidden."""

import pytest

from cutter.cli.app import DEBUG_TELLS
from tests.conftest import Run


def test_offline_a_missing_model_is_one_line_and_exit_3(cutter: Run) -> None:
    done = cutter("models", "fetch", "fast", "--offline", HF_HUB_OFFLINE="0")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 3
    assert line.startswith("cutter: ")
    assert "--offline" in line


def test_the_basic_eyes_are_built_in(cutter: Run) -> None:
    done = cutter("models", "fetch", "basic", "--offline")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 0
    assert "built in" in line


@pytest.mark.parametrize("option", ["--model", "--device", "--cache"])
def test_an_option_without_use_is_refused(cutter: Run, option: str) -> None:
    done = cutter("models", "fetch", "basic", option, "cpu")
    assert done.returncode == 2
    assert option in done.stderr


def test_every_option_with_use_is_taken(cutter: Run) -> None:
    done = cutter("models", "fetch", "basic", "-q", "--debug", "--progress", "plain")
    assert (done.returncode, done.stderr.strip()) == (0, f"cutter: {DEBUG_TELLS}")
