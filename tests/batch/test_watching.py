"""Films that come to a watched folder are told when they are whole, and then once."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cutter.batch.arriving import LONGER
from cutter.batch.stamps import Stamp
from cutter.batch.task import Cut, Fault
from cutter.batch.watching import LONGEST_PAUSE, Watching, is_partial
from cutter.errors import NotAMovie, UsageError
from cutter.pipeline import Wish
from tests.films import SAMPLE

SETTLE = 10.0


class Clock:
    """Runs when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """A watched folder, and the clock of its watcher."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self.clock = Clock()
        self.watching = Watching(
            folder,
            self.cuts_of,
            settle=SETTLE,
            clock=self.clock,
            **options,  # type: ignore[arg-type]
        )

    def cuts_of(self, film: Path) -> tuple[tuple[Cut, ...], tuple[Fault, ...]]:
        target = self.folder / "cuts" / f"{film.stem}.mp4"
        return (Cut(film, None, Wish(), target, film.stem),), ()

    def film(
        self, name: str = "film.mp4", *, size: int | None = None, has_index: bool = True
    ) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = SAMPLE.read_bytes()[:size]
        path.write_bytes(data if has_index else data.replace(b"moov", b"none"))
        return path

    def after(self, seconds: float) -> list[tuple[str, bool]]:
        """Let time pass, looking often; return the names told and whether they open."""
        found = []
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now = min(until, self.clock.now + 1.0)
            cuts, faults = self.watching.news()
            for cut in cuts:
                found.append((cut.film.relative_to(self.folder).as_posix(), True))
            found += [(fault.label, False) for fault in faults]
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path.resolve() / "in")


LONG = SETTLE + 2 * LONGEST_PAUSE


def test_a_film_is_told_once_when_it_was_at_rest(desk: Desk) -> None:
    assert desk.after(LONG) == []
    desk.film()
    assert desk.after(SETTLE - 1) == []
    assert desk.after(LONG) == [("film.mp4", True)]
    assert desk.after(10 * LONG) == []


def test_films_that_are_there_already_and_those_of_folders_inside_count(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    desk = Desk(tmp_path.resolve() / "in")
    desk.film("a.mp4")
    desk.film("deep/b.MP4")
    assert desk.after(LONG) == [("a.mp4", True), ("deep/b.MP4", True)]


def test_a_film_that_is_still_written_waits_and_no_clock_but_the_watchers_counts(
    desk: Desk,
) -> None:
    path = desk.film(size=100_000)
    data = SAMPLE.read_bytes()
    # Its disk's clock is years ahead, then years behind.
    for size, year in ((200_000, 2 * 10**9), (300_000, 10**9)):
        assert desk.after(SETTLE - 1) == []
        path.write_bytes(data[:size])
        os.utime(path, (year, year))
    assert desk.after(SETTLE - 1) == []
    path.write_bytes(data)
    assert desk.after(LONG) == [("film.mp4", True)]


def test_an_mp4_without_its_index_waits_and_is_given_up_once_until_it_changes(desk: Desk) -> None:
    desk.film(has_index=False)
    assert desk.after(SETTLE * (LONGER - 1)) == []
    assert desk.after(SETTLE + LONG) == [("film", False)]
    assert desk.after(10 * LONG) == []
    desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]


def test_a_copy_that_stalls_waits_longer_and_one_that_broke_off_is_taken_as_it_is(
    desk: Desk,
) -> None:
    """Its index comes first, so it opens all the same."""
    desk.film(size=400_000)
    assert desk.after(SETTLE * (LONGER - 1)) == []
    desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]
    desk.film(size=400_000)
    assert desk.after(SETTLE * (LONGER - 1)) == []
    assert desk.after(SETTLE + LONG) == [("film.mp4", True)]


def test_what_does_not_open_says_why(desk: Desk) -> None:
    desk.film(has_index=False)
    for _ in range(3):
        desk.clock.now += SETTLE * LONGER
        cuts, faults = desk.watching.news()
        if faults:
            break
    assert cuts == ()
    assert [(fault.label, fault.code) for fault in faults] == [("film", NotAMovie.exit_code)]
    assert "film.mp4: the file has no index" in faults[0].cause
    assert "\n" not in faults[0].cause


def test_another_film_under_the_same_name_is_a_new_one(desk: Desk) -> None:
    desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]
    path = desk.film()
    os.utime(path, (1, 1))
    assert desk.after(LONG) == [("film.mp4", True)]


@pytest.mark.parametrize(
    "name",
    [
        ".film.mp4", "~film.mp4", "film.mp4~", "film.mp4.part", "film.mp4.crdownload",
        "film.tmp.mp4", "film.part.MP4", ".trash/film.mp4", "film.download/film.mp4", "film.srt",
    ],
)  # fmt: skip
def test_what_is_hidden_or_partial_by_its_name_is_no_film(desk: Desk, name: str) -> None:
    desk.film(name)
    assert desk.after(LONG * LONGER) == []


@pytest.mark.parametrize("name", ["film.mp4", "part.mp4", "a.parting.mkv", "tmp.mov", "x~y.ts"])
def test_an_ordinary_name_is_not_partial(name: str) -> None:
    assert not is_partial(name)


def test_a_film_beside_what_a_download_keeps_waits_for_it_to_go(desk: Desk) -> None:
    desk.film()
    control = desk.film("film.mp4.aria2", size=10)
    assert desk.after(LONG * LONGER) == []
    control.unlink()
    assert desk.after(LONG) == [("film.mp4", True)]


def test_where_the_cuts_go_nothing_is_watched(tmp_path: Path) -> None:
    folder = tmp_path.resolve() / "in"
    desk = Desk(folder, leave_out=[folder / "cuts"])
    desk.film("cuts/film/alice.mp4")
    desk.film("cutsome/film.mp4")
    assert desk.after(LONG) == [("cutsome/film.mp4", True)]


def test_what_another_batch_made_has_not_come(tmp_path: Path) -> None:
    desk = Desk(tmp_path.resolve() / "in")
    desk.film("cuts/film/alice.mp4")
    desk.film("film.mp4")
    (desk.folder / "cuts/batch.sqlite").touch()
    assert desk.after(LONG) == [("film.mp4", True)]


@pytest.mark.parametrize("output", [".", ".."])
def test_a_folder_into_which_the_cuts_go_is_not_watched(tmp_path: Path, output: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(UsageError, match="name another folder"):
        Watching(folder, lambda _: ((), ()), leave_out=[folder / output])


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--watch .*nowhere: there is no such folder") as error:
        Watching(tmp_path / "nowhere", lambda _: ((), ()))
    assert "\n" not in str(error.value)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_and_a_link_to_nothing_hold_nobody_up(desk: Desk) -> None:
    os.mkfifo(desk.folder / "pipe.mp4")
    (desk.folder / "link.mp4").symlink_to("nothing.mp4")
    desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]


def test_a_name_that_is_no_text_is_a_name(desk: Desk) -> None:
    name = os.fsdecode(b"f\xff.mp4")
    try:
        desk.film(name)
    except OSError:
        pytest.skip("this disk takes no such names")
    assert desk.after(LONG) == [(name, True)]


def test_a_folder_that_goes_away_for_a_while_has_not_lost_its_films(
    desk: Desk, tmp_path: Path
) -> None:
    desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]
    desk.folder.rename(tmp_path / "away")
    assert desk.after(LONG) == []
    (tmp_path / "away").rename(desk.folder)
    assert desk.after(LONG * LONGER) == []


def test_a_film_that_goes_and_comes_back_is_told_again(desk: Desk, tmp_path: Path) -> None:
    path = desk.film()
    assert desk.after(LONG) == [("film.mp4", True)]
    shutil.move(path, tmp_path / "aside.mp4")
    assert desk.after(LONG) == []
    shutil.move(tmp_path / "aside.mp4", path)
    assert desk.after(LONG) == [("film.mp4", True)]


def test_a_share_that_shows_old_sizes_is_believed_once_the_film_is_opened(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NFS does for up to a minute; opening a file makes it ask anew."""
    path = desk.film(size=400_000)
    stale, tell = path.stat(), Path.stat
    fresh: list[bool] = []

    def old(self: Path, **options: bool) -> os.stat_result:
        return stale if self == path and not fresh else tell(self, **options)

    monkeypatch.setattr(Path, "stat", old)
    desk.after(SETTLE - 1)
    desk.film()
    assert desk.after(2) == []
    fresh.append(True)
    assert desk.after(LONG) == [("film.mp4", True)]


def test_a_look_that_takes_long_is_not_taken_again_soon(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    walk: Callable[..., object] = os.walk

    def slow(*arguments: object, **options: object) -> object:
        looks.append(desk.clock.now)
        desk.clock.now += 30
        return walk(*arguments, **options)

    monkeypatch.setattr(os, "walk", slow)
    desk.after(600)
    assert len(looks) == 2


def test_films_that_are_there_already_are_told_in_the_order_in_which_they_came(
    desk: Desk,
) -> None:
    for second, name in enumerate(("b/film.mp4", "a/film.mp4", "c.mp4")):
        os.utime(desk.film(name), (second, second))
    assert [name for name, _ in desk.after(LONG)] == ["b/film.mp4", "a/film.mp4", "c.mp4"]


def test_many_films_at_once_hold_nobody_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from cutter.batch import watching

    opened = watching._opened_stamp

    def slow(path: Path) -> Stamp:
        desk.clock.now += 1.5
        return opened(path)

    monkeypatch.setattr(watching, "_opened_stamp", slow)
    names = [f"{letter}.mp4" for letter in "abcde"]
    for name in names:
        desk.film(name)
    told = [desk.after(SETTLE + 1)]
    told += [desk.after(1) for _ in range(120)]
    assert [name for found in told for name, _ in found] == names
    assert max(map(len, told)) == 2
