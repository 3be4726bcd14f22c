"""What a cut must be, whatever the films and the request."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.budget import Budget, parse_budget
from cutter.edit.compose import Choice, ScoredFilm, compose
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.errors import NothingFits, UsageError
from cutter.schema import TimeRange
from tests.edit.films import PLAIN, Take, make_film, random_takes

RATES = [Fraction(25), Fraction(24000, 1001), Fraction(30)]
quick = settings(max_examples=40, deadline=None)


def request(budget: str, **rest: object) -> CutRequest:
    return CutRequest(parse_budget(budget), Fraction(25), **rest)  # type: ignore[arg-type]


def shots_of(choice: Choice) -> list[int]:
    return [shot + 1 for clip in choice.clips for shot in clip.shots]


def seconds_of(choice: Choice) -> float:
    return float(choice.duration)


@st.composite
def films(draw: st.DrawFn) -> ScoredFilm:
    seed, count = draw(st.integers(0, 10_000)), draw(st.integers(1, 24))
    takes = random_takes(count, seed, matching=draw(st.sampled_from([0.2, 0.6, 1.0])))
    if draw(st.booleans()):
        takes = [replace(take, dissolve=Fraction(4, 25)) for take in takes]
    rate = draw(st.sampled_from(RATES))
    return make_film(takes, rate=rate, is_vfr=draw(st.booleans()), seed=seed)


@quick
@given(
    films(),
    st.fractions(Fraction(5, 2), 60),
    st.sampled_from(RATES),
    st.booleans(),
    st.sampled_from(["film", "score", "arc"]),
)
def test_a_cut_keeps_to_its_budget_its_shots_and_its_frames(
    film: ScoredFilm, seconds: Fraction, rate: Fraction, fill: bool, order: str
) -> None:
    asked = CutRequest(Budget(seconds=seconds), rate, fill=fill, order=order)  # type: ignore[arg-type]
    try:
        choice = compose([film], asked)
    except NothingFits:
        assert not any(score.is_match for score in film.scores) and not fill
        return
    record = film.analysis.film
    frame = 1 / rate
    assert choice.duration <= choice.budget
    used: set[int] = set()
    for clip in choice.clips:
        span, shots = clip.source_range, clip.shots
        first, last = record.shots[shots[0]].clean, record.shots[shots[-1]].clean
        assert (span.duration / frame).denominator == 1
        assert first.start <= span.start and span.end <= last.end
        assert shots == tuple(range(shots[0], shots[-1] + 1))
        if not record.media.is_vfr:
            assert (span.start * record.media.frame_rate).denominator == 1
        assert fill or all(film.scores[shot].is_match for shot in shots)
        assert not used & set(shots)
        used |= set(shots)
    assert used == {i for i, verdict in enumerate(choice.verdicts[0]) if verdict == "chosen"}
    assert 0 <= choice.gap <= 1
    lengths = [int(shot.clean.duration * rate) * frame for shot in record.shots]
    usable = sum(length for length in lengths if length >= Fraction(1, 2))
    if fill:
        loss = frame * len(record.shots) * 2
        assert choice.duration > min(choice.budget - frame, usable - loss)


@quick
@given(st.integers(0, 10_000), st.integers(2, 40), st.fractions(3, 40))
def test_the_budget_is_met_to_the_frame_when_enough_matches(
    seed: int, count: int, seconds: Fraction
) -> None:
    takes = [replace(take, is_match=True, looks=None) for take in random_takes(count, seed)]
    takes = [replace(take, seconds=max(Fraction(take.seconds), Fraction(6, 5))) for take in takes]
    film = make_film(takes, seed=seed)
    choice = compose([film], CutRequest(Budget(seconds=seconds), Fraction(25)))
    missing = min(choice.budget, film.analysis.film.media.end) - choice.duration
    assert 0 <= missing < Fraction(1, 25)


@quick
@given(films(), st.integers(5, 40))
def test_the_same_request_gives_the_same_choice(film: ScoredFilm, seconds: int) -> None:
    asked = CutRequest(Budget(seconds=Fraction(seconds)), Fraction(25), fill=True)
    assert compose([film], asked) == compose([film], asked)


def test_only_matches_are_used_and_a_short_cut_says_how_much_matched() -> None:
    film = make_film([Take(4), Take(30, value=0.1, is_match=False), Take(4)])
    choice = compose([film], request("20s"))
    assert shots_of(choice) == [1, 3]
    assert seconds_of(choice) == 8
    assert any("8 s of 20 s" in note and "--fill" in note for note in choice.notes)
    assert choice.verdicts == (("chosen", "no match", "chosen"),)


def test_fill_takes_the_next_best_and_says_so() -> None:
    takes = [Take(4), *(Take(4, value=v, is_match=False) for v in (0.1, 0.4, 0.2, 0.3))]
    choice = compose([make_film(takes)], request("10s", fill=True))
    assert {1, 3} <= set(shots_of(choice)) and 2 not in shots_of(choice)
    assert seconds_of(choice) == 10
    assert any("only 4 s of 10 s match" in note for note in choice.notes)


def test_fill_takes_what_is_disliked_last() -> None:
    takes = [Take(4), *(Take(4, value=v, is_match=False) for v in (-0.9, 0.0, -0.3, 0.0, 0.0))]
    filled = compose([make_film(takes)], request("16s", fill=True, max_clip=Fraction(4)))
    assert shots_of(filled) == [1, 3, 5, 6]
    fuller = compose([make_film(takes)], request("20s", fill=True, max_clip=Fraction(4)))
    assert shots_of(fuller) == [1, 3, 4, 5, 6]


def test_a_match_a_little_too_short_goes_before_what_nobody_asked_for() -> None:
    takes = [Take(4), Take(0.9), Take(9, value=0.3, is_match=False)]
    choice = compose([make_film(takes)], request("5s", fill=True))
    assert {1, 2} <= set(shots_of(choice))
    strict = compose([make_film(takes)], request("5s", fill=True, min_clip=Fraction(1)))
    assert shots_of(strict) == [1, 3]


def test_fill_takes_everything_rather_than_leave_the_budget_open() -> None:
    takes = [Take(20, looks=1), Take(0.6, is_match=False), Take(20, looks=1), Take(0.52)]
    choice = compose([make_film(takes)], request("60s", fill=True))
    assert seconds_of(choice) == pytest.approx(41.12)
    assert any("longer than the film" in note for note in choice.notes)


@pytest.mark.parametrize("is_match", [True, False])
@pytest.mark.parametrize("pace", ["even", "brisk"])
def test_filling_shows_no_slivers(pace: str, is_match: bool) -> None:
    slivers = [Take(0.32, value=0.3, is_match=is_match)] * 5
    film = make_film([Take(2), *slivers, Take(0.64, value=0.2, is_match=False)])
    choice = compose([film], request("90%", fill=True, pace=pace))
    assert shots_of(choice) == [1, 7]
    assert choice.verdicts[0][1] == "too short"
    pinned = compose([film], request("90%", fill=True, pace=pace, must=(parse_mark("#3"),)))
    assert shots_of(pinned) == [1, 3, 7]


@quick
@given(st.integers(0, 10_000), st.fractions(2, 30), st.sampled_from(["even", "brisk", "calm"]))
def test_no_clip_flashes_by_while_there_is_anything_else(
    seed: int, seconds: Fraction, pace: str
) -> None:
    takes = [replace(take, seconds=Fraction(take.seconds) / 3) for take in random_takes(20, seed)]
    film = make_film([*takes, Take(2)], seed=seed)
    asked = CutRequest(Budget(seconds=seconds), Fraction(25), fill=True, pace=pace)  # type: ignore[arg-type]
    choice = compose([film], asked)
    assert min(clip.source_range.duration for clip in choice.clips) >= Fraction(1, 2)


@pytest.mark.parametrize("is_match", [True, False])
def test_where_there_are_only_slivers_they_are_the_cut(is_match: bool) -> None:
    film = make_film([Take(0.2, is_match=is_match)] * 2)
    choice = compose([film], request("20s", fill=True))
    assert seconds_of(choice) == pytest.approx(0.4)


def test_a_short_clip_that_is_asked_for_is_no_sliver() -> None:
    film = make_film([Take(2), Take(0.24, is_match=False)])
    choice = compose([film], request("100%", fill=True, min_clip=Fraction(1, 5)))
    assert shots_of(choice) == [1, 2]


def test_a_single_long_take_fills_the_budget() -> None:
    choice = compose([make_film([Take(600)])], request("60s"))
    assert seconds_of(choice) == 60
    assert any("longer than 6 s" in note for note in choice.notes)


def test_lengths_asked_for_are_kept() -> None:
    film = make_film([Take(20)] * 30)
    choice = compose([film], request("60s", min_clip=Fraction(2), max_clip=Fraction(4)))
    lengths = [clip.source_range.duration for clip in choice.clips]
    assert sum(lengths) == 60 and min(lengths) >= 2 and max(lengths) <= 4
    alone = compose([make_film([Take(20)])], request("60%", max_clip=Fraction(4)))
    assert seconds_of(alone) == 4


def test_a_shot_below_the_shortest_clip_is_used_only_if_nothing_else_fits() -> None:
    with_others = compose([make_film([Take(0.8), Take(4)])], request("4s"))
    assert shots_of(with_others) == [2]
    assert with_others.verdicts[0][0] == "too short"
    alone = compose([make_film([Take(0.8)])], request("4s"))
    assert seconds_of(alone) == pytest.approx(0.8)


def test_a_film_of_one_frame_is_its_own_cut() -> None:
    choice = compose([make_film([Take(0.04)])], request("20s"))
    assert seconds_of(choice) == pytest.approx(0.04)


def test_a_long_shot_is_trimmed_around_its_best_moment() -> None:
    film = make_film([Take(60, moment=0.75), Take(60, moment=0.25)])
    choice = compose([film], request("6s"))
    for clip, moment in zip(choice.clips, (45, 75), strict=True):
        assert clip.source_range.contains(Fraction(moment))


def test_near_duplicates_are_never_both_taken_without_need() -> None:
    takes = [Take(4, looks=1), Take(4, looks=2, value=0.5), Take(4, looks=1, value=2.0), Take(4)]
    choice = compose([make_film(takes)], request("12s"))
    assert shots_of(choice) == [2, 3, 4]
    assert choice.verdicts[0][0] == "near-duplicate of #3"
    filled = compose([make_film(takes)], request("16s", fill=True))
    assert shots_of(filled) == [1, 2, 3, 4]


def test_a_cut_covers_its_likes_rather_than_repeat_the_best() -> None:
    takes = [Take(4, value=1.0, looks=None, reasons=(("sea", 1.0),)) for _ in range(8)]
    takes += [Take(4, value=0.9, reasons=(("snow", 0.9),)) for _ in range(2)]
    choice = compose([make_film(takes)], request("12s"))
    assert {9, 10} & set(shots_of(choice))


def test_a_cut_does_not_sit_in_one_place_of_the_film() -> None:
    takes = [Take(3, value=1.0)] * 10 + [Take(3, value=0.97)] * 30
    choice = compose([make_film(takes)], request("24s"))
    assert max(shots_of(choice)) > 25 and min(shots_of(choice)) <= 10


def test_a_ban_goes_before_everything() -> None:
    film = make_film([Take(10, value=9.0), Take(10), Take(10)])
    asked = request("6s", never=(parse_mark("#1"), parse_mark("15-20")), must=(parse_mark("#1"),))
    choice = compose([film], asked)
    assert choice.verdicts[0][0] == "banned"
    assert all(
        clip.source_range.end <= 15 or clip.source_range.start >= 20 for clip in choice.clips
    )
    assert any("banned" in note for note in choice.notes)


def test_a_pin_goes_before_the_profiles_never_and_says_so() -> None:
    film = make_film([Take(10), Take(10, never="blood", is_match=False), Take(10, never="blood")])
    choice = compose([film], request("6s", must=(parse_mark("#2"),)))
    assert choice.verdicts[0] == ("chosen", "chosen", "never")
    assert choice.clips[1].pinned and not choice.clips[0].pinned
    assert "#2 is pinned although the profile says never 'blood'" in choice.notes
    both = compose([film, film], request("6s", must=(parse_mark("#3@2"),)))
    assert "#3@2 is pinned although the profile says never 'blood'" in both.notes


def test_a_pin_brings_back_what_is_left_out_and_what_does_not_match() -> None:
    black = replace(PLAIN, black=1.0, brightness=0.0)
    film = make_film([Take(5), Take(5, signals=black), Take(5, is_match=False)])
    choice = compose([film], request("9s", must=(parse_mark("#2"), parse_mark("#3"))))
    assert shots_of(choice) == [1, 2, 3]


def test_a_pinned_time_is_in_the_clip() -> None:
    film = make_film([Take(60, moment=0.1), Take(60)])
    choice = compose([film], request("6s", must=(parse_mark("50"),)))
    assert any(clip.source_range.contains(Fraction(50)) for clip in choice.clips)


@pytest.mark.parametrize(("mark", "shot"), [("9.8", 1), ("0:10.2", 2)])
def test_a_pinned_time_in_a_transition_is_told(mark: str, shot: int) -> None:
    film = make_film([Take(10, dissolve=Fraction(1)), Take(10)])
    choice = compose([film], request("3s", must=(parse_mark(mark),)))
    told = f"--must '{mark}' lies in a dissolve; the nearest clean part is used"
    assert told in choice.notes and shot in shots_of(choice)
    beside = compose([film], request("3s", must=(parse_mark("9.2"), parse_mark("#2"))))
    assert not any("--must" in note for note in beside.notes)


def test_a_pinned_range_comes_whole_across_shots_and_transitions() -> None:
    film = make_film([Take(5, dissolve=Fraction(1)), Take(5, is_match=False), Take(30)])
    choice = compose([film], request("12s", must=(parse_mark("3-8"),)))
    pinned = [clip for clip in choice.clips if clip.pinned]
    # One clip, for no clip begins or ends amid the dissolve that the range runs through.
    assert [clip.shots for clip in pinned] == [(0, 1)]
    assert pinned[0].source_range == TimeRange(Fraction(3), Fraction(8))
    assert seconds_of(choice) == 12
    best_first = compose([film], request("12s", order="score", must=(parse_mark("3-8"),)))
    order = shots_of(best_first)
    assert order.index(2) == order.index(1) + 1


def test_pins_longer_than_the_budget_are_refused_by_how_much() -> None:
    film = make_film([Take(30), Take(30)])
    with pytest.raises(NothingFits, match="5 s more"):
        compose([film], request("10s", must=(parse_mark("10-25"),)))


def test_the_profiles_must_is_in_unless_never() -> None:
    takes = [Take(5)] * 20
    takes[7] = Take(5, value=-1.0, is_match=False, must="a dog")
    takes[9] = Take(5, must="a dog", never="spiders")
    choice = compose([make_film(takes)], request("10s"))
    assert choice.verdicts[0][7] == "chosen" and choice.verdicts[0][9] == "never"
    assert next(clip for clip in choice.clips if clip.shots == (7,)).pinned


def test_black_logos_and_credits_are_left_out_unless_kept() -> None:
    black = replace(PLAIN, black=1.0, brightness=0.0, colourfulness=0.0)
    page = replace(PLAIN, black=0.85, brightness=0.05, colourfulness=0.02, text=0.1, motion=0.02)
    takes = [Take(3, signals=page), *[Take(10)] * 12, Take(3, signals=black), Take(6, signals=page)]
    choice = compose([make_film(takes)], request("130s"))
    verdicts = choice.verdicts[0]
    assert (verdicts[0], verdicts[-2], verdicts[-1]) == ("logo", "black", "credits")
    kept = compose([make_film(takes)], request("132s", keep_credits=True))
    assert set(kept.verdicts[0]) == {"chosen"}


def test_a_cut_draws_on_all_films_and_names_their_shots() -> None:
    films = [make_film([Take(6, looks=k) for k in range(9)], seed=seed) for seed in (1, 2)]
    choice = compose(films, request("24s"))
    assert {clip.source for clip in choice.clips} == {0, 1}
    assert [len(verdicts) for verdicts in choice.verdicts] == [9, 9]
    positions = [(clip.source, clip.source_range.start) for clip in choice.clips]
    assert positions == sorted(positions)
    assert any("near-duplicate of #" in word and "@" in word for word in sum(choice.verdicts, ()))


@pytest.mark.parametrize(
    ("takes", "asked", "told"),
    [
        ([Take(5, is_match=False)], request("3s"), "--fill"),
        ([Take(5, never="blood")], request("3s"), "never"),
        ([Take(5)], request("3s", never=(parse_mark("#1"),)), "banned"),
        ([Take(50)], request("0.03s"), "one frame"),
        ([Take(50)], request("1s"), "shortest clip"),
        ([Take(50)], request("5s", min_clip=Fraction(8)), "--min-clip"),
    ],
)
def test_nothing_fits_says_why(takes: Sequence[Take], asked: CutRequest, told: str) -> None:
    with pytest.raises(NothingFits, match=told):
        compose([make_film(takes)], asked)


def test_ties_fall_to_the_earlier_shot() -> None:
    choice = compose([make_film([Take(3, looks=k % 2) for k in range(6)])], request("3s"))
    assert shots_of(choice) == [1]


def test_nothing_depends_on_where_the_scores_zero_lies() -> None:
    takes = random_takes(12, 3, matching=1.0)
    film = make_film(takes)
    doubled = replace(
        film, scores=tuple(replace(score, value=score.value * 2) for score in film.scores)
    )
    assert shots_of(compose([film], request("12s"))) == shots_of(compose([doubled], request("12s")))


def test_films_seen_with_all_zero_vectors_can_be_cut() -> None:
    film = make_film([Take(5)] * 6)
    blind = replace(film.analysis, image_vectors=np.zeros((6, 8), dtype=np.float32))
    assert seconds_of(compose([ScoredFilm(blind, film.scores)], request("9s"))) == 9


@pytest.mark.parametrize(
    "broken",
    [
        {"min_clip": Fraction(0)},
        {"max_clip": Fraction(-1)},
        {"min_clip": Fraction(3), "max_clip": Fraction(2)},
        {"frame_rate": Fraction(0)},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(broken: dict[str, Fraction]) -> None:
    with pytest.raises(UsageError):
        CutRequest(**{"budget": parse_budget("9s"), "frame_rate": Fraction(25), **broken})  # type: ignore[arg-type]
