"""The frozen values that walk between the rooms: of the film, of the taste, of the cut.

They know nothing about files, decoding, models or arithmetic on tastes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.schema.cut import Clip, EditDecisionList, Output, Source
from cutter.schema.film import (
    SIGNAL_NAMES,
    Analysis,
    AudioTrack,
    Boundary,
    BoundaryKind,
    Cue,
    FilmRecord,
    Keyframe,
    Media,
    Shot,
    Signals,
    Speed,
    SubtitleTrack,
)
from cutter.schema.span import TimeRange
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
    "Boundary",
    "BoundaryKind",
    "Clip",
    "Cue",
    "CutDefaults",
    "EditDecisionList",
    "FilmRecord",
    "Keyframe",
    "Media",
    "Order",
    "Output",
    "Preference",
    "Profile",
    "Reason",
    "Role",
    "Score",
    "Shot",
    "Signals",
    "Source",
    "Speed",
    "SubtitleTrack",
    "Taste",
    "TimeRange",
    "Vectors",
    "Want",
    "Where",
]
