"""What the tasks of a batch cost, from what films and cuts are: seconds of a core, disk, memory.

Pure arithmetic on unit costs that were measured once; what a batch has measured itself corrects
them. Guesses, for people to plan an evening by, and for a runner to keep within memory.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cutter.render.room import needed_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from cutter.batch.task import Work
    from cutter.schema import Media, Output

# Measured with the sample film (360p), Big Buck Bunny (360p and 720p, 171 s), Sintel's trailer and
# Tears of Steel (both VP8) on one core of a server's processor, OMP_NUM_THREADS=1, processor
# seconds of a process and its children, with other work on the machine.
PER_FILM: Final = 0.5
"""Seconds to open a film, to recall and to keep what is known of it."""
PER_SECOND: Final = 0.035
"""Seconds for each of a film, whatever its size: sound, and pictures made small."""
PER_MEGAPIXEL: Final = 0.0020
"""Seconds to decode a million pixels and to make them small."""
PICTURES: Final = 0.5
"""Keyframes in each second of a film: 0.4 to 0.7 of them."""
PER_PICTURE: Final[Mapping[str, float]] = {
    "basic": 0.001,
    "fast": 0.135,
    "default": 0.124,
    "multilingual": 0.124,
    "best": 6.3,
}
"""Seconds that a model looks at one, by the model's short name, in fp32: its towers with random
weights, which cost the same; `multilingual` has the pictures' tower of `default`."""
PER_PLAN: Final = 0.5
"""Seconds to plan a cut and to draw its contact sheet."""
PER_REFRAMED: Final = 0.24
"""Seconds for each of what a cut of another shape uses: where the eye goes in it."""
PER_CUT: Final = 0.7
"""Seconds to write a cut, whatever its length."""
PER_CUT_SECOND: Final = 0.07
"""Seconds for each of its own, whatever its size: sound, and its loudness."""
PER_ENCODED: Final = 0.030
"""Seconds to decode, encode (x264, medium) and check a million pixels: 0.026 to 0.045, the more
the busier they are."""
PRESETS: Final[Mapping[str, float]] = {
    "ultrafast": 0.27,
    "superfast": 0.44,
    "veryfast": 0.50,
    "faster": 0.72,
    "fast": 0.85,
    "medium": 1.0,
    "slow": 1.4,
    "slower": 2.4,
    "veryslow": 4.5,
}
"""How much longer encoding takes than with `medium`."""
ANALYSIS_BYTES: Final = 10_000
"""Kept of each second of a film, in the store of analyses."""
SHEET_BYTES: Final = 400_000
"""Of a cut's plan and contact sheet."""
PROCESS_MEMORY: Final = 300 * 10**6
"""Bytes of a process that does anything, models aside (`shares.model_memory`)."""
LOOK_MEMORY: Final = 60 * 10**6
"""Bytes for each million pixels of a picture while a film is looked at."""
RENDER_MEMORY: Final = 100 * 10**6
"""The same while a cut is encoded: with ffmpeg 0.56 GB in 1080p, 1.13 GB in 2160p."""
FEWEST: Final = 3
"""Tasks of a kind that a batch has measured before its own measure is taken."""


@dataclass(frozen=True, slots=True)
class FilmSize:
    """What a film is, as far as costs go."""

    seconds: float
    megapixels: float
    """Of one picture."""
    rate: float
    """Pictures a second."""

    @property
    def all_megapixels(self) -> float:
        """Of all its pictures together."""
        return self.seconds * self.rate * self.megapixels


@dataclass(frozen=True, slots=True)
class Cost:
    """What a task costs."""

    seconds: float = 0.0
    """Of one core."""
    disk: int = 0
    """Bytes that stay."""
    scratch: int = 0
    """Bytes that are needed besides while it runs."""
    memory: int = 0
    """Bytes, a model aside."""

    def times(self, factor: float) -> Cost:
        """Return the same at another pace."""
        return replace(self, seconds=self.seconds * factor)


NOTHING: Final = Cost()
"""What is done already."""


@dataclass(frozen=True, slots=True)
class Factors:
    """How much longer tasks take here than they were thought to, by kind of work."""

    by_work: Mapping[Work, float]
    """1 where nobody has measured."""
    measured: Mapping[Work, int]
    """How many tasks of a batch each figure comes from; 0 for built-in figures."""

    @property
    def in_words(self) -> str:
        """Where the figures come from."""
        told = [
            f"{work} by {self.measured[work]} tasks of this batch"
            for work in self.by_work
            if self.measured[work]
        ]
        rest = [work for work in self.by_work if not self.measured[work]]
        if not told:
            return "by built-in figures"
        return ", ".join([*told, *(f"{work} by built-in figures" for work in rest)])


def size_of(media: Media) -> FilmSize:
    """Return what a film is, as far as costs go."""
    pixels = media.display_width * media.display_height
    return FilmSize(float(media.end), pixels / 10**6, float(media.frame_rate))


def look_cost(film: FilmSize, model: str, *, is_known: bool = False, speed: str = "full") -> Cost:
    """Return what looking at a film costs.

    Args:
        film: the film.
        model: the eyes, as `--model` names them.
        is_known: whether an earlier run has looked at it.
        speed: `full`, `fast` or `draft`.
    """
    if is_known:
        return Cost(PER_FILM, memory=PROCESS_MEMORY)
    # Measured as above: a draft takes a thirtieth; how far `fast` helps hangs on the codec.
    share = {"draft": 0.04, "fast": 0.8}.get(speed, 1.0)
    watched = film.seconds * PER_SECOND + film.all_megapixels * PER_MEGAPIXEL
    seen = film.seconds * PICTURES * PER_PICTURE.get(model, PER_PICTURE["default"])
    return Cost(
        PER_FILM + share * watched + seen,
        disk=int(film.seconds * ANALYSIS_BYTES),
        memory=PROCESS_MEMORY + int(LOOK_MEMORY * film.megapixels),
    )


def plan_cost(film: FilmSize, seconds: float, *, is_reframed: bool) -> Cost:
    """Return what planning a cut costs.

    Args:
        film: what it is a cut of.
        seconds: how long it is.
        is_reframed: whether its frame has another shape than the film's.
    """
    decoded = film.rate * film.megapixels * PER_MEGAPIXEL
    return Cost(
        PER_PLAN + (seconds * (PER_REFRAMED + decoded) if is_reframed else 0.0),
        disk=SHEET_BYTES,
        memory=PROCESS_MEMORY,
    )


def render_cost(film: FilmSize, output: Output, seconds: Fraction) -> Cost:
    """Return what rendering a cut costs; one whose packets are copied costs less.

    Args:
        film: what it is a cut of.
        output: what the file is like.
        seconds: how long it is.
    """
    megapixels = output.width * output.height / 10**6
    encoded = megapixels * float(output.frame_rate * seconds)
    read = film.megapixels * film.rate * float(seconds)
    needed = needed_bytes(output, seconds, kept=1 if output.has_sound else 0)
    # Clips and film exist side by side while it is made (`render.room`).
    stays = needed_bytes(output, seconds) // 2
    always = PER_CUT + PER_CUT_SECOND * float(seconds)
    return Cost(
        always + encoded * PER_ENCODED * PRESETS.get(output.preset, 1.0) + read * PER_MEGAPIXEL,
        disk=stays,
        scratch=needed - stays,
        memory=PROCESS_MEMORY + int(RENDER_MEMORY * max(megapixels, film.megapixels)),
    )


def factors_of(pairs: Iterable[tuple[Work, float, float]]) -> Factors:
    """Return how much longer tasks took than they were thought to: the median of each kind.

    Args:
        pairs: for each task that was done its kind, the seconds thought and those measured.
    """
    works: tuple[Work, ...] = ("analyze", "plan", "render")
    ratios: dict[Work, list[float]] = {work: [] for work in works}
    for work, thought, measured in pairs:
        if thought > 0 and measured > 0:
            ratios[work].append(measured / thought)
    known = {work: found for work, found in ratios.items() if len(found) >= FEWEST}
    return Factors(
        {work: statistics.median(known[work]) if work in known else 1.0 for work in works},
        {work: len(known.get(work, ())) for work in works},
    )
