"""Heat maps of made-up viewers, for the tests of this room."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cutter.report.heat import Audience, HeatMap
from tests.edit.films import Take, make_film
from tests.report.cuts import COLOURS, jpeg


def make_heat(
    levels: NDArray[np.float64],
    *,
    viewers: Sequence[str] | None = None,
    audiences: Sequence[int] | None = None,
    likes: str = "sunset over the sea",
    seconds: float = 4,
) -> HeatMap:
    """Return the heat map of viewers on a film of equally long shots.

    Args:
        levels: (n_viewers, n_shots).
        viewers: their names.
        audiences: how many viewers each audience has; one of all unless given.
        likes: what speaks in the audiences' scores.
        seconds: length of a shot.
    """
    count, shots = levels.shape
    pictures = [jpeg(COLOURS[shot % len(COLOURS)], (64, 36)) for shot in range(shots)]
    film = make_film([Take(seconds) for _ in range(shots)], pictures=pictures).analysis.film
    told, first = [], 0
    for number, size in enumerate(audiences or [count], start=1):
        rows = tuple(range(first, first + size))
        first += size
        loved = tuple(np.argsort(-levels[list(rows)].mean(axis=0), kind="stable")[:4].tolist())
        told.append(Audience(f"Audience {number}", rows, loved, ((likes, 0.4), ("spiders", -0.2))))
    return HeatMap(
        film=film,
        viewers=tuple(viewers or [f"viewer {n}" for n in range(count)]),
        levels=levels,
        common=levels.mean(axis=0),
        divided=levels.std(axis=0),
        audiences=tuple(told),
        said="one audience: there is nothing to divide",
    )


def random_levels(viewers: int, shots: int, seed: int = 5) -> NDArray[np.float64]:
    """Return levels of which most are near to nothing."""
    chance = np.random.default_rng(seed)
    levels: NDArray[np.float64] = np.clip(chance.normal(size=(viewers, shots)) ** 3 / 4, -1, 1)
    return levels
