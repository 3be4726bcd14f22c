"""Makes `words.flac`: spoken words one after the other, with a JSON of when each is heard.

Tests lay them out as lines whose word times are known exactly. Each word is spoken by itself by
espeak-ng and cut to where it is louder than a hundredth of its peak.

    python sample_media/make_words.py
"""

from __future__ import annotations

import io
import json
import subprocess
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]

FOLDER = Path(__file__).parent
RATE = 16_000
VOICES = {"en-us+m3": 165, "en-gb+f2": 175}
WORDS = (
    "never", "again", "seven", "people", "watched", "the", "old", "lighthouse", "burning",
    "tonight", "she", "said", "nothing", "about", "money", "wait", "for", "morning", "captain",
    "follow", "me", "through", "forest", "quickly",
)  # fmt: skip
GAP = RATE // 5
"""Samples of silence between two words."""


def spoken(word: str, voice: str, speed: int) -> Sound:
    """Return a word as (n,) int16 at `RATE`, without silence at its ends."""
    made = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", word],  # noqa: S607 - on PATH
        check=True,
        capture_output=True,
    ).stdout
    with wave.open(io.BytesIO(made)) as file:
        rate = file.getframerate()
        sound = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)
    times = np.arange(int(len(sound) * RATE / rate)) * rate / RATE
    smooth = np.convolve(sound, np.hanning(4)[1:3] / np.hanning(4)[1:3].sum(), mode="same")
    sound = np.interp(times, np.arange(len(sound)), smooth)
    heard = np.flatnonzero(np.abs(sound) > np.abs(sound).max() / 100)
    cut = sound[heard[0] : heard[-1] + 1]
    whole: Sound = np.round(cut / np.abs(cut).max() * 16_000).astype(np.int16)
    return whole


def main() -> None:
    """Write the sound and its times."""
    parts, times, at = [np.zeros(GAP, dtype=np.int16)], [], GAP
    for voice, speed in VOICES.items():
        for word in WORDS:
            sound = spoken(word, voice, speed)
            times.append({"word": word, "voice": voice, "first": at, "count": len(sound)})
            parts += [sound, np.zeros(GAP, dtype=np.int16)]
            at += len(sound) + GAP
    whole = np.concatenate(parts)
    with av.open(str(FOLDER / "words.flac"), "w") as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono")
        for first in range(0, len(whole), 4096):
            frame = av.AudioFrame.from_ndarray(
                whole[None, first : first + 4096], format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = RATE, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    text = json.dumps({"sample_rate": RATE, "words": times}, indent=1) + "\n"
    (FOLDER / "words.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
