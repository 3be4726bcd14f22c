"""Whatever goes wrong with which task, the same line at last gives every cut, and nothing twice."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.batch.drive import run
from cutter.batch.journal import opened
from cutter.batch.task import Outcome, Setting, Task
from tests.batch.inline import InlineRunner, Killed, Trade, cuts_in, setting_in

Event = Literal["well", "fails", "passes", "before", "after", "between"]
EVENTS: list[Event] = ["well", "well", "well", "fails", "passes", "before", "after", "between"]


@dataclass
class Chaos:
    """Does tasks as a tape says: well, badly, or not to their end."""

    tape: Iterator[Event]
    done: list[str] = field(default_factory=list)

    def __call__(self, task: Task, setting: Setting) -> Outcome:
        event = next(self.tape, "well")
        if event in ("fails", "passes"):
            return Outcome("goes wrong", 3, can_pass=event == "passes")
        trade = Trade(beside=True)
        if event != "well":
            setattr(trade, f"kill_{event}", task.name)
        outcome = trade(task, setting)
        self.done += trade.done
        return outcome


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cutter.pipeline.looking.is_watched", lambda *_: True)
        patch.setattr("cutter.batch.drive.BACK_OFF", 0.0)
        patch.setattr("cutter.batch.database.SYNCHRONOUS", "OFF")
        # Waiting for the disk would be most of the time, and no power is cut.
        patch.setattr("os.fsync", lambda _: None)
        yield


@settings(max_examples=30)
@given(
    tapes=st.lists(st.lists(st.sampled_from(EVENTS), max_size=12), min_size=1, max_size=4),
    jobs=st.integers(1, 3),
    retries=st.integers(0, 2),
)
def test_at_last_every_cut_is_there_and_nothing_was_done_twice(
    tapes: list[list[Event]], jobs: int, retries: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cuts, setting = cuts_in(folder, ["one", "two"], ["alice", "bob"]), setting_in(folder)
        for tape in (*tapes, []):
            chaos = Chaos(iter(tape))
            runner = partial(InlineRunner, chaos, jobs=jobs)
            with contextlib.suppress(Killed):
                summary = run(cuts, (), setting, runner, retries=retries)
        assert [cut.state for cut in summary.cuts] == ["done"] * 4
        for cut in cuts:
            plan = (setting.output / "plans" / f"{cut.label}.json").read_bytes()
            assert cut.target.read_bytes() == b"cut of " + plan
            assert cut.target.with_suffix(".srt").read_bytes() == b"said"
        made = [(f"plans/{cut.label}", cut.label) for cut in cuts]
        kept = {f"{plan}.{kind}" for plan, _ in made for kind in ("json", "png")}
        kept |= {f"{cut}.{kind}" for _, cut in made for kind in ("mp4", "srt")}
        out = setting.output
        there = {path.relative_to(out).as_posix() for path in out.rglob("*.*") if path.is_file()}
        assert {path for path in there if "/.cutter-" not in path} == {"batch.sqlite", *kept}
        with opened(setting.output / "batch.sqlite") as journal:
            for work in ("analyze", "plan", "render"):
                assert journal.count(work, "done") == (2 if work == "analyze" else 4)
            for cut in cuts:
                for task in (f"plan/{cut.label}", f"render/{cut.label}"):
                    outcomes = [each.outcome for each in journal.attempts(task)]
                    assert outcomes.index("done") == len(outcomes) - 1, "begun again though done"
