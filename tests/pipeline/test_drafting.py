"""A cut planned from a draft uses only what was looked at closely, and depends on no other cut."""

from fractions import Fraction
from pathlib import Path

import pytest

from cutter.analysis.settings import DetectorSettings
from cutter.media.decode import packets_read
from cutter.pipeline import Look, Planned, Wish, plan
from tests.acceptance.truth import read_truth
from tests.films import PROFILES, SAMPLE, SAMPLE_TRUTH

FRAME = Fraction(1, 24)


def look(cache: Path) -> Look:
    draft = DetectorSettings(speed="draft")
    return Look(model="basic", offline=True, cache=cache, detector=draft)


def planned(who: str, cache: Path) -> Planned:
    return plan([SAMPLE], PROFILES / f"{who}.json", look=look(cache), wish=Wish(budget="20s"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which a draft was made sure for Alice's cut."""
    cache = tmp_path_factory.mktemp("cache")
    planned("alice", cache)
    return cache


def test_every_clip_lies_in_a_shot_that_was_looked_at(shared: Path) -> None:
    cut = planned("alice", shared)
    sure = cut.analyses[0].film.sure
    assert {shot for clip in cut.edl.clips for shot in clip.shots} <= set(sure)
    assert len(sure) < len(cut.analyses[0].film.shots)


def test_no_clip_reaches_over_a_true_cut(shared: Path) -> None:
    cuts = [
        boundary["start_frame"] * FRAME
        for boundary in read_truth(SAMPLE_TRUTH)["boundaries"]
        if boundary["kind"] == "cut"
    ]
    clips = planned("alice", shared).edl.clips
    assert clips
    for clip in clips:
        assert not [cut for cut in cuts if clip.source_range.start < cut < clip.source_range.end]


def test_another_viewer_s_cut_is_the_same_whoever_came_before(shared: Path, tmp_path: Path) -> None:
    assert planned("bob", shared).edl == planned("bob", tmp_path).edl


def test_a_second_plan_reads_no_frame(shared: Path) -> None:
    before = packets_read()
    first = planned("alice", shared)
    assert packets_read() == before
    assert first.analyses[0].film.speed == "draft"
