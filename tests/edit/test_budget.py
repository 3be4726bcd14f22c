from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.budget import Budget, parse_budget
from cutter.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", Fraction(90)),
        ("90", Fraction(90)),
        (" 90 s ", Fraction(90)),
        ("1:30", Fraction(90)),
        ("01:02:03.5", Fraction(7447, 2)),
        ("2m", Fraction(120)),
        ("1m30s", Fraction(90)),
        ("1.1", Fraction(11, 10)),
        ("1h", Fraction(3600)),
    ],
)
def test_a_length_is_read_exactly(text: str, seconds: Fraction) -> None:
    assert parse_budget(text) == Budget(seconds=seconds)


@pytest.mark.parametrize(("text", "share"), [("15%", Fraction(3, 20)), ("100 %", Fraction(1))])
def test_a_share_is_read_exactly(text: str, share: Fraction) -> None:
    assert parse_budget(text) == Budget(share=share)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "0s", "0%", "-5", "-1:30", "-5%", "101%", "1e3%", "nan", "NaN", "inf", "-inf"),
        *("", "  ", "abc", "1:60", "1:75:00", "5 parsecs", "1,5", "٣", "9" * 400, "\x00"),
        *("1:2:3:4", "%"),
    ],
)
def test_nonsense_is_refused_by_name_with_examples(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_budget(text)
    message = str(caught.value)
    assert "90s" in message and "15%" in message
    assert text.strip()[:20].replace("\x00", "?") in message
    assert len(message) < 200 and message.isprintable()


@given(st.text(max_size=12))
def test_any_text_is_a_budget_or_a_usage_error(text: str) -> None:
    try:
        budget = parse_budget(text)
    except UsageError:
        return
    assert (budget.seconds or budget.share or 0) > 0


def test_a_budget_longer_than_the_film_is_the_whole_film_and_says_so() -> None:
    seconds, note = Budget(seconds=Fraction(90)).resolve(Fraction(20))
    assert seconds == 20
    assert "90 s" in note and "20 s" in note


def test_a_budget_within_the_film_needs_no_note() -> None:
    assert Budget(seconds=Fraction(20)).resolve(Fraction(20)) == (Fraction(20), "")
    assert Budget(share=Fraction(1, 4)).resolve(Fraction(20)) == (Fraction(5), "")
