"""A task is done whole or told as what it is: its files, what it came to, why it failed."""

import dataclasses
import errno
import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from cutter.batch.causes import failed, lost
from cutter.batch.places import plan_of, sheet_of
from cutter.batch.task import Outcome, Setting, Task, Work
from cutter.batch.work import Hand
from cutter.errors import (
    DiskFull,
    FfmpegFailed,
    InputError,
    ModelUnavailable,
    NothingFits,
    OutputExists,
    OutputRefused,
    ProfileError,
    SourceChanged,
    SourceNotFound,
    UsageError,
    VerificationFailed,
)
from cutter.interchange.plan import plan_to_json
from cutter.pipeline import Look, plan
from cutter.progress import SILENT
from tests.batch.tasks import WISH, Desk, look_at
from tests.films import SAMPLE


@pytest.fixture(scope="module")
def look(shared_cache: Path) -> Look:
    return look_at(shared_cache)


@pytest.fixture
def setting(tmp_path: Path, look: Look) -> Setting:
    return Setting(tmp_path, look, exports=("edl",))


@pytest.fixture(scope="module")
def hand() -> Iterator[Hand]:
    yield Hand()


def task(setting: Setting, work: Work, *, film: Path = SAMPLE, **told: int) -> Task:
    return dataclasses.replace(Desk(setting, film).task(work), **told)  # type: ignore[arg-type]


def count(outcome: Outcome, name: str) -> float:
    return dict(outcome.counts)[name]


@pytest.mark.slow
def test_a_cut_is_analysed_planned_and_rendered_and_every_file_is_told(
    setting: Setting, look: Look, hand: Hand
) -> None:
    outcomes = [
        hand.perform(task(setting, work), setting, SILENT) for work in ("analyze", "plan", "render")
    ]
    assert [each.error for each in outcomes] == ["", "", ""]
    told = {made.path: made for each in outcomes for made in each.files}
    there = {
        path.relative_to(setting.output).as_posix(): path.read_bytes()
        for path in setting.output.rglob("*")
        if path.is_file()
    }
    assert set(told) == set(there)
    assert {"sample/alice.mp4", "sample/alice.edl", "plans/sample/alice.json"} < set(there)
    # It holds words of the profile.
    assert (setting.output / "plans/sample/alice.json").stat().st_mode & 0o777 == 0o600
    for name, data in there.items():
        assert told[name].size == len(data)
        assert told[name].digest == hashlib.blake2b(data, digest_size=16).hexdigest()
    rendered = outcomes[2]
    assert count(rendered, "frames") == 6 * 24 and count(rendered, "clips") >= 1
    assert count(rendered, "cpu") > 0 and count(rendered, "seconds") > 0
    assert pickle.dumps((task(setting, "plan"), setting, outcomes))


def test_a_plan_of_a_batch_is_the_plan_that_is_made_alone(
    setting: Setting, look: Look, hand: Hand
) -> None:
    asked = task(setting, "plan")
    assert asked.cut is not None
    hand.perform(asked, setting, SILENT)
    alone = plan([SAMPLE], asked.cut.profile, look=look, wish=WISH)
    target = plan_of(asked.cut, setting)
    assert target.read_text() == plan_to_json(alone.edl, target.parent)
    assert sheet_of(asked.cut, setting).read_bytes().startswith(b"\x89PNG")


def test_a_film_that_is_known_is_not_decoded_again(setting: Setting, hand: Hand) -> None:
    hand.perform(task(setting, "analyze"), setting, SILENT)
    for one in (hand, Hand()):
        outcome = one.perform(task(setting, "analyze"), setting, SILENT)
        assert count(outcome, "packets") == 0
        assert count(outcome, "duration") == pytest.approx(90.083, abs=0.01)


def test_files_that_are_there_are_replaced_only_where_the_task_says_so(
    setting: Setting, hand: Hand
) -> None:
    for work in ("plan", "render"):
        assert hand.perform(task(setting, work), setting, SILENT).is_done
        again = hand.perform(task(setting, work), setting, SILENT)
        assert again.code == OutputExists.exit_code and not again.can_pass
        assert hand.perform(task(setting, work, may_replace=True), setting, SILENT).is_done


def test_a_cut_that_is_there_whole_gets_what_lies_beside_it_and_is_not_rendered(
    setting: Setting, hand: Hand
) -> None:
    hand.perform(task(setting, "plan"), setting, SILENT)
    asked = task(setting, "render", is_rendered=True)
    assert asked.cut is not None
    asked.cut.target.parent.mkdir(parents=True)
    asked.cut.target.write_bytes(b"whole")
    outcome = hand.perform(asked, setting, SILENT)
    assert outcome.is_done and asked.cut.target.read_bytes() == b"whole"
    assert {made.path for made in outcome.files} == {"sample/alice.mp4", "sample/alice.edl"}
    assert count(outcome, "frames") == 6 * 24


def test_a_plan_that_is_gone_or_broken_fails_its_render_alone(setting: Setting, hand: Hand) -> None:
    asked = task(setting, "render")
    outcome = hand.perform(asked, setting, SILENT)
    assert outcome.code == 3 and "alice.json" in outcome.error and not outcome.can_pass


def test_a_corrupt_film_fails_in_one_line(setting: Setting, hand: Hand) -> None:
    film = setting.output / "film.mp4"
    film.write_bytes(b"no film at all" * 1000)
    outcome = hand.perform(task(setting, "analyze", film=film), setting, SILENT)
    assert outcome.code == 3 and not outcome.can_pass
    assert "film.mp4" in outcome.error and "\n" not in outcome.error


def test_a_form_that_cannot_hold_the_cut_is_refused_before_it_is_rendered(
    setting: Setting, hand: Hand
) -> None:
    unfit = dataclasses.replace(setting, start_timecode="99:00:00:00")
    outcome = hand.perform(task(unfit, "plan"), unfit, SILENT)
    assert outcome.code == 2 and not (setting.output / "plans" / "sample" / "alice.json").exists()


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "code", "can_pass"),
    [
        (UsageError("no"), 2, False),
        (SourceNotFound("no"), 3, False),
        (caused(SourceNotFound("no"), OSError(errno.ESTALE, "stale")), 3, True),
        (InputError("no"), 3, False),
        (SourceChanged("no"), 3, True),
        (ModelUnavailable("no"), 3, False),
        (caused(ModelUnavailable("no"), RuntimeError("CUDA out of memory")), 3, True),
        (ProfileError("no"), 4, False),
        (NothingFits("no"), 5, False),
        (FfmpegFailed("no"), 6, False),
        (FfmpegFailed("no", was_ended=True), 6, True),
        (FfmpegFailed("no", "x264: Cannot allocate memory"), 6, True),
        (VerificationFailed("no"), 6, True),
        (OutputExists("no"), 6, False),
        (OutputRefused("no"), 6, False),
        (DiskFull("no"), 6, True),
        (caused(OutputRefused("no"), FULL), 6, True),
        (FULL, 6, True),
        (MemoryError(), 70, True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), 70, True),
        (RuntimeError("secret words"), 70, False),
        (KeyError("secret words"), 70, False),
    ],
)
def test_an_error_is_told_in_one_line_with_its_code_and_whether_it_can_pass(
    error: Exception, code: int, can_pass: bool
) -> None:
    outcome = failed(error, "plan")
    assert (outcome.code, outcome.can_pass) == (code, can_pass)
    assert outcome.error and "\n" not in outcome.error and "secret" not in outcome.error


def test_a_film_that_is_another_than_was_planned_stays_so() -> None:
    assert not failed(SourceChanged("no"), "render").can_pass


def test_a_process_that_is_gone_can_be_tried_again() -> None:
    outcome = lost("was killed by signal 9")
    assert outcome.can_pass and outcome.code == 70 and "signal 9" in outcome.error
