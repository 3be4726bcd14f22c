"""Simulated viewers: learning is measured on what was never asked, beside all baselines."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.errors import InputError
from cutter.evaluation.descent import STEPS
from cutter.evaluation.findings import (
    GENERIC,
    LEARNT,
    POPULAR,
    POSITION,
    WRITTEN,
    Findings,
    document,
)
from cutter.evaluation.groups import by_group
from cutter.evaluation.known_film import known_film, sample_film, truth_beside, viewers_of
from cutter.evaluation.made_films import MadeFilm, made_film, made_world
from cutter.evaluation.plots import draw
from cutter.evaluation.simulate import order_of, simulate
from cutter.evaluation.viewers import Viewer, ignorant_taste, knowing_taste, viewers

WORLD = made_world(5)
FILM = made_film(WORLD, 0, 160)


class Confused(Viewer):
    """Somebody whose answers have nothing to do with the taste that they come from."""

    def answers(self, film: MadeFilm, turn: int = 0) -> NDArray[np.float64]:
        """Return the answers of a viewer, each about another shot."""
        return self.random(9).permutation(Viewer.answers(self, film, turn))


@pytest.fixture(scope="module")
def found() -> Findings:
    """Return what is found for twelve viewers and ten confused ones."""
    many = viewers(2, 22)
    confused = [Confused(each.number, each.cares, each.seed) for each in many[12:]]
    return simulate(
        FILM,
        [*many[:12], *confused],
        {
            "none": lambda viewer: ignorant_taste(WORLD),
            "two": lambda viewer: knowing_taste(WORLD, viewer),
        },
        title="a few",
        amounts=(0, 60, 10_000),
    )


def test_every_baseline_stands_beside_what_was_learnt_with_an_interval(found: Findings) -> None:
    assert [(trial.panel, trial.amount) for trial in found.trials] == [
        ("none", 0),
        ("none", 60),
        ("two", 0),
        ("two", 60),
    ], "amounts that there are no shots for are left out"
    for trial in found.trials:
        assert list(trial.values) == [GENERIC, POPULAR, POSITION, WRITTEN, LEARNT]
    assert all(each.measured.is_bounded for each in found.figures())
    told = json.loads(json.dumps(document(found)))
    for figure in told["figures"]:
        assert {"mean", "low", "high", "n"} <= figure.keys()
    points = [
        point for curve in told["curves"] for line in curve["lines"].values() for point in line
    ]
    assert points
    assert all(point["low"] is not None for point in points)


def test_answers_teach_and_a_profile_that_knows_something_is_ahead(found: Findings) -> None:
    none, taught, knows, both = (
        {name: values[:12].mean() for name, values in trial.values.items()}
        for trial in found.trials
    )
    assert none[LEARNT] == none[WRITTEN] < 0.6
    assert taught[LEARNT] > 0.8
    assert knows[WRITTEN] > none[WRITTEN] + 0.08
    assert both[LEARNT] > taught[LEARNT] - 0.02
    assert abs(taught[GENERIC] - 0.5) < 0.1


def test_a_group_that_cannot_be_learnt_is_seen(found: Findings) -> None:
    groups = {str(n): "plain" if n < 12 else "confused" for n in range(22)}
    grouped = by_group(found.trials[1], groups)
    assert grouped.worst == "confused"
    assert grouped.apart is not None
    assert grouped.apart.low > 0.1


def test_what_is_measured_on_was_never_asked_about() -> None:
    for viewer in viewers(3, 5):
        asked, kept = order_of(viewer, 160, 80)
        assert not set(asked.tolist()) & set(kept.tolist())
        assert sorted([*asked.tolist(), *kept.tolist()]) == list(range(160))


def test_an_iterative_fit_comes_to_the_closed_form(found: Findings) -> None:
    lines = found.curves[-1].lines
    descent, (_, closed) = lines["gradient descent"], lines["closed form"][0]
    assert [x for x, _ in descent] == list(STEPS)
    assert descent[-1][1].mean == pytest.approx(closed.mean, abs=1e-3)
    assert descent[0][1].mean > closed.mean + 0.01


def test_the_same_findings_give_the_same_picture(found: Findings, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("one.png", "two.png"):
        draw(found, tmp_path / name)
    data = (tmp_path / "one.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert data == (tmp_path / "two.png").read_bytes()


def test_what_shots_of_a_real_film_show_is_read_from_the_truth_beside_it(tmp_path: Path) -> None:
    ends = [float(shot.span.end) for shot in FILM.analysis.film.shots]
    shots = [
        {"start": start, "end": end, "world": "sea" if number % 2 else "city"}
        for number, (start, end) in enumerate(zip([0.0, *ends], ends, strict=False))
    ]
    truth = tmp_path / "film.truth.json"
    truth.write_text(json.dumps({"shots": shots}), encoding="utf-8")
    assert truth_beside(tmp_path / "film.mp4") == truth
    known = known_film(FILM.analysis, truth)
    assert known.worlds == ("city", "sea")
    assert known.film.shows[:4].tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]
    people = viewers_of(known, 1, 4)
    assert all(np.count_nonzero(each.cares) == 2 for each in people)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "is not here"),
        ("{", "is not JSON"),
        ("[]", "shots: must be a list"),
        ('{"shots": [{"start": 0, "end": 1}]}', r"shots\[0\]: must have numbers"),
    ],
)
def test_a_broken_truth_is_told(tmp_path: Path, told: Any, why: str) -> None:  # noqa: ANN401
    truth = tmp_path / "film.truth.json"
    if told is not None:
        truth.write_text(told, encoding="utf-8")
    with pytest.raises(InputError, match=why):
        known_film(FILM.analysis, truth)


def test_the_sample_film_is_found_in_a_checkout() -> None:
    film, model = sample_film()
    assert film.name == "sample.mp4"
    assert model.is_dir()
