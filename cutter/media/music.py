"""The door to a file of music: what may be opened, and its samples from the first to the last.

Knows nothing about cuts.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import InputError, NotAMovie, SourceChanged
from cutter.media.container import locate, opened
from cutter.media.policy import DEFAULTS, Allowance
from cutter.media.resample import Stereo
from cutter.media.source import fingerprint
from cutter.media.streams import ReadStats, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

    from cutter.media.policy import MediaPolicy
    from cutter.schema import Music

    Samples = NDArray[np.float32]

FORMATS = "wav,w64,aiff,caf,mp3,flac,ogg,aac,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
"""FFmpeg's names of the formats that music may have: none of them opens a second file."""
HIGHEST_RATE = 768_000
"""Samples per second; the most that recorders write. A header that claims more would make the
resampler fill the memory."""
MOST_CHANNELS = 64
LOUDEST = 8.0
"""Largest absolute sample that is taken: 18 dB above full scale."""
LEAST = Fraction(1)
"""Seconds; less is a sound, no music."""


@dataclass(frozen=True, slots=True)
class MusicFile:
    """A file that music can be taken from."""

    path: Path
    """Absolute."""
    fingerprint: str
    duration: Fraction
    """Seconds, as the file's header has it."""


def open_music(path: Path, policy: MediaPolicy | None = None) -> MusicFile:
    """Look at a file of music; nothing of it is decoded but its beginning.

    Args:
        path: wav, aiff, caf, mp3, flac, ogg, opus, aac, m4a, mp4, mov, mkv or webm.
        policy: the most that it may ask for; the usual unless given.

    Raises:
        SourceNotFound: there is no such file, or it may not be read.
        UnsafeMedia: it is a playlist or a script.
        BeyondLimits: it is larger or longer than allowed.
        InputError: it holds no sound that can be decoded, or too little.
    """
    policy = policy or DEFAULTS
    real = locate(path)
    policy.refuse_size(real, real.stat().st_size)
    with _opened(real, policy) as (container, stream):
        policy.refuse_streams(real, len(container.streams))
        length = _length(container, stream)
    policy.refuse_length(real, length)
    first = next(music_blocks(real, sample_rate=48_000, policy=policy), None)
    if first is None:
        raise InputError(f"{path}: no sound of it can be decoded; name another file", path)
    length = length or Fraction(len(first), 48_000)
    if length < LEAST:
        raise InputError(
            f"{path}: lasts {float(length):.2g} s; name music of {LEAST} s or more", path
        )
    return MusicFile(real, fingerprint(real), length)


def refuse_other_music(music: Music, path: Path) -> None:
    """Check that a cut's music is still the file that was planned with.

    Raises:
        SourceChanged: it is another one.
        InputError: it cannot be read.
    """
    if fingerprint(path) != music.fingerprint:
        raise SourceChanged(
            f"{path}: is not the music that was planned with; plan the cut again", path
        )


def music_blocks(
    path: Path, *, sample_rate: int, policy: MediaPolicy | None = None
) -> Iterator[Samples]:
    """Decode music from its first sample on; what is damaged is left out.

    Args:
        path: of a file that `open_music` takes.
        sample_rate: samples per second.
        policy: the most that it may ask for; the usual unless given.

    Yields:
        (n, 2) float32, about a second each.

    Raises:
        SourceNotFound: there is no such file, or it may not be read.
        UnsafeMedia: it is a playlist or a script.
        BeyondLimits: it goes on for longer than allowed.
        InputError: it holds no sound that can be decoded.
    """
    policy = policy or DEFAULTS
    real = locate(path)
    allowance = Allowance(policy, real)
    stereo, stats, given = Stereo(sample_rate), ReadStats(), 0
    begin: Fraction | None = Fraction(0)
    with _opened(real, policy) as (container, stream):
        for packet in container.demux(stream):
            for frame in decoded(packet, stats):
                # Its samples follow each other whatever their stamps say.
                for block in stereo.push(frame, begin):
                    yield _sound_of(block.samples)
                    given += len(block.samples)
                begin = None
            allowance.check(Fraction(given, sample_rate))
        for block in stereo.flush():
            yield _sound_of(block.samples)


@contextlib.contextmanager
def _opened(path: Path, policy: MediaPolicy) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open a located file, and find the sound in it."""
    try:
        with opened(path, policy, formats=FORMATS) as container:
            sounds = [
                stream
                for stream in container.streams.audio
                if stream.codec_context is not None
                and 0 < stream.codec_context.sample_rate <= HIGHEST_RATE
                and 0 < stream.codec_context.channels <= MOST_CHANNELS
            ]
            if not sounds:
                raise InputError(f"{path}: holds no sound that can be decoded", path)
            yield container, sounds[0]
    except NotAMovie as error:
        raise InputError(
            f"{path}: this is no music that cutter can read (wav, aiff, mp3, flac, ogg, opus, aac "
            "or m4a), or it is damaged",
            path,
        ) from error


def _sound_of(samples: Samples) -> Samples:
    """Return samples without what is no sound: files of floats can hold any number."""
    import numpy as np

    return np.clip(np.nan_to_num(samples, nan=0.0), -LOUDEST, LOUDEST)


def _length(container: InputContainer, stream: AudioStream) -> Fraction:
    """Return the length that the header promises, in seconds; 0 where it does not."""
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    return Fraction(container.duration or 0, 1_000_000)
