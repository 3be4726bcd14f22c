"""Decides how a film's pictures become the output's: its place in the frame, and its colours.

Pure arithmetic on what `Media` says; knows nothing about ffmpeg's filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.media.colour import assumed_matrix, is_rgb, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Media, Output

HDR_TRANSFERS = ("smpte2084", "arib-std-b67")
"""PQ and HLG: curves that an 8-bit SDR picture must not carry."""
SCALER = "bicubic+accurate_rnd+full_chroma_int"
"""swscale's flags: exact arithmetic, the same on every processor."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where an upright picture with square pixels goes in the output's frame."""

    width: int
    height: int
    """Size that the picture is scaled to, even."""
    left: int
    top: int
    """Black to its left and above it, even; the rest of the frame is black too."""
    is_cropped: bool
    """The picture is one row or column too large for an even size: cut it off, do not scale."""


@dataclass(frozen=True, slots=True)
class Colour:
    """What the output's colours are said to be; empty strings leave it unsaid."""

    matrix: str
    primaries: str
    transfer: str
    is_converted: bool
    """The sources disagree or cannot be kept as they are, so each is converted to this."""


def fit(media: Media, output: Output) -> Fit:
    """Return the largest place with the picture's own shape inside the output's frame."""
    width, height = media.display_width, media.display_height
    spare = (width - output.width, height - output.height)
    if media.pixel_aspect == 1 and max(spare) == 1 and min(spare) >= 0:
        return Fit(output.width, output.height, 0, 0, True)
    # Whichever side fills the frame; the other is rounded to an even number.
    if width * output.height >= height * output.width:
        inner = (output.width, _even(height * output.width, width))
    else:
        inner = (_even(width * output.height, height), output.height)
    # Two pixels of black are the rounding of sizes, not a difference in shape.
    inner_width = output.width if output.width - inner[0] <= 2 else inner[0]
    inner_height = output.height if output.height - inner[1] <= 2 else inner[1]
    left = (output.width - inner_width) // 4 * 2
    top = (output.height - inner_height) // 4 * 2
    return Fit(inner_width, inner_height, left, top, False)


def middle(place: Fit, output: Output) -> tuple[int, int]:
    """Return the size of the largest part of a placed picture that has the output's shape."""
    if place.width * output.height >= place.height * output.width:
        return _even(place.height * output.width, output.height), place.height
    return place.width, _even(place.width * output.height, output.width)


def small(output: Output, times: int) -> tuple[int, int]:
    """Return the even size of the output's frame made smaller by that many times."""
    return _even(output.width, times), _even(output.height, times)


def colour(films: Sequence[Media], output: Output) -> Colour:
    """Return the colours of the output: the sources' own where they agree, else BT.709.

    A source that says nothing is read as players read it (`media.colour.assumed_matrix`), and may
    stay unsaid only where the output's size lets players guess the same.
    """
    said = {
        (told(m.colour_space), told(m.colour_primaries), told(m.colour_transfer)) for m in films
    }
    guesses = {assumed_matrix(media.width, media.height) for media in films}
    can_stay = len(said) == 1 and not any(is_hdr(media) or is_rgb(media) for media in films)
    if can_stay:
        matrix, primaries, transfer = next(iter(said))
        if matrix or guesses == {assumed_matrix(output.width, output.height)}:
            return Colour(matrix, primaries, transfer, False)
    return Colour("bt709", "bt709", "bt709", True)


def tags(colour: Colour) -> dict[str, str]:
    """Return what is to be written of the colours, by the names of FFmpeg's `setparams`."""
    said = {
        "colorspace": colour.matrix,
        "color_primaries": colour.primaries,
        "color_trc": colour.transfer,
    }
    return {name: tag for name, tag in said.items() if tag}


def is_hdr(media: Media) -> bool:
    """Whether the film's light has to be mapped to be shown in 8 bits."""
    return media.colour_transfer in HDR_TRANSFERS


def _even(numerator: int, denominator: int) -> int:
    """Return the even number nearest to a quotient, at least 2."""
    return max(2, (numerator + denominator) // (2 * denominator) * 2)
