"""What every test stands on: folders of its own, no network, a guard, one store of analyses.

Workers share the cores out among them, and begin with the files that take longest.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cutter.cores import cores
from tests.films import ROOT
from tests.guard import nothing_is_left as nothing_is_left

# The same examples in every run, however slow the machine is at the moment.
settings.register_profile(
    "cutter", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("cutter")

Run = Callable[..., "subprocess.CompletedProcess[str]"]

LONGEST = (
    "test_readme.py",
    "batch/test_ray_runner.py",
    "acceptance/test_real_films.py",
    "acceptance/test_learning.py",
    "pipeline/test_shaping.py",
    "cli/test_commands.py",
    "acceptance/test_same_again.py",
    "batch/test_local.py",
    "contracts/test_runner.py",
    "faults/test_privacy_network.py",
    "batch/test_kills.py",
    "media/test_beats.py",
    "evaluation/test_movielens.py",
    "faults/test_bounds.py",
)
"""Files, a worker each, that would hold up the end if they were begun late."""


def _share_the_cores() -> None:
    """Hold the arithmetic of a worker, and of what it starts, to the worker's part of the cores.

    Threads that spin while another worker has their core cost several times what they save. What
    is made is the same whatever their number: `tests/faults/test_selection.py` sets its own.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        each = str(max(1, cores() // workers))
        for name in ("OMP", "OPENBLAS", "MKL"):
            os.environ.setdefault(f"{name}_NUM_THREADS", each)


# Now, for a library reads this once, when a test first imports it.
_share_the_cores()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the order in which files are begun; xdist would begin with those of most tests."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files."""
    tests = ROOT / "tests"
    places = {tests / name: place for place, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        # Of the others come first those that open a studio: they wait for a model and a browser.
        opens = item.path.is_relative_to(tests / "studio")
        return places.get(item.path, len(places) + (not opens))

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache, data and configuration out of the tests, and the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "DATA", "CONFIG"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("HF_HOME", str(home / "hub"))
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.delenv("CUTTER_FFMPEG", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _tracker() -> None:
    """Start what the standard library starts beside the first worker process, and then leaves."""
    resource_tracker.ensure_running()


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of analyses that the whole session shares."""
    return tmp_path_factory.mktemp("analyses")


@pytest.fixture(scope="session")
def real_films_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of analyses of real films that all workers share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real-films"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def cutter(tmp_path: Path) -> Run:
    """Return a function that runs the real command in a process of its own, in `tmp_path`."""

    def run(*arguments: str | Path, **extra: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "cutter", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **extra},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    return run
