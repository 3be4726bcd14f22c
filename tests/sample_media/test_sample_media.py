"""The sample film is what its script makes, and the sample CLIP knows its worlds."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cutter.eyes.choose import open_eyes
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.schema import TimeRange
from sample_media.studio.plan import plan_film
from sample_media.studio.truth import GroundTruth
from sample_media.studio.worlds import WORLDS
from tests.acceptance.truth import read_truth
from tests.films import SAMPLE, SAMPLE_CLIP, SAMPLE_TRUTH


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return read_truth(SAMPLE_TRUTH)


def test_the_script_plans_the_committed_film(truth: dict[str, Any]) -> None:
    plan = plan_film(truth["seed"], 36, 90.0, n_dissolves=5)
    planned = GroundTruth(plan, 640, 360).to_dict()
    assert planned["shots"] == truth["shots"]
    assert planned["boundaries"] == truth["boundaries"]
    assert plan.frames == truth["frames"]


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_a_world_looks_the_same_again_from_the_same_seed_and_other_from_another(
    world: str,
) -> None:
    def frames(seed: int) -> list[Any]:
        return list(WORLDS[world].render(np.random.default_rng(seed), 3, 96, 54, 24.0, 0.6))

    one, again, other = frames(1), frames(1), frames(2)
    assert len(one) == 3
    assert all(frame.shape == (54, 96, 3) and frame.dtype == np.uint8 for frame in one)
    assert all((a == b).all() for a, b in zip(one, again, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_the_words_are_those_of_the_truth(truth: dict[str, Any]) -> None:
    subtitles = SAMPLE.with_suffix(".srt").read_text(encoding="utf-8")
    assert len(truth["cues"]) >= 14
    for cue in truth["cues"]:
        assert cue["text"] in subtitles
        shot = truth["shots"][cue["shot"]]
        assert shot["start"] <= cue["start"] < cue["end"] <= shot["end"] + 0.5


def test_the_sample_clip_tells_the_film_s_worlds(truth: dict[str, Any]) -> None:
    eyes = open_eyes(str(SAMPLE_CLIP), offline=True)
    media = open_source(SAMPLE)
    names = list(WORLDS)
    words = eyes.texts([WORLDS[name].phrase for name in names])
    right = 0
    for shot in truth["shots"]:
        middle = (shot["start_frame"] + shot["end_frame"]) // 2 / media.frame_rate
        span = TimeRange(middle, middle + media.frame_duration)
        ((_, picture),) = pictures(media, span)
        seen = eyes.images([picture])[0]
        right += names[int(np.argmax(words @ seen))] == shot["world"]
    assert right >= 0.95 * len(truth["shots"]), right


def test_the_sample_clip_is_small_and_holds_no_pickle() -> None:
    files = {path.name: path.stat().st_size for path in Path(SAMPLE_CLIP).iterdir()}
    assert sum(files.values()) <= 10_000_000
    assert {"open_clip_config.json", "open_clip_model.safetensors"} <= set(files)
    assert not [name for name in files if name.endswith((".pt", ".bin", ".pkl"))]
