"""A known phrase costs no model, and nobody else may read it."""

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cutter.eyes.basic import Basic
from cutter.eyes.choose import open_eyes
from cutter.eyes.embedder import Vectors
from cutter.eyes.phrases import PhraseBook
from tests.films import ROOT

PHRASES = ["sunset over the sea", "spiders", "夜の海"]


class Counting(Basic):
    """Counts what it is asked."""

    def __init__(self, name: str = "counting/1") -> None:
        self.name = name
        self.asked: list[str] = []

    def texts(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().texts(texts)


def test_a_phrase_is_embedded_once(tmp_path: Path) -> None:
    eyes = Counting()
    first = PhraseBook(tmp_path / "book").vectors(eyes, [*PHRASES, PHRASES[0]])
    assert eyes.asked == PHRASES
    again = PhraseBook(tmp_path / "book").vectors(eyes, [*PHRASES[::-1], "new"])
    assert eyes.asked == [*PHRASES, "new"]
    assert np.array_equal(first[:3], again[2::-1])
    assert np.array_equal(first[3], first[0])
    assert first.dtype == again.dtype == np.float32
    assert PhraseBook(tmp_path / "book").vectors(eyes, []).shape == (0, eyes.dim)


def test_models_do_not_mix(tmp_path: Path) -> None:
    book = PhraseBook(tmp_path / "book")
    one, other = Counting("one"), Counting("other")
    book.vectors(one, PHRASES)
    book.vectors(other, PHRASES)
    assert one.asked == other.asked == PHRASES


def test_examples_are_kept_under_their_key(tmp_path: Path) -> None:
    eyes, vector = Counting(), Basic().texts(["fire"])[0]
    book = PhraseBook(tmp_path / "book")
    assert np.array_equal(book.vector(eyes, "spiders", lambda: vector), vector)
    assert not np.array_equal(book.vectors(eyes, ["spiders"])[0], vector)
    assert np.array_equal(book.vector(eyes, "spiders", lambda: -vector), vector)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission bits")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir(mode=0o755)
    PhraseBook(folder).vectors(Counting(), PHRASES)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission bits")
def test_folders_above_it_are_private_if_it_had_to_make_them(tmp_path: Path) -> None:
    PhraseBook(tmp_path / "cutter" / "profiles" / "alice").vectors(Counting(), PHRASES)
    made = [tmp_path / "cutter", tmp_path / "cutter" / "profiles"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700}


@pytest.mark.parametrize("place", [0, 20, 300, -40, -1, None])
def test_a_damaged_book_is_made_anew(tmp_path: Path, place: int | None) -> None:
    eyes, book = Counting(), PhraseBook(tmp_path)
    expected = book.vectors(eyes, PHRASES)
    file = book.file_of(eyes.name)
    assert file is not None
    data = bytearray(file.read_bytes())
    if place is None:
        data = data[: len(data) // 2]
    else:
        data[place] ^= 0x7F
    file.write_bytes(data)
    eyes.asked.clear()
    found = book.vectors(eyes, PHRASES)
    assert np.array_equal(found, expected)
    assert eyes.asked
    eyes.asked.clear()
    assert np.array_equal(PhraseBook(tmp_path).vectors(eyes, PHRASES), expected)
    assert not eyes.asked


def test_without_a_folder_or_with_one_that_cannot_be_written_it_still_works(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    expected = Basic().texts(PHRASES)
    for folder in (None, blocked / "book"):
        assert np.array_equal(PhraseBook(folder).vectors(Counting(), PHRASES), expected)


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    eyes = Counting()
    texts = [f"phrase {number}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: PhraseBook(tmp_path).vectors(eyes, [text]), texts))
    eyes.asked.clear()
    PhraseBook(tmp_path).vectors(eyes, texts)
    assert eyes.asked == []


def test_a_vector_does_not_hang_on_the_other_phrases(tiny_clip: Path, tmp_path: Path) -> None:
    eyes = open_eyes(str(tiny_clip), device="cpu", offline=True)
    together = PhraseBook(tmp_path / "a").vectors(eyes, PHRASES)
    for number, phrase in enumerate(PHRASES):
        alone = PhraseBook(tmp_path / f"b{number}").vectors(eyes, [phrase])
        assert alone.tobytes() == together[number : number + 1].tobytes()


def test_known_phrases_import_no_torch(tiny_clip: Path, tmp_path: Path) -> None:
    eyes = open_eyes(str(tiny_clip), device="cpu", offline=True)
    expected = PhraseBook(tmp_path).vectors(eyes, PHRASES)
    code = (
        "import sys, pathlib\n"
        "from cutter.eyes.choose import open_eyes\n"
        "from cutter.eyes.phrases import PhraseBook\n"
        "eyes = open_eyes(sys.argv[1], offline=True)\n"
        "book = PhraseBook(pathlib.Path(sys.argv[2]))\n"
        "sys.stdout.write(book.vectors(eyes, sys.argv[3:]).tobytes().hex())\n"
        "assert 'torch' not in sys.modules and 'open_clip' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_clip), str(tmp_path), *PHRASES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert bytes.fromhex(done.stdout) == expected.tobytes()
