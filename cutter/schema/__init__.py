"""The frozen values that walk between the rooms: of the film, of the taste, of the cut.

They know nothing about files, decoding, models or arithmetic on tastes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.schema.cut import (
    Chapters,
    Clip,
    CueTrack,
    EditDecisionList,
    Fit,
    Focus,
    Framing,
    Kind,
    Music,
    Output,
    SoundTrack,
    Source,
    Title,
    Transition,
)
from cutter.schema.evidence import (
    Belief,
    Comparison,
    Event,
    EventKind,
    Evidence,
    Grade,
    Learned,
    Origin,
    Place,
    Traits,
)
from cutter.schema.film import (
    SIGNAL_NAMES,
    Analysis,
    AudioTrack,
    Boundary,
    BoundaryKind,
    Chapter,
    Cue,
    FilmRecord,
    Keyframe,
    Media,
    Shot,
    Signals,
    Speed,
    SubtitleTrack,
)
from cutter.schema.span import TimeRange, merged
from cutter.schema.taste import (
    CutDefaults,
    Order,
    Preference,
    Profile,
    Reason,
    Role,
    Score,
    Taste,
    Want,
    Where,
)

if TYPE_CHECKING:
    from cutter.schema.film import Vectors

__all__ = [
    "SIGNAL_NAMES",
    "Analysis",
    "AudioTrack",
    "Belief",
    "Boundary",
    "BoundaryKind",
    "Chapter",
    "Chapters",
    "Clip",
    "Comparison",
    "Cue",
    "CueTrack",
    "CutDefaults",
    "EditDecisionList",
    "Event",
    "EventKind",
    "Evidence",
    "FilmRecord",
    "Fit",
    "Focus",
    "Framing",
    "Grade",
    "Keyframe",
    "Kind",
    "Learned",
    "Media",
    "Music",
    "Order",
    "Origin",
    "Output",
    "Place",
    "Preference",
    "Profile",
    "Reason",
    "Role",
    "Score",
    "Shot",
    "Signals",
    "SoundTrack",
    "Source",
    "Speed",
    "SubtitleTrack",
    "Taste",
    "TimeRange",
    "Title",
    "Traits",
    "Transition",
    "Vectors",
    "Want",
    "Where",
    "merged",
]
