"""Pieces become one stream whose times come from frame numbers alone."""

import itertools
from fractions import Fraction
from pathlib import Path

import av
import pytest

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.languages import language_code
from cutter.media.source import open_source
from cutter.render.encoded import describe, words_in
from cutter.render.join import join
from cutter.render.tracks import Sound
from cutter.schema import Cue, TimeRange
from cutter.timeline.captions import Captions
from cutter.timeline.chapters import Passage

RATE = Fraction(24000, 1001)


def piece(folder: Path, name: str, frames: int, *more: str) -> Path:
    path = folder / f"{name}.mp4"
    source = f"testsrc2=size=64x64:rate={RATE}"
    settings = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-x264-params", "stitchable=1"]
    ffmpeg.run(
        ["-f", "lavfi", "-i", source, "-frames:v", str(frames), *settings, *more, "-y", str(path)]
    )
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_frames_follow_each_other_exactly_and_are_decoded_in_order(
    tmp_path: Path, suffix: str
) -> None:
    counts = [30, 1, 2, 17]
    pieces = [piece(tmp_path, f"p{i}", n) for i, n in enumerate(counts)]
    target = tmp_path / f"film{suffix}"
    join(pieces, (), target, frame_rate=RATE)
    with av.open(str(target)) as film:
        stream = film.streams.video[0]
        packets = [packet for packet in film.demux(stream) if packet.size]
        base = stream.time_base
        assert base is not None
        shown = sorted(packet.pts * base for packet in packets if packet.pts is not None)
        ahead = [packet.dts for packet in packets if packet.dts is not None]
    tick = Fraction(1, 1000) if suffix == ".mkv" else Fraction(0)
    assert len(shown) == sum(counts)
    assert all(abs(time - number / RATE) <= tick for number, time in enumerate(shown))
    assert all(one < other for one, other in itertools.pairwise(ahead))
    starts = {0, *itertools.accumulate(counts)}
    keys = {n for n, packet in enumerate(packets) if packet.is_keyframe}
    assert keys == starts - {sum(counts)}
    assert describe(target).frames == sum(counts)


def test_nothing_but_the_film_is_written(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    join([piece(tmp_path, "p", 5, "-metadata", "title=canary")], (), target, frame_rate=RATE)
    data = target.read_bytes()
    assert b"canary" not in data
    assert b"Lavf" not in data
    # The index comes before the frames, so that a player can begin while it loads.
    assert data.index(b"moov") < data.index(b"mdat")


def test_pieces_with_other_headers_are_refused(tmp_path: Path) -> None:
    one = piece(tmp_path, "one", 5)
    other = piece(tmp_path, "other", 5, "-profile:v", "baseline")
    with pytest.raises(RenderError, match="headers"):
        join([one, other], (), tmp_path / "film.mp4", frame_rate=RATE)


def test_a_piece_that_is_no_film_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"nothing of the kind")
    with pytest.raises(RenderError, match=r"bad\.mp4"):
        join([bad], (), tmp_path / "film.mp4", frame_rate=RATE)
    empty = piece(tmp_path, "p", 5)
    with pytest.raises(RenderError, match="no sound"):
        join([empty], [Sound(empty)], tmp_path / "film.mp4", frame_rate=RATE)


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"film\.mp4"):
        join([piece(tmp_path, "p", 5)], (), tmp_path / "no" / "film.mp4", frame_rate=RATE)


@pytest.mark.parametrize("kind", [OSError, av.error.ExternalError])
def test_a_piece_that_cannot_be_read_on_is_named_and_not_the_target(
    tmp_path: Path, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Rotten:
        """A container whose packets fail in a way that PyAV has no class for."""

        def __init__(self, container: av.container.InputContainer) -> None:
            self.streams = container.streams
            self._container = container

        def __enter__(self) -> "Rotten":
            return self

        def __exit__(self, *error: object) -> None:
            self._container.close()

        def demux(self, stream: object) -> object:
            raise kind(27, "File too large")
            yield

    one = piece(tmp_path, "one", 5)
    whole = av.open

    def rotten(name: str, *more: object, **options: object) -> object:
        return Rotten(whole(name))

    monkeypatch.setattr(av, "open", rotten)
    for read in (describe, lambda path: join([path], (), tmp_path / "t.mp4", frame_rate=RATE)):
        with pytest.raises(RenderError, match=r"one\.mp4: cannot be read again \(File too large"):
            read(one)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_many_chapters_and_many_languages_are_told(tmp_path: Path, suffix: str) -> None:
    one = piece(tmp_path, "one", 30)
    target = tmp_path / f"film{suffix}"
    # The oldest list of chapters in MP4 has room for 255.
    chapters = [Passage(TimeRange(n / RATE, (n + 1) / RATE), f"No. {n}") for n in range(300)]
    languages = ["de", "sv", "zh", "ga", "en", "", "tlh", "eu"]
    said = (Cue(TimeRange(Fraction(0), Fraction(1)), "word", ""),)
    captions = [Captions(language, "", said) for language in languages]
    join([one] * 10, [], target, frame_rate=RATE, captions=captions, chapters=chapters)
    media = open_source(target)
    assert [chapter.title for chapter in media.chapters] == [f"No. {n}" for n in range(300)]
    for number, chapter in enumerate(media.chapters):
        assert abs(chapter.start - number / RATE) <= Fraction(1, 1000)
    found = [language_code(track.language) for track in media.subtitles]
    # QuickTime numbers languages, and has no number for some.
    assert found == [*languages[:6], "", ""] if suffix == ".mov" else languages


def test_long_silences_and_long_words_are_told_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    late = TimeRange(Fraction(3 * 3600), Fraction(3 * 3600 + 2))
    cues = (Cue(TimeRange(Fraction(1), Fraction(2)), "é" * 40_000, ""), Cue(late, "late", ""))
    one = piece(tmp_path, "one", 5)
    join([one], [], target, frame_rate=RATE, captions=[Captions("fr", "", cues)])
    ((first, *_, last),) = ([one for one in track if one[2][2:]] for track in words_in(target))
    assert last == (3 * 3600 * 100_000, (3 * 3600 + 2) * 100_000, b"\0\4late")
    assert first[2][:2] == (65534).to_bytes(2, "big")
    assert first[2][2:].decode() == "é" * 32767
