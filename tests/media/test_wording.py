"""Every subtitle track of a film is found and read with its lines, in every language."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import SubtitleError
from cutter.media.cuefix import plain, written
from cutter.media.languages import three_letters
from cutter.media.source import open_source
from cutter.media.subtitles import find_subtitles
from cutter.media.wording import find_wordings, read_wordings
from cutter.schema import Media
from tests.media.conftest import Film, run_ffmpeg

SRT = "1\n00:00:01,000 --> 00:00:02,000\n- {0}?\n- <i>Me.</i>\n"


def named(media: Media, given: Path | None = None) -> list[tuple[str, str, str]]:
    found, _ = find_wordings(media, given)
    return [(each.language, each.title, each.source.label) for each in found]


@pytest.fixture(scope="module")
def talking(film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a film with a forced, a Russian and a Hebrew track, the Russian one the default."""
    folder = tmp_path_factory.mktemp("talking")
    inputs: list[str] = []
    for number, word in enumerate(("Who", "Кто", "\u200fמי\u200f")):
        (folder / f"{number}.srt").write_text(SRT.format(word), encoding="utf-8")
        inputs += ["-i", str(folder / f"{number}.srt")]
    path = folder / "movie.mkv"
    run_ffmpeg(
        "-i", film("plain.mp4"), *inputs, "-map", "0", "-map", "1", "-map", "2", "-map", "3",
        "-c:v", "copy", "-c:s:0", "srt", "-c:s:1", "ass", "-c:s:2", "webvtt",
        "-metadata:s:s:0", "language=eng", "-metadata:s:s:0", "title=Forced  parts",
        "-metadata:s:s:1", "language=rus", "-metadata:s:s:2", "language=heb",
        "-disposition:s:0", "0", "-disposition:s:1", "default", path,
    )  # fmt: skip
    return path


def test_all_tracks_inside_and_files_beside_are_found_by_language(talking: Path) -> None:
    media = open_source(talking)
    assert named(media) == [
        ("ru", "", "rus"),
        ("he", "", "heb"),
        ("en", "Forced parts", "eng"),
    ]
    for name in ("movie.fr.srt", "movie.fr.vtt", "movie.fre.sdh.srt", "movie.srt", "movie.2.srt"):
        (talking.parent / name).write_text(SRT.format("Qui"), encoding="utf-8")
    given = talking.parent / "elsewhere.de.srt"
    given.write_text(SRT.format("Wer"), encoding="utf-8")
    found = named(media, given)
    for name in ("movie.fr.srt", "movie.fr.vtt", "movie.fre.sdh.srt", "movie.srt"):
        (talking.parent / name).unlink()
    assert found[:4] == [
        ("de", "", "elsewhere.de.srt"),
        ("", "", "movie.srt"),
        ("fr", "", "movie.fr.srt"),
        ("fr", "SDH", "movie.fre.sdh.srt"),
    ]
    assert len(found) == 7


def test_what_a_film_is_understood_by_comes_first(talking: Path) -> None:
    media = open_source(talking)
    main = find_subtitles(media, given=None, language=None)
    assert main is not None
    assert find_wordings(media, None)[0][0].source.key == main.key


def test_tracks_are_read_with_their_lines_and_marks(talking: Path) -> None:
    media = open_source(talking)
    found, faults = find_wordings(media, None)
    read = {w.language: heard for w, heard in zip(found, read_wordings(media, found), strict=True)}
    texts = {language: [cue.text for cue in cues] for language, (cues, _) in read.items()}
    assert texts == {
        "ru": ["- Кто?\n- Me."],
        "he": ["- \u200fמי\u200f?\n- Me."],
        "en": ["- Who?\n- Me."],
    }
    assert {cue.track for cues, _ in read.values() for cue in cues} == {"ru", "he", "en"}
    span = read["ru"][0][0].span
    assert (span.start, span.end) == (Fraction(1), Fraction(2))
    assert faults == ()


def test_a_file_that_cannot_be_read_is_told_and_costs_nothing_else(
    talking: Path, tmp_path: Path
) -> None:
    path = tmp_path / "movie.mkv"
    path.write_bytes(talking.read_bytes())
    (tmp_path / "movie.it.ass").write_bytes(b"nothing of the kind")
    (tmp_path / "movie.es.srt").write_bytes(b"x" * (10 * 2**20 + 1))
    media = open_source(path)
    found, faults = find_wordings(media, None)
    assert len(faults) == 1
    assert faults[0].startswith("movie.es.srt")
    heard = read_wordings(media, found)
    assert heard[0][0] == ()
    assert "movie.it.ass" in heard[0][1][0]
    assert [len(cues) for cues, _ in heard[1:]] == [1, 1, 1]
    with pytest.raises(SubtitleError, match=r"movie\.it\.ass"):
        read_wordings(media, find_wordings(media, tmp_path / "movie.it.ass")[0])


def test_pictures_are_no_words(talking: Path) -> None:
    media = open_source(talking)
    first = dataclasses.replace(media.subtitles[0], is_text=False)
    media = dataclasses.replace(media, subtitles=(first, *media.subtitles[1:]))
    assert [language for language, *_ in named(media)] == ["ru", "he"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- Who?\\N{\\an8}- <b>Me</b>", "- Who?\n- Me"),
        ("♪ la la ♪\n\n  ♪♪ ", "♪ la la ♪\n♪♪"),
        ("می\u200cخواهم\u200e!", "می\u200cخواهم\u200e!"),
        ("a\x07b &lt;i&gt; c", "a b <i> c"),
        ("\u200e\n{\\p1}", ""),
    ],
)
def test_a_cue_is_kept_as_it_is_to_be_read(text: str, shown: str) -> None:
    assert written(text) == shown
    assert "\n" not in plain(text)


def test_languages_have_three_letters_in_files() -> None:
    assert [three_letters(n) for n in ("en", "French", "ger", "zh", "tlh", "")] == [
        *("eng", "fra", "deu", "zho", "tlh", ""),
    ]
