"""What an import remembers, and who may judge its comments."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cutter.pipeline.importing import read_histories, take_in, try_out
from cutter.profile.history import forget_events, history_file
from cutter.profile.importing import Asked
from cutter.profile.read import read_profile
from tests.profile.importing import exports

NOW = datetime(2024, 6, 11, tzinfo=UTC)


def grim(texts: Sequence[str]) -> Sequence[float]:
    return [-1.0] * len(texts)


def test_another_judge_of_comments_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "Title,Review,Date\nSalt,The storm was gorgeous,2024-05-01\n"
        "Rope,Gorgeous storm,2024-05-02\n"
    )
    histories = read_histories([path], None, asked=Asked())
    for number, (polarity, sign) in enumerate(((None, 1), (grim, -1))):
        tried = try_out(tmp_path / "a.json", histories, now=NOW, polarity=polarity)
        taken = take_in(tmp_path / f"{number}.json", histories, now=NOW, polarity=polarity)
        assert [(b.text, b.weight * sign > 0) for b in taken.beliefs] == [("storm", True)]
        assert tried == taken


def test_after_all_is_forgotten_the_profile_is_a_new_one(tmp_path: Path) -> None:
    from cutter.pipeline.learning import relearn

    alice = tmp_path / "alice.json"
    histories = read_histories(
        [exports.write_folder(tmp_path / "boxd", exports.LETTERBOXD)], None, asked=Asked()
    )
    empty = tmp_path / "empty.json"
    take_in(empty, (), now=NOW)
    take_in(alice, histories, now=NOW)
    assert read_profile(alice).learned is not None
    forget_events(alice, lambda event: event.source == "letterboxd")
    relearn(alice)
    assert alice.read_bytes() == empty.read_bytes()
    assert not history_file(alice).exists() or not history_file(alice).read_bytes()


def test_the_order_of_the_files_changes_nothing(tmp_path: Path) -> None:
    written = exports.write_every_form(tmp_path)
    files = [written[name] for name in ("imdb", "letterboxd", "trakt", "csv")]
    kept = []
    for number, order in enumerate((files, files[::-1])):
        profile = tmp_path / f"{number}.json"
        take_in(profile, read_histories(order, None, asked=Asked()), now=NOW)
        kept.append((profile.read_bytes(), history_file(profile).read_bytes()))
    assert kept[0] == kept[1]
