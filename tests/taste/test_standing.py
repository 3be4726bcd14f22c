"""A signal counts by how far a shot stands out from its own film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cutter.schema import SIGNAL_NAMES
from cutter.taste.standing import LIMIT, measured, standing
from tests.taste import made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Signals


def column(signals: Sequence[Signals], name: str) -> NDArray[np.float64]:
    found: NDArray[np.float64] = standing(measured(signals))[:, SIGNAL_NAMES.index(name)]
    return found


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_more_of_a_signal_never_stands_out_less(values: list[float]) -> None:
    signals = [made.measured(motion=value) for value in sorted(values)]
    out = column(signals, "motion")
    assert (np.diff(out) >= 0).all()
    assert (np.abs(out) <= LIMIT).all()


def test_an_even_film_has_no_shot_that_stands_out() -> None:
    assert not standing(measured([made.PLAIN_SIGNALS] * 5)).any()
    assert not standing(measured([made.PLAIN_SIGNALS])).any()


def test_a_difference_that_nobody_sees_hardly_stands_out() -> None:
    signals = [made.measured(brightness=0.5 + 0.001 * number) for number in range(9)]
    assert np.abs(column(signals, "brightness")).max() < 0.2


def test_one_face_in_a_film_without_faces_stands_out() -> None:
    signals = [made.measured(faces=0.0)] * 19 + [made.measured(faces=1.0)]
    out = column(signals, "faces")
    assert out[-1] == LIMIT
    assert not out[:-1].any()


def test_hue_is_warmth_so_red_is_near_orange_and_far_from_blue() -> None:
    hues = (355.0, 5.0, 30.0, 210.0)
    signals = [made.measured(hue=hue, saturation=0.5) for hue in hues]
    warmth = measured(signals)[:, SIGNAL_NAMES.index("hue")]
    assert warmth[2] > warmth[1] > warmth[0] > 0 > warmth[3]
    assert abs(warmth[0] - warmth[1]) < 0.1


def test_silence_is_no_quieter_than_a_whisper() -> None:
    signals = [made.measured(loudness=loudness) for loudness in (-70.0, -55.0, -20.0)]
    out = column(signals, "loudness")
    assert out[0] == out[1] < out[2]


def test_a_film_without_shots_has_no_standing() -> None:
    assert standing(measured([])).shape == (0, len(SIGNAL_NAMES))
