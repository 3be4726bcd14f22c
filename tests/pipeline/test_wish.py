"""A wish is refused before any work when it makes no sense, and wins over the profile."""

from fractions import Fraction
from typing import Any

import pytest

from cutter.errors import UsageError
from cutter.pipeline.values import parse_frame_rate, parse_size
from cutter.pipeline.wish import Wish
from cutter.schema import CutDefaults
from tests.described import described


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget", "0"),
        ("budget", "soon"),
        ("order", "random"),
        ("pace", "hectic"),
        ("min_clip", "0s"),
        ("max_clip", "-1"),
        ("must", ("#0",)),
        ("never", ("later",)),
        ("size", "wide"),
        ("size", "4x4"),
        ("frame_rate", "0"),
        ("frame_rate", "1/0"),
        ("crf", 52),
        ("preset", "warp"),
        ("snap", "0"),
        ("snap", "near"),
        ("kind", "epic"),
        ("fit", "stretch"),
        ("captions", "loud"),
        ("chapters", "all"),
        ("no_spoilers", "0"),
        ("no_spoilers", "120%"),
        ("no_spoilers", "late"),
        ("transition", "wipe"),
        ("loudness", "loud"),
        ("loudness", "3"),
        ("loudness", "nan"),
        ("title", " "),
        ("title", "x" * 501),
        ("title_length", "0"),
        ("on_beat", True),
        ("aspect", "wide"),
        ("aspect", "9:99"),
    ],
)
def test_nonsense_is_refused_by_its_option(field: str, value: object) -> None:
    fields: dict[str, Any] = {field: value}
    with pytest.raises(UsageError):
        Wish(**fields)


def test_the_wish_wins_over_the_profile_and_the_profile_over_the_default() -> None:
    defaults = CutDefaults(budget="30s", order="arc", max_clip=Fraction(4))
    rate = Fraction(25)
    asked = Wish(budget="10s", pace="calm").request(defaults, rate)
    assert asked.budget.seconds == 10
    assert asked.order == "arc"
    assert asked.pace == "calm"
    assert asked.max_clip == Fraction(4)
    plain = Wish().request(CutDefaults(), rate)
    assert plain.budget.share == Fraction(15, 100)
    assert (plain.order, plain.pace, plain.min_clip) == ("film", "even", None)


def test_edges_are_drawn_only_where_copies_are_preferred() -> None:
    assert Wish().request(CutDefaults(), Fraction(25)).snap is None
    assert Wish(prefer_copy=True).request(CutDefaults(), Fraction(25)).snap == Fraction(1, 4)
    asked = Wish(prefer_copy=True, snap="0.5s").request(CutDefaults(), Fraction(25))
    assert asked.snap == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("25", Fraction(25)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("24000/1001", Fraction(24000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_a_rate_is_exact(text: str, rate: Fraction) -> None:
    assert parse_frame_rate(text) == rate


def test_a_size_is_two_numbers() -> None:
    assert parse_size("1280x720") == parse_size("1280 × 720") == (1280, 720)


def test_a_shape_gives_the_largest_frame_inside_the_film_and_a_size_must_be_of_it() -> None:
    film = described(display_width=1920, display_height=1080)
    upright = Wish(aspect="9:16").output([film])
    assert (upright.width, upright.height) == (608, 1080)
    asked = Wish(aspect="9:16", size="1080x1920").output([film])
    assert (asked.width, asked.height) == (1080, 1920)
    with pytest.raises(UsageError, match="--aspect"):
        Wish(aspect="9:16", size="1280x720")
