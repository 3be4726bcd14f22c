"""Machines that hammer one store without locks, each its own decoder, always get sound films."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cutter import Look
from cutter.analysis.vectors import look_at
from cutter.eyes.basic import Basic
from cutter.files.scratch import PREFIX
from cutter.pipeline import analyze
from cutter.progress import SILENT
from tests.faults.corpus import Corpus
from tests.films import ROOT

MACHINES = 3
ROUNDS = 5
MACHINE = """
import errno, fcntl, random, shutil, sys
from pathlib import Path

import numpy as np

from cutter import Look
from cutter.analysis import keyframes
from cutter.analysis.vectors import look_at
from cutter.eyes.basic import Basic
from cutter.files import scratch
from cutter.pipeline import analyze
from cutter.progress import SILENT

film, cache, number, locks, rounds = sys.argv[1:]
chosen = random.Random(int(number))
# Each machine has a decoder of its own: as many pictures, but others.
keyframes.QUALITIES = (90 - 20 * int(number),)


def unknown(*_):
    raise OSError(errno.ENOLCK, "No locks available")


if locks == "none":
    fcntl.flock = unknown
else:
    # Locks are to be had, and hold on this machine only.
    fcntl.flock = lambda *_: None
    scratch.machine = lambda: f"{int(number):08x}"
look, eyes = Look(model="basic", offline=True, cache=Path(cache)), Basic()
for turn in range(int(rounds)):
    analysis = analyze(Path(film), look=look, eyes=eyes)
    again = look_at(analysis.film.pictures, eyes, progress=SILENT)
    assert np.array_equal(analysis.image_vectors, again), "vectors of other pictures"
    files = sorted(Path(cache).rglob("*.safetensors"))
    harm = chosen.choice(["nothing", "remove", "remove", "cut short", "clear"])
    try:
        if harm == "clear":
            shutil.rmtree(cache)
        elif files and harm != "nothing":
            file = chosen.choice(files)
            file.unlink() if harm == "remove" else file.write_bytes(file.read_bytes()[:-9])
    except OSError:
        pass
print("sound")
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no flock")
@pytest.mark.parametrize("locks", ["none", "of each machine"])
def test_row_48_machines_without_locks_between_them_always_see_sound_films(
    corpus: Corpus, tmp_path: Path, locks: str
) -> None:
    film, cache = corpus("ok.mp4"), tmp_path / "cache"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", MACHINE, *map(str, (film, cache, number, locks, ROUNDS))],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(MACHINES)
    ]
    said = [run.communicate(timeout=300)[0] for run in runs]
    assert said == ["sound\n"] * MACHINES
    # Whatever they left is good, or is made anew.
    eyes = Basic()
    left = analyze(film, look=Look(model="basic", offline=True, cache=cache), eyes=eyes)
    assert np.array_equal(left.image_vectors, look_at(left.film.pictures, eyes, progress=SILENT))
    assert [path for path in cache.rglob(f"{PREFIX}*")] == []
