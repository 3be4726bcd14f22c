"""A cut with all that goes round its clips: one edit list behind plan, film and exports."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import opentimelineio as otio
import pysubs2
import pytest

from cutter import Look, Wish
from cutter.edit.guards import guards_of
from cutter.interchange.plan import plan_to_json, read_plan
from cutter.pipeline import Planned, make, plan, render
from cutter.pipeline.exporting import export
from cutter.pipeline.opening import open_cut
from cutter.timeline.captions import caption_tracks
from cutter.timeline.place import frame_count, place
from tests.acceptance.conftest import PlanFor
from tests.conftest import Run
from tests.films import PROFILES, SAMPLE
from tests.render.sounds import as_ffmpeg_says

TRAILER = Wish(
    kind="trailer",
    budget="16s",
    transition="dissolve:0.4",
    title='Alice\'s sea: 50 % "more"',
    title_length="1s",
    burn_in="",
    aspect="9:16",
    chapters="clips",
    preset="ultrafast",
)


@pytest.fixture(scope="module")
def planned(look: Look) -> Planned:
    return plan([SAMPLE], PROFILES / "alice.json", look=look, wish=TRAILER)


@pytest.fixture(scope="module")
def cut(planned: Planned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("cut") / "trailer.mp4"
    render(planned.edl, target)
    return target


def test_the_edit_is_all_that_was_asked_for(planned: Planned) -> None:
    edl = planned.edl
    assert edl.kind == "trailer" and edl.order == "arc" and edl.loudness == -14
    assert edl.duration <= 16 and edl.titles[0].duration == 1
    assert edl.transitions and all(each.kind == "dissolve" for each in edl.transitions)
    assert len(edl.reframe) == len(edl.clips)
    assert edl.sources[0].subtitles and edl.output.burnt_in is not None
    end = edl.sources[0].duration * Fraction(3, 4)
    assert all(clip.source_range.end <= end for clip in edl.clips)


def test_no_sound_edge_lies_inside_what_is_said(planned: Planned) -> None:
    guards = guards_of(planned.analyses[0].film)
    for clip in planned.edl.clips:
        for edge in (clip.audio_range.start, clip.audio_range.end):
            assert not any(guard.start < edge < guard.end for guard in guards)


@pytest.mark.slow
def test_the_file_is_what_the_edit_says(planned: Planned, cut: Path) -> None:
    edl = planned.edl
    loudness, peak = as_ffmpeg_says(cut)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1.0
    with av.open(str(cut)) as container:
        assert container.streams.video[0].frames == frame_count(edl)
        assert [s.language for s in container.streams.subtitles] == [
            track.language or "und" for track in caption_tracks(edl)
        ]
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
        assert len(titles) == len(edl.clips)
        picture = container.streams.video[0]
        assert (picture.width, picture.height) == (edl.output.width, edl.output.height)


@pytest.mark.slow
def test_the_subtitles_beside_the_cut_are_those_inside_it(planned: Planned, cut: Path) -> None:
    (track,) = caption_tracks(planned.edl)
    (beside,) = cut.parent.glob("*.srt")
    read = list(pysubs2.load(str(beside)))
    assert [cue.plaintext for cue in read] == [cue.text for cue in track.cues]
    for written, meant in zip(read, track.cues, strict=True):
        assert abs(Fraction(written.start, 1000) - meant.span.start) <= Fraction(1, 1000)


@pytest.mark.slow
def test_make_and_a_plan_that_was_saved_give_the_same_bytes(
    planned: Planned, cut: Path, look: Look, tmp_path: Path
) -> None:
    saved = tmp_path / "plan.json"
    saved.write_text(plan_to_json(planned.edl, tmp_path), encoding="utf-8")
    again = read_plan(saved)
    assert again == planned.edl
    render(again, tmp_path / "rendered.mp4")
    made = make([SAMPLE], PROFILES / "alice.json", tmp_path / "made.mp4", look=look, wish=TRAILER)
    assert made.edl == planned.edl
    assert (tmp_path / "rendered.mp4").read_bytes() == cut.read_bytes()
    assert (tmp_path / "made.mp4").read_bytes() == cut.read_bytes()


def test_exports_and_the_render_use_one_edit_list(planned: Planned, tmp_path: Path) -> None:
    edl = planned.edl
    targets = {name: tmp_path / f"cut.{name}" for name in ("otio", "fcpxml")}
    export(edl, targets)
    for path in targets.values():
        back = open_cut(path)
        assert replace(back, notes=edl.notes) == edl
    timeline = otio.adapters.read_from_file(str(targets["otio"]))
    (video,) = timeline.video_tracks()
    shown = [clip for clip in video if isinstance(clip, otio.schema.Clip) and clip.markers]
    starts = [clip.range_in_parent().start_time.to_frames() for clip in shown]
    lengths = [clip.source_range.duration.to_frames() for clip in shown]
    assert [(piece.first, piece.count) for piece in place(edl)] == list(
        zip(starts, lengths, strict=True)
    )


@pytest.mark.slow
def test_denied_words_are_neither_heard_nor_read(
    look: Look, plan_for: PlanFor, cutter: Run, tmp_path: Path
) -> None:
    tracks = plan_for("bob").edl.sources[0].subtitles
    assert any("captain" in cue.text.lower() for track in tracks for cue in track.cues)
    words = tmp_path / "words.txt"
    words.write_text("captain\n")
    done = cutter(
        *("plan", SAMPLE, "--profile", PROFILES / "bob.json", "--model", str(look.model)),
        *("--offline", "--cache", str(look.cache), "--json", "-q", "--deny-words", words),
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    told = [cue["text"] for track in document["sources"][0]["subtitles"] for cue in track["cues"]]
    assert told and not any("captain" in text.lower() for text in told)
