"""What a crowd lets expect of a newcomer, in words."""

from pathlib import Path

import pytest

from cutter.crowd.reading import read_crowd
from cutter.crowd.words import KEPT, believed
from cutter.errors import InputError, UsageError
from cutter.pipeline.foretelling import beliefs_from_crowd
from tests.conftest import Run

GENRES = ("sea", "storm", "war", "courts")


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """Return a file in which who likes the sea likes storms, and who likes war likes courts."""
    rows = ["user,title,rating,genres"]
    for user in range(20):
        for film in range(40):
            if (user + 3 * film) % 5:
                genre = film % 4
                loves = user % 2 == genre // 2
                title, stars = f"film {film} (199{film % 10})", 5 if loves else 1
                rows.append(f"u{user},{title},{stars},{GENRES[genre]}")
    path = tmp_path / "crowd.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_one_word_tells_the_words_that_go_with_it(ratings: Path) -> None:
    crowd = read_crowd(ratings)
    films = [
        crowd.items.titles.index(f"film {film} (199{film % 10})") for film in (0, 4, 8, 12, 16)
    ]
    found = {each.text: each for each in believed(crowd, dict.fromkeys(films, 5.0), {})}
    assert found["storm"].weight > 0 > found["war"].weight
    assert set(found) <= set(GENRES)
    assert found["sea"].events == 5
    assert found["sea"].spread <= found["storm"].spread < KEPT
    assert all(each.origin == "words" for each in found.values())
    turned = believed(crowd, dict.fromkeys(films, 1.0), {})
    assert {each.text: each.weight > 0 for each in turned}["storm"] is False


def test_what_a_newcomer_says_is_not_told_back(ratings: Path) -> None:
    found = beliefs_from_crowd(ratings, likes=["Sea ", "film 4", "nothing known"])
    assert found.understood == 2
    assert found.users == 20
    by_text = {each.text: each.weight for each in found.beliefs}
    assert "sea" not in by_text
    assert by_text["storm"] > 0
    again = beliefs_from_crowd(ratings, rated=[("film 4", 5)], likes=["sea"])
    assert again.beliefs == found.beliefs


def test_a_crowd_that_knows_no_word_of_it_is_told(ratings: Path) -> None:
    with pytest.raises(UsageError, match="knows none of your words"):
        beliefs_from_crowd(ratings, likes=["nothing known"])
    with pytest.raises(UsageError, match="between 1 and 5"):
        beliefs_from_crowd(ratings, rated=[("film 4", 9)])
    with pytest.raises(InputError):
        beliefs_from_crowd(ratings.with_name("none.csv"), likes=["sea"])


def test_a_new_profile_takes_words_from_a_file_of_ratings(ratings: Path, cutter: Run) -> None:
    done = cutter("profile", "new", "me.json", "--like", "film 0", "--like-others", ratings)
    assert done.returncode == 0, done.stderr
    text = (ratings.parent / "me.json").read_text(encoding="utf-8")
    assert '"storm"' in text
    assert '"war"' in text
    assert cutter("profile", "check", "me.json").returncode == 0
