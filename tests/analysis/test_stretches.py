"""What is found stretch by stretch is what is found in the whole film; and stretches do settle."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from cutter.analysis.settings import DetectorSettings
from cutter.analysis.stretches import LEAST
from cutter.analysis.transitions import Change
from tests.analysis.made import (
    Picture,
    changes_of,
    drifting,
    glimpses_of,
    melting,
    mixed,
    plain,
    stretches_of,
    texture,
)

SIZE = (128, 72)
JOINS = ("cut", "cut", "dissolve", "short", "black", "flash")


def film(lengths: list[int], joins: list[str]) -> list[Picture]:
    """Return shots of these lengths, joined in these ways."""
    frames: list[Picture] = []
    for seed, (length, join) in enumerate(zip(lengths, joins, strict=True)):
        look = mixed(texture(seed, *SIZE), plain((40, 210, 90, 160)[seed % 4], *SIZE), 0.6)
        shot = drifting(look, length)
        if frames and join in ("dissolve", "short"):
            frames += melting(frames[-1], shot[0], 20 if join == "dissolve" else 5)
        elif frames and join == "black":
            black = plain(0, *SIZE)
            frames += [*melting(frames[-1], black, 12), *[black] * 8, *melting(black, shot[0], 12)]
        elif frames and join == "flash":
            frames += [plain(255, *SIZE)] * 2
        frames += shot
    return frames


def in_stretches(
    frames: list[Picture], size: int, chosen: DetectorSettings
) -> tuple[list[Change], int]:
    """Return the changes found a batch at a time, and how many stretches there were."""
    stretches = stretches_of(chosen)
    found: list[Change] = []
    first = count = 0
    closed = [stretches.add(glimpses) for glimpses in glimpses_of(frames, chosen, size)]
    for stretch in (*closed, stretches.rest()):
        if stretch is None:
            continue
        if count:
            found.append(Change("cut", first, first))
        for change in stretch.changes.changes:
            found.append(Change(change.kind, first + change.start, first + change.end))
        first += stretch.frames
        count += 1
    assert first == len(frames)
    return found, count


@pytest.mark.slow
@settings(max_examples=12)
@given(st.data())
def test_stretches_give_the_changes_of_the_whole_film(data: st.DataObject) -> None:
    count = data.draw(st.integers(14, 22))
    lengths = data.draw(st.lists(st.integers(40, 160), min_size=count, max_size=count))
    joins = data.draw(st.lists(st.sampled_from(JOINS), min_size=count, max_size=count))
    size = data.draw(st.sampled_from([37, 120, 500]))
    frames = film(lengths, joins)
    found, stretches = in_stretches(frames, size, DetectorSettings())
    assert found == list(changes_of(frames).changes)
    assert len(found) >= joins[1:].count("cut") // 2
    event(f"{stretches} stretches")


@pytest.mark.parametrize("transitions", [True, False])
def test_a_film_of_many_cuts_settles_again_and_again(transitions: bool) -> None:
    frames = film([60] * 50, ["cut"] * 50)
    chosen = DetectorSettings(transitions=transitions)
    found, stretches = in_stretches(frames, 120, chosen)
    assert [change.start for change in found] == [60 * k for k in range(1, 50)]
    assert stretches >= len(frames) // (2 * LEAST) + 1
    assert stretches > 2


def test_a_film_without_a_cut_is_one_stretch() -> None:
    frames = drifting(texture(1, *SIZE), 2 * LEAST)
    found, stretches = in_stretches(frames, 120, DetectorSettings())
    assert (found, stretches) == ([], 1)
