"""What tasks cost grows with what they work on, and what was measured corrects it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.batch.costs import (
    FEWEST,
    PRESETS,
    Cost,
    FilmSize,
    factors_of,
    look_cost,
    plan_cost,
    render_cost,
)
from cutter.batch.pricing import Prices
from cutter.batch.task import Cut, Setting, Task, Work
from cutter.errors import InputError
from cutter.pipeline import Look, Wish
from cutter.pipeline.wish import PRESETS as ALLOWED
from cutter.schema import Output
from tests.films import PROFILES, SAMPLE

FILMS = st.builds(FilmSize, st.floats(1, 10_000), st.floats(0.01, 33), st.floats(1, 120))
HD = Output(1920, 1080, Fraction(24), 20, "medium", has_sound=True)


def grows(small: Cost, large: Cost) -> bool:
    return small.seconds < large.seconds and small.disk <= large.disk


@given(FILMS, st.floats(1.5, 10))
def test_a_longer_or_larger_film_takes_longer_to_look_at(film: FilmSize, times: float) -> None:
    first = look_cost(film, "default")
    assert grows(first, look_cost(replace(film, seconds=film.seconds * times), "default"))
    larger = look_cost(replace(film, megapixels=film.megapixels * times), "default")
    assert grows(first, larger)
    assert larger.memory > first.memory


@given(FILMS)
def test_heavier_eyes_take_longer_and_a_draft_or_a_known_film_less(film: FilmSize) -> None:
    costs = [look_cost(film, model).seconds for model in ("basic", "default", "best")]
    assert costs == sorted(costs)
    assert look_cost(film, "a model of mine") == look_cost(film, "default")
    assert look_cost(film, "basic", speed="draft").seconds < costs[0]
    known = look_cost(film, "best", is_known=True)
    assert known.disk == 0
    assert known == look_cost(replace(film, seconds=1.0), "default", is_known=True)


@given(FILMS, st.integers(1, 3600), st.integers(2, 5))
def test_longer_cuts_and_larger_pictures_take_more(film: FilmSize, length: int, times: int) -> None:
    small = replace(HD, width=320, height=180)
    first = render_cost(film, small, Fraction(length))
    assert grows(first, render_cost(film, small, Fraction(length * times)))
    larger = render_cost(film, HD, Fraction(length))
    assert grows(first, larger)
    assert first.disk < larger.disk
    assert first.scratch > 0
    assert first.memory <= larger.memory


def test_every_preset_has_its_price_and_slower_ones_cost_more() -> None:
    assert tuple(PRESETS) == ALLOWED
    film = FilmSize(100, 2, 24)
    costs = [render_cost(film, replace(HD, preset=name), Fraction(30)).seconds for name in PRESETS]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)


def test_a_cut_of_another_shape_takes_longer_to_plan() -> None:
    film = FilmSize(100, 2, 24)
    same = plan_cost(film, 30, is_reframed=False)
    assert same.seconds < plan_cost(film, 30, is_reframed=True).seconds
    assert same == plan_cost(film, 60, is_reframed=False)


def test_the_median_of_what_was_measured_corrects_a_kind_of_work() -> None:
    pairs: list[tuple[Work, float, float]] = [("render", 10.0, 20.0 + n) for n in (0, 5, 900)]
    factors = factors_of([*pairs, ("plan", 1.0, 5.0)])
    assert factors.by_work == {"analyze": 1.0, "plan": 1.0, "render": 2.5}
    assert factors.measured == {"analyze": 0, "plan": 0, "render": 3}
    assert "render by 3 tasks of this batch" in factors.in_words
    assert "plan by built-in figures" in factors.in_words
    assert factors_of(pairs[: FEWEST - 1]).in_words == "by built-in figures"


def priced(setting: Setting, work: Work, cut: Cut) -> Task:
    task = Task(f"{work}/x", work, cut.film, None if work == "analyze" else cut, (), "key")
    return Prices(setting).task(task)


def test_tasks_are_priced_by_the_film_and_the_cut() -> None:
    setting = Setting(SAMPLE.parent, Look(model="basic"))
    cut = Cut(SAMPLE, PROFILES / "alice.json", Wish(budget="20s"), SAMPLE.with_name("x"), "x")
    look, plan, render = (priced(setting, work, cut) for work in ("analyze", "plan", "render"))
    assert 2 < look.cost < 20
    assert plan.cost < render.cost < 30
    assert min(look.memory, plan.memory, render.memory) > 10**8
    tall = replace(cut, wish=Wish(budget="20s", aspect="9:16"))
    assert priced(setting, "plan", tall).cost > plan.cost
    alike = replace(cut, wish=Wish(budget="20s", aspect="16:9"))
    assert priced(setting, "plan", alike).cost == plan.cost


def test_a_film_that_cannot_be_opened_has_no_price() -> None:
    setting = Setting(SAMPLE.parent, Look(model="basic"))
    cut = Cut(PROFILES / "alice.json", None, Wish(), SAMPLE.with_name("x"), "x")
    with pytest.raises(InputError):
        priced(setting, "render", cut)
