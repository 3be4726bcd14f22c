"""A journal is whole or says in one line what is wrong; one run at a time writes it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cutter.batch.alone import alone
from cutter.batch.database import SYNCHRONOUS
from cutter.batch.journal import VERSION, Journal, opened
from cutter.batch.journal_faults import JournalFull
from cutter.batch.stamps import Stamp
from cutter.batch.task import Made, Outcome, Task
from cutter.errors import OutputRefused
from cutter.progress.batch import SILENT_BATCH

AS_IT_IS = SYNCHRONOUS
TASK = Task("plan/one/alice", "plan", Path("one.mp4"), None, (), "key")
DONE = Outcome(files=(Made("plans/one/alice.json", 12, "d1"),), counts=(("seconds", 1.5),))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    # No power is cut here, and waiting for the disk would be most of the time.
    monkeypatch.setattr("cutter.batch.database.SYNCHRONOUS", "OFF")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "batch.sqlite"


def test_what_was_journaled_is_there_after_it_is_opened_again(path: Path) -> None:
    with opened(path) as journal:
        journal.begin_run()
        number = journal.begin(TASK, {"plans/one/alice.json": Stamp(3, 5)})
        kept = journal.task(TASK.name)
        assert kept is not None
        assert (kept.state, kept.before) == ("running", {"plans/one/alice.json": Stamp(3, 5)})
        journal.end(number, TASK, DONE, "here", {"plans/one/alice.json": 77})
        journal.end_run(2.0, 3.0)
    with opened(path) as journal:
        kept = journal.task(TASK.name)
        assert kept is not None
        assert (kept.state, kept.key) == ("done", "key")
        assert [each.made for each in journal.files(TASK.name, "key")] == [*DONE.files]
        (attempt,) = journal.attempts(TASK.name)
        assert (attempt.outcome, attempt.host, attempt.counts) == ("done", "here", {"seconds": 1.5})
        journal.begin_run()
        assert journal.run == 2


def test_what_is_journaled_is_on_the_disk_before_the_next_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.batch.database.SYNCHRONOUS", AS_IT_IS)
    with opened(path) as journal:
        assert journal._database.one("PRAGMA synchronous") == (2,), "FULL"


def test_an_attempt_that_was_cut_off_has_no_end(path: Path) -> None:
    with opened(path) as journal:
        journal.begin_run()
        journal.begin(TASK, {})
    with opened(path) as journal:
        assert journal.attempts(TASK.name)[0].ended is None


def test_files_under_another_key_are_not_the_tasks_own(path: Path) -> None:
    with opened(path) as journal:
        journal.end(journal.begin(TASK, {}), TASK, DONE, "", {"plans/one/alice.json": 1})
        assert journal.files(TASK.name, "another key") == ()
        assert journal.written("plans/one/alice.json") is not None


def test_a_fingerprint_holds_for_as_long_as_the_film_looks_the_same(path: Path) -> None:
    film = Path("/films/one.mp4")
    with opened(path) as journal:
        journal.keep_fingerprint(film, Stamp(10, 20), "f1")
        assert journal.fingerprint(film, Stamp(10, 20)) == "f1"
        assert journal.fingerprint(film, Stamp(10, 21)) is None
        assert journal.fingerprint(film, Stamp(11, 20)) is None


def test_names_that_are_no_text_can_be_kept(path: Path) -> None:
    film = Path("/films/\udcff.mp4")
    with opened(path) as journal:
        journal.keep_fingerprint(film, Stamp(1, 2), "f")
        assert journal.fingerprint(film, Stamp(1, 2)) == "f"
        refused = Outcome(f"{film}: is none", 3)
        journal.end(journal.begin(TASK, {}), TASK, refused, "", {})
        assert "is none" in journal.attempts(TASK.name)[0].cause


def test_a_folder_of_any_name_can_hold_a_journal(tmp_path: Path) -> None:
    folder = tmp_path / "out? #1 %41 é"
    folder.mkdir()
    with opened(folder / "batch.sqlite") as journal:
        journal.begin_run()
    assert [each.name for each in folder.iterdir()] == ["batch.sqlite"]


def test_no_write_ahead_log_is_used_and_nothing_is_left_beside_it(path: Path) -> None:
    with opened(path) as journal:
        journal.begin_run()
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA journal_mode").fetchone() != ("wal",)
        assert not path.with_name(f"{path.name}-wal").exists()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_journal_of_another_version_says_what_to_do(path: Path) -> None:
    Journal(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(OutputRefused, match=r"another version of cutter .* move it away"):
        Journal(path)


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE theirs (value TEXT)")
    before = path.read_bytes()
    with pytest.raises(OutputRefused, match="no journal of a batch; name another folder"):
        Journal(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "header", "middle"])
def test_a_damaged_journal_says_what_to_do(path: Path, damage: str) -> None:
    with opened(path) as journal:
        for number in range(200):
            journal.keep_fingerprint(Path(f"/films/{number}.mp4"), Stamp(1, 2), "f" * 32)
    data = path.read_bytes()
    broken = {
        "cut": data[: len(data) // 2],
        "header": b"\xff" * 100 + data[100:],
        "middle": data[:4096] + b"\xa5" * 8192 + data[4096 + 8192 :],
    }[damage]
    path.write_bytes(broken)
    with pytest.raises(OutputRefused, match=r"damaged; move it away .*--overwrite"):
        Journal(path)
    assert path.read_bytes() == broken


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    # A run that was killed before its first word leaves one.
    path.touch()
    with opened(path) as journal:
        journal.begin_run()


def test_a_full_disk_is_told_and_what_was_journaled_before_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.batch.database.PATIENCE", 0.0)
    with opened(path) as journal:
        journal.keep_setting("eyes", {"model": "basic"})
        # SQLite's own limit; it answers as it does for a full disk.
        (pages,) = journal._database.one("PRAGMA page_count")
        journal._database.one(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(JournalFull, match="make room, then run the same line again"):
            for number in range(500):
                journal.keep_fingerprint(Path(f"/films/{number}.mp4"), Stamp(1, 2), "f" * 32)
        assert journal.setting("eyes") == {"model": "basic"}
    with opened(path) as journal:
        assert journal.setting("eyes") == {"model": "basic"}


def test_room_that_comes_back_soon_is_waited_for(path: Path) -> None:
    with opened(path) as journal:
        (pages,) = journal._database.one("PRAGMA page_count")
        journal._database.one(f"PRAGMA max_page_count = {pages}")
        waited: list[float] = []

        def room(seconds: float) -> None:
            waited.append(seconds)
            journal._database.one(f"PRAGMA max_page_count = {pages + 1000}")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cutter.batch.database.time.sleep", room)
            journal.keep_setting("long", "x" * 100_000)
        assert waited
        assert journal.setting("long") == "x" * 100_000


def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="cannot be"):
        Journal(tmp_path / "missing" / "batch.sqlite")


def test_one_run_at_a_time_works_on_a_batch(path: Path) -> None:
    with alone(path, SILENT_BATCH) as has_locks:
        assert has_locks
        with (
            pytest.raises(OutputRefused, match="another run is at work on this batch"),
            alone(path, SILENT_BATCH),
        ):
            pass
    with alone(path, SILENT_BATCH):
        pass
    assert not [*path.parent.iterdir()], "the lock goes with the run"
