"""Files of ratings: what is read, what is left out and told, what is refused."""

import contextlib
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.crowd import columns, reading
from cutter.crowd.reading import read_crowd
from cutter.errors import BeyondLimits, InputError, SourceNotFound

RATINGS = """userId,movieId,rating,timestamp
1,10,4.0,100
1,2,3.5,200
2,10,0.5,300
"""
MOVIES = """movieId,title,genres
2,"Storm, The (1995)",Drama|Adventure
10,Quiet Sea (2003),Drama
30,Never Rated,(no genres listed)
"""
TAGS = """userId,movieId,tag,timestamp
2,10,  Slow   Burn,5
1,2,slow burn,6
"""


def movielens(folder: Path, **files: str) -> Path:
    for name, text in {"ratings": RATINGS, "movies": MOVIES, "tags": TAGS, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def table(folder: Path, text: str) -> Path:
    path = folder / "crowd.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_of_movielens_is_read_with_its_films_and_tags(tmp_path: Path) -> None:
    crowd = read_crowd(movielens(tmp_path))
    assert crowd.ratings.users == ("1", "2")
    assert crowd.items.keys == ("2", "10", "30")
    assert crowd.items.titles[0] == "Storm, The (1995)"
    assert crowd.ratings.value.tolist() == [3.5, 4.0, 0.5]
    assert crowd.ratings.when.tolist() == [200, 100, 300]
    assert crowd.words[0] == ("drama", "adventure", "1990s")
    assert crowd.words[2] == ()
    assert crowd.items.terms == ("drama", "slow burn")
    assert np.allclose(np.linalg.norm(crowd.items.features, axis=1), [1, 1, 0])
    assert crowd.notes == ()
    alone = read_crowd(tmp_path / "ratings.csv")
    assert alone.items.keys == crowd.items.keys


def test_tags_of_pairs_that_are_held_back_are_left_out(tmp_path: Path) -> None:
    crowd = read_crowd(movielens(tmp_path))
    assert crowd.items_without([("9", 1)]).terms == crowd.items.terms
    assert crowd.items_without([("2", 1)]).terms == ("drama",)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("3,10,many,5", "no number"),
        ("3,10,nan,5", "no number"),
        ("3,10,101,5", "no number"),
        (",10,3,5", "no user or no film"),
        ("3,10", "no number"),
        ("3,10,3,lately", "neither seconds"),
        ("3,77,3,5", "movies.csv lists no such film"),
    ],
)
def test_a_broken_row_is_left_out_and_told_by_its_line(tmp_path: Path, row: str, told: str) -> None:
    crowd = read_crowd(movielens(tmp_path, ratings=f"{RATINGS}{row}\n"))
    assert len(crowd.ratings) == 3
    assert crowd.ratings.users == ("1", "2")
    assert len(crowd.notes) == 1
    assert "ratings.csv, line 5: " in crowd.notes[0]
    assert told in crowd.notes[0]


def test_a_broken_row_of_films_and_of_tags_is_told_too(tmp_path: Path) -> None:
    crowd = read_crowd(movielens(tmp_path, movies=f"{MOVIES}31\n", tags=f"{TAGS}1,2,,9\n"))
    assert [note.split("/")[-1].split(":")[0] for note in crowd.notes] == [
        "movies.csv, line 5",
        "tags.csv, line 4",
    ]


def test_of_two_ratings_of_one_film_the_later_holds_and_it_is_told(tmp_path: Path) -> None:
    crowd = read_crowd(movielens(tmp_path, ratings=f"{RATINGS}1,10,1.0,900\n1,2,1.0,150\n"))
    assert crowd.ratings.value.tolist() == [3.5, 1.0, 0.5]
    assert len(crowd.notes) == 2
    assert "line 5" in crowd.notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_table_with_the_right_columns_is_read(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Viewer", "Title", "Stars", "Date", "Genres"],
        ["bea", "The Storm", "8", "2026-03-01", "drama|sea"],
        ["abe", "Quiet Sea", "3", "2026-03-02T10:00:00", "sea"],
        ["abe", "The Storm", "9.5", "", ""],
    ]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    crowd = read_crowd(table(tmp_path, text))
    assert crowd.ratings.users == ("abe", "bea")
    assert crowd.items.keys == ("Quiet Sea", "The Storm")
    assert crowd.ratings.scale == (3.0, 10.0)
    assert crowd.ratings.value.tolist() == [3.0, 9.5, 8.0]
    assert crowd.ratings.when.tolist() == [1772445600, 0, 1772323200]
    assert crowd.items.terms == ("sea",)


def test_a_film_may_be_told_by_its_fingerprint_and_have_a_title(tmp_path: Path) -> None:
    text = "user,film,title,rating\na,00ff,The Storm,1\nb,00ff,The Storm,0.5\n"
    crowd = read_crowd(table(tmp_path, text))
    assert crowd.items.keys == ("00ff",)
    assert crowd.items.titles == ("The Storm",)
    assert crowd.ratings.scale == (0.5, 1.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column for the user"),
        ("user,rating\na,3\n", "no column for the item"),
        ("user,title\na,b\n", "no column for the rating"),
        ("user,title,rating\n", "holds no rating that can be used"),
        ("user,title,rating\na,b,c\n", "line 2: its rating"),
    ],
)
def test_a_file_that_is_no_table_of_ratings_is_refused_by_name(
    tmp_path: Path, text: str, told: str
) -> None:
    path = table(tmp_path, text)
    with pytest.raises(InputError) as refused:
        read_crowd(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"none\.csv: there is no such file"):
        read_crowd(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"user,title,rating\na,\xff\xfe,3\n")
    with pytest.raises(InputError, match="no UTF-8"):
        read_crowd(tmp_path / "x.csv")


def test_more_than_can_be_compared_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_CELLS", 5)
    with pytest.raises(BeyondLimits, match="too many to compare"):
        read_crowd(movielens(tmp_path))


def test_titles_with_any_signs_are_read(tmp_path: Path) -> None:
    text = 'user,title,rating\na,"Line\nbreak, ""quoted""",3\nb,Ünïcode 夜,4\n'
    crowd = read_crowd(table(tmp_path, text))
    assert len(crowd.items) == 2
    assert 'Line\nbreak, "quoted"' in crowd.items.keys


def test_a_file_that_is_no_regular_one_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="no regular file"):
        read_crowd(pipe)
    monkeypatch.setattr(columns, "MOST_BYTES", 10)
    with pytest.raises(BeyondLimits, match="keep the ratings that matter"):
        read_crowd(movielens(tmp_path))


@pytest.mark.parametrize("text", ["user,title\0,rating\n", "user,title,rating\na\0,b,3\n"])
def test_what_only_looks_like_a_table_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_crowd(table(tmp_path, text))
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=80))
def test_no_bytes_are_more_than_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ratings.csv"
        path.write_bytes(b"userId,movieId,rating\n" + data)
        with contextlib.suppress(InputError):
            assert len(read_crowd(path).ratings) > 0
