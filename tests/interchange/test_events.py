"""A cut becomes events in whole frames: to the frame, without gaps, and without drift."""

import dataclasses
import itertools
from fractions import Fraction

import pytest

from cutter.interchange.events import Event, Frames, Join, events, sound_tracks, source_start
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange, Title, Transition
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, two_hours

CASES = {
    "23.976": (NTSC_FILM, None, False),
    "25": (PAL, None, False),
    "29.97": (NTSC, None, False),
    "variable": (PAL, None, True),
    "25 from 23.976": (PAL, NTSC_FILM, False),
    "23.976 from 50": (NTSC_FILM, Fraction(50), False),
}


@pytest.mark.parametrize("case", CASES)
def test_a_two_hour_list_is_exact_to_the_frame(case: str) -> None:
    rate, source_rate, is_vfr = CASES[case]
    truth = two_hours(rate, source_rate=source_rate, is_vfr=is_vfr, sources=2)
    found = events(truth.edl)
    assert [(e.record.first, e.record.count) for e in found] == list(truth.records)
    assert [(e.source, e.material.first, e.material.count) for e in found] == list(truth.materials)
    for one, other in itertools.pairwise(found):
        assert one.record.end == other.record.first
    assert all(e.heard_record == e.record and e.heard_material == e.material for e in found)


def three(*audio: tuple[str, str], titles: tuple[Title, ...] = ()) -> EditDecisionList:
    """Three clips of 4 s at 25 frames from second 100, 200 and 300; sound as said, in seconds."""
    spans = [TimeRange(Fraction(at), Fraction(at) + 4) for at in (100, 200, 300)]
    heard = [
        TimeRange(span.start + Fraction(start), span.end + Fraction(end))
        for span, (start, end) in itertools.zip_longest(spans, audio, fillvalue=("0", "0"))
        if isinstance(span, TimeRange)
    ]
    clips = tuple(
        Clip(0, (7,), span, sound, 1.0, ()) for span, sound in zip(spans, heard, strict=True)
    )
    source = Source("/f/a b.mp4", "0" * 32, Fraction(304), PAL, timecode="10:00:00:00")
    output = Output(640, 360, PAL)
    return EditDecisionList(
        (source,), clips, output, "", "", Fraction(12), "film", 0.0, titles=titles
    )


def heard(event: Event) -> tuple[int, int, int, int]:
    there, here = event.heard_record, event.heard_material
    return there.first, there.count, here.first, here.count


def test_a_split_edit_moves_the_edge_of_the_sound_and_not_the_sound() -> None:
    first, second, third = events(three(("0", "0.4"), ("0.4", "-0.2"), ("-0.2", "0")))
    assert (first.record, second.record) == (Frames(0, 100), Frames(100, 100))
    assert heard(first) == (0, 110, 2500, 110)
    assert heard(second) == (110, 85, 5010, 85)
    assert heard(third) == (195, 105, 7495, 105)
    assert [e.is_split for e in (first, second, third)] == [True, True, True]
    assert sound_tracks((first, second, third)) == ((first, second, third),)


def test_sounds_that_overlap_lie_on_two_tracks() -> None:
    first, second, third = events(three(("0", "0.4"), ("0", "0"), ("-0.2", "0")))
    assert sound_tracks((first, second, third)) == ((first, third), (second,))


def test_sound_stays_inside_the_cut_and_its_film() -> None:
    found = events(three(("-1", "0"), ("0", "0"), ("0", "0.4")))
    assert heard(found[0]) == (0, 100, 2500, 100)
    assert heard(found[2]) == (200, 100, 7500, 100)


def test_a_title_shifts_every_record_and_no_source() -> None:
    edl = three(titles=(Title("x", Fraction(2), "start"), Title("y", Fraction(1), "end")))
    assert [(e.record.first, e.material.first) for e in events(edl)] == [
        (50, 2500),
        (150, 5000),
        (250, 7500),
    ]


def test_transitions_belong_to_both_events_of_their_joint() -> None:
    join = Transition(0, "dissolve", Fraction(12, 25))
    edl = dataclasses.replace(three(), transitions=(join, Transition(1, "dip", Fraction(1, 2))))
    first, second, third = events(edl)
    assert first.before is None
    assert first.after == second.before == Join("dissolve", 12)
    assert second.after == third.before == Join("dip", 12)
    assert third.after is None


def test_a_clip_that_rounding_pushes_over_the_films_end_begins_a_frame_earlier() -> None:
    edl = three()
    late = TimeRange(Fraction(300) + Fraction(1, 50), Fraction(304))
    clips = (*edl.clips[:2], dataclasses.replace(edl.clips[2], source_range=late, audio_range=late))
    last = events(dataclasses.replace(edl, clips=clips))[-1]
    assert last.record.count == 100
    assert last.material == last.heard_material == Frames(7500, 100)


def test_a_name_tells_film_and_shots_and_a_marker_score_and_reasons() -> None:
    event = events(two_hours(PAL).edl)[0]
    assert event.name == "Der Film 0 #1"
    assert event.marker == "score 0.75, asked for: sea +1.25 (picture 0.31), rain -0.50"


@pytest.mark.parametrize(
    ("timecode", "rate", "first"),
    [
        ("10:00:00:00", PAL, 900_000),
        ("01:00:00;00", NTSC, 107_892),
        ("01:00:00:00", NTSC, 108_000),
        ("", PAL, 0),
        ("01:00:00;00", PAL, 0),
    ],
)
def test_a_films_timecode_numbers_its_first_frame(
    timecode: str, rate: Fraction, first: int
) -> None:
    source = Source("/a.mp4", "0" * 32, Fraction(9), rate, timecode=timecode)
    assert source_start(source) == first
