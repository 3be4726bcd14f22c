"""A timeline read back is the plan's cut; one that was edited elsewhere is the cut that it says."""

import dataclasses
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cutter.errors import InputError
from cutter.interchange.events import events, source_start
from cutter.interchange.formats import FORMATS, Export
from cutter.interchange.reading import READERS, text_of
from cutter.schema import (
    EditDecisionList,
    Focus,
    Framing,
    Music,
    Source,
    TimeRange,
    Title,
    Transition,
)
from cutter.timeline.place import nearest
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, two_hours
from tests.interchange.read_back import smpte
from tests.interchange.test_exports import CASES, dressed
from tests.interchange.test_plan import edit_lists

FOLDER = Path("/films/cuts")


def written(edl: EditDecisionList, name: str, **how: Any) -> str:  # noqa: ANN401
    return FORMATS[name].write(edl, Export(FOLDER, "a cut", **how))


def read(text: str, suffix: str, sources: tuple[Source, ...]) -> EditDecisionList:
    path = FOLDER / f"cut{suffix}"
    named = READERS[suffix].films(text, path)
    found = []
    for film in named:
        there = [s for s in sources if s.path in film.paths]
        assert there, film
        found.append(there[0])
        assert film.fingerprint in ("", there[0].fingerprint)
    return READERS[suffix].read(text, path, found)


def in_frames(edl: EditDecisionList) -> list[tuple[object, ...]]:
    """Return what of a cut must be the same after a form that knows frames alone."""
    return [
        (
            edl.sources[event.source].path,
            event.record,
            event.material,
            event.heard_record,
            event.heard_material,
            event.before,
            event.after,
        )
        for event in events(edl)
    ]


@given(edl=edit_lists(folder="/films"), handles=st.integers(0, 50))
def test_our_otio_read_back_is_the_same_plan(edl: EditDecisionList, handles: int) -> None:
    assume(nearest(edl.duration * edl.output.frame_rate) > 0)
    assert read(written(edl, "otio", handles=handles), ".otio", edl.sources) == edl


def furnished() -> EditDecisionList:
    """A cut with everything that goes round its clips."""
    edl = dressed()
    path = (Focus(Fraction(3), 0.25, 0.5),)
    at = events(edl)[1].record.first
    spoken = TimeRange(Fraction(at + 50, 25), Fraction(at + 100, 25))
    return dataclasses.replace(
        edl,
        reframe=tuple(Framing("crop", path) for _ in edl.clips),
        titles=(*edl.titles, Title("The end", Fraction(3), "end")),
        music=Music("/music/bed.flac", "a" * 32, -12.0, -24.0, (spoken,), Fraction(1)),
        loudness=-16.0,
        notes=("A note.",),
    )


def test_everything_round_the_clips_comes_back() -> None:
    edl = furnished()
    assert read(written(edl, "otio"), ".otio", edl.sources) == edl


@pytest.mark.parametrize("case", CASES)
def test_two_hours_of_otio_come_back_as_the_same_plan(case: str) -> None:
    rate, is_vfr, start, timecode = CASES[case]
    edl = two_hours(rate, is_vfr=is_vfr, sources=2, timecode=timecode, clips=200).edl
    assert read(written(edl, "otio", start=start), ".otio", edl.sources) == edl


Change = Callable[[dict[str, Any]], None]


def changed(edl: EditDecisionList, change: Change) -> EditDecisionList:
    """Return what is read after another program changed our timeline's JSON."""
    document = json.loads(written(edl, "otio"))
    change(document)
    return read(json.dumps(document), ".otio", edl.sources)


def tracks(document: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [track["children"] for track in document["tracks"]["children"]]


def clips_of(track: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in track if item["OTIO_SCHEMA"].startswith("Clip")]


def simple() -> EditDecisionList:
    edl = two_hours(PAL, clips=4, sources=2, hours=1, timecode="10:00:00:00").edl
    return dataclasses.replace(edl, reframe=tuple(Framing("crop") for _ in edl.clips))


def test_a_clip_that_was_dropped_is_not_in_the_cut() -> None:
    edl = simple()

    def drop(document: dict[str, Any]) -> None:
        for track in tracks(document):
            del track[1]

    again = changed(edl, drop)
    assert again.clips == (edl.clips[0], *edl.clips[2:])
    assert len(again.reframe) == 3
    assert again.profile == edl.profile
    assert again.output == edl.output


def reverse(document: dict[str, Any]) -> None:
    for track in tracks(document):
        track.reverse()


def test_clips_that_were_moved_are_in_their_new_order_with_their_scores() -> None:
    edl = simple()
    again = changed(edl, reverse)
    assert again.clips == edl.clips[::-1]


def test_a_clip_that_was_trimmed_is_shorter_and_all_else_is_the_plan_s() -> None:
    edl = simple()

    def trim(document: dict[str, Any]) -> None:
        for track in tracks(document):
            span = track[1]["source_range"]
            span["start_time"]["value"] += 10
            span["duration"]["value"] -= 30

    again = changed(edl, trim)
    old, new = edl.clips[1], again.clips[1]
    tenth = Fraction(10, 25)
    assert new.source_range == TimeRange(
        old.source_range.start + tenth, old.source_range.end - 2 * tenth
    )
    assert new.audio_range == new.source_range
    assert (new.score, new.reasons, new.shots) == (old.score, old.reasons, old.shots)
    assert [again.clips[0], *again.clips[2:]] == [edl.clips[0], *edl.clips[2:]]


def test_a_sound_edge_that_was_moved_is_a_split_edit() -> None:
    edl = simple()

    def roll(document: dict[str, Any]) -> None:
        sound = tracks(document)[1]
        sound[0]["source_range"]["duration"]["value"] += 8
        sound[1]["source_range"]["duration"]["value"] -= 8
        sound[1]["source_range"]["start_time"]["value"] += 8

    again = changed(edl, roll)
    late = Fraction(8, 25)
    assert [clip.source_range for clip in again.clips] == [clip.source_range for clip in edl.clips]
    assert again.clips[0].audio_range.end == edl.clips[0].source_range.end + late
    assert again.clips[1].audio_range.start == edl.clips[1].source_range.start + late
    assert again.clips[2:] == edl.clips[2:]


def test_a_clip_that_was_added_is_in_the_cut() -> None:
    edl = simple()

    def add(document: dict[str, Any]) -> None:
        for track in tracks(document):
            item = json.loads(json.dumps(track[0]))
            item["metadata"] = {}
            item["source_range"]["start_time"]["value"] = 900_000 + 500.0
            item["source_range"]["duration"]["value"] = 40.0
            track.append(item)

    again = changed(edl, add)
    assert again.clips[:4] == edl.clips
    assert again.clips[4].source_range == TimeRange(Fraction(20), Fraction(20) + Fraction(40, 25))
    assert again.clips[4].source == 0
    assert again.reframe[4] == Framing("pad")


def test_without_our_metadata_the_timeline_is_the_cut() -> None:
    edl = dressed()

    def forget(value: Any) -> None:  # noqa: ANN401
        if isinstance(value, dict):
            if "metadata" in value:
                value["metadata"] = {}
            for part in value.values():
                forget(part)
        elif isinstance(value, list):
            for part in value:
                forget(part)

    again = changed(edl, forget)
    without = dataclasses.replace(edl, titles=())
    told = in_frames(again)
    # The form's own kinds are a dissolve and a custom one, which is taken for a dissolve too.
    for one, other in zip(told, in_frames(without), strict=True):
        assert one[:5] == other[:5]
    assert [each.duration for each in again.transitions] == [
        each.duration for each in edl.transitions
    ]
    assert again.sources[0] == edl.sources[0]
    assert (again.output.width, again.output.height) == (1920, 1080)


def test_gaps_and_disabled_clips_are_closed_and_said() -> None:
    edl = simple()

    def disable(document: dict[str, Any]) -> None:
        for track in tracks(document):
            track[2]["enabled"] = False

    again = changed(edl, disable)
    assert again.clips == (*edl.clips[:2], edl.clips[3])
    assert again.notes == ("Timeline: gaps closed: 1.",)


def test_one_sound_under_two_pictures_is_each_one_s_own_part() -> None:
    edl = simple()
    one = edl.clips[0].source_range
    middle = one.start + Fraction(100, 25)
    parts = (TimeRange(one.start, middle), TimeRange(middle, one.end))
    halves = tuple(
        dataclasses.replace(edl.clips[0], source_range=part, audio_range=part) for part in parts
    )
    edl = dataclasses.replace(edl, clips=(*halves, *edl.clips[1:]), reframe=())

    def join(document: dict[str, Any]) -> None:
        sound = tracks(document)[1]
        sound[0]["source_range"]["duration"]["value"] += sound[1]["source_range"]["duration"][
            "value"
        ]
        del sound[1]

    again = changed(edl, join)
    assert again.clips == edl.clips


def test_speech_under_music_moves_with_its_clip() -> None:
    edl = furnished()

    def move(document: dict[str, Any]) -> None:
        pictures = tracks(document)[0]
        pictures[:] = [pictures[0], *clips_of(pictures)[::-1]]

    again = changed(edl, move)
    assert again.music is not None
    assert edl.music is not None
    before = events(edl)[1].record.first
    after = next(e.record.first for e in events(again) if again.clips[e.clip].shots == (1,))
    assert again.music.speech == (edl.music.speech[0].shifted(Fraction(after - before, 25)),)


def test_a_transition_without_material_is_left_out_and_said() -> None:
    edl = simple()
    early = TimeRange(Fraction(0), Fraction(8))
    clips = (edl.clips[0], dataclasses.replace(edl.clips[1], source_range=early, audio_range=early))
    edl = dataclasses.replace(edl, clips=clips, reframe=())

    def dissolve(document: dict[str, Any]) -> None:
        half = {"OTIO_SCHEMA": "RationalTime.1", "rate": 25.0, "value": 6.0}
        made = {"OTIO_SCHEMA": "Transition.1", "name": "", "transition_type": "SMPTE_Dissolve"}
        tracks(document)[0].insert(1, {**made, "in_offset": half, "out_offset": half})

    again = changed(edl, dissolve)
    assert again.transitions == ()
    assert again.notes == ("Timeline: transitions left out for want of room or material: 1.",)


def test_what_pyscenedetect_writes_is_read_and_has_the_shape_of_ours(tmp_path: Path) -> None:
    from scenedetect import FrameTimecode
    from scenedetect.output import write_scene_list_edl, write_scene_list_otio

    edl = two_hours(NTSC_FILM, clips=5).edl
    scenes = [
        (FrameTimecode(e.material.first, 24000 / 1001), FrameTimecode(e.material.end, 24000 / 1001))
        for e in events(edl)
    ]
    film = Path(edl.sources[0].path)
    write_scene_list_otio(tmp_path / "psd.otio", scenes, film, NTSC_FILM)
    theirs = (tmp_path / "psd.otio").read_text()
    again = READERS[".otio"].read(theirs, FOLDER / "psd.otio", edl.sources)
    assert in_frames(again) == in_frames(edl)
    ours = json.loads(written(edl, "otio"))

    def shape(document: dict[str, Any]) -> list[Any]:
        return [
            (
                track["kind"],
                [
                    (
                        clip["OTIO_SCHEMA"],
                        clip["source_range"],
                        clip["media_references"]["DEFAULT_MEDIA"]["OTIO_SCHEMA"],
                    )
                    for clip in track["children"]
                ],
            )
            for track in document["tracks"]["children"]
        ]

    assert shape(ours) == shape(json.loads(theirs))
    edl = two_hours(PAL, clips=5).edl
    scenes = [
        (FrameTimecode(e.material.first, 25.0), FrameTimecode(e.material.end, 25.0))
        for e in events(edl)
    ]
    # At 25, for at 23.976 theirs is the clock's time where the form counts frames.
    write_scene_list_edl(tmp_path / "psd.edl", scenes)
    lines = [
        line.split() for line in (tmp_path / "psd.edl").read_text().splitlines() if line[:1] == "0"
    ]
    own = [line.split() for line in written(edl, "edl").splitlines() if line[:1] == "0"]
    assert [(x[0], x[3], len(x)) for x in own] == [(x[0], x[3], len(x)) for x in lines]
    for mine, other in zip(own, lines, strict=True):
        for column in (4, 5):
            # Theirs goes through a float of seconds, and may lie a frame early.
            assert 0 <= smpte(mine[column], 25) - smpte(other[column], 25) <= 1


@pytest.mark.parametrize("case", CASES)
def test_two_hours_of_cmx_come_back_frame_by_frame(case: str) -> None:
    rate, is_vfr, start, timecode = CASES[case]
    edl = two_hours(rate, is_vfr=is_vfr, sources=2, timecode=timecode).edl
    again = read(written(edl, "edl", start=start), ".edl", edl.sources)
    assert in_frames(again) == in_frames(edl)
    assert again.output.frame_rate == rate
    if not is_vfr:
        assert [clip.source_range for clip in again.clips] == [c.source_range for c in edl.clips]


@pytest.mark.parametrize(
    ("rate", "source_rate"), [(PAL, NTSC_FILM), (NTSC_FILM, Fraction(50)), (NTSC, Fraction(60))]
)
def test_a_cut_of_another_rate_than_its_film_s_does_not_drift(
    rate: Fraction, source_rate: Fraction
) -> None:
    edl = two_hours(rate, source_rate=source_rate, timecode="01:00:00:00", clips=300).edl
    found = events(edl)
    assert read(written(edl, "otio"), ".otio", edl.sources) == edl
    text = written(edl, "otio")
    timeline = otio.adapters.read_from_string(text, "otio_json")
    clips = list(timeline.video_tracks()[0])
    lengths = [(clip.duration().value, clip.duration().rate) for clip in clips]
    assert lengths == [(event.record.count, float(rate)) for event in found]
    starts = [clip.source_range.start_time for clip in clips]
    begin = source_start(edl.sources[0])
    assert [(s.value - begin, s.rate) for s in starts] == [
        (event.material.first, float(source_rate)) for event in found
    ]
    again = read(written(edl, "edl"), ".edl", edl.sources)
    assert [event.record for event in events(again)] == [event.record for event in found]
    for one, other in zip(again.clips, edl.clips, strict=True):
        # Its columns count at the cut's rate: a film's frame to the nearest one of the cut.
        assert abs(one.source_range.start - other.source_range.start) <= 1 / rate


def test_cmx_brings_split_edits_dissolves_and_dips_back() -> None:
    edl = dataclasses.replace(dressed(), titles=())
    again = read(written(edl, "edl"), ".edl", edl.sources)
    assert in_frames(again) == in_frames(edl)
    assert again.transitions == edl.transitions


def test_sound_that_crosses_over_comes_back_as_a_straight_cut_with_its_dissolve() -> None:
    edl = two_hours(PAL, clips=4, hours=1).edl
    joins = (Transition(0, "dissolve", Fraction(12, 25)), Transition(2, "dip", Fraction(8, 25)))
    edl = dataclasses.replace(edl, transitions=joins)
    for form in ("otio", "edl"):
        again = read(written(edl, form), f".{form}", edl.sources)
        assert in_frames(again) == in_frames(edl)
        assert again.transitions == joins


def test_a_list_of_another_program_is_read_by_its_reels_and_its_fcm() -> None:
    text = (
        "TITLE: X\nFCM: DROP FRAME\n\n"
        "000001  FILM     B     C        01:00:00:00 01:00:02:00 00:59:58:00 01:00:00:00\n"
        "000002  FILM     B     C        00:58:59:28 00:59:00:04 01:00:00:00 01:00:00:04\n"
        "M3 unknown line\n* LOC: 01:00:00:00 RED hi\n"
    )
    source = Source("/films/cuts/FILM", "0" * 32, Fraction(4000), NTSC, channels=2)
    again = READERS[".edl"].read(text, FOLDER / "x.edl", [source])
    assert READERS[".edl"].films(text, FOLDER / "x.edl")[0].paths == ("/films/cuts/FILM",)
    assert [clip.source_range.start * NTSC for clip in again.clips] == [107_892, 106_092]
    assert [(e.record.first, e.record.count) for e in events(again)] == [(0, 60), (60, 4)]


def test_a_wipe_is_shown_as_a_dissolve_and_told() -> None:
    text = (
        "001  A  V  C         00:00:05:00 00:00:06:00 01:00:00:00 01:00:01:00\n"
        "002  A  V  C         00:00:06:00 00:00:06:00 01:00:01:00 01:00:01:00\n"
        "002  A  V  W001 012  00:00:10:00 00:00:12:00 01:00:01:00 01:00:03:00\n"
    )
    source = Source("/films/cuts/A", "0" * 32, Fraction(20), PAL)
    again = READERS[".edl"].read(text, FOLDER / "x.edl", [source])
    assert again.transitions == (Transition(0, "dissolve", 12 / PAL),)
    assert again.notes == ("Timeline: wipes shown as dissolves: 1.",)


def test_a_list_in_another_order_than_the_record_s_is_put_in_order() -> None:
    lines = [
        "001  A  V  C  00:00:10:00 00:00:11:00 01:00:02:00 01:00:03:00",
        "002  A  V  C  00:00:05:00 00:00:06:00 01:00:00:00 01:00:01:00",
    ]
    source = Source("/films/cuts/A", "0" * 32, Fraction(20), PAL)
    again = READERS[".edl"].read("\n".join(lines), FOLDER / "x.edl", [source])
    assert [clip.source_range.start for clip in again.clips] == [5, 10]
    assert again.notes == ("Timeline: gaps closed: 1.",)
    assert not again.output.has_sound
    over = [lines[0], lines[1].replace("01:00:00:00 01:00:01:00", "01:00:02:10 01:00:03:10")]
    refused(".edl", "\n".join(over))


def segments(edl: EditDecisionList) -> list[TimeRange]:
    return [clip.source_range for clip in edl.clips]


@pytest.mark.parametrize("rate", [NTSC_FILM, PAL, NTSC])
def test_a_lossless_cut_project_comes_back_frame_by_frame(rate: Fraction) -> None:
    edl = two_hours(rate, clips=100).edl
    source = dataclasses.replace(edl.sources[0], path=(FOLDER / "Der Film 0.mp4").as_posix())
    edl = dataclasses.replace(edl, sources=(source,))
    assert segments(read(written(edl, "llc"), ".llc", edl.sources)) == segments(edl)


def test_a_project_as_lossless_cut_writes_it_is_read() -> None:
    text = """{
      // by hand
      version: 1,
      mediaFileName: 'it\\'s \\u00fc.mp4',
      cutSegments: [
        { start: 1.04, end: 2.08, name: '', tags: { a: 'b', }, },
        { start: 5, name: 'a mark' },
        { start: 6, end: +7e0, name: "not chosen", selected: false },
        { end: .48, name: '' /* from the start */ },
      ],
    }"""
    source = Source((FOLDER / "it's ü.mp4").as_posix(), "0" * 32, Fraction(9), PAL, channels=2)
    assert segments(read(text, ".llc", (source,))) == [
        TimeRange(Fraction(26, 25), Fraction(52, 25)),
        TimeRange(Fraction(0), Fraction(12, 25)),
    ]


BROKEN: dict[str, list[str]] = {
    ".otio": [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"OTIO_SCHEMA":"Timeline.1"}',
        '{"OTIO_SCHEMA":"Timeline.99","name":""}',
        '{"OTIO_SCHEMA":"Clip.2","name":"x"}',
        '{"OTIO_SCHEMA":"Timeline.1","name":NaN}',
    ],
    ".edl": [
        "",
        "TITLE: x",
        "# mpv EDL v0\na.mp4,1,2",
        "001  A V C 00:00:00:00 00:00:01:00 00:00:00:00",
        "001  A V C 00:00:00:99 00:00:01:00 00:00:00:00 00:00:01:00",
        "001  A V C 00:00:00:00 00:00:02:00 00:00:00:00 00:00:01:00",
        "001  A V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\nM2 A 050.0 00:00:00:00",
        "001  A V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n* FRAME RATE: 0/0",
        f"001  A V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n* FRAME RATE: {'9' * 400}",
        "001  A V C 09:00:00:00 09:00:01:00 00:00:00:00 00:00:01:00",
        "001  A A C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
        "001  BL V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
    ],
    ".llc": [
        "",
        "{",
        "[" * 5000,
        "{version:2}",
        "{mediaFileName:'a.mp4',cutSegments:[]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:1,end:0}]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:1,end:Infinity}]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:1,end:1e99}]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:'1',end:2}]}",
        "{mediaFileName:'a.mp4',cutSegments:[7]}",
        "{mediaFileName:5,cutSegments:[]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:90,end:99}]} x",
        "{mediaFileName:'a.mp4',cutSegments:[{start:90,end:99}]}",
        "{mediaFileName:'a.mp4',cutSegments:[{start:0,end:2},{start:90,end:99}]}",
    ],
}


@pytest.mark.parametrize(
    ("suffix", "text"), [(suffix, text) for suffix in BROKEN for text in BROKEN[suffix]]
)
def test_a_broken_timeline_is_refused_in_one_line(suffix: str, text: str) -> None:
    refused(suffix, text)


def refused(suffix: str, text: str) -> None:
    path = FOLDER / f"cut{suffix}"
    source = Source("/films/cuts/A", "0" * 32, Fraction(20), PAL, channels=2)
    with pytest.raises(InputError) as caught:
        named = READERS[suffix].films(text, path)
        READERS[suffix].read(text, path, [source] * len(named))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_nested_deep_never_reaches_the_library_s_parser() -> None:
    """It recurses without a bound, and ends the process."""
    deep = "[" * 300 + "]" * 300
    text = SMALL[".otio"].replace('"metadata": {}', f'"metadata": {{"x": {deep}}}', 1)
    with pytest.raises(InputError, match="nested too deeply"):
        READERS[".otio"].films(text, FOLDER / "cut.otio")
    # Brackets in words are no nesting.
    text = SMALL[".otio"].replace('"metadata": {}', '"metadata": {"x": "%s"}' % ("[" * 300), 1)
    assert READERS[".otio"].films(text, FOLDER / "cut.otio")


def test_a_member_that_is_there_twice_does_not_reach_the_library_s_parser() -> None:
    """It ends the process; the last of the two counts, as in Python's."""
    film = '"media_references":{"M":{"OTIO_SCHEMA":"ExternalReference.1","target_url":"/x.mp4"}},'
    clip = f'{{"OTIO_SCHEMA":"Clip.2","name":"a",{film}{film}"active_media_reference_key":"M"}}'
    track = f'{{"OTIO_SCHEMA":"Track.1","kind":"Video","children":[{clip}]}}'
    stack = f'{{"OTIO_SCHEMA":"Stack.1","children":[{track}]}}'
    text = f'{{"OTIO_SCHEMA":"Timeline.1","name":"x","metadata":{{}},"tracks":{stack}}}'
    assert READERS[".otio"].films(text, FOLDER / "cut.otio")[0].paths == ("/x.mp4",)


def test_an_address_that_is_none_is_refused() -> None:
    text = SMALL[".otio"].replace("file:///films", "file://[/films")
    with pytest.raises(InputError, match="not a file on this machine"):
        READERS[".otio"].films(text, FOLDER / "cut.otio")


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(SMALL[".otio"])
    assert text_of(path)
    monkeypatch.setattr("cutter.interchange.reading.MAX_BYTES", 100)
    with pytest.raises(InputError, match="too large"):
        text_of(path)


@given(data=st.data())
def test_a_damaged_timeline_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from([".otio", ".edl", ".llc"]))
    whole = SMALL[suffix]
    at = data.draw(st.integers(0, len(whole) - 1))
    upto = data.draw(st.integers(at, min(len(whole), at + 40)))
    put = data.draw(
        st.sampled_from(["", "-1", "1e400", "null", '"', "{}", "[]", "0", "\x00", "٣", "Stack.1"])
    )
    text = whole[:at] + put + whole[upto:]
    path = FOLDER / f"cut{suffix}"
    source = dataclasses.replace(simple().sources[0], path="/films/cuts/A")
    try:
        named = READERS[suffix].films(text, path)
        READERS[suffix].read(text, path, [source] * len(named))
    except InputError as error:
        assert "\n" not in str(error)


def _small() -> dict[str, str]:
    edl = simple()
    one = dataclasses.replace(edl, clips=tuple(c for c in edl.clips if c.source == 0), reframe=())
    texts = {f".{name}": written(one, name) for name in ("edl", "llc")}
    document = json.loads(written(edl, "otio"))
    document["metadata"] = {}
    return {**texts, ".otio": json.dumps(document)}


SMALL = _small()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.update(source_range=None), ""),
        (
            lambda c: c["media_references"]["DEFAULT_MEDIA"].update(target_url="http://x/y.mp4"),
            "not a file",
        ),
        (lambda c: c["source_range"]["duration"].update(value=1e300), "a time that is none"),
        (lambda c: c["source_range"]["duration"].update(rate=0.0), "a time that is none"),
        (lambda c: c["source_range"]["start_time"].update(value=-1e6), "reaches outside"),
        (
            lambda c: c["effects"].append(
                {
                    "OTIO_SCHEMA": "LinearTimeWarp.1",
                    "name": "",
                    "effect_name": "x",
                    "time_scalar": 2.0,
                }
            ),
            "changes its speed",
        ),
    ],
)
def test_what_a_cut_cannot_do_is_refused_by_name(change: Any, said: str) -> None:  # noqa: ANN401
    edl = simple()
    if not said:
        assert changed(edl, lambda d: change(tracks(d)[0][0])).clips[0].source_range.start == 0
        return
    with pytest.raises(InputError, match=said):
        changed(edl, lambda document: change(tracks(document)[0][0]))


def test_several_picture_tracks_are_seen_from_above() -> None:
    edl = simple()

    def cover(document: dict[str, Any]) -> None:
        lower = document["tracks"]["children"][0]
        upper = json.loads(json.dumps(lower))
        first = upper["children"][0]
        first["source_range"]["duration"]["value"] = 100.0
        upper["children"] = [first]
        lower["children"] = lower["children"][1:]
        document["tracks"]["children"].insert(1, upper)

    again = changed(edl, cover)
    assert len(again.clips) == 4
    assert again.clips[0].source_range.duration == 4
    assert again.clips[2:] == edl.clips[2:]
