"""The FFmpeg renderer: one video-only encode per clip, transition or card, several side by side.

Each decodes from the last iframe before its clip and no earlier. Memory does not depend on the
order or the length of the clips, as it would with one filter graph for the whole cut. A finished
piece found in the work folder is not encoded again.
"""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.cores import cores
from cutter.media.entry import seeks
from cutter.render.burnt import Cues
from cutter.render.clips import View
from cutter.render.decoded import has_doubtful_stamps, refuse_hdr
from cutter.render.encoder import THREADS, is_large, or_on_cpu
from cutter.render.job import Job
from cutter.render.look import colour
from cutter.render.renderer import Pictures
from cutter.timeline.place import frame_count
from cutter.timeline.segments import in_pieces, segments, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.progress import Progress, Stage
    from cutter.render.encoder import Encoder
    from cutter.schema import EditDecisionList, Media, Output
    from cutter.timeline.place import Placed
    from cutter.timeline.segments import Segment

CUDA_SESSIONS = 3
"""Clips encoded at once on a GPU: consumer drivers allowed no more for long."""


class FfmpegRenderer:
    """Encodes every clip with a run of ffmpeg of its own."""

    name = "ffmpeg"

    def __init__(self, encoder: Encoder, workers: int | None = None) -> None:
        """Encode with `encoder`, `workers` clips at once.

        Unless given, there are as many as cores that may be used. Large pictures take as many of
        them as encoder threads each, for their memory's sake; that of small ones is worth that no
        core is idle while a clip begins or ends.
        """
        self._encoder = encoder
        self._workers = workers

    def picture(
        self,
        edl: EditDecisionList,
        films: Sequence[Media],
        work: Path,
        progress: Progress,
    ) -> Pictures:
        """Encode the picture of a cut; see `Renderer.picture`."""
        made = tuple(in_pieces(segments(edl), edl.output.frame_rate))
        used = [films[index] for index in sources_of(made)]
        tags, cues = colour(used, edl.output), Cues.of(edl)
        jobs = [
            Job(number, segment, views, edl.output, tags, cues, work)
            for number, (segment, views) in enumerate(
                zip(made, _views(made, films, edl), strict=True)
            )
        ]
        refuse_hdr(view.media for job in jobs if job.is_fed for view in job.views)
        files = or_on_cpu(
            self._encoder, lambda encoder: self._encode(jobs, encoder, progress), progress
        )
        return Pictures(files, frames=frame_count(edl))

    def _encode(
        self, jobs: Sequence[Job], encoder: Encoder, progress: Progress
    ) -> tuple[Path, ...]:
        """Encode the pieces side by side; the first failure ends them all."""
        workers = self._workers or _at_once(jobs[0].output)
        if encoder.uses_cuda:
            workers = min(workers, CUDA_SESSIONS)
        with (
            progress.stage("picture", sum(job.segment.count for job in jobs)) as stage,
            ThreadPoolExecutor(workers, thread_name_prefix="clip") as pool,
            # Left first: whatever interrupts the wait ends the processes, and so the threads.
            ffmpeg.Stopper() as stopper,
        ):
            tally = _Tally(stage)
            # The longest first, so that no core is left alone with one at the end.
            waiting = {
                job.number: pool.submit(job.encode, encoder, tally.counter(), stopper)
                for job in sorted(jobs, key=lambda job: -job.segment.count)
            }
            try:
                for future in wait(waiting.values(), return_when=FIRST_EXCEPTION).done:
                    future.result()
                return tuple(waiting[job.number].result() for job in jobs)
            except BaseException:
                for future in waiting.values():
                    future.cancel()
                raise


class _Tally:
    """Adds up the frames of clips that are encoded at the same time."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._lock = threading.Lock()

    def counter(self) -> Callable[[int], None]:
        """Return what takes one clip's running number of frames and passes on what is new."""
        told = 0

        def count(frame: int) -> None:
            nonlocal told
            if frame > told:
                with self._lock:
                    self._stage.advance(frame - told)
                told = frame

        return count


def _views(
    made: Sequence[Segment], films: Sequence[Media], edl: EditDecisionList
) -> list[tuple[View, ...]]:
    """Return for each segment how the films are looked at that it shows."""
    found: dict[Placed, Fraction | None] = {}
    # Stamps that a container rounded lie by less than this behind the frame's own time.
    slack = Fraction(1, 4) / edl.output.frame_rate
    for source in sources_of(made):
        if has_doubtful_stamps(films[source]):
            continue
        own = [piece for one in made for piece in one.placed if piece.source == source]
        times = [max(Fraction(0), piece.start) + slack for piece in own]
        found.update(zip(own, seeks(films[source], times), strict=True))
    framings = edl.reframe or (None,) * len(edl.clips)
    return [
        tuple(
            View(piece, films[piece.source], framings[piece.clip], found.get(piece))
            for piece in segment.placed
        )
        for segment in made
    ]


def _at_once(output: Output) -> int:
    """Return how many clips are encoded side by side."""
    return max(1, cores() // THREADS) if is_large(output) else cores()
