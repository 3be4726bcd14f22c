"""What walks between the page and the server, as JSON: the contract of both.

Times are seconds on the film's clock, 0 at its first frame, as plain numbers; shots count from 0
and are shown to people as #1, #2, …; lists over shots have one entry for each shot of the film.
Knows nothing about how any of it is made.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Playable = Literal["yes", "ask", "no"]
"""Whether a browser shows a film: surely; the page has to try; surely not."""


class SourceTold(TypedDict):
    """The film as the page plays it: `GET /api/film`."""

    address: str
    """`/film` or, once it is made, `/proxy`."""
    type: str
    """MIME type with codecs, for `canPlayType`; empty where it is not known."""
    offset: float
    """Seconds to add to a time of ours for the browser's `currentTime`."""
    start: float
    """When the file begins on its own clock: what to take from `offset` where a browser counts from
    there; its `duration` is then shorter by that."""
    playable: Playable


class CueTold(TypedDict):
    """One subtitle."""

    start: float
    end: float
    text: str


class SheetsTold(TypedDict):
    """Thumbnails of all shots in a few pictures: shot n lies on sheet n // (columns * rows)."""

    address: str
    """`/thumbs/{}.jpg`, with the sheet's number for `{}`."""
    width: int
    """Of one thumbnail, pixels."""
    height: int
    columns: int
    rows: int


class FilmTold(TypedDict):
    """What never changes while the studio is open: `GET /api/film`."""

    name: str
    duration: float
    frame_rate: float
    width: int
    height: int
    has_sound: bool
    source: SourceTold
    starts: list[float]
    ends: list[float]
    clean_starts: list[float]
    """Where a clip of the shot may begin: behind a dissolve or fade."""
    clean_ends: list[float]
    cues: list[CueTold]
    guards: list[tuple[float, float]]
    """Spans in which sound must not be cut: words and cues."""
    sheets: SheetsTold


class WantTold(TypedDict):
    """One preference, with its slider."""

    key: str
    """What actions name it by; it does not change while the studio is open."""
    label: str
    role: Literal["like", "dislike", "never", "must"]
    where: Literal["picture", "dialogue", "any"]
    weight: float
    written: float | None
    """The weight in the profile's file; None for what is not in it yet."""
    is_learnt: bool
    """It comes from what was learnt, and has no slider."""
    colour: int
    """Number of its curve's colour, from 0."""


class SignalTold(TypedDict):
    """One signal, with its slider of -3 to 3."""

    name: str
    label: str
    """What it is, in words."""
    weight: float
    written: float


class ClipTold(TypedDict):
    """One clip of the cut, in playing order."""

    key: str
    """What actions name it by: `#14`, or `#14.2` for the second clip of a shot."""
    shots: list[int]
    start: float
    end: float
    sound_start: float
    """Other than `start` in a J or L cut; the sound of the cut is gapless all the same."""
    sound_end: float
    score: float
    is_locked: bool
    is_trimmed: bool


class TransitionTold(TypedDict):
    """How a clip goes over into the next, centred on the joint between the two."""

    after: int
    """Index of the clip before the joint."""
    kind: Literal["dissolve", "dip"]
    duration: float
    """Half of it lies before the joint, half behind it; the cut is as long as without."""


class TitleTold(TypedDict):
    """A card with words on black, before the first clip or behind the last."""

    text: str
    duration: float
    place: Literal["start", "end"]


class WishTold(TypedDict):
    """One choice about the cut as a whole."""

    value: str | None
    """As it was chosen here; None where nothing was."""
    settled: str
    """What holds: chosen, the kind's, the profile's or the default."""
    choices: list[str]
    """What may be chosen; empty for free text, such as the budget."""


class LearntTold(TypedDict):
    """What the last reaction changed: `+4 storm`."""

    label: str
    amount: float


class ViewTold(TypedDict):
    """The cut as it stands, and all that led to it: `GET /api/view`, and the answer to actions."""

    step: int
    """Number of this state, for telling a late answer from the newest."""
    undo: str | None
    """What the next undo takes back, in words; None where there is nothing."""
    redo: str | None
    undo_note: str
    """What cannot be undone, and why; empty where there is nothing."""
    is_saved: bool
    """Whether the profile's file holds all that was changed of the taste here."""
    profile: str
    """The profile's name; empty for none."""
    kind: str
    scores: list[float]
    matches: list[int]
    """1 for a shot that the viewer asked for, 0 for others."""
    verdicts: list[str]
    """`chosen`, or why not, see `edit.choice.Choice.verdicts`."""
    clips: list[ClipTold]
    transitions: list[TransitionTold]
    titles: list[TitleTold]
    is_moved: bool
    """Whether the order of the clips was made by hand."""
    bans: list[int]
    """Shots that were banned here."""
    wants: list[WantTold]
    signals: list[SignalTold]
    curves: str
    """Changes when the curves do; the page then asks `GET /api/curves`."""
    wish: dict[str, WishTold]
    """By name: budget, fill, order, kind, aspect, pace, min_clip."""
    duration: float
    budget: float
    gap: float
    notes: list[str]
    entered: list[int]
    """Shots that came into the cut with the last action."""
    left: list[int]
    """Shots that went out of it."""
    learnt: list[LearntTold]
    likes: list[int]
    """Shots that were liked here, and not taken back."""
    dislikes: list[int]
    planned_ms: float
    """How long planning took."""


class CurveTold(TypedDict):
    """One curve along the film: how well each shot matches a preference."""

    key: str
    values: list[float]
    """0 to 1 of a full match for a preference."""


class ReasonTold(TypedDict):
    """One summand of a shot's score."""

    label: str
    amount: float
    detail: str


class ShotTold(TypedDict):
    """Why a shot is worth what it is: `GET /api/shot/{index}`."""

    shot: int
    score: float
    reasons: list[ReasonTold]
    verdict: str
    said: list[str]
    """The subtitles heard in it."""


class VariantTold(TypedDict):
    """One of several cuts of the same wish: `GET /api/variants`."""

    clips: list[ClipTold]
    duration: float
    worth: float
    """As a part of the best one's."""
    shared: float
    """Part of its time that the one most like it shows as well."""
    is_picked: bool


class EntryTold(TypedDict):
    """One line of the history: `GET /api/history`."""

    when: str
    """UTC, ISO 8601; empty for what is not saved yet."""
    what: str
    is_pending: bool


class StandingTold(TypedDict):
    """How far the studio is: `GET /api/standing`."""

    stage: Literal["opening", "ready", "failed"]
    """Opening: the film is analysed, or recalled; then the desk is ready."""
    film: str
    profile: str
    error: str
    command: str
    """What to type to open this studio again, once its server is gone."""


class RefusedTold(TypedDict):
    """Any answer that is an error: one line, and what it is about."""

    error: str
    exit_code: int
