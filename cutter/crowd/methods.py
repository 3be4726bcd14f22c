"""Every way of recommending, by name. A new one is added here, and to nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.crowd.biases import Baseline, Popularity
from cutter.crowd.blend import Blend
from cutter.crowd.content import Content
from cutter.crowd.neighbours import Neighbours
from cutter.crowd.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.crowd.recommender import Recommender

METHODS: dict[str, Callable[[], Recommender]] = {
    method.name: method for method in (Popularity, Baseline, Content, Neighbours, Together, Blend)
}
