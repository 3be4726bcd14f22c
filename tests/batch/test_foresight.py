"""What a batch would do is told from its journal, which stays as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from cutter.batch.foresight import Foresight, foresee
from cutter.batch.graph import cut_tasks, look_task
from cutter.batch.journal import NAME, opened
from cutter.batch.task import Cut, Outcome, Setting, Task
from cutter.errors import OutputRefused
from cutter.pipeline import Look, Wish
from tests.films import SAMPLE

EYES = ("model", "device", "precision", "sentences", "runtime")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    look = Look(model="basic", sentences="none", offline=True, cache=tmp_path / "cache")
    (tmp_path / "out").mkdir()
    return Setting(tmp_path / "out", look)


def cuts_in(setting: Setting, *budgets: str) -> list[Cut]:
    return [
        Cut(SAMPLE, None, Wish(budget=each), setting.output / f"{each}.mp4", each)
        for each in budgets
    ]


def journaled(setting: Setting, *done: tuple[Task, dict[str, float]]) -> None:
    with opened(setting.output / NAME) as journal:
        journal.begin_run()
        for task, counts in done:
            attempt = journal.begin(task, {})
            journal.end(attempt, task, Outcome(counts=tuple(counts.items())), "here", {})


def foreseen(setting: Setting, *budgets: str) -> Foresight:
    return foresee(cuts_in(setting, *budgets), (), setting, jobs=1)


def test_what_a_batch_took_corrects_what_is_left(setting: Setting) -> None:
    budgets = ("4s", "5s", "6s")
    first = foreseen(setting, *budgets)
    tasks = [cut_tasks(cut, setting, "key", "key") for cut in cuts_in(setting, *budgets)]
    took = [3 * cut.render.seconds for cut in first.cuts]
    journaled(
        setting, *((task.render, {"cpu": cpu}) for task, cpu in zip(tasks, took, strict=True))
    )
    again = foreseen(setting, *budgets)
    assert again.factors.measured == {"analyze": 0, "plan": 0, "render": 3}
    assert again.factors.by_work["render"] == pytest.approx(3)
    assert again.cuts[0].render.seconds == pytest.approx(took[0])
    assert again.cuts[0].plan == first.cuts[0].plan
    assert again.films == first.films


def test_films_that_were_only_recalled_tell_nothing_of_what_looking_takes(
    setting: Setting,
) -> None:
    first = foreseen(setting, "4s")
    look = look_task(SAMPLE, setting, "key")
    journaled(setting, *[(look, {"cpu": 0.1, "packets": 0.0})] * 3)
    assert foreseen(setting, "4s").films == first.films
    journaled(setting, *[(look, {"cpu": 50.0, "packets": 2160.0})] * 3)
    assert foreseen(setting, "4s").films[0].cost.seconds == pytest.approx(50)


def test_the_eyes_that_the_batch_settled_on_are_reckoned_with(setting: Setting) -> None:
    wanted = replace(setting, look=replace(setting.look, model="best"))
    dear = foreseen(wanted, "4s").films[0].cost.seconds
    asked = {name: getattr(wanted.look, name) for name in EYES}
    with opened(setting.output / NAME) as journal:
        journal.keep_setting("eyes", {"asked": asked, "settled": {**asked, "model": "basic"}})
    assert foreseen(wanted, "4s").films[0].cost.seconds < dear / 10
    other = replace(wanted, look=replace(wanted.look, precision="fp32"))
    assert foreseen(other, "4s").films[0].cost.seconds == dear


def test_the_journal_stays_as_it_is(setting: Setting) -> None:
    journaled(setting)
    journal = setting.output / NAME
    before, when = journal.read_bytes(), journal.stat().st_mtime_ns
    foreseen(setting, "4s")
    assert (journal.read_bytes(), journal.stat().st_mtime_ns) == (before, when)
    assert [path.name for path in setting.output.iterdir()] == [NAME]


def test_what_is_no_journal_is_refused(setting: Setting) -> None:
    (setting.output / NAME).write_bytes(b"no journal at all" * 300)
    with pytest.raises(OutputRefused, match="cannot be read as a batch's journal"):
        foreseen(setting, "4s")


def test_no_film_s_last_cut_is_there_before_the_film_was_looked_at(setting: Setting) -> None:
    ahead = foreseen(setting, "4s", "30s")
    longest = ahead.films[0].cost.seconds + max(
        cut.plan.seconds + cut.render.seconds for cut in ahead.cuts
    )
    assert replace(ahead, jobs=64).wall == pytest.approx(longest)
    assert replace(ahead, jobs=1).wall == pytest.approx(ahead.seconds)
    assert replace(ahead, jobs=1, cores=2).wall == pytest.approx(ahead.seconds / 2)
