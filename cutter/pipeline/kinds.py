"""The kinds of cut: each a named bundle of options, written down in one table.

An option that somebody gives wins over the kind that they ask for; that wins over the profile's own
habits; and these over the kind that is meant when none is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cutter.edit.request import Pace
    from cutter.schema import Chapters, Kind, Order


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a kind says of the options; None where it says nothing. Written as on the command line.

    The fields are those of `Wish` of the same names.
    """

    budget: str | None = None
    order: Order | None = None
    pace: Pace | None = None
    max_clip: str | None = None
    fill: bool | None = None
    no_spoilers: str | None = None
    split_edits: bool | None = None
    transition: str | None = None
    loudness: str | None = None
    chapters: Chapters | None = None
    captions: str | None = None


KINDS: Final[dict[Kind, Bundle]] = {
    "personal": Bundle(
        budget="15%",
        order="film",
        pace="even",
        fill=False,
        no_spoilers="off",
        split_edits=True,
        transition="cut",
        loudness="-16",
        chapters="none",
        captions="both",
    ),
    "trailer": Bundle(
        budget="90s",
        order="arc",
        pace="brisk",
        fill=True,
        no_spoilers="75%",
        loudness="-14",
    ),
    "teaser": Bundle(
        budget="30s",
        order="arc",
        pace="brisk",
        fill=True,
        no_spoilers="60%",
        loudness="-14",
    ),
    "recap": Bundle(
        budget="3m",
        order="film",
        pace="even",
        fill=True,
        transition="dissolve:0.5",
        chapters="clips",
    ),
    "string-out": Bundle(
        budget="100%",
        order="film",
        pace="calm",
        max_clip="10m",
        split_edits=False,
        transition="cut",
        loudness="off",
        chapters="clips",
    ),
}
"""`personal` says something of every option that has a default, for it is what is meant when no
kind is named. Lengths are the trade's habits: a trailer runs up to 2.5 minutes, online ones 90 s, a
teaser 30 s. Loudness: -14 LUFS is what social platforms play at, -16 podcasts and personal devices;
a string-out goes to an editor, who wants the sound as it is. The films' own
chapters come along only where that is asked for: like all metadata, they may tell more than the
pictures do."""
