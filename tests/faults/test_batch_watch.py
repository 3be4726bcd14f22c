"""`--watch` through the real command: films are cut as they come, until somebody ends it."""

import os
import signal
from pathlib import Path

import pytest

from tests.faults.batches import Desk, stopped, until
from tests.faults.corpus import Corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk", ["alice"])


def test_row_58_a_folder_to_watch_that_is_not_there_is_one_line(desk: Desk) -> None:
    desk.run("--watch", "nowhere").failed(2, "--watch nowhere", "no such folder")


def test_row_58_a_folder_into_which_the_cuts_go_is_not_watched(desk: Desk) -> None:
    desk.run("--watch", ".", "-o", ".").failed(2, "--watch", "-o")


@pytest.mark.slow
def test_row_58_films_are_cut_as_they_come_and_anew_when_they_are_replaced(
    desk: Desk, corpus: Corpus
) -> None:
    ok = corpus("ok.mp4")
    watched = desk.root / "films"
    options = ("--watch", "films", "--settle", "0.3s", "-o", "films/cuts")
    cut = watched / "cuts" / "a" / "alice-personal-source.mp4"
    later = watched / "cuts" / "b" / "alice-personal-source.mp4"
    desk.film("a.mp4", ok)
    running = desk.start(*options)
    until(cut.exists, running)
    first = cut.stat().st_ino
    (watched / "b.mp4.part").write_bytes(ok.read_bytes())
    desk.film("broken.mp4", ok).write_bytes(b"no film")
    desk.film("a.mp4", ok, 1)
    until(lambda: cut.exists() and cut.stat().st_ino != first, running)
    assert not later.exists()
    (watched / "b.mp4.part").rename(watched / "b.mp4")
    until(later.exists, running)
    done = stopped(running, signal.SIGTERM)
    assert done.code == 143, done.err
    assert "Traceback" not in done.err
    assert "broken.mp4" in (watched / "cuts" / "summary.json").read_text()
    labels = sorted(path.parent.name for path in (watched / "cuts").glob("*/*.mp4"))
    assert labels == ["a", "b"], "the cuts are not cut again"
