"""A library holds what was put into it and nothing else, whatever happens to its files."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.analysis.library.catalogue import NAME
from cutter.analysis.library.library import SUFFIX, Library
from cutter.schema.volume import Volume
from tests.analysis.volumes import a_volume, seen
from tests.films import ROOT


def put(library: Library, *volumes: Volume) -> str:
    new = [volume for volume in volumes if volume.key not in library]
    return library.add(new, {volume.fingerprint: seen(volume) for volume in volumes})


def same(one: Volume, other: Volume) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(Volume)
    )


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sets(st.integers(0, 30), max_size=6),
            st.sets(st.integers(0, 30), max_size=6),
        ),
        max_size=6,
    )
)
def test_what_was_added_and_not_dropped_is_there_unchanged(
    steps: list[tuple[set[int], set[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, expected = Path(name), dict[int, Volume]()
        for added, dropped in steps:
            library = Library(folder)
            # One of them of no rows at all.
            volumes = {n: a_volume(n, rows=n % 7, cues=n % 3) for n in added}
            expected |= volumes
            told = {volume.fingerprint: seen(volume) for volume in volumes.values()}
            gone = {a_volume(n).fingerprint: None for n in dropped - added}
            new = [volume for volume in volumes.values() if volume.key not in library]
            assert library.add(new, {**told, **gone}) == ""
            for number in dropped - added:
                expected.pop(number, None)
            for found in (library, Library(folder)):
                known = found.catalogue.films
                assert set(known) == {volume.fingerprint for volume in expected.values()}
                for volume in expected.values():
                    assert same(found.volume(volume.key), volume)
                assert not found.loose
        assert len(files(folder)) <= 6


def test_files_are_few_however_often_is_added(tmp_path: Path) -> None:
    for number in range(60):
        put(Library(tmp_path), a_volume(number))
    assert len(files(tmp_path)) <= 7
    assert len(list(Library(tmp_path))) == 60


def test_what_is_gone_gives_its_room_back(tmp_path: Path) -> None:
    put(Library(tmp_path), *(a_volume(number, rows=200) for number in range(10)))
    (whole,) = files(tmp_path)
    size = whole.stat().st_size
    gone = {a_volume(number).fingerprint: None for number in range(8)}
    Library(tmp_path).add([], gone)
    (left,) = files(tmp_path)
    assert left.stat().st_size < size / 4
    assert sorted(Library(tmp_path)) == sorted(a_volume(n, rows=200).key for n in (8, 9))


@pytest.mark.parametrize("place", [0, 40, 300, -50])
def test_a_damaged_file_is_noticed_and_its_films_are_missing(tmp_path: Path, place: int) -> None:
    library = Library(tmp_path)
    put(library, *(a_volume(number, rows=50) for number in range(4)))
    put(library, a_volume(9, rows=2))
    whole = max(files(tmp_path), key=lambda path: path.stat().st_size)
    data = bytearray(whole.read_bytes())
    data[place] ^= 0x10
    whole.write_bytes(data)
    os.utime(whole, ns=(1, 1))
    found = Library(tmp_path)
    assert found.is_broken
    assert list(found) == [a_volume(9, rows=2).key]
    put(found, *(a_volume(number, rows=50) for number in range(4)))
    again = Library(tmp_path)
    assert not again.is_broken
    assert len(list(again)) == 5
    assert whole not in files(tmp_path)


@pytest.mark.parametrize("keep", [0, 7, 500])
def test_a_file_cut_short_is_noticed(tmp_path: Path, keep: int) -> None:
    put(Library(tmp_path), a_volume(1, rows=50))
    (whole,) = files(tmp_path)
    whole.write_bytes(whole.read_bytes()[:keep])
    assert list(Library(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1, "digest": "", "content": {}}'])
def test_a_damaged_catalogue_is_made_anew(tmp_path: Path, text: str) -> None:
    put(Library(tmp_path), a_volume(1))
    (tmp_path / NAME).write_text(text)
    library = Library(tmp_path)
    assert library.is_broken
    assert list(library) == []
    assert put(library, a_volume(2)) == ""
    assert list(Library(tmp_path)) == [a_volume(2).key]
    assert len(files(tmp_path)) == 1


def test_a_copied_library_is_believed_where_its_content_is_the_same(tmp_path: Path) -> None:
    put(Library(tmp_path), a_volume(1))
    (whole,) = files(tmp_path)
    os.utime(whole, ns=(1, 1))
    assert not Library(tmp_path).is_broken
    assert list(Library(tmp_path)) == [a_volume(1).key]


def test_without_a_folder_to_write_to_all_is_found_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    library = Library(tmp_path / "file" / "library")
    assert put(library, a_volume(1)) != ""
    assert list(library) == [a_volume(1).key]
    assert same(library.volume(a_volume(1).key), a_volume(1))


def test_whoever_reads_keeps_what_it_opened(tmp_path: Path) -> None:
    put(Library(tmp_path), a_volume(1))
    reader = Library(tmp_path)
    held = reader.volume(a_volume(1).key)
    put(Library(tmp_path), *(a_volume(number) for number in range(2, 9)))
    assert same(held, a_volume(1))
    assert same(reader.volume(a_volume(1).key), a_volume(1))


PROGRAM = """
import sys
from pathlib import Path
from cutter.analysis.library.library import Library
from tests.analysis.volumes import a_volume, seen
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 12):
    volume = a_volume(number)
    assert Library(Path(sys.argv[1])).add([volume], {volume.fingerprint: seen(volume)}) == ""
"""


def test_two_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(first)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for first in (100, 200)
    ]
    assert [each.wait(60) for each in running] == [0, 0]
    library = Library(tmp_path)
    expected = [*range(100, 112), *range(200, 212)]
    assert sorted(library) == sorted(a_volume(number).key for number in expected)
    assert len(library.catalogue.films) == 24
