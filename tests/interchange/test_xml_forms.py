"""Editors' XML timelines say the plan's cut: read by readers of their own, to the frame."""

import dataclasses
import json
import re
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest

from cutter.errors import InputError, UsageError
from cutter.interchange.events import events, source_start
from cutter.interchange.formats import FORMATS, Export
from cutter.interchange.markup import parse
from cutter.interchange.sounding import ducking, lanes
from cutter.interchange.timecode import timecode
from cutter.schema import TimeRange, Transition
from tests.interchange import fcpxml_rules
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, Truth, two_hours
from tests.interchange.dressed import HOSTILE, JOIN, dressed, split
from tests.interchange.xml_readers import (
    Used,
    nearest,
    played,
    rate_of,
    read_fcpxml,
    read_mlt,
    read_xmeml,
    tree,
)

FOLDER = Path("/films/cuts")
CASES = {
    "23.976": (NTSC_FILM, False, "01:00:00:00", "14:03:02:23"),
    "25": (PAL, False, "01:00:00:00", ""),
    "29.97 drop": (NTSC, False, "01:00:00;00", "10:09:59;28"),
    "variable": (PAL, True, "00:00:00:00", ""),
}


class Case:
    """A long list in which sound has its own edges and clips go over into each other."""

    def __init__(self, name: str) -> None:
        rate, is_vfr, self.start, clock = CASES[name]
        self.truth: Truth = two_hours(rate, is_vfr=is_vfr, sources=2, timecode=clock)
        self.rate = rate
        self.edl, self.moved = split(self.truth)
        self.export = Export(FOLDER, "two hours", start=self.start)
        self.written: dict[str, str] = {}

    def write(self, name: str) -> str:
        if name not in self.written:
            self.written[name] = FORMATS[name].write(self.edl, self.export)
        return self.written[name]

    def pictures(self) -> list[tuple[str, int, int, int, int]]:
        return [self.used(number, 0, 0) for number in range(len(self.edl.clips))]

    def sounds(self) -> list[tuple[str, int, int, int, int]]:
        clips = range(len(self.edl.clips))
        return sorted(
            (self.used(n, *self.moved.get(n, (0, 0))) for n in clips), key=lambda each: each[3]
        )

    def used(self, number: int, lead: int, trail: int) -> tuple[str, int, int, int, int]:
        film, first, passed = self.truth.materials[number]
        at, count = self.truth.records[number]
        path = self.edl.sources[film].path
        return path, first - lead, first + passed + trail, at - lead, at + count + trail


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def told(used: Used) -> tuple[str, int, int, int, int]:
    return used.path, used.first, used.end, used.at, used.until


def test_fcpxml_is_exact_over_two_hours(case: Case) -> None:
    line = read_fcpxml(case.write("fcpxml"))
    assert [told(used) for used in line.pictures] == case.pictures()
    assert sorted((told(used) for used in line.sounds), key=lambda u: u[3]) == case.sounds()
    assert 1 / line.frame == case.rate
    drop = ";" in case.start
    assert timecode(nearest(line.start / line.frame), case.rate, drop=drop) == case.start
    joints = [sum(case.truth.records[join.after]) for join in case.edl.transitions]
    assert [(first, count) for _, first, count in line.joins] == [
        (joint - JOIN // 2, JOIN) for joint in joints
    ]


def test_xmeml_is_exact_over_two_hours(case: Case) -> None:
    sequence = read_xmeml(case.write("xmeml"))
    assert [told(used) for used in sequence.video[0]] == case.pictures()
    lanes = sequence.audio
    assert len(lanes) % 2 == 0
    for one, other in zip(lanes[::2], lanes[1::2], strict=True):
        assert one == other
    heard = [told(used) for lane in lanes[::2] for used in lane]
    assert sorted(heard, key=lambda each: each[3]) == case.sounds()
    assert sequence.rate == case.rate
    assert sequence.start == (case.start, "DF" if ";" in case.start else "NDF")
    for source, file in zip(case.edl.sources, sequence.files.values(), strict=True):
        assert int(file.findtext("timecode/frame", "")) == source_start(source)
        assert file.findtext("timecode/string") == (source.timecode or "00:00:00:00")


def test_xmeml_is_exact_over_two_hours_through_the_library_s_adapter(case: Case) -> None:
    timeline = otio.adapters.read_from_string(case.write("xmeml"), "fcp_xml")
    clips = [c for c in timeline.video_tracks()[0] if isinstance(c, otio.schema.Clip)]
    found = []
    for clip in clips:
        assert clip.source_range.start_time.rate == float(case.rate)
        where = clip.range_in_parent()
        start = clip.source_range.start_time - clip.media_reference.available_range.start_time
        count = clip.source_range.duration.value
        at = where.start_time.value
        found.append((start.value, start.value + count, at, at + where.duration.value))
    assert found == [used[1:] for used in case.pictures()]


@pytest.mark.parametrize("name", ["mlt", "kdenlive"])
def test_mlt_is_exact_over_two_hours(case: Case, name: str) -> None:
    tracks = read_mlt(case.write(name))
    assert tracks.rate == case.rate
    assert tracks.length == sum(case.truth.records[-1])
    for wanted, layers in (
        (case.pictures(), tracks.pictures),
        (case.sounds(), tracks.sounds),
    ):
        by_frame: dict[int, set[tuple[str, int]]] = {}
        edges = {frame for used in wanted for frame in (used[3], used[4] - 1)}
        for layer in layers:
            for frame in edges & set(range(layer.at, layer.at + layer.count)):
                by_frame.setdefault(frame, set()).add((layer.path, layer.first + frame - layer.at))
        for path, first, _, at, until in wanted:
            relative = f"../{Path(path).name}"
            assert (relative, first) in by_frame[at]
            assert (relative, first + until - at - 1) in by_frame[until - 1]
        # Nothing but a transition and a split edge lets two be played at once.
        assert sum(layer.count for layer in layers) - sum(u[4] - u[3] for u in wanted) == sum(
            JOIN for join in case.edl.transitions if join.kind == "dissolve"
        )


@pytest.mark.parametrize("source_rate", [NTSC_FILM, NTSC, Fraction(50), Fraction(2997, 125)])
def test_films_of_another_rate_do_not_drift(source_rate: Fraction) -> None:
    truth = two_hours(PAL, source_rate=source_rate, clips=200)
    export = Export(FOLDER, "mixed")
    line = read_fcpxml(FORMATS["fcpxml"].write(truth.edl, export))
    for used, (_, first, _), record in zip(
        line.pictures, truth.materials, truth.records, strict=True
    ):
        assert (used.first, used.at, used.until - used.at) == (first, *record)
    sequence = read_xmeml(FORMATS["xmeml"].write(truth.edl, export))
    assert [(u.at, u.until - u.at) for u in sequence.video[0]] == list(truth.records)
    own = rate_of(next(iter(sequence.files.values())))
    for used, clip in zip(sequence.video[0], truth.edl.clips, strict=True):
        assert abs(used.first / own - clip.source_range.start) <= 1 / (2 * own)
        assert abs(used.end / own - clip.source_range.end) <= 1 / own
    tracks = read_mlt(FORMATS["mlt"].write(truth.edl, export))
    for clip, (at, count) in zip(truth.edl.clips, truth.records, strict=True):
        (path, first), *others = played(tracks.pictures, at)
        assert not others
        assert first == nearest(clip.source_range.start * PAL)
        assert played(tracks.pictures, at + count - 1) == {(path, first + count - 1)}


def test_fcpxml_keeps_the_rules_of_its_form() -> None:
    for edl in (dressed(), dressed(NTSC_FILM), two_hours(PAL, clips=20).edl):
        text = FORMATS["fcpxml"].write(edl, Export(FOLDER, HOSTILE))
        assert "<!DOCTYPE fcpxml>" in text
        fcpxml_rules.check(tree(text))


def test_fcpxml_shows_a_film_of_another_rate_at_its_own_speed() -> None:
    top = tree(FORMATS["fcpxml"].write(dressed(), Export(FOLDER, "x")))
    conformed = [clip.find("conform-rate") for clip in top.iterfind(".//spine/asset-clip")]
    attributes = [None if each is None else each.attrib for each in conformed]
    assert attributes == [None, {"scaleEnabled": "0", "srcFrameRate": "29.97"}] * 3


@pytest.mark.parametrize("name", ["fcpxml", "xmeml", "mlt", "kdenlive"])
class TestEveryForm:
    def test_hostile_words_and_names_come_through(self, name: str) -> None:
        text = FORMATS[name].write(dressed(), Export(FOLDER, HOSTILE))
        top = tree(text)
        words = "\n".join(
            [*(t for t in top.itertext()), *(v for e in top.iter() for v in e.attrib.values())]
        )
        shown = words.replace("\\#", "#")
        if name == "kdenlive":
            inner = tree(top.findtext(".//property[@name='xmldata']", ""))
            shown += "".join(inner.itertext())
        assert HOSTILE in shown
        assert "\x07" not in text
        assert "é" in words or "%C3%A9" in words

    def test_same_cut_same_bytes(self, name: str) -> None:
        export = Export(FOLDER, "x")
        assert FORMATS[name].write(dressed(), export) == FORMATS[name].write(dressed(), export)

    def test_score_and_reasons_stand_at_every_clip(self, name: str) -> None:
        text = FORMATS[name].write(two_hours(PAL, clips=5).edl, Export(FOLDER, "x"))
        said = r"score 0\.75(, asked for)?: sea \+1\.25 \(picture 0\.31\), rain -0\.50"
        assert len(re.findall(said, text)) >= 5

    def test_a_silent_cut_has_no_sound(self, name: str) -> None:
        edl = two_hours(PAL, clips=5).edl
        mute = dataclasses.replace(edl, output=dataclasses.replace(edl.output, has_sound=False))
        text = FORMATS[name].write(mute, Export(FOLDER, "x"))
        if name == "fcpxml":
            assert not read_fcpxml(text).sounds
        elif name == "xmeml":
            assert not read_xmeml(text).audio
        else:
            assert not read_mlt(text).sounds


def test_picture_and_sound_are_linked_in_xmeml() -> None:
    truth = two_hours(PAL, clips=12)
    edl, _ = split(truth)
    sequence = read_xmeml(FORMATS["xmeml"].write(edl, Export(FOLDER, "x")))
    assert len(sequence.items) == 3 * len(edl.clips)
    for name, item in sequence.items.items():
        links = [link.findtext("linkclipref", "") for link in item.iterfind("link")]
        assert name in links
        assert len(links) == 3
        for other in links:
            back = sequence.items[other].iterfind("link")
            assert name in [link.findtext("linkclipref") for link in back]


def test_the_place_that_a_link_names_is_where_the_clip_is() -> None:
    edl, _ = split(two_hours(PAL, clips=12))
    top = tree(FORMATS["xmeml"].write(edl, Export(FOLDER, "x")))
    for link in top.iter("link"):
        kind, track = link.findtext("mediatype"), int(link.findtext("trackindex", ""))
        lane = top.findall(f"sequence/media/{kind}/track")[track - 1]
        item = lane.findall("clipitem")[int(link.findtext("clipindex", "")) - 1]
        assert item.attrib["id"] == link.findtext("linkclipref")


@pytest.mark.parametrize("channels", [1, 6])
def test_channels_of_a_film_are_tracks_in_xmeml(channels: int) -> None:
    edl = two_hours(PAL, clips=3).edl
    films = tuple(dataclasses.replace(source, channels=channels) for source in edl.sources)
    top = tree(FORMATS["xmeml"].write(dataclasses.replace(edl, sources=films), Export(FOLDER, "x")))
    tracks = top.findall("sequence/media/audio/track")
    assert [track.get("premiereTrackType") for track in tracks] == ["Mono"] * channels
    indexes = [track.findtext("clipitem/sourcetrack/trackindex") for track in tracks]
    assert indexes == [str(number + 1) for number in range(channels)]


def test_two_sounds_that_cross_over_lie_on_one_track() -> None:
    truth = two_hours(PAL, clips=3)
    first, second, third = truth.edl.clips
    early = TimeRange(second.source_range.start - 1, second.source_range.end)
    second = dataclasses.replace(second, audio_range=early)
    edl = dataclasses.replace(truth.edl, clips=(first, second, third))
    assert lanes(events(edl)) == (0, 1, 0)
    joined = dataclasses.replace(edl, transitions=(Transition(1, "dissolve", Fraction(12, 25)),))
    assert lanes(events(joined)) == (0, 1, 1)


def test_music_stays_down_between_two_sentences() -> None:
    edl = dressed()
    frames = [frame for frame, _ in ducking(edl, Fraction(1, 4))]
    gains = [gain for _, gain in ducking(edl, Fraction(1, 4))]
    assert gains == [-14.5, -14.5, -26.0, -26.0, -14.5]
    assert frames == [0, 69, 75, 150, 156]


def test_xmeml_refuses_a_rate_that_it_has_no_word_for() -> None:
    edl = two_hours(Fraction(25, 2), clips=3).edl
    with pytest.raises(UsageError, match=r"xmeml cannot hold 12\.5 frames per second"):
        FORMATS["xmeml"].write(edl, Export(FOLDER, "x"))


def test_kdenlive_groups_name_what_lies_on_the_tracks() -> None:
    edl, _ = split(two_hours(PAL, clips=60))
    top = tree(FORMATS["kdenlive"].write(edl, Export(FOLDER, "x")))
    found = set()
    playlists = {p.attrib["id"]: p for p in top.iter("playlist")}
    main = top.findall("tractor")[-1]
    for number, track in enumerate(main.findall("track")[1:]):
        pair = next(t for t in top.iter("tractor") if t.attrib["id"] == track.attrib["producer"])
        for each in pair.iterfind("track"):
            at = 0
            for entry in playlists[each.attrib["producer"]]:
                if entry.tag == "blank":
                    at += int(entry.attrib["length"])
                elif entry.tag == "entry":
                    found.add(f"{number}:{at}")
                    at += int(entry.attrib["out"]) - int(entry.attrib["in"]) + 1
    groups = json.loads(top.findtext(".//property[@name='kdenlive:docproperties.groups']", ""))
    leaves = [leaf["data"] for group in groups for leaf in group["children"]]
    assert len(groups) == len(edl.clips)
    assert sorted(leaves) == sorted(found)


def test_what_kdenlive_plays_has_the_id_of_what_is_in_its_bin() -> None:
    top = tree(FORMATS["kdenlive"].write(dressed(), Export(FOLDER, "x")))
    ids = {
        p.attrib["id"]: p.findtext("property[@name='kdenlive:id']") for p in top.iter("producer")
    }
    bin_list = next(p for p in top.iter("playlist") if p.attrib["id"] == "main_bin")
    kept = [ids[entry.attrib["producer"]] for entry in bin_list.iterfind("entry")]
    assert len(kept) == len(set(kept)) == 5
    for playlist in top.iter("playlist"):
        for entry in playlist.iterfind("entry"):
            if playlist is not bin_list:
                assert entry.findtext("property[@name='kdenlive:id']") in kept


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x "y">]><a/>',
        "<a><b></a>",
        "",
        "<a>" * 5000 + "</a>" * 5000,
    ],
)
def test_xml_that_is_not_safe_is_refused(content: str) -> None:
    with pytest.raises(InputError, match=r"x\.fcpxml"):
        parse(content, Path("x.fcpxml"))
