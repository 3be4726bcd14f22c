"""Denied words and the film's end stay out, whatever they score."""

from fractions import Fraction

import pytest

from cutter.edit.bans import holds_denied
from cutter.edit.budget import Budget
from cutter.edit.choice import DENIED, SPOILER
from cutter.edit.compose import compose
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.errors import NothingFits
from tests.edit.films import Take, make_film

RATE = Fraction(25)


def request(**asked: object) -> CutRequest:
    asked.setdefault("budget", Budget(seconds=Fraction(8)))
    return CutRequest(frame_rate=RATE, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "denied", "holds"),
    [
        ("Damn, it rains.", ("damn",), True),
        ("The damnation of all.", ("damn",), False),
        ("The damnation of all.", ("damn*",), True),
        ("Holy\nsmoke!", ("holy smoke",), True),
        ("STRASSE", ("straße",), True),
        ("a.c", ("abc",), False),
        ("(x+y)*", ("(x+y)*",), True),
        ("nothing", (), False),
        ("nothing", ("*", " "), False),
    ],
)
def test_whole_words_are_denied_in_any_case(
    text: str, denied: tuple[str, ...], holds: bool
) -> None:
    assert holds_denied(text, denied) is holds


def test_nothing_of_a_denied_cue_is_heard() -> None:
    film = make_film([Take() for _ in range(5)], cues=[(5.0, 7.5, "Oh damn"), (9.0, 10.0, "Hello")])
    choice = compose([film], request(denied=("damn",)))
    assert choice.verdicts[0][1] == DENIED
    for clip in choice.clips:
        assert clip.audio_range.end <= 5 or clip.audio_range.start >= Fraction(15, 2)


def test_a_ban_of_words_goes_before_a_pin_and_says_so() -> None:
    film = make_film([Take() for _ in range(3)], cues=[(5.0, 6.0, "Oh damn")])
    must = (parse_mark("00:04-00:07"),)
    choice = compose([film], request(denied=("damn",), must=must))
    assert any("--deny-words" in note for note in choice.notes)
    for clip in choice.clips:
        assert clip.audio_range.end <= 5 or clip.audio_range.start >= 6


def test_the_end_of_the_film_is_not_shown() -> None:
    film = make_film([Take(value=k + 1.0) for k in range(8)])
    choice = compose([film], request(until=Fraction(3, 4)))
    assert choice.clips and all(clip.source_range.end <= 24 for clip in choice.clips)
    assert choice.verdicts[0][6:] == (SPOILER, SPOILER)


def test_a_shot_that_reaches_into_the_end_is_shown_up_to_it() -> None:
    film = make_film([Take(seconds=12)])
    choice = compose([film], request(until=Fraction(3, 4)))
    assert choice.clips and all(clip.source_range.end <= 9 for clip in choice.clips)


def test_what_is_pinned_is_shown_though_it_lies_in_the_end() -> None:
    film = make_film([Take() for _ in range(4)])
    choice = compose([film], request(until=Fraction(1, 2), must=(parse_mark("#4"),)))
    assert choice.is_in(0, 3) and not choice.is_in(0, 2)


def test_titles_take_their_part_of_the_budget() -> None:
    film = make_film([Take() for _ in range(8)])
    choice = compose([film], request(reserved=Fraction(3)))
    assert choice.duration <= 5
    with pytest.raises(NothingFits, match="titles"):
        compose([film], request(reserved=Fraction(8)))
    with pytest.raises(NothingFits, match=r"the titles leave 0\.1 s, shorter than the shortest"):
        compose([film], request(reserved=Fraction("7.9")))
