"""The change that is named really turns the shot."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from cutter.cli.tables import explained, explanation_document
from cutter.edit.budget import Budget
from cutter.edit.compose import Choice, ScoredFilm, compose
from cutter.edit.explain import Change, explain, smallest_change
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.schema import Reason, Want
from tests.edit.films import Take, make_film, random_takes

LIKES = {"sunset over the sea": 1.0, "quiet conversation": 0.7, "fast cars": 1.5, "snow": 1.0}


def want(label: str, weight: float) -> Want:
    return Want(label, "like", "any", weight, np.zeros(4, dtype=np.float32), False, ())


class Planner:
    """Scores a made-up film by weights, as a taste would, and plans it anew on demand."""

    def __init__(self, seed: int, **rest: object) -> None:
        film = make_film(random_takes(25, seed), seed=seed)
        self.seed, self.film = seed, film
        self.weights = list(LIKES.values())
        self.request = CutRequest(Budget(seconds=Fraction(15)), Fraction(25), **rest)  # type: ignore[arg-type]

    def films(self, weights: list[float]) -> list[ScoredFilm]:
        scores = []
        for score in self.film.scores:
            reasons = tuple(
                Reason(r.label, r.amount * weights[list(LIKES).index(r.label)], "")
                for r in score.reasons
            )
            total = round(sum(r.amount for r in reasons), 6)
            scores.append(replace(score, value=total, reasons=reasons, is_match=total > 0.35))
        return [ScoredFilm(self.film.analysis, tuple(scores))]

    def plan(self, change: Change | None = None) -> Choice:
        weights, asked = list(self.weights), self.request
        if change is not None and change.kind == "weight":
            weights[change.want] = change.after
        if change is not None and change.kind == "budget":
            asked = replace(asked, budget=Budget(seconds=Fraction(str(change.after))))
        if change is not None and change.kind == "must":
            asked = replace(asked, must=(*asked.must, parse_mark(change.name)))
        if change is not None and change.kind == "never":
            asked = replace(asked, never=(*asked.never, parse_mark(change.name)))
        return compose(self.films(weights), asked)

    def wants(self) -> list[Want]:
        return [want(label, weight) for label, weight in LIKES.items()]


@pytest.mark.parametrize("seed", range(3))
def test_the_smallest_change_turns_the_shot_whichever_way(seed: int) -> None:
    planner = Planner(seed)
    choice, films = planner.plan(), planner.films(planner.weights)
    kinds = set()
    for shot in random.Random(seed).sample(range(25), 5):
        change = smallest_change((0, shot), choice, planner.wants(), planner.plan, films=films)
        assert change is not None
        assert planner.plan(change).is_in(0, shot) != choice.is_in(0, shot)
        assert change.text
        kinds.add(change.kind)
    assert kinds & {"weight", "budget"}


def test_of_several_changes_the_smaller_is_named() -> None:
    planner = Planner(0)
    choice, films = planner.plan(), planner.films(planner.weights)
    for shot in range(5):
        change = smallest_change((0, shot), choice, planner.wants(), planner.plan, films=films)
        if change is None or change.kind != "budget":
            continue
        for index, like in enumerate(planner.wants()):
            for factor in (0.5, 1 / 1.02, 1.02, 1.5):
                tried = Change("weight", like.label, like.weight, like.weight * factor, "", index)
                turned = planner.plan(tried).is_in(0, shot) != choice.is_in(0, shot)
                reason = any(r.label == like.label for r in films[0].scores[shot].reasons)
                if turned and reason and (factor > 1) != choice.is_in(0, shot):
                    assert tried.size >= change.size - 0.05


def test_where_no_weight_helps_a_pin_or_a_ban_does() -> None:
    film = make_film([Take(5), Take(5, never="blood"), Take(5)])
    asked = CutRequest(Budget(seconds=Fraction(5)), Fraction(25))

    def plan(change: Change | None = None) -> Choice:
        if change is not None and change.kind == "must":
            return compose([film], replace(asked, must=(parse_mark(change.name),)))
        return compose([film], asked)

    change = smallest_change((0, 1), plan(), (), plan, films=[film])
    assert change is not None and change.kind == "must" and "--must '#2'" in change.text
    assert plan(change).is_in(0, 1)


def test_what_cannot_be_turned_is_not_promised() -> None:
    film = make_film([Take(5), Take(5)])
    asked = CutRequest(Budget(seconds=Fraction(5)), Fraction(25), never=(parse_mark("#2"),))
    choice = compose([film], asked)
    assert smallest_change((0, 1), choice, (), lambda _change: choice, films=[film]) is None


def test_an_explanation_has_the_rank_and_the_strongest_reasons_first() -> None:
    takes = [Take(4, value=v, reasons=(("a", v / 4), ("b", v / 2))) for v in (0.5, 2.0, 1.0)]
    film = make_film(takes)
    asked = CutRequest(Budget(seconds=Fraction(4)), Fraction(25))
    told = explain((0, 2), [film], compose([film], asked))
    assert (told.name, told.rank, told.shots, told.is_in) == ("#3", 2, 3, False)
    assert told.verdict == "below the cut"
    assert told.reasons[0].label == "b"


def test_an_explanation_names_the_never_that_keeps_a_shot_out() -> None:
    film = make_film([Take(4), Take(4, never="fireworks"), Take(4, doubtful="blood")])
    asked = CutRequest(Budget(seconds=Fraction(9)), Fraction(25))
    choice = compose([film], asked)
    out, doubted = (explain((0, shot), [film], choice) for shot in (1, 2))
    assert (out.verdict, out.never, out.doubtful) == ("never", "fireworks", "")
    assert (doubted.never, doubted.doubtful) == ("", "blood")
    span = film.analysis.film.shots[1].span
    assert explained(out, span)[0].endswith("not in the cut: never 'fireworks'")
    assert "  doubtful: it may show 'blood', which the profile never wants" in explained(
        doubted, span
    )
    document = explanation_document(SimpleNamespace(analyses=[film.analysis]), out)  # type: ignore[arg-type]
    assert (document["verdict"], document["never"]) == ("never", "fireworks")
    pinned = compose([film], replace(asked, must=(parse_mark("#2"),)))
    told = explained(explain((0, 1), [film], pinned), span)
    assert told[0].endswith("in the cut")
    assert "  falls under never 'fireworks', but a pin goes first" in told


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (replace(want("a", 1.0), where="dialogue"), "'a' (picture)"),
        (replace(want("a", 1.0), where="picture", role="dislike"), "'a' (like)"),
        (replace(want("a", 1.0), role="dislike"), "'a' (like, picture)"),
        (replace(want("a", 1.0), role="never"), "'a'"),
        (want("b", 1.0), "'a'"),
    ],
)
def test_a_change_of_weight_says_which_of_two_with_one_name(other: Want, named: str) -> None:
    film = make_film([Take(4, value=0.5, reasons=(("a", 0.5),)), Take(4)])
    wants = [replace(want("a", 1.0), where="picture"), other]
    choice = compose([film], CutRequest(Budget(seconds=Fraction(4)), Fraction(25)))
    turned = replace(choice, verdicts=(("chosen", "chosen"),))

    def plan(change: Change) -> Choice:
        return turned if change.kind == "weight" and change.want == 0 else choice

    change = smallest_change((0, 0), choice, wants, plan, films=[film])
    assert change is not None and change.name == "a"
    assert change.text.startswith(f"raise the weight of {named} from 1 to ")
