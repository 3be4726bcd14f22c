"""A kind is a bundle of options: over the profile's habits, under what is asked for by name."""

from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from cutter.errors import InputError, UsageError
from cutter.pipeline.denied import read_denied
from cutter.pipeline.kinds import KINDS
from cutter.pipeline.wish import Wish
from cutter.schema import CutDefaults, Kind
from tests.described import described
from tests.films import ROOT

RATE = Fraction(25)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_is_in_the_table_and_makes_a_request(kind: Kind) -> None:
    assert (
        Wish(kind=kind).request(CutDefaults(), RATE).budget
        == Wish(budget=KINDS[kind].budget).request(CutDefaults(), RATE).budget
    )


def test_a_kind_wins_over_the_profile_and_an_option_over_the_kind() -> None:
    habits = CutDefaults(budget="20s", order="score", pace="calm", min_clip=Fraction(2))
    trailer = Wish(kind="trailer").request(habits, RATE)
    assert trailer.budget.seconds == 90
    assert (trailer.order, trailer.pace) == ("arc", "brisk")
    assert trailer.fill
    assert trailer.min_clip == 2
    assert trailer.until == Fraction(3, 4)
    own = Wish(kind="trailer", budget="10s", fill=False, no_spoilers="off").request(habits, RATE)
    assert own.budget.seconds == 10
    assert not own.fill
    assert own.until is None
    plain = Wish().request(habits, RATE)
    assert plain.budget.seconds == 20
    assert plain.order == "score"
    assert not plain.fill


def test_a_string_out_has_straight_cuts_and_the_sound_as_it_is() -> None:
    wish = Wish(kind="string-out")
    assert wish.request(CutDefaults(), RATE).split_edits is False
    assert wish.settled()("loudness") == "off"
    assert wish.settled()("transition") == "cut"


def test_titles_are_paid_for_and_words_are_needed() -> None:
    wish = Wish(title="One", end_title="Two", title_length="2s")
    assert wish.request(CutDefaults(), RATE).reserved == 4
    assert [card.place for card in wish.titles()] == ["start", "end"]
    with pytest.raises(UsageError, match="--end-title"):
        Wish(end_title="  ")


def test_music_alone_gives_a_silent_film_sound() -> None:
    assert not Wish().output([described()]).has_sound
    assert Wish(music=Path("bed.mp3")).output([described()]).has_sound


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "holds no word"), (b"# none\n", "holds no word"), (b"\xff\xfe\x00", "UTF-8")],
)
def test_a_list_without_words_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_denied(path)


def test_words_are_read_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# bad\ndamn\n\n holy smoke \n", encoding="utf-8")
    assert read_denied(path) == ("damn", "holy smoke")
    with pytest.raises(InputError, match="cannot be read"):
        read_denied(tmp_path / "other.txt")


def test_the_readme_s_table_of_kinds_is_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for kind in KINDS:
        told = Wish(kind=kind).settled()
        cells = [
            f"`{kind}`",
            told("budget"),
            told("order"),
            told("pace"),
            "yes" if told("fill") else "no",
            told("no_spoilers"),
            "yes" if told("split_edits") else "no",
            told("transition"),
            told("loudness"),
            told("chapters"),
        ]
        assert f"| {' | '.join(cells)} |" in readme
