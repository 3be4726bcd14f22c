"""The FFmpeg renderer: one video-only encode per clip, several side by side.

Each decodes from the last iframe before its clip and no earlier. Memory does not depend on the
order or the length of the clips, as it would with one filter graph for the whole cut. A finished
clip found in the work folder is not encoded again.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.entry import seeks
from cutter.render.clips import clip_arguments
from cutter.render.decoded import frames, has_doubtful_stamps, raw_arguments, refuse_hdr
from cutter.render.encoded import describe
from cutter.render.encoder import THREADS, is_large, or_on_cpu
from cutter.render.finished import finish, is_finished
from cutter.render.look import Colour, colour
from cutter.render.renderer import Pictures
from cutter.timeline.place import Placed, frame_count, pieces, place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.progress import Progress, Stage
    from cutter.render.encoder import Encoder
    from cutter.schema import EditDecisionList, Media, Output

SECONDS_PER_FRAME = 30.0
"""A frame that takes longer than this means a process that hangs."""
CUDA_SESSIONS = 3
"""Clips encoded at once on a GPU: consumer drivers allowed no more for long."""


class FfmpegRenderer:
    """Encodes every clip with a run of ffmpeg of its own."""

    name = "ffmpeg"

    def __init__(self, encoder: Encoder, workers: int | None = None) -> None:
        """Encode with `encoder`, `workers` clips at once.

        Unless given, there are as many as cores. Large pictures take as many cores as encoder
        threads each, for their memory's sake; that of small ones is worth that no core is idle
        while a clip begins or ends.
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
        placed = place(edl)
        used = [films[index] for index in sorted({piece.source for piece in placed})]
        refuse_hdr(media for media in used if has_doubtful_stamps(media))
        tags = colour(used, edl.output)
        made = tuple(pieces(placed, edl.output.frame_rate))
        jobs = [
            _Job(number, piece, films[piece.source], edl.output, tags, work, aim)
            for number, (piece, aim) in enumerate(zip(made, _aims(made, films, edl), strict=True))
        ]
        files = or_on_cpu(
            self._encoder, lambda encoder: self._encode(jobs, encoder, progress), progress
        )
        return Pictures(files, frames=frame_count(edl))

    def _encode(
        self, jobs: Sequence[_Job], encoder: Encoder, progress: Progress
    ) -> tuple[Path, ...]:
        """Encode the pieces side by side; the first failure ends them all."""
        workers = self._workers or _at_once(jobs[0].output)
        if encoder.uses_cuda:
            workers = min(workers, CUDA_SESSIONS)
        with (
            progress.stage("picture", sum(job.piece.count for job in jobs)) as stage,
            ThreadPoolExecutor(workers, thread_name_prefix="clip") as pool,
            # Left first: whatever interrupts the wait ends the processes, and so the threads.
            ffmpeg.Stopper() as stopper,
        ):
            tally = _Tally(stage)
            # The longest first, so that no core is left alone with one at the end.
            waiting = {
                job.number: pool.submit(job.encode, encoder, tally.counter(), stopper)
                for job in sorted(jobs, key=lambda job: -job.piece.count)
            }
            try:
                for future in wait(waiting.values(), return_when=FIRST_EXCEPTION).done:
                    future.result()
                return tuple(waiting[job.number].result() for job in jobs)
            except BaseException:
                for future in waiting.values():
                    future.cancel()
                raise


@dataclass(frozen=True, slots=True)
class _Job:
    """One piece of the cut, to be encoded."""

    number: int
    piece: Placed
    media: Media
    output: Output
    colour: Colour
    work: Path
    aim: Fraction | None
    """What the seek aims at; see `clip_arguments`."""

    def encode(
        self, encoder: Encoder, count: Callable[[int], None], stopper: ffmpeg.Stopper
    ) -> Path:
        """Encode the piece, unless that is done already; check that no frame is missing."""
        part = self.work / f"{self.number:04d}.part.mp4"
        if is_fed := has_doubtful_stamps(self.media):
            arguments = raw_arguments(self.output, self.colour, encoder, part)
        else:
            arguments = clip_arguments(
                self.piece, self.media, self.output, self.colour, encoder, part, self.aim
            )
        done = self.work / f"{self.number:04d}-{self._key(arguments, part)}.mp4"
        if not is_finished(done):
            limit = 60 + SECONDS_PER_FRAME * self.piece.count
            feed = (shown.tobytes() for shown in frames(self.piece, self.media, self.output))
            ffmpeg.run(
                arguments,
                on_frame=count,
                feed=feed if is_fed else None,
                timeout=limit,
                stopper=stopper,
            )
            self._check(part)
            finish(part, done)
        count(self.piece.count)
        return done

    def _key(self, arguments: Sequence[str], part: Path) -> str:
        """Return a digest of all that decides about the bytes of the piece."""
        told = [word for word in arguments if str(part) not in word]
        key = "\0".join([ffmpeg.version(), self.media.fingerprint, repr(self.piece), *told])
        return hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=8).hexdigest()

    def _check(self, part: Path) -> None:
        wanted = self.piece.count
        try:
            written = describe(part).frames
        except RenderError:
            # ffmpeg ends well even where the film has nothing to show.
            written = 0
        if written != wanted:
            raise RenderError(
                f"{self.media.path}: the clip at {float(self.piece.start):.3f} s came out with "
                f"{written} frames instead of {wanted}; the film may be damaged there: "
                "leave that shot out with --never"
            )


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


def _aims(
    made: Sequence[Placed], films: Sequence[Media], edl: EditDecisionList
) -> list[Fraction | None]:
    """Return for each piece what its seek aims at."""
    found: dict[Placed, Fraction | None] = {}
    # Stamps that a container rounded lie by less than this behind the frame's own time.
    slack = Fraction(1, 4) / edl.output.frame_rate
    for source in sorted({piece.source for piece in made}):
        if has_doubtful_stamps(films[source]):
            continue
        own = [piece for piece in made if piece.source == source]
        times = [piece.start + slack for piece in own]
        found.update(zip(own, seeks(films[source], times), strict=True))
    return [found.get(piece) for piece in made]


def _at_once(output: Output) -> int:
    """Return how many clips are encoded side by side."""
    return max(1, cores() // THREADS) if is_large(output) else cores()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
