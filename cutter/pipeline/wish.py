"""What somebody wants the cut to be like, as written on the command line or given to the API.

Turns it, with what the profile says and what the film is, into a CutRequest and an Output. What
cannot be meant is refused when the wish is made, before any film is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, get_args

from cutter.edit.budget import parse_budget
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest, Pace
from cutter.errors import UsageError
from cutter.schema import CutDefaults, Order, Output
from cutter.times import positive_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Media

DEFAULT_BUDGET: Final = "15%"
"""Share of the film that a cut takes when nobody says otherwise: the summarisation habit."""

PRESETS: Final = (
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
)
"""x264's presets; `placebo` is left out, for it only costs time."""

_SIZE: Final = re.compile(r"([0-9]{1,5})\s*[x×]\s*([0-9]{1,5})", re.IGNORECASE)
_WELL_KNOWN_RATES: Final = (
    Fraction(24000, 1001),
    Fraction(30000, 1001),
    Fraction(48000, 1001),
    Fraction(60000, 1001),
    Fraction(120000, 1001),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the cut shall be like. Where a field is None, the profile decides, then the default.

    Raises:
        UsageError: a field makes no sense; the message names the option.
    """

    budget: str | None = None
    """`90s`, `1:30` or `15%`."""
    order: Order | None = None
    pace: Pace | None = None
    min_clip: str | None = None
    max_clip: str | None = None
    fill: bool = False
    keep_credits: bool = False
    must: tuple[str, ...] = ()
    """`01:20`, `01:20-01:35` or `#14`; `@2` behind it for the second film."""
    never: tuple[str, ...] = ()
    size: str | None = None
    """`1280x720`; None for the first film's."""
    frame_rate: str | None = None
    """`25`, `23.976` or `24000/1001`; None for the first film's."""
    crf: int = 20
    preset: str = "medium"
    prefer_copy: bool = False
    """Whether edges are drawn to places where the film can be copied without encoding."""
    snap: str = "0.25s"
    """How far an edge may be drawn."""

    def __post_init__(self) -> None:
        """Refuse what makes no sense, before any work."""
        if self.budget is not None:
            parse_budget(self.budget)
        if self.order is not None and self.order not in get_args(Order):
            raise UsageError(f"--order {quoted(self.order)}: write film, score or arc")
        if self.pace is not None and self.pace not in get_args(Pace):
            raise UsageError(f"--pace {quoted(self.pace)}: write calm, even or brisk")
        if self.min_clip is not None:
            positive_seconds(self.min_clip, "--min-clip")
        if self.max_clip is not None:
            positive_seconds(self.max_clip, "--max-clip")
        for text in self.must:
            parse_mark(text, "--must")
        for text in self.never:
            parse_mark(text, "--never")
        if self.size is not None:
            parse_size(self.size)
        if self.frame_rate is not None:
            parse_frame_rate(self.frame_rate)
        positive_seconds(self.snap, "--snap")
        if not 0 <= self.crf <= 51:
            raise UsageError(f"--crf {self.crf}: x264 takes 0 (lossless) to 51 (worst)")
        if self.preset not in PRESETS:
            raise UsageError(f"--preset {quoted(self.preset)}: write one of {', '.join(PRESETS)}")

    def request(self, defaults: CutDefaults, frame_rate: Fraction) -> CutRequest:
        """Return what is asked of the edit; this wish wins over the profile's defaults."""
        return CutRequest(
            budget=parse_budget(self.budget or defaults.budget or DEFAULT_BUDGET),
            frame_rate=frame_rate,
            min_clip=_length(self.min_clip, "--min-clip") or defaults.min_clip,
            max_clip=_length(self.max_clip, "--max-clip") or defaults.max_clip,
            order=self.order or defaults.order or "film",
            pace=self.pace or defaults.pace or "even",
            fill=self.fill,
            keep_credits=self.keep_credits,
            must=tuple(parse_mark(text, "--must") for text in self.must),
            never=tuple(parse_mark(text, "--never") for text in self.never),
            snap=positive_seconds(self.snap, "--snap") if self.prefer_copy else None,
        )

    def output(self, films: Sequence[Media]) -> Output:
        """Return what the file shall be like; the first film decides what is not said."""
        first = films[0]
        width, height = (
            parse_size(self.size)
            if self.size is not None
            else (first.display_width, first.display_height)
        )
        return Output(
            # 4:2:0 colour needs even sizes; a row or column is lost rather than invented.
            width=max(2, width - width % 2),
            height=max(2, height - height % 2),
            frame_rate=parse_frame_rate(self.frame_rate) if self.frame_rate else first.frame_rate,
            crf=self.crf,
            preset=self.preset,
            has_sound=any(film.audio for film in films),
        )


def parse_size(text: str) -> tuple[int, int]:
    """Read `1280x720` as width and height in pixels.

    Raises:
        UsageError: it is no size, or one that no encoder takes.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--size {quoted(text)} is no size; write 1280x720")
    width, height = int(match[1]), int(match[2])
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise UsageError(f"--size {quoted(text)}: each side from 16 to 8192")
    return width, height


def parse_frame_rate(text: str) -> Fraction:
    """Read `25`, `23.976` or `24000/1001`; a decimal near a well-known rate is that rate.

    Raises:
        UsageError: it is no rate, or one out of reach.
    """
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"--fps {quoted(text)} is no rate; write 25 or 24000/1001") from error
    if not 1 <= rate <= 240:
        raise UsageError(f"--fps {quoted(text)}: from 1 to 240 frames per second")
    for known in _WELL_KNOWN_RATES:
        if abs(rate - known) < Fraction(1, 100):
            return known
    return rate


def _length(text: str | None, option: str) -> Fraction | None:
    return positive_seconds(text, option) if text is not None else None
