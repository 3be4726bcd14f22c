"""Cuts of the bench films to be rendered: as edit decision lists, written as plan files."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cutter.interchange.plan import plan_to_json
from cutter.media.source import open_source
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

CLIPS = 20
CLIP_SECONDS = Fraction(3)
CRF = 20
"""Cutter's default."""


def shot_starts(film: Path, clips: int = CLIPS) -> list[int]:
    """Return the first frames of so many shots of a film, evenly spread, that hard cuts lead into.

    Each lasts for a whole clip; where a film has too few such shots, they come more than once.
    """
    truth = json.loads(film.with_suffix(".json").read_text(encoding="utf-8"))
    need = CLIP_SECONDS * Fraction(truth["frame_rate"])
    cuts = {b["start_frame"] for b in truth["boundaries"] if b["kind"] == "cut"}
    soft = [b["start_frame"] for b in truth["boundaries"] if b["kind"] != "cut"]
    fit = [
        shot["start_frame"]
        for shot in truth["shots"]
        if shot["start_frame"] in cuts
        and shot["end_frame"] - shot["start_frame"] >= need
        and not any(shot["start_frame"] <= s < shot["start_frame"] + need for s in soft)
    ]
    return sorted(fit[int(k * len(fit) / clips)] for k in range(clips))


def any_starts(film: Path, clips: int = CLIPS, length: Fraction = CLIP_SECONDS) -> list[int]:
    """Return so many frames of a film by chance, in its order."""
    media = open_source(film)
    frames, need = int(media.end * media.frame_rate), int(length * media.frame_rate)
    rng = np.random.default_rng(8)
    room = max(1, frames // clips - need)
    step = (frames - need - room) / (clips - 1)
    return [int(k * step + rng.integers(room)) for k in range(clips)]


def edl_of(
    film: Path, starts: Sequence[int], preset: str, length: Fraction = CLIP_SECONDS
) -> EditDecisionList:
    """Return a cut of clips of one length that begin with these frames."""
    media = open_source(film)
    spans = [
        TimeRange(start / media.frame_rate, start / media.frame_rate + length) for start in starts
    ]
    source = Source(media.path.as_posix(), media.fingerprint, media.end, media.frame_rate)
    return EditDecisionList(
        sources=(source,),
        clips=tuple(Clip(0, (0,), span, span, 0.0, ()) for span in spans),
        output=Output(
            media.display_width, media.display_height, media.frame_rate, crf=CRF, preset=preset
        ),
        profile="",
        model="none",
        budget=length * len(spans),
        order="film",
        gap=0.0,
    )


def write_plan(edl: EditDecisionList, path: Path) -> Path:
    """Write a cut as a plan file."""
    path.write_text(plan_to_json(edl, path.parent), encoding="utf-8")
    return path
