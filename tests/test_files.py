"""A file appears whole at its place or not at all, and a source is never touched."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import OutputExists, OutputRefused, SourceNotFound
from cutter.files import (
    PRIVATE,
    atomic_output,
    cache_folder,
    private_folder,
    refuse_unfit_target,
    write_whole,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_target_appears_only_when_the_block_has_ended_well(tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    with atomic_output(target) as part:
        part.write_bytes(b"film")
        assert not target.exists()
        assert part.suffix == ".mp4"
        assert part.parent.parent == tmp_path
    assert target.read_bytes() == b"film"
    assert names(tmp_path) == ["cut.mp4"]


def test_a_failing_block_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), atomic_output(target, overwrite=True) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["cut.mp4"]


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), atomic_output(tmp_path / "cut.mp4") as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_a_block_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputRefused, match="nothing was written"),
        atomic_output(tmp_path / "cut.mp4"),
    ):
        pass


@pytest.mark.parametrize("spelling", ["same", "dotted", "symlink", "hardlink", "parent"])
def test_a_source_is_never_the_target_however_it_is_spelled(tmp_path: Path, spelling: str) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film")
    (tmp_path / "sub").mkdir()
    link, hard = tmp_path / "link.mp4", tmp_path / "hard.mp4"
    link.symlink_to(source)
    hard.hardlink_to(source)
    target = {
        "same": source,
        "dotted": Path(f"{tmp_path}/./film.mp4"),
        "symlink": link,
        "hardlink": hard,
        "parent": tmp_path / "sub" / ".." / "film.mp4",
    }[spelling]
    with pytest.raises(OutputRefused, match="source"):
        refuse_unfit_target(target, sources=[source], overwrite=True)
    with pytest.raises(OutputRefused), atomic_output(target, sources=[source], overwrite=True):
        pytest.fail("the block must not run")
    assert source.read_bytes() == b"film"


def test_an_existing_target_needs_overwrite(tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    write_whole(target, b"old")
    # Not every command that writes has -o.
    with pytest.raises(OutputExists, match=r"add --overwrite or name another file$"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    write_whole(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    with pytest.raises(OutputExists), atomic_output(target) as part:
        part.write_bytes(b"ours")
        target.write_bytes(b"theirs")
    assert target.read_bytes() == b"theirs"
    assert names(tmp_path) == ["cut.mp4"]


def test_a_source_that_is_linked_to_the_target_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    source, target = tmp_path / "film.mp4", tmp_path / "cut.mp4"
    source.write_bytes(b"film")
    with pytest.raises(OutputRefused), atomic_output(target, sources=[source], overwrite=True) as p:
        p.write_bytes(b"ours")
        target.hardlink_to(source)
    assert source.read_bytes() == b"film"


def test_a_link_at_the_target_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other, target = tmp_path / "other.mp4", tmp_path / "cut.mp4"
    other.write_bytes(b"other")
    target.symlink_to(other)
    write_whole(target, b"new", overwrite=True)
    assert other.read_bytes() == b"other"
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_missing_folder_and_a_folder_as_target_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="does not exist"):
        write_whole(tmp_path / "nowhere" / "cut.mp4", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputRefused, match="folder"):
        write_whole(tmp_path / "folder", b"", overwrite=True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputRefused, match="may not be written"):
            write_whole(tmp_path / "cut.mp4", b"")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    target = tmp_path / "cut.mp4"
    write_whole(target, b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputRefused, match="No space left"):
        write_whole(target, b"new", overwrite=True)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["cut.mp4"]


def test_an_error_of_ours_inside_the_block_is_not_taken_for_the_disk(tmp_path: Path) -> None:
    # SourceNotFound is an OSError too, but says nothing about the output.
    with pytest.raises(SourceNotFound), atomic_output(tmp_path / "cut.mp4"):
        raise SourceNotFound("film.mp4: is not there")


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_private_files_are_private_from_their_first_byte(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with atomic_output(tmp_path / "a.json", mode=PRIVATE) as part:
            part.write_bytes(b"taste")
        write_whole(tmp_path / "b.json", b"taste", mode=PRIVATE)
        write_whole(tmp_path / "c.json", b"plan")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("a.json", "b.json", "c.json")]
    assert modes == [0o600, 0o600, 0o666]


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses many of these names")
@pytest.mark.parametrize(
    "name",
    [
        *("-i.mp4", "a'b[x]:,;%d.mp4", "new\nline.mp4"),
        *("é😀" * 40 + ".mp4", "x" * 251 + ".mp4", "a." + "x" * 250),
    ],
)
def test_odd_and_long_names_are_written(tmp_path: Path, name: str) -> None:
    write_whole(tmp_path / name, b"film")
    assert (tmp_path / name).read_bytes() == b"film"
    assert len(names(tmp_path)) == 1


@pytest.mark.parametrize("where", ["{}.cut.mp4", "{}.cut/cut.mp4"])
def test_a_name_that_is_too_long_is_refused(tmp_path: Path, where: str) -> None:
    target = tmp_path / where.format("x" * 250)
    for overwrite in (False, True):
        with pytest.raises(OutputRefused, match=r"name another file|does not exist"):
            refuse_unfit_target(target, sources=[tmp_path / "film.mp4"], overwrite=overwrite)
    with pytest.raises(OutputRefused):
        write_whole(target, b"film")


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_a_private_folder_s_new_parents_are_private_too(tmp_path: Path) -> None:
    kept, book = tmp_path / "share", tmp_path / "share" / "cutter" / "profiles" / "book"
    kept.mkdir()
    kept.chmod(0o755)
    for _ in range(2):
        private_folder(book)
        modes = [folder.stat().st_mode & 0o777 for folder in (book, *book.parents[:3])]
        assert modes == [0o700, 0o700, 0o700, 0o755]
        book.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_that_is_no_text_is_written(tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    write_whole(target, b"film")
    assert target.read_bytes() == b"film"


@given(data=st.binary(max_size=4096))
def test_what_is_written_is_what_was_given(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("whole") / "a.bin"
    write_whole(target, data)
    assert target.read_bytes() == data


def test_the_cache_folder_can_be_named(tmp_path: Path) -> None:
    assert cache_folder(tmp_path) == tmp_path
    assert "cutter" in str(cache_folder())
