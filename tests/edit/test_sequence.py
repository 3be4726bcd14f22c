"""An order made by hand: all clips in it, those that are named as named, no word cut."""

from collections.abc import Sequence
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


WORDS = [TimeRange(Fraction(8 * k + 3), Fraction(8 * k + 3) + Fraction(3, 2)) for k in range(6)]
"""Somebody speaks over every other cut of a film of shots of 4 s."""
TALK = make_film([Take(4)] * 12, speech=WORDS).analysis.film
ASKED = CutRequest(parse_budget("40s"), Fraction(25))


def put(clips: Sequence[Clip], wished: Sequence[str]) -> tuple[Clip, ...]:
    return in_sequence(clips, wished, [TALK], [Guards.of(TALK)], ASKED)


@settings(max_examples=60)
@given(st.permutations([0, 2, 5, 7, 8, 11]), st.permutations([0, 2, 5, 7, 8, 11]))
def test_the_sound_of_a_cut_in_another_order_has_no_gap_and_cuts_no_word_anew(
    first: list[int], second: list[int]
) -> None:
    spans = [TALK.shots[shot].span for shot in (0, 2, 5, 7, 8, 11)]
    shots = (0, 2, 5, 7, 8, 11)
    clips = [Clip(0, (k,), span, span, 1.0, ()) for k, span in zip(shots, spans, strict=True)]
    for wished in (names(first), names(second), names(list(shots))):
        clips = list(put(clips, wished))
        assert list(keys_of(clips)) == wished
        assert_gapless(clips)
        for each in clips:
            picture, sound = each.source_range, each.audio_range
            assert sound.start >= picture.start or not is_inside(sound.start, WORDS)
            assert sound.end <= picture.end or not is_inside(sound.end, WORDS)


def test_sound_leads_and_trails_anew_where_the_order_lets_it() -> None:
    # The first speaks on behind its end, the second before its beginning; the third is silent.
    spans = [TALK.shots[shot].span for shot in (0, 3, 2)]
    one, two, three = (
        Clip(0, (k,), span, span, 1.0, ()) for k, span in zip((0, 3, 2), spans, strict=True)
    )
    trails, follows, _ = put([three, one, two], ["#1", "#3", "#4"])
    assert trails.audio_range.end == trails.source_range.end + Fraction(1, 2) + Fraction(1, 50)
    assert follows.audio_range.start - follows.source_range.start == Fraction(13, 25)


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
