"""A real film of which a file tells what each shot shows, for simulated viewers to have taste in.

The file is that of the sample film (`sample.truth.json`): a list of shots with start, end and the
world that they show. Knows nothing about learning.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import cutter
from cutter.errors import InputError
from cutter.evaluation.made_films import MadeFilm
from cutter.evaluation.viewers import STRENGTH, Viewer
from cutter.schema import CutDefaults, Preference, Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.eyes.embedder import Embedder
    from cutter.schema import Analysis, Taste

CARES_FOR = (4, 6)
"""How many worlds a viewer likes or hates, fewest and most: of a dozen, not of forty."""
NAMED = 2
STRANGE = ("a kitchen", "a football match", "a steam train")
"""What the written profile of a viewer of whom it knows nothing asks for: no world has it."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownFilm:
    """A film, what its shots show, and the names of that."""

    film: MadeFilm
    worlds: tuple[str, ...]


def sample_film() -> tuple[Path, Path]:
    """Return the sample film and the model made for it, in a checkout of the project.

    Raises:
        InputError: this is an installation without them.
    """
    folder = Path(cutter.__file__).parents[1] / "sample_media"
    film, model = folder / "sample.mp4", folder / "sample-clip"
    if not (film.is_file() and model.is_dir()):
        told = "the sample film lies in the project's repository, not in what is installed"
        raise InputError(f"{film}: {told}; take --film random", film)
    return film, model


def truth_beside(film: Path) -> Path:
    """Return where a film's truth lies: `FILM.truth.json` beside `FILM.mp4`."""
    return film.with_name(f"{film.stem}.truth.json")


def known_film(analysis: Analysis, truth: Path) -> KnownFilm:
    """Return what each shot of an analysis shows: the world that fills most of it.

    Raises:
        InputError: the truth cannot be read, or is none.
    """
    told = _read(truth)
    worlds = tuple(sorted({world for _, _, world in told}))
    shows = np.zeros((len(analysis.film.shots), len(worlds)))
    for row, shot in enumerate(analysis.film.shots):
        shared = np.zeros(len(worlds))
        for start, end, world in told:
            common = min(float(shot.span.end), end) - max(float(shot.span.start), start)
            shared[worlds.index(world)] += max(0.0, common)
        shows[row, int(np.argmax(shared))] = float(shared.max() > 0)
    return KnownFilm(MadeFilm(analysis, shows), worlds)


def viewers_of(known: KnownFilm, seed: int, count: int) -> tuple[Viewer, ...]:
    """Return viewers who care for some of a film's worlds; another seed gives others."""
    found = []
    size = len(known.worlds)
    for number in range(count):
        rng = np.random.default_rng([seed, number, 31])
        cared = min(size, int(rng.integers(CARES_FOR[0], CARES_FOR[1] + 1)))
        signs = np.where(np.arange(cared) % 2 == 0, 1.0, -1.0) * rng.choice([-1.0, 1.0])
        cares = np.zeros(size)
        cares[rng.choice(size, cared, replace=False)] = signs * rng.uniform(*STRENGTH, cared)
        found.append(Viewer(number, cares, seed))
    return tuple(found)


def strange_taste(eyes: Embedder) -> Callable[[Viewer], Taste]:
    """Return what gives any viewer a written profile that knows nothing of the film's worlds."""
    from cutter.pipeline.tasting import taste_of

    likes = tuple(Preference("like", 1.0, text=text) for text in STRANGE)
    taste = taste_of(_profile(likes), eyes)
    return lambda viewer: taste


def naming_taste(known: KnownFilm, eyes: Embedder) -> Callable[[Viewer], Taste]:
    """Return what gives a viewer a written profile that names two of what it cares for."""
    from cutter.pipeline.tasting import taste_of

    named = [Preference("like", 1.0, text=world.replace("_", " ")) for world in known.worlds]
    every = taste_of(_profile(tuple(named)), eyes)

    def taste_for(viewer: Viewer) -> Taste:
        chosen = viewer.random(6).permutation(np.flatnonzero(viewer.cares))[:NAMED].tolist()
        wants = [
            dataclasses.replace(
                every.wants[column],
                role="like" if viewer.cares[column] > 0 else "dislike",
                weight=round(abs(float(viewer.cares[column])), 2),
            )
            for column in sorted(chosen)
        ]
        return dataclasses.replace(every, wants=tuple(wants))

    return taste_for


def _profile(preferences: tuple[Preference, ...]) -> Profile:
    return Profile("", None, preferences, (), CutDefaults())


def _read(truth: Path) -> list[tuple[float, float, str]]:
    try:
        document = json.loads(truth.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        told = "is not here; it tells what each shot of the film shows"
        raise InputError(f"{truth}: {told}", truth) from error
    except OSError as error:
        raise InputError(f"{truth}: cannot be read ({error.strerror})", truth) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{truth}: is not JSON", truth) from error
    shots = document.get("shots") if isinstance(document, dict) else None
    if not isinstance(shots, list) or not shots:
        raise InputError(f"{truth}: shots: must be a list of shots", truth)
    found = []
    for number, shot in enumerate(shots):
        try:
            found.append((float(shot["start"]), float(shot["end"]), str(shot["world"])))
        except (KeyError, TypeError, ValueError) as error:
            told = f"shots[{number}]: must have numbers start and end, and a world"
            raise InputError(f"{truth}: {told}", truth) from error
    return found
