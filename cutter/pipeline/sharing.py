"""A few noised numbers of a taste, for somebody who gathers many: made only when asked for."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.eyes.words import terms
from cutter.files import refuse_unfit_target, write_whole
from cutter.profile.read import read_profile
from cutter.profile.sharing import DEFAULT_BUDGET, TAGS, Spent, spend, spent_on, weights_of
from cutter.taste.noise import DELTA, noised, sigma_for, viewers_needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """What sharing costs, and what it is good for."""

    tags: int
    sigma: float
    """Standard deviation of the noise on each number; a viewer's own are at most 1 together."""
    viewers: int
    """Over how many viewers a mean becomes useful, see `noise.USEFUL_NOISE`."""
    spent: float
    """Of the budget, with this share."""
    budget: float


def cost(epsilon: float, tags: int, spent: float = 0.0, budget: float = DEFAULT_BUDGET) -> Shared:
    """Return what a share would cost, before it is made.

    Raises:
        UsageError: epsilon or the budget makes no sense.
    """
    if not 0.01 <= epsilon <= 50:
        raise UsageError(f"--epsilon {epsilon:g}: must be from 0.01 to 50; 1 to 8 are usual")
    if not budget > 0:
        raise UsageError(f"--budget {budget:g}: must be above 0")
    sigma = sigma_for(epsilon)
    return Shared(tags, sigma, viewers_needed(sigma, tags), spent + epsilon, budget)


def share(
    profile: Path,
    target: Path,
    *,
    epsilon: float,
    day: date,
    tags: Sequence[str] = TAGS,
    budget: float = DEFAULT_BUDGET,
    overwrite: bool = False,
    gauss: Callable[[float, float], float] | None = None,
) -> Shared:
    """Write a noised summary of a profile: one number for each public tag.

    The share is counted before the file is written: a crash between the two costs budget, never
    privacy.

    Args:
        profile: whose taste.
        target: the file to write.
        epsilon: how much it may tell.
        day: today.
        tags: the receiver's, the same for all viewers.
        budget: sum of epsilon over all shares of this profile.
        overwrite: whether an existing file may be replaced.
        gauss: source of noise; None for the system's.

    Raises:
        ProfileError: the profile cannot be read, or its budget is spent.
        UsageError: epsilon or budget makes no sense.
        RenderError: a file cannot be written.
    """
    taste = read_profile(profile)
    done = cost(epsilon, len(tags), sum(each.epsilon for each in spent_on(profile)), budget)
    refuse_unfit_target(target, sources=[profile], overwrite=overwrite)
    spend(profile, Spent(day.isoformat(), epsilon, DELTA), budget)
    numbers = noised(
        weights_of(taste, tags, terms), done.sigma, gauss or random.SystemRandom().gauss
    )
    document = {
        "version": 1,
        "mechanism": "analytic gaussian, unit length, replace one viewer",
        "epsilon": epsilon,
        "delta": DELTA,
        "sigma": round(done.sigma, 6),
        "tags": {tag: round(number, DECIMALS) for tag, number in zip(tags, numbers, strict=True)},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    write_whole(target, text.encode(), overwrite=overwrite)
    return done
