"""No word is cut: edges move out of what is said, or the sound leaves its picture, or it is out."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.budget import Budget, parse_budget
from cutter.edit.compose import CUTS_WORDS, Choice, ScoredFilm, compose
from cutter.edit.guards import Guards, guards_of
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.edit.splits import Shown, let_out
from cutter.errors import NothingFits
from cutter.schema import TimeRange
from tests.edit.films import Take, make_film, random_takes
from tests.edit.words import assert_no_word_is_cut

RATES = [Fraction(25), Fraction(24000, 1001), Fraction(30)]
Span = tuple[float, float]


def request(budget: str, **rest: object) -> CutRequest:
    return CutRequest(parse_budget(budget), Fraction(25), **rest)  # type: ignore[arg-type]


def spans(*pairs: Span) -> tuple[TimeRange, ...]:
    return tuple(TimeRange(Fraction(str(a)), Fraction(str(b))) for a, b in pairs)


def pictures(choice: Choice) -> list[Span]:
    return [(float(c.source_range.start), float(c.source_range.end)) for c in choice.clips]


def sounds(choice: Choice) -> list[Span]:
    return [(float(c.audio_range.start), float(c.audio_range.end)) for c in choice.clips]


@st.composite
def talking_films(draw: st.DrawFn) -> ScoredFilm:
    seed, count = draw(st.integers(0, 10_000)), draw(st.integers(1, 16))
    takes = random_takes(count, seed, matching=draw(st.sampled_from([0.5, 1.0])))
    if draw(st.booleans()):
        takes = [replace(take, dissolve=Fraction(4, 25)) for take in takes]
    end = float(sum(take.seconds for take in takes))
    cues, speech, at = [], [], draw(st.floats(0, 3))
    while at < end:
        spoken = draw(st.floats(0.2, 5))
        if draw(st.booleans()):
            cues.append((round(at, 3), round(at + spoken, 3), "Words."))
        if draw(st.booleans()):
            speech.append((round(at - draw(st.floats(0, 0.3)), 2), round(at + spoken, 2)))
        at += spoken + draw(st.sampled_from([0.0, 0.08, 0.15, 0.5, 2.0]))
    heard = [TimeRange(Fraction(str(a)), Fraction(str(b))) for a, b in speech]
    rate, is_vfr = draw(st.sampled_from(RATES)), draw(st.booleans())
    return make_film(takes, rate=rate, is_vfr=is_vfr, seed=seed, cues=cues, speech=heard)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(talking_films(), min_size=1, max_size=2),
    st.fractions(2, 40),
    st.sampled_from(RATES),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["film", "score", "arc"]),
    st.sampled_from(["calm", "even", "brisk"]),
)
def test_what_must_hold_of_every_cut_of_a_film_in_which_people_speak(
    films: list[ScoredFilm],
    seconds: Fraction,
    rate: Fraction,
    fill: bool,
    may_split: bool,
    order: str,
    pace: str,
) -> None:
    asked = CutRequest(
        Budget(seconds=seconds),
        rate,
        fill=fill,
        split_edits=may_split,
        order=order,  # type: ignore[arg-type]
        pace=pace,  # type: ignore[arg-type]
    )
    try:
        choice = compose(films, asked)
    except NothingFits:
        return
    assert choice == compose(films, asked)
    assert choice.duration <= seconds
    if CUTS_WORDS in choice.notes:
        return
    guards = [guards_of(film.analysis.film) for film in films]
    assert_no_word_is_cut(choice.clips, guards, may_split=may_split)
    used: list[tuple[int, int]] = []
    for clip in choice.clips:
        shots = films[clip.source].analysis.film.shots
        first, last = shots[clip.shots[0]].clean, shots[clip.shots[-1]].clean
        assert first.start <= clip.source_range.start and clip.source_range.end <= last.end
        assert first.end > clip.source_range.start and last.start < clip.source_range.end
        assert (clip.source_range.duration * rate).denominator == 1
        assert sum(r.amount for r in clip.reasons) == pytest.approx(clip.score, abs=1e-6)
        used += [(clip.source, shot) for shot in clip.shots]
    assert len(used) == len(set(used))
    chosen = {
        (f, s)
        for f, words in enumerate(choice.verdicts)
        for s, word in enumerate(words)
        if word == "chosen"
    }
    assert chosen == set(used)


def test_edges_move_out_of_what_is_said_within_the_shot() -> None:
    film = make_film([Take(20, moment=0.5)], speech=spans((6, 9), (9.5, 13), (13.5, 17)))
    (clip,) = compose([film], request("5s")).clips
    assert clip.source_range.start <= Fraction("9.5") and clip.source_range.end >= 13
    assert_no_word_is_cut([clip], [film.analysis.film.speech], may_split=False)


def test_a_sentence_longer_than_the_longest_clip_is_heard_out_but_not_beyond_the_budget() -> None:
    film = make_film([Take(20, moment=0.5)], speech=spans((6, 14)))
    (clip,) = compose([film], request("12s", max_clip=Fraction(5))).clips
    assert clip.source_range.start <= 6 and clip.source_range.end >= 14
    # In seven seconds it cannot be heard; what lies beside it can be seen.
    (clip,) = compose([film], request("7s", max_clip=Fraction(5))).clips
    assert clip.source_range.end <= 6 or clip.source_range.start >= 14


def test_sound_trails_where_a_shot_is_shorter_than_its_sentence() -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, is_match=False), Take(4)]
    film = make_film(takes, speech=spans((5, 8)))
    choice = compose([film], request("11s"))
    assert pictures(choice) == [(0, 7), (16, 20)]
    assert sounds(choice) == [(0, 8), (17, 20)]


def test_sound_leads_where_a_shot_begins_amid_a_sentence() -> None:
    takes = [Take(4), Take(9, is_match=False), Take(3, value=3.0), Take(4)]
    film = make_film(takes, speech=spans((12, 15)))
    choice = compose([film], request("11s"))
    assert pictures(choice) == [(0, 4), (13, 20)]
    assert sounds(choice) == [(0, 3), (12, 20)]


@pytest.mark.parametrize("spoken", [(16.0, 17.0), (16.8, 18.0)])
def test_sound_does_not_trail_over_what_is_said_there(spoken: Span) -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, never="blood"), Take(4)]
    film = make_film(takes, speech=spans((4.2, 8), spoken))
    choice = compose([film], request("11s"))
    assert choice.verdicts[0][1] == "shorter than what is said in it"
    assert all(clip.audio_range == clip.source_range for clip in choice.clips)


def test_sound_leaves_its_picture_by_no_more_than_is_sane() -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, never="blood"), Take(4)]
    film = make_film(takes, speech=spans((4.2, 9.6)))
    choice = compose([film], request("11s"))
    assert choice.verdicts[0][1] == "shorter than what is said in it"


def test_sound_leads_or_trails_over_nothing_that_is_banned() -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, is_match=False), Take(4)]
    film = make_film(takes, speech=spans((5, 8)))
    choice = compose([film], request("11s", never=(parse_mark("7.2-8"),)))
    assert choice.verdicts[0][1] != "chosen" or all(
        clip.audio_range.end <= Fraction("7.2") for clip in choice.clips[:1]
    )


def test_without_split_edits_a_shot_is_joined_to_the_neighbour_that_ends_its_sentence() -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, is_match=False), Take(4)]
    film = make_film(takes, speech=spans((4.2, 8)))
    choice = compose([film], request("13s", split_edits=False))
    joined = next(clip for clip in choice.clips if 1 in clip.shots)
    assert joined.shots[-1] == 2 and joined.source_range.end >= 8
    assert choice.verdicts[0][1] == choice.verdicts[0][2] == "chosen"
    assert_no_word_is_cut(choice.clips, [film.analysis.film.speech], may_split=False)


def test_without_split_edits_and_without_a_neighbour_it_is_left_out_and_told() -> None:
    takes = [Take(4), Take(3, value=3.0), Take(9, never="blood"), Take(4)]
    film = make_film(takes, speech=spans((4.2, 8)))
    choice = compose([film], request("11s", split_edits=False))
    assert choice.verdicts[0][1] == "shorter than what is said in it"


def test_neighbouring_shots_that_touch_are_one_clip() -> None:
    takes = [
        Take(4, value=3.0, reasons=(("sea", 2.0), ("snow", 1.0))),
        Take(2, reasons=(("sea", 1.0),)),
        Take(4, is_match=False),
        Take(4),
    ]
    choice = compose([make_film(takes)], request("10s"))
    assert [clip.shots for clip in choice.clips] == [(0, 1), (3,)]
    first = choice.clips[0]
    assert first.source_range == first.audio_range == TimeRange(Fraction(0), Fraction(6))
    assert first.score == pytest.approx((3 * 4 + 1 * 2) / 6)
    amounts = {reason.label: reason.amount for reason in first.reasons}
    assert amounts == {"sea": pytest.approx(10 / 6), "snow": pytest.approx(4 / 6)}
    apart = compose(
        [make_film([replace(takes[0], dissolve=Fraction(2, 25)), *takes[1:]])], request("10s")
    )
    assert [clip.shots for clip in apart.clips] == [(0,), (1,), (3,)]


def test_what_is_said_across_a_cut_goes_on_in_the_next_shot() -> None:
    film = make_film([Take(4), Take(4), Take(9, is_match=False)], speech=spans((2, 6)))
    (clip,) = compose([film], request("8s")).clips
    assert clip.shots == (0, 1) and clip.audio_range == clip.source_range


def test_a_pinned_range_stays_as_it_was_asked_for_and_is_told_where_it_cuts_a_word() -> None:
    film = make_film([Take(10), Take(10)], speech=spans((2, 4), (7, 9)))
    asked = request("12s", must=(parse_mark("3-8"),))
    choice = compose([film], asked)
    first = choice.clips[0]
    assert first.source_range == TimeRange(Fraction(3), Fraction(8))
    # Nothing is before it to lead over; but its end goes on over the next clip.
    assert first.audio_range == TimeRange(Fraction(3), Fraction(9)) or any(
        "ends at 0:08.0 amid" in note for note in choice.notes
    )
    assert any("begins at 0:03.0 amid" in note for note in choice.notes)
    straight = compose([film], replace(asked, split_edits=False))
    assert straight.clips[0].audio_range == straight.clips[0].source_range
    assert any("ends at 0:08.0 amid" in note for note in straight.notes)


def test_a_film_that_is_one_long_word_is_cut_all_the_same_and_says_so() -> None:
    film = make_film([Take(6)] * 5, cues=[(0, 30, "A subtitle that never goes.")])
    choice = compose([film], request("9s"))
    assert choice.duration == 9
    assert CUTS_WORDS in choice.notes


def test_a_moment_of_silence_beside_one_long_word_is_no_clip() -> None:
    film = make_film([Take(6)] * 5, cues=[(0.2, 30, "A subtitle that never goes.")])
    choice = compose([film], request("9s", fill=True))
    assert choice.duration > 8
    assert CUTS_WORDS in choice.notes


def test_descriptions_of_sounds_are_no_words_but_what_is_sung_is() -> None:
    cues = [
        (1, 2, "[door slams]"),
        (3, 4, "♪ ♪"),
        (5, 6, "♪ Over the sea ♪"),
        (7, 8, "(sighs) No."),
    ]
    film = make_film([Take(10)], cues=cues, speech=spans((9, 9.5)))
    assert guards_of(film.analysis.film) == spans((5, 6), (7, 8), (9, 9.5))


def test_guards_that_touch_leave_a_place_to_cut_and_those_that_overlap_do_not() -> None:
    cues = [(1, 3, "One."), (3, 5, "Two."), (6, 7, "Three."), (6.5, 9, "Four.")]
    film = make_film([Take(20)], cues=cues, speech=spans((4.5, 5.5)))
    assert guards_of(film.analysis.film) == spans((1, 3), (3, 5.5), (6, 9))


def test_of_two_shots_worth_the_same_the_one_whose_words_can_be_kept_is_taken() -> None:
    takes = [Take(4, moment=0.9), Take(9, is_match=False), Take(4, value=0.95)]
    assert compose([make_film(takes)], request("3s")).clips[0].shots == (0,)
    film = make_film(takes, speech=spans((3, 9)))
    assert compose([film], request("3s")).clips[0].shots == (2,)


def test_two_sounds_share_a_picture_only_where_there_is_room_for_both() -> None:
    guards = [Guards(spans((3.5, 4.6), (19.4, 20.5)))]
    for middle, refused in ((1.0, {0}), (2.0, set())):
        pictures = spans((0, 4), (10, 10 + middle), (20, 24))
        shown = [Shown(0, span, rank) for span, rank in zip(pictures, (1, 1, 2), strict=True)]
        sounding = let_out(shown, guards, (), Fraction(25))
        assert sounding.cut == refused
        assert sounding.spans[2] == TimeRange(Fraction("19.4"), Fraction(24))
