"""Time stamps of a stream turned into exact times on our clock. Knows nothing about files."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from av.video.frame import VideoFrame

WELL_KNOWN_RATES = tuple(
    sorted(
        [Fraction(whole) for whole in (5, 6, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60)]
        + [Fraction(whole) for whole in (72, 75, 90, 100, 120, 144, 200, 240, 480)]
        + [Fraction(thousand * 1000, 1001) for thousand in (12, 15, 24, 30, 48, 60, 120, 240)]
    )
)
"""Rates of film, television (SMPTE ST 12-1) and common cameras, frames per second."""

FALLBACK_RATE = Fraction(25)
"""Assumed where nothing says how long a frame is shown."""

NEAR = Fraction(4, 10_000)
"""24 and 24000/1001 lie 1/1001 apart; less than half of that tells them from each other."""

HIGHEST_NOMINAL = Fraction(120)
"""A variable rate is never rendered at more than this."""


def snap_rate(rate: Fraction, near: Fraction = NEAR) -> Fraction:
    """Return the well-known rate within `near` (a share of the rate), else the rate itself."""
    closest = min(WELL_KNOWN_RATES, key=lambda known: abs(known - rate))
    return closest if abs(closest - rate) <= near * rate else rate


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns a stream's time stamps into times on our clock, and back.

    A stamp that lies within one tick of a multiple of the frame's length is taken to mean that
    multiple: containers round (Matroska to 1 ms), films do not. Any other is taken as it stands,
    so frames of a variable rate keep their exact times.
    """

    start: Fraction
    """The first shown frame's time on the file's clock."""
    rate: Fraction
    """Nominal frames per second."""
    time_base: Fraction
    """Length of one tick in seconds."""
    _whole: tuple[int, int, int, int, int] = field(init=False, repr=False, compare=False)
    """Parts of a second in which a tick, the start, a frame and the slack are whole numbers: how
    many make a second, and each of the four in them. A film has many frames; this is quick."""

    def __post_init__(self) -> None:
        """Find the parts."""
        tick, start, frame = self.time_base, self.start, 1 / self.rate
        parts = 4 * lcm(tick.denominator, start.denominator, frame.denominator)
        slack = min(tick, frame / 4)
        whole = (parts, *(int(value * parts) for value in (tick, start, frame, slack)))
        object.__setattr__(self, "_whole", whole)

    def exact(self, stamp: int) -> Fraction:
        """Return the time that a stamp says, as it stands."""
        return stamp * self.time_base - self.start

    def time(self, stamp: int) -> Fraction:
        """Return the time that a stamp means."""
        parts, tick, start, frame, slack = self._whole
        said = stamp * tick - start
        on_grid = (2 * said + frame) // (2 * frame) * frame
        return Fraction(on_grid if abs(on_grid - said) <= slack else said, parts)

    def stamp(self, time: Fraction) -> int:
        """Return the first stamp that is not before `time`, less the tick lost to rounding."""
        return -((-(time + self.start)) // self.time_base) - 1


REORDERED = 16
"""Frames that a codec may hold back to show them in order (H.264 and HEVC allow as many)."""

MOST_HELD = Fraction(1, 20)
"""Share of frames that may stay for longer than one frame's length in a film of constant rate:
recorders leave single frames out, and AVI has empty packets for `the same again`."""

NEAR_MEASURED = Fraction(1, 50)
"""How far a measured rate may lie from the one that is meant."""


def stamp_of(frame: VideoFrame, container: str) -> int | None:
    """Return a decoded frame's time stamp; None where it has none.

    AVI knows only the order of decoding. Decoders give frames out in the order of showing at a
    constant delay, so the stamps of decoding, as frames carry them, count the frames shown.
    """
    return frame.dts if container == "avi" else frame.pts


class Regularity:
    """Takes frame times in shown order and tells whether they keep to a constant rate.

    Frames that stay for several whole lengths are no sign against it as long as they are few.
    """

    def __init__(self, rate: Fraction) -> None:
        """Begin with no frame; `rate` is the nominal one, frames per second."""
        self._rate = rate
        self._frame = 1 / rate
        self._previous: Fraction | None = None
        self._last = -1
        """Number of the last frame."""
        self._held: list[int] = []
        self._first_odd: int | None = None

    def take(self, time: Fraction) -> None:
        """Note the next frame's time, on our clock as `Clock.time` gives it."""
        self._last += 1
        previous, self._previous = self._previous, time
        if previous is None or self._first_odd is not None or time - previous == self._frame:
            return
        lengths = (time - previous) * self._rate
        if lengths.denominator != 1 or lengths < 1:
            self._first_odd = self._last
        elif lengths > 1:
            self._held.append(self._last)

    def is_vfr(self) -> bool:
        """Whether the frames taken follow each other at other distances than a frame's length."""
        # What a copy that was cut short lacks among its last frames makes no variable rate.
        whole = max(self._last // 2, self._last - REORDERED)
        if self._first_odd is not None and self._first_odd <= whole:
            return True
        many = sum(at <= whole for at in self._held)
        return many > 1 and many > MOST_HELD * self._last


def is_vfr(times: Iterable[Fraction], rate: Fraction) -> bool:
    """Whether frame times, in shown order, contradict a constant rate; see `Regularity`."""
    regularity = Regularity(rate)
    for time in times:
        regularity.take(time)
    return regularity.is_vfr()


def nominal_rate(
    stamps: Sequence[int], time_base: Fraction, claims: Iterable[Fraction | None]
) -> tuple[Fraction, bool]:
    """Find the rate of a stream from its first stamps and from what its header claims.

    Of a variable rate the nominal one is, the first that can be told: the rate on whose grid all
    frames lie though many stay for longer; the mean of stamps that only jitter around it; that of
    the usual step. Where there is no usual step it is the header's mean or that of the middle
    step, whichever is higher: a frame shown twice is seen less than one left out.

    Args:
        stamps: time stamps of successive frames, in shown order.
        time_base: length of one tick in seconds.
        claims: rates that the header gives, the likeliest first.

    Returns:
        The nominal rate, and whether the stamps contradict a constant rate.
    """
    stated = [rate for rate in claims if rate is not None and 0 < rate <= 1000]
    candidates = dict.fromkeys([*map(snap_rate, stated), *stated])
    stated_first = next(iter(candidates), FALLBACK_RATE)
    if len(stamps) < 3:
        return stated_first, False
    usual, share = _usual_rate(stamps, time_base)
    if usual is not None:
        candidates[usual] = None
    start = stamps[0] * time_base
    for rate in candidates:
        clock = Clock(start, rate, time_base)
        if not is_vfr(map(clock.time, stamps), rate):
            return rate, False
    for rate in candidates:
        if _is_thinned(stamps, Clock(start, rate, time_base)):
            return min(rate, HIGHEST_NOMINAL), True
    if usual is None:
        return min(stated_first, HIGHEST_NOMINAL), True
    mean = _jittered_rate(stamps, time_base)
    if mean is not None:
        return min(mean, HIGHEST_NOMINAL), True
    if share < Fraction(1, 2):
        usual = max([usual, *map(_snapped_widely, stated[:1])])
    return min(usual, HIGHEST_NOMINAL), True


def _snapped_widely(rate: Fraction) -> Fraction:
    """Return the well-known rate that a measured one means."""
    return snap_rate(rate, near=NEAR_MEASURED)


def _usual_rate(stamps: Sequence[int], time_base: Fraction) -> tuple[Fraction | None, Fraction]:
    """Return the rate of the middle step, and the share of steps that are like it."""
    steps = sorted(after - before for before, after in pairwise(stamps))
    median = steps[len(steps) // 2]
    # Rounded stamps make steps of one tick more or less; their mean is the usual length. Where
    # a tick is a frame's length or nearly, one more is another length.
    slack = 1 if median >= 4 else 0
    usual = [step for step in steps if abs(step - median) <= slack]
    if sum(usual) <= 0:
        return None, Fraction(0)
    rate = _snapped_widely(len(usual) / (sum(usual) * time_base))
    return rate, Fraction(len(usual), len(steps))


def _is_thinned(stamps: Sequence[int], clock: Clock) -> bool:
    """Whether all frames lie on the clock's grid, most of them one length after the last."""
    times = [clock.time(stamp) for stamp in stamps]
    lengths = [(after - before) * clock.rate for before, after in pairwise(times)]
    is_on_grid = all(length.denominator == 1 and length >= 1 for length in lengths)
    return is_on_grid and 2 * lengths.count(Fraction(1)) > len(lengths)


def _jittered_rate(stamps: Sequence[int], time_base: Fraction) -> Fraction | None:
    """Return the rate that stamps stray around by less than a frame; None where they do not.

    The slope of the straight line nearest to them: their ends alone stray too much to tell
    29.97 from 30.
    """
    count, middle = len(stamps), Fraction(len(stamps) - 1, 2)
    # The sum of (k - middle) squared, for k from 0 to count - 1, is (count cubed - count) / 12.
    moment = sum(((k - middle) * stamp for k, stamp in enumerate(stamps)), Fraction(0))
    slope = moment * 12 / (count**3 - count)
    if slope <= 0:
        return None
    mean = Fraction(sum(stamps), count)
    strays = [stamp - mean - (k - middle) * slope for k, stamp in enumerate(stamps)]
    if max(strays) - min(strays) >= slope:
        return None
    return _snapped_widely(1 / (slope * time_base))
