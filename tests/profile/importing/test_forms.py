"""Every form of history is known by its columns and read for what it says."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cutter.errors import InputError, UsageError
from cutter.profile.importing import Asked, Imported, read_import
from cutter.schema import Event
from tests.profile.importing import exports

WATCHED = ("watched", "rewatched")
SHARED = Path(__file__).parents[4] / "shared" / "data" / "ml-latest-small"


def said(found: Imported) -> list[tuple[str, str, float | None]]:
    return [(e.kind, e.when.date().isoformat(), e.value) for e in found.events]


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Path]:
    return exports.write_every_form(tmp_path)


def test_a_table_of_no_form_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="--map"):
        read_import(tmp_path / "other.csv")


class TestNetflix:
    def test_the_short_form_s_days_and_watching_again(self, written: dict[str, Path]) -> None:
        found = read_import(written["netflix short"], with_titles=True)
        assert [
            (*row, event.title) for row, event in zip(said(found), found.events, strict=True)
        ] == [
            ("watched", "2023-06-01", 0.5, "Salt, and Rope"),
            ("rewatched", "2023-12-03", None, "Salt, and Rope"),
            ("watched", "2023-12-28", 1.0, "Harbour Lights"),
        ]

    def test_days_of_another_country(self, tmp_path: Path) -> None:
        path = tmp_path / "short.csv"
        path.write_text("Title,Date\nA,29/12/23\nB,3/12/23\n")
        assert said(read_import(path, with_titles=True))[0][1] == "2023-12-03"

    def test_days_that_nobody_can_tell_are_refused_until_told(self, tmp_path: Path) -> None:
        path = tmp_path / "short.csv"
        path.write_text("Title,Date\nA,3/4/23\nB,3/2/23\n")
        with pytest.raises(InputError, match="--dates dmy"):
            read_import(path)
        found = read_import(path, asked=Asked(dates="mdy"), with_titles=True)
        assert [row[1] for row in said(found)] == ["2023-03-02", "2023-03-04"]

    def test_rows_of_the_long_form_add_up_to_a_share(
        self, written: dict[str, Path], tmp_path: Path
    ) -> None:
        (tmp_path / "films.csv").write_text(exports.IMDB)
        found = read_import(written["netflix"], catalogue=tmp_path / "films.csv")
        assert [(*row, e.words) for row, e in zip(said(found), found.events, strict=True)] == [
            ("watched", "2023-10-02", pytest.approx(89 / 90, abs=1e-4), ("adventure", "sci-fi")),
            ("watched", "2024-01-02", pytest.approx(6 / 42, abs=1e-4), ("drama",)),
            ("rewatched", "2024-03-01", None, ("adventure", "sci-fi")),
        ]

    def test_trailers_and_what_began_by_itself_are_told_and_dropped(
        self, written: dict[str, Path]
    ) -> None:
        notes = read_import(written["netflix"]).notes
        assert "1 row of trailers and previews: dropped" in notes
        assert "1 row that began by themselves and were left: dropped" in notes

    def test_coming_back_for_a_moment_is_no_second_viewing(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        rows = exports.NETFLIX_LONG.splitlines()
        peek = rows[-1].replace("2023-10-02", "2023-12-02").replace("01:29:00", "00:02:00")
        path.write_text("\n".join([rows[0], rows[-1], peek]))
        found = read_import(path, with_titles=True)
        assert [(e.kind, e.when.month) for e in found.events] == [("watched", 10)]
        assert "1 row of coming back to a title for a few minutes: dropped" in found.notes

    def test_the_whole_zip_file_holds_thumbs_and_stars_too(self, tmp_path: Path) -> None:
        files = {
            "CONTENT_INTERACTION/ViewingActivity.csv": exports.NETFLIX_LONG,
            "CONTENT_INTERACTION/Ratings.csv": exports.NETFLIX_RATINGS,
            "CONTENT_INTERACTION/SearchHistory.csv": "Profile Name,Query Typed\nWren,sea\n",
        }
        path = exports.write_zip(tmp_path / "netflix-report.zip", files)
        found = read_import(path, with_titles=True)
        assert [(e.kind, e.value, e.title) for e in found.events if e.kind not in WATCHED] == [
            ("rating", 0.75, "Harbour Lights"),
            ("like", None, "Salt and Rope"),
            ("dislike", None, "The Long Sail"),
        ]
        assert sum(event.kind in WATCHED for event in found.events) == 3
        assert "1 row of ratings that were taken back: dropped" in found.notes

    def test_several_profiles_ask_for_one(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_text(exports.NETFLIX_LONG.replace("Wren,2023", "Robin,2023"))
        with pytest.raises(UsageError, match="--user") as told:
            read_import(path)
        assert "Robin" not in str(told.value)
        mine = read_import(path, asked=Asked(user="Robin"), with_titles=True)
        assert [row[1] for row in said(mine)] == ["2023-10-02"]


class TestLetterboxd:
    def test_one_viewing_in_several_files_counts_once(self, written: dict[str, Path]) -> None:
        found = read_import(written["letterboxd"], with_titles=True)
        of_salt = [e for e in found.events if e.title == "Salt and Rope"]
        assert [(e.kind, e.when.date().isoformat(), e.value) for e in of_salt] == [
            ("comment", "2024-01-05", None),
            ("rating", "2024-01-05", pytest.approx(4 / 4.5, abs=1e-4)),
            ("like", "2024-01-06", None),
            ("rewatched", "2024-05-04", None),
            ("rating", "2024-05-05", 1.0),
        ]
        assert {e.words for e in of_salt} == {("storm", "night")}
        assert of_salt[0].comment == "Loved the storm, hated the shouting."

    def test_what_is_planned_or_deleted_says_nothing(self, written: dict[str, Path]) -> None:
        titles = {e.title for e in read_import(written["letterboxd"], with_titles=True).events}
        assert titles == {"Salt and Rope", "Storm, Coming", "The Long Sail"}

    def test_zip_folder_and_single_file_are_all_taken(
        self, written: dict[str, Path], tmp_path: Path
    ) -> None:
        folder = exports.write_folder(tmp_path / "unpacked", exports.LETTERBOXD)
        zipped = read_import(written["letterboxd"])
        assert read_import(folder).events == zipped.events
        assert [e.kind for e in read_import(folder / "ratings.csv", with_titles=True).events] == [
            *("rating", "rating")
        ]

    def test_without_genres_the_rows_of_no_use_are_counted(self, written: dict[str, Path]) -> None:
        found = read_import(written["letterboxd"])
        assert {e.words for e in found.events} == {("storm", "night")}
        assert any(note.startswith("2 rows without genres") for note in found.notes)
        assert any("--catalogue" in note for note in found.notes)


def test_imdb_gives_ratings_with_genres(written: dict[str, Path]) -> None:
    found = read_import(written["imdb"])
    assert said(found) == [("rating", "2024-03-10", 0.8889), ("rating", "2024-03-11", 0.1111)]
    assert [event.words for event in found.events] == [("adventure", "sci-fi"), ("drama",)]
    assert found.notes == ("1 row of games, podcasts and music videos: dropped",)
    assert found.rows == 3


class TestTrakt:
    def test_ratings_history_comments_and_favourites(self, written: dict[str, Path]) -> None:
        found = read_import(written["trakt"], with_titles=True)
        assert [(e.kind, e.when.month, e.value, e.title) for e in found.events] == [
            ("watched", 2, 1.0, "Other Lights"),
            ("rating", 3, pytest.approx(8 / 9, abs=1e-4), "Salt and Rope"),
            ("rating", 3, pytest.approx(2 / 9, abs=1e-4), "Harbour Lights"),
            ("comment", 3, None, "Salt and Rope"),
            ("like", 3, None, "Salt and Rope"),
            ("rewatched", 6, None, "Salt and Rope"),
        ]
        assert found.events[0].words == ("drama", "science fiction")

    def test_an_entry_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        entries = [dict(entry) for entry in exports.TRAKT["ratings-movies.json"]]
        entries += [{**entries[0], "rating": 11}, {**entries[0], "rated_at": "soon"}]
        path = tmp_path / "ratings.json"
        path.write_text(json.dumps(entries))
        found = read_import(path)
        assert len(found.events) == 1
        assert f"{path}, entry 2: rating is no number from 1 to 10; skipped" in found.notes
        assert f"{path}, entry 3: its time cannot be read; skipped" in found.notes

    def test_a_file_that_is_cut_off_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "ratings.json"
        path.write_text('[{"rated_at": "2024-')
        with pytest.raises(InputError, match=r"ratings\.json: is not JSON at line 1"):
            read_import(path, "trakt")


class TestMovieLens:
    def test_ratings_carry_genres_and_own_tags(self, written: dict[str, Path]) -> None:
        found = read_import(written["movielens"], asked=Asked(user="1"))
        assert [(e.kind, e.value, e.words) for e in found.events] == [
            ("rating", pytest.approx(3.5 / 4.5, abs=1e-4), ("drama", "war")),
            ("rating", pytest.approx(2 / 4.5, abs=1e-4), ("adventure", "sci-fi", "storm")),
            ("watched", 0.5, ("lighthouse",)),
        ]

    def test_several_people_ask_for_one(self, written: dict[str, Path]) -> None:
        with pytest.raises(UsageError, match="--user"):
            read_import(written["movielens"])
        with pytest.raises(UsageError, match="--user"):
            read_import(written["movielens"], asked=Asked(user="9"))

    @pytest.mark.skipif(not SHARED.is_dir(), reason="shared/data/ml-latest-small is not there")
    def test_a_real_user_s_ratings_are_all_there(self) -> None:
        found = read_import(SHARED, asked=Asked(user="42"))
        rated = (SHARED / "ratings.csv").read_text().splitlines()
        mine = [line for line in rated if line.startswith("42,")]
        assert sum(e.kind == "rating" for e in found.events) == len(mine)
        assert all(e.words for e in found.events)


class TestCsv:
    def test_usual_names_scale_and_watch_time(self, written: dict[str, Path]) -> None:
        found = read_import(written["csv"])
        assert [(e.kind, e.value, e.words, e.when.date().isoformat()) for e in found.events] == [
            ("comment", None, ("sci-fi", "sea"), "2023-12-31"),
            ("rating", 1.0, ("sci-fi", "sea"), "2023-12-31"),
            ("rating", 0.0, ("drama", "war"), "2024-02-01"),
        ]
        assert "ratings read as 1 to 5; another scale with --scale" in found.notes

    def test_columns_may_be_named_and_the_scale_told(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.tsv"
        path.write_text("What\tHow good\tKind\nSalt\t4\tsea\nRope\t2\tdrama\n")
        asked = Asked(
            columns={"title": "what", "rating": "How  Good", "genres": "Kind"}, scale=(0, 8)
        )
        found = read_import(path, "csv", asked=asked)
        assert sorted((e.value, e.words) for e in found.events) == [
            *((0.25, ("drama",)), (0.5, ("sea",)))
        ]
        assert read_import(path, asked=asked) == found

    def test_a_field_or_column_that_is_not_there_is_named(self, written: dict[str, Path]) -> None:
        for columns in ({"mood": "Film"}, {"rating": "Nowhere"}):
            with pytest.raises(UsageError, match="--map"):
                read_import(written["csv"], "csv", asked=Asked(columns=columns))

    def test_rows_without_a_date_count_as_of_the_file_s_day(self, tmp_path: Path) -> None:
        import os

        path = tmp_path / "mine.csv"
        path.write_text("Title,Rating,Genre\nSalt,4,sea\n")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        found = read_import(path)
        assert found.events[0].when == datetime(2023, 11, 14, tzinfo=UTC)
        assert any("without a date" in note for note in found.notes)

    def test_broken_rows_are_named_by_line_and_the_rest_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.csv"
        path.write_text(
            "Title,Rating,Genre,Date\nA,4,sea,2024-01-01\nB,great,sea,2024-01-01\nC,3\n"
            'D,5,sea,2024-99-01\n"E,5,sea,2024-01-01\nF,2,sea,2024-01-02\n'
        )
        found = read_import(path)
        assert [e.value for e in found.events] == [0.75, 0.25]
        assert found.rows == 6
        assert f"{path}, lines 4, 6: not the 4 cells of the header; skipped" in found.notes
        assert f"{path}, line 3: rating is no number from 1 to 5; skipped" in found.notes
        assert f"{path}, line 5: date is no date; skipped" in found.notes

    def test_the_order_of_rows_changes_nothing(self, tmp_path: Path) -> None:
        lines = [f"F{i},{i % 5 + 1},sea,2024-01-0{i % 3 + 1}" for i in range(12)]
        paths = []
        for number, rows in enumerate((lines, lines[::-1])):
            paths.append(tmp_path / f"{number}.csv")
            paths[-1].write_text("Title,Rating,Genre,Date\n" + "\n".join(rows) + "\n")
        first, second = (read_import(path, with_titles=True).events for path in paths)
        assert first == second

    def test_the_same_films_told_at_greater_length_add_only_what_is_new(
        self, tmp_path: Path
    ) -> None:
        rows = [f"F{i},4,sea,2024-01-01" for i in range(5)]
        events: list[set[Event]] = []
        for count in (3, 5):
            path = tmp_path / f"{count}.csv"
            path.write_text(
                "Title,Rating,Genre,Date\n" + "\n".join(rows[-count:]) + "\n2,3,war,2024-1-1"
            )
            events.append({dataclasses.replace(e, title="") for e in read_import(path).events})
        assert events[0] < events[1]
        assert len(events[1]) == 6
