"""A run that is ended at any moment harms nothing; the next one goes on as if nothing had been."""

import errno
import os
import sys
from pathlib import Path

import filelock
import pytest

from cutter.files import atomic_output, write_whole
from cutter.files.scratch import (
    LOCK,
    OWN,
    PREFIX,
    STALE,
    machine,
    name_of,
    scratch_folder,
    sweep,
)
from cutter.render.finished import finish, is_finished
from tests.faults.command import names
from tests.faults.corpus import Corpus
from tests.faults.kills import Rounds

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
QUICK = ("--model", "basic", "--budget", "2s", "--fill")


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Rounds:
    folder = tmp_path_factory.mktemp("rounds")
    profile = folder / "p.json"
    profile.write_text('{"version": 1, "likes": [{"text": "bright"}, {"text": "colourful"}]}')
    return Rounds(folder, *QUICK, "--profile", str(profile), film=corpus("ok.mp4"), seed=7)


@posix
@pytest.mark.slow
def test_row_45_ctrl_c_at_random_moments_ends_with_130_and_leaves_nothing(rounds: Rounds) -> None:
    tally = rounds.interrupt(3)
    assert rounds.faults == []
    assert tally.clean == 3


@posix
@pytest.mark.slow
def test_row_46_after_sigkill_at_random_moments_the_next_run_gives_the_same_bytes(
    rounds: Rounds,
) -> None:
    tally = rounds.kill(3)
    assert rounds.faults == []
    assert tally.clean == 3


def test_row_46_a_part_that_a_killed_run_left_is_swept_by_the_next_to_write_there(
    tmp_path: Path,
) -> None:
    killed = tmp_path / f"{OWN}{'ab' * 8}"
    killed.mkdir()
    (killed / LOCK).touch()
    (killed / "part.mp4").write_bytes(b"half")
    write_whole(tmp_path / "report.html", b"<p>")
    assert names(tmp_path) == ["report.html"]


def test_row_46_a_part_whose_run_lives_is_not_swept(tmp_path: Path) -> None:
    with atomic_output(tmp_path / "one") as part:
        part.write_bytes(b"one")
        write_whole(tmp_path / "other", b"other")
        sweep(tmp_path, kept=0)
        assert part.exists()
    assert names(tmp_path) == ["one", "other"]


@posix
def test_row_46_a_part_whose_lock_another_process_holds_is_not_swept(tmp_path: Path) -> None:
    import subprocess

    own = tmp_path / f"{OWN}{'cd' * 8}"
    own.mkdir()
    code = f"""
import filelock, time
lock = filelock.FileLock({str(own / LOCK)!r})
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        sweep(tmp_path)
        assert own.exists()
        holder.kill()
    sweep(tmp_path)
    assert not own.exists()


def test_row_46_work_that_may_be_taken_up_is_kept_for_a_day(tmp_path: Path) -> None:
    name = name_of("a cut")
    left = tmp_path / f"{PREFIX}{name}-{machine()}"
    left.mkdir()
    (left / "0000-aa.mp4").write_bytes(b"clip")
    sweep(tmp_path)
    assert left.exists()
    with scratch_folder(tmp_path, name) as folder:
        assert folder == left
        assert (folder / "0000-aa.mp4").read_bytes() == b"clip"
    assert names(tmp_path) == []
    left.mkdir()
    os.utime(left, (0, left.stat().st_mtime - STALE - 60))
    sweep(tmp_path)
    assert names(tmp_path) == []


def test_row_46_what_is_not_ours_is_never_swept(tmp_path: Path) -> None:
    for name in (".cutter-notes", ".cutter-part-of-me", "film.part.mp4", ".cutter"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "film.mp4").write_bytes(b"film")
    (tmp_path / f"{OWN}{'ab' * 8}").symlink_to(elsewhere)
    before = names(tmp_path)
    sweep(tmp_path, kept=0)
    assert names(elsewhere) == ["film.mp4"]
    assert names(tmp_path) == before


def test_row_46_two_runs_of_one_cut_have_folders_of_their_own(tmp_path: Path) -> None:
    name = name_of("a cut")
    with scratch_folder(tmp_path, name) as one, scratch_folder(tmp_path, name) as other:
        assert one != other
        assert other.name.startswith(OWN)
    assert names(tmp_path) == []


def test_row_46_a_folder_that_is_swept_before_it_is_locked_is_there_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquire = filelock.FileLock.acquire
    swept: list[Path] = []

    def late(lock: filelock.FileLock, *arguments: object, **options: object) -> object:
        if not swept:
            swept.append(Path(lock.lock_file).parent)
            swept[0].rmdir()
        return acquire(lock, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(filelock.FileLock, "acquire", late)
    with scratch_folder(tmp_path) as folder:
        assert (folder / LOCK).exists()
        sweep(tmp_path)
        assert folder.exists()
    assert names(tmp_path) == []


def test_row_46_without_locks_work_goes_on_and_only_what_is_old_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    fresh, old = (tmp_path / f"{OWN}{mark * 8}" for mark in ("ab", "cd"))
    for folder in (fresh, old):
        folder.mkdir()
    os.utime(old, (0, 0))
    write_whole(tmp_path / "report.html", b"<p>")
    assert names(tmp_path) == [fresh.name, "report.html"]


def test_row_46_a_finished_clip_is_taken_up_only_if_it_is_whole(tmp_path: Path) -> None:
    part, done = tmp_path / "0000.part.mp4", tmp_path / "0000-aa.mp4"
    part.write_bytes(b"clip" * 1000)
    finish(part, done)
    assert is_finished(done)
    assert not part.exists()
    # What a power cut leaves: the name and the length, and zeros.
    done.write_bytes(bytes(4000))
    assert not is_finished(done)
    done.unlink()
    assert not is_finished(done)
    done.write_bytes(b"clip" * 1000)
    done.with_suffix(".digest").unlink()
    assert not is_finished(done)
