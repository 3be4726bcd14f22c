"""The only place that starts ffmpeg: which one, whether it can, and to its end."""

from cutter.ffmpeg.binary import (
    BINARY_VARIABLE,
    FILM_FORMATS,
    ONLY_PIPE,
    encoders,
    executable,
    filters,
    refuse_unfit,
    source_argument,
    version,
)
from cutter.ffmpeg.process import Stopper, run
from cutter.ffmpeg.trial import works

__all__ = [
    "BINARY_VARIABLE",
    "FILM_FORMATS",
    "ONLY_PIPE",
    "Stopper",
    "encoders",
    "executable",
    "filters",
    "refuse_unfit",
    "run",
    "source_argument",
    "version",
    "works",
]
