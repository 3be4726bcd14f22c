"""The only place that starts ffmpeg: which one, whether it can, and to its end."""

from cutter.ffmpeg.binary import (
    BINARY_VARIABLE,
    FILM_FORMATS,
    encoders,
    executable,
    filters,
    source_argument,
    version,
)
from cutter.ffmpeg.process import Stopper, run
from cutter.ffmpeg.trial import works

__all__ = [
    "BINARY_VARIABLE",
    "FILM_FORMATS",
    "Stopper",
    "encoders",
    "executable",
    "filters",
    "run",
    "source_argument",
    "version",
    "works",
]
