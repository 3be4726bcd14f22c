"""One measured run: what it took is that of the process, and a bad end is told."""

import sys
import time

import pytest

from benchmarks.measuring.case import Case, MeasureFailed, take
from tests.films import SAMPLE

HOLD = "import time; held = b'x' * 80_000_000; time.sleep(0.4)"
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_a_process_s_seconds_and_memory_are_those_of_all_its_processes() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"
    sample = take(Case("child", command=(sys.executable, "-c", child)))
    assert sample.wall >= 0.4
    assert sample.peak >= 80
    assert sample.cpu < sample.wall


@pytest.mark.parametrize("exact", [True, False])
def test_cpu_seconds_count_child_processes(exact: bool) -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    sample = take(Case("busy", command=(sys.executable, "-c", child), counts_memory=exact))
    assert sample.cpu >= 0.3


def test_work_is_timed_without_its_imports() -> None:
    began = time.perf_counter()
    inside = take(Case("watch", "watching:decode", {"film": str(SAMPLE)}))
    outside = time.perf_counter() - began
    bare = take(Case("nothing", command=(sys.executable, "-c", "import av")))
    assert inside.details["frames"] > 2000
    assert 0 < inside.wall < outside - 0.5 * bare.wall


def test_a_bad_end_is_told_in_the_process_s_last_line_without_folders() -> None:
    program = "raise ValueError('/home/somebody/films/film.mp4 is no film')"
    with pytest.raises(MeasureFailed, match=r"^exit code 1: ValueError: film\.mp4 is no film$"):
        take(Case("bad", command=(sys.executable, "-c", program)))
