"""Turns a cut and what led to it into one self-contained HTML page.

The page asks nothing of any host and runs no script. It uses the pictures that the Analysis keeps;
no film is decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from cutter.report.curve import HEIGHT, WIDTH, Curve, draw_curve
from cutter.report.table import (
    MINUS,
    CutRow,
    cut_rows,
    reason_words,
    shot_name,
    signed,
    span_words,
    strongest,
)
from cutter.report.template import data_uri, filled
from cutter.report.thumbnails import picture_of_clip, picture_of_shot, shrunk
from cutter.times import clock_time, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis, Clip, EditDecisionList, Reason, Score

THUMBNAIL_WIDTH: Final = 104
"""Pixels, in the table of all shots."""
MOST_THUMBNAILS: Final = 1200
"""Shots beyond these are listed without a picture, so that the page stays a few megabytes."""
_REASONS: Final = 5


class ScoredFilm(Protocol):
    """A film with a score for each of its shots."""

    @property
    def analysis(self) -> Analysis:
        """The film as it was seen."""
        ...

    @property
    def scores(self) -> Sequence[Score]:
        """One for each shot."""
        ...


class Verdicts(Protocol):
    """Why each shot is in the cut or not."""

    @property
    def verdicts(self) -> tuple[tuple[str, ...], ...]:
        """A word for each film and shot; `chosen` for those that are in."""
        ...


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """A reason as a bar from the middle: to the right for, to the left against."""

    label: str
    detail: str
    amount: str
    part: float
    """Length of the bar, 0 to 100."""
    is_against: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One clip of the cut."""

    row: CutRow
    picture: str
    part: float
    """Length as a percentage of the cut."""
    bars: tuple[ReasonBar, ...]
    film: str
    """Name of the film, where there are several."""


@dataclass(frozen=True, slots=True)
class ShotRow:
    """One shot of a film, in the table of all."""

    name: str
    picture: str
    film_time: str
    length: str
    score: str
    part: float
    """Score as a percentage of the best; 0 below nothing."""
    verdict: str
    is_in: bool
    reasons: str
    doubtful: str


@dataclass(frozen=True, slots=True)
class FilmPart:
    """One film of the page."""

    name: str
    duration: str
    model: str
    curve: Curve
    rows: tuple[ShotRow, ...]
    used: int


def page(edl: EditDecisionList, films: Sequence[ScoredFilm], choice: Verdicts) -> str:
    """Write the page.

    Args:
        edl: the cut.
        films: those that it was made from, in the order of its sources.
        choice: the verdicts on their shots.

    Returns:
        HTML, UTF-8, complete in itself.
    """
    shots = sum(len(film.scores) for film in films)
    return filled(
        "cut.html.j2",
        title=f"{edl.profile}’s cut" if edl.profile else "The cut",
        films=[_film_part(edl, film, choice, f, shots) for f, film in enumerate(films)],
        cards=_cards(edl, films),
        notes=edl.notes,
        facts=_facts(edl, shots),
        curve_width=WIDTH,
        curve_height=HEIGHT,
    )


def _facts(edl: EditDecisionList, shots: int) -> list[tuple[str, str]]:
    """Return what stands at the head of the page: (what, how much)."""
    orders = {"film": "as in the film", "score": "best first", "arc": "as an arc"}
    best = 100 * (1 - edl.gap)
    return [
        ("length", length(edl.duration)),
        ("budget", length(edl.budget)),
        ("clips", str(len(edl.clips))),
        ("shots seen", str(shots)),
        ("order", orders[edl.order]),
        ("of the best possible", f"≥ {int(best * 10) / 10:g} %"),
        *_dressing(edl),
    ]


def _dressing(edl: EditDecisionList) -> list[tuple[str, str]]:
    """Return what goes round the clips, as far as it is not the usual."""
    told: list[tuple[str, str]] = []
    if edl.kind != "personal":
        told.append(("kind", edl.kind))
    if edl.transitions:
        told.append((f"{edl.transitions[0].kind}s", str(len(edl.transitions))))
    if edl.music is not None:
        told.append(("music", _last(edl.music.path)))
    if edl.output.has_sound and edl.loudness is not None:
        told.append(("loudness", f"{edl.loudness:g} LUFS".replace("-", MINUS)))
    return told


def _cards(edl: EditDecisionList, films: Sequence[ScoredFilm]) -> list[Card]:
    most = max((abs(r.amount) for clip in edl.clips for r in clip.reasons), default=0.0)
    total = edl.duration
    return [
        Card(
            row=row,
            picture=data_uri(picture_of_clip(films[clip.source].analysis.film, clip)),
            part=round(float(clip.source_range.duration / total) * 100, 3),
            bars=_bars(clip.reasons, most),
            film=_film_name(edl, clip) if len(edl.sources) > 1 else "",
        )
        for row, clip in zip(cut_rows(edl), edl.clips, strict=True)
    ]


def _bars(reasons: Sequence[Reason], most: float) -> tuple[ReasonBar, ...]:
    return tuple(
        ReasonBar(
            label=reason.label,
            detail=reason.detail,
            amount=signed(reason.amount),
            part=round(min(1.0, abs(reason.amount) / most) * 100, 1),
            is_against=reason.amount < 0,
        )
        for reason in strongest(reasons, _REASONS)
    )


def _film_part(
    edl: EditDecisionList, film: ScoredFilm, choice: Verdicts, index: int, shots: int
) -> FilmPart:
    record = film.analysis.film
    clips = [(n, clip) for n, clip in enumerate(edl.clips, start=1) if clip.source == index]
    best = max((score.value for score in film.scores), default=0.0)
    name = (index, len(edl.sources))
    return FilmPart(
        name=_last(edl.sources[index].path),
        duration=clock_time(record.media.end),
        model=film.analysis.models,
        curve=draw_curve(record, film.scores, clips, name),
        rows=tuple(
            ShotRow(
                name=shot_name(index, shot.index, len(edl.sources)),
                picture=_thumbnail(film, shot.index) if shots <= MOST_THUMBNAILS else "",
                film_time=span_words(shot.span),
                length=f"{float(shot.span.duration):.2f}",
                score=signed(score.value, plus=""),
                part=round(max(0.0, score.value / best) * 100, 1) if best > 0 else 0.0,
                verdict=choice.verdicts[index][shot.index],
                is_in=choice.verdicts[index][shot.index] == "chosen",
                reasons=reason_words(score.reasons, 3),
                doubtful=score.doubtful or score.never,
            )
            for shot, score in zip(record.shots, film.scores, strict=True)
        ),
        used=len({shot for _, clip in clips for shot in clip.shots}),
    )


def _thumbnail(film: ScoredFilm, shot: int) -> str:
    return data_uri(shrunk(picture_of_shot(film.analysis.film, shot), THUMBNAIL_WIDTH))


def _film_name(edl: EditDecisionList, clip: Clip) -> str:
    return _last(edl.sources[clip.source].path)


def _last(path: str) -> str:
    return path.rpartition("/")[2]
