"""Copied frames are the film's own, bit for bit; what cannot be copied is encoded, saying why."""

import dataclasses
import itertools
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from cutter import ffmpeg
from cutter.media.native import native_frames
from cutter.media.packets import packet_table
from cutter.media.source import open_source
from cutter.progress import Silent
from cutter.render.choose import make_renderer
from cutter.render.encoded import sound_end
from cutter.render.renderer import Pictures
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, Media
from cutter.timeline.place import frame_count
from tests.render.conftest import GetFilm
from tests.render.films import (
    Kind,
    cut_of,
    lags,
    planned_numbers,
    shown_numbers,
)

GetMovie = Callable[[str], Media]

RATE = Fraction(25)
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params")
X265_OPEN = "keyint=30:min-keyint=30:open-gop=1:bframes=4:log-level=error"
X265_CLOSED = "keyint=30:min-keyint=30:open-gop=0:bframes=3:log-level=error"
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "40", "-b:v", "400k")
SOURCES: dict[str, tuple[str, ...]] = {
    "plain.mp4": ("-c:v", "libx264", "-preset", "fast", "-g", "40"),
    "pyramid.mkv": (
        *("-c:v", "libx264", "-preset", "fast", "-x264-params"),
        "keyint=40:bframes=8:b-adapt=0:b-pyramid=normal:ref=5",
    ),
    "single.mp4": ("-c:v", "libx264", "-preset", "fast", "-g", "40", "-bf", "0"),
    "baseline.mp4": ("-c:v", "libx264", "-preset", "fast", "-g", "40", "-profile:v", "baseline"),
    "deep.mp4": ("-c:v", "libx264", "-preset", "fast", "-g", "40", "-pix_fmt", "yuv420p10le"),
    "repeated.ts": ("-c:v", "libx264", "-preset", "fast", "-g", "40"),
    "open.mp4": ("-c:v", "libx264", "-x264-params", "keyint=40:open-gop=1:bframes=3"),
    "hevc.mp4": (*X265, X265_CLOSED, "-tag:v", "hvc1"),
    "hevc_open.mkv": (*X265, X265_OPEN),
    "hevc_deep.mp4": (*X265, X265_OPEN, "-pix_fmt", "yuv420p10le"),
    "vp9.webm": VP9,
}
CLOSED = sorted(set(SOURCES) - {"open.mp4"})


class Told(Silent):
    """Keeps warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


@pytest.fixture(scope="session")
def movie(tmp_path_factory: pytest.TempPathFactory) -> GetMovie:
    """Return what gives a film of 6 s in motion, with noise for a sound, by its file's name."""
    folder = tmp_path_factory.mktemp("movies")
    made: dict[str, Media] = {}

    def get(name: str) -> Media:
        if name not in made:
            path = folder / name
            picture = f"testsrc2=size=192x112:rate={RATE}:duration=6,noise=alls=12:allf=t"
            arguments = ["-f", "lavfi", "-i", picture]
            arguments += ["-f", "lavfi", "-i", "anoisesrc=d=6:seed=3:amplitude=0.3"]
            sound = ["-c:a", "libopus" if name.endswith("webm") else "aac"]
            pixels = [] if "-pix_fmt" in SOURCES[name] else ["-pix_fmt", "yuv420p"]
            ffmpeg.run([*arguments, *pixels, *SOURCES[name], *sound, "-y", str(path)])
            made[name] = open_source(path)
        return made[name]

    return get


def write(
    edl: EditDecisionList, films: list[Media], target: Path, told: Told | None = None
) -> tuple[Path, Pictures]:
    """Write a cut with the copy renderer; return it and what the renderer made."""
    made: list[Pictures] = []
    renderer = make_renderer("copy", device="cpu")
    path = write_cut(
        edl, films, target, renderer=renderer, progress=told or Told(), tell=made.append
    )
    return path, made[0]


def spans(*clips: tuple[int, int]) -> list[tuple[int, Fraction, Fraction]]:
    """Return clips of the first film from frame numbers."""
    return [(0, first / RATE, end / RATE) for first, end in clips]


def original_frames(media: Media, clips: list[tuple[int, Fraction, Fraction]]) -> list[bytes]:
    """Return the film's own frames of clips, as its decoder gives them."""
    rate = media.frame_rate
    runs = [(int(start * rate), int((end - start) * rate)) for _, start, end in clips]
    return [frame for _, frame in native_frames(media, runs)]


def all_frames(path: Path) -> list[bytes]:
    """Return all frames of a cut."""
    media = open_source(path)
    with av.open(str(path)) as container:
        count = sum(packet.size > 0 for packet in container.demux(container.streams.video[0]))
    return [frame for _, frame in native_frames(media, [(0, count)])]


@pytest.mark.parametrize("name", CLOSED)
def test_a_cut_between_places_that_can_be_copied_is_the_film_bit_for_bit(
    movie: GetMovie, name: str, tmp_path: Path
) -> None:
    media = movie(name)
    table = packet_table(media)
    starts, ends = table.starts().tolist(), table.ends().tolist()
    assert len(starts) >= 3
    clips = []
    for start in (starts[2], starts[0], starts[1]):
        clips.append((start, max(end for end in ends if end <= start + 25)))
    edl = cut_of([media], spans(*clips))
    cut, made = write(edl, [media], tmp_path / "cut.mp4")
    assert made.copied == made.frames == sum(end - start for start, end in clips)
    assert all_frames(cut) == original_frames(media, spans(*clips))
    assert (made.codec, made.pixel_format) == (media.codec, media.pixel_format)


@pytest.mark.parametrize("name", CLOSED)
def test_only_what_lies_outside_such_places_is_encoded(
    movie: GetMovie, name: str, tmp_path: Path
) -> None:
    media = movie(name)
    table = packet_table(media)
    starts, ends = table.starts().tolist(), table.ends().tolist()
    # Each begins before an iframe and ends amid frames that lean on later ones.
    clips = [(start - 7, start + 22) for start in starts[1:3]] + [(3, 27)]
    edl = cut_of([media], spans(*clips))
    told = Told()
    cut, made = write(edl, [media], tmp_path / "cut.mp4", told)
    assert told.warnings == []
    copied: set[int] = set()
    for index, start in enumerate(starts[1:3]):
        end = max(end for end in ends if end <= start + 22)
        copied |= set(range(index * 29 + 7, index * 29 + 7 + end - start))
    assert made.copied == len(copied) > 20
    shown, originals = all_frames(cut), original_frames(media, spans(*clips))
    assert len(shown) == made.frames == len(originals) == 82
    assert {n for n in copied if shown[n] != originals[n]} == set()
    with av.open(str(cut)) as container:
        packets = [p for p in container.demux(container.streams.video[0]) if p.size]
    ahead = [packet.dts for packet in packets if packet.dts is not None]
    assert all(one < other for one, other in itertools.pairwise(ahead))
    assert all(p.pts is not None and p.dts is not None and p.pts >= p.dts for p in packets)


def test_groups_that_are_open_are_told_from_closed_ones(movie: GetMovie) -> None:
    closed, open_ = packet_table(movie("plain.mp4")), packet_table(movie("open.mp4"))
    assert closed.starts().tolist() == [0, 40, 80, 120]
    assert open_.is_iframe.sum() >= 4
    assert open_.starts().tolist() == [0]
    # HEVC's open groups can be copied from all the same, without their leading pictures.
    hevc = packet_table(movie("hevc_open.mkv"))
    assert set(hevc.kinds[hevc.is_iframe].tolist()) == {2, 3}
    assert len(hevc.starts()) == hevc.is_iframe.sum()


def test_a_film_of_open_groups_is_encoded_where_it_leans_on_earlier_frames(
    movie: GetMovie, tmp_path: Path
) -> None:
    media = movie("open.mp4")
    edl = cut_of([media], spans((0, 30), (35, 70)))
    cut, made = write(edl, [media], tmp_path / "cut.mp4")
    end = max(end for end in packet_table(media).ends().tolist() if end <= 30)
    assert made.copied == end
    originals = original_frames(media, spans((0, 30)))
    assert all_frames(cut)[:end] == originals[:end]


def test_a_run_may_reach_over_groups_and_open_ones_too(movie: GetMovie, tmp_path: Path) -> None:
    for name in ("plain.mp4", "open.mp4", "hevc_open.mkv"):
        media = movie(name)
        end = max(packet_table(media).ends().tolist())
        edl = cut_of([media], spans((0, end)))
        cut, made = write(edl, [media], tmp_path / f"{name}.mp4")
        assert made.copied == end == 150
        assert all_frames(cut) == original_frames(media, spans((0, end)))


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_every_clip_has_its_own_sound(film: GetFilm, tmp_path: Path, suffix: str) -> None:
    media, truth = film(Kind("plain"))
    clips = spans((48, 90), (20, 60), (96, 143), (100, 130), (1, 2), (144, 180))
    edl = cut_of([media], clips)
    cut, made = write(edl, [media], tmp_path / f"cut{suffix}")
    assert 0 < made.copied < made.frames
    assert shown_numbers(cut) == planned_numbers(edl, [truth])
    assert max(map(abs, lags(edl, [media], cut))) <= 1000 / media.frame_rate
    assert abs(sound_end(cut) - frame_count(edl) / RATE) <= 1 / RATE


def test_films_of_one_form_are_copied_together(movie: GetMovie, tmp_path: Path) -> None:
    one = movie("plain.mp4")
    twin = tmp_path / "twin.mkv"
    ffmpeg.run(["-i", str(one.path), "-c", "copy", "-y", str(twin)])
    films = [one, open_source(twin)]
    clips = [(0, 0 / RATE, 20 / RATE), (1, 40 / RATE, 70 / RATE), (0, 80 / RATE, 110 / RATE)]
    cut, made = write(cut_of(films, clips), films, tmp_path / "cut.mp4")
    assert made.copied > 60
    shown, originals = all_frames(cut), original_frames(one, clips)
    assert sum(a == b for a, b in zip(shown, originals, strict=True)) >= made.copied


def test_headers_that_contradict_each_other_are_not_mixed(movie: GetMovie, tmp_path: Path) -> None:
    films = [movie("plain.mp4"), movie("single.mp4")]
    told = Told()
    clips = [(0, 0 / RATE, 31 / RATE), (1, 40 / RATE, 70 / RATE)]
    cut, made = write(cut_of(films, clips), films, tmp_path / "cut.mp4", told)
    assert 0 < made.copied <= 31
    assert len(told.warnings) == 1
    assert told.warnings[0].startswith("clip 2 is encoded, not copied: its stream's headers")
    assert len(all_frames(cut)) == 61


X264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "48")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "60")
OPUS = ("-c:a", "libopus")
HDR = "transfer=smpte2084:colorprim=bt2020:colormatrix=bt2020nc"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind("turned", rotation=90), "is turned by 90 degrees"),
        (Kind("vp8", suffix=".webm", video=VP8, audio=OPUS), "vp8"),
        (Kind("vfr", ".mkv", stamps="if(lt(N,60),N*40,2400+(N-60)*25)"), "variable frame rate"),
        (Kind("oblong", video=(*X264, "-aspect", "3:1")), "pixels that are not square"),
        (Kind("fields", video=(*X264, "-x264-params", "tff=1")), "is interlaced"),
        (Kind("in_avi", ".avi", audio=("-c:a", "libmp3lame")), "does not tell its frames' times"),
        (Kind("full444", video=(*X264, "-pix_fmt", "yuv444p")), "pixel format yuv444p"),
        (Kind("hdr", video=(*X264, "-x264-params", HDR)), "HDR"),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else "",
)
def test_what_cannot_be_copied_is_encoded_with_a_line_that_says_why(
    kind: Kind, said: str, film: GetFilm, tmp_path: Path
) -> None:
    media, truth = film(kind)
    edl = cut_of([media], spans((48, 60), (20, 40)))
    told = Told()
    cut, made = write(edl, [media], tmp_path / "cut.mp4", told)
    assert len(told.warnings) == 1
    assert told.warnings[0].startswith("nothing is copied, all is encoded: ")
    assert said in told.warnings[0]
    assert made.copied == 0
    assert shown_numbers(cut) == planned_numbers(edl, [truth])


@pytest.mark.parametrize(
    ("size", "rate", "said"),
    [
        ((96, 56), None, "is 192x112, the cut 96x56"),
        (None, Fraction(30), "has 25 frames per second, the cut 30"),
    ],
)
def test_a_cut_of_another_size_or_rate_is_encoded(
    movie: GetMovie, size: tuple[int, int] | None, rate: Fraction | None, said: str, tmp_path: Path
) -> None:
    media = movie("plain.mp4")
    told = Told()
    edl = cut_of([media], spans((40, 80)), size=size, rate=rate)
    _, made = write(edl, [media], tmp_path / "cut.mp4", told)
    assert made.copied == 0
    assert said in told.warnings[0]


def test_films_of_different_form_are_encoded(movie: GetMovie, tmp_path: Path) -> None:
    films = [movie("plain.mp4"), movie("hevc.mp4")]
    told = Told()
    edl = cut_of(films, [(0, Fraction(0), Fraction(1)), (1, Fraction(0), Fraction(1))])
    cut, made = write(edl, films, tmp_path / "cut.mp4", told)
    assert made.copied == 0
    assert "the films differ in codec, size, rate or colours" in told.warnings[0]
    assert open_source(cut).codec == "h264"


def test_a_film_that_lacks_frames_is_encoded(tmp_path: Path) -> None:
    path = tmp_path / "holes.mp4"
    source = f"testsrc2=size=192x112:rate={RATE}:duration=6"
    gone = "select='not(eq(n,50))'"
    arguments = ["-f", "lavfi", "-i", source, "-vf", gone, "-fps_mode", "passthrough", *X264]
    ffmpeg.run([*arguments, "-pix_fmt", "yuv420p", "-y", str(path)])
    media = open_source(path)
    told = Told()
    assert not media.is_vfr
    _, made = write(cut_of([media], spans((48, 60))), [media], tmp_path / "cut.mp4", told)
    assert "lacks frames that the cut shows" in told.warnings[0]
    assert (made.copied, made.frames) == (0, 12)


def test_where_edges_cannot_be_encoded_to_match_all_is_encoded(
    movie: GetMovie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.render.matching.PRESET", "unheard of")
    media = movie("plain.mp4")
    told = Told()
    cut, made = write(cut_of([media], spans((33, 70))), [media], tmp_path / "cut.mp4", told)
    assert len(told.warnings) == 1
    assert told.warnings[0].startswith("nothing is copied, all is encoded: ffmpeg failed")
    assert (made.copied, len(all_frames(cut))) == (0, 37)


def test_a_joint_that_does_not_hold_is_found_and_its_clips_encoded(
    movie: GetMovie, tmp_path: Path
) -> None:
    # The second clip ends on the frame with which the third begins. FFmpeg's decoder still holds
    # it then, takes the other for its double and drops it, though by the standard it is none.
    media = movie("hevc_open.mkv")
    clips = spans((60, 91), (0, 31), (30, 61))
    told = Told()
    cut, made = write(cut_of([media], clips), [media], tmp_path / "cut.mp4", told)
    assert told.warnings == [
        f"clip {n} is encoded, not copied: its frames do not decode as the film's own do"
        for n in (2, 3)
    ]
    assert (made.copied, made.frames) == (31, 93)
    assert all_frames(cut)[:31] == original_frames(media, clips[:1])
    assert len(all_frames(cut)) == 93


def test_a_copy_that_leans_on_what_was_left_behind_is_found(
    movie: GetMovie, tmp_path: Path
) -> None:
    from cutter.render.joints import broken_clips
    from cutter.render.parts import Part
    from cutter.render.runs import Run

    media = movie("plain.mp4")
    clips = spans((0, 33), (40, 73))
    made = make_renderer("copy", device="cpu").picture(
        cut_of([media], clips), [media], tmp_path, Told()
    )
    run = Run(0, 33, packet_table(media), 0, 33)
    right = [Part(0, 0, 0, 33, run), Part(1, 0, 40, 33, run)]
    assert broken_clips(made.files[0], right, [media]) == set()
    other = [right[0], Part(1, 0, 80, 33, run)]
    assert broken_clips(made.files[0], other, [media]) == {0, 1}
    longer = [Part(0, 0, 0, 34, run), right[1]]
    assert broken_clips(made.files[0], longer, [media]) == {0, 1}


def test_nothing_of_the_source_but_its_pictures_is_written(movie: GetMovie, tmp_path: Path) -> None:
    media = movie("plain.mp4")
    data = media.path.read_bytes()
    assert b"x264 - core" in data
    cut, made = write(cut_of([media], spans((0, 31), (40, 75))), [media], tmp_path / "cut.mp4")
    assert made.copied > 50
    assert b"x264 - core" not in cut.read_bytes()
    assert b"Lavf" not in cut.read_bytes()


def test_how_many_encoders_run_at_once_does_not_change_a_byte(
    movie: GetMovie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cutter.render.copy import CopyRenderer
    from cutter.render.encoder import CPU

    monkeypatch.setattr("cutter.render.edges.BATCH_SECONDS", 1)
    media = movie("plain.mp4")
    edl = cut_of([media], spans((3, 39), (45, 79), (30, 60), (82, 101)))
    cuts = [
        write_cut(edl, [media], tmp_path / f"{n}.mp4", renderer=CopyRenderer(CPU, n))
        for n in (1, 3)
    ]
    assert cuts[0].read_bytes() == cuts[1].read_bytes()


def test_edges_are_as_near_to_the_film_as_medium_would_be(movie: GetMovie, tmp_path: Path) -> None:
    import numpy as np

    media = movie("plain.mp4")
    clips = spans((3, 33))
    edl = cut_of([media], clips)
    edl = dataclasses.replace(edl, output=dataclasses.replace(edl.output, preset="medium"))
    originals = [
        np.frombuffer(f, np.uint8).astype(np.float64) for f in original_frames(media, clips)
    ]

    def error(name: str) -> float:
        path = write_cut(
            edl, [media], tmp_path / f"{name}.mp4", renderer=make_renderer(name, device="cpu")
        )
        shown = [np.frombuffer(frame, np.uint8) for frame in all_frames(path)]
        pairs = zip(originals, shown, strict=True)
        return float(np.mean([((one - other) ** 2).mean() for one, other in pairs]))

    # Within 1.5 dB.
    assert error("copy") <= 1.42 * error("ffmpeg")
