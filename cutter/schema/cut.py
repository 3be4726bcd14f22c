"""The cut itself: what of which films is shown, in which order, and what the file is like."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cutter.schema.film import Chapter, Cue
from cutter.schema.span import TimeRange
from cutter.schema.taste import Order, Reason

Kind = Literal["personal", "trailer", "teaser", "recap", "string-out"]
Fit = Literal["pad", "crop", "blur"]
Chapters = Literal["none", "film", "clips"]


@dataclass(frozen=True, slots=True)
class CueTrack:
    """One subtitle track of a film, as far as a cut needs it."""

    language: str
    """ISO 639 code as the film gives it, or an empty string."""
    title: str
    cues: tuple[Cue, ...]
    """On the film's clock, ordered by start: those that are heard in the cut."""


@dataclass(frozen=True, slots=True)
class Source:
    """A film that a cut draws on."""

    path: str
    """Relative to the plan's folder where the plan is written, else absolute; with `/`."""
    fingerprint: str
    duration: Fraction
    frame_rate: Fraction
    audio: int | None = None
    """Stream index of the sound track that is heard; None for the film's default one."""
    width: int = 0
    """Picture size as shown: upright, with square pixels; 0 where it is not known."""
    height: int = 0
    is_vfr: bool = False
    sample_rate: int = 0
    """Of the track that is heard; 0 for none."""
    channels: int = 0
    """Of the track that is heard; 0 for none."""
    timecode: str = ""
    """Of the first frame, `HH:MM:SS:FF`, with `;` before the frames for drop frame; empty for none:
    then it is 0 there."""
    chapters: tuple[Chapter, ...] = ()
    subtitles: tuple[CueTrack, ...] = ()
    """Every subtitle track of words that the cut carries."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A used piece of one shot, or of neighbouring shots joined."""

    source: int
    """Index into the list's sources."""
    shots: tuple[int, ...]
    source_range: TimeRange
    audio_range: TimeRange
    """The same as the picture's, except in a J or L cut."""
    score: float
    reasons: tuple[Reason, ...]
    pinned: bool = False
    """Asked for by `--must` or by the profile's `must`."""


@dataclass(frozen=True, slots=True)
class Transition:
    """How one clip goes over into the next, centred on the joint between the two.

    It takes no time of its own: the cut is as long as without. A dissolve shows what the clip
    before it shows after its out point, and the clip behind it before its in point; a dip goes to
    black and comes back from it, and needs nothing more of either.
    """

    after: int
    """Index of the clip before the joint."""
    kind: Literal["dissolve", "dip"]
    duration: Fraction
    """Seconds, an even number of output frames: half before the joint, half behind it."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the middle of what is shown of a picture lies, at one moment."""

    time: Fraction
    """Seconds on the film's clock."""
    x: float
    """0 at the left edge of the upright picture to 1 at its right edge."""
    y: float


@dataclass(frozen=True, slots=True)
class Framing:
    """How one clip's picture is set into a frame of another shape."""

    fit: Fit
    """`pad`: all of it with black around; `blur`: all of it with a blurred picture of itself
    around; `crop`: the largest part that fills the frame."""
    path: tuple[Focus, ...] = ()
    """Of a crop: its middle, straight from point to point and held before the first and behind the
    last; none for the picture's middle. The crop stays inside the picture."""


@dataclass(frozen=True, slots=True)
class Title:
    """A card with words on black, before the first clip or behind the last."""

    text: str
    duration: Fraction
    """Seconds."""
    place: Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Music:
    """A bed of music under the whole cut; it begins with its first frame."""

    path: str
    """As a source's."""
    fingerprint: str
    level: float
    """LU of the bed beside the programme's loudness, where nobody speaks; mostly negative."""
    ducked: float
    """The same where somebody speaks."""
    speech: tuple[TimeRange, ...] = ()
    """When somebody speaks, in the cut's own time."""
    start: Fraction = Fraction(0)
    """What of the music comes with the cut's first frame, in seconds."""


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A further sound track that the cut carries."""

    language: str
    title: str
    streams: tuple[int | None, ...]
    """For each source the stream index that is heard; None for the film's default one."""


@dataclass(frozen=True, slots=True)
class Output:
    """What the finished file is like."""

    width: int
    height: int
    """Both even, square pixels."""
    frame_rate: Fraction
    crf: int = 20
    preset: str = "medium"
    sample_rate: int = 48_000
    has_sound: bool = True
    carries_subtitles: bool = True
    """Whether the sources' subtitle tracks become tracks of the file."""
    subtitles_beside: bool = False
    """Whether they are also written beside the file, one for each language."""
    burnt_in: str | None = None
    """Language of the subtitle track that is drawn into the picture; an empty string for each
    film's first; None for none."""
    chapters: Chapters = "none"
    """`film`: those of the films, where they come to lie; `clips`: one for each clip."""


@dataclass(frozen=True, slots=True)
class EditDecisionList:
    """The cut, in playing order. Preview, render and every export read it and nothing else."""

    sources: tuple[Source, ...]
    clips: tuple[Clip, ...]
    output: Output
    profile: str
    """The profile's name, for people; empty for none."""
    model: str
    budget: Fraction
    """The length to fill, in seconds."""
    order: Order
    gap: float
    """How far the choice may be from the best possible, 0 to 1 (an upper bound)."""
    notes: tuple[str, ...] = ()
    """What a person should know of this cut, a sentence each."""
    kind: Kind = "personal"
    transitions: tuple[Transition, ...] = ()
    """Ordered by clip; at most one for a joint. No two share a frame."""
    reframe: tuple[Framing, ...] = ()
    """One for each clip; none at all: every picture is padded where its shape differs."""
    titles: tuple[Title, ...] = ()
    """At most one for each place."""
    music: Music | None = None
    loudness: float | None = None
    """Of the whole programme, in LUFS (EBU R128), with no true peak above -1 dBTP; None leaves the
    sound as loud as it is."""
    other_sound: tuple[SoundTrack, ...] = ()
    """Further tracks, in file order; the first track of the cut is what `Source.audio` names."""

    @property
    def duration(self) -> Fraction:
        """Length of the cut with its titles, in seconds."""
        clips = sum((clip.source_range.duration for clip in self.clips), Fraction(0))
        return clips + sum((title.duration for title in self.titles), Fraction(0))
