from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.grid import Grid
from cutter.edit.trim import place
from cutter.schema import TimeRange

RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001)])
times = st.fractions(0, 30, max_denominator=1000)


def span(start: float, end: float) -> TimeRange:
    return TimeRange(Fraction(start), Fraction(end))


@given(times, times, times, RATES, st.none() | RATES, st.data())
def test_a_clip_lies_within_its_shot_on_the_films_frames(
    a: Fraction,
    b: Fraction,
    moment: Fraction,
    rate: Fraction,
    source: Fraction | None,
    data: st.DataObject,
) -> None:
    if a == b:
        return
    usable, grid = TimeRange(min(a, b), max(a, b)), Grid(source, rate)
    most = grid.frames_in(usable)
    if most == 0:
        return
    frames = data.draw(st.integers(1, most))
    lines = [span(5, 7), span(7.2, 9), span(20, 21)]
    clip = place(usable, frames, moment, grid, lines)
    assert usable.start <= clip.start and clip.end <= usable.end
    assert clip.duration == frames / rate
    assert source is None or (clip.start * source).denominator == 1


def test_the_count_of_frames_is_the_most_that_fits() -> None:
    grid = Grid(Fraction(25), Fraction(25))
    assert grid.frames_in(span(0, 1)) == 25
    assert grid.frames_in(TimeRange(Fraction(1, 100), Fraction(1))) == 24
    assert Grid(Fraction(25), Fraction(50)).frames_in(span(0, 1)) == 50
    assert grid.frames_in(TimeRange(Fraction(1, 100), Fraction(1, 50))) == 0


def test_a_clip_is_built_around_its_moment() -> None:
    grid = Grid(Fraction(25), Fraction(25))
    clip = place(span(0, 60), 100, Fraction(30), grid)
    assert clip.start < 30 < clip.end and abs(clip.middle - 30) < 1


def test_a_line_of_dialogue_is_not_cut_off_where_there_is_room() -> None:
    grid = Grid(Fraction(25), Fraction(25))
    line = span(9, 12.4)
    clip = place(span(0, 30), 100, Fraction(10), grid, [line])
    assert clip.start <= line.start and line.end <= clip.end
    silent = place(span(0, 30), 50, Fraction(13), grid, [line])
    assert silent.start >= line.end and silent.contains(Fraction(13))
