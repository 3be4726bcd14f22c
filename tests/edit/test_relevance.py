"""What a cut may cover, read from the reasons of scores."""

from __future__ import annotations

from fractions import Fraction

from cutter.edit.budget import Budget
from cutter.edit.material import lay_out
from cutter.edit.relevance import find_groups, relevance_of
from cutter.edit.request import CutRequest
from cutter.schema import REACTIONS
from tests.edit.films import Take, make_film

TAKES = (
    Take(value=1.5, reasons=(("the sea", 1.0), (REACTIONS, 0.5))),
    Take(value=1.0, reasons=((REACTIONS, 1.0),)),
    Take(value=0.5, reasons=(("snow", 0.5), ("picture quality", 0.1))),
)


def test_reactions_make_shots_relevant_but_are_no_like_of_their_own_to_cover() -> None:
    film = make_film(TAKES)
    material = lay_out([film], CutRequest(Budget(seconds=Fraction(8)), Fraction(25)))
    groups = find_groups(material, 2)
    assert groups.likes.shape == (3, 2)
    assert groups.likes.tolist() == [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    first, second, third = relevance_of(material)
    assert first > second > third
