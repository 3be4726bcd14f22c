"""What choosing reads from films whatever anybody likes: handed from one plan to the next.

A plan that is made again with a weight moved, or for somebody else, is quick with it, and is the
same to the byte as one made without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.edit.ground import Ground
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis


class Known:
    """The films of a cut, as choosing and scoring know them."""

    def __init__(self, analyses: Sequence[Analysis]) -> None:
        """Keep the films; what is known of them is reckoned when it is first needed."""
        self.ground = Ground(analyses)
        self.sights = tuple(Sight(analysis) for analysis in analyses)
