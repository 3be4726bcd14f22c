"""What holds of every form of history that can be imported."""

import json
from pathlib import Path

import pytest

from cutter.errors import InputError
from cutter.profile.events import event_line, parse_events
from cutter.profile.importing import FORMS, Asked, read_import
from tests.profile.importing import exports

CANARIES = ("Salt", "Long Sail", "Harbour", "Wren", "Maker", "Other Lights")


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Path]:
    return exports.write_every_form(tmp_path)


def asked_for(form: str) -> Asked:
    return Asked(user={"movielens": "1"}.get(form, ""))


def with_a_broken_row(form: str, folder: Path) -> tuple[Path, str]:
    """Write an export with one row that cannot be read; return it and what names the row."""
    if form == "trakt":
        entries = [*exports.TRAKT["ratings-movies.json"], {"rated_at": "soon", "movie": {}}]
        (folder / "ratings-movies.json").write_text(json.dumps(entries))
        return folder / "ratings-movies.json", "ratings-movies.json, entry 2: "
    if form in ("letterboxd", "movielens"):
        files = dict(exports.LETTERBOXD if form == "letterboxd" else exports.MOVIELENS)
        lines = files["ratings.csv"].splitlines()
        files["ratings.csv"] = "\n".join([*lines[:2], "2024-01-01,half a r", *lines[2:]])
        return exports.write_folder(folder / "broken", files), "ratings.csv, line 3: "
    text = {
        "netflix short": exports.NETFLIX_SHORT,
        "netflix": exports.NETFLIX_LONG,
        "imdb": exports.IMDB,
        "csv": exports.CSV.replace("Day", "Date"),
    }[form]
    lines = text.splitlines()
    (folder / "broken.csv").write_text("\n".join([*lines[:2], "half a r", *lines[2:]]))
    return folder / "broken.csv", "broken.csv, line 3: "


@pytest.mark.parametrize("form", ["netflix short", *FORMS])
class TestEveryForm:
    def test_is_recognised_and_comes_to_events(self, written: dict[str, Path], form: str) -> None:
        found = read_import(written[form], asked=asked_for(form), with_titles=True)
        assert found.form == form.split()[0]
        assert found.events
        assert all(event.source == found.form for event in found.events)

    def test_its_events_can_be_written_and_read(
        self, written: dict[str, Path], tmp_path: Path, form: str
    ) -> None:
        events = read_import(written[form], asked=asked_for(form), with_titles=True).events
        assert parse_events("\n".join(map(event_line, events)), tmp_path / "history") == events

    def test_read_again_says_the_same(self, written: dict[str, Path], form: str) -> None:
        first = read_import(written[form], asked=asked_for(form))
        assert first == read_import(written[form], asked=asked_for(form))
        assert len(set(first.events)) == len(first.events)

    def test_lets_titles_go_and_tells_no_value(self, written: dict[str, Path], form: str) -> None:
        found = read_import(written[form], asked=asked_for(form))
        told = repr(found.events) + repr(found.notes)
        assert not [canary for canary in CANARIES if canary in told]
        assert not any(event.title for event in found.events)

    def test_may_be_kept_with_titles(self, written: dict[str, Path], form: str) -> None:
        found = read_import(written[form], asked=asked_for(form), with_titles=True)
        assert all(event.title for event in found.events)

    def test_a_broken_row_is_named_and_the_rest_is_read(
        self, written: dict[str, Path], tmp_path: Path, form: str
    ) -> None:
        path, named = with_a_broken_row(form, tmp_path)
        found = read_import(path, asked=asked_for(form), with_titles=True)
        (told,) = [note for note in found.notes if note.endswith("; skipped")]
        assert named in told
        assert "half a r" not in told
        whole = read_import(written[form], asked=asked_for(form), with_titles=True)
        if form == "trakt":
            assert [event.kind for event in found.events] == ["rating"]
        else:
            assert found.events == whole.events
            assert found.rows == whole.rows + 1

    def test_another_table_is_refused_in_one_line(self, tmp_path: Path, form: str) -> None:
        other = tmp_path / "other.csv"
        other.write_text("a,b\n1,2\n")
        with pytest.raises(InputError) as told:
            read_import(other, form.split()[0])
        assert "\n" not in str(told.value)
