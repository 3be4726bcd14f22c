"""The null prompts are a broad bank of different captions."""

import numpy as np

from cutter.eyes.basic import Basic
from cutter.eyes.nulls import NULL_PROMPTS


def test_there_are_64_different_captions() -> None:
    assert len(NULL_PROMPTS) == len(set(NULL_PROMPTS)) == 64
    assert all(prompt == prompt.strip() != "" for prompt in NULL_PROMPTS)


def test_the_basic_eyes_see_a_spread_in_them() -> None:
    """Without one, no match could be said to stand out."""
    ramp = np.broadcast_to(np.arange(160, dtype=np.uint8)[None, :, None], (90, 160, 3)).copy()
    cosines = Basic().images([ramp]) @ Basic().texts(NULL_PROMPTS).T
    assert cosines.std() > 0.02
