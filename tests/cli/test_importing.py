"""`cutter profile import` takes histories in, tells what it did, and adds nothing twice."""

import typing
from pathlib import Path

import pytest

from cutter.cli.importing import Reading
from cutter.profile.history import history_file, read_history
from cutter.profile.importing import FORMS
from cutter.profile.read import read_profile
from tests.conftest import Run
from tests.profile.importing import exports

LONG_AGO = ("--retention", "36500")


@pytest.fixture
def alice(tmp_path: Path) -> Path:
    return tmp_path / "alice.json"


def test_the_forms_to_choose_from_are_those_that_are_read() -> None:
    choices = typing.get_args(typing.get_args(Reading.__annotations__["form"])[0])[0]
    assert set(typing.get_args(choices)) == set(FORMS)


def test_a_history_makes_a_profile_that_believes_something(
    cutter: Run, tmp_path: Path, alice: Path
) -> None:
    exports.write_zip(tmp_path / "boxd.zip", exports.LETTERBOXD)
    done = cutter("profile", "import", "boxd.zip", "--to", "alice.json", *LONG_AGO)
    assert (done.returncode, done.stderr) == (0, "")
    assert "boxd.zip: letterboxd, 8 rows, 5 events" in done.stdout
    assert "2 rows without genres" in done.stdout
    assert "alice.json (a new profile): 5 events remembered" in done.stdout
    learned = read_profile(alice).learned
    assert learned is not None
    weights = {belief.text: belief.weight for belief in learned.beliefs}
    assert weights["storm"] > 0.3 > 0 > weights["shouting"]
    assert f"{weights['storm']:+.2f}" in done.stdout
    assert read_profile(alice).preferences == ()
    for path in (alice, history_file(alice)):
        assert path.stat().st_mode & 0o777 == 0o600

    before = alice.read_bytes(), history_file(alice).read_bytes()
    again = cutter("profile", "import", "boxd.zip", "--to", "alice.json", *LONG_AGO)
    assert "alice.json: 0 events remembered, 5 were known" in again.stdout
    assert (alice.read_bytes(), history_file(alice).read_bytes()) == before


def test_titles_are_kept_only_where_they_are_wanted(
    cutter: Run, tmp_path: Path, alice: Path
) -> None:
    (tmp_path / "imdb.csv").write_text(exports.IMDB)
    cutter("profile", "import", "imdb.csv", "--to", "alice.json", *LONG_AGO)
    assert "Salt" not in history_file(alice).read_text() + alice.read_text()
    cutter("profile", "import", "imdb.csv", "--to", "alice.json", "--with-titles", *LONG_AGO)
    assert {event.title for event in read_history(alice)} == {"Salt and Rope", "The Long Sail"}


def test_trying_it_out_writes_nothing_and_tells_the_same(
    cutter: Run, tmp_path: Path, alice: Path
) -> None:
    (tmp_path / "imdb.csv").write_text(exports.IMDB)
    exports.write_zip(tmp_path / "boxd.zip", exports.LETTERBOXD)
    ask = ("profile", "import", "imdb.csv", "boxd.zip", "--to", "alice.json")
    for days in ("36500", "1"):
        tried = cutter(*ask, "--dry-run", "--retention", days)
        assert tried.returncode == 0, tried.stderr
        assert not alice.exists()
        assert not history_file(alice).exists()
        done = cutter(*ask, "--retention", days)
        assert tried.stdout.replace("would be remembered", "remembered") == done.stdout
        alice.unlink()
        history_file(alice).unlink(missing_ok=True)


def test_what_is_too_old_is_told_with_what_would_keep_it(
    cutter: Run, tmp_path: Path, alice: Path
) -> None:
    (tmp_path / "imdb.csv").write_text(exports.IMDB.replace("2024", "2004"))
    done = cutter("profile", "import", "imdb.csv", "--to", "alice.json")
    assert "0 events remembered" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "2 dropped: when: older" in line]
    advice = line.partition("; ")[2].split()[:2]
    assert advice[0] == "--retention"
    again = cutter("profile", "import", "imdb.csv", "--to", "alice.json", *advice)
    assert "2 events remembered" in again.stdout


def test_a_catalogue_tells_genres_and_columns_may_be_named(
    cutter: Run, tmp_path: Path, alice: Path
) -> None:
    exports.write_folder(tmp_path / "ml", exports.MOVIELENS)
    rows = "".join(f"Salt and Rope,8,2024-01-{day:02}\n" for day in range(1, 9))
    (tmp_path / "mine.csv").write_text(f"What,Out of ten,Day\n{rows}The Long Sail,2,2024-01-09\n")
    done = cutter(
        *("profile", "import", "mine.csv", "--to", "alice.json", "--from", "csv", *LONG_AGO),
        *("--map", "title=What,rating=Out of ten,date=Day", "--scale", "1-10"),
        *("--catalogue", "ml"),
    )
    assert "9 of 9 entries found in the catalogue" in done.stdout
    assert {event.words for event in read_history(alice)} == {
        *{("adventure", "sci-fi", "storm"), ("drama", "war")}
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.csv"], 3, "there is no such file"),
        (["imdb.csv", "--from", "csv", "--map", "rating"], 2, "--map"),
        (["imdb.csv", "--retention", "0"], 2, "retention"),
        (["imdb.csv", "--sentiment", "nowhere"], 3, "no config.json"),
        (["imdb.csv", "--catalogue", "other.csv"], 3, "lists no films"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(
    cutter: Run, tmp_path: Path, alice: Path, arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "imdb.csv").write_text(exports.IMDB)
    done = cutter("profile", "import", *arguments, "--to", "alice.json")
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert not alice.exists()
