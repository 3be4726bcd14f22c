"""Cases run in turns: the order, who is run how often, and what a failure does."""

from benchmarks.measuring.case import Case, MeasureFailed, Sample
from benchmarks.measuring.turns import in_turns

ONE, TWO, RARE = Case("one", "a:b"), Case("two", "a:b"), Case("rare", "a:b", repeats=1)


def silent(_: str) -> None:
    return None


def test_every_second_turn_goes_backwards_and_rare_cases_run_once() -> None:
    order: list[str] = []

    def measure(case: Case) -> Sample:
        order.append(case.name)
        return Sample(float(len(order)), 0.5, 10.0, {})

    runs = in_turns([ONE, RARE, TWO], 3, silent, measure)
    assert order == ["one", "rare", "two", "two", "one", "one", "two"]
    assert runs.walls("one") == [1.0, 5.0, 6.0]
    assert runs.walls("rare") == [2.0]
    assert runs.ratio("two", "one").middle == 4.0 / 5.0


def test_a_case_that_fails_is_told_and_loses_no_other() -> None:
    tried: list[str] = []
    told: list[str] = []

    def measure(case: Case) -> Sample:
        tried.append(case.name)
        if case is TWO:
            raise MeasureFailed("no such film")
        return Sample(1.0, 1.0, 1.0, {})

    runs = in_turns([ONE, TWO], 2, told.append, measure)
    assert runs.failures == {"two": "no such film"}
    assert runs.has("one")
    assert not runs.has("one", "two")
    assert tried == ["one", "two", "one"]
    assert any("no such film" in line for line in told)
