"""A batch of which parts fail: the others are made, each cause is told, the same line mends it."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.faults.batches import Desk, ended, stopped, until
from tests.faults.corpus import Corpus
from tests.media.conftest import run_ffmpeg

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and mounts of POSIX")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


@pytest.fixture(scope="module")
def film(corpus: Corpus) -> Path:
    return corpus("ok.mp4")


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film whose cuts need far more room than those of films of its size do."""
    path = tmp_path_factory.mktemp("noise") / "noise.mp4"
    source = "nullsrc=s=640x480:r=30:d=2,geq=random(1)*255:128:128"
    run_ffmpeg("-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", path)
    return path


def mounted(place: Path, size: int) -> list[str]:
    """Return what runs a command where a folder is a file system of so many bytes, or skip."""
    unshare = shutil.which("unshare")
    script = f'mount -t tmpfs -o size={size} tiny "{place}" && shift && exec "$@"'
    prefix = [str(unshare), "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", "-"]
    place.mkdir(parents=True, exist_ok=True)
    if unshare is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("no file system can be mounted here without being root")
    return prefix


@pytest.mark.slow
def test_row_55_the_others_are_made_each_cause_is_told_and_the_same_line_makes_the_rest(
    desk: Desk, film: Path, noise: Path
) -> None:
    desk.profiles.append("carol")
    desk.film("good.mp4", film)
    desk.film("noisy.mp4", noise)
    corrupt = desk.film("corrupt.mp4", film)
    corrupt.write_bytes(b"\0" * 10_000)
    tiny = mounted(desk.out / "noisy", 600_000)

    done = desk.run(prefix=tiny)
    assert done.code == 1, done.err
    states, causes = desk.states(), desk.causes()
    assert len(states) == 9
    good = {f"good/{name}-personal-source": "done" for name in ("alice", "bob")}
    assert {label: state for label, state in states.items() if state == "done"} == good, causes
    for label, cause in causes.items():
        expected = (
            ("carol.json",) if "carol" in label
            else ("corrupt.mp4", "no film") if "corrupt" in label
            # The one that begins while another fills the disk is told so before it begins.
            else ("noisy", "needed", "make room")
        )  # fmt: skip
        assert all(words in cause for words in expected), (label, cause)
        assert "\n" not in cause
    assert "Traceback" not in done.err
    for cause in set(causes.values()):
        assert cause in done.out.replace("\n", " ") + done.err
    assert desk.is_sound()
    before = desk.made()

    desk.film("corrupt.mp4", film, 1)
    desk.profile("carol", 0.5)
    done = desk.run()
    assert done.code == 0, done.err + done.out
    assert set(desk.states().values()) == {"done"}
    after = desk.made()
    assert len(after) == 9
    assert {name: after[name] for name in before} == before
    assert desk.remains() == []
    # A third time there is nothing to do.
    done = desk.run()
    assert done.code == 0, done.err
    assert desk.made() == after


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_row_56_a_batch_that_is_ended_leaves_no_process_and_goes_on_where_it_was(
    number: signal.Signals, desk: Desk, film: Path
) -> None:
    for name in ("a.mp4", "b.mp4"):
        desk.film(name, film, ord(name[0]))
    running = desk.start()
    until(lambda: bool(desk.out.is_dir() and desk.made()), running)
    done = stopped(running, number)
    assert done.code == 128 + number, done.err
    assert "Traceback" not in done.err
    assert done.lines[-1] == f"cutter: {'interrupted' if number == signal.SIGINT else 'terminated'}"
    assert desk.remains() == []
    assert desk.is_sound()
    states = desk.states()
    assert len(states) == 4
    assert set(states.values()) <= {"done", "waiting"}
    before = desk.made()
    assert len(before) >= 1
    done = desk.run()
    assert done.code == 0, done.err
    after = desk.made()
    assert len(after) == 4
    assert {name: after[name] for name in before} == before
    assert desk.remains() == []


def test_row_57_a_folder_that_may_not_be_written_is_one_line_before_any_work(
    desk: Desk, film: Path
) -> None:
    desk.film("a.mp4", film)
    desk.out.mkdir(mode=0o500)
    if os.access(desk.out, os.W_OK):
        # To root a folder is never closed.
        desk.out.rmdir()
        desk.out.write_text("a file, no folder")
    done = desk.run()
    done.failed(6, "out")


@pytest.mark.slow
def test_row_57_a_disk_that_has_no_room_for_the_journal_is_one_line_and_the_same_line_goes_on(
    desk: Desk, film: Path
) -> None:
    desk.film("a.mp4", film)
    done = desk.run(prefix=mounted(desk.out, 16_384))
    done.failed(6, "no room", "make room")
    assert desk.run().code == 0


@pytest.mark.slow
def test_row_57_a_second_batch_in_the_same_folder_is_refused_and_harms_nothing(
    desk: Desk, film: Path
) -> None:
    for name in ("a.mp4", "b.mp4"):
        desk.film(name, film, ord(name[0]))
    running = desk.start()
    until((desk.out / "batch.sqlite").exists, running)
    second = desk.run()
    if running.poll() is None:
        second.failed(6, "out", "another")
    done = ended(running)
    assert done.code == 0, done.err
    assert set(desk.states().values()) == {"done"}


@pytest.mark.slow
def test_row_58_a_film_that_goes_while_the_batch_runs_fails_alone(desk: Desk, film: Path) -> None:
    desk.film("a.mp4", film)
    gone = desk.film("z.mp4", film, 1)
    desk.extra = ("--jobs", "1")
    running = desk.start()
    until(lambda: (desk.out / "batch.sqlite").exists(), running)
    gone.unlink()
    done = ended(running)
    assert done.code == 1, done.err
    states, causes = desk.states(), desk.causes()
    assert {state for label, state in states.items() if label.startswith("a/")} == {"done"}
    assert all("z.mp4" in cause for cause in causes.values())
    assert len(causes) == 2


@pytest.mark.slow
def test_row_58_a_profile_that_is_edited_gives_new_cuts_in_place_of_its_own_old_ones(
    desk: Desk, film: Path
) -> None:
    desk.film("a.mp4", film)
    foreign = desk.out / "a" / "mine.mp4"
    assert desk.run().code == 0
    foreign.write_bytes(b"somebody's")
    before = desk.made()
    desk.profile("bob", -0.9)
    done = desk.run()
    assert done.code == 0, done.err
    after = desk.made()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"a/bob-personal-source.mp4"}
    # What others wrote is not written over.
    (desk.out / "a" / "alice-personal-source.mp4").write_bytes(b"somebody's")
    done = desk.run()
    assert done.code == 1
    assert "--overwrite" in desk.causes()["a/alice-personal-source"]
    assert (desk.out / "a" / "alice-personal-source.mp4").read_bytes() == b"somebody's"


@pytest.mark.slow
def test_row_59_a_film_that_is_named_twice_is_cut_once_and_any_name_will_do(
    desk: Desk, film: Path
) -> None:
    odd = os.fsdecode(b"caf\xe9 {film} \xff\n.mp4")
    try:
        desk.film(odd, film)
    except OSError:
        pytest.skip("this disk takes no such names")
    here = desk.root / "films"
    (desk.root / "link.mp4").symlink_to(here / odd)
    done = desk.run(here / "." / odd, "link.mp4", f"films/../films/{odd}", "--progress", "json")
    assert done.code == 0, done.err
    assert len(desk.states()) == 2
    assert len(desk.made()) == 2
    for name in desk.made():
        name.encode("ascii")
    (only,) = desk.summary()["films"]
    assert only["decodes"] == 1
