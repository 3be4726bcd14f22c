"""Music steps back exactly while somebody is heard to speak in the cut."""

import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import SourceNotFound
from cutter.pipeline.bed import on_landed, speech_in, with_music
from cutter.pipeline.wish import Wish
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange, Title
from tests.edit.films import Take, make_film


def seconds(start: float, end: float) -> TimeRange:
    return TimeRange(Fraction(str(start)), Fraction(str(end)))


def cut() -> EditDecisionList:
    clips = tuple(
        Clip(0, (shot,), span, sound, 1.0, ())
        for shot, span, sound in (
            (2, seconds(9, 11), seconds(9, 11.4)),
            (0, seconds(1, 3), seconds(1.4, 3)),
        )
    )
    return EditDecisionList(
        sources=(Source("film.mp4", "0" * 32, Fraction(12), Fraction(25)),),
        clips=clips,
        output=Output(640, 360, Fraction(25)),
        profile="",
        model="test",
        budget=Fraction(9),
        order="score",
        gap=0.0,
    )


def test_speech_is_where_cues_and_voices_are_heard_in_the_cut() -> None:
    film = make_film([Take() for _ in range(3)], cues=[(10.5, 12.0, "so be it")])
    record = replace(film.analysis.film, speech=(seconds(1, 1.5), seconds(2, 2.5), seconds(5, 6)))
    analyses = [replace(film.analysis, film=record)]
    assert speech_in(cut(), analyses) == (seconds(1.5, 2.5), seconds(3, 3.5))
    titled = replace(cut(), titles=(Title("One", Fraction(3), "start"),))
    assert speech_in(titled, analyses) == (seconds(4.5, 5.5), seconds(6, 6.5))


@pytest.mark.parametrize(
    ("landed", "joints", "said"),
    [
        (0, 0, "one clip has no joint to lie on a beat of the music"),
        (3, 3, ""),
        (0, 1, "0 of 1 joint lie on a beat of the music"),
        (1, 2, "1 of 2 joints lies on a beat of the music"),
        (2, 3, "2 of 3 joints lie on a beat of the music"),
    ],
)
def test_what_is_said_of_the_beats_counts_right(landed: int, joints: int, said: str) -> None:
    assert on_landed(landed, joints) == said


def test_music_is_named_with_its_fingerprint_and_never_louder_while_ducked(tmp_path: Path) -> None:
    bed = tmp_path / "bed.wav"
    with wave.open(str(bed), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    analyses = [make_film([Take() for _ in range(3)]).analysis]
    wish = Wish(music=bed, music_level=-20, music_ducked=-10)
    music = with_music(cut(), analyses, wish).music
    assert music is not None
    assert (music.path, len(music.fingerprint)) == (bed.resolve().as_posix(), 32)
    assert music.ducked == music.level == -20
    assert with_music(cut(), analyses, Wish()).music is None
    with pytest.raises(SourceNotFound):
        with_music(cut(), analyses, Wish(music=tmp_path / "none.wav"))
