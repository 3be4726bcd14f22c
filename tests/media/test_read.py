"""One pass over a film: every frame once, in order, at its exact time, beside its sound."""

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import numpy as np
import pytest

from cutter.errors import NotAMovie, SourceChanged, SourceNotFound
from cutter.media.cadence import is_vfr
from cutter.media.container import opened
from cutter.media.decode import PictureFrame, ReadStats, SoundBlock, packets_read, read
from cutter.media.source import open_source
from cutter.media.streams import decoded
from cutter.schema import Media
from tests.films import real_film
from tests.media.conftest import Film, number_of

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

EVERY_KIND = [
    "sound.mp4",
    "sound.mkv",
    "delayed.mp4",
    "offset.ts",
    "negative.mkv",
    "open.mp4",
    "open.ts",
    "hevc.mkv",
    "vp9.webm",
    "mpeg2.ts",
    "asp.avi",
    "h264.avi",
]


def frames_of(media: Media, stats: ReadStats | None = None) -> list[PictureFrame]:
    return [x for x in read(media, sound=False, stats=stats) if isinstance(x, PictureFrame)]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_every_frame_comes_once_at_its_exact_time(film: Film, name: str) -> None:
    media = open_source(film(name))
    frames = frames_of(media)
    assert [frame.time for frame in frames] == [Fraction(k, 30) for k in range(120)]
    assert [frame.end for frame in frames] == [Fraction(k + 1, 30) for k in range(120)]
    assert [number_of(frame.small(128, 96)) for frame in frames] == list(range(120))


def test_frames_before_the_beginning_of_an_edit_list_are_not_shown(film: Film) -> None:
    frames = frames_of(open_source(film("trimmed.mp4")))
    numbers = [number_of(frame.small(128, 96)) for frame in frames]
    assert numbers == list(range(numbers[0], 120))
    assert numbers[0] in (31, 32)
    assert [frame.time for frame in frames] == [Fraction(k, 30) for k in range(len(frames))]


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.mkv"])
def test_a_variable_rate_keeps_its_times(film: Film, name: str) -> None:
    media = open_source(film(name))
    frames = frames_of(media)
    exact = [Fraction(k, 30) for k in range(60)] + [2 + Fraction(k, 10) for k in range(60)]
    tick = Fraction(1, 1000)
    assert all(abs(frame.time - time) <= tick for frame, time in zip(frames, exact, strict=True))
    assert all(a.end == b.time for a, b in itertools.pairwise(frames))
    assert float(frames[-1].end) == pytest.approx(8.0, abs=0.07)


def test_a_rate_that_varies_later_on_shows_in_the_frames(film: Film) -> None:
    media = open_source(film("late-uneven.mp4"))
    assert not media.is_vfr
    frames = frames_of(media)
    assert is_vfr((frame.time for frame in frames), media.frame_rate)
    assert frames[520].time == Fraction(500, 30) + 2


def test_a_film_cut_short_ends_where_its_frames_end(film: Film) -> None:
    for name in ("half.mp4", "half.mkv"):
        media, stats = open_source(film(name)), ReadStats()
        frames = frames_of(media, stats)
        assert media.end >= 4
        assert stats.end == frames[-1].end <= Fraction(5, 2)
        assert stats.frames == len(frames)
        assert not is_vfr((frame.time for frame in frames), media.frame_rate)


def test_corrupt_frames_are_counted_and_the_others_given(film: Film) -> None:
    media, stats = open_source(film("rotten.mp4")), ReadStats()
    frames = frames_of(media, stats)
    assert len(frames) > 90
    assert stats.corrupt_frames >= sum(frame.is_corrupt for frame in frames)
    assert stats.corrupt_frames > 0
    assert all(a.time < b.time for a, b in itertools.pairwise(frames))


def test_a_clock_that_jumps_back_is_counted_with_what_it_costs(film: Film) -> None:
    media, stats = open_source(film("joined.ts")), ReadStats()
    assert (media.frame_rate, media.is_vfr) == (Fraction(30), False)
    frames = frames_of(media, stats)
    assert [frame.time for frame in frames] == [Fraction(k, 30) for k in range(120)]
    assert stats.clock_jumps == 1
    assert stats.misplaced_frames > 100


@pytest.mark.parametrize("name", [*EVERY_KIND, "trimmed.mp4", "uneven.mkv", "rotten.mp4"])
def test_no_other_film_is_said_to_jump(film: Film, name: str) -> None:
    stats = ReadStats()
    frames_of(open_source(film(name)), stats)
    assert stats.clock_jumps == 0


@pytest.mark.parametrize("kind", [OSError, av.error.ExternalError])
def test_what_pyav_raises_becomes_ours(
    film: Film, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = film("plain.mp4")
    fault = kind(27, "File too large")

    def fail(*args: object, **options: object) -> None:
        raise fault

    with pytest.raises(NotAMovie, match="File too large") as caught, opened(path):
        fail()
    assert caught.value.__cause__ is fault
    monkeypatch.setattr(av, "open", fail)
    with pytest.raises(NotAMovie, match="no index"), opened(path):
        pass


def test_our_own_errors_pass_through_an_opened_film(film: Film) -> None:
    path = film("plain.mp4")
    with pytest.raises(SourceNotFound, match="gone"), opened(path):
        raise SourceNotFound("gone", path)


def test_a_packet_that_fails_in_an_unknown_way_is_counted() -> None:
    class Stream:
        type = "video"

    class Broken:
        stream = Stream()

        def decode(self) -> None:
            raise OSError(27, "File too large")

    stats = ReadStats()
    assert decoded(cast("Packet[VideoStream]", Broken()), stats) == []
    assert stats.corrupt_frames == 1


def test_sound_comes_without_a_gap_beside_the_picture(film: Film) -> None:
    media = open_source(film("sound.mp4"))
    blocks = [x for x in read(media) if isinstance(x, SoundBlock)]
    assert blocks[0].time == 0
    for block, following in itertools.pairwise(blocks):
        assert following.time == block.time + Fraction(len(block.samples), 48_000)
    samples = np.concatenate([block.samples for block in blocks])
    assert samples.dtype == np.float32
    assert samples.shape[1] == 2
    for second in (0.5, 1.0, 3.5):
        at = round(second * 48_000)
        assert abs(int(np.abs(samples[at - 2000 : at + 2000, 0]).argmax()) - 2000) <= 48


def test_sound_may_begin_before_or_after_the_picture(film: Film) -> None:
    late = next(x for x in read(open_source(film("late-sound.mov"))) if isinstance(x, SoundBlock))
    assert late.time == Fraction(1, 2)
    early = next(
        x for x in read(open_source(film("late-picture.mkv"))) if isinstance(x, SoundBlock)
    )
    assert float(early.time) == pytest.approx(-0.3, abs=0.001)


def test_sound_is_left_out_when_it_is_not_wanted(film: Film) -> None:
    assert not any(
        isinstance(x, SoundBlock) for x in read(open_source(film("sound.mp4")), sound=False)
    )


def test_small_pictures_are_as_asked(film: Film) -> None:
    frame = frames_of(open_source(film("corners.mp4")))[0]
    small = frame.small()
    assert small.shape == (144, 256, 3)
    assert small.dtype == np.uint8
    assert small.flags.c_contiguous
    assert tuple(small[20, 20] > 128) == (False, False, True), "red is last in BGR"


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("plain.mp4", (60, 80)),
        ("turned.mp4", (100, 60)),
        ("wide.mp4", (60, 160)),
        ("tall.mp4", (90, 60)),
    ],
)
def test_upright_pictures_have_square_pixels(film: Film, name: str, shape: tuple[int, int]) -> None:
    frame = frames_of(open_source(film(name)))[0]
    assert frame.upright(60).shape == (*shape, 3)


def test_packets_are_counted(film: Film) -> None:
    media = open_source(film("plain.mp4"))
    before = packets_read()
    frames_of(media)
    assert packets_read() - before == 120


def test_an_abandoned_pass_closes_the_file(film: Film) -> None:
    psutil = pytest.importorskip("psutil")
    media = open_source(film("sound.mp4"))
    process = psutil.Process()
    before = len(process.open_files())
    for _ in range(3):
        passing = read(media)
        next(passing)
        assert len(process.open_files()) == before + 1
        passing.close()
    assert len(process.open_files()) == before


def test_a_file_that_changed_is_told(film: Film, tmp_path: object) -> None:
    import dataclasses

    media = open_source(film("two-sounds.mkv"))
    for other, kind in ((film("plain.mp4"), SourceChanged), (film("still.png"), NotAMovie)):
        with pytest.raises(kind):
            list(read(dataclasses.replace(media, path=other)))


def test_memory_stays_flat_over_a_long_film() -> None:
    psutil = pytest.importorskip("psutil")
    media = open_source(real_film("big_buck_bunny_170s_360p.mp4"))
    process = psutil.Process()
    sizes, count, last = [], 0, Fraction(-1)
    for item in read(media):
        if isinstance(item, PictureFrame):
            assert item.time == Fraction(count, 25) > last
            last = item.time
            count += 1
            if count % 300 == 0:
                item.small()
                sizes.append(process.memory_info().rss)
    assert count == 4271
    assert max(sizes[3:]) - sizes[3] < 20 * 2**20


@pytest.mark.parametrize(
    "name",
    [
        "sintel_trailer_52s.webm",
        "tears_of_steel_battle_70s.webm",
        "takes_rabbit.mp4",
        "takes_frog.mp4",
        "takes_crystal.mp4",
        "nasa_multistream_16s.mp4",
    ],
)
def test_real_films_are_read_whole(name: str) -> None:
    media, stats = open_source(real_film(name)), ReadStats()
    with av.open(str(media.path)) as container:
        count = sum(1 for _ in container.decode(container.streams[media.video_index]))
    frames = frames_of(media, stats)
    assert stats.frames == len(frames) == count > 0
    assert stats.corrupt_frames == stats.misplaced_frames == 0
    assert [frame.time for frame in frames] == [k / media.frame_rate for k in range(count)]
    assert stats.end == count / media.frame_rate <= media.end + Fraction(1, 10)
