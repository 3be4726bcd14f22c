import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.order import Block, put_in_order


def blocks(energies: list[float]) -> list[Block]:
    return [Block(0, Fraction(k), e, e, k, k) for k, e in enumerate(energies)]


def never(_one: int, _other: int) -> bool:
    return False


@given(st.lists(st.floats(0, 1), max_size=20), st.sampled_from(["film", "score", "arc"]))
def test_every_block_is_played_once(energies: list[float], order: str) -> None:
    played = put_in_order(blocks(energies), order, never)  # type: ignore[arg-type]
    assert sorted(played) == list(range(len(energies)))


def test_film_order_goes_by_film_and_time() -> None:
    mixed = [Block(1, Fraction(1), 9, 1, 0, 0), Block(0, Fraction(8), 1, 0, 1, 1)]
    mixed += [Block(0, Fraction(2), 5, 0.5, 2, 2)]
    assert put_in_order(mixed, "film", never) == (2, 1, 0)


def test_score_order_is_best_first_and_earlier_among_equals() -> None:
    assert put_in_order(blocks([0.2, 0.9, 0.2, 1.0]), "score", never) == (3, 1, 0, 2)


def test_an_arc_opens_strong_rises_to_a_late_peak_and_falls() -> None:
    energies = [k / 20 for k in range(21)]
    heights = [energies[k] for k in put_in_order(blocks(energies), "arc", never)]
    assert heights[0] == energies[-2]
    peak = heights.index(max(heights))
    assert 0.7 <= peak / 20 <= 0.9
    rise, fall = heights[1 : peak + 1], heights[peak:]
    assert rise == sorted(rise) and fall == sorted(fall, reverse=True)
    assert heights[1] < 0.2 and heights[-1] < 0.5


def test_an_arc_keeps_near_duplicates_apart() -> None:
    energies = [k / 12 for k in range(12)]

    def alike(one: int, other: int) -> bool:
        return one != other and one // 2 == other // 2

    played = put_in_order(blocks(energies), "arc", alike)
    assert not any(alike(a, b) for a, b in itertools.pairwise(played))


@given(st.data())
def test_duplicates_never_meet_in_an_arc_unless_they_are_more_than_half(
    data: st.DataObject,
) -> None:
    groups = data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=16))
    energies = data.draw(st.lists(st.floats(0, 1), min_size=len(groups), max_size=len(groups)))

    def alike(one: int, other: int) -> bool:
        return one != other and groups[one] == groups[other]

    played = put_in_order(blocks(energies), "arc", alike)
    assert sorted(played) == list(range(len(groups)))
    if max(groups.count(group) for group in groups) <= (len(groups) + 1) // 2:
        assert not any(alike(a, b) for a, b in itertools.pairwise(played))
