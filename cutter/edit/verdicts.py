"""Says of every shot in a word whether it is in the cut, and if not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.choice import BELOW, CHOSEN, NO_MATCH, SENTENCE, TOO_SHORT
from cutter.edit.marks import shot_name

if TYPE_CHECKING:
    from collections.abc import Set

    from cutter.edit.material import Material
    from cutter.edit.request import CutRequest
    from cutter.edit.select import Selection


def verdicts_on(
    material: Material,
    selection: Selection,
    request: CutRequest,
    sentences: Set[int] = frozenset(),
) -> tuple[tuple[str, ...], ...]:
    """Return a word on every shot, film by film.

    Args:
        material: the shots.
        selection: which of them are used.
        request: what was asked for.
        sentences: numbers of the shots left out because what is said in them would be cut.
    """
    films = len(material.films)
    verdicts: list[list[str]] = [[] for _ in range(films)]
    shortest = request.clip_lengths().shortest
    chosen = {int(number) for number in selection.chosen}
    shown = {material.partners[number] for number in chosen if number in material.partners}
    twin = np.full(len(material.where), -1, dtype=np.intp)
    for number in sorted(chosen, reverse=True):
        twin[selection.likeness.neighbours(number)] = number
    columns = material.scores.columns
    is_asked = [
        is_match or request.fill or bool(must)
        for is_match, must in zip(columns.is_match.tolist(), columns.must, strict=True)
    ]
    is_short = (material.frames < shortest).tolist()
    twins = twin.tolist()
    for number, (f, _) in enumerate(material.where):
        if number in chosen or number in shown:
            verdict = CHOSEN
        elif number in sentences:
            verdict = SENTENCE
        elif material.excluded[number]:
            verdict = material.excluded[number]
        elif not is_asked[number]:
            verdict = NO_MATCH
        elif is_short[number]:
            verdict = SENTENCE if number in material.way else TOO_SHORT
        elif twins[number] >= 0:
            other = material.where[twins[number]]
            verdict = f"near-duplicate of {shot_name(other[0], other[1], films)}"
        else:
            verdict = BELOW
        verdicts[f].append(verdict)
    return tuple(tuple(words) for words in verdicts)
