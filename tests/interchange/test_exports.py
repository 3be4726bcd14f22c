"""What is exported says the plan's cut: read back by other readers, to the frame, without drift."""

import dataclasses
import json
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest

from cutter.errors import UsageError
from cutter.interchange.events import events, sound_tracks, source_start
from cutter.interchange.formats import FORMATS, Export, formats_named
from cutter.interchange.timecode import timebase
from cutter.schema import Chapter, EditDecisionList, TimeRange, Title, Transition
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, Truth, two_hours
from tests.interchange.read_back import (
    Chapter as ReadChapter,
)
from tests.interchange.read_back import (
    cmx_edits,
    ffmetadata_chapters,
    mpv_segments,
    rows,
    smpte,
)

FOLDER = Path("/films/cuts")
CASES = {
    "23.976": (NTSC_FILM, False, "01:00:00:00", "14:03:02:23"),
    "25": (PAL, False, "01:00:00:00", ""),
    "29.97 drop": (NTSC, False, "01:00:00;00", "10:09:59;28"),
    "29.97 non-drop": (NTSC, False, "00:59:50:00", ""),
    "variable": (PAL, True, "01:00:00:00", ""),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Truth, Export]:
    rate, is_vfr, start, timecode = CASES[request.param]
    truth = two_hours(rate, is_vfr=is_vfr, sources=2, timecode=timecode)
    return truth, Export(FOLDER, "two hours", start=start)


def written(edl: EditDecisionList, name: str, **how: object) -> str:
    export = dataclasses.replace(Export(FOLDER, "a cut"), **how)  # type: ignore[arg-type]
    return FORMATS[name].write(edl, export)


def frames(time: otio.opentime.RationalTime, rate: Fraction) -> int:
    """Return an OTIO time in frames of a rate that it must be in already."""
    assert time.rate == float(rate)
    assert time.value == int(time.value)
    return int(time.value)


def runs(track: otio.schema.Track, rate: Fraction) -> list[tuple[int, int]]:
    """Return where each clip of a track lies, and how long it is, in frames."""
    found, at = [], 0
    for item in track:
        count = frames(item.duration(), rate)
        if isinstance(item, otio.schema.Clip):
            found.append((at, count))
        at += count
    last = list(track)[-1].range_in_parent()
    assert frames(last.end_time_exclusive(), rate) == at
    return found


def test_otio_is_exact_over_two_hours(case: tuple[Truth, Export]) -> None:
    truth, export = case
    timeline = otio.adapters.read_from_string(FORMATS["otio"].write(truth.edl, export), "otio_json")
    rate = truth.edl.output.frame_rate
    assert timeline.global_start_time.rate == float(rate)
    assert frames(timeline.global_start_time, rate) == smpte(export.start, timebase(rate))
    pictures, sound = timeline.video_tracks()[0], timeline.audio_tracks()[0]
    for track in (pictures, sound):
        found = runs(track, rate)
        assert found == list(truth.records)
        for clip, (film, first, count) in zip(track.find_clips(), truth.materials, strict=True):
            source = truth.edl.sources[film]
            start = frames(clip.source_range.start_time, source.frame_rate)
            whole = clip.media_reference.available_range
            assert whole.start_time.value == source_start(source)
            assert start - whole.start_time.value == first
            assert frames(clip.source_range.duration, rate) == count
            assert clip.media_reference.target_url == Path(source.path).as_uri()
            assert whole.contains(clip.source_range)


def test_cmx_is_exact_over_two_hours_through_the_library_s_adapter(
    case: tuple[Truth, Export],
) -> None:
    truth, export = case
    rate = truth.edl.output.frame_rate
    text = FORMATS["edl"].write(truth.edl, export)
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate))
    names = [track.name for track in timeline.tracks]
    assert names == ["V", "A1", "A2"]
    for track in timeline.tracks:
        assert runs(track, rate) == list(truth.records)
        for clip, (film, first, count) in zip(track.find_clips(), truth.materials, strict=True):
            source = truth.edl.sources[film]
            assert frames(clip.source_range.start_time, rate) == source_start(source) + first
            assert frames(clip.source_range.duration, rate) == count
            assert clip.name == Path(source.path).name


def test_cmx_is_exact_over_two_hours_line_by_line(case: tuple[Truth, Export]) -> None:
    truth, export = case
    text = FORMATS["edl"].write(truth.edl, export)
    drop = ";" in export.start
    assert text.splitlines()[:2] == [
        "TITLE: two hours",
        f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}",
    ]
    base = timebase(truth.edl.output.frame_rate)
    edits = cmx_edits(text)
    zero = smpte(export.start, base)
    assert [edit.number for edit in edits] == list(range(1, len(truth.records) + 1))
    for edit, (first, count), (film, begin, _) in zip(
        edits, truth.records, truth.materials, strict=True
    ):
        record = [smpte(time, base) - zero for time in edit.record]
        assert record == [first, first + count]
        start = source_start(truth.edl.sources[film])
        source = [smpte(time, base) - start for time in edit.source]
        assert source == [begin, begin + count]
        assert (edit.reel, edit.channels, edit.kind) == (f"DERFILM{film}", "AA/V", "C")
        assert ";" in edit.record[0] if drop else ";" not in edit.record[0]


def test_the_table_is_exact_over_two_hours(case: tuple[Truth, Export]) -> None:
    truth, export = case
    base = timebase(truth.edl.output.frame_rate)
    table = rows(FORMATS["csv"].write(truth.edl, export))
    zero = smpte(export.start, base)
    for row, (first, count), (film, begin, passed) in zip(
        table, truth.records, truth.materials, strict=True
    ):
        assert smpte(row["record_in"], base) - zero == int(row["record_first_frame"]) == first
        assert smpte(row["record_out"], base) - zero == first + count
        assert int(row["frames"]) == count
        start = source_start(truth.edl.sources[film])
        assert smpte(row["source_in"], base) - start == int(row["source_first_frame"]) == begin
        assert smpte(row["source_out"], base) - start == begin + int(row["source_frames"])
        assert int(row["source_frames"]) == passed
        assert row["film"] == f"../Der Film {film}.mp4"
        assert int(row["frames_before"]) == begin


def test_the_players_list_and_the_chapters_are_exact_over_two_hours(
    case: tuple[Truth, Export],
) -> None:
    truth, export = case
    rate = truth.edl.output.frame_rate
    segments = mpv_segments(FORMATS["mpv"].write(truth.edl, export))
    head, chapters = ffmetadata_chapters(FORMATS["ffmetadata"].write(truth.edl, export))
    assert head == {"title": "two hours"}
    for segment, chapter, clip, (first, count) in zip(
        segments, chapters, truth.edl.clips, truth.records, strict=True
    ):
        # A frame is played if its time lies in [start, start + length): a quarter of one earlier
        # on both sides, so that no rounding of timestamps matters.
        early = clip.source_range.start - segment.start
        assert (
            abs(early - Fraction(1, 4) / rate) < Fraction(1, 10**8) or clip.source_range.start < 1
        )
        assert abs(segment.length - count / rate) < Fraction(1, 10**8)
        assert segment.file == f"../Der Film {clip.source}.mp4"
        assert (chapter.start, chapter.end) == (first / rate, (first + count) / rate)
        assert segment.title == f"Der Film {clip.source} #{clip.shots[0] + 1}"


@pytest.mark.parametrize("name", ["23.976", "25", "29.97 drop", "variable"])
def test_lossless_cut_gets_the_plan_s_seconds(name: str) -> None:
    rate, is_vfr, *_ = CASES[name]
    truth = two_hours(rate, is_vfr=is_vfr)
    project = json.loads(written(truth.edl, "llc"))
    assert project["version"] == 2
    assert project["mediaFileName"] == "Der Film 0.mp4"
    for segment, clip in zip(project["cutSegments"], truth.edl.clips, strict=True):
        for key, moment in (("start", clip.source_range.start), ("end", clip.source_range.end)):
            assert abs(Fraction(segment[key]) - moment) < Fraction(1, 10**9)
        assert segment["name"] == f"#{clip.shots[0] + 1}"
        assert all(isinstance(value, str) for value in segment["tags"].values())
    with pytest.raises(UsageError, match="holds one film and this cut draws on 2"):
        written(two_hours(PAL, clips=4, sources=2).edl, "llc")


def dressed() -> EditDecisionList:
    """Four clips of some seconds, with a title, a split edit, a dissolve and a dip."""
    edl = two_hours(PAL, clips=4, sources=2, hours=1).edl
    clips = list(edl.clips)
    for number, (start, end) in enumerate([(0, 10), (10, 0), (0, 0), (-6, 0)]):
        span = clips[number].source_range
        sound = TimeRange(span.start + Fraction(start, 25), span.end + Fraction(end, 25))
        clips[number] = dataclasses.replace(clips[number], audio_range=sound)
    return dataclasses.replace(
        edl,
        clips=tuple(clips),
        titles=(Title("A film\nby me", Fraction(2), "start"),),
        transitions=(
            Transition(1, "dissolve", Fraction(12, 25)),
            Transition(2, "dip", Fraction(20, 25)),
        ),
    )


def test_otio_holds_titles_split_edits_and_transitions() -> None:
    edl = dressed()
    found = events(edl)
    timeline = otio.adapters.read_from_string(written(edl, "otio"), "otio_json")
    pictures = timeline.video_tracks()[0]
    assert isinstance(pictures[0], otio.schema.Gap)
    assert pictures[0].duration().value == 50
    assert pictures[0].name == "A film by me"
    joins = [each for each in pictures if isinstance(each, otio.schema.Transition)]
    assert [(j.transition_type, j.in_offset.value, j.out_offset.value) for j in joins] == [
        ("SMPTE_Dissolve", 6, 6),
        ("Custom_Transition", 10, 10),
    ]
    assert [pictures.neighbors_of(j)[0].name for j in joins] == [found[1].name, found[2].name]
    lanes = sound_tracks(found)
    assert len(lanes) == len(timeline.audio_tracks()) == 2
    for lane, track in zip(lanes, timeline.audio_tracks(), strict=True):
        for event, clip in zip(lane, track.find_clips(), strict=True):
            span = clip.range_in_parent()
            assert span.start_time.value == event.heard_record.first
            assert span.duration.value == event.heard_record.count
            assert clip.source_range.start_time.value == event.heard_material.first
    groups = [
        clip.metadata["Resolve_OTIO"]["Link Group ID"]
        for track in timeline.tracks
        for clip in track.find_clips()
    ]
    assert sorted(groups) == [1, 1, 2, 2, 3, 3, 4, 4]
    marker = next(iter(pictures.find_clips())).markers[0]
    assert (marker.name, marker.comment) == ("score 0.75", found[0].marker)


def test_handles_are_what_a_clip_is_given_beyond_all_that_it_shows_or_lets_hear() -> None:
    edl = dressed()
    found = events(edl)
    timeline = otio.adapters.read_from_string(written(edl, "otio", handles=12), "otio_json")
    given = [
        clip.media_reference.available_range for clip in timeline.video_tracks()[0].find_clips()
    ]
    ends = [(span.start_time.value, span.end_time_exclusive().value) for span in given]
    assert ends == [
        (found[0].material.first - 12, found[0].material.end + 10 + 12),
        (found[1].material.first - 12, found[1].material.end + 6 + 12),
        (found[2].material.first - 6 - 12, found[2].material.end + 10 + 12),
        (found[3].material.first - 10 - 12, found[3].material.end + 12),
    ]


def test_cmx_holds_split_edits_dissolves_and_dips_where_the_plan_has_them() -> None:
    edl = dressed()
    text = written(edl, "edl")
    one, two, three, four = events(edl)
    edits = [
        (
            edit.number,
            edit.reel,
            edit.channels,
            edit.kind,
            edit.frames,
            *(smpte(time, 25) for time in edit.source),
            *(smpte(time, 25) - 90_000 for time in edit.record),
        )
        for edit in cmx_edits(text)
    ]
    j1, j2, j3 = two.record.first, three.record.first, four.record.first

    def source(event: object, at: int) -> int:
        assert event in (one, two, three, four)
        return at - event.record.first + event.material.first

    def heard(number: int, reel: str, channel: str, event: object) -> tuple[object, ...]:
        first = event.heard_record.first  # type: ignore[attr-defined]
        end = event.heard_record.end  # type: ignore[attr-defined]
        return number, reel, channel, "C", 0, source(event, first), source(event, end), first, end

    zero, end = DER
    l5 = two.heard_record.first
    assert edits == [
        (1, "BL", "V", "C", 0, 0, 50, 0, 50),
        (2, zero, "V", "C", 0, source(one, 50), source(one, j1), 50, j1),
        heard(3, zero, "A", one),
        (4, end, "V", "C", 0, source(two, j1), source(two, j2 - 6), j1, j2 - 6),
        (5, end, "A", "C", 0, *(source(two, at) for at in (l5, j2 - 6)), l5, j2 - 6),
        (6, end, "V", "C", 0, source(two, j2 - 6), source(two, j2 - 6), j2 - 6, j2 - 6),
        (6, zero, "V", "D", 12, source(three, j2 - 6), source(three, j3 - 10), j2 - 6, j3 - 10),
        (7, end, "A", "C", 0, source(two, j2 - 6), source(two, j2 - 6), j2 - 6, j2 - 6),
        (7, zero, "A", "D", 12, source(three, j2 - 6), source(three, j3), j2 - 6, j3),
        (8, zero, "V", "C", 0, source(three, j3 - 10), source(three, j3 - 10), j3 - 10, j3 - 10),
        (8, "BL", "V", "D", 10, 0, 10, j3 - 10, j3),
        (9, "BL", "V", "C", 0, 10, 10, j3, j3),
        (
            9,
            end,
            "V",
            "D",
            10,
            source(four, j3),
            source(four, four.record.end),
            j3,
            four.record.end,
        ),
        heard(10, end, "A2", four),
    ]
    # And the library's adapter takes it.
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=25)
    assert sorted(track.name for track in timeline.tracks) == ["A1", "A2", "V"]


DER = ("DERFILM0", "DERFILM1")


def test_sound_that_ends_with_its_picture_crosses_over_as_the_pictures_do() -> None:
    edl = two_hours(PAL, clips=3, hours=1).edl
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dissolve", Fraction(12, 25)),))
    one, two, _ = events(edl)
    timeline = otio.adapters.read_from_string(written(edl, "otio"), "otio_json")
    for track in timeline.tracks:
        assert [type(item).__name__ for item in track] == ["Clip", "Transition", "Clip", "Clip"]
    joint = two.record.first
    edits = cmx_edits(written(edl, "edl"))
    assert [(e.number, e.channels, e.kind, e.frames) for e in edits] == [
        (1, "AA/V", "C", 0),
        (2, "AA/V", "C", 0),
        (2, "AA/V", "D", 12),
        (3, "AA/V", "C", 0),
    ]
    assert smpte(edits[2].record[0], 25) - 90_000 == joint - 6
    assert smpte(edits[2].source[0], 25) == two.material.first - 6
    assert smpte(edits[1].source[0], 25) == one.material.end - 6


def test_chapters_are_those_of_the_cut_s_own_file() -> None:
    edl = two_hours(PAL, clips=2, hours=1).edl
    film = dataclasses.replace(edl.sources[0], chapters=(Chapter(Fraction(0), "a=b; c"),))
    output = dataclasses.replace(edl.output, chapters="film")
    text = written(dataclasses.replace(edl, sources=(film,), output=output), "ffmetadata")
    assert ffmetadata_chapters(text)[1] == [ReadChapter(Fraction(0), edl.duration, "a=b; c")]


def test_reels_are_short_and_no_two_are_the_same() -> None:
    from cutter.interchange.cmx import reels

    edl = two_hours(PAL, clips=20, sources=5).edl
    names = ["long name of a film.mp4", "long name of another.mp4", "ax.mov", "ü.mkv", "BL"]
    sources = tuple(
        dataclasses.replace(source, path=f"/films/{name}")
        for source, name in zip(edl.sources, names, strict=True)
    )
    found = reels(dataclasses.replace(edl, sources=sources))
    assert found == ("LONGNAME", "LONGNAM2", "AX3", "FILM4", "BL5")
    twins = tuple(dataclasses.replace(edl.sources[0]) for _ in range(40))
    found = reels(dataclasses.replace(edl, sources=twins))
    assert len(set(found)) == 40
    assert max(map(len, found)) <= 8


def test_events_beyond_999_have_four_digits() -> None:
    edits = cmx_edits(written(two_hours(PAL, clips=1200).edl, "edl"))
    assert [edit.number for edit in edits] == list(range(1, 1201))


def test_the_first_event_says_the_rate_and_each_film_where_it_is() -> None:
    edits = cmx_edits(written(two_hours(NTSC_FILM, clips=4, sources=2).edl, "edl"))
    assert "FRAME RATE: 24000/1001" in edits[0].comments
    assert "SOURCE FILE: ../Der Film 0.mp4" in edits[0].comments
    assert "SOURCE FILE: ../Der Film 1.mp4" in edits[1].comments
    assert any(comment.startswith("LOC: 01:00:00:00 GREEN") for comment in edits[0].comments)


@pytest.mark.parametrize("name", list(FORMATS))
def test_words_of_others_break_no_form(name: str) -> None:
    edl = two_hours(PAL, clips=3).edl
    evil = 'a, "b";=c\n* x %5%\\ <tag> ]]> \u202e \udcff'
    reasons = (dataclasses.replace(edl.clips[0].reasons[0], label=evil, detail=evil),)
    clips = tuple(dataclasses.replace(clip, reasons=reasons) for clip in edl.clips)
    path = "/films/a, b;c=%3%\n=d.mp4"
    sources = (dataclasses.replace(edl.sources[0], path=path),)
    edl = dataclasses.replace(edl, clips=clips, sources=sources)
    text = FORMATS[name].write(edl, Export(FOLDER, evil))
    text.encode()
    plain = FORMATS[name].write(two_hours(PAL, clips=3).edl, Export(FOLDER, "x"))
    if name == "mpv":
        assert {segment.file for segment in mpv_segments(text)} == {"../a, b;c=%3%\n=d.mp4"}
    elif name == "csv":
        assert len(rows(text)) == 3
    elif name not in ("otio", "mlt", "kdenlive"):
        # In these a line break in a path stays one; it ends nothing there.
        assert len(text.splitlines()) == len(plain.splitlines())
    if name == "ffmetadata":
        assert len(ffmetadata_chapters(text)[1]) == 3


def test_no_cell_of_the_table_is_a_formula() -> None:
    edl = two_hours(PAL, clips=2).edl
    source = dataclasses.replace(edl.sources[0], path="/films/cuts/=cmd|x.mp4")
    text = written(dataclasses.replace(edl, sources=(source,)), "csv")
    for row in rows(text):
        assert row["film"] == "'=cmd|x.mp4"
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_a_start_that_is_no_timecode_of_the_rate_is_refused() -> None:
    edl = two_hours(PAL, clips=2).edl
    for name in ("otio", "edl", "csv"):
        with pytest.raises(UsageError, match=r"--start-timecode.*no drop frame at 25"):
            written(edl, name, start="01:00:00;00")


def test_an_unknown_form_is_refused_with_a_list_of_all() -> None:
    assert formats_named(["otio,edl", "EDL", "csv"]) == ("otio", "edl", "csv")
    with pytest.raises(UsageError, match="--export 'avi': write one or more of otio, edl,"):
        formats_named(["otio,avi"])


def test_the_same_cut_gives_the_same_bytes() -> None:
    edl = dressed()
    for name in FORMATS:
        if name != "llc":
            assert written(edl, name) == written(edl, name)
