"""What `open_source` says of a film, and what it refuses."""

import dataclasses
import os
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import InputError, NotAMovie, NoVideoStream, SourceNotFound, UnsafeMedia
from cutter.media import source
from cutter.media.counter import packets_read
from cutter.media.source import fingerprint, open_source
from cutter.media.tracks import default_audio
from cutter.schema import AudioTrack
from tests.films import real_film
from tests.media.conftest import Film


def test_a_plain_film_is_described(film: Film) -> None:
    media = open_source(film("sound.mp4"))
    assert (media.width, media.height) == (media.display_width, media.display_height) == (128, 96)
    assert media.frame_rate == 30
    assert not media.is_vfr
    assert media.end == 4
    assert media.end_from == "header"
    assert media.clock_start == 0
    assert (media.codec, media.pixel_format) == ("h264", "yuv420p")
    assert [(t.codec, t.channels, t.sample_rate) for t in media.audio] == [("aac", 1, 48_000)]


@pytest.mark.parametrize("name", ["delayed.mp4", "offset.ts", "negative.mkv", "sound.mkv"])
def test_a_displaced_clock_changes_nothing_but_itself(film: Film, name: str) -> None:
    media, plain = open_source(film(name)), open_source(film("sound.mp4"))
    assert (media.frame_rate, media.is_vfr) == (plain.frame_rate, False)
    starts = {"delayed.mp4": 1.075, "offset.ts": 3601.4, "negative.mkv": -1.0, "sound.mkv": 0.0}
    assert float(media.clock_start) == pytest.approx(starts[name], abs=0.1)


@pytest.mark.parametrize(
    ("name", "size", "rotation"),
    [
        ("wide.mp4", (256, 96), 0),
        ("tall.mp4", (64, 96), 0),
        ("odd.mp4", (101, 75), 0),
        ("turned.mp4", (96, 160), 270),
        ("back.mp4", (96, 160), 90),
        ("over.mp4", (160, 96), 180),
    ],
)
def test_the_display_size_is_upright_with_square_pixels(
    film: Film, name: str, size: tuple[int, int], rotation: int
) -> None:
    media = open_source(film(name))
    assert (media.display_width, media.display_height) == size
    assert media.rotation == rotation


def test_a_rate_of_television_is_exact_in_any_container(film: Film) -> None:
    for name in ("ntsc.mp4", "ntsc.mkv"):
        media = open_source(film(name))
        assert (media.frame_rate, media.is_vfr) == (Fraction(24000, 1001), False)


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.mkv"])
def test_a_variable_rate_is_noticed(film: Film, name: str) -> None:
    media = open_source(film(name))
    assert media.is_vfr
    assert media.frame_rate == 30


def test_an_avi_whose_first_frame_is_held_has_a_constant_rate(film: Film) -> None:
    media = open_source(film("held.avi"))
    assert (media.frame_rate, media.is_vfr) == (Fraction(30), False)


def test_a_jittery_film_has_the_rate_it_jitters_around(film: Film) -> None:
    media = open_source(film("jittery.mp4"))
    assert (media.frame_rate, media.is_vfr) == (Fraction(30), True)


def test_colour_tags_and_interlacing_are_told(film: Film) -> None:
    media = open_source(film("tagged.mp4"))
    assert (media.colour_primaries, media.colour_transfer, media.colour_space) == (
        "bt2020",
        "smpte2084",
        "bt2020nc",
    )
    assert open_source(film("combed.mp4")).is_interlaced
    assert not media.is_interlaced


def test_tracks_keep_their_language_title_and_default(film: Film) -> None:
    tracks = open_source(film("two-sounds.mkv")).audio
    assert [(t.language, t.title, t.is_default) for t in tracks] == [
        ("eng", "", False),
        ("fra", "Commentary", True),
    ]


def test_the_first_default_track_is_heard_unless_it_is_a_copy_for_slow_lines(film: Film) -> None:
    media = open_source(film("sound.mp4"))

    def heard(*tracks: tuple[int, int, str, bool]) -> int | None:
        made = tuple(
            AudioTrack(index, "aac", language, "", channels, rate, is_default)
            for index, (rate, channels, language, is_default) in enumerate(tracks)
        )
        track = default_audio(dataclasses.replace(media, audio=made))
        return None if track is None else track.index

    assert heard() is None
    assert heard((48_000, 2, "eng", False), (48_000, 2, "eng", False)) == 0
    assert heard((48_000, 2, "eng", False), (8_000, 1, "fra", True)) == 1
    assert heard((48_000, 2, "eng", True), (48_000, 6, "eng", True)) == 0
    assert heard((44_100, 2, "eng", True), (48_000, 2, "eng", True)) == 0
    assert heard((8_000, 2, "eng", True), (16_000, 2, "eng", True)) == 1
    assert heard((8_000, 2, "eng", True), (16_000, 2, "eng", False)) == 0
    assert heard((8_000, 2, "eng", True), (48_000, 2, "fra", True)) == 0
    assert heard((8_000, 2, "eng", True), (48_000, 1, "eng", True)) == 0


def test_of_several_pictures_the_largest_default_one_is_chosen() -> None:
    media = open_source(real_film("nasa_multistream_16s.mp4"))
    assert (media.video_index, media.width, media.height) == (3, 480, 270)
    assert media.frame_rate == Fraction(30000, 1001)
    assert len(media.audio) == len(media.subtitles) == 2
    track = default_audio(media)
    assert track is not None
    assert track.sample_rate == 16_000
    assert all(track.is_text and track.language == "eng" for track in media.subtitles)


def test_the_probe_reads_a_little_only() -> None:
    path = real_film("big_buck_bunny_170s_360p.mp4")
    before = packets_read()
    open_source(path)
    assert 0 < packets_read() - before <= 2 * source.PROBED_PACKETS


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("only-sound.m4a", NoVideoStream, "no moving picture"),
        ("cover.m4a", NoVideoStream, "cover picture"),
        ("still.png", NotAMovie, "no film"),
        ("unfinished.mp4", NotAMovie, "cut short"),
    ],
)
def test_what_is_no_film_is_refused(
    film: Film, name: str, kind: type[InputError], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        open_source(film(name))
    assert str(film(name)) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", NotAMovie),
        (b"hello\n", NotAMovie),
        (bytes(range(256)) * 400, NotAMovie),
        (b"#EXTM3U\n#EXTINF:4.0,\nother.mp4\n#EXT-X-ENDLIST\n", UnsafeMedia),
        (b"\xef\xbb\xbf#EXTM3U\n#EXTINF:4.0,\nother.mp4\n", UnsafeMedia),
        (b"ffconcat version 1.0\nfile 'other.mp4'\n", UnsafeMedia),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", UnsafeMedia),
        (b"<?xml version='1.0'?><MPD></MPD>", UnsafeMedia),
    ],
)
def test_content_counts_and_not_the_name(
    tmp_path: Path, film: Film, content: bytes, kind: type[InputError]
) -> None:
    (tmp_path / "other.mp4").write_bytes(film("plain.mp4").read_bytes())
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(kind):
        open_source(path)


def test_a_script_opens_no_other_file(tmp_path: Path, film: Film) -> None:
    # The mark of a concat script is not at the very start, so that only the demuxers' list helps.
    (tmp_path / "other.mp4").write_bytes(film("plain.mp4").read_bytes())
    for number, mark in enumerate((b"# x\nffconcat version 1.0\n", b"\n\n", b"; x\n")):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(mark + b"file 'other.mp4'\n")
        with pytest.raises(InputError):
            open_source(path)


@pytest.mark.timeout(20)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.mp4"
    loop.symlink_to(loop)
    for path in (pipe, loop, tmp_path, tmp_path / "absent.mp4", Path("/dev/null"), Path("a\0b")):
        with pytest.raises(SourceNotFound):
            open_source(path)


@pytest.mark.parametrize(
    "name", ["-i.mp4", "http:evil.mp4", "it's [a]:b,c;d %d.mp4", "frame%03d.mp4", "ünï😀.mp4"]
)
def test_awkward_names_are_only_names(
    tmp_path: Path, film: Film, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(film("one.mp4").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert open_source(Path(name)).path == (tmp_path / name).resolve()


def test_the_fingerprint_is_of_the_content(tmp_path: Path, film: Film) -> None:
    data = film("plain.mp4").read_bytes()
    same, other = tmp_path / "same.bin", tmp_path / "other.bin"
    same.write_bytes(data)
    other.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert fingerprint(same) == fingerprint(film("plain.mp4")) == open_source(same).fingerprint
    assert fingerprint(other) != fingerprint(same)
    assert len(fingerprint(same)) == 32


def test_a_long_file_is_sampled_from_head_to_tail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "WHOLE", 1000)
    monkeypatch.setattr(source, "EDGE", 100)
    monkeypatch.setattr(source, "BLOCK", 10)
    path = tmp_path / "long"
    data = bytearray(5000)

    def digest() -> str:
        path.write_bytes(bytes(data))
        return fingerprint(path)

    seen = {digest()}
    for place in (0, 99, 100, 109, 4899, 4999):
        data[place] ^= 1
        seen.add(digest())
    assert len(seen) == 7
    data[115] ^= 1
    assert digest() in seen
