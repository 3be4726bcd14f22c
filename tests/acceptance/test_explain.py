"""What an explanation says would turn a shot does turn it, and cuts span several films."""

from pathlib import Path

import pytest

from cutter import Look, Wish, make, plan
from cutter.media.source import open_source
from cutter.pipeline.turning import explain_shots, turned
from sample_media.studio.for_tests import small_film
from tests.acceptance.conftest import PlanFor
from tests.conftest import Run
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_the_change_that_is_named_turns_the_shot(name: str, plan_for: PlanFor) -> None:
    planned = plan_for(name)
    marks = ["#1", "#5", "#11", "#16", "#27", "#35"]
    explanations = explain_shots(planned, marks)
    assert {item.is_in for item in explanations} == {True, False}
    for item in explanations:
        assert item.change is not None, item
        after = turned(planned, item.change)
        assert after.choice.is_in(item.film, item.shot) != item.is_in, item.change.text


def test_explain_says_it_in_words(cutter: Run, look: Look) -> None:
    done = cutter(
        *("explain", SAMPLE, "--profile", PROFILES / "alice.json", "--model", SAMPLE_CLIP),
        *("--offline", "--quiet", "--cache", str(look.cache), "--shot", "#3"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("#3 ")
    assert "not in the cut: never" in done.stdout
    assert "to turn it: pin it: --must '#3'" in done.stdout


def test_a_cut_spans_several_films(look: Look, tmp_path: Path) -> None:
    other, _ = small_film(46, tmp_path)
    target = tmp_path / "both.mp4"
    planned = make(
        [SAMPLE, other],
        PROFILES / "bob.json",
        target,
        look=look,
        wish=Wish(budget="12s", order="score", preset="ultrafast", must=("#2@2",)),
    )
    assert {clip.source for clip in planned.edl.clips} == {0, 1}
    assert any(clip.source == 1 and clip.shots == (1,) for clip in planned.edl.clips)
    cut = open_source(target)
    assert (cut.display_width, cut.display_height) == (640, 360)
    assert abs(cut.end - planned.edl.duration) <= cut.frame_duration


def test_pins_come_in_and_bans_stay_out(look: Look) -> None:
    wish = Wish(budget="20s", must=("#3", "00:20-00:22"), never=("#10",))
    edl = plan([SAMPLE], PROFILES / "alice.json", look=look, wish=wish).edl
    pinned = [clip for clip in edl.clips if clip.pinned]
    assert any(2 in clip.shots for clip in pinned)
    assert not any(9 in clip.shots for clip in edl.clips)
