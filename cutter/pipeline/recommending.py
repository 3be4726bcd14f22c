"""Which films, or which shots, of a library a viewer would like best: by taste, and by a crowd.

Composes the rooms: films under a folder are recalled from the store, scored for a profile and for
others' (`taste`), and held beside ratings of many users (`crowd`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import UsageError
from cutter.pipeline.looking import Look, open_look
from cutter.pipeline.shelf import Seen, budget_of, films_under, pictures_of, scored, worth
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.crowd.library import Expected
    from cutter.crowd.reading import Crowd
    from cutter.progress import Progress
    from cutter.schema import Profile, Reason, Score, Shot

    Floats = NDArray[np.float64]

REASONS = 3


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A film, or a shot of one, and how much it is to be recommended."""

    film: Path
    fingerprint: str
    value: float
    """What the order goes by: `own` alone, or blended with what the crowd expects."""
    own: float
    """By the profile: the shot's score, or the mean score of the best shots that fill its cut."""
    expected: float | None
    """What the crowd expects the viewer to rate it, on the ratings' scale."""
    known: int
    """How many others rated it; profiles of others count."""
    reasons: tuple[Reason, ...]
    """What weighs most in its score."""
    shots: tuple[Shot, ...]
    """The shot; or the film's best ones, the best first."""


@dataclass(frozen=True, slots=True)
class Library:
    """What was found under a folder."""

    best: tuple[Recommendation, ...]
    """All of it, the best first."""
    waiting: tuple[Path, ...]
    """Films that are not analysed, and so not ranked."""
    scale: tuple[float, float] | None
    """Of the crowd's ratings; None without a crowd."""


def recommend(
    folder: Path,
    profile: Profile,
    *,
    ratings: Path | None = None,
    user: str | None = None,
    others: Sequence[Profile] = (),
    shots: bool = False,
    is_analyzing: bool = False,
    look: Look | None = None,
    progress: Progress = SILENT,
) -> Library:
    """Rank the films under a folder, or their shots, for a viewer.

    Args:
        folder: looked through with the folders inside it; links are not followed.
        profile: the viewer's taste.
        ratings: ratings of many users, see `cutter.crowd.reading`; films are matched by their
            fingerprint, else by title and file name.
        user: the viewer's name among them; without it the profile's scores stand for ratings.
        others: other viewers' tastes, who join the crowd.
        shots: rank shots rather than films.
        is_analyzing: analyse films that are not analysed yet, rather than leave them out.
        look: how films are looked at.
        progress: where stages are shown, and films that cannot be used are told.

    Raises:
        UsageError: there is no such folder, or no such user.
        InputError: the folder holds no film, or the ratings cannot be read.
        ProfileError: a profile cannot be used.
    """
    from cutter.crowd.reading import read_crowd

    look = look or Look()
    paths = films_under(folder)
    crowd = None if ratings is None else read_crowd(ratings)
    _tell_notes(crowd, progress)
    if user is not None and (crowd is None or user not in crowd.ratings.users):
        raise UsageError("--user: rated nothing in the ratings given; name one of their users")
    eyes = open_look(look, progress)
    seen, waiting = scored(paths, (profile, *others), look, eyes, is_analyzing, progress)
    if not seen:
        return Library((), waiting, None)
    found = (_shots if shots else _whole)(seen, profile, crowd, user)
    # Equal ones stay in the order of the folder, and of the film.
    best = sorted(found, key=lambda each: -each.value)
    has_crowd = crowd is not None or bool(others)
    scale = (crowd.ratings.scale if crowd else _scale()) if has_crowd else None
    return Library(tuple(best), waiting, scale)


def _tell_notes(crowd: Crowd | None, progress: Progress) -> None:
    notes = () if crowd is None else crowd.notes
    for note in notes[:3]:
        progress.warn(note)
    if len(notes) > 3:
        progress.warn(f"and {len(notes) - 3} more rows of the ratings were left out")


def _whole(
    seen: Sequence[Seen], profile: Profile, crowd: Crowd | None, user: str | None
) -> list[Recommendation]:
    """Return the films with what each is worth."""
    from cutter.crowd.library import blended
    from cutter.taste.films import best_shots

    table = worth(seen, profile)
    expected = _expected(table, seen, crowd, user)
    values = blended(table[0], expected)
    found = []
    for row, film in enumerate(seen):
        shots = film.analysis.film.shots
        best = best_shots(film.scores[0], shots, budget_of(profile, film.analysis))
        shown = tuple(shots[score.shot] for score, _ in best)
        reasons = _strongest([score for score, _ in best])
        found.append(_told(film, row, table[0], values, expected, reasons, shown))
    return found


def _shots(
    seen: Sequence[Seen], profile: Profile, crowd: Crowd | None, user: str | None
) -> list[Recommendation]:
    """Return the shots of all films with what each is worth; `never` keeps a shot out.

    Other viewers' scores of the shots are blended in first, then what the ratings say of the film.
    """
    from cutter.crowd.library import Expected, blended, expected

    table = np.hstack([[[s.value for s in own] for own in film.scores] for film in seen])
    of_film = np.repeat(np.arange(len(seen)), [len(film.scores[0]) for film in seen])
    told = by_shots = by_films = None
    if len(table) > 1:
        scale = crowd.ratings.scale if crowd is not None else _scale()
        told = by_shots = expected(table, features=pictures_of(seen), scale=scale)
    if crowd is not None:
        whole = _expected(worth(seen, profile)[:1], seen, crowd, user)
        if whole is not None:
            told = by_films = Expected(whole.ratings[of_film], whole.known[of_film])
    if by_shots is not None and by_films is not None:
        is_rated = by_films.known > 0
        told = Expected(
            np.where(is_rated, by_films.ratings, by_shots.ratings),
            np.where(is_rated, by_films.known, by_shots.known),
        )
    values = blended(blended(table[0], by_shots), by_films)
    found, row = [], 0
    for film in seen:
        for score, shot in zip(film.scores[0], film.analysis.film.shots, strict=True):
            if not score.never:
                reasons = _strongest([score])
                found.append(_told(film, row, table[0], values, told, reasons, (shot,)))
            row += 1
    return found


def _told(
    film: Seen,
    row: int,
    own: Floats,
    values: Floats,
    expected: Expected | None,
    reasons: tuple[Reason, ...],
    shots: tuple[Shot, ...],
) -> Recommendation:
    media = film.analysis.film.media
    return Recommendation(
        film=media.path,
        fingerprint=media.fingerprint,
        value=round(float(values[row]), 6),
        own=round(float(own[row]), 6),
        expected=None if expected is None else round(float(expected.ratings[row]), 6),
        known=0 if expected is None else int(expected.known[row]),
        reasons=reasons,
        shots=shots,
    )


def _expected(
    table: Floats, seen: Sequence[Seen], crowd: Crowd | None, user: str | None
) -> Expected | None:
    """Return what the crowd expects of the films; None where the viewer is alone."""
    from cutter.crowd.library import expected, places_of

    if crowd is None and len(table) == 1:
        return None
    places: list[int | None] = []
    if crowd is not None:
        media = [film.analysis.film.media for film in seen]
        names = [item.path.stem for item in media]
        places = places_of(crowd, [item.fingerprint for item in media], names)
    return expected(table, crowd, places, user)


def _strongest(scores: Sequence[Score]) -> tuple[Reason, ...]:
    """Return what weighs most in some scores together: the mean amount of each reason."""
    from cutter.schema import Reason

    amounts: dict[str, float] = {}
    for score in scores:
        for reason in score.reasons:
            amounts[reason.label] = amounts.get(reason.label, 0.0) + reason.amount / len(scores)
    ranked = sorted(amounts.items(), key=lambda item: (-abs(item[1]), item[0]))[:REASONS]
    return tuple(Reason(label, round(amount, 6), "") for label, amount in ranked)


def _scale() -> tuple[float, float]:
    from cutter.crowd.library import SCALE

    return SCALE
