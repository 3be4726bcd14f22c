"""FCPXML read back is the plan's cut; what other programs made of it is the cut that it says."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cutter.errors import InputError
from cutter.interchange.formats import FORMATS, Export
from cutter.interchange.reading import READERS
from cutter.schema import EditDecisionList, TimeRange
from cutter.timeline.place import nearest
from tests.interchange.cuts import NTSC, NTSC_FILM, PAL, two_hours
from tests.interchange.dressed import dressed, film, split
from tests.interchange.test_plan import edit_lists
from tests.interchange.test_readers import in_frames, read
from tests.interchange.xml_readers import tree

FOLDER = Path("/films/cuts")
Element = ElementTree.Element


def written(edl: EditDecisionList, start: str = "01:00:00:00") -> str:
    return FORMATS["fcpxml"].write(edl, Export(FOLDER, "a cut", start=start))


def again(text: str, edl: EditDecisionList) -> EditDecisionList:
    return read(text, ".fcpxml", edl.sources)


def changed(edl: EditDecisionList, change: Callable[[Element], object]) -> EditDecisionList:
    """Return what is read after another program changed our document."""
    top = tree(written(edl))
    change(top)
    return again(ElementTree.tostring(top, encoding="unicode"), edl)


def spine(top: Element) -> Element:
    found = top.find(".//project/sequence/spine")
    assert found is not None
    return found


def clips_of(top: Element) -> list[Element]:
    return [item for item in spine(top) if item.tag == "asset-clip"]


def forgotten(top: Element) -> None:
    """Take out all that another program might not keep."""
    for parent in list(top.iter()):
        for each in parent.findall("metadata"):
            parent.remove(each)


def simple() -> EditDecisionList:
    return two_hours(PAL, clips=4, sources=2, hours=1, timecode="10:00:00:00").edl


@given(edl=edit_lists(folder="/films"))
def test_ours_read_back_is_the_same_plan(edl: EditDecisionList) -> None:
    assume(nearest(edl.duration * edl.output.frame_rate) > 0)
    assert again(written(edl), edl) == edl


@pytest.mark.parametrize("rate", [PAL, NTSC_FILM, NTSC])
def test_everything_round_the_clips_comes_back(rate: Fraction) -> None:
    edl = dressed(rate)
    assert again(written(edl), edl) == edl


@pytest.mark.parametrize(
    ("rate", "is_vfr", "start"),
    [(NTSC_FILM, False, "01:00:00:00"), (NTSC, False, "01:00:00;00"), (PAL, True, "10:00:00:00")],
)
def test_two_hours_come_back_as_the_same_plan(rate: Fraction, is_vfr: bool, start: str) -> None:
    clips = 700 if rate == NTSC_FILM else 200
    truth = two_hours(rate, is_vfr=is_vfr, sources=2, timecode="01:02:03:04", clips=clips)
    edl, _ = split(truth)
    text = written(edl, start)
    assert again(text, edl) == edl
    top = tree(text)
    forgotten(top)
    bare = again(ElementTree.tostring(top, encoding="unicode"), edl)
    assert [row[1:] for row in in_frames(bare)] == [row[1:] for row in in_frames(edl)]


def test_a_clip_that_was_dropped_is_not_in_the_cut() -> None:
    edl = simple()
    cut = changed(edl, lambda top: spine(top).remove(clips_of(top)[1]))
    assert cut.clips == (edl.clips[0], *edl.clips[2:])
    assert cut.sources == edl.sources


def test_clips_that_were_moved_are_in_their_new_order_with_their_scores() -> None:
    edl = simple()

    def move(top: Element) -> None:
        last = clips_of(top)[-1]
        spine(top).remove(last)
        spine(top).insert(0, last)

    assert changed(edl, move).clips == (edl.clips[3], *edl.clips[:3])


def test_a_clip_that_was_trimmed_is_shorter_and_keeps_what_was_known_of_it() -> None:
    edl = simple()

    def trim(top: Element) -> None:
        clip = clips_of(top)[0]
        for name, by in (("start", 50), ("duration", -75)):
            ticks = Fraction(clip.attrib[name][:-1]) * 25 + by
            clip.set(name, f"{ticks.numerator}/25s")

    cut = changed(edl, trim)
    was = edl.clips[0].source_range
    assert cut.clips[0].source_range == TimeRange(was.start + 2, was.end - 1)
    assert cut.clips[0].reasons == edl.clips[0].reasons
    assert cut.clips[1:] == edl.clips[1:]


def test_a_sound_edge_that_was_moved_is_a_split_edit() -> None:
    edl = simple()

    def lead(top: Element) -> None:
        clip = clips_of(top)[1]
        start, length = (Fraction(clip.attrib[name][:-1]) for name in ("start", "duration"))
        clip.set("audioStart", f"{start - 1}s")
        clip.set("audioDuration", f"{length + 1}s")

    cut = changed(edl, lead)
    span = edl.clips[1].source_range
    assert cut.clips[1].audio_range == TimeRange(span.start - 1, span.end)
    assert cut.clips[1].source_range == span


def test_a_title_and_the_music_that_were_taken_out_are_gone() -> None:
    edl = dressed()

    def strip(top: Element) -> None:
        first = spine(top)[0]
        assert first.tag == "title"
        spine(top).remove(first)

    cut = changed(edl, strip)
    assert [title.place for title in cut.titles] == ["end"]
    assert cut.music is None
    assert cut.clips == edl.clips
    assert cut.transitions == edl.transitions
    assert cut.reframe == edl.reframe
    assert cut.output == edl.output


def test_words_of_a_card_that_were_changed_are_the_card_s() -> None:
    def rename(top: Element) -> None:
        style = spine(top)[0].find("text/text-style")
        assert style is not None
        style.text = "Another"

    cut = changed(dressed(), rename)
    assert cut.titles[0].text == "Another"
    assert cut.music == dressed().music


def test_transitions_that_were_taken_out_or_changed_are_the_timeline_s() -> None:
    edl = dressed()

    def change(top: Element) -> None:
        joins = spine(top).findall("transition")
        spine(top).remove(joins[0])
        joins[1].set("name", "Cross Dissolve")

    cut = changed(edl, change)
    assert [(each.after, each.kind) for each in cut.transitions] == [
        (1, "dissolve"),
        (3, "dissolve"),
    ]


def test_without_our_metadata_the_timeline_is_the_cut() -> None:
    edl = dressed()
    cut = changed(edl, forgotten)
    assert [row[:3] + row[5:] for row in in_frames(cut)] == [
        row[:3] + row[5:] for row in in_frames(edl)
    ]
    assert cut.output.frame_rate == edl.output.frame_rate
    assert cut.titles[1].duration == edl.titles[1].duration
    assert not cut.profile


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.11">
 <resources>
  <format id="r1" name="FFVideoFormat1080p25" frameDuration="100/2500s" width="1920" height="1080"/>
  <asset id="r2" name="one" start="36000s" duration="3600s" hasVideo="1" hasAudio="1" format="r1">
   <media-rep kind="original-media" src="file:///films/one%20film.mov"/>
  </asset>
  <asset id="r3" name="two" src="two.mov" duration="3600s" hasVideo="1" hasAudio="1" format="r1"/>
  <effect id="r9" name="Basic Title" uid="x"/>
 </resources>
 <library><event name="e"><project name="p">
  <sequence format="r1" tcStart="3600s" duration="40s"><spine>
   {items}
  </spine></sequence>
 </project></event></library>
</fcpxml>"""


def foreign(items: str) -> EditDecisionList:
    one = dataclasses.replace(film("one", PAL), path="/films/one film.mov", timecode="10:00:00:00")
    two = dataclasses.replace(film("two", PAL), path="/films/cuts/two.mov")
    return read(FOREIGN.format(items=items), ".fcpxml", (one, two))


def seconds_of(cut: EditDecisionList) -> list[tuple[str, object, object]]:
    return [
        (cut.sources[c.source].path[-7:], c.source_range.start, c.source_range.end)
        for c in cut.clips
    ]


def test_clips_as_final_cut_writes_them_are_read() -> None:
    cut = foreign("""
      <asset-clip ref="r2" offset="3600s" start="36010s" duration="5s"/>
      <gap offset="3605s" start="3600s" duration="2s"/>
      <clip offset="3607s" start="36100s" duration="4s">
       <video offset="36000s" ref="r2" start="36000s" duration="3600s">
        <audio lane="-1" offset="36000s" ref="r2" start="36000s" duration="3600s"/></video>
      </clip>
      <audition><asset-clip ref="r3" offset="3611s" start="7s" duration="3s" srcEnable="video"/>
       <asset-clip ref="r2" offset="3611s" start="36000s" duration="3s"/></audition>
      <asset-clip ref="r3" duration="2s" start="100s" enabled="0"/>
      <video ref="r3" duration="1s" start="20s"/>
      <asset-clip ref="r2" duration="2s" start="30s"/>""")
    assert seconds_of(cut) == [
        ("ilm.mov", 10, 15),
        ("ilm.mov", 100, 104),
        ("two.mov", 7, 10),
        ("two.mov", 20, 21),
        # Without the film's timecode, as some programs write it.
        ("ilm.mov", 30, 32),
    ]
    assert cut.notes == ("Gaps of the timeline were closed: 2.",)


def test_sound_that_was_detached_and_is_in_step_is_its_picture_s() -> None:
    cut = foreign("""
      <asset-clip ref="r2" offset="3600s" start="36010s" duration="5s" srcEnable="video">
       <asset-clip ref="r2" lane="-1" offset="36008s" start="36008s" duration="8s"
        srcEnable="audio"/>
       <asset-clip ref="r3" lane="1" offset="36011s" start="3s" duration="1s"/>
      </asset-clip>
      <asset-clip ref="r3" offset="3605s" start="50s" duration="5s"/>""")
    assert cut.clips[0].audio_range == TimeRange(Fraction(8), Fraction(16))
    assert cut.notes == ("Clips connected to others were left out: 1.",)


def test_a_transition_is_read_as_far_as_it_lies_evenly_over_its_joint() -> None:
    cut = foreign("""
      <transition name="Cross Dissolve" offset="3600s" duration="1s"/>
      <asset-clip ref="r2" offset="3600s" start="36010s" duration="5s"/>
      <transition name="Cross Dissolve" offset="90113/25s" duration="25/25s"/>
      <asset-clip ref="r3" offset="3605s" start="50s" duration="5s"/>
      <transition name="Cross Dissolve" offset="3609s" duration="1s"/>""")
    assert [(t.after, t.kind, t.duration) for t in cut.transitions] == [
        (0, "dissolve", Fraction(24, 25))
    ]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ('<ref-clip ref="r2" duration="5s" name="Compound"/>', "a timeline inside the timeline"),
        (
            '<asset-clip ref="r2" duration="5s" start="36000s"><timeMap/></asset-clip>',
            "changes its speed",
        ),
        ('<asset-clip ref="r2" duration="5x" start="36000s"/>', "duration='5x': not a time"),
        ('<asset-clip ref="r2" duration="5/0s" start="36000s"/>', "not a time"),
        ('<asset-clip ref="r2" duration="9999999999s" start="36000s"/>', "too long"),
        ('<asset-clip ref="r2" duration="5s" start="46000s"/>', "reaches outside"),
        ('<gap duration="5s"/>', "names no film"),
    ],
)
def test_what_a_cut_cannot_do_is_refused_by_name(items: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        foreign(items)
    assert "cut.fcpxml" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "<fcpxml/>",
        "<xmeml/>",
        '<fcpxml version="1.9"><library><event name="e"/></library></fcpxml>',
        '<!DOCTYPE f [<!ENTITY a "b">]><fcpxml>&a;</fcpxml>',
        FOREIGN.replace('frameDuration="100/2500s"', "").format(items=""),
        FOREIGN.replace("file:///films", "https://films").format(
            items='<asset-clip ref="r2" duration="5s" start="36000s"/>'
        ),
    ],
)
def test_what_is_no_timeline_is_refused_in_one_line(text: str) -> None:
    path = FOLDER / "cut.fcpxml"
    with pytest.raises(InputError) as caught:
        READERS[".fcpxml"].films(text, path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


SMALL = written(dataclasses.replace(simple(), reframe=()))


@given(data=st.data())
def test_a_damaged_timeline_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SMALL) - 1))
    upto = data.draw(st.integers(at, min(len(SMALL), at + 40)))
    put = data.draw(st.sampled_from(["", "-", "1e400", '"', "<gap/>", "0", "\x00", "/0s", "٣"]))
    path = FOLDER / "cut.fcpxml"
    try:
        named = READERS[".fcpxml"].films(SMALL[:at] + put + SMALL[upto:], path)
        found = [simple().sources[0]] * len(named)
        READERS[".fcpxml"].read(SMALL[:at] + put + SMALL[upto:], path, found)
    except InputError as error:
        assert "\n" not in str(error)
