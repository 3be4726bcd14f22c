"""What an encoder writes hangs on pictures and settings: neither on memory nor on the processor."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter import ffmpeg
from cutter.render.encoder import CPU
from cutter.render.matching import Form, Settings, encoding
from cutter.schema import Output

WIDTH, HEIGHT = 202, 96
"""As wide as an upright cut of a film of 360 lines: 13 macroblocks, and the last one is cut off."""
RATE = Fraction(25)
FRAMES = 30


def restless() -> list[bytes]:
    """Return pictures that move under noise, so that later ones lean on earlier ones in part."""
    rng = np.random.default_rng(3)
    ground = rng.integers(0, 200, (HEIGHT + FRAMES, WIDTH + FRAMES))
    colour = bytes([128]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
    shown = (ground[at // 2 :, at:][:HEIGHT, :WIDTH] for at in range(FRAMES))
    noise = rng.integers(0, 30, (FRAMES, HEIGHT, WIDTH))
    return [
        (luma + some).astype(np.uint8).tobytes() + colour
        for luma, some in zip(shown, noise, strict=True)
    ]


def of_clip(target: Path, *, plain: bool = False) -> list[str]:
    """Return what encodes the pictures as a clip, if need be without the processor's own code."""
    settings = CPU.settings(Output(WIDTH, HEIGHT, RATE))
    if plain:
        settings["x264-params"] += ":no-asm=1"
    fed = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE)]
    told = [word for key, value in settings.items() for word in (f"-{key}", value)]
    return [*fed, "-i", "pipe:0", *told, "-fflags", "+bitexact", "-f", "h264", str(target)]


def of_edges(codec: str, target: Path) -> list[str]:
    """Return what encodes the pictures as edges between copies from a film."""
    form = Form(codec, "yuv420p", (WIDTH, HEIGHT), RATE, ("", "", ""))
    profile = "high" if codec == "h264" else ""
    return encoding(form, Settings(RATE, 20, profile, 0), [0, FRAMES // 2], target)


def written(arguments: list[str], target: Path) -> bytes:
    """Return what an encoder makes of the pictures."""
    ffmpeg.run(arguments, feed=restless())
    data = target.read_bytes()
    target.unlink()
    return data


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc can fill memory")
@pytest.mark.parametrize("kind", ["clip", "h264", "hevc", "vp9"])
def test_encoders_reckon_with_no_memory_that_they_have_not_written(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "encoded.mp4"
    arguments = of_clip(target) if kind == "clip" else of_edges(kind, target)
    usual = written(arguments, target)
    monkeypatch.setenv("MALLOC_PERTURB_", "85")
    # Else large pieces come from the system, which gives out nothing but zeros.
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", str(1 << 30))
    assert written(arguments, target) == usual


def test_a_clip_has_the_same_bytes_without_the_code_of_the_processor(tmp_path: Path) -> None:
    target = tmp_path / "encoded.h264"
    usual = written(of_clip(target), target)
    assert written(of_clip(target, plain=True), target) == usual
