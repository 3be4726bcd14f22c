"""Hard cuts are found to the frame, whatever the frame rate does."""

from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from cutter.analysis.settings import DetectorName, DetectorSettings
from cutter.analysis.shots import ShotFinder
from cutter.errors import UsageError
from cutter.schema import TimeRange
from tests.analysis.made import (
    RATE,
    Picture,
    changes_of,
    drifting,
    frames_of,
    mixed,
    plain,
    texture,
    watched,
    write_film,
)
from tests.films import real_film

LENGTHS = (30, 41, 25, 36)
STARTS = [30, 71, 96]


def shots() -> list[Picture]:
    """Return four shots that differ in drawing, in light and in contrast."""
    frames = []
    for seed, length in enumerate(LENGTHS):
        look = mixed(texture(seed), plain((40, 210, 90, 160)[seed]), 0.6)
        frames += drifting(look, length)
    return frames


@pytest.fixture(scope="module")
def four_shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_film(tmp_path_factory.mktemp("film") / "four.mp4", shots())


def cuts_of(frames: list[Picture], settings: DetectorSettings) -> list[int]:
    return [change.middle for change in changes_of(frames, settings).changes]


def test_hard_cuts_are_found_to_the_frame(four_shots: Path) -> None:
    record = watched(four_shots)
    assert frames_of([shot.span.start for shot in record.shots]) == [0, *STARTS]
    assert [boundary.kind for boundary in record.boundaries] == ["cut"] * 3
    assert all(boundary.start == boundary.end for boundary in record.boundaries)
    assert all(shot.clean == shot.span for shot in record.shots)


@pytest.mark.parametrize("name", [name for name in get_args(DetectorName) if name != "none"])
def test_every_detector_finds_the_hard_cuts(name: DetectorName, four_shots: Path) -> None:
    record = watched(four_shots, DetectorSettings(name=name))
    assert frames_of([shot.span.start for shot in record.shots]) == [0, *STARTS]
    assert record.detector.startswith(name)


def test_without_a_detector_the_film_is_one_shot(four_shots: Path) -> None:
    record = watched(four_shots, DetectorSettings(name="none"))
    assert len(record.shots) == 1
    assert record.shots[0].span.end == record.media.end
    assert record.boundaries == ()


def test_a_film_without_a_boundary_is_one_shot(tmp_path: Path) -> None:
    record = watched(write_film(tmp_path / "one.mp4", drifting(texture(5), 60)))
    assert len(record.shots) == 1
    assert record.shots[0].span == TimeRange(Fraction(0), Fraction(60, RATE))


def test_a_film_of_one_frame_is_one_shot(tmp_path: Path) -> None:
    record = watched(write_film(tmp_path / "frame.mp4", [texture(5)]))
    assert [shot.span.duration for shot in record.shots] == [Fraction(1, RATE)]


def test_with_a_variable_rate_boundaries_lie_at_true_times(tmp_path: Path) -> None:
    # The second shot's 41 frames take a tenth of a second each.
    stamps = "if(lt(N,30),N/24,if(lt(N,71),30/24+(N-30)/10,30/24+41/10+(N-71)/24))"
    film = write_film(
        tmp_path / "uneven.mp4",
        shots(),
        *("-vf", f"settb=1/90000,setpts='({stamps})/TB'"),
        *("-fps_mode", "passthrough", "-enc_time_base", "1/90000"),
    )
    record = watched(film)
    expected = [0, 30 / 24, 30 / 24 + 4.1, 30 / 24 + 4.1 + 25 / 24]
    found = [float(shot.span.start) for shot in record.shots]
    assert record.media.is_vfr
    assert found == pytest.approx(expected, abs=1e-4)


def test_no_shot_is_begun_sooner_than_the_shortest_allows() -> None:
    frames = [frame for seed, n in enumerate((30, 8, 30)) for frame in drifting(texture(seed), n)]
    assert cuts_of(frames, DetectorSettings(min_shot=Fraction(1, 4))) == [30, 38]
    assert cuts_of(frames, DetectorSettings(min_shot=Fraction(3, 5))) == [30]


@pytest.mark.parametrize("name", ["adaptive", "content"])
def test_cuts_are_those_of_pyscenedetect_s_own_detector(name: DetectorName) -> None:
    from scenedetect import FrameTimecode, detectors

    rng = np.random.default_rng(1)
    frames = [
        np.asarray(np.clip(frame + rng.normal(0, 3, frame.shape), 0, 255), dtype=np.uint8)
        for frame in shots()
    ]
    settings = DetectorSettings(name=name, transitions=False)
    own = (
        detectors.AdaptiveDetector(adaptive_threshold=3.5, window_width=3, min_scene_len=14)
        if name == "adaptive"
        else detectors.ContentDetector(threshold=31.0, min_scene_len=14)
    )
    theirs, scores = [], []
    finder = ShotFinder(settings, Fraction(RATE))
    for number, frame in enumerate(frames):
        bgr = np.ascontiguousarray(frame[..., ::-1])
        theirs += own.process_frame(FrameTimecode(number, float(RATE)), bgr)
        finder.take(bgr)
        scores.append((own._frame_score, finder._detector._frame_score))
    # Python 3.12 adds floats more exactly than 3.11, and so differs in the last bits.
    assert all(one == pytest.approx(other, rel=1e-12) for one, other in scores)
    assert list(finder.gathered().cuts) == [t.frame_num for t in theirs]
    assert len(theirs) == 3


def test_noise_of_hue_in_the_dark_is_no_cut() -> None:
    # One level of red or of blue: the hue turns by a third of its circle, and nothing is seen.
    red, blue = plain(8), plain(8)
    red[..., 0] += 2
    blue[..., 2] += 2
    frames = [mixed(red, red, 0)] * 40 + [blue] * 40
    raw = DetectorSettings(name="content", threshold=5, transitions=False)
    assert cuts_of(frames, raw) == [40]
    assert cuts_of(frames, DetectorSettings(name="content", threshold=5)) == []


def test_small_letters_that_appear_on_black_are_a_cut() -> None:
    card = plain(0)
    card[60:66, 100:150] = 200
    frames = [plain(0)] * 30 + [card] * 30
    assert cuts_of(frames, DetectorSettings(name="content", threshold=0.5)) == [30]


@pytest.mark.parametrize("text", ["-3", "0", "nan", "1e9"])
def test_a_threshold_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="threshold"):
        DetectorSettings(threshold=float(text))


def test_hard_cuts_of_a_real_film_are_those_of_pyscenedetect() -> None:
    film = real_film("sintel_trailer_52s.webm")
    kinds = [(b.kind, int(b.start * 24)) for b in watched(film).boundaries]
    assert [start for kind, start in kinds if kind == "cut"] == [336, 573, 623]
    assert "dissolve" not in {kind for kind, _ in kinds}
    # The title card between two fades is a shot of its own.
    fades = [start for kind, start in kinds if kind == "fade"]
    assert any(190 <= start <= 200 for start in fades)
    assert any(245 <= start <= 262 for start in fades)
