"""Subtitles are found beside a film or inside it, and read whatever state they are in."""

import dataclasses
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import SubtitleError
from cutter.media.counter import packets_read
from cutter.media.cuefile import decode, parse, timed
from cutter.media.languages import language_code
from cutter.media.source import open_source
from cutter.media.subtitles import find_subtitles, read_cues
from cutter.schema import Media
from tests.films import real_film
from tests.media.conftest import Film, run_ffmpeg

SRT = """1
00:00:01,000 --> 00:00:02,000
Hello <i>there</i>

2
00:00:02,500 --> 00:00:03,250
- Who?
- Me.
"""
VTT = """WEBVTT
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

STYLE
::cue { color: red }

NOTE a remark
over two lines

first
00:01.000 --> 00:02.000 align:start
<v Bob>Hello <c.loud>there</c>

00:02.500 --> 00:03.250
Who? Me.
"""
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not said
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}Hello{\\i0} there
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
Dialogue: 0,0:00:02.50,0:00:03.25,Default,,0,0,0,,Who?\\NMe.
"""
TWO = [("Hello there", 1, 2), ("Who? Me.", Fraction(5, 2), Fraction(13, 4))]

Beside = Callable[..., Media]


@pytest.fixture
def beside(film: Film, tmp_path: Path) -> Beside:
    """Return a function that puts files beside a film of 4 s and opens it."""

    def put(source: str = "plain.mp4", **files: str | bytes) -> Media:
        path = tmp_path / f"movie{film(source).suffix}"
        path.write_bytes(film(source).read_bytes())
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name.replace("__", ".")).write_bytes(data)
        return open_source(path)

    return put


def found(media: Media, language: str | None = None) -> str | None:
    source = find_subtitles(media, given=None, language=language)
    return None if source is None else source.label


def words(media: Media) -> list[tuple[str, Fraction, Fraction]]:
    source = find_subtitles(media, given=None, language=None)
    assert source is not None
    return [(cue.text, cue.span.start, cue.span.end) for cue in read_cues(media, source)[0]]


@pytest.mark.parametrize(("suffix", "text"), [("srt", SRT), ("vtt", VTT), ("ass", ASS)])
def test_a_file_beside_the_film_is_read(beside: Beside, suffix: str, text: str) -> None:
    assert words(beside(**{f"movie__{suffix}": text})) == TWO


def test_a_file_in_no_language_is_taken_first_and_other_films_files_never(beside: Beside) -> None:
    media = beside(movie__part2__srt=SRT, movies__srt=SRT, other__srt=SRT)
    assert found(media) is None
    media = beside(movie__fr__srt=SRT, movie__en__forced__srt=SRT)
    assert found(media) == "movie.fr.srt"
    media = beside(movie__en__srt=SRT)
    assert found(media) == "movie.en.srt"
    media = beside(movie__VTT=VTT)
    assert found(media) == "movie.VTT"
    assert found(media, "fre") == "movie.fr.srt"
    assert found(media, "de") == "movie.VTT", "a file that names no language may be any"


def test_a_language_has_many_names() -> None:
    assert len({language_code(n) for n in ("en", "eng", "EN-gb", "English", "en_US")}) == 1
    assert language_code("ger") == language_code("deu") == language_code("de")
    assert language_code("tlh") == "tlh"


def test_the_key_follows_the_content(beside: Beside) -> None:
    keys = []
    for text in (SRT, SRT + "\n", SRT):
        source = find_subtitles(beside(movie__srt=text), given=None, language=None)
        assert source is not None
        keys.append(source.key)
    assert keys[0] == keys[2] != keys[1]


@pytest.fixture(scope="module")
def talking(film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a film with an English, a forced and a default French track."""
    folder = tmp_path_factory.mktemp("talking")
    for language, word in (("en", "Hello there"), ("fr", "Bonjour")):
        text = SRT.replace("Hello <i>there</i>", word)
        (folder / f"{language}.srt").write_text(text, encoding="utf-8")
    path = folder / "talking.mkv"
    run_ffmpeg(
        "-i", film("plain.mp4"), "-i", folder / "en.srt", "-i", folder / "fr.srt",
        "-map", "0", "-map", "1", "-map", "2", "-c:v", "copy", "-c:s:0", "ass", "-c:s:1", "srt",
        "-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=fre",
        "-disposition:s:0", "0", "-disposition:s:1", "default", path,
    )  # fmt: skip
    return path


def test_tracks_inside_are_chosen_by_language_then_default(talking: Path) -> None:
    media = open_source(talking)
    assert found(media) == "fre"
    assert found(media, "English") == "eng"
    assert found(media, "de") is None
    before = packets_read()
    source = find_subtitles(media, given=None, language="en")
    assert source is not None
    assert source.key == "track-1"
    cues, warnings = read_cues(media, source)
    assert [(cue.text, cue.span.start, cue.span.end) for cue in cues] == TWO
    assert {cue.track for cue in cues} == {"eng"}
    assert warnings == ()
    assert packets_read() == before


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mp4", "mov_text"), ("mkv", "webvtt"), ("mkv", "subrip"), ("mkv", "ass")]
)
def test_every_text_codec_is_read_on_the_films_own_clock(
    film: Film, tmp_path: Path, suffix: str, codec: str
) -> None:
    (tmp_path / "s.srt").write_text(SRT, encoding="utf-8")
    path = tmp_path / f"film.{suffix}"
    run_ffmpeg(
        "-itsoffset", "0.5", "-i", film("plain.mp4"), "-itsoffset", "0.5", "-i", tmp_path / "s.srt",
        "-map", "0", "-map", "1", "-c:v", "copy", "-c:s", codec, path,
    )  # fmt: skip
    media = open_source(path)
    assert media.clock_start == Fraction(1, 2)
    assert words(media) == TWO


def test_real_tracks_are_read() -> None:
    media = open_source(real_film("nasa_multistream_16s.mp4"))
    source = find_subtitles(media, given=None, language="en")
    assert source is not None
    cues, _ = read_cues(media, source)
    assert len(cues) >= 3
    assert all(cue.span.end <= media.end for cue in cues)
    media = open_source(real_film("sintel_trailer_52s.webm"))
    assert [text for text, *_ in words(media)][1] == "I'm searching for someone."


@pytest.mark.parametrize(
    ("data", "is_guess"),
    [
        (SRT.encode("utf-8-sig"), False),
        (SRT.replace("\n", "\r\n").encode(), False),
        (SRT.encode("utf-16"), False),
        (b"\xfe\xff" + SRT.encode("utf-16-be"), False),
        (SRT.replace("Hello", "H\0ello").encode(), False),
    ],
)
def test_encodings_are_recognised(beside: Beside, data: bytes, is_guess: bool) -> None:
    assert words(beside(movie__srt=data)) == TWO
    assert decode(data)[1] is is_guess


def test_old_encodings_are_recognised_or_guessed_with_a_warning(beside: Beside) -> None:
    french = SRT.replace("Hello", "Où êtes-vous passés, mes chères âmes égarées? Ça va, garçon")
    assert words(beside(movie__srt=french.encode("cp1252")))[0][0].startswith("Où êtes-vous passés")
    assert all(isinstance(decode(bytes([k]) * 9 + b"\xff\xfe\x81")[0], str) for k in range(256))


def test_a_malformed_piece_takes_only_itself_away(beside: Beside) -> None:
    text = SRT.replace("\n2\n", "\nstray words\n\n7\n00:00:0x --> 00:00:04,000\nlost words\n\n2\n")
    media = beside(movie__srt=text)
    assert words(media) == TWO
    source = find_subtitles(media, given=None, language=None)
    assert source is not None
    assert read_cues(media, source)[1] == ("movie.srt: 2 malformed pieces were left out",)


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("00:00:01,000 --> 00:00:02,000\nno index", [("no index", 1, 2)]),
        ("1\n0:0:1.5 --> 0:0:2\nshort stamps", [("short stamps", Fraction(3, 2), 2)]),
        ("1\n00:00:01,000 -> 00:00:02,000\nshort arrow", []),
        ("1\n-00:00:01,000 --> 00:00:02,000\nearly", [("early", 0, 2)]),
        ("1\n-00:00:03,000 --> -00:00:02,000\ntoo early", []),
        ("1\n99999999999:00:00,000 --> 99999999999:00:01,000\nfar", []),
        ("1\n00:00:01,000 --> 00:00:02,000 X1:5 Y1:9\nplaced", [("placed", 1, 2)]),
        ("1\n00:00:01,000 --> 00:00:02,000\n42\n", [("42", 1, 2)]),
        (
            "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo",
            [("one", 1, 2), ("two", 2, 3)],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n2001\n\n2\n00:00:02,000 --> 00:00:03,000\n7\n",
            [("2001", 1, 2), ("7", 2, 3)],
        ),
    ],
)
def test_odd_cues_are_read_as_they_are_meant(
    beside: Beside, text: str, cues: list[tuple[str, int, int]]
) -> None:
    source = Path("movie.srt")
    media = beside(movie__srt=text + "\n\n9\n00:00:03,500 --> 00:00:03,900\nlast\n")
    assert parse(text.encode(), source, Fraction(30)) is not None
    assert words(media) == [*cues, ("last", Fraction(7, 2), Fraction(39, 10))]


@given(st.text(alphabet="0123456789:,.-> \nabWEBVTT\t", max_size=300))
def test_any_lines_are_cues_or_are_counted(text: str) -> None:
    cues, early, strays, excess = timed(text)
    assert excess == 0
    assert all(cue.start >= 0 for cue in cues)
    assert len(cues) + early <= sum("-->" in line for line in text.split("\n"))
    assert len(cues) + early + strays >= sum("-->" in line for line in text.split("\n"))


@given(st.binary(max_size=400))
def test_any_bytes_are_cues_or_an_error_of_ours(data: bytes) -> None:
    try:
        cues, warnings = parse(data, Path("x.srt"), Fraction(25))
    except SubtitleError:
        return
    assert isinstance(cues, list)
    assert all(isinstance(warning, str) for warning in warnings)


@pytest.mark.parametrize(
    "content", [b"", b"no subtitles at all\n", b"\x89PNG\r\n\x1a\n" + bytes(500), b"WEBVTT\n\n"]
)
def test_a_given_file_without_a_cue_is_an_error(
    beside: Beside, tmp_path: Path, content: bytes
) -> None:
    media = beside(movie__srt=SRT)
    path = tmp_path / "given.srt"
    path.write_bytes(content)
    source = find_subtitles(media, given=path, language=None)
    assert source is not None
    with pytest.raises(SubtitleError, match=r"given\.srt"):
        read_cues(media, source)
    beside(movie__srt=content)
    lying = find_subtitles(media, given=None, language=None)
    assert lying is not None
    cues, warnings = read_cues(media, lying)
    assert cues == ()
    assert len(warnings) >= 1


def test_a_given_file_wins_over_all_others(beside: Beside, tmp_path: Path) -> None:
    media = beside(movie__srt=SRT)
    given = tmp_path / "elsewhere.vtt"
    given.write_text(VTT, encoding="utf-8")
    source = find_subtitles(media, given=given, language="fr")
    assert source is not None
    assert source.path == given
    for absent in (tmp_path / "absent.srt", tmp_path):
        with pytest.raises(SubtitleError, match="no such"):
            find_subtitles(media, given=absent, language=None)


def test_cues_end_with_the_true_end_of_the_film(beside: Beside) -> None:
    media = dataclasses.replace(beside(movie__srt=SRT), end=Fraction(2))
    source = find_subtitles(media, given=None, language=None)
    assert source is not None
    cues, warnings = read_cues(media, source)
    assert [cue.text for cue in cues] == ["Hello there"]
    assert warnings == ("movie.srt: 1 cue left out, because they lie outside the film",)


def test_hostile_files_are_read_in_bounded_time(beside: Beside, tmp_path: Path) -> None:
    begun = time.monotonic()
    cue = "\n\n1\n00:00:01,000 --> 00:00:02,000\n"
    hostile = ["9" * 2000 + "\n", "1" * 10**6, "-->" * 10**6, cue * 20_000, "\n" * 10**6]
    hostile += [cue + "{\\" * 10**5, cue + "<" * 10**6, "00:" * 10**6 + "--> 00:00:01,000"]
    for text in hostile:
        media = beside(movie__srt=text)
        source = find_subtitles(media, given=None, language=None)
        assert source is not None
        read_cues(media, source)
    assert time.monotonic() - begun < 30
    big = tmp_path / "big.srt"
    big.write_bytes(b"x" * (10 * 2**20 + 1))
    with pytest.raises(SubtitleError, match="10 MB"):
        find_subtitles(media, given=big, language=None)
