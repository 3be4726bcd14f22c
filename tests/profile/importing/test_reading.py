"""Files are opened safely, tables read row by row, dates and ratings as people write them."""

import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import InputError, UsageError
from cutter.profile.events import event_line, parse_events
from cutter.profile.importing import Asked, bundle, catalogue, read_import
from cutter.profile.importing.bundle import Member, open_bundle
from cutter.profile.importing.dates import moment, order_of
from cutter.profile.importing.scales import (
    parse_scale,
    rating_of,
    scale_of,
    seconds_of,
    share_of,
)
from cutter.profile.importing.seen import DateOrder, Told
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of
from tests.profile.importing import exports


def member(path: Path, data: bytes) -> Member:
    path.write_bytes(data)
    return open_bundle(path)[0]


def rows(found: Member) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    told = Told()
    return [dict(row.cells) for row in rows_of(found, told)], told.lines()


class TestBundle:
    def test_a_bomb_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        path = exports.write_zip(tmp_path / "bomb.zip", {"ratings.csv": "0" * 5_000_000})
        with pytest.raises(InputError, match="packed like no export"):
            open_bundle(path)

    def test_a_zip_file_that_unpacks_to_too_much_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bundle, "MOST_BYTES", 10)
        path = exports.write_zip(tmp_path / "large.zip", {"ratings.csv": "0" * 11})
        with pytest.raises(InputError, match="more than any export"):
            open_bundle(path)

    def test_names_that_lead_out_lead_nowhere(self, tmp_path: Path) -> None:
        inner = tmp_path / "inner"
        inner.mkdir()
        path = exports.write_zip(inner / "odd.zip", {"../../ratings.csv": "a,b\n1,2\n"})
        found = open_bundle(path)
        assert rows(found[0])[0] == [{"a": "1", "b": "2"}]
        assert [item.name for item in tmp_path.rglob("*")] == ["inner", "odd.zip"]

    def test_a_link_out_of_a_folder_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
        folder = tmp_path / "export"
        folder.mkdir()
        (folder / "ratings.csv").symlink_to(tmp_path / "secret.csv")
        assert open_bundle(folder) == ()

    def test_a_damaged_zip_file_is_refused_in_one_line(self, tmp_path: Path) -> None:
        path = exports.write_zip(tmp_path / "x.zip", {"ratings.csv": "a,b\n" + "1,2\n" * 900})
        data = bytearray(path.read_bytes())
        data[45:60] = b"\xff" * 15
        path.write_bytes(data)
        with pytest.raises(InputError, match="cannot be read"):
            rows(open_bundle(path)[0])

    def test_a_missing_file_and_a_pipe_are_refused(self, tmp_path: Path) -> None:
        import os

        os.mkfifo(tmp_path / "pipe")
        for name in ("pipe", "nowhere"):
            with pytest.raises(InputError):
                open_bundle(tmp_path / name)

    def test_a_locked_zip_file_says_so(self, tmp_path: Path) -> None:
        path = exports.write_zip(tmp_path / "x.zip", {"ratings.csv": "a,b\n"})
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            directory = archive.start_dir
        data[directory + 8] |= 1
        path.write_bytes(data)
        with pytest.raises(InputError, match="password"):
            open_bundle(path)


@pytest.mark.parametrize("form", ["netflix", "letterboxd", "imdb", "trakt", "csv"])
def test_a_damaged_export_is_read_as_far_as_it_goes_or_refused_in_one_line(
    tmp_path: Path, form: str
) -> None:
    whole = exports.write_every_form(tmp_path)[form]
    data = whole.read_bytes()
    rng = random.Random(form)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(broken))
            if rng.random() < 0.5:
                broken[place] = rng.randrange(256)
            elif rng.random() < 0.5:
                broken[place:place] = rng.choice([b'"', b",", b"\n", b"\x00", b"9" * 40, b"{"])
            else:
                del broken[place : place + rng.randint(1, 30)]
        whole.write_bytes(broken)
        try:
            found = read_import(whole, asked=Asked(user=rng.choice(["", "1"])))
        except (InputError, UsageError) as error:
            told = [str(error)]
        else:
            told = list(found.notes)
            lines = "\n".join(map(event_line, found.events))
            assert parse_events(lines, whole) == found.events
        assert all(line.isprintable() for line in told)


def test_an_entry_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    entry = zipfile.ZipInfo("R")
    entry.filename = ""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "a,b\n1,2\n")
        archive.writestr("ratings.csv", "a,b\n3,4\n")
    assert [found.name for found in open_bundle(path)] == ["ratings.csv"]


class TestTables:
    @pytest.mark.parametrize(
        "data",
        [
            b"\xef\xbb\xbfA,B\r\n1,\xc3\xa9\r\n",
            "A;B\n1;é\n".encode(),
            "\ufeffA\tB\r\n1\té\r\n".encode("utf-16-le"),
            "A,B\r1,é\r".encode(),
            "A,B\n1,é\n".encode("cp1252"),
            '\n"A","B"\n"1","é"'.encode(),
        ],
    )
    def test_every_way_of_writing_a_table(self, tmp_path: Path, data: bytes) -> None:
        assert rows(member(tmp_path / "t.csv", data)) == ([{"a": "1", "b": "é"}], ())

    def test_quoted_commas_quotes_and_lines(self, tmp_path: Path) -> None:
        data = b'A,B\n"x, ""y""","one\r\ntwo"\n3,4\n'
        found, told = rows(member(tmp_path / "t.csv", data))
        assert [row["b"] for row in found] == ["one\r\ntwo", "4"]
        assert found[0]["a"] == 'x, "y"'
        assert told == ()

    def test_a_quote_that_is_never_closed_costs_its_own_row_alone(self, tmp_path: Path) -> None:
        lines = [f"{i},b" for i in range(5_000)]
        lines[10] = '"10,b'
        found, told = rows(member(tmp_path / "t.csv", ("A,B\n" + "\n".join(lines)).encode()))
        assert [row["a"] for row in found] == [str(i) for i in range(5_000) if i != 10]
        assert told == (f"{tmp_path / 't.csv'}, line 12: not the 2 cells of the header; skipped",)

    @given(
        cells=st.lists(
            st.tuples(st.text(max_size=8), st.text(max_size=8)).filter(
                lambda row: any(map(str.strip, row))
            ),
            max_size=8,
        )
    )
    def test_what_a_spreadsheet_writes_is_read_back(
        self, tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
    ) -> None:
        import csv

        path = tmp_path_factory.mktemp("table") / "t.csv"
        with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            writer.writerows([("A", "B"), *cells])
        wanted = [
            {
                "a": one.encode(errors="replace").decode().strip(),
                "b": two.encode(errors="replace").decode().strip(),
            }
            for one, two in cells
        ]
        assert rows(open_bundle(path)[0]) == (wanted, ())

    def test_a_file_without_a_header_or_with_a_doubled_one_is_refused(self, tmp_path: Path) -> None:
        for data in (b"", b"\n\n", b"A,a\n1,2\n"):
            with pytest.raises(InputError):
                rows(member(tmp_path / "t.csv", data))

    def test_binary_is_no_table(self, tmp_path: Path) -> None:
        assert len(columns_of(member(tmp_path / "t.csv", bytes(range(256)) * 10))) < 3

    def test_a_line_without_end_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="too long"):
            rows(member(tmp_path / "t.csv", b"A,B\n" + b"x" * 2_000_000))


class TestDates:
    @pytest.mark.parametrize(
        ("text", "order", "wanted"),
        [
            ("2024-04-03", "ymd", (2024, 4, 3)),
            ("3/4/24", "dmy", (2024, 4, 3)),
            ("3/4/24", "mdy", (2024, 3, 4)),
            ("03.04.2024", "dmy", (2024, 4, 3)),
            ("3 Apr 2024", "ymd", (2024, 4, 3)),
            ("April 3, 2024", "ymd", (2024, 4, 3)),
            ("Sun Jul 12 00:00:00 2015", "ymd", (2015, 7, 12)),
            ("2024-04-03T18:05:06.123Z", "ymd", (2024, 4, 3, 18, 5, 6)),
            ("2024-04-03 18:05", "ymd", (2024, 4, 3, 18, 5)),
            ("2024-04-03T01:05:06+02:00", "ymd", (2024, 4, 2, 23, 5, 6)),
            ("4/3/2024 6:05 PM", "mdy", (2024, 4, 3, 18, 5)),
            ("964982703", "ymd", (2000, 7, 30, 18, 45, 3)),
            ("964982703000", "ymd", None),
            ("1700000000000", "ymd", (2023, 11, 14, 22, 13, 20)),
            ("2024-02-30", "ymd", None),
            ("3/4-24", "dmy", None),
            ("soon", "ymd", None),
            ("", "ymd", None),
            ("9999-12-31T23:59:59-09:00", "ymd", None),
        ],
    )
    def test_a_date_is_read_as_it_is_meant(
        self, text: str, order: DateOrder, wanted: tuple[int, ...] | None
    ) -> None:
        expected = None if wanted is None else datetime(*wanted, tzinfo=UTC)  # type: ignore[misc,arg-type]
        assert moment(text, order) == expected

    @given(st.text())
    def test_any_text_is_a_date_or_none(self, text: str) -> None:
        moment(text)

    @given(
        days=st.lists(st.integers(0, 4000), min_size=2, max_size=60),
        order=st.sampled_from(["dmy", "mdy"]),
    )
    def test_a_column_is_never_read_the_wrong_way_round(
        self, days: list[int], order: DateOrder
    ) -> None:
        start = datetime(2012, 1, 1, tzinfo=UTC)
        dates = [start + timedelta(days=day) for day in sorted(days, reverse=True)]
        form = "{0.day}/{0.month}/{1}" if order == "dmy" else "{0.month}/{0.day}/{1}"
        texts = [form.format(date, date.strftime("%y")) for date in dates]
        try:
            decided = order_of(texts, None, "file")
        except InputError:
            return
        assert [moment(text, decided) for text in texts] == dates

    def test_what_is_sorted_decides_where_the_calendar_cannot(self) -> None:
        assert order_of(["1/12/23", "5/11/23", "2/11/23", "9/10/23"], None, "file") == "dmy"

    def test_what_is_asked_for_is_taken(self) -> None:
        assert order_of(["13/1/23"], "mdy", "file") == "mdy"

    def test_a_year_first_in_two_digits_is_seen_by_its_order(self) -> None:
        assert order_of(["24/02/01", "24/01/30", "23/12/12"], None, "file") == "ymd"


class TestScales:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            *(("5", 1.0), ("1", 0.0), ("4/5", 0.8), ("80%", 0.8), ("★★★½", 3 / 4.5)),
            *(("3,5", 0.625), ("6", None), ("-1", None), ("good", None), ("", None), ("4/0", None)),
        ],
    )
    def test_a_rating_is_a_share_of_its_scale(self, text: str, wanted: float | None) -> None:
        found = rating_of(text, (1, 5))
        assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-4))

    @pytest.mark.parametrize(
        ("texts", "wanted"),
        [
            (["1", "5", "3"], (1, 5)),
            (["0.5", "4"], (0.5, 5)),
            (["0", "4"], (0, 5)),
            (["7", "10"], (1, 10)),
            (["0", "9"], (0, 10)),
            (["85", "20"], (0, 100)),
            (["0.2", "0.9"], (0, 1)),
        ],
    )
    def test_a_scale_is_told_from_the_column(
        self, texts: list[str], wanted: tuple[float, float]
    ) -> None:
        assert scale_of(texts) == wanted
        assert all(rating_of(text, wanted) is not None for text in texts)

    def test_a_scale_is_written_by_its_ends(self) -> None:
        assert parse_scale("0.5-5") == (0.5, 5)
        for text in ("5", "5-1", "a-b", ""):
            with pytest.raises(UsageError):
                parse_scale(text)

    def test_lengths_and_shares(self) -> None:
        assert [
            seconds_of(text) for text in ("1:02:03", "62:03", "1h 2m", "95 min", "95", "x", "")
        ] == [*(3723, 3723, 3720, 5700, 5700, None, None)]
        assert [share_of(text) for text in ("80%", "0.8", "80", "x")] == [0.8, 0.8, None, None]

    def test_words_are_single_plain_and_few(self) -> None:
        assert words_of("Action|Sci-Fi|(no genres listed)", "Sea, sea;\x00n") == (
            *("action", "sci-fi", "sea"),
        )
        assert len(words_of(",".join(f"w{i}" for i in range(99)))) == 20


class TestCatalogue:
    @pytest.mark.parametrize(
        ("title", "year", "is_there"),
        [
            ("The Long Sail", 2011, True),
            ("long sail", 2010, True),
            ("Long Sail, The (2011)", None, True),
            ("The Long Sail", None, True),
            ("The Long Sail", 1980, False),
            ("La Cité perdue", 1995, True),
            ("City of Lost Ships, The", 1995, True),
            ("Twice", None, False),
            ("Twice", 2001, True),
            ("", None, False),
        ],
    )
    def test_titles_are_matched_as_people_would(
        self, tmp_path: Path, title: str, year: int | None, is_there: bool
    ) -> None:
        (tmp_path / "movies.csv").write_text(
            'movieId,title,genres\n1,"Long Sail, The (2011)",Drama|War\n'
            '2,"City of Lost Ships, The (Cité perdue, La) (1995)",Fantasy\n'
            "3,Twice (2001),Comedy\n4,Twice (1950),Horror\n"
        )
        found = catalogue.read_catalogue(tmp_path / "movies.csv", Told())
        assert (found.find(title, year) is not None) is is_there

    def test_tags_of_several_people_are_taken_and_those_of_one_are_not(
        self, tmp_path: Path
    ) -> None:
        exports.write_folder(tmp_path, exports.MOVIELENS)
        films = catalogue.read_catalogue(tmp_path, Told())
        found = [films.find(title, None) for title in ("Salt and Rope", "The Long Sail")]
        assert [listed and listed.words for listed in found] == [
            *(("adventure", "sci-fi", "storm"), ("drama", "war"))
        ]

    def test_another_table_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x.csv").write_text("a,b\n1,2\n")
        with pytest.raises(InputError, match="lists no films"):
            catalogue.read_catalogue(tmp_path / "x.csv", Told())
