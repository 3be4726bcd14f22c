"""What is known of a film: the opened source, its shots, and what was seen and heard in it.

Times are exact seconds (`Fraction`) on the film's own clock, where 0 is the first frame shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cutter.schema.span import TimeRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BoundaryKind = Literal["cut", "dissolve", "fade"]
Speed = Literal["full", "fast", "draft"]

SIGNAL_NAMES = (
    "motion",
    "brightness",
    "colourfulness",
    "hue",
    "saturation",
    "contrast",
    "sharpness",
    "faces",
    "face_share",
    "loudness",
    "speech",
    "black",
    "text",
)
"""The fields of `Signals`, in the order in which they are stored."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One sound track of a film."""

    index: int
    """Stream index in the file."""
    codec: str
    language: str
    """ISO 639 code as the file gives it, or an empty string."""
    title: str
    channels: int
    sample_rate: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """One subtitle track of a film."""

    index: int
    """Stream index in the file."""
    codec: str
    language: str
    title: str
    is_default: bool
    is_text: bool
    """False for subtitles that are pictures; these cannot be read."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a film; it lasts to the next one, or to the film's end."""

    start: Fraction
    title: str


@dataclass(frozen=True, slots=True)
class Media:
    """One opened source: what the file is, and how its clock relates to ours."""

    path: Path
    """Where it was opened; resolved. Not part of a stored Analysis."""
    fingerprint: str
    """Hash of the content, 32 hexadecimal digits: the same film under another name is the same."""
    container: str
    codec: str
    video_index: int
    """Stream index of the picture."""
    clock_start: Fraction
    """The first shown frame's time on the file's own clock: what to add before asking FFmpeg."""
    container_start: Fraction
    """The file's start time; ffmpeg's `-ss` before `-i` counts from it."""
    end: Fraction
    """End of the last frame shown, on our clock."""
    end_from: Literal["header", "content"]
    """Whether `end` was read from the header (a promise) or from decoded frames (a fact)."""
    width: int
    """Picture size as decoded, before rotation and pixel aspect, in pixels."""
    height: int
    display_width: int
    """Picture size as shown: upright, with square pixels."""
    display_height: int
    pixel_aspect: Fraction
    rotation: int
    """Clockwise degrees to turn a decoded frame so that it stands upright: 0, 90, 180 or 270."""
    frame_rate: Fraction
    """Nominal constant rate, frames per second."""
    is_vfr: bool
    pixel_format: str
    colour_primaries: str
    colour_transfer: str
    colour_space: str
    is_interlaced: bool
    audio: tuple[AudioTrack, ...] = ()
    subtitles: tuple[SubtitleTrack, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    """Ordered by start."""
    timecode: str = ""
    """Of the first frame as the file tells it, `HH:MM:SS:FF` or with `;` before the frames for drop
    frame; empty for none."""

    @property
    def frame_duration(self) -> Fraction:
        """Length of one frame at the nominal rate, in seconds."""
        return 1 / self.frame_rate


@dataclass(frozen=True, slots=True)
class Boundary:
    """A change from one shot to the next. A cut takes no time: its start is its end."""

    kind: BoundaryKind
    start: Fraction
    end: Fraction
    """First moment at which the next shot stands alone."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One uninterrupted take, between two boundaries."""

    index: int
    span: TimeRange
    clean: TimeRange
    """The part outside the dissolves and fades at its edges: what a clip may use."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A representative frame of a shot (never a codec's I-frame: that is an iframe)."""

    shot: int
    time: Fraction


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: plain text, never empty."""

    span: TimeRange
    text: str
    track: str
    """Language of the track, or the name of the file that it came from."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured of a shot without a model. Shares and light are 0 to 1."""

    motion: float
    """Mean absolute change of luma between frames 1/12 s apart or nearer, scaled to one second."""
    brightness: float
    """Mean luma."""
    colourfulness: float
    """Hasler and Suesstrunk's measure (2003), divided by 100."""
    hue: float
    """Circular mean hue weighted by saturation, in degrees 0 to 360."""
    saturation: float
    contrast: float
    """Standard deviation of luma, doubled, so that black and white halves give 1."""
    sharpness: float
    """log1p of the Laplacian's variance on 8-bit luma, divided by 10."""
    faces: float
    """Mean count of faces on the shot's keyframes."""
    face_share: float
    """Largest face as a share of the frame's area."""
    loudness: float
    """Loudest momentary loudness (EBU R128, 400 ms), in LUFS; -70 for silence or no sound."""
    speech: float
    """Share of the shot's time in which somebody speaks (cues, else voiced sound)."""
    black: float
    """Share of the frame's area, over the whole shot, that is black or nearly."""
    text: float
    """Share of the frame's area covered by lettering on the keyframes (titles, credits, logos)."""


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """What one decode pass and the subtitles yield: everything of an Analysis but the vectors."""

    media: Media
    detector: str
    """Which detector with which settings found the shots; part of the store's key."""
    boundaries: tuple[Boundary, ...]
    shots: tuple[Shot, ...]
    keyframes: tuple[Keyframe, ...]
    """Ordered by shot, then by time; every shot has at least one."""
    pictures: tuple[bytes, ...]
    """A JPEG of at most 20 KB for each keyframe, upright, square pixels."""
    signals: tuple[Signals, ...]
    """One for each shot."""
    cues: tuple[Cue, ...]
    """Ordered by start."""
    cue_terms: tuple[tuple[str, ...], ...]
    """The stemmed words of each cue, without the commonest ones."""
    warnings: tuple[str, ...] = ()
    """What was found wrong with the file, a sentence each."""
    speech: tuple[TimeRange, ...] = ()
    """When somebody speaks, as the sound tells it; ordered, apart from each other."""
    speed: Speed = "full"
    """Which frames were looked at: all; those that others lean on; or iframes alone."""
    sure: tuple[int, ...] = ()
    """Of a draft: the shots whose every frame was looked at since, ascending."""


def models_of(model: str, reader: str) -> str:
    """Return what eyes and a sentence model are called together: what traits are kept under.

    Args:
        model: name of the eyes.
        reader: name of the sentence model; empty where the eyes read for themselves.
    """
    return f"{model} with {reader}" if reader else model


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A film as its shots, what was measured of them, and how one model sees them.

    It belongs to the film: no byte of it depends on a profile. Arrays are read-only.
    """

    film: FilmRecord
    model: str
    """Name of the eyes that made the vectors."""
    image_vectors: Vectors
    """(n_keyframes, dim) float32, unit length."""
    cue_vectors: Vectors
    """(n_cues, words_dim) float32, unit length: by the sentence model, or else by the eyes."""
    null_vectors: Vectors
    """(n_null_prompts, dim) float32, unit length: captions of nothing in particular."""
    reader: str = ""
    """Name of the sentence model that read the cues; empty: the eyes did."""
    null_sentences: Vectors | None = None
    """(n_null_sentences, words_dim) float32, unit length: sentences of nothing in particular;
    None where the eyes read the cues."""

    @property
    def models(self) -> str:
        """What made the vectors: the eyes, and the sentence model where there is one."""
        return models_of(self.model, self.reader)

    @property
    def word_nulls(self) -> Vectors:
        """What a cue has to stand out against: null sentences, or the eyes' null prompts."""
        return self.null_vectors if self.null_sentences is None else self.null_sentences

    def cues_of(self, shot: Shot) -> tuple[int, ...]:
        """Return the indices of the cues heard during a shot."""
        return tuple(
            index
            for index, cue in enumerate(self.film.cues)
            if cue.span.start < shot.span.end and cue.span.end > shot.span.start
        )

    def keyframes_of(self, shot: Shot) -> tuple[int, ...]:
        """Return the indices of a shot's keyframes."""
        return tuple(i for i, key in enumerate(self.film.keyframes) if key.shot == shot.index)
