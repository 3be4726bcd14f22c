"""Neither the clock, nor the time zone, nor how numbers are written here changes a byte."""

import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.command import QUICK
from tests.faults.corpus import Corpus
from tests.films import ROOT

OPTIONS = (*QUICK, "--quiet", "--budget", "2s", "--fill", "--cache", "cache", "--overwrite")
IN_THAT_LOCALE = """
import locale, sys
locale.setlocale(locale.LC_ALL, "")
assert {comma!r} == locale.localeconv()["decimal_point"]
from cutter.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which a program that asks for it writes 1,5 and not 1.5."""
    if locale.normalize("de_DE.UTF-8") in _installed():
        return {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    folder = tmp_path_factory.mktemp("locales")
    maker = shutil.which("localedef")
    if maker is None:
        pytest.skip("no locale with a decimal comma is here, nor what makes one")
    made = subprocess.run(
        [maker, "-c", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")],
        capture_output=True,
        check=False,
    )
    if not (folder / "de_DE.UTF-8" / "LC_NUMERIC").exists():
        pytest.skip(f"no locale with a decimal comma can be made here: {made.stderr!r}")
    return {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}


def _installed() -> set[str]:
    teller = shutil.which("locale")
    if teller is None:
        return set()
    told = subprocess.run([teller, "-a"], capture_output=True, text=True, check=False)
    return {locale.normalize(name) for name in told.stdout.split()}


def bytes_of(
    folder: Path,
    film: Path,
    environment: dict[str, str],
    program: tuple[str, ...] = ("-m", "cutter"),
) -> dict[str, bytes]:
    """Return what a run in that environment writes, the store of its analysis included."""
    for command, output in (("make", "cut.mp4"), ("plan", "plan.json")):
        words = (command, film, "-o", output, *OPTIONS, "--sheet", "sheet.png")
        done = subprocess.run(
            [sys.executable, *program, *map(str, words)],
            cwd=folder,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("usual")
    found = bytes_of(folder, corpus("ok.mp4"), {"LC_ALL": "C", "TZ": "UTC"})
    assert {"cut.mp4", "plan.json", "sheet.png"} <= set(found)
    assert len(found) >= 6
    return found


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "NZST-12:45NZDT"])
def test_row_53_the_time_zone_and_the_hour_change_no_byte(
    tmp_path: Path, corpus: Corpus, usual: dict[str, bytes], zone: str
) -> None:
    # The runs are seconds apart, so a time of day in a file would show.
    assert bytes_of(tmp_path, corpus("ok.mp4"), {"TZ": zone}) == usual


def test_row_53_a_decimal_comma_changes_no_byte(
    tmp_path: Path, corpus: Corpus, usual: dict[str, bytes], german: dict[str, str]
) -> None:
    assert bytes_of(tmp_path, corpus("ok.mp4"), german) == usual


def test_row_53_a_program_that_writes_decimal_commas_itself_gets_the_same_bytes(
    tmp_path: Path, corpus: Corpus, usual: dict[str, bytes], german: dict[str, str]
) -> None:
    program = ("-c", IN_THAT_LOCALE.format(comma=","))
    assert bytes_of(tmp_path, corpus("ok.mp4"), german, program) == usual
