"""A draft's frames are the film's iframes at their exact times, a fast look's are frames of it."""

from fractions import Fraction
from pathlib import Path

import pytest

from cutter.media.decode import PictureFrame, packets_read, read
from cutter.media.iframes import Extent, iframes
from cutter.media.source import open_source
from cutter.media.streams import ReadStats
from tests.media.conftest import X264, Film, counting, number_of, run_ffmpeg


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 120 frames at 30 a second whose iframes are every twelfth."""
    path = tmp_path_factory.mktemp("film") / "grouped.mp4"
    groups = ("-g", "12", "-keyint_min", "12", "-sc_threshold", "0")
    run_ffmpeg(*counting(), *X264, *groups, path)
    return path


def numbers(path: Path, apart: Fraction) -> list[tuple[int, float]]:
    found = iframes(open_source(path), apart=apart, extent=Extent(), stats=ReadStats())
    return [(number_of(frame.upright(96)), float(frame.time * 30)) for frame in found]


def test_iframes_alone_are_given_at_their_times(grouped: Path) -> None:
    assert numbers(grouped, Fraction(0)) == [(k, float(k)) for k in range(0, 120, 12)]


def test_iframes_that_follow_too_soon_are_passed_over(grouped: Path) -> None:
    assert numbers(grouped, Fraction(1)) == [(k, float(k)) for k in range(0, 120, 36)]


def test_every_packet_is_read_and_tells_where_the_film_ends(grouped: Path) -> None:
    extent, stats = Extent(), ReadStats()
    media = open_source(grouped)
    before = packets_read()
    given = len(list(iframes(media, apart=Fraction(0), extent=extent, stats=stats)))
    assert extent.end == 4
    assert stats.frames == given == 10
    assert packets_read() - before == 120


@pytest.mark.parametrize(
    "name", ["sound.mkv", "open.ts", "h264.avi", "delayed.mp4", "vp9.webm", "hevc.mkv"]
)
def test_times_are_those_of_a_whole_decode(film: Film, name: str) -> None:
    media = open_source(film(name))
    stats = ReadStats()
    found = [f.time for f in iframes(media, apart=Fraction(0), extent=Extent(), stats=stats)]
    times = {item.time for item in read(media, sound=False) if isinstance(item, PictureFrame)}
    assert found
    assert set(found) <= times
    assert found == sorted(found)


def test_fast_reading_gives_some_of_the_frames_and_the_true_end(grouped: Path) -> None:
    media = open_source(grouped)
    whole = [frame for frame in read(media, sound=False) if isinstance(frame, PictureFrame)]
    some = [
        frame
        for frame in read(media, sound=False, references_only=True)
        if isinstance(frame, PictureFrame)
    ]
    assert len(whole) == 120
    assert 20 <= len(some) <= 100
    assert {frame.time for frame in some} <= {frame.time for frame in whole}
    assert some[-1].end == whole[-1].end == 4
    assert [number_of(frame.upright(96)) for frame in some] == [f.time * 30 for f in some]
