"""What another machine says that it has made is believed once it is seen here."""

import dataclasses
from pathlib import Path

import pytest

from cutter.batch.arrival import Arrival
from cutter.batch.places import made
from cutter.batch.task import Outcome, Setting
from cutter.batch.work import Hand
from cutter.errors import RenderError, SourceNotFound
from cutter.progress import SILENT
from tests.batch.short import short_film
from tests.batch.tasks import Desk, look_at


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Setting(tmp_path / "out", look_at(tmp_path / "cache")), tmp_path / "short.mp4")


def test_files_are_believed_once_they_are_here_with_their_size(desk: Desk) -> None:
    output = desk.setting.output
    path = output / "sample" / "alice.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a cut")
    arrival, task = Arrival(desk.setting), desk.task("render")
    outcome = Outcome(files=(made(path, output),))
    assert arrival.fault(task, outcome, "other") is None
    for spoil in (lambda: path.write_bytes(b"a c"), path.unlink, path.parent.rmdir):
        spoil()
        fault = arrival.fault(task, outcome, "other")
        assert fault is not None and fault.code == RenderError.exit_code and not fault.can_pass
        assert str(path) in fault.error and "on other" in fault.error and " -o " in fault.error
        assert "\n" not in fault.error


def test_what_failed_there_is_told_as_it_is(desk: Desk) -> None:
    outcome = Outcome("it went wrong", 3)
    for work in ("analyze", "plan", "render"):
        assert Arrival(desk.setting).fault(desk.task(work), outcome, "other") is None


def test_an_analysis_is_believed_once_the_store_here_has_it(desk: Desk, tmp_path: Path) -> None:
    task = desk.task("analyze")
    elsewhere = dataclasses.replace(desk.setting, look=look_at(tmp_path / "their cache"))
    missing = Arrival(desk.setting).fault(task, Outcome(), "other")
    assert missing is not None and missing.code == SourceNotFound.exit_code
    short_film(desk.film, begin=20, seconds=2)
    outcome = Hand().perform(task, elsewhere, SILENT)
    assert outcome.is_done
    fault = Arrival(desk.setting).fault(task, outcome, "other")
    assert fault is not None and fault.code == RenderError.exit_code
    assert str(tmp_path / "cache") in fault.error and "--cache" in fault.error
    assert Arrival(elsewhere).fault(task, outcome, "other") is None
