"""The beats of a file of music, by librosa. Knows nothing about cuts.

Onsets are found in stretches, so that hours of music need little memory; librosa's tracker (Ellis,
Beat Tracking by Dynamic Programming, 2007) then finds the beats in the curve of them all.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.media.music import music_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cutter.media.policy import MediaPolicy

    Mono = NDArray[np.float32]

RATE = 22_050
"""Samples per second that onsets are looked for in; librosa's own default."""
HOP, WINDOW = 256, 1024
"""Samples between two values of the curve of onsets (11.6 ms), and samples behind each."""
STRETCH = 2400
"""Values of the curve that are computed at one go: 28 s."""
AROUND = 16
"""Values before and behind a stretch that are computed with it and left out."""
REACH = 4
"""Values within which a beat is moved to the strongest onset: 46 ms."""
CLEAR = 2.0
"""How much stronger than the mean that onset must be."""
LATE = Fraction(1, 80)
"""Seconds by which the curve's peaks come behind the clicks of a metronome (measured)."""


def beats(
    path: Path, *, end: Fraction | None = None, policy: MediaPolicy | None = None
) -> tuple[Fraction, ...]:
    """Return when the beats of music come, in seconds from its first sample; none in silence.

    Args:
        path: of a file that `open_music` takes.
        end: what comes behind it is not looked at.
        policy: the most that the file may ask for; the usual unless given.

    Raises:
        UsageError: librosa is not installed.
        InputError: the file cannot be read as music.
    """
    try:
        import librosa
        import numpy as np
    except ImportError as error:
        raise UsageError(
            "cutting on the beat needs librosa; install it with: pip install 'cutter[beats]'"
        ) from error
    last = None if end is None else int(end * RATE)
    stretches = list(_onsets(_mono(path, last, policy)))
    curve = np.concatenate(stretches) if stretches else np.zeros(0, np.float32)
    if len(curve) < 2 * AROUND or not curve.any():
        return ()
    _, found = librosa.beat.beat_track(
        onset_envelope=curve, sr=RATE, hop_length=HOP, units="frames", trim=False
    )
    clear = CLEAR * float(curve.mean())
    frames = []
    for frame in map(int, found):
        first = max(0, frame - REACH)
        strongest = first + int(curve[first : frame + REACH + 1].argmax())
        is_clear = bool(curve[strongest] >= clear)
        frames.append((strongest if is_clear else frame, is_clear))
    # The tracker counts on where the music has not begun, or is over; between, a beat may be weak.
    heard = [number for number, (_, is_clear) in enumerate(frames) if is_clear]
    inside = frames[heard[0] : heard[-1] + 1] if heard else []
    return tuple(sorted({max(Fraction(0), Fraction(at * HOP, RATE) - LATE) for at, _ in inside}))


def _mono(path: Path, last: int | None, policy: MediaPolicy | None) -> Iterator[Mono]:
    """Yield music as (n,) float32, up to sample number `last`."""
    given = 0
    for block in music_blocks(path, sample_rate=RATE, policy=policy):
        kept = block if last is None else block[: last - given]
        if not len(kept):
            return
        yield kept.mean(axis=1, dtype="float32")
        given += len(kept)


def _onsets(blocks: Iterator[Mono]) -> Iterator[Mono]:
    """Yield the strength of onsets, one value for each `HOP`, in stretches."""
    import librosa
    import numpy as np

    context = AROUND * HOP
    held = np.zeros(context, np.float32)
    ended = False
    while not ended:
        while not ended and len(held) < (STRETCH + 2 * AROUND) * HOP:
            block = next(blocks, None)
            if block is None:
                ended = True
                held = np.concatenate([held, np.zeros(context, np.float32)])
            else:
                held = np.concatenate([held, block])
        count = min(STRETCH, (len(held) - 2 * context) // HOP)
        if count <= 0:
            return
        heard = held[: (count + 2 * AROUND) * HOP]
        strength = librosa.onset.onset_strength(y=heard, sr=RATE, hop_length=HOP, n_fft=WINDOW)
        yield strength[AROUND : AROUND + count].astype(np.float32)
        held = held[count * HOP :]
        ended = ended and len(held) - 2 * context < HOP
