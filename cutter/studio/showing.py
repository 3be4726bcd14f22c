"""A film and a planned cut in the form in which the page takes them.

Numbers are rounded; nothing is decided here.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cutter.edit.guards import guards_of
from cutter.report.thumbnails import picture_of_shot
from cutter.studio.thumbs import SHEETS
from cutter.studio.wire import FilmTold, ViewTold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline import Planned
    from cutter.schema import Analysis, Clip
    from cutter.studio.wire import ClipTold, ReasonTold, ShotTold, SourceTold

_PLACES: Final = 4
"""Decimals of scores; the page draws them."""


def film_told(analysis: Analysis, source: SourceTold) -> FilmTold:
    """Return what never changes of a film."""
    film = analysis.film
    media = film.media
    return {
        "name": media.path.name,
        "duration": float(media.end),
        "frame_rate": float(media.frame_rate),
        "width": media.display_width,
        "height": media.display_height,
        "has_sound": bool(media.audio),
        "source": source,
        "starts": [float(shot.span.start) for shot in film.shots],
        "ends": [float(shot.span.end) for shot in film.shots],
        "clean_starts": [float(shot.clean.start) for shot in film.shots],
        "clean_ends": [float(shot.clean.end) for shot in film.shots],
        "cues": [
            {"start": float(cue.span.start), "end": float(cue.span.end), "text": cue.text}
            for cue in film.cues
        ],
        "guards": [(float(span.start), float(span.end)) for span in guards_of(film)],
        "sheets": SHEETS,
    }


def view_told(planned: Planned, planned_ms: float) -> ViewTold:
    """Return a cut and what led to it, before anything was changed by hand."""
    edl, film = planned.edl, planned.films[0]
    return {
        "step": 0,
        "undo": None,
        "redo": None,
        "is_saved": True,
        "profile": edl.profile,
        "kind": edl.kind,
        "scores": [round(score.value, _PLACES) for score in film.scores],
        "matches": [int(score.is_match) for score in film.scores],
        "verdicts": list(planned.choice.verdicts[0]),
        "clips": clips_told(edl.clips),
        "bans": [],
        "wants": [],
        "signals": [],
        "curves": "",
        "wish": {},
        "duration": float(edl.duration),
        "budget": float(edl.budget),
        "gap": round(edl.gap, _PLACES),
        "notes": list(edl.notes),
        "entered": [],
        "left": [],
        "learnt": [],
        "likes": [],
        "dislikes": [],
        "planned_ms": round(planned_ms, 1),
    }


def clips_told(clips: Sequence[Clip]) -> list[ClipTold]:
    """Return the clips of a cut, in playing order."""
    return [
        {
            "key": key,
            "shots": list(clip.shots),
            "start": float(clip.source_range.start),
            "end": float(clip.source_range.end),
            "sound_start": float(clip.audio_range.start),
            "sound_end": float(clip.audio_range.end),
            "score": round(clip.score, _PLACES),
            "is_locked": clip.pinned,
            "is_trimmed": False,
        }
        for key, clip in zip(keys_of(clips), clips, strict=True)
    ]


def keys_of(clips: Sequence[Clip]) -> list[str]:
    """Return what to call each clip: its first shot, numbered where a shot is used again."""
    met: Counter[int] = Counter()
    keys = []
    for clip in clips:
        shot = clip.shots[0]
        met[shot] += 1
        keys.append(f"#{shot + 1}" if met[shot] == 1 else f"#{shot + 1}.{met[shot]}")
    return keys


def shot_told(planned: Planned, shot: int) -> ShotTold:
    """Return why a shot is worth what it is."""
    film = planned.films[0]
    score, analysis = film.scores[shot], film.analysis
    reasons: list[ReasonTold] = [
        {"label": each.label, "amount": round(each.amount, _PLACES), "detail": each.detail}
        for each in score.reasons
    ]
    cues = analysis.cues_of(analysis.film.shots[shot])
    return {
        "shot": shot,
        "score": round(score.value, _PLACES),
        "reasons": reasons,
        "verdict": planned.choice.verdicts[0][shot],
        "said": [analysis.film.cues[cue].text for cue in cues],
    }


def picture_told(analysis: Analysis, shot: int) -> bytes:
    """Return a shot's picture, JPEG."""
    return picture_of_shot(analysis.film, shot)
