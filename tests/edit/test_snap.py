"""Edges are drawn to places that can be copied, never far, never out of the shot or the budget."""

import dataclasses
import itertools
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.budget import parse_budget
from cutter.edit.compose import compose
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.edit.snap import CopyPlaces, Drawable, draw
from cutter.edit.trim import lines_cut
from cutter.schema import TimeRange
from tests.edit.films import Take, make_film, random_takes

RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001)])
QUARTER = Fraction(1, 4)


def span(first: int, end: int, rate: Fraction = Fraction(25)) -> TimeRange:
    return TimeRange(first / rate, end / rate)


def places(starts: list[int], ends: list[int], rate: Fraction = Fraction(25)) -> CopyPlaces:
    return CopyPlaces(rate, np.array(sorted(starts), np.int64), np.array(sorted(ends), np.int64))


def one(
    clip: TimeRange,
    usable: TimeRange,
    where: CopyPlaces | None,
    *,
    moment: Fraction | None = None,
    keeps: bool = False,
    lines: tuple[TimeRange, ...] = (),
) -> Drawable:
    return Drawable(clip, usable, clip.middle if moment is None else moment, keeps, lines, where)


@st.composite
def drawables(draw_: st.DrawFn) -> tuple[Fraction, list[Drawable]]:
    rate = draw_(RATES)
    frames = st.integers(0, 600)
    where = places(draw_(st.lists(frames, max_size=12)), draw_(st.lists(frames, max_size=80)), rate)
    clips = []
    for _ in range(draw_(st.integers(1, 6))):
        low = draw_(st.integers(0, 500))
        high = low + draw_(st.integers(2, 99))
        first = draw_(st.integers(low, high - 1))
        end = draw_(st.integers(first + 1, high))
        # A shot's clean part may begin and end between two frames.
        part = Fraction(draw_(st.integers(0, 9)), 10) / rate
        usable = TimeRange(low / rate - part, high / rate + part)
        moment = draw_(st.integers(low, high)) / rate
        cut = sorted(draw_(st.lists(st.integers(low, high), max_size=4, unique=True)))
        lines = tuple(span(a, b, rate) for a, b in itertools.pairwise(cut))
        found = where if draw_(st.booleans()) else None
        clips.append(
            Drawable(span(first, end, rate), usable, moment, draw_(st.booleans()), lines, found)
        )
    return rate, clips


@given(drawables(), st.integers(1, 40), st.integers(41, 200))
def test_what_must_hold_of_every_drawn_clip(
    drawn_from: tuple[Fraction, list[Drawable]], shortest: int, longest: int
) -> None:
    rate, clips = drawn_from
    drawn = draw(clips, QUARTER, shortest, longest)
    lengths = [round(clip.span.duration * rate) for clip in clips]
    counts = [clip.duration * rate for clip in drawn]
    for clip, now, before, count in zip(clips, drawn, lengths, counts, strict=True):
        if clip.places is None:
            assert now == clip.span
            continue
        # On frames, within the shot, no line cut off that was whole, of a length that is allowed.
        assert (now.start * rate).denominator == count.denominator == 1
        assert clip.usable.start <= now.start and now.end <= clip.usable.end
        cut_before = lines_cut(clip.span.start, clip.span.end, clip.lines)
        assert lines_cut(now.start, now.end, clip.lines) <= cut_before
        assert min(before, shortest) <= count <= max(before, longest)
        starts, ends = clip.places.starts.tolist(), clip.places.ends.tolist()
        if now.start != clip.span.start:
            assert now.start * rate in starts
        moved_end = now.start + clip.span.duration
        assert now.end * rate in ends or now.end == min(
            moved_end, Fraction(clip.usable.end * rate // 1) / rate
        )
        # An edge that moves further than allowed moves with the whole clip, near to its moment.
        if abs(now.start - clip.span.start) > QUARTER:
            least = now.start - clip.moment, clip.moment - now.end
            assert max(least) <= (QUARTER if clip.keeps_moment else 2 + QUARTER)
    # Never longer than before, at any point of the cut.
    for until in range(1, len(clips) + 1):
        assert sum(counts[:until]) <= sum(lengths[:until])


def test_edges_move_to_the_nearest_places_within_the_tolerance() -> None:
    where = places([96, 103, 140], [144, 149, 153])
    (now,) = draw([one(span(100, 150), span(90, 200), where)], QUARTER, 10, 100)
    assert now == span(103, 153)
    (now,) = draw([one(span(99, 150), span(90, 200), where)], QUARTER, 10, 100)
    # It may not grow, so it ends at the last place that it reaches.
    assert now == span(96, 144)


def test_what_one_clip_loses_the_next_may_gain() -> None:
    where = places([0, 100, 200], [46, 152, 250])
    clips = [one(span(at, at + 50), span(at, at + 90), where) for at in (0, 100, 200)]
    assert draw(clips, QUARTER, 10, 100) == (span(0, 46), span(100, 152), span(200, 250))
    assert draw(clips, QUARTER, 10, 50) == (span(0, 46), span(100, 150), span(200, 250))


def test_a_clip_amid_its_shot_moves_to_where_the_shot_begins() -> None:
    where = places([100], [150])
    usable = span(100, 200)
    near = one(span(120, 170), usable, where, moment=Fraction(130, 25))
    assert draw([near], QUARTER, 10, 100) == (span(100, 150),)
    # Its moment is lost, but not far.
    away = one(span(140, 190), usable, where, moment=Fraction(160, 25))
    assert draw([away], QUARTER, 10, 100) == (span(100, 150),)
    kept = dataclasses.replace(away, keeps_moment=True)
    assert draw([kept], QUARTER, 10, 100) == (span(140, 190),)
    far = one(span(240, 290), span(100, 300), where, moment=Fraction(260, 25))
    assert draw([far], QUARTER, 10, 100) == (span(240, 290),)


def test_no_place_of_another_shot_is_taken() -> None:
    where = places([99, 151], [98, 151])
    clip = one(span(100, 150), span(100, 150), where)
    assert draw([clip], QUARTER, 10, 100) == (span(100, 150),)


def test_a_line_of_dialogue_is_not_cut_off_for_a_place() -> None:
    where = places([103], [146])
    spoken = one(span(100, 150), span(90, 200), where, lines=(span(101, 110), span(140, 149)))
    assert draw([spoken], QUARTER, 10, 100) == (span(100, 150),)


@settings(max_examples=25)
@given(st.integers(0, 50), st.integers(2, 20), st.data())
def test_a_cut_that_is_drawn_keeps_to_its_request(
    seed: int, count: int, data: st.DataObject
) -> None:
    film = make_film(random_takes(count, seed))
    media = film.analysis.film.media
    total = int(media.end * 25)
    starts = data.draw(st.lists(st.integers(0, total), max_size=30))
    where = places(starts, data.draw(st.lists(st.integers(0, total), max_size=200)))
    plain = CutRequest(budget=parse_budget("20s"), frame_rate=Fraction(25), fill=True)
    request = dataclasses.replace(plain, snap=QUARTER)
    before, after = compose([film], plain), compose([film], request, [where])
    used = [[shot for clip in cut.clips for shot in clip.shots] for cut in (before, after)]
    assert used[0] == used[1]
    assert after.duration <= before.duration <= after.budget
    for clip in after.clips:
        shots = film.analysis.film.shots
        first, last = shots[clip.shots[0]].clean, shots[clip.shots[-1]].clean
        assert first.start <= clip.source_range.start and clip.source_range.end <= last.end
        assert clip.audio_range == clip.source_range
    # Without places, or without being asked, nothing moves.
    assert compose([film], request).clips == before.clips
    assert compose([film], plain, [where]).clips == before.clips


def test_a_pinned_range_stays_as_it_is() -> None:
    film = make_film([Take(10), Take(10)])
    where = places(list(range(0, 500, 3)), list(range(0, 500, 3)))
    request = CutRequest(
        budget=parse_budget("3s"),
        frame_rate=Fraction(25),
        must=(parse_mark("00:02.04-00:05.04", "--must"),),
        snap=QUARTER,
    )
    (clip,) = compose([film], request, [where]).clips
    assert clip.source_range == span(51, 126)


def test_of_two_shots_worth_about_the_same_the_one_that_can_be_copied_is_taken() -> None:
    asked = CutRequest(parse_budget("4s"), Fraction(25), snap=QUARTER)
    in_the_second = places([110], [180])
    for value, chosen in ((0.97, 1), (0.6, 0)):
        film = make_film([Take(4, 1.0), Take(4, value)])
        assert [clip.shots for clip in compose([film], asked).clips] == [(0,)]
        drawn = compose([film], asked, [in_the_second])
        assert [clip.shots for clip in drawn.clips] == [(chosen,)]
