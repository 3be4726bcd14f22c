"""An order made by hand: all clips in it, those that are named as named, no word cut."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.budget import parse_budget
from cutter.edit.compose import compose
from cutter.edit.guards import Guards
from cutter.edit.marks import exact_range, parse_mark
from cutter.edit.request import CutRequest
from cutter.edit.sequence import in_sequence, keys_of, refuse_no_key, sequence_of
from cutter.errors import UsageError
from cutter.schema import Clip, TimeRange
from tests.edit.films import Take, make_film
from tests.edit.words import assert_gapless, is_inside


def clip(shot: int, *more: int, start: int | None = None) -> Clip:
    begin = 10 * shot if start is None else start
    span = TimeRange(Fraction(begin), Fraction(begin + 2))
    return Clip(0, (shot, *more), span, span, 1.0, ())


def names(shots: list[int]) -> list[str]:
    return [f"#{shot + 1}" for shot in shots]


SHOTS = st.lists(st.integers(0, 12), unique=True, max_size=9)


@given(SHOTS, st.lists(st.integers(0, 12), unique=True))
def test_no_clip_is_lost_and_those_that_are_named_stand_as_named(
    shots: list[int], wished: list[int]
) -> None:
    clips = [clip(shot) for shot in shots]
    order = sequence_of(clips, names(wished))
    assert sorted(order) == list(range(len(clips)))
    found = [shots[index] for index in order]
    assert [shot for shot in found if shot in wished] == [k for k in wished if k in shots]


@given(SHOTS, st.lists(st.integers(0, 12), unique=True))
def test_others_stay_behind_what_they_followed(shots: list[int], wished: list[int]) -> None:
    found = [shots[index] for index in sequence_of([clip(k) for k in shots], names(wished))]
    for place, shot in enumerate(shots):
        if shot in wished:
            continue
        before = shots[place - 1] if place else None
        at = found.index(shot)
        assert (found[at - 1] if at else None) == before


@given(SHOTS)
def test_an_order_that_names_all_as_they_stand_changes_nothing(shots: list[int]) -> None:
    clips = [clip(shot) for shot in shots]
    assert sequence_of(clips, keys_of(clips)) == tuple(range(len(clips)))
    assert sequence_of(clips, ()) == tuple(range(len(clips)))


def test_a_second_clip_of_a_shot_has_a_name_of_its_own_in_any_order() -> None:
    one, other = clip(3, start=40), clip(3, start=30)
    assert keys_of([one, other]) == ("#4.2", "#4")
    assert keys_of([other, one]) == ("#4", "#4.2")
    assert sequence_of([other, one], ["#4.2", "#4"]) == (1, 0)
    assert keys_of([clip(3)], films=2) == ("#4@1",)
    for key in ("#4", "#4.2", "#4@1", "#4.2@2"):
        refuse_no_key(key)
    for text in ("4", "#0", "#4.", "#4 ", "1:20"):
        with pytest.raises(UsageError, match="sequence"):
            refuse_no_key(text)


def test_a_clip_that_begins_with_another_shot_now_is_found_by_those_it_still_shows() -> None:
    assert sequence_of([clip(1), clip(2, 3, 4), clip(8)], ["#9", "#4", "#2"]) == (2, 1, 0)


@settings(max_examples=40)
@given(st.data())
def test_the_sound_of_a_cut_in_another_order_has_no_gap_and_cuts_no_word(
    data: st.DataObject,
) -> None:
    words = [TimeRange(Fraction(4 * k + 3), Fraction(4 * k + 3) + Fraction(3, 2)) for k in range(9)]
    film = make_film([Take(4, value=1 + k % 3) for k in range(10)], speech=words)
    asked = CutRequest(parse_budget("22s"), Fraction(25))
    made = compose([film], asked)
    wished = data.draw(st.permutations(keys_of(made.clips)))
    record = film.analysis.film
    clips = in_sequence(made.clips, wished, [record], [Guards.of(record)], asked)
    assert list(keys_of(clips)) == list(wished)
    assert {each.source_range for each in clips} == {each.source_range for each in made.clips}
    assert_gapless(clips)
    straight = in_sequence(made.clips, keys_of(made.clips), [record], [Guards.of(record)], asked)
    assert straight == made.clips
    for each in clips:
        picture, sound = each.source_range, each.audio_range
        assert sound.start >= picture.start or not is_inside(sound.start, words)
        assert sound.end <= picture.end or not is_inside(sound.end, words)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(24000, 1001), Fraction(30)])
@pytest.mark.parametrize("is_vfr", [False, True])
@settings(max_examples=15)
@given(first=st.integers(0, 400), count=st.integers(13, 200))
def test_a_range_in_exact_seconds_comes_out_as_one_clip_to_the_frame(
    rate: Fraction, is_vfr: bool, first: int, count: int
) -> None:
    film = make_film([Take(Fraction(7, 3))] * 12, rate=rate, is_vfr=is_vfr)
    start = first / rate + (Fraction(1, 90_000) if is_vfr else 0)
    end = min(start + count / rate, film.analysis.film.media.end)
    span = TimeRange(start, start + int((end - start) * rate) / rate)
    asked = CutRequest(parse_budget("100%"), rate, must=(parse_mark(exact_range(span)),))
    pinned = [each for each in compose([film], asked).clips if each.pinned]
    assert [each.source_range for each in pinned] == [span]


def test_an_exact_range_names_its_film() -> None:
    span = TimeRange(Fraction(2002, 24000), Fraction(5, 2))
    mark = parse_mark(exact_range(span, 1))
    assert (mark.kind, mark.film, mark.start, mark.end) == ("range", 1, span.start, span.end)
    for text in ("1/0-2/1", "2/1-1/1", "1/2"):
        with pytest.raises(UsageError):
            parse_mark(text)
