from dataclasses import replace
from fractions import Fraction

from cutter.report.table import cut_rows, reason_words, signed, span_words
from cutter.schema import Reason, TimeRange, Transition
from tests.report.cuts import make_cut


def test_every_clip_has_a_row_in_playing_order() -> None:
    edl, _, _ = make_cut()
    rows = cut_rows(edl)
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.shot for row in rows] == ["#1", "#3", "#5", "#6"]
    assert [row.pinned for row in rows] == [False, False, False, True]
    assert sum(float(row.length) for row in rows) == 12
    assert rows[0].score == "0.90"
    assert rows[0].reasons == "sunset over the sea +1.10, spiders −0.20"


def test_among_several_films_a_shot_names_its_film() -> None:
    edl, _, _ = make_cut(films=2)
    shots = [row.shot for row in cut_rows(edl)]
    assert all("@" in shot for shot in shots) and "#6@1" in shots


def test_times_and_amounts_are_written_for_people() -> None:
    assert span_words(TimeRange(Fraction(80), Fraction(167, 2))) == "1:20.0–1:23.5"
    assert [signed(x) for x in (0.126, -0.126, 0.001, -0.004)] == ["+0.13", "−0.13", "0.00", "0.00"]


def test_what_weighs_most_is_said_first_and_nothing_is_not_said() -> None:
    reasons = (Reason("a", 0.1, ""), Reason("b", -0.5, ""), Reason("c", 0.001, ""))
    assert reason_words(reasons, 3) == "b −0.50, a +0.10"
    assert reason_words(reasons, 1) == "b −0.50"


def test_split_edits_and_transitions_are_told_at_their_clip() -> None:
    edl, _, _ = make_cut()
    first = edl.clips[0]
    sound = TimeRange(first.audio_range.start, first.audio_range.end + Fraction(2, 5))
    split = replace(first, audio_range=sound)
    joined = replace(
        edl,
        clips=(split, *edl.clips[1:]),
        transitions=(Transition(0, "dissolve", Fraction(12, 25)),),
    )
    rows = cut_rows(joined)
    assert rows[0].edges == "sound trails 0.40 s, dissolve 0.48 s"
    assert all(row.edges == "" for row in rows[1:])
