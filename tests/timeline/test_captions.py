"""A cue is shown while what it says is heard, in the cut's own time."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import Clip, Cue, CueTrack, EditDecisionList, TimeRange
from cutter.timeline.captions import SHORTEST, caption_tracks, captions_of
from cutter.timeline.place import frame_count, place
from tests.timeline.cuts import Number, clip, cut, source, span, track

Shown = list[tuple[Fraction | int, Fraction | int, str]]


def shown(edl: EditDecisionList, language: str = "en") -> Shown:
    return [(cue.span.start, cue.span.end, cue.text) for cue in captions_of(edl, language)]


ONE = source(track("en", (10, 12, "one"), (12, 14, "two"), (20, "20.5", "three")))


def test_cues_lie_where_their_clips_do_and_the_title_shifts_them() -> None:
    clips = [clip(19, 21), clip(9, 14)]
    assert shown(cut([ONE], clips)) == [
        (1, Fraction(3, 2), "three"),
        (3, 5, "one"),
        (5, 7, "two"),
    ]
    assert shown(cut([ONE], clips, card=2))[0] == (3, Fraction(7, 2), "three")


@pytest.mark.parametrize(
    ("start", "end", "cues"),
    [
        (11, 13, [(0, 1, "one"), (1, 2, "two")]),
        ("11.72", 13, [(Fraction(28, 100), Fraction(128, 100), "two")]),
        (
            "11.68",
            13,
            [(0, Fraction(32, 100), "one"), (Fraction(32, 100), Fraction(33, 25), "two")],
        ),
        (9, "10.2", []),
        (14, 20, []),
    ],
)
def test_edges_split_cues_and_leftovers_too_short_to_read_are_dropped(
    start: Number, end: Number, cues: Shown
) -> None:
    assert shown(cut([ONE], [clip(start, end)])) == cues


def test_a_short_cue_that_is_whole_is_kept() -> None:
    brief = source(track("en", ("1", "1.2", "No!")))
    assert shown(cut([brief], [clip(0, 2)])) == [(1, Fraction(6, 5), "No!")]


def test_a_cue_that_goes_on_over_a_joint_is_one_and_a_cue_shown_twice_is_two() -> None:
    assert shown(cut([ONE], [clip(9, 11), clip(11, 12)])) == [(1, 3, "one")]
    # What was between the two clips is not heard, but the words are not to flicker for it.
    assert shown(cut([ONE], [clip(9, "10.4"), clip("10.6", 12)])) == [(1, Fraction(14, 5), "one")]
    twice = shown(cut([ONE], [clip(9, 12), clip(15, 16), clip(9, 12)]))
    assert twice == [(1, 3, "one"), (5, 7, "one")]


def test_a_split_edit_shows_a_cue_while_it_is_heard_and_not_while_its_picture_is_shown() -> None:
    leads = clip(11, 14, heard=span(10, 14))
    trails = clip(15, 17, heard=span(15, 16))
    assert shown(cut([ONE], [trails, leads])) == [(1, 3, "one"), (3, 5, "two")]
    late = clip(10, 12, heard=span("11.5", 12))
    assert shown(cut([ONE], [late])) == [(Fraction(3, 2), 2, "one")]
    # Nothing is heard before the cut begins or behind its end.
    assert shown(cut([ONE], [clip(11, 12, heard=span(10, 14))])) == [(0, 1, "one")]


def test_the_same_words_never_overlap() -> None:
    heard_longer = clip(10, 11, heard=span(10, 12))
    assert shown(cut([ONE], [heard_longer, clip(10, 11)])) == [(0, 2, "one")]
    doubled = source(track("en", (1, 3, "la"), (2, 4, "la"), (4, 5, "la")))
    assert shown(cut([doubled], [clip(0, 6)])) == [(1, 4, "la"), (4, 5, "la")]


def test_times_follow_the_frames_on_which_a_clip_lies_and_never_drift() -> None:
    rate = Fraction(24000, 1001)
    said = track("en", *((n, n + Fraction(1, 2), f"word {n}") for n in range(0, 400, 2)))
    # Every clip is a third of a frame longer than whole frames.
    length = (31 + Fraction(1, 3)) / rate
    edl = cut([source(said)], [clip(n, n + length) for n in range(0, 400, 2)], rate=rate)
    placed = place(edl)
    assert [start for start, *_ in shown(edl)] == [piece.first / rate for piece in placed]


def tracks(edl: EditDecisionList) -> list[tuple[str, str, list[str]]]:
    return [(t.language, t.title, [cue.text for cue in t.cues]) for t in caption_tracks(edl)]


def test_tracks_of_several_films_meet_by_language_and_then_by_title() -> None:
    a = source(
        track("en", (0, 1, "a")), track("en", (0, 1, "[a]"), title="SDH"), track("fr", (0, 1, "à"))
    )
    b = source(track("en", (0, 1, "[b]"), title="SDH"), track("de", (0, 1, "ß")))
    c = source(track("fr", (0, 1, "ç")), track("en", (0, 1, "c"), title="English"))
    clips = [clip(0, 1, film=0), clip(0, 1, film=1), clip(0, 1, film=2)]
    edl = cut([a, b, c], clips)
    assert tracks(edl) == [
        ("en", "", ["a", "c"]),
        ("en", "SDH", ["[a]", "[b]"]),
        ("fr", "", ["à", "ç"]),
        ("de", "", ["ß"]),
    ]
    assert [text for *_, text in shown(edl, "en")] == ["a", "c"]
    assert [text for *_, text in shown(edl, "")] == ["a", "[b]", "ç"]
    assert shown(edl, "it") == []


def test_tracks_of_no_language_or_with_nothing_to_show() -> None:
    a = source(track("", (0, 1, "x")), track("", (0, 1, "y")), track("fr", (5, 6, "later")))
    assert tracks(cut([a], [clip(0, 1)])) == [("", "", ["x"]), ("", "", ["y"])]
    assert tracks(cut([source()], [clip(0, 1)])) == []
    assert shown(cut([source()], [clip(0, 1)]), "") == []


eighths = st.integers(0, 160).map(lambda n: Fraction(n, 8))


@st.composite
def cues(draw: st.DrawFn) -> Cue:
    start = draw(eighths)
    length = draw(st.integers(1, 24)) * Fraction(1, 8)
    return Cue(TimeRange(start, start + length), draw(st.sampled_from(["a", "b", "c"])), "en")


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    start, length = draw(eighths), Fraction(draw(st.integers(4, 40)), 8)
    lead, trail = (draw(st.integers(-8, 8)) * length / 20 for _ in range(2))
    heard = TimeRange(max(Fraction(0), start - lead), start + length + trail)
    return Clip(0, (0,), TimeRange(start, start + length), heard, 0.0, ())


@settings(max_examples=60)
@given(
    st.lists(cues(), max_size=10),
    st.lists(clips(), min_size=1, max_size=5),
    st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(7, 2)]),
    st.sampled_from([Fraction(0), Fraction(3, 2)]),
)
def test_what_is_heard_is_shown_and_nothing_else(
    said: list[Cue], clips: list[Clip], rate: Fraction, card: Fraction
) -> None:
    said.sort(key=lambda cue: cue.span.start)
    edl = cut([source(CueTrack("en", "", tuple(said)))], clips, rate=rate, card=card)
    found, whole = captions_of(edl, "en"), frame_count(edl) / rate
    windows = heard_in(edl, said)
    for step in range(int(whole * 8) + 1):
        # Between the moments at which something can change.
        moment = Fraction(step, 8) + Fraction(1, 77)
        there = [(start, end, cue) for start, end, cue in windows if start <= moment < end]
        visible = {cue.text for cue in found if cue.span.contains(moment)}
        assert visible <= {cue.text for *_, cue in there}
        readable = {
            cue.text for start, end, cue in there if end - start >= min(SHORTEST, cue.span.duration)
        }
        assert readable <= visible
    for text in "abc":
        own = [cue.span for cue in found if cue.text == text]
        assert all(one.end <= other.start for one, other in itertools.pairwise(own))
    assert all(0 <= cue.span.start < cue.span.end <= whole for cue in found)
    assert list(found) == sorted(found, key=lambda c: (c.span.start, c.span.end, c.text))


def heard_in(edl: EditDecisionList, said: list[Cue]) -> list[tuple[Fraction, Fraction, Cue]]:
    """Return from when to when which cue is heard in a cut, clip by clip."""
    rate, found = edl.output.frame_rate, []
    for piece in place(edl):
        one, begins = edl.clips[piece.clip], piece.first / rate
        first = begins + one.audio_range.start - one.source_range.start
        last = begins + piece.count / rate + one.audio_range.end - one.source_range.end
        for cue in said:
            start = max(Fraction(0), first, cue.span.start - piece.start + begins)
            end = min(frame_count(edl) / rate, last, cue.span.end - piece.start + begins)
            if start < end:
                found.append((start, end, cue))
    return found
