"""One pass gives a film's true end, its shots with their sound, and the same record every time."""

import wave
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.errors import NotAMovie
from cutter.media.source import open_source
from tests.analysis.made import RATE, Picture, drifting, texture, watched, write_film


def frames() -> list[Picture]:
    return [*drifting(texture(1), 48), *drifting(texture(2), 48), *drifting(texture(3), 48)]


def loud_between(path: Path, start: float, end: float) -> Path:
    """Write 6 s of silence with a tone somewhere in it."""
    time = np.arange(6 * 48_000) / 48_000
    tone = 0.3 * np.sin(2 * np.pi * 440 * time) * ((time >= start) & (time < end))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((tone * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    sound = loud_between(folder / "tone.wav", 2.5, 3.5)
    return write_film(folder / "film.mkv", frames(), sound=sound)


def test_the_end_is_that_of_the_last_frame_and_is_said_to_be(sounding: Path) -> None:
    record = watched(sounding)
    assert open_source(sounding).end_from == "header"
    assert (record.media.end, record.media.end_from) == (Fraction(144, RATE), "content")
    assert record.shots[-1].span.end == record.media.end
    assert record.warnings == ()
    assert not record.media.is_vfr


def test_sound_belongs_to_the_shot_in_which_it_is_heard(sounding: Path) -> None:
    record = watched(sounding)
    assert [shot.span.start for shot in record.shots] == [0, 2, 4]
    quiet, loud, quiet_again = (signals.loudness for signals in record.signals)
    assert loud > -20
    assert quiet == quiet_again == -70


def test_a_silent_film_is_as_quiet_as_can_be(tmp_path: Path) -> None:
    record = watched(write_film(tmp_path / "mute.mp4", frames()))
    assert [signals.loudness for signals in record.signals] == [-70] * 3
    assert [signals.speech for signals in record.signals] == [0] * 3


def test_watching_twice_gives_the_same_record(sounding: Path) -> None:
    assert watched(sounding) == watched(sounding)


def test_each_shot_has_its_signals(sounding: Path) -> None:
    record = watched(sounding)
    assert len(record.signals) == len(record.shots)
    assert (record.cues, record.cue_terms) == ((), ())
    assert record.detector == DetectorSettings().key()


def test_a_file_that_ends_early_is_used_to_its_end_with_a_warning(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "whole.mkv", frames(), "-g", "12")
    data = whole.read_bytes()
    part = tmp_path / "part.mkv"
    part.write_bytes(data[: len(data) // 2])
    record = watched(part)
    assert any("ends at" in warning and "header" in warning for warning in record.warnings)
    assert 1 < record.media.end < 5
    assert record.shots[-1].span.end == record.media.end


def test_a_file_without_a_picture_is_refused_by_name(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "whole.mp4", frames()[:24], "-movflags", "+faststart")
    data = whole.read_bytes()
    empty = tmp_path / "empty.mp4"
    empty.write_bytes(data[: data.index(b"mdat") + 4])
    with pytest.raises(NotAMovie, match=r"empty\.mp4"):
        watched(empty)


def test_progress_tells_the_whole_length_once(sounding: Path) -> None:
    told: list[float] = []

    class Counted(AbstractContextManager["Counted"]):
        def __exit__(self, *_: object) -> None:
            told.append(0)

        def advance(self, amount: float = 1.0) -> None:
            told.append(amount)

    class Heard:
        def stage(self, name: str, total: float | None = None) -> Counted:
            assert (name, total) == ("watch", 6.0)
            return Counted()

        def note(self, message: str) -> None:
            raise AssertionError(message)

        warn = note

    media = open_source(sounding)
    watch(media, detector=DetectorSettings(), progress=Heard())
    assert 5 <= sum(told) <= 6.01
