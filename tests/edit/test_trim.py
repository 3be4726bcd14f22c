from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.clock import Clock
from cutter.edit.grid import Grid
from cutter.edit.guards import Guards
from cutter.edit.trim import place
from cutter.edit.ways import LONGEST_SPLIT, best_way, ways_of
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
    clip = place(usable, frames, moment, grid)
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
    grid, shot, line = Grid(Fraction(25), Fraction(25)), span(0, 30), span(9, 12.4)
    ways = ways_of(shot, [line], grid)
    way = best_way(ways, Fraction(10), 30, 75, 200)
    assert way is not None and way.least == 86
    clip = place(shot, 100, Fraction(10), grid, way)
    assert clip.start <= line.start and line.end <= clip.end
    way = best_way(ways, Fraction(13), 30, 50, 200)
    silent = place(shot, 50, Fraction(13), grid, way)
    assert silent.start >= line.end and silent.contains(Fraction(13))


@given(
    st.lists(times, min_size=2, max_size=2, unique=True).map(sorted),
    st.lists(times, max_size=8, unique=True).map(sorted),
    times,
    RATES,
    st.none() | RATES,
    st.booleans(),
    st.data(),
)
def test_every_way_keeps_its_word(
    ends: list[Fraction],
    said: list[Fraction],
    moment: Fraction,
    rate: Fraction,
    source: Fraction | None,
    may_split: bool,
    data: st.DataObject,
) -> None:
    usable, grid = TimeRange(*ends), Grid(source, rate)
    guards = Guards(TimeRange(a, b) for a, b in zip(said[::2], said[1::2], strict=False))
    near = guards.within(usable)
    ways = ways_of(usable, near, grid, may_split=may_split)
    for way in ways:
        assert may_split or not way.splits
        frames = data.draw(st.integers(way.least, min(way.most, way.least + 300)))
        clip = place(usable, frames, moment, grid, way)
        assert usable.start <= clip.start and clip.end <= usable.end
        assert clip.duration == frames / rate
        assert source is None or (clip.start * source).denominator == 1
        before, behind = guards.at(clip.start), guards.at(clip.end)
        if before is not None:
            assert way.begin.is_split and clip.start - before.start <= LONGEST_SPLIT
        if behind is not None:
            assert way.end.is_split and behind.end - clip.end <= LONGEST_SPLIT


@given(times, times, RATES, st.none() | RATES)
def test_ticks_place_times_exactly_on_the_films_frames(
    time: Fraction, other: Fraction, rate: Fraction, source: Fraction | None
) -> None:
    grid = Grid(source, rate)
    clock = Clock.of((time, other), grid, finer_than=7)
    ticks = clock.ticks(time)
    assert clock.seconds(ticks) == time
    assert clock.seconds(clock.output) == 1 / rate and clock.rate % 7 == 0
    before, after = clock.at_or_before(ticks), clock.at_or_after(ticks)
    assert clock.seconds(after) == grid.at_or_after(time)
    if source is None:
        assert before == clock.nearest(ticks) == after == ticks
        return
    on_frame, step = clock.seconds(before), 1 / source
    assert on_frame <= time < on_frame + step and (on_frame * source).denominator == 1
    assert clock.nearest(ticks) == (before if time - on_frame <= step / 2 else after)


def test_guards_tell_times_apart_that_are_the_same_as_floats() -> None:
    start, end, little = Fraction(5), Fraction(7), Fraction(1, 2**80)
    guards = Guards([TimeRange(start, end), TimeRange(end + little, end + 1)])
    assert guards.at(start) is None and guards.at(start + little) == guards.spans[0]
    assert guards.at(end - little) == guards.spans[0] and guards.at(end) is None
    assert guards.at(end + little) is None and guards.at(end + 2 * little) == guards.spans[1]
    assert guards.within(TimeRange(end, end + little)) == ()
    assert guards.within(TimeRange(end - little, end)) == guards.spans[:1]
    assert guards.within(TimeRange(end, end + 2 * little)) == guards.spans[1:]
    assert guards.within(TimeRange(start - 1, start + little)) == guards.spans[:1]
