"""The films under a folder, as several viewers score their shots.

Recalls what earlier runs saw; looks at a film anew only where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import InputError, UsageError
from cutter.pipeline.looking import Look, analyze, recall
from cutter.pipeline.opening import FILMS, files_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.eyes.embedder import Embedder
    from cutter.progress import Progress
    from cutter.schema import Analysis, Profile, Score

    Floats = NDArray[np.float64]

USUAL_BUDGET = "15%"
"""What a cut fills unless the profile says otherwise."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A film of the library, as every viewer scores it; the first viewer is the one asked about."""

    analysis: Analysis
    scores: tuple[Sequence[Score], ...]


def films_under(folder: Path) -> list[Path]:
    """Return the films under a folder by name, those of folders inside it included.

    Raises:
        UsageError: there is no such folder.
        InputError: it holds no film.
    """
    if not folder.is_dir():
        told = "this is a file" if folder.exists() else "there is no such folder"
        raise UsageError(f"{folder}: {told}; name a folder with films")
    paths = [path for path in files_in(folder) if path.suffix.lower() in FILMS]
    if not paths:
        raise InputError(f"{folder}: holds no film ({', '.join(sorted(FILMS))})", folder)
    return paths


def scored(
    paths: Sequence[Path],
    profiles: Sequence[Profile],
    look: Look,
    eyes: Embedder,
    is_analyzing: bool,
    progress: Progress,
) -> tuple[list[Seen], tuple[Path, ...]]:
    """Return the films that are analysed with every viewer's scores, and those that are not."""
    from cutter.pipeline.tasting import taste_of
    from cutter.taste.score import score_film
    from cutter.taste.sight import Sight

    tastes = [taste_of(profile, eyes) for profile in profiles]
    seen: dict[str, Seen] = {}
    waiting = []
    for path in paths:
        try:
            if is_analyzing:
                analysis: Analysis | None = analyze(path, look=look, eyes=eyes, progress=progress)
            else:
                analysis = recall(path, look=look, eyes=eyes, progress=progress)
        except InputError as error:
            progress.warn(f"left out: {error}")
            continue
        if analysis is None:
            waiting.append(path)
        elif analysis.film.media.fingerprint not in seen and analysis.film.shots:
            sight = Sight(analysis)
            scores = tuple(score_film(analysis, taste, sight) for taste in tastes)
            seen[analysis.film.media.fingerprint] = Seen(analysis, scores)
    return list(seen.values()), tuple(waiting)


def worth(seen: Sequence[Seen], profile: Profile) -> Floats:
    """Return (n_viewers, n_films) what each film is worth to each viewer."""
    from cutter.taste.films import film_value

    rows = []
    for film in seen:
        budget = budget_of(profile, film.analysis)
        shots = film.analysis.film.shots
        rows.append([film_value(scores, shots, budget) for scores in film.scores])
    return np.array(rows, np.float64).T


def pictures_of(seen: Sequence[Seen]) -> Floats:
    """Return what each shot looks like, (n_shots, dim) unit rows."""
    from cutter.taste.traits import traits_of

    parts = [
        traits_of(film.analysis, range(len(film.analysis.film.shots))).pictures for film in seen
    ]
    return np.concatenate(parts).astype(np.float64)


def budget_of(profile: Profile, analysis: Analysis) -> Fraction:
    """Return the seconds that a viewer's cut of a film fills."""
    from cutter.edit.budget import parse_budget

    budget, _ = parse_budget(profile.cut.budget or USUAL_BUDGET).resolve(analysis.film.media.end)
    return budget
