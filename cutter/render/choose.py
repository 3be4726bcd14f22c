"""Chooses a renderer by name."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.progress import SILENT
from cutter.render.copy import CopyRenderer
from cutter.render.encoder import choose_encoder
from cutter.render.ffmpeg_renderer import FfmpegRenderer
from cutter.render.moviepy import MoviePyRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.progress import Progress
    from cutter.render.encoder import Encoder
    from cutter.render.renderer import Renderer

RENDERERS: dict[str, Callable[[Encoder], Renderer]] = {
    "ffmpeg": FfmpegRenderer,
    "copy": CopyRenderer,
    "moviepy": MoviePyRenderer,
}
"""Every renderer by its name; the first is the default."""


def make_renderer(
    name: str = "ffmpeg",
    *,
    device: str = "auto",
    progress: Progress = SILENT,
    keyframes: int = 5,
) -> Renderer:
    """Return the renderer of that name, encoding on a device that really works.

    Args:
        name: see `RENDERERS`.
        device: `auto`, `cpu` or `cuda`.
        progress: is told what encodes.
        keyframes: most seconds from one iframe to the next.

    Raises:
        UsageError: there is no renderer, or no device, of that name.
    """
    if name not in RENDERERS:
        raise UsageError(f"no renderer is called {name!r}; there are: {', '.join(RENDERERS)}")
    encoder = choose_encoder(device, progress)
    return RENDERERS[name](dataclasses.replace(encoder, keyframes=keyframes))
