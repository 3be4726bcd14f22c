"""Which encoder writes the picture, and with which settings. Knows nothing about clips."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cutter import ffmpeg
from cutter.errors import FfmpegFailed, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.progress import Progress
    from cutter.schema import Output

Made = TypeVar("Made")
DEVICES = ("auto", "cpu", "cuda")

THREADS = 2
"""Encoder threads per clip. x264's bytes depend on it, so it is the same on every machine; a
machine with more cores runs more clips at once."""
LARGE = 1280 * 720
"""Pixels above which a picture counts as large."""
LOOKAHEAD = 10
"""Frames that x264 looks ahead in large pictures, as its preset `veryfast` does; slower presets
say 20 to 60. Each takes 6.5 MB at 1920x1080."""
PLAIN_TREE = "cpu-independent=1"
"""Has x264 tell by plain code what later frames lean on (its macroblock tree). That for AVX-512
reckons with memory that nobody wrote, in pictures whose width in macroblocks is no multiple of 8,
as in most upright cuts: the same cut then seldom has other bytes. Other processors' codes round
otherwise."""
_SHORT_LOOKAHEAD = ("ultrafast", "superfast", "veryfast")
"""Presets that look ahead no further than that."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """How frames are encoded, and whether the same device decodes them."""

    name: str
    uses_cuda: bool = False
    keyframes: int = 5
    """Most seconds from one iframe to the next."""

    def settings(self, output: Output) -> dict[str, str]:
        """Return the ffmpeg output options. All clips share them, hence one stream's headers."""
        keyframes = str(round(output.frame_rate * self.keyframes))
        common = {"c:v": self.name, "pix_fmt": "yuv420p", "profile:v": "high", "g": keyframes}
        if self.uses_cuda:
            # Constant quality; NVENC's scale is close to x264's crf.
            quality = {"preset": "p5", "tune": "hq", "rc": "vbr", "cq": str(output.crf), "b:v": "0"}
            return {**common, **quality, "bf": "3", "b_ref_mode": "disabled"}
        return {
            **common,
            "crf": str(output.crf),
            "preset": output.preset,
            "threads": str(THREADS),
            "x264-params": _x264(output),
        }


def is_large(output: Output) -> bool:
    """Whether encoders of the output's pictures are held short of memory."""
    return output.width * output.height > LARGE


def _x264(output: Output) -> str:
    # Keeps x264 from shaping the stream's headers after a clip's content, or after where its film
    # has the chroma samples: that is unsaid, as for most films.
    told = f"stitchable=1:chromaloc=0:{PLAIN_TREE}"
    if is_large(output) and output.preset not in _SHORT_LOOKAHEAD:
        told += f":rc-lookahead={LOOKAHEAD}"
    return told


CPU = Encoder("libx264")
CUDA = Encoder("h264_nvenc", uses_cuda=True)


def choose_encoder(device: str, progress: Progress) -> Encoder:
    """Return NVENC where it is wanted and really encodes, else x264, saying so.

    Args:
        device: `auto`, `cpu` or `cuda`.
        progress: told where an encoder other than x264 was thought of; warned where that one
            does not work.

    Raises:
        UsageError: the device is none of these.
    """
    if device not in DEVICES:
        raise UsageError(f"no device is called {device!r}; there are: {', '.join(DEVICES)}")
    if device == "cpu" or (device == "auto" and not _has_nvidia()):
        return CPU
    if ffmpeg.works(CUDA.name):
        progress.note("Encoding with NVENC on the GPU.")
        return CUDA
    why = "no driver, or an ffmpeg without it"
    progress.warn(f"NVENC cannot be used here ({why}): encoding on the CPU.")
    return CPU


def _has_nvidia() -> bool:
    return Path("/dev/nvidiactl").exists() or shutil.which("nvidia-smi") is not None


def or_on_cpu(encoder: Encoder, make: Callable[[Encoder], Made], progress: Progress) -> Made:
    """Make something with an encoder, and once more on the CPU if a GPU fails at it.

    All of it is made again: the two encoders' pictures cannot be joined into one stream.

    Raises:
        FfmpegFailed: the CPU failed too.
    """
    try:
        return make(encoder)
    except FfmpegFailed as error:
        if not encoder.uses_cuda:
            raise
        progress.warn(f"the GPU failed at the picture ({error}): encoding it on the CPU")
        return make(dataclasses.replace(CPU, keyframes=encoder.keyframes))
