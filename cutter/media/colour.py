"""FFmpeg's numbers for colour tags turned into its names, and what untagged pictures are.

ITU-T H.273 gives both. The one place that says how a film without a colour tag is read: whoever
decodes and whoever writes must read it alike. Knows nothing about pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.schema import Media

PRIMARIES = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    10: "smpte428",
    11: "smpte431",
    12: "smpte432",
    22: "ebu3213",
}
TRANSFERS = {
    1: "bt709",
    4: "gamma22",
    5: "gamma28",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    17: "smpte428",
    18: "arib-std-b67",
}
SPACES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
    14: "ictcp",
}

_UNTOLD = ("", "unknown", "unspecified", "reserved")
HD_WIDTH, HD_HEIGHT = 1280, 720
"""Pixels; from either on a picture is high definition (SMPTE ST 296), whose matrix is BT.709."""


def told(tag: str) -> str:
    """Return a colour tag, or an empty string where it says nothing."""
    return "" if tag.lower() in _UNTOLD else tag


def assumed_matrix(width: int, height: int) -> str:
    """Return the matrix that players assume for an untagged picture of this stored size."""
    return "bt709" if width >= HD_WIDTH or height >= HD_HEIGHT else "smpte170m"


def matrix_of(media: Media) -> str:
    """Return the matrix of a film's colours, told or assumed from the size as decoded."""
    return told(media.colour_space) or assumed_matrix(media.width, media.height)


def is_rgb(media: Media) -> bool:
    """Whether the film is stored as red, green and blue (or a palette), not as luma and chroma."""
    return media.pixel_format.startswith(
        ("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal")
    )
