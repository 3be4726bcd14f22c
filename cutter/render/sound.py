"""Assembles the sound of a cut from PCM, to the sample, and has it encoded once.

Every clip's sound begins at the very time at which its first frame is shown, so picture and
sound cannot drift apart however many clips there are. Knows nothing about the picture's encoder.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.media.sound import listening
from cutter.media.tracks import with_audio
from cutter.render.fades import Fade, edge_gain
from cutter.render.mixing import encode_mixed
from cutter.render.pcm import BLOCK_SECONDS
from cutter.schema import TimeRange
from cutter.timeline.place import frame_count, nearest, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from numpy.typing import NDArray

    from cutter import ffmpeg
    from cutter.media.sound import Listener
    from cutter.progress import Progress
    from cutter.schema import EditDecisionList, Media, Transition

    Samples = NDArray[np.float32]

FADE = Fraction(8, 1000)
"""Seconds of the raised-cosine fade at both ends of every clip's sound: long enough to hide the
step between two sounds, too short to be heard as a fade."""
EDGE = Fade(FADE)


@dataclass(frozen=True, slots=True)
class Voice:
    """One clip's sound, placed on the output's samples."""

    media: Media
    first: int
    """Number of its first sample in the output."""
    last: int
    """One past its last sample."""
    start: Fraction
    """What of the film its first sample is, in seconds on the film's clock."""
    fade_in: Fade | None = EDGE
    fade_out: Fade | None = EDGE

    def time_of(self, sample: int, rate: int) -> Fraction:
        """Return the film's time at an output sample."""
        return self.start + Fraction(sample - self.first, rate)


def voices(edl: EditDecisionList, films: Sequence[Media]) -> tuple[Voice, ...]:
    """Return where every clip's sound lies; films without sound have no voice.

    In a J or L cut the sound begins before its picture or ends after it; voices then overlap and
    are added. Two clips that go on where the other ended are one sound: no fade between them.

    Across a dissolve the sounds cross over as the pictures do, in a dip both sink to nothing at
    the joint. Sound that leads or trails its picture there does as it does at a straight cut.
    """
    rate, frame = edl.output.sample_rate, edl.output.frame_rate
    joints = {join.after: join for join in edl.transitions}
    total = nearest(frame_count(edl) / frame * rate)
    found: list[Voice] = []
    for piece in place(edl):
        clip, media = edl.clips[piece.clip], films[piece.source]
        if not media.audio:
            continue
        before = clip.audio_range.start - clip.source_range.start
        after = clip.audio_range.end - clip.source_range.end
        reach_in, fade_in = _at_joint(None if before else joints.get(piece.clip - 1))
        reach_out, fade_out = _at_joint(None if after else joints.get(piece.clip))
        before, after = before - reach_in, after + reach_out
        first = nearest((piece.first / frame + before) * rate)
        last = nearest(((piece.first + piece.count) / frame + after) * rate)
        start = clip.source_range.start + before
        # Before the cut's beginning nothing is heard, and before its own a film has no sound.
        late = max(0, -first, math.ceil(-start * rate))
        start, first, last = start + Fraction(late, rate), first + late, min(total, last)
        if last > first:
            found.append(Voice(media, first, last, start, fade_in, fade_out))
    return tuple(_without_needless_fades(found, rate))


def _at_joint(join: Transition | None) -> tuple[Fraction, Fade]:
    """Return how far a clip's sound reaches over its edge at a joint, and how it comes or goes."""
    if join is None:
        return Fraction(0), EDGE
    if join.kind == "dissolve":
        return join.duration / 2, Fade(join.duration, "power")
    return Fraction(0), Fade(join.duration / 2)


def _without_needless_fades(found: Sequence[Voice], rate: int) -> Iterator[Voice]:
    """Yield the voices, without short fades where one goes on in the next."""

    def goes_on(one: Voice | None, other: Voice | None) -> bool:
        if one is None or other is None or one.last != other.first or one.media != other.media:
            return False
        if one.fade_out != EDGE or other.fade_in != EDGE:
            return False
        return abs(one.time_of(one.last, rate) - other.start) < Fraction(1, rate)

    ring = (None, *found, None)
    for before, voice, after in zip(ring, found, ring[2:], strict=False):
        yield dataclasses.replace(
            voice,
            fade_in=None if goes_on(before, voice) else voice.fade_in,
            fade_out=None if goes_on(voice, after) else voice.fade_out,
        )


def envelope(voice: Voice, first: int, last: int, rate: int) -> Samples:
    """Return the gain of a voice for output samples `first` to `last`; (n, 1) float32, 0 to 1."""
    fades = {"fade_in": voice.fade_in, "fade_out": voice.fade_out}
    return edge_gain(voice.first, voice.last, first, last, rate, **fades)


def blocks(edl: EditDecisionList, films: Sequence[Media]) -> Iterator[Samples]:
    """Yield the sound of the cut from its first sample to its last; (n, 2) float32 each."""
    rate = edl.output.sample_rate
    placed = voices(edl, films)
    total = nearest(frame_count(edl) / edl.output.frame_rate * rate)
    edges = sorted({0, total, *(v.first for v in placed), *(v.last for v in placed)})
    longest = BLOCK_SECONDS * rate
    with _Ears(rate) as ears:
        for begin, end in itertools.pairwise(edges):
            # Between two edges the same voices sound from beginning to end.
            sounding = [v for v in placed if v.first <= begin and end <= v.last]
            for first in range(begin, end, longest):
                last = min(first + longest, end)
                mixed = np.zeros((last - first, 2), np.float32)
                for voice in sounding:
                    span = TimeRange(voice.time_of(first, rate), voice.time_of(last, rate))
                    heard = ears.at(voice.media).pcm(span)
                    # Sound of floats can hold what is no number; no encoder takes that.
                    mixed += np.nan_to_num(heard, nan=0.0, posinf=0.0, neginf=0.0) * envelope(
                        voice, first, last, rate
                    )
                yield mixed


class _Ears:
    """Keeps the film open that was listened to last: neighbouring clips are mostly of one film."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._media: Media | None = None
        self._listener: Listener | None = None
        self._open = contextlib.ExitStack()

    def at(self, media: Media) -> Listener:
        """Return what decodes a film's sound."""
        if self._listener is None or self._media != media:
            self._open.close()
            self._listener = self._open.enter_context(listening(media, sample_rate=self._rate))
            self._media = media
        return self._listener

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def encode_sound(
    edl: EditDecisionList,
    films: Sequence[Media],
    target: Path,
    progress: Progress,
    stopper: ffmpeg.Stopper | None = None,
    *,
    track: int = 0,
) -> None:
    """Write the sound of the cut to `target` (an .m4a of our own) as AAC, encoded at one go.

    A `stopper` may end it from another thread. `track` 0 is the main track, k the k-th of
    `edl.other_sound`. All get the same music, and are as loud as asked for, each by itself.

    Raises:
        InputError: the music cannot be read, or is another one than was planned with.
        FfmpegFailed: the encoder failed.
    """
    if track:
        streams = edl.other_sound[track - 1].streams
        films = [
            media if index is None else with_audio(media, index)
            for media, index in zip(films, streams, strict=True)
        ]
    rate = edl.output.sample_rate
    with progress.stage("sound", float(edl.duration)) as stage:
        own = _told(blocks(edl, films), lambda count: stage.advance(count / rate))
        encode_mixed(edl, own, target, progress, stopper)


def _told(parts: Iterator[Samples], tell: Callable[[int], None]) -> Iterator[Samples]:
    for part in parts:
        yield part
        tell(len(part))
