"""A crowd beside a viewer's own scores: who is matched, what is expected, how it is blended."""

from pathlib import Path

import numpy as np
import pytest

from cutter.crowd.library import (
    HALF_KNOWN,
    SHARE,
    Expected,
    blended,
    expected,
    places_of,
    plain_title,
    standard,
)
from cutter.crowd.reading import Crowd, read_crowd

FILMS = ["storm", "sea", "war", "love"]


def crowd_of(folder: Path, rows: list[tuple[str, str, float]]) -> Crowd:
    path = folder / "crowd.csv"
    lines = [f"{user},{title},{rating}" for user, title, rating in rows]
    path.write_text("\n".join(["user,title,rating", *lines]), encoding="utf-8")
    return read_crowd(path)


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    """Return a crowd of which half love two films and half the two others."""
    rows = []
    for number in range(24):
        for place, title in enumerate(FILMS):
            loves = number % 2 == place // 2
            rows.append((f"u{number}", title, 5.0 if loves else 1.0))
    return crowd_of(tmp_path, rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storm, The (1995)", "the_storm"),
        ("Amélie (2001)", "Ame\u0301lie"),
        ("SE7EN (a.k.a. Seven) (1995)", "se7en a k a seven"),
        ("Alien³ (1992)", "alien3"),
    ],
)
def test_titles_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert plain_title(one) == plain_title(other)


def test_a_film_is_matched_by_its_fingerprint_else_by_its_title(tmp_path: Path) -> None:
    found = crowd_of(
        tmp_path,
        [
            ("a", "00FF", 3),
            ("a", "Heat (1986)", 3),
            ("a", "Heat (1995)", 4),
            ("b", "Heat (1995)", 4),
        ],
    )
    keys = found.items.keys
    names = ["any", "heat", "Heat.1986", "unheard of"]
    places = places_of(found, ["00ff", "1", "2", "3"], names)
    named = [None if place is None else keys[place] for place in places]
    assert named == ["00FF", "Heat (1995)", "Heat (1986)", None]


def test_the_crowd_expects_a_viewer_to_go_on_as_those_who_agree(crowd: Crowd) -> None:
    places = [crowd.items.keys.index(title) for title in FILMS]
    for user, loved in (("u0", [0, 1]), ("u1", [2, 3])):
        found = expected(np.zeros((1, 4)), crowd, places, user)
        assert set(np.argsort(-found.ratings)[:2]) == set(loved)
        assert found.known.tolist() == [23] * 4


def test_scores_stand_in_for_ratings_of_a_viewer_who_gave_none(crowd: Crowd) -> None:
    places = [crowd.items.keys.index(title) for title in FILMS]
    scores = np.array([[1.0, 0.9, -1.0, -0.9]])
    found = expected(scores, crowd, places)
    assert found.ratings[:2].min() > found.ratings[2:].max()
    assert found.known.tolist() == [24] * 4
    turned = expected(-scores, crowd, places)
    assert turned.ratings[:2].max() < turned.ratings[2:].min()


def test_films_that_the_crowd_does_not_know_are_not_taken_for_known_ones(crowd: Crowd) -> None:
    found = expected(np.array([[1.0, 0.5, 0.2]]), crowd, [None, 0, 0])
    assert found.known.tolist() == [0, 24, 0]


def test_other_viewers_are_a_crowd_of_their_own() -> None:
    rng = np.random.default_rng(0)
    taste = np.where(np.arange(40) % 2, 1.0, -1.0)
    alike = [taste + rng.normal(0, 0.3, 40) for _ in range(12)]
    unlike = [-taste + rng.normal(0, 0.3, 40) for _ in range(12)]
    viewer = taste + rng.normal(0, 0.3, 40)
    viewer[[0, 1]] = 0.0
    found = expected(np.array([viewer, *alike, *unlike]))
    assert found.ratings[1] > found.ratings[0]
    assert found.known.tolist() == [24] * 40


def test_the_crowd_counts_for_more_the_more_of_it_know_an_item() -> None:
    own = np.array([1.0, 0.0, -1.0, 0.0])
    ratings = np.array([1.0, 5.0, 3.0, 3.0])
    none, some = (Expected(ratings, np.full(4, known)) for known in (0, HALF_KNOWN))
    assert np.array_equal(blended(own, None), own)
    assert np.allclose(blended(own, none), standard(own))
    halfway = (1 - SHARE / 2) * standard(own) + SHARE / 2 * standard(ratings)
    assert np.allclose(blended(own, some), halfway)
    assert not standard(np.full(3, 2.0)).any()
    assert len(standard(np.zeros(0))) == 0
