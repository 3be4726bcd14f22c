"""Makes a finished sound of a cut's own: with music under it, and as loud as asked for.

Knows nothing about clips.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.media.music import refuse_other_music
from cutter.render.bed import Mixed, lay_bed
from cutter.render.levelled import Levelling, encode, encode_levelled
from cutter.render.loudness import measure_pcm
from cutter.render.pcm import PcmFile, as_bytes, in_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from cutter import ffmpeg
    from cutter.progress import Progress
    from cutter.render.pcm import Readable
    from cutter.schema import EditDecisionList

    Samples = NDArray[np.float32]

UNMEASURED = "the sound is silent or too short to be measured: its loudness is left as it is"


def encode_mixed(
    edl: EditDecisionList,
    own: Iterator[Samples],
    target: Path,
    progress: Progress,
    stopper: ffmpeg.Stopper | None = None,
) -> None:
    """Write the sound of a cut to `target` as AAC.

    Without music and without a loudness to reach, it goes straight to the encoder. Else the samples
    are kept in files beside the target meanwhile.

    Args:
        edl: the cut.
        own: its own sound in blocks of (n, 2) float32, from its first sample to its last.
        target: an .m4a of our own.
        progress: warned of what cannot be as it was wanted.
        stopper: may end it from another thread.

    Raises:
        InputError: the music cannot be read, or is another one.
        FfmpegFailed: the encoder failed.
    """
    rate, music = edl.output.sample_rate, edl.music
    if edl.loudness is None and music is None:
        encode((as_bytes(block) for block in own), target, rate, stopper)
        return
    if music is not None:
        refuse_other_music(music, Path(music.path))
    kept, bedding = target.with_suffix(".pcm"), target.with_suffix(".bed.pcm")
    with contextlib.ExitStack() as stack:
        for path in (kept, bedding):
            stack.callback(path.unlink, missing_ok=True)
        programme = PcmFile.empty(kept)
        pieces = (as_bytes(block) for block in programme.write(own))
        measured = measure_pcm(pieces, rate, stopper).loudness
        sound: Readable = programme
        peak = programme.peak
        if music is not None:
            count = programme.count
            bed = lay_bed(music, bedding, count, rate, reference=measured, stopper=stopper)
            sound, peak = Mixed(programme, bed), peak + bed.peak
            measured = measure_pcm(_read(sound, rate), rate, stopper).loudness
        work = Levelling(sound, rate, target, stopper)
        if edl.loudness is None or measured is None:
            # The limiter holds peaks alone that music and speech have together.
            work.encode()
            if edl.loudness is not None:
                progress.warn(UNMEASURED)
        elif said := encode_levelled(work, measured, edl.loudness, peak):
            progress.warn(said)


def _read(sound: Readable, rate: int) -> Iterator[bytes]:
    for first, last in in_blocks(sound, rate):
        yield as_bytes(sound.read(first, last))
