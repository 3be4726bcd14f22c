"""A draft tells hard cuts from iframes alone; looked at closely, its shots are the film's."""

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.analysis.draft import PLACED, REGULAR, WARNING, Iframe, boundaries_of
from cutter.analysis.refine import adopt, refine, shots_within
from cutter.analysis.settings import DetectorSettings
from cutter.analysis.stored import pack_film, unpack_film
from cutter.media.decode import packets_read
from cutter.progress import SILENT
from cutter.schema import FilmRecord
from tests.analysis.made import (
    RATE,
    Picture,
    frames_of,
    mixed,
    plain,
    texture,
    watched,
    write_film,
)

DRAFT = DetectorSettings(speed="draft")
FRAME = Fraction(1, RATE)


def shots() -> list[Picture]:
    looks = [mixed(texture(k), plain(level), 0.6) for k, level in ((1, 20), (2, 230), (3, 90))]
    return [f for look, n in zip(looks, (30, 42, 72), strict=True) for f in [look] * n]


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film whose encoder set iframes where the scene changes, at frames 30 and 72."""
    groups = ("-preset", "veryfast", "-g", "250")
    return write_film(tmp_path_factory.mktemp("film") / "placed.mp4", shots(), *groups)


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same film with an iframe every two seconds, wherever the scene changes."""
    groups = ("-preset", "veryfast", "-g", "48", "-keyint_min", "48", "-sc_threshold", "0")
    return write_film(tmp_path_factory.mktemp("film") / "due.mp4", shots(), *groups)


def starts(record: FilmRecord) -> list[Fraction]:
    return frames_of([shot.span.start for shot in record.shots])


def looked_at(record: FilmRecord, *numbers: int) -> FilmRecord:
    return refine(record, numbers, detector=DRAFT, progress=SILENT)


def test_cuts_where_the_encoder_placed_iframes_are_found_to_the_frame(placed: Path) -> None:
    record = watched(placed, DRAFT)
    assert starts(record) == [0, 30, 72]
    assert [boundary.kind for boundary in record.boundaries] == ["cut", "cut"]
    assert record.media.end == Fraction(144, RATE)
    assert {key.shot for key in record.keyframes} == {0, 1, 2}
    assert all(record.shots[key.shot].span.contains(key.time) for key in record.keyframes)


def test_cuts_between_due_iframes_are_found_at_the_next_one(due: Path) -> None:
    assert starts(watched(due, DRAFT)) == [0, 48, 96]


def test_what_a_draft_does_not_look_for_is_the_same_for_every_shot(placed: Path) -> None:
    record = watched(placed, DRAFT)
    unseen = {(s.motion, s.faces, s.loudness, s.speech, s.text) for s in record.signals}
    assert unseen == {(0.0, 0.0, -70.0, 0.0, 0.0)}
    assert len({s.colourfulness for s in record.signals}) == 3
    assert (record.speed, record.warnings) == ("draft", (WARNING,))


def test_a_speed_is_part_of_what_is_stored(placed: Path) -> None:
    for speed in ("full", "fast", "draft"):
        record = watched(placed, DetectorSettings(speed=speed))
        assert unpack_film(pack_film(record))[0].speed == record.speed == speed
        assert (speed in record.detector) == (speed != "full")


def test_fast_finds_the_hard_cuts_and_says_what_it_skipped(placed: Path) -> None:
    record = watched(placed, DetectorSettings(speed="fast"))
    assert starts(record) == [0, 30, 72]
    assert record.media.end == Fraction(144, RATE)
    assert not record.media.is_vfr
    assert any("dissolves may be missed" in warning for warning in record.warnings)


def test_shots_looked_at_closely_are_those_of_the_film(due: Path) -> None:
    draft = watched(due, DRAFT)
    record = looked_at(draft, 0, 1)
    assert starts(record) == [0, 30, 48, 72, 96]
    assert record.sure == (0, 1, 2, 3)
    assert [boundary.end * RATE for boundary in record.boundaries] == [30, 48, 72, 96]
    for index, shot in enumerate(record.shots):
        assert any(key.shot == index and shot.span.contains(key.time) for key in record.keyframes)


def test_a_sliver_at_a_draft_s_edge_is_no_shot_but_is_not_used_either(due: Path) -> None:
    slow = DetectorSettings(speed="draft", min_shot=Fraction(1))
    record = refine(watched(due, slow), [0], detector=slow, progress=SILENT)
    assert starts(record) == [0, 48, 96]
    assert record.shots[0].clean.end == Fraction(30, RATE)


def test_only_the_frames_around_a_shot_are_read(placed: Path) -> None:
    draft = watched(placed, DRAFT)
    before = packets_read()
    looked_at(draft, 2)
    assert 72 <= packets_read() - before < 144


def test_a_shot_looked_at_twice_is_read_once(placed: Path) -> None:
    record = looked_at(watched(placed, DRAFT), 1)
    before = packets_read()
    assert looked_at(record, 1) == record
    assert packets_read() == before


def test_what_another_draft_made_sure_is_taken_over_whatever_else_it_holds(due: Path) -> None:
    draft = watched(due, DRAFT)
    more = looked_at(looked_at(draft, 2), 0, 1)
    assert adopt(draft, [0], more) == looked_at(draft, 0)
    assert shots_within(more, draft.shots[0].span) == (0, 1)


def test_a_draft_s_refinement_agrees_with_a_whole_look(placed: Path) -> None:
    whole = watched(placed)
    record = looked_at(watched(placed, DRAFT), 0, 1, 2)
    assert [shot.span for shot in record.shots] == [shot.span for shot in whole.shots]
    assert [shot.clean for shot in record.shots] == [shot.clean for shot in whole.shots]


def iframe(frame: int, change: float, likeness: float = 0.0) -> Iframe:
    return Iframe(frame * FRAME, change, likeness)


def test_due_iframes_must_differ_more_than_placed_ones() -> None:
    between = (PLACED + REGULAR) / 2
    found = [iframe(0, 0), iframe(100, between), iframe(160, between), iframe(260, between)]
    assert boundaries_of(found, FRAME, Fraction(1)) == (160 * FRAME,)
    found = [iframe(0, 0), iframe(100, REGULAR), iframe(160, 0), iframe(260, REGULAR, 0.9)]
    assert boundaries_of(found, FRAME, Fraction(1)) == (100 * FRAME,)


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(0, 255), st.floats(-1, 1)), max_size=40),
    st.integers(1, 48),
)
def test_shots_of_a_draft_are_never_shorter_than_asked(
    steps: list[tuple[int, float, float]], shortest: int
) -> None:
    found, at = [iframe(0, 0)], 0
    for step, change, likeness in steps:
        at += step
        found.append(iframe(at, change, likeness))
    times = [Fraction(0), *boundaries_of(found, FRAME, shortest * FRAME)]
    assert all(b - a >= shortest * FRAME for a, b in itertools.pairwise(times))
    assert set(times) <= {frame.time for frame in found}
