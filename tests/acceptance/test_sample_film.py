"""On the sample film, whose truth is known: shots are found, and cuts hold what viewers like."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cutter import Look, Wish, analyze
from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.media.source import open_source
from cutter.pipeline import plan
from cutter.profile.read import read_profile
from cutter.progress import SILENT
from sample_media.studio.for_tests import small_film
from tests.acceptance.conftest import PlanFor, document_of
from tests.acceptance.truth import compare, read_truth, world_seconds
from tests.films import PROFILES, SAMPLE

LIKED = {
    "alice": {"sunset_sea", "snowy_mountains", "forest", "flower_meadow", "starry_sky"},
    "bob": {"city_night", "fireworks", "campfire", "storm_sea"},
    "wild": {"storm_sea", "underwater", "desert", "snowy_mountains"},
}
NEVER = {"alice": {"fireworks"}, "bob": {"underwater"}, "wild": set[str]()}
"""Worlds that each profile's words mean; `listener` lives from what is said."""


def test_the_film_and_its_truth_are_what_they_should_be(truth: dict[str, Any]) -> None:
    media = open_source(SAMPLE)
    assert (media.display_width, media.display_height) == (640, 360)
    assert 70 <= float(media.end) <= 100
    assert len(truth["shots"]) >= 30
    assert len({shot["world"] for shot in truth["shots"]}) >= 10
    kinds = [boundary["kind"] for boundary in truth["boundaries"]]
    assert kinds.count("dissolve") >= 3
    assert kinds.count("fade") >= 1
    assert SAMPLE.stat().st_size <= 8_000_000


def test_hard_cuts_are_found_to_the_frame_and_each_gradual_change_once(
    look: Look, truth: dict[str, Any]
) -> None:
    shots = analyze(SAMPLE, look=look).film.shots
    found = compare([shot.span.start for shot in shots[1:]], truth)
    assert found.cut_f1 >= 0.97, found
    assert found.gradual_hit == found.gradual_total, found


@pytest.mark.slow
def test_shots_are_found_in_films_of_other_seeds(tmp_path: Path) -> None:
    scores = []
    for seed in (41, 42, 43, 44, 45):
        film, truth_path = small_film(seed, tmp_path)
        record = watch(open_source(film), detector=DetectorSettings(), progress=SILENT)
        found = compare([s.span.start for s in record.shots[1:]], read_truth(truth_path))
        scores.append(found.f1)
    assert sum(scores) / len(scores) >= 0.95, scores


@pytest.mark.parametrize("name", sorted(LIKED))
def test_a_cut_comes_from_what_its_viewer_likes(
    name: str, plan_for: PlanFor, truth: dict[str, Any]
) -> None:
    worlds, _ = world_seconds(document_of(plan_for(name)), truth)
    whole = sum(worlds.values())
    liked = sum(seconds for world, seconds in worlds.items() if world in LIKED[name])
    assert liked / whole >= 0.85, worlds
    assert not NEVER[name] & set(worlds), worlds


def test_a_listener_s_cut_comes_from_what_is_said(plan_for: PlanFor) -> None:
    planned = plan_for("listener")
    (analysis,) = planned.analyses
    wanted = [set(want.terms) for want in planned.taste.wants if want.role == "like"]
    spoken = Fraction(0)
    for clip in planned.edl.clips:
        cues = [i for s in clip.shots for i in analysis.cues_of(analysis.film.shots[s])]
        said = [set(analysis.film.cue_terms[i]) for i in cues]
        if any(terms & want for terms in said for want in wanted):
            spoken += clip.source_range.duration
    assert spoken / planned.edl.duration >= Fraction(85, 100)


def test_opposite_tastes_share_few_shots(plan_for: PlanFor, truth: dict[str, Any]) -> None:
    _, alice = world_seconds(document_of(plan_for("alice")), truth)
    _, bob = world_seconds(document_of(plan_for("bob")), truth)
    assert len(alice & bob) / len(alice | bob) <= 0.35


@pytest.mark.parametrize("words", ["the captain", "a letter", "lighthouse"])
def test_shots_in_which_the_words_are_said_rank_first(
    words: str, look: Look, tmp_path: Path
) -> None:
    path = tmp_path / "said.json"
    likes = [{"text": words, "in": "dialogue"}]
    path.write_text(json.dumps({"version": 1, "likes": likes}))
    planned = plan([SAMPLE], path, look=look, wish=Wish(budget="10s", fill=True))
    (analysis,) = planned.analyses
    key = words.split()[-1]
    saying = {
        shot.index
        for shot in analysis.film.shots
        for index in analysis.cues_of(shot)
        if key in analysis.film.cues[index].text.lower()
        # A cue that merely reaches over a boundary belongs to the shot that has most of it.
        and _share(analysis.film.cues[index].span, shot.span) > Fraction(1, 2)
    }
    scores = sorted(planned.films[0].scores, key=lambda score: -score.value)
    assert saying, "the sample film no longer says this"
    assert {score.shot for score in scores[: len(saying)]} == saying


def _share(cue: Any, shot: Any) -> Fraction:  # noqa: ANN401 - two TimeRanges
    shared = cue.intersection(shot)
    return shared.duration / cue.duration if shared else Fraction(0)


def test_every_sample_profile_is_sound() -> None:
    names = {path.stem for path in PROFILES.glob("*.json")}
    assert set(LIKED) | {"listener"} <= names
    for name in names:
        assert read_profile(PROFILES / f"{name}.json").preferences
