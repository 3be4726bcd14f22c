"""Command lines of other programs that make the same cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cutter import ffmpeg

if TYPE_CHECKING:
    from cutter.schema import EditDecisionList


def trim_graph(edl: EditDecisionList, target: Path) -> tuple[str, ...]:
    """Return an ffmpeg command with one input and a trim for each clip."""
    rate = edl.output.frame_rate
    parts = []
    for number, clip in enumerate(edl.clips):
        start, end = clip.source_range.start, clip.source_range.end
        picture = f"trim=start_frame={round(start * rate)}:end_frame={round(end * rate)}"
        sound = f"atrim=start={float(start):.6f}:end={float(end):.6f}"
        parts += [f"[0:v]{picture},setpts=PTS-STARTPTS[v{number}]"]
        parts += [f"[0:a]{sound},asetpts=PTS-STARTPTS[a{number}]"]
    return _joined(edl, ["-i", edl.sources[0].path], parts, "".join(_pads(edl)), target)


def seeked_inputs(edl: EditDecisionList, target: Path) -> tuple[str, ...]:
    """Return an ffmpeg command with a seeked input for each clip."""
    inputs = []
    for clip in edl.clips:
        span = clip.source_range
        inputs += ["-ss", f"{float(span.start):.6f}", "-t", f"{float(span.duration):.6f}"]
        inputs += ["-i", edl.sources[clip.source].path]
    pads = "".join(f"[{number}:v][{number}:a]" for number in range(len(edl.clips)))
    return _joined(edl, inputs, [], pads, target)


def smartcut(program: str, edl: EditDecisionList, target: Path) -> tuple[str, ...]:
    """Return a smartcut command, in frame numbers: its seconds would be rounded."""
    rate = edl.output.frame_rate
    spans = [clip.source_range for clip in edl.clips]
    frames = [round(time * rate) for span in spans for time in (span.start, span.end)]
    keep = ",".join(map(str, frames))
    return (program, edl.sources[0].path, str(target), "--frames", "--keep", keep)


def auto_editor(program: str, edl: EditDecisionList, target: Path) -> tuple[str, ...]:
    """Return an auto-editor command that cuts out what lies between clips in the film's order."""
    command = [program, edl.sources[0].path, "--edit", "none", "--no-open"]
    left = "start"
    for clip in edl.clips:
        command += ["--cut-out", f"{left},{float(clip.source_range.start):.6f}sec"]
        left = f"{float(clip.source_range.end):.6f}sec"
    command += ["--cut-out", f"{left},end"]
    return (*command, "--video-codec", "libx264", "--output", str(target))


def _pads(edl: EditDecisionList) -> list[str]:
    return [f"[v{number}][a{number}]" for number in range(len(edl.clips))]


def _joined(
    edl: EditDecisionList, inputs: list[str], parts: list[str], pads: str, target: Path
) -> tuple[str, ...]:
    """Return a whole command: inputs, a graph that ends in concat, and the encoder."""
    graph = ";".join([*parts, f"{pads}concat=n={len(edl.clips)}:v=1:a=1[v][a]"])
    output = edl.output
    return (
        *(str(ffmpeg.executable()), "-nostdin", "-loglevel", "error", *inputs),
        *("-filter_complex", graph, "-map", "[v]", "-map", "[a]"),
        *("-c:v", "libx264", "-preset", output.preset, "-crf", str(output.crf)),
        *("-pix_fmt", "yuv420p", "-c:a", "aac", "-y", str(target)),
    )
