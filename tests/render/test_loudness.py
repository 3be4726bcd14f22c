"""A cut is as loud as asked for, and no true peak of what a player decodes is above -1 dBTP."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter import ffmpeg
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.progress import SILENT, Silent
from cutter.render import levelled
from cutter.render.choose import make_renderer
from cutter.render.limiter import limited, true_peaks
from cutter.render.loudness import Measured, measure_file
from cutter.render.pcm import PcmFile
from cutter.render.room import KEPT_BYTES, kept_sounds, needed_bytes
from cutter.render.sound import encode_sound
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, Media, SoundTrack, TimeRange
from tests.render.films import cut_of
from tests.render.sounds import RATE, Sound, as_ffmpeg_says, babble, film_with, tone, write_wave

SECONDS = 7


def quiet() -> Sound:
    return babble(SECONDS, 0.015)


def loud() -> Sound:
    return np.clip(babble(SECONDS, 3.0) + tone(70, SECONDS, 0.2), -0.999, 0.999)


def mixed() -> Sound:
    """Return low speech with bangs in it that are as loud as the file can hold."""
    sound = babble(SECONDS, 0.08)
    for second in (2, 4, 5):
        at = second * RATE
        sound[at : at + 600] += np.random.default_rng(second).uniform(-0.9, 0.9, 600)
    return sound


def drums() -> Sound:
    """Return strokes over low speech, such as AAC writes with higher peaks than they had."""
    chance = np.random.default_rng(2)
    time = np.arange(2400)
    sound = babble(SECONDS, 0.03)
    for at in range(0, (SECONDS - 1) * RATE, 12_000):
        fall = 60 + 200 * np.exp(-time / 300)
        skin = 0.45 * np.sin(2 * np.pi * fall * time / RATE) * np.exp(-time / 900)
        sound[at : at + 2400] += skin + 0.2 * chance.standard_normal(2400) * np.exp(-time / 100)
    return sound


class Warnings(Silent):
    """Keeps what a person is warned of."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def warn(self, message: str) -> None:
        self.told.append(message)


class Kept:
    """Samples in memory, read as a file of them is."""

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = np.asarray(samples, np.float32)
        self.count = len(samples)

    def read(self, first: int, last: int) -> np.ndarray:
        padded = np.pad(self.samples, ((max(0, -first), max(0, last - self.count)), (0, 0)))
        return padded[max(0, first) : max(0, first) + last - first].copy()


def cut_at(media: Media, loudness: float | None) -> EditDecisionList:
    spans = [(0, Fraction(0), Fraction(3)), (0, Fraction(4), Fraction(SECONDS))]
    return dataclasses.replace(cut_of([media], spans), loudness=loudness)


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Media]:
    """Return what gives a film with one of the sounds above."""
    folder = tmp_path_factory.mktemp("sounds")
    made: dict[str, Media] = {}

    def get(name: str) -> Media:
        if name not in made:
            made[name] = film_with(folder, name, globals()[name]())
        return made[name]

    return get


@pytest.mark.parametrize("wanted", [-14, -16, -23])
@pytest.mark.parametrize("name", ["quiet", "loud", "mixed"])
def test_a_written_cut_is_as_loud_as_asked_for(
    sounding: Callable[[str], Media], tmp_path: Path, name: str, wanted: float
) -> None:
    media = sounding(name)
    target = tmp_path / "cut.mp4"
    progress = Warnings()
    renderer = make_renderer("ffmpeg", device="cpu")
    write_cut(cut_at(media, wanted), [media], target, renderer=renderer, progress=progress)
    loudness, peak = as_ffmpeg_says(target)
    assert abs(loudness - wanted) <= 0.5
    assert peak <= -1
    assert progress.told == []
    assert [path.name for path in tmp_path.iterdir()] == ["cut.mp4"]


def test_peaks_that_encoding_adds_are_taken_back(
    sounding: Callable[[str], Media], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = []

    def seen(*given: Any) -> Measured:  # noqa: ANN401
        measured.append(measure_file(*given))
        return measured[-1]

    monkeypatch.setattr(levelled, "measure_file", seen)
    progress = Warnings()
    target = tmp_path / "sound.m4a"
    encode_sound(cut_at(sounding("drums"), -14), [sounding("drums")], target, progress)
    assert measured[0].true_peak > -1
    loudness, peak = as_ffmpeg_says(target)
    assert peak <= -1
    assert abs(loudness + 14) <= 0.5
    assert progress.told == []


def test_every_further_track_is_as_loud(sounding: Callable[[str], Media], tmp_path: Path) -> None:
    media = sounding("quiet")
    path = tmp_path / "two.mov"
    second = write_wave(tmp_path / "second.wav", tone(440, SECONDS, 0.5))
    both = ["-map", "0:v", "-map", "0:a", "-map", "1:a", "-c", "copy"]
    ffmpeg.run(["-i", str(media.path), "-i", str(second), *both, "-y", str(path)])
    media = open_source(path)
    edl = cut_at(media, -16)
    further = SoundTrack("eng", "", (media.audio[1].index,))
    edl = dataclasses.replace(edl, other_sound=(further,))
    for track in (0, 1):
        target = tmp_path / f"sound{track}.m4a"
        encode_sound(edl, [media], target, SILENT, track=track)
        assert abs(as_ffmpeg_says(target)[0] + 16) <= 0.5
    with av.open(str(target)) as container:
        heard = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)[0]
    assert np.argmax(np.abs(np.fft.rfft(heard[RATE : 2 * RATE]))) == 440


def test_the_sound_stays_in_its_place_when_it_is_levelled(
    sounding: Callable[[str], Media], tmp_path: Path
) -> None:
    media = sounding("mixed")
    heard = []
    for loudness in (None, -18.0):
        target = tmp_path / "sound.m4a"
        encode_sound(cut_at(media, loudness), [media], target, SILENT)
        with av.open(str(target)) as container:
            parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
        heard.append(np.concatenate(parts, axis=1)[0])
    assert len(heard[0]) == len(heard[1])
    around = slice(RATE // 2, 5 * RATE)
    spectra = [np.fft.rfft(each[around]) for each in heard]
    shift = np.fft.irfft(spectra[1] * np.conj(spectra[0])).argmax()
    assert shift == 0


def test_the_same_sound_twice_gives_the_same_bytes(
    sounding: Callable[[str], Media], tmp_path: Path
) -> None:
    media = sounding("mixed")
    written = []
    for name in ("one.m4a", "two.m4a"):
        encode_sound(cut_at(media, -18), [media], tmp_path / name, SILENT)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.m4a", "two.m4a"]


def test_silence_is_left_alone_and_said(tmp_path: Path) -> None:
    media = film_with(tmp_path, "silent", np.zeros(SECONDS * RATE))
    progress = Warnings()
    encode_sound(cut_at(media, -14), [media], tmp_path / "sound.m4a", progress)
    assert as_ffmpeg_says(tmp_path / "sound.m4a") == (-70.0, -np.inf)
    assert len(progress.told) == 1
    assert "silent or too short" in progress.told[0]


def test_a_third_of_a_second_is_left_as_it_is_and_said(
    sounding: Callable[[str], Media], tmp_path: Path
) -> None:
    media = sounding("loud")
    edl = cut_of([media], [(0, Fraction(1), Fraction(33, 25))])
    edl = dataclasses.replace(edl, loudness=-23.0)
    progress = Warnings()
    encode_sound(edl, [media], tmp_path / "sound.m4a", progress)
    assert "too short" in progress.told[0]


def test_peaks_that_leave_no_more_are_said_and_kept_below_the_ceiling(tmp_path: Path) -> None:
    clicks = np.zeros(SECONDS * RATE)
    clicks[:: RATE // 2] = 0.99
    media = film_with(tmp_path, "clicks", clicks)
    progress = Warnings()
    encode_sound(cut_at(media, -14), [media], tmp_path / "sound.m4a", progress)
    loudness, peak = as_ffmpeg_says(tmp_path / "sound.m4a")
    assert peak <= -1
    assert loudness < -15
    assert "its peaks leave no more" in progress.told[0]
    assert f"{loudness:.1f} LUFS, not the -14" in progress.told[0]


def test_what_cannot_be_reached_is_come_near_to_where_the_limiter_brings_much(
    tmp_path: Path,
) -> None:
    sound = babble(SECONDS, 0.004)
    for second in range(SECONDS):
        sound[second * RATE] = 0.99
    media = film_with(tmp_path, "far", sound)
    progress = Warnings()
    encode_sound(cut_at(media, -10), [media], tmp_path / "sound.m4a", progress)
    loudness, peak = as_ffmpeg_says(tmp_path / "sound.m4a")
    assert peak <= -1
    assert len(progress.told) == 1
    assert loudness > -20


def test_noise_of_a_silent_room_is_not_turned_up_without_end(tmp_path: Path) -> None:
    media = film_with(tmp_path, "room", babble(SECONDS, 0.003))
    progress = Warnings()
    encode_sound(cut_at(media, -14), [media], tmp_path / "sound.m4a", progress)
    assert "nearly silent, and was turned up by 48 dB" in progress.told[0]


@given(st.integers(0, 2**32 - 1), st.floats(0.5, 30.0), st.sampled_from([0.2, 0.84, 1.0]))
def test_nothing_that_was_limited_passes_the_ceiling(
    seed: int, gain: float, ceiling: float
) -> None:
    chance = np.random.default_rng(seed)
    samples = chance.uniform(-1, 1, (6000, 2)) * (chance.random((6000, 1)) < 0.05)
    held = limited(Kept(samples), 0, 6000, gain=gain, ceiling=ceiling, rate=RATE)
    assert np.abs(held).max() <= ceiling * (1 + 1e-6)
    # Between the samples the gain moves by so little that peaks there hold as well.
    assert true_peaks(held).max() <= ceiling * 1.005


def test_a_peak_between_two_samples_is_found() -> None:
    # A quarter of the rate, with an eighth of a turn: every sample is 3 dB below the peak.
    phase = np.pi / 2 * np.arange(9000) + np.pi / 4
    samples = np.repeat(np.sin(phase)[:, None], 2, axis=1).astype(np.float32)
    assert np.abs(samples).max() == pytest.approx(0.7071, abs=1e-3)
    middle = slice(3000, 6000)
    assert true_peaks(samples)[middle].max() == pytest.approx(1.0, abs=0.01)
    held = limited(Kept(samples), 0, 9000, gain=1.0, ceiling=0.8, rate=RATE)
    assert true_peaks(held)[middle].max() == pytest.approx(0.8, abs=0.01)


def test_what_stays_below_the_ceiling_is_only_turned_up() -> None:
    samples = np.random.default_rng(1).uniform(-0.05, 0.05, (5000, 2)).astype(np.float32)
    held = limited(Kept(samples), 0, 5000, gain=3.0, ceiling=0.8, rate=RATE)
    assert np.array_equal(held, samples * np.float32(3))


def test_limiting_in_pieces_gives_the_same_as_at_one_go() -> None:
    samples = np.random.default_rng(2).uniform(-1, 1, (9000, 2)).astype(np.float32)
    samples[2000:7000] *= 0.1
    sound = Kept(samples)
    whole = limited(sound, 0, 9000, gain=1.5, ceiling=0.7, rate=RATE)
    pieces = [
        limited(sound, first, first + 900, gain=1.5, ceiling=0.7, rate=RATE)
        for first in range(0, 9000, 900)
    ]
    assert np.abs(np.concatenate(pieces) - whole).max() < 1e-6


def test_a_steady_low_tone_keeps_its_shape_when_it_is_limited() -> None:
    low = np.repeat(tone(40, 1, 1.0)[:, None], 2, axis=1)
    held = limited(Kept(low), 0, RATE, gain=2.0, ceiling=0.5, rate=RATE)[RATE // 4 : -RATE // 4]
    spectrum = np.abs(np.fft.rfft(held[:, 0] * np.hanning(len(held))))
    fundamental = 40 * len(held) // RATE
    others = spectrum.copy()
    others[fundamental - 3 : fundamental + 4] = 0
    assert others.max() < spectrum.max() * 1e-3


def test_kept_samples_are_read_again_from_any_place(tmp_path: Path) -> None:
    samples = np.random.default_rng(3).uniform(-1, 1, (1000, 2)).astype(np.float32)
    kept = PcmFile.empty(tmp_path / "kept.pcm")
    assert [len(each) for each in kept.write(iter([samples[:300], samples[300:]]))] == [300, 700]
    assert kept.count == 1000
    assert kept.peak == np.abs(samples).max()
    assert np.array_equal(kept.read(200, 400), samples[200:400])
    over = kept.read(-50, 1100)
    assert not over[:50].any()
    assert np.array_equal(over[50:1050], samples)
    assert not over[1050:].any()


def test_the_room_for_kept_samples_is_asked_for(sounding: Callable[[str], Media]) -> None:
    edl = cut_at(sounding("loud"), -14)
    less = cut_at(sounding("loud"), None)
    assert (kept_sounds(less), kept_sounds(edl)) == (0, 1)
    more = needed_bytes(edl.output, Fraction(60), kept=1) - needed_bytes(edl.output, Fraction(60))
    assert more == 60 * KEPT_BYTES == 60 * RATE * 8


def test_the_whole_sound_is_what_is_measured(
    sounding: Callable[[str], Media], tmp_path: Path
) -> None:
    """A quiet and a loud film in one cut keep their difference: only the whole is levelled."""
    films = [sounding("quiet"), sounding("loud")]
    spans = [(0, Fraction(1), Fraction(3)), (1, Fraction(1), Fraction(3))]
    edl = dataclasses.replace(cut_of(films, spans), loudness=-23.0)
    target = tmp_path / "cut.mp4"
    write_cut(edl, films, target, renderer=make_renderer("ffmpeg", device="cpu"))
    cut = open_source(target)
    levels = [
        float(np.sqrt((pcm(cut, TimeRange(a, a + 1)) ** 2).mean()))
        for a in (Fraction(1, 2), Fraction(5, 2))
    ]
    before = [
        float(np.sqrt((pcm(film, TimeRange(a, a + 1)) ** 2).mean()))
        for film, a in zip(films, (Fraction(3, 2), Fraction(3, 2)), strict=True)
    ]
    assert levels[1] / levels[0] == pytest.approx(before[1] / before[0], rel=0.1)
    assert abs(as_ffmpeg_says(target)[0] + 23) <= 0.5
