"""What somebody wants the cut to be like, as written on the command line or given to the API.

Turns it, with what the profile says and what the film is, into a CutRequest and an Output. What
cannot be meant is refused when the wish is made, before any film is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from cutter.edit.budget import parse_budget
from cutter.edit.joins import parse_transition
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest, Pace
from cutter.edit.sequence import refuse_no_key
from cutter.errors import UsageError
from cutter.pipeline.kinds import KINDS, Bundle
from cutter.pipeline.shaping import parse_aspect, shaped_size
from cutter.pipeline.values import parse_frame_rate, parse_loudness, parse_size, parse_spoilers
from cutter.schema import Chapters, CutDefaults, Fit, Kind, Order, Output, Title
from cutter.times import positive_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.schema import Media

Captions = Literal["both", "inside", "beside", "none"]
Blend = Literal["fair", "average"]

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


@dataclass(frozen=True, slots=True)
class Wish:
    """What the cut shall be like. A field that is None is decided by kind, profile or default.

    Raises:
        UsageError: a field makes no sense; the message names the option.
    """

    kind: Kind | None = None
    budget: str | None = None
    """`90s`, `1:30` or `15%`."""
    order: Order | None = None
    pace: Pace | None = None
    min_clip: str | None = None
    max_clip: str | None = None
    fill: bool | None = None
    keep_credits: bool = False
    must: tuple[str, ...] = ()
    """`01:20`, `01:20-01:35` or `#14`; `@2` behind it for the second film."""
    never: tuple[str, ...] = ()
    no_spoilers: str | None = None
    """`0.75` or `75%`: the part of the film behind which nothing is shown; `off`."""
    denied: tuple[str, ...] = ()
    """Words and phrases that may be neither heard as a cue nor read."""
    split_edits: bool | None = None
    transition: str | None = None
    """`cut`, `dissolve:0.5` or `dip:0.5`, in seconds."""
    size: str | None = None
    """`1280x720`; None for the first film's."""
    aspect: str | None = None
    """`9:16`; None for the first film's, or that of `size`."""
    fit: Fit | None = None
    """None: padded, or with `aspect` what suits each clip."""
    frame_rate: str | None = None
    """`25`, `23.976` or `24000/1001`; None for the first film's."""
    crf: int = 20
    preset: str = "medium"
    prefer_copy: bool = False
    """Whether edges are drawn to places where the film can be copied without encoding."""
    snap: str = "0.25s"
    """How far an edge may be drawn."""
    loudness: str | None = None
    """LUFS of the whole, such as `-16`, or `off`."""
    music: Path | None = None
    music_level: float = -8.0
    """LU of the bed beside the programme, where nobody speaks."""
    music_ducked: float = -18.0
    """The same where somebody speaks."""
    on_beat: bool = False
    title: str | None = None
    end_title: str | None = None
    title_length: str = "3s"
    captions: Captions | None = None
    burn_in: str | None = None
    """Language of the subtitles that are drawn into the picture; empty for the film's first."""
    chapters: Chapters | None = None
    novelty: float | None = None
    """How far what a viewer has seen steps back, 0 to 1; None leaves what was seen alone."""
    blend: Blend = "fair"
    """How several viewers are served."""
    sequence: tuple[str, ...] = ()
    """`#14`, `#14.2`: clips in the order in which they are to be played, whatever `order` says; see
    `edit.sequence`."""

    def __post_init__(self) -> None:
        """Refuse what makes no sense, before any work."""
        for name, allowed in _CHOICES.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                told = ", ".join(allowed[:-1]) + f" or {allowed[-1]}"
                raise UsageError(f"--{name} {quoted(value)}: write {told}")
        for name, read in _READERS.items():
            if (text := getattr(self, name)) is not None:
                read(text)
        self._refuse_unfit_marks()
        self._refuse_unfit_titles()
        self._refuse_unfit_novelty()
        if self.size is not None and self.aspect is not None:
            (width, height), aspect = parse_size(self.size), parse_aspect(self.aspect)
            if not Fraction(49, 50) <= Fraction(width, height) / aspect <= Fraction(50, 49):
                told = f"--size {quoted(self.size)} is not of --aspect {quoted(self.aspect)}"
                raise UsageError(f"{told}; leave one of them out")
        if not 0 <= self.crf <= 51:
            raise UsageError(f"--crf {self.crf}: x264 takes 0 (lossless) to 51 (worst)")
        if self.preset not in PRESETS:
            raise UsageError(f"--preset {quoted(self.preset)}: write one of {', '.join(PRESETS)}")
        if self.on_beat and self.music is None:
            raise UsageError("--on-beat needs --music FILE, whose beats it goes by")

    def request(self, defaults: CutDefaults, frame_rate: Fraction) -> CutRequest:
        """Return what is asked of the edit; see `kinds` for what wins over what."""
        settled = self.settled(defaults)
        low, high = settled("min_clip"), settled("max_clip")
        return CutRequest(
            budget=parse_budget(settled("budget")),
            frame_rate=frame_rate,
            min_clip=_length(low, "--min-clip"),
            max_clip=_length(high, "--max-clip"),
            order=settled("order"),
            pace=settled("pace"),
            fill=settled("fill"),
            keep_credits=self.keep_credits,
            must=tuple(parse_mark(text, "--must") for text in self.must),
            never=tuple(parse_mark(text, "--never") for text in self.never),
            snap=positive_seconds(self.snap, "--snap") if self.prefer_copy else None,
            until=parse_spoilers(settled("no_spoilers")),
            denied=self.denied,
            split_edits=settled("split_edits"),
            handle=parse_transition(settled("transition")).handle(frame_rate),
            reserved=sum((title.duration for title in self.titles()), Fraction(0)),
        )

    def settled(self, defaults: CutDefaults | None = None) -> Settled:
        """Return what gives an option's value by its name, whoever decided it."""
        asked = KINDS[self.kind] if self.kind else Bundle()
        return Settled((self, asked, defaults, KINDS["personal"]))

    def titles(self) -> tuple[Title, ...]:
        """Return the cards before the cut and behind it."""
        duration = positive_seconds(self.title_length, "--title-length")
        cards: list[Title] = []
        if self.title is not None:
            cards.append(Title(self.title, duration, "start"))
        if self.end_title is not None:
            cards.append(Title(self.end_title, duration, "end"))
        return tuple(cards)

    def output(self, films: Sequence[Media]) -> Output:
        """Return what the file shall be like; the first film decides what is not said."""
        first = films[0]
        width, height = first.display_width, first.display_height
        if self.size is not None:
            width, height = parse_size(self.size)
        elif self.aspect is not None:
            width, height = shaped_size(width, height, parse_aspect(self.aspect))
        settled = self.settled()
        return Output(
            # 4:2:0 colour needs even sizes; a row or column is lost rather than invented.
            width=max(2, width - width % 2),
            height=max(2, height - height % 2),
            frame_rate=parse_frame_rate(self.frame_rate) if self.frame_rate else first.frame_rate,
            crf=self.crf,
            preset=self.preset,
            has_sound=self.music is not None or any(film.audio for film in films),
            carries_subtitles=settled("captions") in ("both", "inside"),
            subtitles_beside=settled("captions") in ("both", "beside"),
            burnt_in=self.burn_in,
            chapters=settled("chapters"),
        )

    def _refuse_unfit_marks(self) -> None:
        for text in self.must:
            parse_mark(text, "--must")
        for text in self.never:
            parse_mark(text, "--never")
        for text in self.sequence:
            refuse_no_key(text)

    def _refuse_unfit_novelty(self) -> None:
        # Not so for NaN either.
        if self.novelty is not None and not 0 <= self.novelty <= 1:
            raise UsageError(
                f"--novelty {self.novelty:g}: write 0 (what was seen counts) to 1 (it does not)"
            )

    def _refuse_unfit_titles(self) -> None:
        for option, text in (("--title", self.title), ("--end-title", self.end_title)):
            if text is not None and not text.strip():
                raise UsageError(f"{option}: the card has no words; leave the option out")
            if text is not None and len(text) > LONGEST_TITLE:
                raise UsageError(f"{option}: at most {LONGEST_TITLE} characters fit on a card")


@dataclass(frozen=True, slots=True)
class Settled:
    """Gives an option's value: the first of several that say something of it."""

    told: tuple[object, ...]

    def __call__(self, name: str) -> Any:  # noqa: ANN401 - as many types as options
        """Return the value of an option, or None where nobody says anything."""
        for each in self.told:
            if (value := getattr(each, name, None)) is not None:
                return value
        return None


_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "kind": get_args(Kind),
    "order": get_args(Order),
    "pace": get_args(Pace),
    "fit": get_args(Fit),
    "captions": get_args(Captions),
    "chapters": get_args(Chapters),
    "blend": get_args(Blend),
}
_READERS: Final[dict[str, Callable[[str], object]]] = {
    "budget": parse_budget,
    "min_clip": partial(positive_seconds, option="--min-clip"),
    "max_clip": partial(positive_seconds, option="--max-clip"),
    "snap": partial(positive_seconds, option="--snap"),
    "title_length": partial(positive_seconds, option="--title-length"),
    "no_spoilers": parse_spoilers,
    "transition": parse_transition,
    "size": parse_size,
    "aspect": parse_aspect,
    "frame_rate": parse_frame_rate,
    "loudness": parse_loudness,
}
LONGEST_TITLE: Final = 500


def _length(value: str | Fraction | None, option: str) -> Fraction | None:
    return positive_seconds(value, option) if isinstance(value, str) else value
