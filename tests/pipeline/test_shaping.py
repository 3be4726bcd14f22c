"""A cut of another shape: its size, what is decoded for it, and how real films come out."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.tripod import MOST_SPEED
from cutter.errors import UsageError
from cutter.media.decode import packets_read
from cutter.pipeline import Look, Planned, Wish, plan, shaping
from cutter.pipeline.shaping import parse_aspect, reframed, shaped_size
from cutter.schema import EditDecisionList, Fit, TimeRange
from tests.films import SAMPLE, real_film


def planned(film: Path, cache: Path, budget: str) -> Planned:
    look = Look(model="basic", offline=True, cache=cache)
    return plan([film], None, look=look, wish=Wish(budget=budget, fill=True))


def shaped(cut: Planned, aspect: str, folder: Path, *, fit: Fit | None = None) -> EditDecisionList:
    media = cut.analyses[0].film.media
    size = shaped_size(media.display_width, media.display_height, parse_aspect(aspect))
    output = replace(cut.edl.output, width=size[0], height=size[1])
    return reframed(replace(cut.edl, output=output), cut.analyses, fit=fit, folder=folder)


@pytest.fixture(scope="module")
def sample(shared_cache: Path) -> Planned:
    return planned(SAMPLE, shared_cache, "8s")


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        ("9:16", (608, 1080)),
        ("1:1", (1080, 1080)),
        ("4:5", (864, 1080)),
        ("16:9", (1920, 1080)),
        ("2.39:1", (1920, 804)),
    ],
)
def test_the_frame_is_the_largest_of_its_shape_in_the_picture(
    aspect: str, size: tuple[int, int]
) -> None:
    assert shaped_size(1920, 1080, parse_aspect(aspect)) == size


@given(st.integers(16, 8192), st.integers(16, 8192), st.fractions(Fraction(1, 4), 4).filter(bool))
def test_a_frame_is_even_and_no_larger_than_the_picture(
    width: int, height: int, aspect: Fraction
) -> None:
    wide, high = shaped_size(width, height, aspect)
    assert wide % 2 == high % 2 == 0
    assert 2 <= wide <= width
    assert 2 <= high <= height
    assert wide >= width - 1 or high >= height - 1


@pytest.mark.parametrize("text", ["", "9x16", "9:0", "0:9", "9:16:1", "-9:16", "1:5", "a:b", "9:"])
def test_what_is_no_shape_is_refused_with_its_option(text: str) -> None:
    with pytest.raises(UsageError, match="--aspect"):
        parse_aspect(text)


def test_the_film_s_own_shape_changes_nothing_and_reads_nothing(
    sample: Planned, tmp_path: Path
) -> None:
    before = packets_read()
    assert shaped(sample, "16:9", tmp_path).reframe == ()
    assert packets_read() == before
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("fit", ["pad", "blur"])
def test_showing_all_of_a_picture_reads_nothing(fit: Fit, sample: Planned, tmp_path: Path) -> None:
    before = packets_read()
    cut = shaped(sample, "9:16", tmp_path, fit=fit)
    assert [framing.fit for framing in cut.reframe] == [fit] * len(cut.clips)
    assert packets_read() == before


@pytest.fixture(scope="module")
def looked(sample: Planned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which what the sample's cut needs was looked at."""
    folder = tmp_path_factory.mktemp("looked")
    before = packets_read()
    shaped(sample, "9:16", folder)
    assert packets_read() > before
    return folder


def test_a_second_cut_of_the_same_shots_reads_nothing_and_is_the_same(
    sample: Planned, looked: Path, tmp_path: Path
) -> None:
    before = packets_read()
    again = shaped(sample, "9:16", looked)
    square = shaped(sample, "1:1", looked)
    assert packets_read() == before
    assert len(again.reframe) == len(again.clips) == len(square.reframe)
    assert shaped(sample, "9:16", tmp_path) == again


def test_what_is_looked_at_does_not_hang_on_where_the_clip_lies_in_its_shot(
    sample: Planned, looked: Path
) -> None:
    before = packets_read()
    clips = []
    for clip in sample.edl.clips:
        span = replace(clip.source_range, end=clip.source_range.end - Fraction(1, 5))
        clips.append(replace(clip, source_range=span, audio_range=span))
    shaped(replace(sample, edl=replace(sample.edl, clips=tuple(clips))), "9:16", looked)
    assert packets_read() == before


def test_a_crop_that_is_asked_for_is_never_anything_else(sample: Planned, looked: Path) -> None:
    cut = shaped(sample, "9:16", looked, fit="crop")
    assert {framing.fit for framing in cut.reframe} == {"crop"}


def test_of_a_long_shot_only_the_pieces_that_the_cut_uses_are_looked_at(
    sample: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shaping, "STRETCH", Fraction(1, 2))
    shots = sample.analyses[0].film.shots
    clip = max(sample.edl.clips, key=lambda one: shots[one.shots[0]].span.duration)
    start = clip.source_range.start
    span = TimeRange(start, start + Fraction(1, 2))
    clip = replace(clip, source_range=span, audio_range=span)
    shaped(replace(sample, edl=replace(sample.edl, clips=(clip,))), "9:16", tmp_path)
    assert shots[clip.shots[0]].span.duration > 2
    assert 1 <= len(list(tmp_path.rglob("drawn-*"))) <= 2


@pytest.mark.slow
@pytest.mark.real_media
@pytest.mark.parametrize(
    ("name", "aspect"),
    [
        ("big_buck_bunny_170s_360p.mp4", "9:16"),
        ("sintel_trailer_52s.webm", "1:1"),
        ("tears_of_steel_battle_70s.webm", "9:16"),
    ],
)
def test_a_real_film_s_crop_has_no_jump_within_a_shot(
    name: str, aspect: str, real_films_cache: Path, tmp_path: Path
) -> None:
    cut = planned(real_film(name), real_films_cache, "15s")
    film = cut.analyses[0].film
    frame = film.media.frame_duration
    done = shaped(cut, aspect, tmp_path)
    boundaries = [shot.span.start for shot in film.shots[1:]]
    crops = [one for one in done.reframe if one.fit == "crop"]
    assert len(crops) > len(done.clips) / 2
    for framing in crops:
        for one, other in pairwise(framing.path):
            length = other.time - one.time
            is_at_boundary = any(one.time < time <= other.time + frame for time in boundaries)
            if is_at_boundary and length < frame:
                continue
            assert abs(other.x - one.x) <= MOST_SPEED * float(length) + 2e-5
    still = sum(len({point.x for point in framing.path}) <= 1 for framing in crops)
    assert still >= len(crops) / 2, "mostly still"
