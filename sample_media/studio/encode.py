"""From pictures and samples to files, through the ffmpeg binary. It knows nothing about films."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from .worlds.paint import Array

SAMPLE_RATE = 48000
# One thread: the number of threads changes what x264 writes.
PICTURE = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1")
# The pictures are RGB; swscale converts to BT.601 unless told.
COLOUR = (
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int",
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv"),
)
PLAIN = ("-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart")


def encode_picture(
    frames: Iterable[Array],
    path: Path,
    size: tuple[int, int],
    frame_rate: Fraction,
    crf: int,
    preset: str,
) -> None:
    """Write (h, w, 3) uint8 RGB frames as H.264 in MP4.

    Raises:
        RuntimeError: ffmpeg failed; the message is its own.
    """
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}"]
    command += ["-r", str(frame_rate), "-i", "pipe:0", *COLOUR, *PICTURE]
    command += ["-preset", preset, "-crf", str(crf), "-flags:v", "+bitexact", *PLAIN, str(path)]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors)
        broken = False
        try:
            if process.stdin is not None:
                with process.stdin as pipe:
                    for frame in frames:
                        pipe.write(frame.data)
        except BrokenPipeError:
            broken = True
        except BaseException:
            process.kill()
            raise
        finally:
            code = process.wait()
        if code or broken:
            errors.seek(0)
            raise RuntimeError(errors.read().decode(errors="replace").strip())


def add_sound(picture: Path, samples: Array, path: Path) -> None:
    """Copy the picture and encode (n, 2) float32 samples at 48 kHz beside it as AAC.

    Raises:
        RuntimeError: ffmpeg failed; the message is its own.
    """
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
    command += ["-i", str(picture), "-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2"]
    command += ["-i", "pipe:0", "-map", "0:v", "-map", "1:a", "-c:v", "copy"]
    command += ["-c:a", "aac", "-b:a", "128k", "-flags:a", "+bitexact", *PLAIN, str(path)]
    done = subprocess.run(command, input=samples.tobytes(), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip())
