"""A short run of the fuzzer; the long one is `python -m tests.fuzz.mutate`, by hand."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.films import ROOT
from tests.fuzz.mutations import LARGEST, mutated, mutated_json
from tests.fuzz.seeds import PROFILE

FILMS = ("h264.mp4", "vp8.webm", "mpeg4.avi", "mpeg2.ts")
SECONDS = "15"


def test_a_mutation_is_named_by_its_number() -> None:
    data = bytes(range(256)) * 8
    others = [data, b"abc" * 100]
    broken = [mutated(data, others, number) for number in range(60)]
    assert broken == [mutated(data, others, number) for number in range(60)]
    assert sum(one != data for one in broken) > 55
    assert max(map(len, broken)) <= LARGEST
    documents = [mutated_json(PROFILE.encode(), number) for number in range(60)]
    assert all(isinstance(json.loads(one), dict) for one in documents)
    assert len(set(documents)) > 50


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_broken_files_end_in_a_plan_or_in_an_error_of_ours(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.mutate", "--count", "150", "--seconds", SECONDS),
            *("--json", figures, "--keep", tmp_path / "keep", "--films", *FILMS),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = json.loads(figures.read_text())
    assert found["inputs"] >= 30
    assert found["faults"] == 0
    kinds = {name.split()[0] for name in found["kinds"]}
    assert kinds == {"film", "subtitles", "profile", "plan", "store"}
    assert {name.split(":")[0] for name in found["outcomes"]} >= {"planned", "refused"}


FAULTS = {
    "an exception": ("raise KeyError('x')", "uncaught", "KeyError at"),
    "a crash": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "signal", "SIGSEGV"),
    "a file elsewhere": ("open({elsewhere!r}, 'w').close()", "outside", "open"),
    "a file of other code": ("__import__('os').mkdir({elsewhere!r})", "outside", "os.mkdir"),
    "a process": ("import subprocess; subprocess.run(['true'])", "outside", "subprocess.Popen"),
    "an allocation": ("bytearray(2**40)", "memory", "MemoryError"),
    "a fault in a thread": (
        "import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()",
        "uncaught",
        "in a thread: ZeroDivisionError",
    ),
    "a thread": (
        "import threading, time; threading.Thread(target=time.sleep, args=(1,)).start()",
        "uncaught",
        "a thread is left",
    ),
    "a hang": ("while True: pass", "hang", "1.5 s"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_every_kind_of_fault_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fuzz import mutate

    elsewhere = str(tmp_path / "elsewhere")
    program = (
        "import sys; sys.argv = sys.argv[1:]\n"
        "from tests.fuzz import child\n"
        "child.Box.plan_text = lambda *_: ''\n"
        "child.Box.run = lambda self, kind, path, number: exec(path.read_text())\n"
        "child.main()\n"
    )
    monkeypatch.setattr(mutate, "WALL", 1.5)
    monkeypatch.setattr(mutate, "COMMAND", (sys.executable, "-c", program, "child"))
    found = {}
    child = mutate.Child(tmp_path / "box")
    for name, (code, *_) in FAULTS.items():
        if child.process.poll() is not None:
            child.end()
            child = mutate.Child(tmp_path / "box")
        (child.folder / "in" / "x").write_text(code.format(elsewhere=elsewhere))
        found[name] = child.ask({"kind": "film", "name": "x", "number": 0})
        shutil.rmtree(elsewhere, ignore_errors=True)
        Path(elsewhere).unlink(missing_ok=True)
    child.end()
    for name, (_, outcome, what) in FAULTS.items():
        assert found[name]["outcome"] == outcome, (name, found[name])
        assert what in found[name]["what"], (name, found[name])


def test_what_a_child_leaves_behind_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fuzz import mutate

    program = 'import sys; print(\'{"outcome": "ready"}\', flush=True); sys.stdin.read()\n'
    monkeypatch.setattr(mutate, "COMMAND", (sys.executable, "-c", program))
    child = mutate.Child(tmp_path / "box")
    assert child.end() == []
    child = mutate.Child(tmp_path / "box")
    for name in ("core", "tmp/left", "in/.film.part.mp4", "home/notes.txt"):
        (tmp_path / "box" / name).touch()
    assert child.end() == ["core", "left", ".film.part.mp4", "notes.txt"]
