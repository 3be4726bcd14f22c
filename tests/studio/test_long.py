"""A film of 2,000 shots opens as any other; what the page is sent of it is small."""

import json

import pytest

from cutter.pipeline import Wish
from cutter.studio.actions import read_action
from cutter.studio.desk import Desk
from cutter.studio.session import Session, alone
from tests.studio.made import long_film

SHOTS = 300


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("long")
    long = long_film(folder, SHOTS)
    with alone(folder / "session"):
        return Desk(Session(long.film, long.profile, long.look, Wish(), folder / "session"))


def test_a_slider_brings_other_shots_of_a_generated_film(desk: Desk) -> None:
    assert len(desk.film()["starts"]) == SHOTS
    assert desk.film()["cues"]
    assert desk.thumbs(SHOTS // 100 - 1) is not None
    view = desk.do(read_action(b'{"do": "weigh", "want": "likes[0]", "weight": 0.1}'))
    assert view["entered"]
    assert view["left"]


def test_what_the_page_is_sent_after_an_action_stays_small(desk: Desk) -> None:
    assert len(json.dumps(desk.view(), separators=(",", ":"))) < 60 * SHOTS + 20_000
    (first, *_) = desk.curves()
    assert len(first["values"]) == SHOTS
    assert max(first["values"]) > 0.5
