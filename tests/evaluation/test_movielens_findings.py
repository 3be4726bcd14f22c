"""Ways of recommending side by side: from a folder of ratings to figures with intervals."""

import json
from pathlib import Path

import numpy as np
import pytest

from cutter.errors import SourceNotFound
from cutter.evaluation.findings import POPULAR, document
from cutter.evaluation.groups import by_group
from cutter.evaluation.movielens_findings import NOT_THERE, OURS, movielens_findings

USERS, FILMS = 40, 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return ratings in MovieLens' form: odd users like odd films, the others the others."""
    rng = np.random.default_rng(4)
    rows = ["userId,movieId,rating,timestamp"]
    for user in range(1, USERS + 1):
        for film in rng.choice(FILMS, 16, replace=False).tolist():
            stars = (4 if user % 2 == film % 2 else 2) + rng.integers(0, 2)
            rows.append(f"{user},{film + 1},{stars},{rng.integers(10**9)}")
    path = tmp_path_factory.mktemp("ratings")
    (path / "ratings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_every_way_has_figures_with_intervals_and_ours_is_held_against_each(folder: Path) -> None:
    found = movielens_findings(folder, ("folds", "newcomers"))
    told = json.loads(json.dumps(document(found)))
    panels = {each["panel"] for each in told["figures"]}
    assert len(panels) == 2
    assert all(each["low"] is not None for each in told["figures"])
    errors = {
        each["method"]: each
        for each in told["figures"]
        if each["about"] == "RMSE" and each["panel"].startswith("5 folds")
    }
    assert {POPULAR, OURS, "content", "neighbours"} <= errors.keys()
    assert errors[OURS]["ours_more"] is None
    assert errors["baseline"]["ours_more"]["high"] < 0, "less error than what knows no taste"
    assert NOT_THERE in told["notes"]
    (curve,) = found.curves
    assert all(len(points) == 5 for points in curve.lines.values())


def test_users_are_named_so_that_groups_find_them(folder: Path) -> None:
    found = movielens_findings(folder, ("last",))
    trial = next(each for each in found.trials if each.is_error)
    assert set(trial.units) == {str(user) for user in range(1, USERS + 1)}
    grouped = by_group(trial, {str(user): "ab"[user % 2] for user in range(1, USERS + 1)})
    assert [each.measured.n for each in grouped.groups] == [20, 20]


def test_a_folder_without_ratings_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"ratings\.csv: there is no such file"):
        movielens_findings(tmp_path)
