"""Black, logos and credits go; a normal picture with lettering in it stays."""

from dataclasses import replace

import pytest

from cutter.edit.leaveout import left_out
from cutter.schema import Signals
from tests.edit.films import PLAIN, Take, make_film

BLACK = replace(PLAIN, black=0.99, brightness=0.01, colourfulness=0.0, text=0.0)
PAGE = replace(PLAIN, black=0.85, brightness=0.06, colourfulness=0.01, text=0.12, motion=0.1)
WHITE_PAGE = replace(
    PLAIN, brightness=0.93, contrast=0.2, saturation=0.02, colourfulness=0.01, text=0.1, motion=0.0
)


def verdicts(head: Signals, middle: Signals, tail: Signals) -> tuple[str, str, str]:
    takes = [Take(4, signals=head), *[Take(10)] * 20, Take(4, signals=middle)]
    takes += [Take(10)] * 19 + [Take(4, signals=tail)]
    found = left_out(make_film(takes).analysis.film)
    assert not any(found[1:21])
    return found[0], found[21], found[-1]


def test_black_goes_wherever_it_is() -> None:
    assert verdicts(BLACK, BLACK, BLACK) == ("black", "black", "black")


@pytest.mark.parametrize("page", [PAGE, WHITE_PAGE])
def test_lettering_on_plain_ground_goes_at_the_head_and_at_the_end(page: Signals) -> None:
    assert verdicts(page, page, page) == ("logo", "", "credits")


@pytest.mark.parametrize(
    "normal",
    [
        replace(PLAIN, text=0.15),
        replace(PLAIN, text=0.08, brightness=0.15, colourfulness=0.3),
        replace(PAGE, faces=1.0),
        replace(PLAIN, black=0.7, brightness=0.1, text=0.0),
        replace(PLAIN, black=0.7, brightness=0.1, text=0.004, colourfulness=0.05),
    ],
    ids=["a sign by day", "neon at night", "credits over a face", "a night", "a lamp at night"],
)
def test_a_normal_shot_stays(normal: Signals) -> None:
    assert verdicts(normal, normal, normal) == ("", "", "")
