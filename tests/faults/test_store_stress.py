"""A store that is damaged, shared, read-only or nowhere never crashes a run nor changes a cut."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from safetensors import safe_open
from safetensors.numpy import load, save

from cutter import Look, Wish
from cutter.analysis.stored import STORE_VERSION
from cutter.files import NO_HOME, cache_folder, config_folder, data_folder
from cutter.files.scratch import LOCK, OWN
from cutter.pipeline import analyze, plan
from tests.analysis.test_store import Told
from tests.faults.command import QUICK, Done, command, make, names
from tests.faults.corpus import Corpus
from tests.films import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="signals and permissions of POSIX")
KINDS = ("watched", "cues", "seen")
SUBTITLES = "1\n00:00:01,000 --> 00:00:02,000\nhello\n"
FILL = ("--budget", "2s", "--fill")
Store = dict[str, bytes]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    """Return a film with subtitles, in a folder of its own."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    path.write_bytes(corpus("ok.mp4").read_bytes())
    path.with_suffix(".srt").write_text(SUBTITLES)
    return path


@pytest.fixture(scope="module")
def whole(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the store that looking at the film writes, left alone."""
    cache = tmp_path_factory.mktemp("whole")
    analyze(film, look=look(cache))
    found = stored(cache)
    assert {name.partition("-")[0] for name in found} == set(KINDS)
    return found


@pytest.fixture(scope="module")
def of_a_cut(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the store that a cut writes: what it carries of the film is kept too."""
    cache = tmp_path_factory.mktemp("cut")
    plan([film], None, look=look(cache), wish=Wish(fill=True, budget="2s"))
    return stored(cache)


def look(cache: Path) -> Look:
    return Look(model="basic", offline=True, cache=cache)


def stored(cache: Path) -> Store:
    """Return every file of a store but the locks; nothing else may be there."""
    found = {path.name: path for path in cache.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if path.suffix != ".lock"}


def lay_out(store: Store, cache: Path, film: Path) -> Path:
    """Write a store into a folder; return the folder of its film."""
    from cutter.media.source import fingerprint

    folder = cache / "films" / fingerprint(film)
    folder.mkdir(parents=True)
    for name, data in store.items():
        (folder / name).write_bytes(data)
    return folder


def flipped(data: bytes, share: float) -> bytes:
    """Return bytes with one bit turned over, so far into them."""
    at = min(len(data) - 1, int(share * len(data)))
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_header(data: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    """Return a stored file with another header around the same tensors."""
    text = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]["cutter"]
    header = json.loads(text)
    change(header)
    return bytes(save(load(data), metadata={"cutter": json.dumps(header)}))


def version(number: object) -> Callable[[bytes], bytes]:
    return lambda data: with_header(data, lambda header: header.update(version=number))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    **{f"a bit at {n} %": (lambda data, n=n: flipped(data, n / 100)) for n in range(0, 101, 20)},  # type: ignore[misc]
    "empty": lambda data: b"",
    "cut short": lambda data: data[: len(data) // 2],
    "one byte short": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "zeros at the end": lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "text": lambda data: b"hello\n",
    "no such header": lambda data: bytes(save(load(data))),
    "older": version(STORE_VERSION - 1),
    "newer": version(STORE_VERSION + 1),
    "version of words": version("two"),
    "a huge header": lambda data: (2**62).to_bytes(8, "little") + data[8:],
    "deep nesting": lambda data: save({}, metadata={"cutter": "[" * 100_000 + "]" * 100_000}),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("kind", KINDS)
def test_row_33_whatever_is_damaged_is_noticed_made_anew_and_told_in_one_line(
    film: Path, whole: Store, tmp_path: Path, kind: str, damage: str
) -> None:
    bad = {
        name: DAMAGE[damage](data) if name.startswith(kind) else data
        for name, data in whole.items()
    }
    assert bad != whole
    lay_out(bad, tmp_path, film)
    told = Told()
    analyze(film, look=look(tmp_path), progress=told)
    # That no byte is other than before is also that no answer is.
    assert stored(tmp_path) == whole
    assert len([line for line in told.warnings if "unusable" in line]) == 1
    assert len(told.warnings) == 1 + (damage == "never")


def test_row_33_one_wrong_bit_of_a_vector_is_noticed(
    film: Path, whole: Store, tmp_path: Path
) -> None:
    name = next(name for name in whole if name.startswith("seen"))
    lay_out({**whole, name: flipped(whole[name], 0.999)}, tmp_path, film)
    (file,) = tmp_path.rglob(name)
    with safe_open(file, framework="numpy") as opened:
        assert opened.keys(), "to safetensors it is sound"
    told = Told()
    analyze(film, look=look(tmp_path), progress=told)
    assert stored(tmp_path) == whole
    assert len(told.warnings) == 1


def test_row_33_everything_damaged_at_once_is_told_in_one_line(
    film: Path, whole: Store, tmp_path: Path
) -> None:
    lay_out({name: flipped(data, 0.5) for name, data in whole.items()}, tmp_path, film)
    told = Told()
    analyze(film, look=look(tmp_path), progress=told)
    assert stored(tmp_path) == whole
    assert len(told.warnings) == 1


def test_row_33_the_store_of_another_film_is_not_taken_for_this_ones(
    film: Path, whole: Store, tmp_path: Path, corpus: Corpus
) -> None:
    other, there = corpus("noaudio.mp4"), tmp_path / "other"
    analyze(other, look=look(there))
    lay_out(stored(there), tmp_path / "mixed", film)
    analyze(film, look=look(tmp_path / "mixed"))
    watched = next(name for name in whole if name.startswith("watched"))
    assert stored(tmp_path / "mixed")[watched] == whole[watched]


@posix
def test_row_33_what_a_killed_run_left_in_the_store_is_swept(
    film: Path, whole: Store, tmp_path: Path
) -> None:
    folder = lay_out(whole, tmp_path, film)
    stray = folder / f"{OWN}{'ab' * 8}"
    stray.mkdir()
    (stray / LOCK).touch()
    (stray / "part.safetensors").write_bytes(b"half")
    assert stored(tmp_path) != whole
    analyze(film, look=look(tmp_path))
    assert stored(tmp_path) == whole
    assert not stray.exists()


def start(film: Path, target: Path, cache: Path, *options: str) -> "subprocess.Popen[str]":
    words = ("make", film, "-o", target, *QUICK, *FILL, "--cache", cache, *options)
    return subprocess.Popen(
        [sys.executable, "-m", "cutter", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@posix
@pytest.mark.parametrize("seed", [2])
def test_row_48_of_four_runs_on_one_film_one_is_killed_and_three_are_whole(
    film: Path, of_a_cut: Store, tmp_path: Path, seed: int
) -> None:
    out, cache = tmp_path / "out", tmp_path / "cache"
    out.mkdir()
    chosen = random.Random(seed)
    orders = ("film", "score", "arc", "film")
    runs = [
        start(film, out / f"{number}.mp4", cache, "--order", order)
        for number, order in enumerate(orders)
    ]
    # The one that holds the film while it is watched, if the moment is well chosen.
    time.sleep(chosen.uniform(0.5, 2.5))
    killed = chosen.randrange(len(runs))
    runs[killed].send_signal(signal.SIGKILL)
    said = [run.communicate(timeout=120)[0] for run in runs]
    for number, run in enumerate(runs):
        if number != killed:
            assert run.returncode == 0, said[number]
    assert {name: data for name, data in stored(cache).items() if OWN not in name} == of_a_cut
    for number, order in enumerate(orders):
        alone = make(film, tmp_path / f"{number}.mp4", *FILL, "--order", order, "--cache", cache)
        assert alone.code == 0, alone.err
        if number != killed or (out / f"{number}.mp4").exists():
            assert (out / f"{number}.mp4").read_bytes() == (tmp_path / f"{number}.mp4").read_bytes()
    assert [path for path in cache.rglob(f"{OWN}*")] == []


@posix
def test_row_48_of_three_runs_on_one_film_one_watches_it(
    film: Path, of_a_cut: Store, tmp_path: Path
) -> None:
    runs = [
        start(film, tmp_path / f"{number}.mp4", tmp_path / "cache", "--progress", "plain")
        for number in range(3)
    ]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert sum(line.strip() == "watch …" for lines in said for line in lines.splitlines()) == 1
    assert stored(tmp_path / "cache") == of_a_cut


@posix
def test_row_48_whoever_waits_for_a_killed_run_goes_on_at_once(
    film: Path, of_a_cut: Store, tmp_path: Path
) -> None:
    held = tmp_path / "films"
    held.mkdir()
    from cutter.media.source import fingerprint

    lock = held / f"{fingerprint(film)}.lock"
    code = f"""
import filelock, sys, time
lock = filelock.FileLock({str(lock)!r})
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        waiting = start(film, tmp_path / "cut.mp4", tmp_path)
        time.sleep(1.5)
        assert waiting.poll() is None
        holder.kill()
    said = waiting.communicate(timeout=60)[0]
    assert waiting.returncode == 0, said
    assert stored(held) == of_a_cut


@pytest.fixture
def usual(film: Path, tmp_path: Path) -> bytes:
    """Return the cut that is made with a store."""
    (tmp_path / "usual").mkdir()
    target = tmp_path / "usual" / "cut.mp4"
    assert make(film, target, *FILL, "--cache", tmp_path / "usual").code == 0
    return target.read_bytes()


def works_without(done: Done, target: Path, usual: bytes) -> None:
    """Check that there is one warning, one line, and the usual cut."""
    assert done.code == 0, done.err
    assert len([line for line in done.lines if "not kept" in line]) == 1, done.err
    assert "Traceback" not in done.err
    assert target.read_bytes() == usual


def test_row_49_a_cache_that_lies_below_a_file_is_done_without(
    film: Path, tmp_path: Path, usual: bytes
) -> None:
    (tmp_path / "file").write_text("no folder")
    done = make(film, tmp_path / "cut.mp4", *FILL, "--cache", tmp_path / "file" / "cache")
    works_without(done, tmp_path / "cut.mp4", usual)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ESTALE])
def test_row_49_a_cache_that_may_not_be_written_is_done_without(
    film: Path, tmp_path: Path, usual: bytes, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, made = tmp_path / "cache", Path.mkdir

    def mkdir(path: Path, *arguments: object, **options: object) -> None:
        if cache in (path, *path.parents):
            raise OSError(code, os.strerror(code))
        made(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    done = make(film, tmp_path / "cut.mp4", *FILL, "--cache", cache)
    works_without(done, tmp_path / "cut.mp4", usual)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("is_filled", [False, True])
def test_row_49_a_cache_without_leave_to_write_is_read_and_done_without(
    film: Path, of_a_cut: Store, tmp_path: Path, usual: bytes, is_filled: bool
) -> None:
    cache = tmp_path / "cache"
    folder = lay_out(of_a_cut if is_filled else {}, cache, film)
    places = [folder, folder.parent, cache]
    for place in places:
        place.chmod(0o500)
    try:
        done = make(film, tmp_path / "cut.mp4", *FILL, "--cache", cache)
    finally:
        for place in places:
            place.chmod(0o700)
    if not is_filled:
        works_without(done, tmp_path / "cut.mp4", usual)
    else:
        assert done.code == 0, done.err
        assert (tmp_path / "cut.mp4").read_bytes() == usual
        assert stored(cache) == of_a_cut


@pytest.mark.parametrize("is_filled", [False, True])
def test_row_49_a_network_home_without_locks_has_a_store_all_the_same(
    film: Path, of_a_cut: Store, tmp_path: Path, is_filled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import filelock

    def none(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    cache = tmp_path / "cache"
    if is_filled:
        lay_out(of_a_cut, cache, film)
    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    done = make(film, tmp_path / "cut.mp4", *FILL, "--cache", cache)
    assert done.code == 0, done.err
    assert done.err == ""
    assert stored(cache) == of_a_cut
    assert names(tmp_path) == ["cache", "cut.mp4", "cut.srt"]


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make this a user without a home, who works in a folder; return that."""
    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    import pwd

    def nobody(_: int) -> None:
        raise KeyError("no such user")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    yield here


@posix
def test_row_49_without_a_home_nothing_is_kept_and_no_folder_called_so_is_made(
    film: Path, usual: bytes, homeless: Path
) -> None:
    for folder in (cache_folder(), data_folder(), config_folder()):
        assert folder == NO_HOME
    profile = homeless / "p.json"
    profile.write_text('{"version": 1, "likes": [{"text": "dark"}]}')
    done = make(film, homeless / "cut.mp4", *FILL)
    works_without(done, homeless / "cut.mp4", usual)
    assert "--cache" in done.err
    done = make(film, homeless / "hers.mp4", *FILL, "--profile", profile, "--cache", "cache")
    assert done.code == 0, done.err
    assert "not kept" not in done.err
    written = ["cut.mp4", "cut.srt", "hers.mp4", "hers.srt"]
    assert names(homeless) == ["cache", *written, "p.json"]
    for words in (("cache", "list"), ("cache", "clear"), ("cache", "where"), ("doctor",)):
        assert command(*words).code == 0


@pytest.mark.parametrize("name", ["user_cache_dir", "user_data_dir", "user_config_dir"])
def test_row_49_a_folder_called_tilde_is_not_taken_for_a_home(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import platformdirs

    # What some of its versions answer for a user without a home.
    monkeypatch.setattr(platformdirs, name, lambda *_, **__: "~/.local/cutter")
    found = {
        "user_cache_dir": cache_folder,
        "user_data_dir": data_folder,
        "user_config_dir": config_folder,
    }
    assert found[name]() == NO_HOME


def test_cache_clear_removes_converted_models_too(film: Path, tmp_path: Path) -> None:
    analyze(film, look=look(tmp_path))
    model = tmp_path / "models" / "openvino-00"
    model.mkdir(parents=True)
    (model / "tower.bin").write_bytes(bytes(3 * 2**20))
    told = command("cache", "list", "--cache", tmp_path).out.splitlines()
    assert told[1] == f"{'models converted for OpenVINO':<32}       3.0 MB"
    total = told[2].removesuffix(" in all")
    cleared = command("cache", "clear", "--cache", tmp_path)
    assert cleared.out == f"{total} removed\n"
    assert names(tmp_path) == []
    assert command("cache", "list", "--cache", tmp_path).out == "0.0 MB in all\n"
