"""A batch is driven to its end, whatever happens on the way: tried with a made-up trade."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cutter.batch.drive import run
from cutter.batch.summary import Summary
from cutter.batch.task import Cut, Fault, Outcome, Setting, Task
from tests.batch.inline import (
    InlineRunner,
    Killed,
    Trade,
    cuts_in,
    film_in,
    profile_in,
    setting_in,
)

FULL = Outcome("the disk is full", 6, can_pass=True)
CORRUPT = Outcome("not a film", 3)


def batch(
    cuts: Sequence[Cut],
    setting: Setting,
    trade: Trade,
    faults: Sequence[Fault] = (),
    *,
    jobs: int = 1,
    retries: int = 1,
) -> Summary:
    return run(
        cuts,
        faults,
        setting,
        lambda settled: InlineRunner(trade, settled, jobs=jobs),
        retries=retries,
    )


def states(summary: Summary) -> list[str]:
    return [cut.state for cut in summary.cuts]


@pytest.fixture(autouse=True)
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    # The made-up trade stores no analyses; what is stored is tried with the real one.
    monkeypatch.setattr("cutter.pipeline.looking.is_watched", lambda *_: True)
    monkeypatch.setattr("cutter.batch.drive.BACK_OFF", 0.01)
    monkeypatch.setattr("cutter.batch.drive.PAUSE", 0.01)
    # No power is cut here, and waiting for the disk would be most of the time.
    monkeypatch.setattr("cutter.batch.database.SYNCHRONOUS", "OFF")


def test_each_film_is_looked_at_once_and_every_cut_is_there(tmp_path: Path) -> None:
    cuts, trade = cuts_in(tmp_path, ["one", "two"], ["alice", "bob", "carol"]), Trade()
    summary = batch(cuts, setting_in(tmp_path), trade)
    assert summary.exit_code == 0
    assert all(cut.target.is_file() for cut in cuts)
    assert len(trade.done) == 2 + 6 + 6
    assert [film.decodes for film in summary.films] == [1, 1]
    assert summary.tasks_done == 14


def test_the_same_line_again_does_nothing(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    first = batch(cuts, setting, Trade())
    trade = Trade()
    again = batch(cuts, setting, trade)
    assert trade.done == []
    assert (again.tasks_recalled, again.tasks_done, again.runs) == (3, 0, 2)
    assert again.cuts[0].is_recalled
    assert again.cuts[0].files == first.cuts[0].files
    assert again.films[0].decodes == 1


def test_more_cuts_of_a_film_that_was_looked_at_do_not_look_again(tmp_path: Path) -> None:
    setting = setting_in(tmp_path)
    batch(cuts_in(tmp_path, ["one"], ["alice"]), setting, Trade())
    trade = Trade()
    batch(cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting, trade)
    assert trade.done == ["plan/one/bob", "render/one/bob picture"]


def test_the_first_cuts_are_rendered_while_the_next_film_is_looked_at(tmp_path: Path) -> None:
    trade = Trade()
    cuts = cuts_in(tmp_path, ["one", "two", "three", "four"], ["alice", "bob"])
    batch(cuts, setting_in(tmp_path), trade, jobs=2)
    first = next(n for n, name in enumerate(trade.done) if name.startswith("render"))
    looks = [n for n, name in enumerate(trade.done) if name.startswith("analyze")]
    assert first < looks[-1]


def test_a_film_that_cannot_be_looked_at_fails_alone_with_its_cause(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one", "two"], ["alice", "bob"])
    trade = Trade(fail={"analyze/../films/one.mp4": [CORRUPT] * 5})
    summary = batch(cuts, setting_in(tmp_path), trade)
    assert states(summary) == ["skipped", "skipped", "done", "done"]
    assert {cut.cause for cut in summary.cuts} == {"not a film", ""}
    assert [film.state for film in summary.films] == ["failed", "done"]
    assert summary.exit_code == 1
    assert len(trade.fail["analyze/../films/one.mp4"]) == 4, "what cannot pass is not tried again"


def test_a_film_that_is_not_there_fails_alone(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one", "two"], ["alice"])
    cuts[0].film.unlink()
    summary = batch(cuts, setting_in(tmp_path), Trade())
    assert states(summary) == ["skipped", "done"]
    assert "there is no such file" in summary.cuts[0].cause


def test_a_broken_profile_fails_its_own_cuts_alone(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one", "two"], ["alice", "bob"])
    (tmp_path / "profiles" / "bob.json").write_text("{")
    summary = batch(cuts, setting_in(tmp_path), Trade())
    assert states(summary) == ["done", "failed", "done", "failed"]
    assert summary.cuts[1].code == 4


def test_what_could_not_become_a_cut_is_told_with_the_others(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one"], ["alice"])
    fault = Fault("one/dave", "dave.json: there is no such file", 4)
    summary = batch(cuts, setting_in(tmp_path), Trade(), [fault])
    assert states(summary) == ["done", "failed"]
    assert (summary.cuts[1].cause, summary.exit_code) == (fault.cause, 1)


def test_what_can_pass_is_tried_again_behind_the_others(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one"], ["alice", "bob"])
    trade = Trade(fail={"plan/one/alice": [FULL]})
    summary = batch(cuts, setting_in(tmp_path), trade)
    assert states(summary) == ["done", "done"]
    assert summary.retried == 1
    assert trade.done.index("plan/one/bob") < trade.done.index("plan/one/alice")


def test_at_the_end_the_longest_renders_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a made-up film would cost nobody can tell but the test.
    seconds = {"alice": 1.0, "bob": 9.0, "carol": 5.0}

    def priced(prices: object, task: Task) -> Task:
        return replace(task, cost=seconds.get(task.name.rpartition("/")[2], 1.0))

    monkeypatch.setattr("cutter.batch.pricing.Prices.task", priced)
    cuts, setting, trade = cuts_in(tmp_path, ["one"], list(seconds)), setting_in(tmp_path), Trade()
    batch(cuts, setting, trade)
    for cut in cuts:
        cut.target.unlink()
    trade.done.clear()
    batch(cuts, setting, trade)
    assert trade.done == [f"render/one/{name} picture" for name in ("bob", "carol", "alice")]


def test_the_next_try_waits_a_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cutter.batch.drive.BACK_OFF", 0.2)
    moments: list[float] = []
    trade = Trade(fail={"plan/one/alice": [FULL, FULL]})

    def timed(task: Task, settled: Setting) -> Outcome:
        if task.work == "plan":
            moments.append(time.monotonic())
        return trade(task, settled)

    cuts = cuts_in(tmp_path, ["one"], ["alice"])
    run(cuts, (), setting_in(tmp_path), partial(InlineRunner, timed), retries=2)
    first, second, third = moments
    assert second - first >= 0.2
    assert third - second >= 0.4, "twice as long before the next"


def test_tries_come_to_an_end(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one"], ["alice"])
    trade = Trade(fail={"render/one/alice": [FULL] * 9})
    summary = batch(cuts, setting_in(tmp_path), trade, retries=2)
    assert len(trade.fail["render/one/alice"]) == 9 - 3
    assert (states(summary), summary.cuts[0].cause) == (["failed"], "the disk is full")


def test_what_failed_is_done_when_the_same_line_is_run_again(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    batch(cuts, setting, Trade(fail={"render/one/bob": [CORRUPT]}))
    trade = Trade()
    assert states(batch(cuts, setting, trade)) == ["done", "done"]
    assert trade.done == ["render/one/bob picture"]


def test_a_profile_that_was_edited_has_its_cuts_made_anew(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    batch(cuts, setting, Trade())
    profile = tmp_path / "profiles" / "bob.json"
    profile.write_text(profile.read_text().replace("sea", "hills"))
    trade = Trade()
    assert states(batch(cuts, setting, trade)) == ["done", "done"]
    assert trade.done == ["plan/one/bob", "render/one/bob picture"]


def test_a_cut_made_anew_has_nothing_beside_it_of_what_it_was(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    batch(cuts, setting, Trade(beside=True))
    alice, bob = (cut.target.with_suffix(".srt") for cut in cuts)
    bob.write_text("put right by hand")
    for name in ("alice", "bob"):
        profile = tmp_path / "profiles" / f"{name}.json"
        profile.write_text(profile.read_text().replace("sea", "hills"))
    assert states(batch(cuts[:1], setting, Trade())) == ["done"]
    assert not alice.exists()
    anyway = replace(setting, overwrite=True)
    assert states(batch(cuts, anyway, Trade())) == ["done", "done"]
    assert bob.read_text() == "put right by hand"


def test_a_cut_that_is_wanted_as_another_kind_of_file_is_made_beside_the_first(
    tmp_path: Path,
) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    batch(cuts, setting, Trade(beside=True))
    other = replace(cuts[0], target=cuts[0].target.with_suffix(".mkv"))
    assert states(batch([other], setting, Trade())) == ["done"]
    assert all(cuts[0].target.with_suffix(suffix).exists() for suffix in (".mp4", ".mkv", ".srt"))


def test_files_of_others_are_refused_and_only_their_cut_with_them(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    cuts[0].target.parent.mkdir(parents=True)
    cuts[0].target.write_text("somebody's")
    summary = batch(cuts, setting, Trade())
    assert states(summary) == ["failed", "done"]
    assert "--overwrite" in summary.cuts[0].cause
    assert cuts[0].target.read_text() == "somebody's"
    anyway = batch(cuts, setting_in(tmp_path, overwrite=True), Trade())
    assert states(anyway) == ["done", "done"]
    assert cuts[0].target.read_text() != "somebody's"


def test_a_cut_that_somebody_changed_is_no_longer_ours(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    batch(cuts, setting, Trade())
    cuts[0].target.write_text("edited by hand")
    assert states(batch(cuts, setting, Trade())) == ["failed"]
    assert cuts[0].target.read_text() == "edited by hand"


def test_a_folder_that_was_copied_is_taken_for_what_it_is(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    batch(cuts, setting, Trade())
    for path in setting.output.rglob("*.*"):
        path.touch()
    trade = Trade()
    assert states(batch(cuts, setting, trade)) == ["done"]
    assert trade.done == []


def test_a_cut_that_was_removed_is_made_again_from_its_plan(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    batch(cuts, setting, Trade())
    cuts[0].target.unlink()
    trade = Trade()
    batch(cuts, setting, trade)
    assert trade.done == ["render/one/alice picture"]


@pytest.mark.parametrize(
    ("how", "again"),
    [
        ({"kill_before": "plan/one/alice"}, {"plan/one/alice", "render/one/alice picture"}),
        ({"kill_after": "plan/one/alice"}, {"render/one/alice picture"}),
        ({"kill_before": "render/one/alice"}, {"render/one/alice picture"}),
        ({"kill_between": "render/one/alice"}, {"render/one/alice"}),
        ({"kill_after": "render/one/alice"}, {"render/one/alice"}),
    ],
)
def test_after_a_kill_nothing_that_is_whole_is_done_again(
    tmp_path: Path, how: dict[str, str], again: set[str]
) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    with pytest.raises(Killed):
        batch(cuts, setting, Trade(beside=True, **how))  # type: ignore[arg-type]
    trade = Trade(beside=True)
    summary = batch(cuts, setting, trade)
    assert states(summary) == ["done"]
    assert set(trade.done) == again
    assert cuts[0].target.with_suffix(".srt").is_file()
    third = Trade(beside=True)
    batch(cuts, setting, third)
    assert third.done == []


def test_killed_twice_at_the_same_place_is_still_not_somebody_elses(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    for _ in range(2):
        with pytest.raises(Killed):
            batch(cuts, setting, Trade(beside=True, kill_between="render/one/alice"))
    trade = Trade(beside=True)
    assert states(batch(cuts, setting, trade)) == ["done"]
    assert trade.done == ["render/one/alice"]


def test_a_cut_killed_and_then_wanted_otherwise_is_rendered_anew(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    with pytest.raises(Killed):
        batch(cuts, setting, Trade(kill_after="render/one/alice"))
    trade = Trade()
    other = setting_in(tmp_path, renderer="copy")
    assert states(batch(cuts, other, trade)) == ["done"]
    assert trade.done == ["render/one/alice picture"]


def test_a_summary_of_what_was_interrupted_is_told(tmp_path: Path) -> None:
    told: list[Summary] = []
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    runner = partial(InlineRunner, Trade(kill_before="plan/one/bob"))
    with pytest.raises(Killed):
        run(cuts, (), setting, runner, tell=told.append)
    assert states(told[0]) == ["done", "waiting"]


def test_films_that_come_meanwhile_are_cut_too(tmp_path: Path) -> None:
    first, more = cuts_in(tmp_path, ["one"], ["alice"]), cuts_in(tmp_path, ["two"], ["alice"])
    answers = [((), ()), (more, ()), None]
    runner = partial(InlineRunner, Trade())
    summary = run(first, (), setting_in(tmp_path), runner, watch=lambda: answers.pop(0))
    assert states(summary) == ["done", "done"]


def test_what_could_not_be_a_film_is_cut_once_it_is_one(tmp_path: Path) -> None:
    cuts = cuts_in(tmp_path, ["one"], ["alice"])
    answers = [((), [Fault("one/alice", "not a film", 3)]), ((), ()), (cuts, ()), None]
    runner = partial(InlineRunner, Trade())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cutter.batch.drive.PAUSE", 0.0)
        summary = run((), (), setting_in(tmp_path), runner, watch=lambda: answers.pop(0))
    assert states(summary) == ["done"]


def test_a_profile_that_is_edited_meanwhile_has_no_cut_of_what_it_was(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one", "two"], ["alice", "bob"]), setting_in(tmp_path)
    trade = Trade()
    edits = ["render/one/alice", "plan/two/alice"]

    def editing(task: Task, settled: Setting) -> Outcome:
        if task.name in edits:
            edits.remove(task.name)
            profile_in(tmp_path, "alice", f"the moon {len(edits)}")
        return trade(task, settled)

    summary = run(cuts, (), setting, partial(InlineRunner, editing))
    assert states(summary) == ["done"] * 4
    assert edits == []
    # Each cut was made, at last, from the profile as it is: there is nothing left to do.
    assert trade.done.count("plan/one/bob") == 1
    trade.done.clear()
    assert states(batch(cuts, setting, trade)) == ["done"] * 4
    assert trade.done == []


def test_a_profile_that_is_edited_and_put_back_has_no_cut_of_what_it_was_between(
    tmp_path: Path,
) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    profile, trade = tmp_path / "profiles" / "alice.json", Trade()
    before = profile.read_bytes()
    read: list[bytes] = []

    def editing(task: Task, settled: Setting) -> Outcome:
        if task.work == "plan" and not read:
            profile_in(tmp_path, "alice", "the moon and the stars")
        elif task.work == "render":
            profile.write_bytes(before)
        if task.work == "plan":
            read.append(profile.read_bytes())
        return trade(task, settled)

    summary = run(cuts, (), setting, partial(InlineRunner, editing))
    assert states(summary) == ["done"]
    assert read[-1] == before


def test_a_task_that_nobody_has_room_for_fails_and_the_batch_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.batch.drive.NO_ROOM", 0.0)
    summary = batch(cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path), Trade(), jobs=0)
    assert states(summary) == ["skipped"]
    assert "memory" in summary.cuts[0].cause


def test_a_cut_that_is_told_as_written_and_is_not_there_is_not_believed(tmp_path: Path) -> None:
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path)
    trade = Trade()

    def elsewhere(task: object, settled: Setting) -> Outcome:
        outcome = trade(task, settled)  # type: ignore[arg-type]
        if outcome.files and outcome.files[0].path.endswith(".mp4"):
            cuts[0].target.unlink()
        return outcome

    summary = run(cuts, (), setting, partial(InlineRunner, elsewhere), retries=0)
    assert states(summary) == ["failed"]
    assert "share its folder" in summary.cuts[0].cause


def test_a_film_that_comes_again_changed_is_cut_anew_when_its_tasks_are_over(
    tmp_path: Path,
) -> None:
    cuts, setting, trade = cuts_in(tmp_path, ["one"], ["alice"]), setting_in(tmp_path), Trade()

    def comes_again() -> tuple[Sequence[Cut], Sequence[Fault]] | None:
        if "plan/one/alice" not in trade.done:
            return (), ()
        if trade.done.count("plan/one/alice") > 1 or "again" in cuts[0].film.read_text():
            return None
        cuts[0].film.write_text("the film one again")
        return cuts, ()

    monkey = pytest.MonkeyPatch()
    monkey.setattr("cutter.batch.drive.PAUSE", 0.0)
    try:
        summary = run(cuts, (), setting, partial(InlineRunner, trade), watch=comes_again)
    finally:
        monkey.undo()
    assert states(summary) == ["done"]
    assert trade.done.count("analyze/../films/one.mp4") == 2
    assert trade.done.count("render/one/alice picture") == 2
    plan = (setting.output / "plans" / "one" / "alice.json").read_text()
    assert cuts[0].target.read_text() == f"cut of {plan}"


def test_a_film_that_comes_again_waits_for_its_tasks_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.batch.drive.PAUSE", 0.0)
    cuts, setting = cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting_in(tmp_path)
    runners: list[InlineRunner] = []
    trade = Trade()

    def runner(settled: Setting) -> InlineRunner:
        # It refuses to look at a film whose cuts it is at.
        runners.append(InlineRunner(trade, settled, jobs=3))
        return runners[0]

    def comes_again() -> tuple[Sequence[Cut], Sequence[Fault]] | None:
        if "again" in cuts[0].film.read_text():
            return None
        if not runners or "render/one/alice" not in [task.name for task in runners[0].submitted]:
            return (), ()
        cuts[0].film.write_text("the film one again")
        return cuts, ()

    assert states(run(cuts, (), setting, runner, watch=comes_again)) == ["done", "done"]
    assert trade.done.count("render/one/alice picture") == 2


def test_what_was_seen_and_is_no_longer_stored_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = setting_in(tmp_path)
    batch(cuts_in(tmp_path, ["one"], ["alice"]), setting, Trade())
    monkeypatch.setattr("cutter.pipeline.looking.is_watched", lambda *_: False)
    trade = Trade()
    summary = batch(cuts_in(tmp_path, ["one"], ["alice", "bob"]), setting, trade)
    assert trade.done[0] == "analyze/../films/one.mp4"
    assert summary.films[0].decodes == 2


def test_a_film_that_comes_later_never_takes_the_name_of_another(tmp_path: Path) -> None:
    first = cuts_in(tmp_path, ["one"], ["alice"])
    other = [replace(first[0], film=film_in(tmp_path, "other"))]
    answers = [(other, ()), None]
    runner = partial(InlineRunner, Trade())
    summary = run(first, (), setting_in(tmp_path), runner, watch=lambda: answers.pop(0))
    assert states(summary) == ["done", "failed"]
    assert "rename the film" in summary.cuts[1].cause
    assert summary.exit_code == 1


def test_the_summary_as_it_stands_is_to_be_had_meanwhile(tmp_path: Path) -> None:
    found: list[Summary] = []
    cuts, runner = cuts_in(tmp_path, ["one"], ["alice"]), partial(InlineRunner, Trade())
    run(cuts, (), setting_in(tmp_path), runner, meanwhile=lambda now: found.append(now()))
    assert states(found[0]) == ["waiting"]
