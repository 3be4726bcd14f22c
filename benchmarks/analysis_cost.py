"""What the analysis costs, measured against decoding the same picture and sound and no more."""

from functools import partial
from pathlib import Path

import av

from benchmarks.timing import in_turns
from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.schema import Media


def analysis_cost(films: list[Path], repeats: int) -> str:
    """Return a table: shots, keyframes and signals against a bare PyAV decode."""
    rows = [
        "## Analysis against a bare decode\n",
        "Shots, dissolves, keyframes, faces, signals and loudness; no model. The yardstick decodes",
        "picture and sound with PyAV (frame threads) and drops the frames.\n",
        "| film | analysis ÷ decode | analysis, s |",
        "| --- | --- | --- |",
    ]
    for film in films:
        media = open_source(film)
        ratio = in_turns(partial(_watch, media), partial(_decode, film), repeats)
        rows.append(f"| {film.name} | {ratio} | {ratio.seconds:.2f} |")
    return "\n".join([*rows, ""])


def _watch(media: Media) -> None:
    watch(media, detector=DetectorSettings(), progress=SILENT)


def _decode(film: Path) -> int:
    """Decode picture and default sound, and count the frames."""
    with av.open(str(film)) as container:
        streams = [container.streams.video[0], *container.streams.audio[:1]]
        streams[0].codec_context.thread_type = "AUTO"
        return sum(1 for packet in container.demux(streams) for _ in packet.decode())
