"""What is told of a film and its viewers: how much each wants each shot, and their audiences.

Values for the drawings of `heat_map.py` and `heat_page.py`; knows nothing about how they came to
be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Clip, FilmRecord

Array = NDArray[np.float64]

LOVED_FROM: Final = 0.5
"""Level from which a shot counts as loved, and below whose opposite as hated."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Viewers who want the same shots."""

    name: str
    viewers: tuple[int, ...]
    """Rows of the heat map."""
    loved: tuple[int, ...]
    """The shots that they want most, the most wanted first."""
    reasons: tuple[tuple[str, float], ...]
    """What speaks most in their scores, for and against, with its mean amount over the film's
    shots and the viewers."""
    cut: tuple[Clip, ...] = ()
    """The clips of their cut in playing order; none where no cut was made."""


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """How much viewers want the shots of one film."""

    film: FilmRecord
    viewers: tuple[str, ...]
    """Names, in the order of the rows: audience by audience."""
    levels: Array
    """(n_viewers, n_shots) -1 to 1."""
    common: Array
    """(n_shots,) mean level."""
    divided: Array
    """(n_shots,) standard deviation of the levels, 0 to 1."""
    audiences: tuple[Audience, ...]
    said: str
    """In a sentence: how many audiences there are and how sure that is."""


def ranked(values: Array, most: int, *, least: float = 0.0) -> tuple[int, ...]:
    """Return the shots with the greatest values, the greatest first; ties fall to the earlier."""
    order = np.argsort(-values, kind="stable")[:most]
    return tuple(int(shot) for shot in order if values[shot] > least)


def who_loves(heat: HeatMap, shot: int) -> str:
    """Return in words who loves a shot and who would rather not see it."""
    loved = [name for row, name in enumerate(heat.viewers) if heat.levels[row, shot] >= LOVED_FROM]
    hated = [name for row, name in enumerate(heat.viewers) if heat.levels[row, shot] <= -LOVED_FROM]
    told = [f"loved by {_few(loved)}"] if loved else []
    told += [f"unwanted by {_few(hated)}"] if hated else []
    return "; ".join(told) or "nobody minds"


def columns_of(film: FilmRecord, values: Array, count: int) -> Array:
    """Return values along the film in even steps: each the mean over the shots that lie in it.

    Args:
        film: whose shots they are of.
        values: (n_rows, n_shots).
        count: of steps.

    Returns:
        (n_rows, count); 0 where there is no shot.
    """
    end = float(film.media.end)
    edges = np.linspace(0.0, end, count + 1)
    # The integral of what is constant over each shot, read off at the steps' edges.
    starts = np.array([float(shot.span.start) for shot in film.shots])
    ends = np.array([min(float(shot.span.end), end) for shot in film.shots])
    spent = np.clip(edges[None, :] - starts[:, None], 0.0, np.maximum(ends - starts, 0.0)[:, None])
    held = np.diff(spent, axis=1)
    total = held.sum(axis=0)
    mean: Array = (values @ held) / np.where(total > 0, total, 1.0)
    return mean


def _few(names: Sequence[str], most: int = 4) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
