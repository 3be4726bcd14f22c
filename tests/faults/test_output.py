"""The file goes where it was told to go, whole, and never over what is read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import OutputRefused, UsageError
from cutter.files import atomic_output, refuse_unfit_target, write_whole
from cutter.files.cut_names import default_name
from cutter.files.names import fault_of
from tests.faults.command import command, make, names
from tests.faults.corpus import Corpus

posix = pytest.mark.skipif(os.name == "nt", reason="links and folders as POSIX has them")


@pytest.fixture
def film(corpus: Corpus, tmp_path: Path) -> Path:
    """Return a film of the test's own in a folder of its own."""
    (tmp_path / "films").mkdir()
    return Path(shutil.copy(corpus("ok.mp4"), tmp_path / "films" / "film.mp4"))


@given(
    st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=300),
    st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=60),
    st.integers(0, 8),
)
def test_row_29_a_name_made_for_a_cut_lies_in_this_folder(film: str, profile: str, n: int) -> None:
    name = default_name([Path("films") / film], [Path("profiles") / f"{profile}.json"] * (n + 1))
    assert Path(name).name == name
    assert name not in ("", ".", "..")
    here = Path.cwd()
    assert (here / name).parent == here
    assert len(os.fsencode(name)) <= 255


@pytest.mark.parametrize("name", ["a\0b.mp4", "\0", "../x/..", ""])
def test_row_29_a_name_that_no_file_can_have_is_a_usage_error(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    if name == "":
        with pytest.raises(UsageError, match="names a folder"):
            refuse_unfit_target(Path(), overwrite=True)
        return
    with pytest.raises(UsageError, match="cannot be a file's name"):
        refuse_unfit_target(target, overwrite=True)
    with pytest.raises(UsageError):
        write_whole(target, b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    ["CON", "con.mp4", "NUL.cut.mp4", "Com1.mp4", "lpt9", "C:x.mp4", "a|b.mp4", "a?.mp4", "x.mp4.",
     "\\\\server\\share.mp4", "a\nb.mp4", "aux .mp4", "x "],
)  # fmt: skip
def test_row_29_a_name_that_windows_takes_for_something_else_is_known(name: str) -> None:
    assert fault_of(name, windows=True)
    assert not fault_of(name, windows=False)


@pytest.mark.parametrize(
    "name", ["console.mp4", "film.mp4", "ünï côdé.mp4", "com10.mp4", ".cut.mp4"]
)
def test_row_29_an_ordinary_name_is_one_everywhere(name: str) -> None:
    assert not fault_of(name, windows=True)
    assert not fault_of(name, windows=False)


def linked(make_link: Callable[[Path, Path], None], name: str) -> Callable[[Path], Path]:
    def spell(film: Path) -> Path:
        link = film.parent.parent / name
        make_link(link, film)
        return link

    return spell


def through_a_linked_folder(film: Path) -> Path:
    folder = film.parent.parent / "elsewhere"
    folder.symlink_to(film.parent)
    return folder / film.name


SPELLINGS: dict[str, Callable[[Path], Path]] = {
    "same": lambda film: film,
    "dotted": lambda film: Path(f"{film.parent}/./{film.name}"),
    "up and down": lambda film: Path(f"{film.parent}/../{film.parent.name}/{film.name}"),
    "symlink": linked(Path.symlink_to, "soft.mp4"),
    "hard link": linked(Path.hardlink_to, "hard.mp4"),
    # What a file system that knows no case shows: the same file under the other spelling.
    "other case": linked(Path.hardlink_to, "films/FILM.MP4"),
    "linked folder": through_a_linked_folder,
}


@posix
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_row_30_the_source_is_refused_as_output_however_it_is_spelled(
    film: Path, spelling: str, corpus: Corpus
) -> None:
    target = SPELLINGS[spelling](film)
    there = names(film.parent)
    make(film, target, "--overwrite").failed(6, "source")
    for option in ("--report", "--sheet"):
        done = make(film, film.parent / "cut.mp4", option, target, "--overwrite")
        done.failed(6, "source")
    command("plan", film, "-o", target, "--overwrite", "--offline", "--model", "basic").failed(6)
    assert film.read_bytes() == corpus("ok.mp4").read_bytes()
    assert names(film.parent) == there


def test_row_30_what_else_is_read_is_no_output_either(film: Path, tmp_path: Path) -> None:
    profile, subtitles = tmp_path / "p.json", tmp_path / "s.srt"
    profile.write_text('{"version": 1, "likes": [{"text": "sea"}]}')
    subtitles.write_text("1\n00:00:01,000 --> 00:00:02,000\nhello\n")
    options = ("--profile", profile, "--subtitles", subtitles, "--overwrite")
    for read in (profile, subtitles):
        before = read.read_bytes()
        make(film, tmp_path / "cut.mp4", *options, "--report", read).failed(6, "source")
        assert read.read_bytes() == before


@posix
@pytest.mark.parametrize("moment", ["rendering", "moving"])
def test_row_31_a_folder_that_is_exchanged_meanwhile_never_leads_elsewhere(
    film: Path, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs, out = tmp_path / "mine", tmp_path / "theirs", tmp_path / "out"
    mine.mkdir()
    theirs.mkdir()
    (theirs / "cut.mp4").write_bytes(b"precious")
    out.symlink_to(mine)

    def exchange() -> None:
        out.unlink()
        out.symlink_to(theirs)

    _at(moment, exchange, monkeypatch)
    done = make(film, out / "cut.mp4", "--budget", "2s", "--fill")
    assert done.code == 0, done.err
    assert out.resolve() == theirs
    assert names(mine) == ["cut.mp4"]
    assert names(theirs) == ["cut.mp4"]
    assert (theirs / "cut.mp4").read_bytes() == b"precious"


@posix
@pytest.mark.parametrize("moment", ["rendering", "moving"])
def test_row_31_a_folder_that_is_moved_away_for_a_link_gets_nothing_elsewhere(
    film: Path, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    theirs.mkdir()

    def exchange() -> None:
        mine.rename(tmp_path / "away")
        mine.symlink_to(theirs)

    _at(moment, exchange, monkeypatch)
    make(film, mine / "cut.mp4", "--budget", "2s", "--fill").failed(6)
    assert names(theirs) == []
    assert not (tmp_path / "away" / "cut.mp4").exists()


@posix
def test_row_31_what_lies_in_the_exchanged_folder_is_not_taken_for_ours(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    theirs.mkdir()
    with (
        pytest.raises(OutputRefused, match="exchanged"),
        atomic_output(mine / "cut.mp4") as part,
    ):
        mine.rename(tmp_path / "away")
        mine.symlink_to(theirs)
        # Even a part at the very place where ours was.
        (theirs / part.parent.name).mkdir()
        part.write_bytes(b"film")
    assert not (theirs / "cut.mp4").exists()
    assert not (tmp_path / "away" / "cut.mp4").exists()


def _at(moment: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have something done once: before the picture is made, or just before the cut is moved."""
    from cutter.render import write

    name = "join" if moment == "rendering" else "verify"
    original = getattr(write, name)
    waiting = [act]

    def instead(*arguments: object, **options: object) -> object:
        if name == "join" and waiting:
            waiting.pop()()
        made = original(*arguments, **options)
        if waiting:
            waiting.pop()()
        return made

    monkeypatch.setattr(write, name, instead)
