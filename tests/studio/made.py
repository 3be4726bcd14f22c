"""A long film that nobody has to analyse: generated shots, in the store, over a small film.

`cutter studio` opens it as it opens any film that was analysed before. Its pictures are plain
patches, its vectors are made of the profile's own phrases, so that sliders change the cut.
"""

import dataclasses
import io
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.made import made_analysis
from cutter import ffmpeg
from cutter.analysis.settings import DetectorSettings
from cutter.analysis.store import Store
from cutter.eyes.basic import Basic
from cutter.eyes.embedder import Vectors
from cutter.media.source import open_source
from cutter.pipeline import Look, analyze
from cutter.schema import FilmRecord, TimeRange

LIKES = ("a sunset over the sea", "snow on the mountains", "a green forest", "a starry night")
DISLIKES = ("a grey rainy street", "a fire")
_SPOKEN = ("we should go", "not today", "look at that", "the sea is calm", "who told you", "wait")
_RATE = 2
"""Frames per second of the film that is played: enough to see, and made in seconds."""


@dataclass(frozen=True)
class LongFilm:
    """A film that is in the store, and what opens it."""

    film: Path
    profile: Path
    look: Look

    @property
    def arguments(self) -> tuple[str | Path, ...]:
        """What `cutter studio FILM` takes besides."""
        cache = self.look.cache or Path()
        return ("--profile", self.profile, "--model", "basic", "--offline", "--cache", cache)


def long_film(folder: Path, shots: int = 2000) -> LongFilm:
    """Return a film of so many shots, made in a folder: some 10 s for 2,000."""
    folder.mkdir(parents=True, exist_ok=True)
    made = made_analysis(shots, is_spoken=True).film
    film, look = folder / "long.mp4", Look(model="basic", offline=True, cache=folder / "cache")
    _write_film(film, made.media.end)
    _write_words(film.with_suffix(".srt"), made.speech)
    # The file itself says only how it is played; all else is the generated film's.
    media = dataclasses.replace(
        open_source(film), frame_rate=made.media.frame_rate, end=made.media.end
    )
    record = dataclasses.replace(
        made, media=media, detector=DetectorSettings().key(), pictures=_pictures(made)
    )
    store = Store(folder / "cache")
    store.keep_film(record)
    store.keep_images(record, Basic.name, _looks(record))
    analyze(film, look=look)
    profile = folder / "viewer.json"
    profile.write_text(
        json.dumps(
            {
                "version": 1,
                "likes": [{"text": text} for text in LIKES],
                "dislikes": [{"text": text, "weight": 0.5} for text in DISLIKES],
                "signals": {"motion": 0.3},
                "cut": {"budget": "7%"},
            }
        ),
        encoding="utf-8",
    )
    return LongFilm(film, profile, look)


def _write_film(path: Path, end: Fraction) -> None:
    source = f"testsrc2=size=192x108:rate={_RATE}:duration={float(end):.3f}"
    small = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-g", "8")
    play = ("-pix_fmt", "yuv420p", "-movflags", "+faststart")
    ffmpeg.run(["-f", "lavfi", "-i", source, *small, *play, path.as_posix()])


def _write_words(path: Path, spoken: tuple[TimeRange, ...]) -> None:
    cues = [
        f"{n + 1}\n{_clock(span.start)} --> {_clock(span.end)}\n{_SPOKEN[n % len(_SPOKEN)]}\n"
        for n, span in enumerate(spoken)
    ]
    path.write_text("\n".join(cues), encoding="utf-8")


def _clock(time: Fraction) -> str:
    whole = round(time * 1000)
    seconds, part = divmod(whole, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{part:03d}"


def _pictures(film: FilmRecord) -> tuple[bytes, ...]:
    """Return a patch of its own for each keyframe."""
    from PIL import Image

    rng = np.random.default_rng(3)
    pictures = []
    for number in range(len(film.keyframes)):
        patch = rng.integers(0, 256, (3, 4, 3), np.uint8)
        patch[0, 0] = (number % 256, number // 256 % 256, 0)
        buffer = io.BytesIO()
        Image.fromarray(patch).resize((160, 90), Image.Resampling.BICUBIC).save(buffer, "JPEG")
        pictures.append(buffer.getvalue())
    assert len(set(pictures)) == len(pictures)
    return tuple(pictures)


def _looks(film: FilmRecord) -> Vectors:
    """Return vectors of pictures, each near to one or two of the profile's phrases."""
    rng = np.random.default_rng(4)
    phrases = Basic().texts([*LIKES, *DISLIKES])
    shots = len(film.shots)
    weights = rng.dirichlet(np.full(len(phrases), 0.25), shots) * rng.uniform(0, 1.2, (shots, 1))
    views = weights @ phrases + 0.06 * rng.standard_normal((shots, phrases.shape[1]))
    looks = np.array([views[key.shot] for key in film.keyframes])
    looks += 0.01 * rng.standard_normal(looks.shape)
    unit: Vectors = (looks / np.linalg.norm(looks, axis=1, keepdims=True)).astype(np.float32)
    return unit
