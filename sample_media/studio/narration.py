"""What the narrator of the sample film says, spoken by espeak-ng and laid over shots.

Half of the lines describe what is seen; the other half say what is nowhere in the picture, so
that a taste for words and a taste for pictures choose different shots.
"""

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .beds import RATE

LINES_WANTED = 16
_LEAD_IN = 0.25  # seconds between a shot's start and its line
_TAIL = 0.1  # seconds of quiet before the shot's end
_BETWEEN_LINES = 0.6  # seconds of quiet between two lines
_INSIDE = 0.6  # share of a line that must lie in its own shot when it runs into the next
_SPEECH_RMS = 0.06  # about -21 LUFS for this voice


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, the worlds it may be said over, and whether it tells what these show."""

    text: str
    worlds: tuple[str, ...]
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line in its place: film time in seconds and mono samples at 48 kHz, silence trimmed."""

    start: float
    line: Line
    samples: NDArray[np.float64]

    @property
    def end(self) -> float:
        """Time of the last audible sample, in seconds."""
        return self.start + len(self.samples) / RATE


LINES = (
    Line("My grandmother taught me to sail by the old lighthouse.", ("forest", "flower_meadow")),
    Line("The treasure map was hidden in the captain's old clock.", ("desert", "snowy_mountains")),
    Line("You were always my best friend.", ("city_night", "rain_window")),
    Line("I kept your letter in my coat all winter.", ("rain_window", "desert")),
    Line("Tomorrow we are going home.", ("snowy_mountains", "storm_sea", "starry_sky")),
    Line("The captain never spoke of that night again.", ("campfire", "city_night")),
    Line("She played the same song on the piano every evening.", ("starry_sky", "underwater")),
    Line("Bread needs only flour, water, salt and time.", ("underwater", "snowy_mountains")),
    Line("He wrote to me from the other side of the ocean.", ("city_night", "forest")),
    Line("We promised to stay friends for ever.", ("fireworks", "campfire")),
    Line("Knead the dough, and let it rest by the oven.", ("flower_meadow", "sunset_sea")),
    Line("Father would sing, and the whole house sang along.", ("rain_window", "storm_sea")),
    Line("The tide is coming in.", ("sunset_sea",), True),
    Line("Snow has covered every path.", ("snowy_mountains",), True),
    Line("The city never sleeps.", ("city_night",), True),
    Line("Listen, the birds are awake in the trees.", ("forest",), True),
    Line("Put another log on the fire.", ("campfire",), True),
    Line("It has rained since morning.", ("rain_window",), True),
    Line("Look, the whole sky is sparkling!", ("fireworks",), True),
    Line("Nothing but sand and heat.", ("desert",), True),
    Line("Down here, only the fish can hear us.", ("underwater",), True),
    Line("Those stars are older than any story.", ("starry_sky",), True),
    Line("The meadow is full of flowers again.", ("flower_meadow",), True),
    Line("Lightning! The storm is right above us.", ("storm_sea",), True),
)


def speak(text: str) -> NDArray[np.float64]:
    """Speak a sentence: mono samples at 48 kHz, silence trimmed at both ends.

    Raises:
        RuntimeError: espeak-ng is not installed, or refused to speak.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise RuntimeError(
            "espeak-ng is not installed: it speaks the narration of the sample film. "
            "Install it (apt-get install espeak-ng), or build without speech."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = [program, "-v", "en-gb", "-s", "150", "-p", "42", "-w", str(path), text]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"espeak-ng could not say {text!r}: {done.stderr.strip()}")
        with wave.open(str(path)) as file:
            rate, raw = file.getframerate(), file.readframes(file.getnframes())
    voice = _resample(np.frombuffer(raw, "<i2") / 32768.0, rate)
    loud = np.flatnonzero(np.abs(voice) > 0.01 * np.abs(voice).max())
    voice = voice[loud[0] : loud[-1] + 1]
    return voice * float(_SPEECH_RMS / np.sqrt(np.mean(voice**2)))


def _resample(samples: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Take samples from one rate to 48 kHz by lengthening their spectrum."""
    padded = np.concatenate([samples, np.zeros(-len(samples) % rate)])
    spectrum = np.fft.rfft(padded)
    n = len(padded) // rate * RATE
    out: NDArray[np.float64] = np.fft.irfft(spectrum, n) * (n / len(padded))
    return out[: round(len(samples) * RATE / rate)]


def narrate(shots: Sequence[dict[str, Any]], seed: int) -> list[Spoken]:
    """Choose lines for shots and speak them, each inside its shot or running into the next.

    Every line is said once at most; described and not described take turns. Lines that end in
    their own shot come first; others follow while lines are wanting. The same shots and seed give
    the same lines in the same places.

    Args:
        shots: Shots in film order, with `start`, `end` (seconds) and `world`.
        seed: Which of the possible placings to take.
    """
    rng = np.random.default_rng([seed, 0x5A1D])
    voices = {line: speak(line.text) for line in LINES}
    placed: list[Spoken] = []
    order_of_shots = [int(number) for number in rng.permutation(len(shots))]
    for number, reach in [(n, 0) for n in order_of_shots] + [(n, 1) for n in order_of_shots]:
        if len(placed) == LINES_WANTED:
            break
        said = {spoken.line for spoken in placed}
        seen = sum(line.is_seen for line in said)
        order = [LINES[i] for i in rng.permutation(len(LINES)) if LINES[i] not in said]
        order.sort(key=lambda line: line.is_seen == (2 * seen >= len(said)))
        candidates = (line for line in order if shots[number]["world"] in line.worlds)
        end = shots[min(number + reach, len(shots) - 1)]["end"]
        spoken = next(_fitting(shots[number], end, candidates, voices, placed), None)
        if spoken is not None:
            placed.append(spoken)
    return sorted(placed, key=lambda spoken: spoken.start)


def _fitting(
    shot: dict[str, Any],
    latest: float,
    candidates: Iterator[Line],
    voices: dict[Line, NDArray[np.float64]],
    placed: Sequence[Spoken],
) -> Iterator[Spoken]:
    for line in candidates:
        # A line starts on a whole millisecond, so that the subtitle file can tell it exactly.
        spoken = Spoken(round(shot["start"] + _LEAD_IN, 3), line, voices[line])
        length = spoken.end - spoken.start
        is_inside = spoken.end <= latest - _TAIL and shot["end"] - spoken.start >= _INSIDE * length
        is_free = all(
            spoken.start >= other.end + _BETWEEN_LINES or spoken.end + _BETWEEN_LINES <= other.start
            for other in placed
        )
        if is_inside and is_free:
            yield spoken


def _timecode(seconds: float) -> str:
    total = round(seconds * 1000)
    minutes, milliseconds = divmod(total, 60000)
    hours, minutes = divmod(minutes, 60)
    whole, milliseconds = divmod(milliseconds, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02},{milliseconds:03}"


def write_srt(cues: Sequence[dict[str, Any]], path: Path) -> None:
    """Write cues (`start`, `end` in seconds, `text`) as a SubRip file."""
    blocks = (
        f"{number}\n{_timecode(cue['start'])} --> {_timecode(cue['end'])}\n{cue['text']}\n"
        for number, cue in enumerate(cues, start=1)
    )
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")
