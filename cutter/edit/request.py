"""What the cut shall be like: its length, its clips, its order. Knows nothing about the films."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import UsageError
from cutter.times import length

if TYPE_CHECKING:
    from cutter.edit.budget import Budget
    from cutter.edit.marks import Mark
    from cutter.schema import Order

Pace = Literal["calm", "even", "brisk"]

PACES: Final[dict[Pace, tuple[Fraction, Fraction, Fraction]]] = {
    "calm": (Fraction(3, 2), Fraction(5), Fraction(12)),
    "even": (Fraction(6, 5), Fraction(3), Fraction(6)),
    "brisk": (Fraction(3, 5), Fraction(3, 2), Fraction(3)),
}
"""Shortest, usual and longest clip in seconds. The usual ones bracket the mean shot length of
popular films, 2.5 to 5 s; the shortest still lets a viewer take the picture in."""


BRIEFEST: Final = Fraction(1, 2)
"""Seconds. Where the shortest clip gives way, it does not give way below this: a clip of a few
frames flashes by and looks like a fault. By eye, not measured."""

MOST_FRAMES: Final = 2**40
"""Frames of the longest clip that is reckoned with: centuries."""


@dataclass(frozen=True, slots=True)
class ClipLengths:
    """How long clips may be, in output frames."""

    shortest: int
    briefest: int
    """What the shortest gives way to at most, as long as there is anything else to show."""
    usual: int
    longest: int
    shortest_yields: bool
    """The shortest is only the pace's habit: it gives way where the budget could not be met."""
    longest_yields: bool
    """Likewise the longest."""


@dataclass(frozen=True, slots=True)
class CutRequest:
    """What somebody asked for.

    Raises:
        UsageError: a length is not positive, or the shortest clip is longer than the longest.
    """

    budget: Budget
    frame_rate: Fraction
    """Of the output, frames per second."""
    min_clip: Fraction | None = None
    """Seconds; None for the pace's, which yields where the budget could not be met."""
    max_clip: Fraction | None = None
    """Seconds; None for the pace's, which yields where the budget could not be met."""
    order: Order = "film"
    fill: bool = False
    """Whether shots that nobody asked for may fill the budget up."""
    keep_credits: bool = False
    """Whether logos, end credits and black may be used like other shots."""
    must: tuple[Mark, ...] = ()
    never: tuple[Mark, ...] = ()
    pace: Pace = "even"
    snap: Fraction | None = None
    """Seconds by which edges may be drawn to places that can be copied; None to leave them."""
    until: Fraction | None = None
    """The part of each film, 0 to 1, behind which nothing is shown; None for all of it."""
    denied: tuple[str, ...] = ()
    """Words and phrases that may be neither heard as a cue nor read."""
    split_edits: bool = True
    """Whether sound may lead or trail its picture."""
    handle: Fraction = Fraction(0)
    """Seconds of a shot that are left for dissolves at either end of a clip, where it is long
    enough."""
    reserved: Fraction = Fraction(0)
    """Seconds of the budget that titles take."""

    def __post_init__(self) -> None:
        """Refuse lengths that make no sense."""
        if self.frame_rate <= 0:
            raise UsageError("the frame rate must be more than zero; write 25 or 24000/1001")
        for name, value in (("--min-clip", self.min_clip), ("--max-clip", self.max_clip)):
            if value is not None and value <= 0:
                raise UsageError(f"{name} must be more than zero; write 1.5 or 1.5s")
        low, high = self.min_clip, self.max_clip
        if low is not None and high is not None and low > high:
            raise UsageError(
                f"--min-clip {length(low)} is longer than --max-clip {length(high)};"
                " lower the first or raise the second"
            )

    def clip_lengths(self) -> ClipLengths:
        """Return how long clips may be, in output frames; each at least one frame."""
        low, usual, high = PACES[self.pace]
        if self.min_clip is not None:
            low = self.min_clip
            high = max(high, 2 * low)
        if self.max_clip is not None:
            high = self.max_clip
            low = min(low, high)
        usual = min(max(usual, low), high)
        # Arrays of frames hold no number of any size, and no film lasts this long.
        low, usual, high = (min(each, MOST_FRAMES / self.frame_rate) for each in (low, usual, high))
        shortest = max(1, -int(-low * self.frame_rate // 1))
        longest = max(shortest, int(high * self.frame_rate // 1))
        return ClipLengths(
            shortest=shortest,
            briefest=min(shortest, -int(-BRIEFEST * self.frame_rate // 1)),
            usual=min(max(round(usual * self.frame_rate), shortest), longest),
            longest=longest,
            shortest_yields=self.min_clip is None,
            longest_yields=self.max_clip is None,
        )
