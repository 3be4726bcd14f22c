"""The page about exports has a column for every form, and says rightly which are read back."""

import re

from cutter.interchange.formats import FORMATS
from cutter.interchange.reading import READERS
from tests.films import ROOT

PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")


def table() -> dict[str, list[str]]:
    """Return the rows of the table, by what they are about; the first is the forms'."""
    lines = [line for line in PAGE.split("## Which program")[0].splitlines() if line[:1] == "|"]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows if not set(row[0]) <= set("- ") or not row[0]}


def test_every_form_has_a_column_and_no_other() -> None:
    rows = table()
    assert [cell.strip("`") for cell in rows[""]] and set(rows[""]) == {f"`{n}`" for n in FORMATS}
    for about, cells in rows.items():
        assert len(cells) == len(FORMATS), about
        assert all(cells), about


def test_suffixes_are_those_that_are_written() -> None:
    rows = table()
    for name, suffix in zip(rows[""], rows["file"], strict=True):
        assert FORMATS[name.strip("`")].suffix == suffix.strip("`")


def test_what_is_said_to_be_read_is_read() -> None:
    rows = table()
    told = {
        FORMATS[name.strip("`")].suffix
        for name, cell in zip(rows[""], rows["read by `cutter render`"], strict=True)
        if cell == "yes"
    }
    assert told == set(READERS) - {".json"}


def test_every_cell_says_yes_part_or_no_first() -> None:
    for about, cells in table().items():
        if about not in ("", "file"):
            for cell in cells:
                assert re.match(r"(yes|part|no|all of the film)\b", cell), f"{about}: {cell}"
