"""What a finished file is, by its name: its MIME type, and whether a browser may show it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

SHOWN: Final = {
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".html": "text/html; charset=utf-8",
}
"""What browsers show; all else they are told to save."""
_SAVED: Final = {
    ".json": "application/json",
    ".srt": "application/x-subrip",
    ".csv": "text/csv; charset=utf-8",
    ".otio": "application/json",
    ".xml": "application/xml",
    ".fcpxml": "application/xml",
    ".mlt": "application/xml",
    ".kdenlive": "application/xml",
    ".edl": "text/plain; charset=utf-8",
    ".ffmetadata": "text/plain; charset=utf-8",
}


def type_of(name: str) -> str:
    """Return the MIME type of a file of that name."""
    suffix = PurePath(name).suffix.lower()
    return SHOWN.get(suffix) or _SAVED.get(suffix, "application/octet-stream")


def is_shown(name: str) -> bool:
    """Whether a browser may show a file of that name; others are only saved."""
    return PurePath(name).suffix.lower() in SHOWN
