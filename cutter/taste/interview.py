"""Chooses which shots to ask a viewer about next, and tells when little is left to learn.

A screen shows some shots of a film; the viewer marks the best and the worst (best–worst scaling:
Louviere, 1991), which says nine times which of two is the better. Knows nothing about terminals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from cutter.schema import Place
    from cutter.taste.posterior import Posterior

Array = NDArray[np.float64]

SCREENS: Final = 12
"""At most."""
SIZE: Final = 6
"""Shots of a screen."""
CURIOSITY: Final = 2.0
"""Standard deviations that a shot is given for what is not known of it: it is asked about what may
be among the best, as in the upper confidence bound of bandits (Auer, 2002). Of 0 to 2, and of
spread alone and sampling from the posterior, this found the best shots best (made films)."""
LITTLE: Final = 0.55
"""Little is left to learn when the shots that would be asked about next are known this much better
than before the first answer: by the ratio of their standard deviations."""
_NOISE: Final = 0.05
"""Variance of an answer, by which a shot that is shown makes those like it less worth showing."""
_DIGITS: Final = 9


def next_screen(
    posterior: Posterior,
    shown: Collection[int] = (),
    *,
    among: Sequence[int] | None = None,
    size: int = SIZE,
) -> tuple[int, ...]:
    """Return the shots that answers teach most about, the most first.

    Each in turn is the one with the greatest mean and `CURIOSITY` times its standard deviation,
    as that would be if the shots before it were known: a screen never shows the same twice.

    Args:
        posterior: what is known, in the light of the film that is asked about.
        shown: shots of earlier screens, which are not shown again.
        among: shots that may be shown; None for all.
        size: how many to show.

    Returns:
        Fewer than `size`, and none if not even two are left: a single shot compares with nothing.
    """
    candidates = _candidates(posterior, shown, among)
    if min(len(candidates), size) < 2:
        return ()
    chosen, _ = _curious(posterior, candidates, size)
    return tuple(int(candidates[row]) for row in chosen)


def is_enough(
    posterior: Posterior, shown: Collection[int] = (), *, among: Sequence[int] | None = None
) -> bool:
    """Whether little is left to learn of the shots that would be asked about next."""
    candidates = _candidates(posterior, shown, among)
    if len(candidates) < 2:
        return True
    chosen, spreads = _curious(posterior, candidates, SIZE)
    read = _read(posterior)[candidates[chosen]]
    before = np.sqrt(np.einsum("ij,ij->i", read, read))
    return bool(np.mean(spreads[chosen]) <= LITTLE * np.mean(before))


def answered(screen: Sequence[Place], best: int, worst: int, when: datetime) -> tuple[Event, ...]:
    """Return what a screen's answer says as events.

    Args:
        screen: the shots that were shown.
        best: which of them was marked the best, counted from 0.
        worst: which the worst; another one.
        when: UTC, whole seconds.

    Raises:
        ValueError: best and worst are the same, or not on the screen.
    """
    if best == worst or not (0 <= best < len(screen) and 0 <= worst < len(screen)):
        raise ValueError(f"of {len(screen)} shots, one is the best and another one the worst")
    others = [number for number in range(len(screen)) if number not in (best, worst)]
    pairs = [(best, other) for other in others] + [(other, worst) for other in others]
    return tuple(
        Event("better", when, screen[better], screen[worse], source="interview")
        for better, worse in [(best, worst), *pairs]
    )


def _candidates(
    posterior: Posterior, shown: Collection[int], among: Sequence[int] | None
) -> NDArray[np.intp]:
    count = len(_read(posterior))
    asked = set(range(count) if among is None else among) - set(shown)
    return np.array(sorted(asked), dtype=np.intp)


def _read(posterior: Posterior) -> Array:
    if posterior.sight is None:
        raise ValueError("an interview is about the shots of a film; give the posterior its sight")
    return posterior.read


def _curious(
    posterior: Posterior, candidates: NDArray[np.intp], size: int
) -> tuple[list[int], Array]:
    """Return the rows of the candidates to show, and all candidates' standard deviations."""
    learnt, read = posterior.learnt, _read(posterior)[candidates]
    mean = (posterior.written + posterior.revised)[candidates] + learnt.mean(read)
    spreads = learnt.spread(read)
    left = spreads**2
    chosen: list[int] = []
    told: list[Array] = []
    for _ in range(min(size, len(candidates))):
        # Rounded, so that the last bits of a BLAS do not decide.
        worth = np.round(mean + CURIOSITY * np.sqrt(left), _DIGITS)
        worth[chosen] = -np.inf
        row = int(np.argmax(worth))
        shared = learnt.covariance(read, read[row : row + 1])[:, 0]
        for earlier in told:
            shared = shared - earlier * earlier[row]
        told.append(shared / np.sqrt(left[row] + _NOISE))
        left = np.maximum(left - told[-1] ** 2, 0.0)
        chosen.append(row)
    return chosen, spreads
