"""A full disk ends a run with 6 and harms nothing; where only the cache is full, work goes on."""

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from cutter.errors import OutputRefused
from cutter.files import write_whole
from tests.faults.command import QUICK, Done, make, names
from tests.faults.corpus import Corpus
from tests.films import ROOT
from tests.media.conftest import run_ffmpeg

posix = pytest.mark.skipif(os.name == "nt", reason="limits and mounts of POSIX")
Usage = namedtuple("Usage", "total used free")
FILL = ("--budget", "2s", "--fill")


@pytest.fixture
def film(corpus: Corpus) -> Path:
    return corpus("ok.mp4")


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film that needs far more room than films of its size do."""
    path = tmp_path_factory.mktemp("noise") / "noise.mp4"
    source = "nullsrc=s=320x240:r=30:d=3,geq=random(1)*255:128:128"
    run_ffmpeg("-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", path)
    return path


@pytest.fixture
def is_free(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], int]], None]:
    """Return what lets a function say how much is free in a folder."""

    def say(free: Callable[[Path], int]) -> None:
        monkeypatch.setattr(
            shutil, "disk_usage", lambda folder: Usage(10**12, 0, free(Path(folder)))
        )

    return say


def test_row_44_room_for_the_cut_is_looked_for_before_any_work(
    film: Path, tmp_path: Path, is_free: Callable[[Callable[[Path], int]], None]
) -> None:
    cache, out = tmp_path / "cache", tmp_path / "out"
    out.mkdir()
    target = out / "cut.mp4"
    target.write_bytes(b"old")
    is_free(lambda folder: 50_000)
    done = make(film, target, *FILL, "--overwrite", "--cache", cache)
    done.failed(6, "cut.mp4", "0.3 MB are needed", "0.1 MB are free")
    assert not cache.exists()
    assert target.read_bytes() == b"old"
    assert names(out) == ["cut.mp4"]


def test_row_44_room_is_made_of_what_killed_runs_of_other_cuts_left(
    film: Path, tmp_path: Path, is_free: Callable[[Callable[[Path], int]], None]
) -> None:
    left = tmp_path / f".cutter-{'ab' * 8}"
    left.mkdir()
    (left / "0000-aa.mp4").write_bytes(b"clip")
    cut = tmp_path / "cut.mp4"
    assert make(film, cut, *FILL).code == 0
    assert left.exists(), "it is kept for a day, to be taken up again"
    is_free(lambda folder: 50_000 if left.exists() else 10**9)
    done = make(film, cut, *FILL, "--overwrite")
    assert done.code == 0, done.err
    assert names(tmp_path) == ["cut.mp4"]


def test_row_44_without_room_for_the_cache_there_is_one_warning_and_a_cut(
    film: Path, tmp_path: Path, is_free: Callable[[Callable[[Path], int]], None]
) -> None:
    cache = tmp_path / "cache"
    assert make(film, tmp_path / "usual.mp4", *FILL).code == 0
    is_free(lambda folder: 10**5 if cache in (folder, *folder.parents) else 10**9)
    cache.mkdir()
    done = make(film, tmp_path / "cut.mp4", *FILL, "--cache", cache)
    assert done.code == 0, done.err
    (line,) = [line for line in done.lines if "not kept" in line]
    assert "are needed" in line
    assert str(cache) in line
    assert not list(cache.rglob("*.safetensors"))
    assert (tmp_path / "cut.mp4").read_bytes() == (tmp_path / "usual.mp4").read_bytes()


class Refusing:
    """Counts writes, flushes and moves, and lets the n-th of them find the disk full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, folder: Path) -> None:
        self.count = 0
        self._number = number
        self._folder = folder
        for holder, name in ((os, "fsync"), (os, "replace"), (Path, "replace"), (Path, "mkdir")):
            monkeypatch.setattr(holder, name, self._counted(getattr(holder, name)))
        monkeypatch.setattr(os, "fdopen", self._opening(os.fdopen))
        monkeypatch.setattr(Path, "write_text", self._counted(Path.write_text))

    @property
    def has_refused(self) -> bool:
        return self.count >= self._number

    def _step(self) -> None:
        self.count += 1
        if self.count == self._number:
            raise OSError(errno.ENOSPC, "No space left on device")

    def _counted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: object, **options: object) -> object:
            self._step()
            return original(*arguments, **options)

        return instead

    def _opening(self, original: Callable[..., IO[Any]]) -> Callable[..., IO[Any]]:
        def instead(descriptor: int, mode: str = "r", *rest: object, **options: object) -> IO[Any]:
            stream = original(descriptor, mode, *rest, **options)
            if "w" not in mode:
                return stream
            write = stream.write

            def refusing(data: Any) -> int:  # noqa: ANN401 - whatever a stream takes
                write(data[: len(data) // 2])
                stream.flush()
                self._step()
                return len(data) // 2 + write(data[len(data) // 2 :])

            return _Stream(stream, refusing)  # type: ignore[return-value]

        return instead


class _Stream:
    """A file whose write is another."""

    def __init__(self, stream: IO[Any], write: Callable[[Any], int]) -> None:
        self._stream = stream
        self.write = write

    def __enter__(self) -> "_Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def test_row_44_a_file_is_old_or_new_at_whichever_step_the_disk_fills(tmp_path: Path) -> None:
    target = tmp_path / "file"
    for number in itertools.count(1):
        write_whole(target, b"old" * 1000, overwrite=True)
        with pytest.MonkeyPatch.context() as patch:
            refusing = Refusing(patch, number, tmp_path)
            try:
                write_whole(target, b"new" * 1000, overwrite=True)
                is_told = False
            except OutputRefused as error:
                is_told = True
                assert "No space left" in str(error)
        # The last step only makes the move last through a power cut; it has been made.
        assert target.read_bytes() == (b"old" if is_told else b"new") * 1000
        assert names(tmp_path) == ["file"]
        if not refusing.has_refused:
            break
    assert number > 4


def test_row_44_a_cut_is_old_or_new_at_whichever_step_the_disk_fills(
    film: Path, tmp_path: Path
) -> None:
    out, cache = tmp_path / "out", tmp_path / "cache"
    out.mkdir()
    target = out / "cut.mp4"
    assert make(film, target, *FILL, "--cache", cache).code == 0
    new, codes = target.read_bytes(), []
    for number in itertools.count(1):
        target.write_bytes(b"old")
        with pytest.MonkeyPatch.context() as patch:
            refusing = Refusing(patch, number, tmp_path)
            done = make(film, target, *FILL, "--cache", cache, "--overwrite")
        codes.append(done.code)
        if done.code == 0:
            assert target.read_bytes() == new
        else:
            done.failed(6, "full", "MB were needed")
            assert target.read_bytes() == b"old"
        assert names(out) == ["cut.mp4"]
        if not refusing.has_refused:
            break
    assert codes.count(6) >= 4
    assert codes[-1] == 0


def test_row_44_a_cache_that_fills_at_any_step_costs_a_warning_and_is_whole_or_not(
    film: Path, tmp_path: Path
) -> None:
    from cutter import Look
    from cutter.pipeline import analyze
    from tests.analysis.test_store import Told

    whole = tmp_path / "whole"
    analyze(film, look=Look(model="basic", offline=True, cache=whole))
    kept = {path.name: path.read_bytes() for path in whole.rglob("*.safetensors")}
    for number in (1, 2, 3, 4, 6, 9, 11, 14):
        cache, told = tmp_path / str(number), Told()
        with pytest.MonkeyPatch.context() as patch:
            refusing = Refusing(patch, number, tmp_path)
            analyze(film, look=Look(model="basic", offline=True, cache=cache), progress=told)
        assert refusing.has_refused
        assert len([line for line in told.warnings if "not kept" in line]) <= 1
        for path in cache.rglob("*"):
            if path.is_file() and path.suffix != ".lock":
                assert path.read_bytes() == kept[path.name]
    assert len(kept) >= 3


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from cutter.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def outside(
    *command: str | Path, film: Path, target: Path, cache: Path, options: tuple[str, ...] = FILL
) -> Done:
    arguments = ("make", film, "-o", target, *QUICK, "--quiet", *options, "--cache", cache)
    done = subprocess.run(
        [str(word) for word in (*command, *arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@posix
@pytest.mark.parametrize("limit", [1_000, 200_000])
def test_row_44_files_that_may_not_grow_end_with_6_and_what_was_needed(
    noise: Path, tmp_path: Path, limit: int
) -> None:
    target = tmp_path / "cut.mp4"
    target.write_bytes(b"old")
    cache = tmp_path / "cache"
    program = LIMITED.format(limit=limit)
    done = outside(
        sys.executable, "-c", program, film=noise, target=target, cache=cache,
        options=(*FILL, "--overwrite"),
    )  # fmt: skip
    assert done.code == 6, done.err
    assert "Traceback" not in done.err
    assert "full" in done.lines[-1]
    assert "MB were needed" in done.lines[-1]
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["cache", "cut.mp4"]
    assert [path for path in cache.rglob(".cutter-*")] == []


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Callable[[int], list[str]]]:
    """Return what runs a command where `tmp_path/tiny` is a file system of so many bytes."""
    place = tmp_path / "tiny"
    place.mkdir()
    unshare = shutil.which("unshare")

    def prefix(size: int) -> list[str]:
        script = f'mount -t tmpfs -o size={size} tiny "{place}" && shift && "$@"'
        script += f'; code=$?; ls -A "{place}"; exit $code'
        return [str(unshare), "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", "-"]

    if unshare is None or subprocess.run([*prefix(10**6), "true"], check=False).returncode:
        pytest.skip("no file system can be mounted here without being root")
    yield prefix


@posix
def test_row_44_a_disk_that_fills_while_the_picture_is_made_is_told_as_full(
    noise: Path, tmp_path: Path, tiny: Callable[[int], list[str]]
) -> None:
    # As much as films of that size need, and far less than noise does.
    done = outside(
        *tiny(600_000), sys.executable, "-m", "cutter",
        film=noise, target=tmp_path / "tiny" / "cut.mp4", cache=tmp_path / "cache",
    )  # fmt: skip
    assert done.code == 6, done.err
    assert "the disk is full; about 1." in done.lines[-1]
    assert "MB were needed" in done.lines[-1]
    assert done.out.split() == []


@posix
def test_row_44_a_cache_on_a_full_disk_is_done_without(
    film: Path, tmp_path: Path, tiny: Callable[[int], list[str]]
) -> None:
    done = outside(
        *tiny(16_384), sys.executable, "-m", "cutter",
        film=film, target=tmp_path / "cut.mp4", cache=tmp_path / "tiny",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert len([line for line in done.lines if "not kept" in line]) == 1
    assert (tmp_path / "cut.mp4").exists()
