"""A batch of pictures fits into memory, and its size hangs on the model where memory is plenty."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.eyes import batches
from cutter.eyes.batches import MOST, ROOM, SHARE, bytes_of_picture, fitting, of_towers
from cutter.eyes.loading import load
from cutter.eyes.towers import Towers
from cutter.eyes.weights import in_folder


@given(picture=st.integers(1, 1 << 40), room=st.integers(0, 1 << 40), most=st.integers(1, 64))
def test_a_batch_fits_and_no_batch_twice_as_large_would(picture: int, room: int, most: int) -> None:
    count = fitting(picture, room, most)
    assert 1 <= count <= most
    assert count == 1 or count * picture <= room
    assert count == most or 2 * (count + 1) > most or 2 * (count + 1) * picture > room


@pytest.fixture(scope="module")
def tiny(tiny_clip: Path) -> Towers:
    return load(in_folder(tiny_clip), "cpu", "fp32")


def test_what_a_picture_takes_is_measured_in_the_towers_own_precision(
    tiny: Towers, tiny_clip: Path
) -> None:
    narrow = load(in_folder(tiny_clip), "cpu", "bf16")
    # The widest layer: 16 patches and a class token, by 4 × 32 features.
    assert bytes_of_picture(tiny) == 17 * 128 * 4 * batches.AT_ONCE
    assert bytes_of_picture(narrow) * 2 == bytes_of_picture(tiny)
    assert not any(module._forward_hooks for module in tiny.model.visual.modules())


def test_large_pictures_and_little_memory_make_small_batches(
    tiny: Towers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of_towers(tiny) == MOST["cpu"]
    picture = bytes_of_picture(tiny)
    monkeypatch.setattr(batches, "free_memory", lambda: 5 * picture * SHARE)
    assert of_towers(tiny) == 4
    monkeypatch.setattr(batches, "free_memory", lambda: 0)
    assert of_towers(tiny) == 1
    monkeypatch.setattr(batches, "free_memory", lambda: 1 << 50)
    monkeypatch.setattr(batches, "bytes_of_picture", lambda _: ROOM // 3)
    assert of_towers(replace(tiny)) == 2
