"""A film and a planned cut in the form in which the page takes them.

Numbers are rounded; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, get_args

from cutter.edit.guards import guards_of
from cutter.edit.request import Pace
from cutter.edit.sequence import keys_of
from cutter.pipeline.variants import standings
from cutter.report.thumbnails import picture_of_shot
from cutter.schema import Kind, Order
from cutter.schema.scores import Scores
from cutter.studio.choices import SWITCH
from cutter.studio.reactions import shots_with
from cutter.studio.taste_told import curves_id, signals_told, wants_told
from cutter.studio.thumbs import SHEETS
from cutter.studio.wire import FilmTold, ViewTold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cutter.pipeline import Planned, Wish
    from cutter.schema import Analysis, Clip
    from cutter.studio.choices import Choices
    from cutter.studio.scene import Scene
    from cutter.studio.state import State
    from cutter.studio.wire import (
        ClipTold,
        ReasonTold,
        ShotTold,
        SourceTold,
        VariantTold,
        WishTold,
    )

_PLACES: Final = 4
"""Decimals of scores; the page draws them."""
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "order": get_args(Order),
    "kind": get_args(Kind),
    "pace": get_args(Pace),
    "fill": SWITCH,
}
_SHAPES: Final = tuple(Fraction(shape) for shape in ("16/9", "4/3", "1", "4/5", "9/16", "3/2", "2"))
_NEARLY: Final = Fraction(1, 100)
"""Sizes are even numbers of pixels, so that shapes are not exact."""


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


@dataclass(frozen=True, slots=True)
class Last:
    """What came of the last thing that was done."""

    entered: tuple[int, ...] = ()
    """Shots that came into the cut."""
    left: tuple[int, ...] = ()
    learnt: tuple[tuple[str, float], ...] = ()
    """What moved in what is believed of the viewer, and by how much."""
    note: str = ""
    """What a person should know, once."""
    undo_note: str = ""
    planned_ms: float = 0.0


def view_told(scene: Scene, state: State, last: Last, session: Wish) -> ViewTold:
    """Return a cut and all that led to it.

    Args:
        scene: the cut.
        state: what was done.
        last: what came of the last of it.
        session: what the cut was to be like when the page was opened.
    """
    planned, choices = scene.planned, state.steps.now
    edl, film = planned.edl, planned.films[0]
    words = (choices.changes, scene.written, film.analysis.film)
    columns = Scores.of(film.scores).columns
    return {
        "step": state.number,
        "undo": state.steps.undo,
        "redo": state.steps.redo,
        "undo_note": last.undo_note,
        "is_saved": not choices.changes,
        "profile": edl.profile,
        "kind": edl.kind,
        "scores": [round(value, _PLACES) for value in columns.values.tolist()],
        "matches": columns.is_match.astype(int).tolist(),
        "verdicts": list(planned.choice.verdicts[0]),
        "clips": clips_told(edl.clips, trimmed=trimmed_keys(edl.clips, choices)),
        "transitions": [
            {"after": each.after, "kind": each.kind, "duration": float(each.duration)}
            for each in edl.transitions
        ],
        "titles": [
            {"text": each.text, "duration": float(each.duration), "place": each.place}
            for each in edl.titles
        ],
        "is_moved": bool(choices.sequence),
        "bans": list(choices.bans),
        "wants": wants_told(planned, choices, scene.profile),
        "signals": signals_told(choices, scene.profile),
        "curves": curves_id(planned, choices, scene.profile),
        "wish": wish_told(planned, choices, session),
        "duration": float(edl.duration),
        "budget": float(edl.budget),
        "gap": round(edl.gap, _PLACES),
        "notes": [*filter(None, [last.note]), *edl.notes],
        "entered": list(last.entered),
        "left": list(last.left),
        "learnt": [{"label": label, "amount": amount} for label, amount in last.learnt],
        "likes": shots_with("like", *words),
        "dislikes": shots_with("dislike", *words),
        "planned_ms": round(last.planned_ms, 1),
    }


def moved(before: Planned, after: Planned) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shots that came into a cut, and those that went out of it."""
    was, now = ({s for clip in each.edl.clips for s in clip.shots} for each in (before, after))
    return tuple(sorted(now - was)), tuple(sorted(was - now))


def variants_told(found: Sequence[Planned], picked: int) -> list[VariantTold]:
    """Return several cuts of the same wish.

    Args:
        found: the cuts.
        picked: which of them is the cut.
    """
    return [
        {
            "clips": clips_told(planned.edl.clips),
            "duration": float(planned.edl.duration),
            "worth": round(standing.worth, _PLACES),
            "shared": round(standing.shared, _PLACES),
            "is_picked": number == picked,
        }
        for number, (planned, standing) in enumerate(zip(found, standings(found), strict=True))
    ]


def wish_told(planned: Planned, choices: Choices, session: Wish) -> dict[str, WishTold]:
    """Return what was chosen of the cut as a whole, and what holds."""
    said = dict(choices.wish)
    settled = planned.wish.settled(planned.profile.cut)
    output = planned.edl.output
    held = {name: str(settled(name)) for name in ("budget", "order", "pace")}
    held |= {"kind": planned.edl.kind, "aspect": _shape(output.width, output.height)}
    held |= {"fill": SWITCH[not settled("fill")], "min_clip": _shortest(settled("min_clip"))}
    opened = {name: getattr(session, name) for name in held}
    if opened["fill"] is not None:
        opened["fill"] = SWITCH[not opened["fill"]]
    return {
        name: {
            "value": said.get(name, opened[name]),
            "settled": held[name],
            "choices": list(_CHOICES.get(name, ())),
        }
        for name in ("budget", "fill", "order", "kind", "aspect", "pace", "min_clip")
    }


def _shortest(told: str | Fraction | None) -> str:
    """Return how long the shortest clip is, as far as anybody has said it."""
    if told is None:
        return "by pace"
    return told if isinstance(told, str) else f"{float(told):g}s"


def _shape(width: int, height: int) -> str:
    """Return a frame's shape as people write it: `16:9`, or `2.39:1`."""
    exact = Fraction(width, height)
    for shape in _SHAPES:
        if abs(exact / shape - 1) < _NEARLY:
            return f"{shape.numerator}:{shape.denominator}"
    return f"{float(exact):.3g}:1"


def trimmed_keys(clips: Sequence[Clip], choices: Choices) -> frozenset[str]:
    """Return the keys of the clips whose edges were put by hand."""
    spans = [each.span for each in choices.kept if each.is_trimmed]
    return frozenset(
        key
        for key, clip in zip(keys_of(clips), clips, strict=True)
        if any(clip.source_range.intersection(span) for span in spans)
    )


def clips_told(clips: Sequence[Clip], trimmed: Collection[str] = ()) -> list[ClipTold]:
    """Return the clips of a cut, in playing order.

    Args:
        clips: the clips.
        trimmed: keys of those whose edges were put by hand.
    """
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
            "is_trimmed": key in trimmed,
        }
        for key, clip in zip(keys_of(clips), clips, strict=True)
    ]


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
