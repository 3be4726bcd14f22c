"""Every row of the table of faults has a test, or is listed as one that cannot run here."""

import pytest

from tests.faults.table import END, README, ROWS, found_tests, rows_in, rows_not_run, with_table

TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_test_or_is_listed_as_not_run_and_never_both(row: int) -> None:
    tests, is_listed = found_tests().get(row, []), row in rows_not_run(TEXT)
    assert tests or is_listed, f"row {row} ({ROWS[row]}) has no test and is not listed"
    assert not (tests and is_listed), f"row {row} is listed as not run, but has {tests[0]}"


def test_no_test_is_of_a_row_that_does_not_exist() -> None:
    assert list(ROWS) == list(range(1, 60))
    assert set(found_tests()) <= set(ROWS)
    assert rows_in("test_row_04_and_05_of_damage") == [4, 5]
    assert rows_in("test_rows_of_seats") == []


def test_the_readmes_table_is_that_of_the_tests() -> None:
    assert END in TEXT
    assert with_table(TEXT) == TEXT, "run: python -m tests.faults.table"
