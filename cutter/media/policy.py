"""What a film may ask of this machine. More is refused before it is decoded.

A small file can claim a picture that fills the memory, or a length that fills days: what a header
says costs its maker nothing. Knows nothing about how films are opened.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from cutter.errors import BeyondLimits, UsageError
from cutter.ffmpeg import FILM_FORMATS

if TYPE_CHECKING:
    from pathlib import Path

HIGHEST_RATE = Fraction(1000)
"""Frames per second; cameras for slow motion write files of 960 at most."""


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """The most that a film may be and may cost.

    Raises:
        UsageError: a limit is not above zero, or a format is none that is safe to open.
    """

    formats: str = FILM_FORMATS
    """FFmpeg's names of the formats that may be opened, with commas between. Fewer may be named;
    no others, because they may open files and addresses by themselves."""
    most_bytes: int = 10**12
    """Ten hours of the thickest ProRes in 1080p, or an hour in 8K, take about so many."""
    most_pixels: int = 68_000_000
    """Of one picture, as stored: 8192x8192, more than the 7680x4320 of 8K (SMPTE ST 2036-1)."""
    longest: Fraction = Fraction(24 * 3600)
    """Seconds that the film may last."""
    most_streams: int = 500
    """Fonts and other attachments are streams too."""
    patience: float = 24 * 3600.0
    """Seconds that looking at the film once may take."""
    answer: float = 60.0
    """Seconds that opening the file, or reading one packet of it, may take."""

    def __post_init__(self) -> None:
        """Refuse limits that nothing could keep to."""
        for name, limit in (
            ("bytes", self.most_bytes),
            ("pixels", self.most_pixels),
            ("length", self.longest),
            ("streams", self.most_streams),
            ("patience", self.patience),
            ("answer", self.answer),
        ):
            # The comparison is false for NaN as well.
            if not 0 < limit < 10**18:
                raise UsageError(f"limit of {name}: must be above zero, not {float(limit):g}")
        unsafe = set(self.formats.split(",")) - set(FILM_FORMATS.split(","))
        if unsafe:
            raise UsageError(f"formats: {', '.join(sorted(unsafe))} cannot be opened safely")

    def refuse_size(self, path: Path, size: int) -> None:
        """Refuse a file of more bytes than allowed; raises `BeyondLimits`."""
        if size > self.most_bytes:
            raise BeyondLimits(
                f"{path}: the file has {size / 1e9:.3g} GB, {self.most_bytes / 1e9:.3g} are "
                "allowed; raise --max-gb to use it all the same",
                path,
            )

    def refuse_streams(self, path: Path, count: int) -> None:
        """Refuse a file of more streams than allowed; raises `BeyondLimits`."""
        if count > self.most_streams:
            raise BeyondLimits(
                f"{path}: the file holds {count} streams, {self.most_streams} are allowed; raise "
                "--max-streams to use it all the same",
                path,
            )

    def refuse_picture(self, path: Path, width: int, height: int) -> None:
        """Refuse pictures of more pixels than allowed; raises `BeyondLimits`."""
        if width * height > self.most_pixels:
            raise BeyondLimits(
                f"{path}: its picture of {width}x{height} has {width * height / 1e6:.4g} "
                f"megapixels, {self.most_pixels / 1e6:.4g} are allowed; raise --max-megapixels to "
                "use it all the same",
                path,
            )

    def refuse_without_size(self, path: Path) -> NoReturn:
        """Refuse a film of which FFmpeg gives no picture within the limit; raises `BeyondLimits`.

        What is far larger than that FFmpeg does not even measure.
        """
        raise BeyondLimits(
            f"{path}: holds no picture of at most {self.most_pixels / 1e6:.4g} megapixels that can "
            "be decoded; raise --max-megapixels if its picture is larger",
            path,
        )

    def refuse_rate(self, path: Path, rate: Fraction | None) -> None:
        """Refuse more frames per second than any camera makes; raises `BeyondLimits`."""
        if rate is not None and rate > HIGHEST_RATE:
            raise BeyondLimits(
                f"{path}: says that it shows {float(rate):.7g} frames per second, "
                f"{int(HIGHEST_RATE)} are allowed; give it its true rate with ffmpeg",
                path,
            )

    def refuse_length(self, path: Path, length: Fraction) -> None:
        """Refuse a film of more seconds than allowed; raises `BeyondLimits`."""
        if length > self.longest:
            raise BeyondLimits(
                f"{path}: the film lasts {float(length) / 3600:.3g} hours, "
                f"{float(self.longest) / 3600:.3g} are allowed; raise --max-hours to use it all "
                "the same",
                path,
            )


DEFAULTS = MediaPolicy()
"""What is allowed unless somebody says otherwise."""


NO_LIMITS = MediaPolicy(
    most_bytes=10**17,
    most_pixels=10**17,
    longest=Fraction(10**17),
    most_streams=10**17,
    patience=1e17,
)
"""For what we have written ourselves: whoever allowed a film allowed the cut of it too."""


class Allowance:
    """Watches over one look at a film: what has been shown of it, and how long that has taken.

    A header may promise less than the file then holds.
    """

    def __init__(self, policy: MediaPolicy, path: Path) -> None:
        """The time runs from here."""
        self._policy = policy
        self._path = path
        self._ends = time.monotonic() + policy.patience

    def check(self, reached: Fraction) -> None:
        """Refuse to go on behind the policy's limits.

        Args:
            reached: how far the film has been shown, in seconds.

        Raises:
            BeyondLimits: the film is too long, or has been looked at for too long.
        """
        self._policy.refuse_length(self._path, reached)
        if time.monotonic() > self._ends:
            raise BeyondLimits(
                f"{self._path}: looking at the film took more than "
                f"{self._policy.patience / 3600:.3g} hours, and had come to {float(reached):.0f} "
                "s of it; raise --max-wait, or look at less with --fast or --draft",
                self._path,
            )
