"""Subtitles, sounds and chapters are in the written cut, with their languages, in their places."""

import dataclasses
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from cutter import ffmpeg
from cutter.errors import VerificationFailed
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.media.tracks import with_audio
from cutter.render.choose import make_renderer
from cutter.render.subtitles import srt
from cutter.render.verify import verify
from cutter.render.write import write_cut
from cutter.schema import Chapter, Cue, CueTrack, EditDecisionList, Media, SoundTrack, TimeRange
from cutter.timeline.captions import captions_of
from cutter.timeline.place import place
from tests.render.films import Kind, cut_of, make_film, shown_numbers

FORMS = [".mp4", ".mov", ".mkv"]
ENGLISH = [
    (Fraction(1), Fraction(2), "Hello\nthere"),
    (Fraction(2), Fraction(3), "<i>who</i> {is} a\\Nb --> c & <3"),
    (Fraction("5.123"), Fraction("5.987"), "Where?"),
    (Fraction("5.5"), Fraction("6.4"), "[door]"),
]
RUSSIAN = [
    (Fraction(1), Fraction(2), "Ёлка\nи — снег"),
    (Fraction("5.2"), Fraction("5.9"), "日本語 العربية 👍"),
]


def track(language: str, cues: list[tuple[Fraction, Fraction, str]], title: str = "") -> CueTrack:
    made = tuple(Cue(TimeRange(start, end), text, language) for start, end, text in cues)
    return CueTrack(language, title, made)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Return a film with English sound, and a French track that is a steady tone."""
    folder = tmp_path_factory.mktemp("carried")
    plain = make_film(folder, Kind("plain"), seconds=8)
    path = folder / "film.mp4"
    ffmpeg.run(
        [
            *("-i", str(plain), "-f", "lavfi", "-i", "sine=440:sample_rate=48000:duration=8"),
            *("-map", "0:v", "-map", "0:a", "-map", "1:a", "-c:v", "copy", "-c:a", "aac"),
            *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fra"),
            *("-y", str(path)),
        ]
    )
    return open_source(path)


@pytest.fixture(scope="module")
def edl(film: Media) -> EditDecisionList:
    """Return a cut with two languages of sound, three subtitle tracks and chapters."""
    bare = cut_of([film], [(0, Fraction(5), Fraction(7)), (0, Fraction(1), Fraction("2.52"))])
    source = dataclasses.replace(
        bare.sources[0],
        subtitles=(track("en", ENGLISH), track("ru", RUSSIAN, "Полные"), track("", ENGLISH[:1])),
        chapters=(Chapter(Fraction(0), "Début"), Chapter(Fraction(6), "Ende")),
    )
    french = SoundTrack("fr", "Doublage", (film.audio[1].index,))
    output = dataclasses.replace(bare.output, chapters="film")
    return dataclasses.replace(bare, sources=(source,), output=output, other_sound=(french,))


Write = Callable[[str], Path]


@pytest.fixture(scope="module")
def written(film: Media, edl: EditDecisionList, tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Return what gives the cut in each form, written once."""
    made: dict[str, Path] = {}
    folder = tmp_path_factory.mktemp("cuts")

    def get(suffix: str) -> Path:
        if suffix not in made:
            made[suffix] = write(edl, film, folder / f"cut{suffix}")
        return made[suffix]

    return get


def write(edl: EditDecisionList, film: Media, target: Path) -> Path:
    return write_cut(edl, [film], target, renderer=make_renderer("ffmpeg", device="cpu"))


def words(path: Path, number: int) -> list[tuple[Fraction, Fraction, str]]:
    """Return what PyAV and FFmpeg's decoder make of a subtitle track, in lines."""
    found = []
    clock_start = open_source(path).clock_start
    with av.open(str(path)) as container:
        stream: Any = container.streams.subtitles[number]
        for packet in container.demux(stream):
            for shown in packet.decode() if packet.size else []:
                text = shown.ass.decode().split(",", 8)[-1].replace("\\N", "\n")
                start = packet.pts * packet.time_base - clock_start
                if text:
                    end = start + packet.duration * packet.time_base
                    found.append((start, end, text))
    return found


@pytest.mark.parametrize("suffix", FORMS)
def test_the_opened_file_shows_the_tracks_and_their_languages(written: Write, suffix: str) -> None:
    with av.open(str(written(suffix))) as container:
        sounds = [(s.language, int(s.disposition) & 1) for s in container.streams.audio]
        subtitles = [s.metadata.get("language") for s in container.streams.subtitles]
        kinds = [s.codec_context.name for s in container.streams.subtitles]
        forced = [int(s.disposition) & 64 for s in container.streams.subtitles]
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
    assert [language for language, _ in sounds] == ["eng", "fra"]
    assert [is_default for _, is_default in sounds] == [1, 0]
    assert subtitles[:2] == ["eng", "rus"]
    assert subtitles[2] in (None, "und")
    assert set(kinds) == {"srt"} if suffix == ".mkv" else {"mov_text"}
    assert forced == [0, 0, 0]
    assert titles == ["Début", "Ende", "Début"]
    media = open_source(written(suffix))
    assert [round(chapter.start * 1000) for chapter in media.chapters] == [0, 1000, 2000]
    assert [track.title for track in media.subtitles] == ["", "Полные", ""]
    assert media.audio[1].title == "Doublage"


@pytest.mark.parametrize("suffix", FORMS)
def test_every_word_comes_back_as_it_was_where_the_picture_went(
    edl: EditDecisionList, written: Write, suffix: str
) -> None:
    russian = words(written(suffix), 1)
    planned = captions_of(edl, "ru")
    assert [text for *_, text in russian] == [cue.text for cue in planned]
    assert [cue.text for cue in planned] == ["日本語 العربية 👍", "Ёлка\nи — снег"]
    for (start, end, _), cue in zip(russian, planned, strict=True):
        assert abs(start - cue.span.start) <= Fraction(1, 1000)
        assert abs(end - cue.span.end) <= Fraction(1, 1000)
    # The frame at which a cue begins shows what the film shows there.
    first = place(edl)[0]
    assert abs(russian[0][0] - (RUSSIAN[1][0] - first.start)) <= Fraction(1, 1000)


def test_a_cue_begins_with_the_frame_that_it_begins_with_in_the_film(
    edl: EditDecisionList, written: Write
) -> None:
    numbers = shown_numbers(written(".mp4"))
    found = {text: start for start, _, text in reversed(words(written(".mp4"), 1))}
    for start, _, text in RUSSIAN:
        assert numbers[math.ceil(found[text] * 25)] == math.ceil(start * 25)


@pytest.mark.parametrize("suffix", FORMS)
def test_words_that_look_like_markup_are_shown_as_words(written: Write, suffix: str) -> None:
    # What the decoder gives is ASS: braces and backslashes would be markup there.
    text = words(written(suffix), 0)[-1][-1]
    assert text == "‹i›who‹/i› (is) a\\\u2060Nb → c & <3"


def test_words_inside_become_the_file_beside_again(
    edl: EditDecisionList, written: Write, tmp_path: Path
) -> None:
    again = tmp_path / "again.srt"
    ffmpeg.run(["-i", str(written(".mp4")), "-map", "0:s:1", "-y", str(again)])
    assert again.read_bytes() == srt(captions_of(edl, "ru")).replace(b"\r", b"") + b"\n"


def test_words_that_overlap_are_one_sample_where_the_form_has_no_overlaps(written: Write) -> None:
    milli = [(int(a * 1000), int(b * 1000), text) for a, b, text in words(written(".mp4"), 0)]
    assert milli[:3] == [
        (123, 500, "Where?"),
        (500, 987, "Where?\n[door]"),
        (987, 1400, "[door]"),
    ]
    milli = [(int(a * 1000), int(b * 1000), text) for a, b, text in words(written(".mkv"), 0)]
    assert milli[:2] == [(123, 987, "Where?"), (500, 1400, "[door]")]


def test_words_that_follow_at_once_have_no_empty_sample_between(written: Write) -> None:
    with av.open(str(written(".mp4"))) as container:
        packets = container.demux(container.streams.subtitles[0])
        lengths = [packet.duration for packet in packets if packet.size]
    assert all(lengths)


@pytest.mark.parametrize("suffix", FORMS)
def test_every_sound_track_is_its_own_film_track_in_time(
    film: Media, edl: EditDecisionList, written: Write, suffix: str
) -> None:
    cut = open_source(written(suffix))
    for number in (0, 1):
        heard = pcm(with_audio(cut, cut.audio[number].index), TimeRange(Fraction(0), Fraction(3)))
        own = with_audio(film, film.audio[number].index)
        planned = pcm(own, TimeRange(Fraction(5), Fraction(7)))
        # Matroska tells times to the millisecond.
        shifts = (planned[4800 + lag : 91200 + lag, 0] for lag in range(-48, 49, 4))
        assert max(np.corrcoef(heard[4800:91200, 0], one)[0, 1] for one in shifts) > 0.95


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_same_cut_has_the_same_bytes(
    film: Media, edl: EditDecisionList, written: Write, suffix: str, tmp_path: Path
) -> None:
    again = write(edl, film, tmp_path / f"other{suffix}").read_bytes()
    assert again == written(suffix).read_bytes()
    if suffix == ".mp4":
        assert again.index(b"moov") < again.index(b"mdat")


def test_a_cut_without_words_has_no_track_for_them(
    film: Media, edl: EditDecisionList, tmp_path: Path
) -> None:
    output = dataclasses.replace(edl.output, carries_subtitles=False, chapters="none")
    bare = dataclasses.replace(edl, output=output, other_sound=())
    cut = open_source(write(bare, film, tmp_path / "cut.mp4"))
    assert (cut.subtitles, cut.chapters, len(cut.audio)) == ((), (), 1)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("-map", "0", "-map", "-0:s:1"), "subtitle tracks"),
        (("-map", "0", "-map", "-0:a:1"), "sound tracks"),
        (("-map", "0", "-metadata:s:s:1", "language=ger"), "languages of subtitles"),
        (("-map", "0", "-metadata:s:a:1", "language=ger"), "languages of sound"),
        (("-map", "0", "-map_chapters", "-1"), "chapters"),
        (("-map", "0:v", "-map", "0:a", "-map", "0:s:1", "-map", "0:s:1", "-map", "0:s:2",
          "-metadata:s:s:0", "language=eng"), "subtitle track 1"),
    ],
)  # fmt: skip
def test_a_cut_with_other_tracks_is_not_the_planned_one(
    edl: EditDecisionList, written: Write, tmp_path: Path, arguments: tuple[str, ...], fault: str
) -> None:
    target = tmp_path / "remade.mkv"
    ffmpeg.run(["-i", str(written(".mkv")), *arguments, "-c", "copy", "-y", str(target)])
    verify(written(".mkv"), edl)
    with pytest.raises(VerificationFailed, match=fault):
        verify(target, edl)


@pytest.mark.parametrize("suffix", FORMS)
def test_a_player_lists_the_tracks_by_language(written: Write, suffix: str) -> None:
    player = shutil.which("mpv")
    if player is None:
        pytest.skip("mpv is not installed")
    told = subprocess.run(
        [player, "--no-config", "--vo=null", "--ao=null", "--frames=1", str(written(suffix))],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert re.search(r"--alang=eng", told)
    assert re.search(r"--alang=fr", told)
    assert re.search(r"--slang=eng", told)
    title = " 'Полные'" if suffix == ".mkv" else ""
    assert f"--slang=rus{title}" in told
