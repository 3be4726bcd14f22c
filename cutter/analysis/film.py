"""A film watched once: frames and sound in, shots, keyframes and signals out.

Three things go on side by side: a thread decodes, this one measures, a third makes shots of what
is sure. Knows nothing about subtitles, models or profiles.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.analysis.closing import Closer
from cutter.analysis.draft import sketch
from cutter.analysis.faces import can_find_faces
from cutter.analysis.gauge import Gauge
from cutter.analysis.keyframes import SHORT_SIDE, pack
from cutter.analysis.loudness import SoundMeter
from cutter.analysis.speech import SpeechFinder
from cutter.analysis.stretches import Stretches
from cutter.errors import NotAMovie
from cutter.media.ahead import ahead
from cutter.media.cadence import Regularity
from cutter.media.decode import PictureFrame, ReadStats, pictures, read
from cutter.media.policy import DEFAULTS, Allowance
from cutter.schema import FilmRecord, Keyframe, TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from cutter.analysis.closing import Seen
    from cutter.analysis.settings import DetectorSettings
    from cutter.media.decode import SoundBlock
    from cutter.media.policy import MediaPolicy
    from cutter.progress import Progress, Stage
    from cutter.schema import Media, Shot

MOST_CORRUPT = Fraction(5, 100)
"""Share of frames that may be damaged; with more, shots and keyframes mean nothing."""
FAST_WARNING = (
    "looked at fast: frames that no other leans on were skipped, so that short dissolves may be "
    "missed and boundaries may lie a frame or two late"
)
ENDS_EARLY = Fraction(1)
"""Seconds by which a file may hold less than its header says without a word."""
MOST_BEHIND = Fraction(3600)
"""Seconds that sound may lie behind the end that is promised and the picture shown so far. What
lies further is of no shot, and a damaged clock could put it anywhere."""
BATCH = 120
"""Frames after which what was kept of them is handed on."""
MOST_WAITING = 4
"""Batches that may wait to be made into shots: some hundred small pictures each."""
AHEAD_BYTES, MOST_AHEAD = 64_000_000, 24
"""How much is decoded ahead: so many bytes of frames, and never more frames than that."""


def watch(
    media: Media,
    *,
    detector: DetectorSettings,
    progress: Progress,
    seen: Seen | None = None,
    policy: MediaPolicy | None = None,
) -> FilmRecord:
    """Decode a film once and return what is to be seen and heard in it.

    Args:
        media: as `open_source` describes it.
        detector: how shots are found, and which frames are looked at.
        progress: gets the stage `watch`, counted in seconds of film.
        seen: called from another thread with keyframes as they are chosen, in order but for those
            of shots that are looked at once more at the end.
        policy: how long the film may be and looking at it may take; the usual unless given.

    Raises:
        NotAMovie: the film holds no frame that can be shown, or too many are damaged.
        BeyondLimits: it is longer than allowed, or looking at it takes longer.
    """
    allowance = Allowance(policy or DEFAULTS, media.path)
    if detector.speed == "draft":
        return sketch(media, detector=detector, progress=progress, seen=seen, allowance=allowance)
    watcher = _Watcher(media, detector, seen, allowance)
    with progress.stage("watch", total=float(media.end)) as stage:
        watcher.run(stage)
    return watcher.record()


class _Watcher:
    """One pass over a film."""

    def __init__(
        self,
        media: Media,
        detector: DetectorSettings,
        seen: Seen | None,
        allowance: Allowance,
    ) -> None:
        self._media = media
        self._allowance = allowance
        self._settings = detector
        self._stats = ReadStats()
        self._speech = SpeechFinder()
        self._gauge, self._sound = Gauge(detector, media.frame_rate), SoundMeter(self._speech)
        self._regularity = Regularity(media.frame_rate)
        self._frames = 0
        self._shown_at = Fraction(0)
        """Time of the last frame."""
        self._end = Fraction(0)
        shortest = detector.min_frames(media.frame_rate)
        self._closer = Closer(
            Stretches(looks_for_blends=detector.looks_for_blends, min_frames=shortest), seen
        )

    def run(self, stage: Stage) -> None:
        """Watch the film to its end."""
        references_only = self._settings.speed == "fast"
        items = read(self._media, stats=self._stats, references_only=references_only)
        told = Fraction(0)
        with (
            ThreadPoolExecutor(1, thread_name_prefix="shots") as pool,
            contextlib.closing(ahead(items, _depth(self._media))) as waiting,
        ):
            handed: deque[Future[None]] = deque()
            for _ in self._measured(waiting):
                if self._frames % BATCH == 0:
                    handed.append(pool.submit(self._closer.take, self._gauge.gathered()))
                    # A fault there ends the pass here; and this one must not run far ahead.
                    while handed[0].done() or len(handed) > MOST_WAITING:
                        handed.popleft().result()
                        if not handed:
                            break
                if self._end - told >= 1:
                    self._allowance.check(self._end)
                    stage.advance(float(self._end - told))
                    told = self._end
            for future in handed:
                future.result()
        if not self._frames:
            path = self._media.path
            raise NotAMovie(f"{path}: holds no frame that can be shown", path)
        self._gauge.finish()
        self._closer.take(self._gauge.gathered())
        self._closer.finish(self._end)

    def record(self) -> FilmRecord:
        """Return what was seen and heard."""
        is_vfr = self._settings.speed == "full" and self._regularity.is_vfr()
        whole = dataclasses.replace(
            self._media,
            end=self._end,
            end_from="content",
            is_vfr=self._media.is_vfr or is_vfr,
        )
        warnings = _warnings(
            self._media, self._stats, self._end, is_fast=self._settings.speed == "fast"
        )
        closer = self._closer
        for shot in closer.missing:
            time, jpeg = self._second_look(whole, shot)
            closer.add(Keyframe(shot.index, time), jpeg)
        sound = self._sound.finish()
        keyframes = sorted(closer.keyframes, key=lambda item: (item[0].shot, item[0].time))
        return FilmRecord(
            media=whole,
            detector=self._settings.key(),
            boundaries=tuple(closer.boundaries),
            shots=tuple(closer.shots),
            keyframes=tuple(key for key, _ in keyframes),
            pictures=tuple(jpeg for _, jpeg in keyframes),
            signals=closer.signals(sound),
            cues=(),
            cue_terms=(),
            warnings=warnings,
            speech=self._speech.finish(self._end, sound),
            speed=self._settings.speed,
        )

    def _measured(self, items: Iterator[PictureFrame | SoundBlock]) -> Iterator[None]:
        """Measure what is decoded; stop after every frame."""
        length = self._media.frame_duration
        for item in items:
            if not isinstance(item, PictureFrame):
                if item.time < max(self._end, self._media.end) + MOST_BEHIND:
                    self._sound.take(item.time, item.samples)
                continue
            left_out = 0
            if self._settings.speed == "fast" and self._frames:
                left_out = max(0, round((item.time - self._shown_at) / length) - 1)
            self._gauge.take(item, left_out)
            self._frames += 1
            self._shown_at, self._end = item.time, item.end
            self._regularity.take(item.time)
            yield

    def _second_look(self, media: Media, shot: Shot) -> tuple[Fraction, bytes]:
        """Decode the frame in the middle of a shot, or take the nearest candidate there is."""
        window = TimeRange(shot.clean.middle - media.frame_duration, shot.clean.end)
        share = Fraction(SHORT_SIDE, min(media.display_width, media.display_height))
        size = (round(media.display_width * share), round(media.display_height * share))
        with contextlib.closing(pictures(media, window, size=size)) as shown:
            for time, picture in shown:
                if shot.clean.contains(time):
                    return time, pack(picture)
        keys = self._closer.keyframes
        if not keys:
            raise NotAMovie(f"{media.path}: every frame is damaged", media.path)
        nearest = min(keys, key=lambda item: abs(item[0].time - shot.clean.middle))
        return shot.clean.middle, nearest[1]


def _depth(media: Media) -> int:
    """Return how many decoded frames may wait."""
    # 4:2:0 takes 12 bits a pixel, and twice that with more than 8 bits a sample.
    size = media.width * media.height * (3 if "10" in media.pixel_format else 1.5)
    return max(2, min(MOST_AHEAD, int(AHEAD_BYTES / size)))


def _warnings(media: Media, stats: ReadStats, end: Fraction, *, is_fast: bool) -> tuple[str, ...]:
    """Return what is wrong with the file, a sentence each.

    Raises:
        NotAMovie: too many frames are damaged.
    """
    warnings = []
    if stats.corrupt_frames > MOST_CORRUPT * stats.frames:
        raise NotAMovie(
            f"{media.path}: {stats.corrupt_frames} of {stats.frames} frames are damaged; "
            "copy the file again from its source",
            media.path,
        )
    if stats.corrupt_frames:
        warnings.append(f"{stats.corrupt_frames} of {stats.frames} frames are damaged")
    if stats.corrupt_sound:
        warnings.append(f"{stats.corrupt_sound} pieces of sound are damaged")
    if stats.clock_jumps:
        warnings.append(
            f"the file's clock jumps back {stats.clock_jumps} times, as where recordings were "
            f"joined; {stats.misplaced_frames} frames after that are left out"
        )
    if media.end - end > ENDS_EARLY:
        warnings.append(
            f"the file ends at {float(end):.1f} s, though its header says {float(media.end):.1f} s"
        )
    if is_fast:
        warnings.append(FAST_WARNING)
    if not can_find_faces():
        warnings.append("faces are not looked for: this OpenCV has no cascades")
    return tuple(warnings)
