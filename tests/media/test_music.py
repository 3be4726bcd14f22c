"""Files of music are opened with the caution of films, and come out as all their samples."""

import contextlib
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter import ffmpeg
from cutter.errors import BeyondLimits, CutterError, InputError, SourceNotFound, UnsafeMedia
from cutter.media.music import music_blocks, open_music
from cutter.media.policy import MediaPolicy
from tests.films import SAMPLE

RATE = 48_000
FORMS = {
    "wav": ["-c:a", "pcm_s24le"],
    "flac": ["-c:a", "flac"],
    "mp3": ["-c:a", "libmp3lame", "-b:a", "128k"],
    "m4a": ["-c:a", "aac"],
    "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"],
    "aiff": ["-c:a", "pcm_s16be"],
    "aac": ["-c:a", "aac", "-f", "adts"],
    "mka": ["-c:a", "flac"],
}


def made(folder: Path, suffix: str, *more: str, seconds: float = 3) -> Path:
    path = folder / f"music.{suffix}"
    source = ["-f", "lavfi", "-i", f"sine=f=1000:d={seconds}:r=44100"]
    ffmpeg.run([*source, *FORMS[suffix], *more, "-y", str(path)])
    return path


def samples(path: Path) -> np.ndarray:
    return np.concatenate(list(music_blocks(path, sample_rate=RATE)))


@pytest.mark.parametrize("suffix", FORMS)
def test_music_of_every_form_comes_out_whole(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path, suffix)
    music = open_music(path)
    assert abs(music.duration - 3) < Fraction(1, 4)
    assert music.path == path
    heard = samples(path)
    assert heard.dtype == np.float32
    assert abs(len(heard) - 3 * RATE) < RATE // 15
    middle = heard[RATE : 2 * RATE, 0]
    assert np.argmax(np.abs(np.fft.rfft(middle))) == 1000
    if suffix in ("wav", "flac", "aiff", "mka"):
        # Without loss there is the tone and nothing else.
        time = np.arange(RATE, 2 * RATE) / RATE
        basis = np.stack([np.sin(2000 * np.pi * time), np.cos(2000 * np.pi * time)])
        left = middle - (basis.T @ (basis @ middle)) * 2 / RATE
        assert np.abs(left).max() < 1e-3
    # Mono is as loud in both channels as it is.
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.125 / np.sqrt(2), rel=0.1)


def test_the_sound_of_a_film_may_be_the_music() -> None:
    assert open_music(SAMPLE).duration > 10


def test_what_is_no_music_is_refused_in_one_line(tmp_path: Path) -> None:
    for name, content, kind in (
        ("text.mp3", b"no music at all " * 400, InputError),
        ("list.m3u", b"#EXTM3U\nfile:///etc/passwd\n", UnsafeMedia),
        ("list.mp3", b"ffconcat version 1.0\nfile 'other.mp3'\n", UnsafeMedia),
        ("none.wav", b"", CutterError),
        ("head.wav", b"RIFF\xff\xff\xff\x7fWAVEfmt ", InputError),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(kind, match=name.replace(".", r"\.")) as caught:
            open_music(path)
        assert "\n" not in str(caught.value)
    with pytest.raises(SourceNotFound):
        open_music(tmp_path / "missing.mp3")


def test_a_picture_without_sound_is_no_music(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "color=s=64x48:d=1", "-y", str(path)])
    with pytest.raises(InputError, match="holds no sound"):
        open_music(path)


def test_limits_hold_for_music(tmp_path: Path) -> None:
    path = made(tmp_path, "wav")
    with pytest.raises(BeyondLimits):
        open_music(path, MediaPolicy(most_bytes=1000))
    with pytest.raises(BeyondLimits):
        open_music(path, MediaPolicy(longest=Fraction(2)))


def test_a_header_that_claims_an_absurd_rate_costs_nothing(tmp_path: Path) -> None:
    content = bytearray(made(tmp_path, "wav").read_bytes())
    content[24:28] = (2**31 - 1).to_bytes(4, "little")
    path = tmp_path / "absurd.wav"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds no sound that can be decoded"):
        open_music(path)


def test_music_that_is_damaged_in_the_middle_goes_on(tmp_path: Path) -> None:
    path = made(tmp_path, "mp3", seconds=6)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    path.write_bytes(content)
    assert len(samples(path)) > 5 * RATE


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac", "ogg", "m4a"])
def test_damage_anywhere_is_an_error_of_ours_or_nothing(tmp_path: Path, suffix: str) -> None:
    whole = made(tmp_path, suffix, seconds=2).read_bytes()
    chance = random.Random(suffix)
    path = tmp_path / f"damaged.{suffix}"
    for _ in range(25):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 8, 200))):
            content[chance.randrange(chance.choice((64, len(content))))] = chance.randrange(256)
        path.write_bytes(
            content[: chance.choice((len(content), chance.randrange(1, len(content))))]
        )
        with contextlib.suppress(InputError):
            open_music(path)
            for block in music_blocks(path, sample_rate=RATE):
                assert block.shape[1] == 2
                assert np.isfinite(block).all()


def test_numbers_that_are_no_sound_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "wild.wav"
    wild = np.full((2 * RATE, 2), 0.1, "<f4")
    wild[1000:2000] = np.nan
    wild[3000:4000] = 1e30
    arguments = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0", "-c:a", "pcm_f32le"]
    ffmpeg.run([*arguments, "-y", str(path)], feed=[wild.tobytes()])
    heard = samples(path)
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 8


def test_less_than_a_second_is_no_music(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name music of 1 s or more"):
        open_music(made(tmp_path, "wav", seconds=0.5))
