"""One cut rendered by cutter and by MoviePy, with what was written told frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], dict[str, Any]]


class _Notes:
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def stage(self, name: str, total: float | None = None) -> Any:  # noqa: ANN401
        from cutter.progress import SILENT

        return SILENT.stage(name, total)

    def note(self, message: str) -> None:
        self.lines.append(message)

    warn = note


def cutter(plan: str, target: str, renderer: str = "ffmpeg") -> Work:
    """Render a plan file with one of cutter's renderers."""
    import av  # noqa: F401 - imported here, so that imports are not timed
    import numpy as np  # noqa: F401

    from cutter.interchange.plan import read_plan
    from cutter.pipeline import render

    if renderer == "moviepy":
        import moviepy  # noqa: F401
    edl, progress = read_plan(Path(plan)), _Notes()

    def work() -> dict[str, Any]:
        render(edl, Path(target), renderer=renderer, overwrite=True, progress=progress)
        return {"notes": progress.lines, "bytes": Path(target).stat().st_size}

    return work


def moviepy(plan: str, target: str) -> Work:
    """Cut and write with MoviePy alone, as its documentation shows."""
    from moviepy import VideoFileClip, concatenate_videoclips

    from cutter.interchange.plan import read_plan

    edl = read_plan(Path(plan))
    film, output = edl.sources[0].path, edl.output
    spans = [(float(c.source_range.start), float(c.source_range.end)) for c in edl.clips]

    def work() -> dict[str, Any]:
        whole = VideoFileClip(film)
        cut = concatenate_videoclips([whole.subclipped(start, end) for start, end in spans])
        cut.write_videofile(
            target,
            fps=float(output.frame_rate),
            codec="libx264",
            preset=output.preset,
            audio_codec="aac",
            ffmpeg_params=["-crf", str(output.crf)],
            logger=None,
        )
        cut.close()
        whole.close()
        return {"bytes": Path(target).stat().st_size}

    return work
