"""Films whose sound is made for measuring, and ffmpeg's own word on what was written.

The measuring here shares nothing with the product's but the program.
"""

from __future__ import annotations

import re
import subprocess
import wave
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.media.source import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import Media

Sound = NDArray[np.float64]
RATE = 48_000
METER = ("-af", "ebur128=peak=true:framelog=verbose")


def write_wave(path: Path, sound: Sound) -> Path:
    """Write (n,) or (n, 2) samples as 16-bit WAV."""
    stereo = np.repeat(sound[:, None], 2, axis=1) if sound.ndim == 1 else sound
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(stereo, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def film_with(folder: Path, name: str, sound: Sound) -> Media:
    """Return a film with a grey picture and exactly that sound, uncompressed."""
    heard = write_wave(folder / f"{name}.wav", sound)
    path = folder / f"{name}.mov"
    grey = f"color=gray:s=64x48:r=25:d={len(sound) / RATE}"
    arguments = ["-f", "lavfi", "-i", grey, "-i", str(heard), "-c:v", "mjpeg"]
    ffmpeg.run([*arguments, "-c:a", "pcm_s16le", "-y", str(path)])
    return open_source(path)


def tone(hertz: float, seconds: float, level: float = 0.3) -> Sound:
    """Return (n,) samples of a sine."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave_form: Sound = level * np.sin(2 * np.pi * hertz * time)
    return wave_form


def babble(seconds: float, level: float = 0.3, seed: int = 5) -> Sound:
    """Return (n,) noise that swells and sinks about as often as syllables, with high peaks."""
    count = round(seconds * RATE)
    white = np.random.default_rng(seed).standard_normal(count + 64)
    smooth = np.convolve(white, np.hanning(24) / 12, "same")[:count]
    time = np.arange(count) / RATE
    swell = 0.1 + np.abs(np.sin(2 * np.pi * 2.1 * time)) ** 3
    shaped: Sound = level * smooth / np.abs(smooth).max() * swell
    return shaped


def as_ffmpeg_says(path: Path) -> tuple[float, float]:
    """Return the integrated loudness in LUFS and the true peak in dBTP of a file's sound."""
    ran = subprocess.run(
        [str(ffmpeg.executable()), "-nostats", "-i", str(path), "-vn", *METER, "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    summary = ran.stderr.rpartition("Summary:")[2]
    loudness = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    return float(loudness[1]), float(peak[1])
