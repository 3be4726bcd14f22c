"""Puts ways of recommending side by side on ratings of many users, such as MovieLens'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from cutter.evaluation.findings import POPULAR, Curve, Findings, Trial
from cutter.evaluation.movielens import FIRST, FOLDS, compare, in_folds, last_out, newcomers
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.crowd.ratings import Ratings
    from cutter.evaluation.intervals import Measured
    from cutter.evaluation.movielens import Outcome, Split
    from cutter.progress import Progress, Stage

    Floats = NDArray[np.float64]

Asked = Literal["folds", "last", "newcomers"]
OURS = "blend"
PARTS = 5
PANELS: dict[Asked, str] = {
    "folds": f"{FOLDS} folds by chance",
    "last": "each user's last rating",
    "newcomers": f"users cut down to their first {FIRST} ratings",
}
_SPLITS: dict[Asked, Callable[[Ratings], list[Split]]] = {
    "folds": in_folds,
    "last": last_out,
    "newcomers": newcomers,
}
NOT_THERE = (
    "ratings have no pictures, no place in a film and no written profiles: 'generic', 'position "
    "only' and 'written profile only' cannot be measured on them"
)


def movielens_findings(
    folder: Path, asked: Sequence[Asked] = tuple(PANELS), *, progress: Progress = SILENT
) -> Findings:
    """Measure every way of recommending.

    Args:
        folder: MovieLens' folder with `ratings.csv`, or a table of ratings.
        asked: which ratings are held back: folds by chance, each user's last, all but the first
            few of some users.
        progress: where stages are shown.

    Raises:
        InputError: there are no ratings there that can be used.
    """
    from cutter.crowd.methods import METHODS
    from cutter.crowd.reading import read_crowd

    crowd = read_crowd(folder)
    trials: list[Trial] = []
    curves: list[Curve] = []
    for each in asked:
        splits = _SPLITS[each](crowd.ratings)
        with progress.stage(f"recommending: {PANELS[each]}", len(splits) * len(METHODS)) as stage:

            def advance(_: str, stage: Stage = stage) -> None:
                stage.advance()

            outcomes = compare(crowd, splits, METHODS, advance)
        users = _users(crowd.ratings, splits)
        told = _trials(PANELS[each], users, outcomes)
        trials += told
        if each == "folds":
            curves.append(_by_ratings(told[0], crowd.ratings))
    left_out = len(crowd.notes)
    notes = (f"{left_out} rows were left out",) if left_out else ()
    return Findings(
        title=f"{len(crowd.ratings)} ratings by {len(crowd.ratings.users)} users",
        unit="RMSE in stars (less is better) and NDCG (more is better)",
        of="users",
        trials=tuple(trials),
        curves=tuple(curves),
        notes=(*notes, NOT_THERE),
        digits=4,
    )


def _by_ratings(errors: Trial, ratings: Ratings) -> Curve:
    """Return the error against how much users had rated, in five parts of as many users each."""
    rated = dict(
        zip(ratings.users, np.bincount(ratings.user, minlength=len(ratings.users)), strict=True)
    )
    held = np.array([rated[user] for user in errors.units])
    lines: dict[str, list[tuple[float, Measured]]] = {name: [] for name in errors.values}
    for rows in np.array_split(np.argsort(held, kind="stable"), min(PARTS, len(held))):
        part = errors.only(rows)
        for name, points in lines.items():
            points.append((float(np.median(held[rows])), part.measured(name)))
    return Curve(
        title="error against what a user had rated",
        x="ratings of a user, a fifth of them held back",
        y="RMSE in stars",
        lines={name: tuple(points) for name, points in lines.items()},
        is_logarithmic=True,
    )


def _users(ratings: Ratings, splits: Sequence[Split]) -> tuple[str, ...]:
    """Return the users of whom anything was asked, in the order of the ratings' users."""
    asked = np.zeros(len(ratings.users), bool)
    for split in splits:
        asked[ratings.user[split.asked]] = True
    return tuple(ratings.users[user] for user in np.flatnonzero(asked).tolist())


def _trials(panel: str, users: tuple[str, ...], outcomes: dict[str, Outcome]) -> list[Trial]:
    named = {POPULAR if name == "popularity" else name: each for name, each in outcomes.items()}
    counts = next(iter(named.values())).counts
    errors = {name: each.squared for name, each in named.items()}
    parts = (
        ("RMSE", errors, counts),
        ("NDCG@10 of what was held back", {n: each.held for n, each in named.items()}, None),
        ("NDCG@10 among all unrated", {n: each.among_all for n, each in named.items()}, None),
    )
    found = [_trial(panel, about, users, values, of) for about, values, of in parts]
    return [each for each in found if each is not None]


def _trial(
    panel: str,
    about: str,
    users: tuple[str, ...],
    values: dict[str, Floats],
    counts: Floats | None,
) -> Trial | None:
    """Return the methods that say anything, on the users of whom all these say something."""
    told = {name: each for name, each in values.items() if np.isfinite(each).any()}
    if OURS not in told:
        return None
    known = np.all([np.isfinite(each) for each in told.values()], axis=0)
    return Trial(
        about=about,
        units=tuple(user for user, is_known in zip(users, known, strict=True) if is_known),
        values={name: each[known] for name, each in told.items()},
        ours=OURS,
        panel=panel,
        counts=None if counts is None else counts[known],
    )
