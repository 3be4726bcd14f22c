"""What rendering costs: the FFmpeg renderer against MoviePy composing the same clips."""

from pathlib import Path

from benchmarks.timing import in_turns
from cutter import Look, Wish, plan
from cutter.pipeline import render


def render_cost(film: Path, folder: Path, repeats: int) -> str:
    """Return a table of both renderers on the same cut."""
    look = Look(model="basic", offline=True, cache=folder)
    wish = Wish(budget="20s", fill=True, preset="veryfast")
    edl = plan([film], None, look=look, wish=wish).edl

    def run(renderer: str) -> None:
        render(edl, folder / f"{renderer}.mp4", renderer=renderer, overwrite=True)

    ratio = in_turns(lambda: run("ffmpeg"), lambda: run("moviepy"), repeats)
    return f"""
## Rendering

{len(edl.clips)} clips, {float(edl.duration):.1f} s, of {film.name}; preset veryfast, the same crf.

| renderer | time ÷ MoviePy renderer's |
| --- | --- |
| ffmpeg (default) | {ratio} |
"""
