"""Assembles the sound of a cut from PCM, to the sample, and has it encoded once.

Every clip's sound begins at the very time at which its first frame is shown, so picture and
sound cannot drift apart however many clips there are. Knows nothing about the picture's encoder.
"""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter import ffmpeg
from cutter.media.sound import listening
from cutter.media.tracks import with_audio
from cutter.render.compiled import TARGET, compiled
from cutter.schema import TimeRange
from cutter.timeline.place import frame_count, nearest, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from numpy.typing import NDArray

    from cutter.media.sound import Listener
    from cutter.progress import Progress
    from cutter.schema import EditDecisionList, Media

    Samples = NDArray[np.float32]

FADE = Fraction(8, 1000)
"""Seconds of the raised-cosine fade at both ends of every clip's sound: long enough to hide the
step between two sounds, too short to be heard as a fade."""
BLOCK_SECONDS = 20
"""Most that is held at a time (20 s of stereo float32 are 7.7 MB)."""
BIT_RATE = "192k"


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
    fades_in: bool = True
    fades_out: bool = True

    def time_of(self, sample: int, rate: int) -> Fraction:
        """Return the film's time at an output sample."""
        return self.start + Fraction(sample - self.first, rate)


def voices(edl: EditDecisionList, films: Sequence[Media]) -> tuple[Voice, ...]:
    """Return where every clip's sound lies; films without sound have no voice.

    In a J or L cut the sound begins before its picture or ends after it; voices then overlap and
    are added. Two clips that go on where the other ended are one sound: no fade between them.
    """
    rate, frame = edl.output.sample_rate, edl.output.frame_rate
    placed = place(edl)
    total = nearest(frame_count(edl) / frame * rate)
    found: list[Voice] = []
    for piece in placed:
        clip, media = edl.clips[piece.clip], films[piece.source]
        if not media.audio:
            continue
        before = clip.audio_range.start - clip.source_range.start
        after = clip.audio_range.end - clip.source_range.end
        first = nearest((piece.first / frame + before) * rate)
        last = nearest(((piece.first + piece.count) / frame + after) * rate)
        start = clip.audio_range.start + Fraction(max(0, -first), rate)
        first, last = max(0, first), min(total, last)
        if last > first:
            found.append(Voice(media, first, last, start))
    return tuple(_without_needless_fades(found, rate))


def _without_needless_fades(found: Sequence[Voice], rate: int) -> Iterator[Voice]:
    """Yield the voices, without fades where one goes on in the next."""

    def goes_on(one: Voice | None, other: Voice | None) -> bool:
        if one is None or other is None or one.last != other.first or one.media != other.media:
            return False
        return abs(one.time_of(one.last, rate) - other.start) < Fraction(1, rate)

    ring = (None, *found, None)
    for before, voice, after in zip(ring, found, ring[2:], strict=False):
        yield Voice(
            voice.media,
            voice.first,
            voice.last,
            voice.start,
            fades_in=not goes_on(before, voice),
            fades_out=not goes_on(voice, after),
        )


def envelope(voice: Voice, first: int, last: int, rate: int) -> Samples:
    """Return the gain of a voice for output samples `first` to `last`; (n, 1) float32, 0 to 1."""
    length = min(int(FADE * rate), (voice.last - voice.first) // 2)
    gain = np.ones(last - first, np.float32)
    for is_faded, edge, begin, end in (
        (voice.fades_in, voice.first, voice.first, voice.first + length),
        (voice.fades_out, voice.last, voice.last - length, voice.last),
    ):
        begin, end = max(first, begin), min(last, end)
        if is_faded and begin < end:
            away = np.abs(np.arange(begin, end) + 0.5 - edge) / length
            gain[begin - first : end - first] = 0.5 - 0.5 * np.cos(np.pi * away)
    return gain[:, np.newaxis]


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
                    mixed += heard * envelope(voice, first, last, rate)
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
    `edl.other_sound`.

    Raises:
        FfmpegFailed: the encoder failed.
    """
    import ffmpeg as graph

    if track:
        streams = edl.other_sound[track - 1].streams
        films = [
            media if index is None else with_audio(media, index)
            for media, index in zip(films, streams, strict=True)
        ]
    rate = edl.output.sample_rate
    source = graph.input("pipe:0", **ffmpeg.ONLY_PIPE, format="f32le", ar=str(rate), ac="2")
    written = graph.output(
        source,
        TARGET,
        **{"c:a": "aac", "b:a": BIT_RATE, "map_metadata": "-1"},
        **{"fflags": "+bitexact", "flags:a": "+bitexact", "format": "ipod"},
    )
    with progress.stage("sound", float(edl.duration)) as stage:
        ffmpeg.run(
            compiled(written, target),
            feed=_bytes(blocks(edl, films), lambda count: stage.advance(count / rate)),
            stopper=stopper,
        )


def _bytes(parts: Iterator[Samples], tell: Callable[[int], None]) -> Iterator[bytes]:
    for part in parts:
        yield np.ascontiguousarray(part, dtype="<f4").tobytes()
        tell(len(part))
