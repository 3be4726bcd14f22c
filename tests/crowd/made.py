"""Small crowds whose taste is known."""

import numpy as np

from cutter.crowd.ratings import Items, Mask, Ratings


def items(count: int, features: np.ndarray | None = None) -> Items:
    """Return items, of which nothing is known unless features are given."""
    keys = tuple(str(number) for number in range(count))
    return Items(keys, np.zeros((count, 0)) if features is None else features)


def checkerboard(users: int = 24, films: int = 20, hidden: int = 5) -> tuple[Ratings, Items, Mask]:
    """Return users who love films of their own colour and hate the others'.

    Returns:
        The ratings, all but one of `hidden` of each user's; the films, with their colour as their
        features; and (users, films) who would love what.
    """
    user, film = np.meshgrid(np.arange(users), np.arange(films), indexing="ij")
    loves = user % 2 == film % 2
    is_known = (user + 3 * film) % hidden != 0
    value = np.where(loves, 5.0, 1.0)
    ratings = Ratings(
        tuple(f"u{number}" for number in range(users)),
        user[is_known],
        film[is_known],
        value[is_known],
        scale=(1.0, 5.0),
    )
    colour = np.eye(2)[np.arange(films) % 2]
    return ratings, items(films, colour), loves


def random_ratings(users: int, films: int, count: int, seed: int) -> Ratings:
    """Return ratings at random, each pair once, with times."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(users * films)[:count]
    return Ratings(
        tuple(f"u{number}" for number in range(users)),
        chosen // films,
        chosen % films,
        rng.integers(1, 11, len(chosen)) / 2,
        rng.integers(0, 40, len(chosen)),
    )
