"""A store that several machines share, with locks or without, never gives what does not belong."""

import dataclasses
import errno
import os
import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.analysis import store_files, store_keys, stored
from cutter.analysis.store import Store
from cutter.files import write_whole
from cutter.files.scratch import LOCK, OWN, STALE, machine, scratch_folder, sweep
from cutter.schema import Cue, FilmRecord, TimeRange
from cutter.schema.attention import BINS, Attention
from tests.analysis.test_store import SETTINGS, Told, a_record, an_analysis, read_by, said_record

FILM = "ab" * 16
CUES = (Cue(TimeRange(Fraction(1), Fraction(2)), "hello", "en"),)


def seen_elsewhere() -> FilmRecord:
    """Return the same film as another machine's decoder shows it: as many pictures, but others."""
    return dataclasses.replace(a_record(), pictures=(b"one", b"another"))


def test_vectors_of_another_machines_pictures_are_not_taken_and_nothing_is_told(
    tmp_path: Path,
) -> None:
    told = Told()
    store = Store(tmp_path, progress=told)
    ours, theirs = a_record(), seen_elsewhere()
    store.keep_analysis(an_analysis(theirs))
    assert store.analysis(ours, "basic") is None
    assert store.images(ours, "basic") == {}
    assert store.analysis(theirs, "basic") is not None
    # Made anew, they are ours from then on.
    store.keep_analysis(an_analysis(ours))
    assert store.analysis(ours, "basic") is not None
    assert store.analysis(theirs, "basic") is None
    assert told.warnings == []


def test_pictures_in_another_order_or_otherwise_divided_are_other_pictures() -> None:
    assert stored.digest_of((b"one", b"other")) != stored.digest_of((b"other", b"one"))
    assert stored.digest_of((b"one", b"other")) != stored.digest_of((b"oneo", b"ther"))
    assert stored.digest_of((b"one", b"")) != stored.digest_of((b"one",))


def test_a_film_read_back_is_bound_to_the_same_pictures_as_when_it_was_watched(
    tmp_path: Path,
) -> None:
    watching, later = Store(tmp_path), Store(tmp_path)
    watching.keep_film(a_record())
    watching.keep_analysis(an_analysis(a_record()))
    again = later.film(FILM, Path("a.mp4"), SETTINGS)
    assert again is not None
    assert later.analysis(again, "basic") is not None


def test_who_comes_second_goes_on_with_what_the_first_has_stored(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    assert first.keep_film(a_record("/films/a.mp4")) == a_record("/films/a.mp4")
    # Where the film lies is each machine's own.
    kept = second.keep_film(dataclasses.replace(seen_elsewhere(), media=a_record("/b").media))
    assert kept == a_record("/b")
    grown = second.keep_film(seen_elsewhere(), is_newer=True)
    assert grown == seen_elsewhere()
    assert first.film(FILM, a_record().media.path, SETTINGS) == seen_elsewhere()


def test_what_is_stored_and_damaged_is_not_gone_on_with(tmp_path: Path) -> None:
    store = Store(tmp_path, progress=Told())
    store.keep_film(a_record())
    (file,) = tmp_path.rglob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-1])
    assert store.keep_film(seen_elsewhere()) == seen_elsewhere()
    assert Store(tmp_path).film(FILM, a_record().media.path, SETTINGS) == seen_elsewhere()


def test_machines_with_another_form_keep_theirs_beside_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cutter.analysis import store as module

    told = Told()
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())
    ours = {path.name: path.read_bytes() for path in tmp_path.rglob("*.safetensors")}
    with monkeypatch.context() as other:
        for room in (module, stored):
            other.setattr(room, "STORE_VERSION", stored.STORE_VERSION + 1)
        assert store.film(FILM, Path("a.mp4"), SETTINGS) is None
        store.keep_film(seen_elsewhere())
    assert store.film(FILM, a_record().media.path, SETTINGS) == a_record()
    after = {path.name: path.read_bytes() for path in tmp_path.rglob("*.safetensors")}
    assert ours.items() < after.items()
    assert told.warnings == []


def test_vectors_against_other_captions_of_nothing_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cutter.eyes import nulls

    store = Store(tmp_path)
    store.keep_analysis(an_analysis(a_record()))
    store.keep_analysis(read_by("sentences/a/1", a_record()))
    monkeypatch.setattr(nulls, "NULL_PROMPTS", ("a picture of nothing",))
    store_keys._nothing.cache_clear()
    try:
        assert store.analysis(a_record(), "basic") is None
        assert store.nulls(a_record(), "basic") is None
        # The pictures are as they were.
        assert len(store.images(a_record(), "basic")) == len(a_record().keyframes)
    finally:
        monkeypatch.undo()
        store_keys._nothing.cache_clear()
    assert store.analysis(a_record(), "basic") is not None


def drawn() -> Attention:
    none = np.zeros((1, 3, BINS), np.float32)
    return Attention((Fraction(0),), none, none, np.zeros((0, 6), np.float32), (0.0, 0.0, 1.0, 1.0))


KINDS: dict[str, tuple[Callable[[Store, str], object], Callable[[Store, str], object]]] = {
    "watched": (
        lambda store, film: store.keep_film(of(a_record(), film)),
        lambda store, film: store.film(film, Path("a.mp4"), SETTINGS),
    ),
    "cues": (
        lambda store, film: store.keep_cues(film, "track-1", CUES, ()),
        lambda store, film: store.cues(film, "track-1"),
    ),
    "seen": (
        lambda store, film: store.keep_analysis(an_analysis(of(said_record(), film))),
        lambda store, film: (
            store.analysis(of(said_record(), film), "basic")
            or store.images(of(said_record(), film), "basic")
            or store.nulls(of(said_record(), film), "basic")
        ),
    ),
    "drawn": (
        lambda store, film: store.keep_attention(film, "0 1 v1", drawn()),
        lambda store, film: store.attention(film, "0 1 v1"),
    ),
}


def of(record: FilmRecord, film: str) -> FilmRecord:
    return dataclasses.replace(record, media=dataclasses.replace(record.media, fingerprint=film))


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_another_film_are_not_taken_whatever_folder_they_lie_in(
    tmp_path: Path, kind: str
) -> None:
    keep, recall = KINDS[kind]
    store, other = Store(tmp_path), "cd" * 16
    keep(store, FILM)
    assert recall(store, FILM)
    shutil.copytree(tmp_path / "films" / FILM, tmp_path / "films" / other)
    assert not recall(store, other)


def test_cues_under_the_name_of_another_source_are_not_taken(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_cues(FILM, "track-1", CUES, ())
    (file,) = tmp_path.rglob("cues-*")
    shutil.copy(file, file.with_name(file.name.replace("track-1", "track-2")))
    assert store.cues(FILM, "track-1") == (CUES, ())
    assert store.cues(FILM, "track-2") is None


@pytest.mark.parametrize("code", [errno.ESTALE, errno.ENOENT, errno.EIO])
def test_a_file_that_another_machine_exchanged_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    told = Told()
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())
    read = Path.read_bytes
    failed: list[Path] = []

    def once_gone(path: Path) -> bytes:
        if path.suffix == ".safetensors" and not failed:
            failed.append(path)
            raise OSError(code, os.strerror(code))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", once_gone)
    assert store.film(FILM, a_record().media.path, SETTINGS) == a_record()
    assert failed
    assert told.warnings == []


def test_a_torn_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())
    read = Path.read_bytes
    torn: list[Path] = []

    def once_torn(path: Path) -> bytes:
        data = read(path)
        if path.suffix == ".safetensors" and not torn:
            torn.append(path)
            return data[: len(data) // 2]
        return data

    monkeypatch.setattr(Path, "read_bytes", once_torn)
    assert store.film(FILM, a_record().media.path, SETTINGS) == a_record()
    assert torn
    assert told.warnings == []


def test_a_file_that_cannot_be_read_twice_is_told_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told()
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())

    def stale(path: Path) -> bytes:
        raise OSError(errno.ESTALE, "Stale file handle")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", stale)
        assert store.film(FILM, Path("a.mp4"), SETTINGS) is None
    assert len(told.warnings) == 1


@pytest.mark.parametrize("is_raised", [False, True])
def test_a_store_that_is_cleared_while_a_film_is_written_holds_it_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_raised: bool
) -> None:
    told = Told()
    cleared: list[Path] = []
    store = Store(tmp_path, progress=told)

    def late(path: Path, data: bytes, *, overwrite: bool) -> None:
        if not cleared:
            cleared.append(path)
            Store(tmp_path).clear()
            if is_raised:
                raise OSError(errno.ESTALE, "Stale file handle")
        write_whole(path, data, overwrite=overwrite)

    monkeypatch.setattr(store_files, "write_whole", late)
    store.keep_film(a_record())
    assert cleared
    assert told.warnings == []
    assert store.film(FILM, a_record().media.path, SETTINGS) == a_record()


OTHER = f"{int(machine(), 16) ^ 1:08x}"
"""What tells another machine."""


def left(parent: Path, of: str, *, age: float) -> Path:
    """Make a folder as a run leaves it that was killed so many seconds ago."""
    folder = parent / f"{OWN}{'ab' * 8}-{of}"
    folder.mkdir()
    (folder / LOCK).touch()
    moment = folder.stat().st_mtime - age
    os.utime(folder, (moment, moment))
    return folder


def test_what_another_machine_works_on_stays_though_its_lock_does_not_hold_here(
    tmp_path: Path,
) -> None:
    # Nobody on this machine holds the lock, as where locks hold on one machine only.
    theirs = left(tmp_path, OTHER, age=3600)
    sweep(tmp_path, kept=0)
    assert theirs.exists()
    os.utime(theirs, (0, 0))
    sweep(tmp_path)
    assert not theirs.exists()


def test_what_this_machine_left_goes_at_once(tmp_path: Path) -> None:
    ours = left(tmp_path, machine(), age=0)
    sweep(tmp_path)
    assert not ours.exists()


def test_a_machine_whose_clock_runs_ahead_removes_nothing_that_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    theirs = left(tmp_path, OTHER, age=3600)
    monkeypatch.setattr(time, "time", lambda: now() + 400 * 86400)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [theirs.name]
    os.utime(theirs, (now() - STALE - 60,) * 2)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "cd" * 8])
def test_two_machines_never_work_in_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from cutter.files import scratch

    with scratch_folder(tmp_path, name) as ours:
        with monkeypatch.context() as there:
            there.setattr(scratch, "machine", lambda: OTHER)
            # There the lock is not to be seen.
            there.setattr(scratch, "system_lock", Unheld)
            with scratch_folder(tmp_path, name) as theirs:
                assert theirs != ours
                assert ours.exists()
        assert ours.exists()


class Unheld:
    """A lock that holds on one machine only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def acquire(self, timeout: float = 0) -> None:
        """Have it at once."""
        self._path.touch()

    def release(self) -> None:
        """Let go."""
