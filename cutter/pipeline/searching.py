"""The best shots of a library for what somebody looks for: words, a picture, or a span of a film.

Composes the rooms: films are gathered (`gathering.py`), words become a want as a profile's do
(`tasting.py`), and every shot's match is the one that its score would be made of (`taste.volumes`),
so that one threshold means the same in every film.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import InputError, UsageError
from cutter.files import data_folder
from cutter.pipeline.looking import Look, open_look, recall
from cutter.progress import SILENT
from cutter.taste.calibrate import FAINT
from cutter.times import parse_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.eyes.embedder import Embedder
    from cutter.pipeline.gathering import Gathered
    from cutter.progress import Progress
    from cutter.schema import Analysis, Preference, TimeRange, Want, Where
    from cutter.schema.volume import Volume
    from cutter.taste.volumes import Matches

LONGEST = 300
"""Characters to look for: as many as a preference of a profile may have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words, or else an example."""

    words: str = ""
    where: Where = "any"
    like: str = ""
    """A picture's path, or a film's with a span: `film.mkv@1:20-1:25`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A shot that was found."""

    film: Path
    fingerprint: str
    shot: int
    """Its index in the film, from 0."""
    span: TimeRange
    match: float
    """How well it fits, 0 to 1, by picture and dialogue together: what the order goes by."""
    picture: float
    dialogue: float
    said: str = ""
    """The cue that fits best, where dialogue counts for more than nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found under a folder."""

    hits: tuple[Hit, ...]
    """The best first."""
    films: int
    """How many films were searched."""
    scored: int
    """How many of these were scored; the others of a large library did not promise anything."""
    shots: int
    """Of all films that were searched."""
    waiting: tuple[Path, ...]
    """Films that are not analysed, and so not searched."""
    analyses: tuple[Analysis, ...] = ()
    """Of the hits' films, each once, in the order of the hits; only where asked for."""


def search(
    asked: Asked,
    folder: Path,
    *,
    top: int = 20,
    per_film: int | None = None,
    is_exact: bool = False,
    is_analyzing: bool = False,
    with_analyses: bool = False,
    look: Look | None = None,
    progress: Progress = SILENT,
) -> Found:
    """Find the best shots of all analysed films under a folder.

    Args:
        asked: what is looked for.
        folder: looked through with the folders inside it; links are not followed.
        top: how many shots are wanted.
        per_film: how many of one film at most; None for any number.
        is_exact: score every film, of a large library too.
        is_analyzing: analyse films that are not analysed yet, rather than leave them out.
        with_analyses: recall the Analyses of the films that the hits are of.
        look: how films are looked at.
        progress: where stages are shown, and films that cannot be used are told.

    Raises:
        UsageError: what is looked for makes no sense, or there is no such folder.
        InputError: the folder holds no film, no film of it is analysed, or the example or the
            model cannot be used.
    """
    from cutter.pipeline.gathering import gather
    from cutter.pipeline.narrowing import promising

    look = look or Look()
    refuse_unfit(asked)
    if look.subtitles is not None:
        raise UsageError("--subtitles belongs to one film; put each film's file beside it")
    eyes = open_look(look, progress)
    gathered = gather(folder, look, eyes, is_analyzing=is_analyzing, progress=progress)
    if not gathered.films:
        count = len(gathered.waiting)
        told = "the only film" if count == 1 else f"none of {count} films"
        verb = "is not" if count == 1 else "is"
        raise InputError(f"{folder}: {told} {verb} analysed yet; add --analyze", folder)
    want = want_of(asked, eyes)
    keys = [key for _, key in gathered.films]
    chosen = set(keys) if is_exact else promising(gathered.library, keys, want, top)
    hits = best(gathered, chosen, want, top, per_film)
    analyses = _recalled(hits, look, eyes, is_all=with_analyses)
    return Found(
        hits=tuple(_with_words(hit, cue, analyses) for hit, cue in hits),
        films=len(gathered.films),
        shots=sum(gathered.library.shots(key) for key in keys),
        scored=len(chosen),
        waiting=gathered.waiting,
        analyses=tuple(analyses.values()) if with_analyses else (),
    )


def refuse_unfit(asked: Asked) -> None:
    """Check, before any work, that there is something to look for.

    Raises:
        UsageError: there is not.
    """
    if bool(asked.words.strip()) == bool(asked.like):
        raise UsageError("name what to look for: a few words, or an example with --like")
    if len(asked.words) > LONGEST:
        raise UsageError(f"{quoted(asked.words)}: at most {LONGEST} characters; describe one shot")


def want_of(asked: Asked, eyes: Embedder) -> Want:
    """Return what is looked for in numbers, as a like of weight 1.

    What words were looked for is not kept: their vectors are, under digests.

    Args:
        asked: what is looked for.
        eyes: the model; it is loaded only for what is not known yet.

    Raises:
        UsageError: the example is no picture and no span of a film.
        InputError: it cannot be used, or the model cannot be had.
    """
    from cutter.eyes.phrases import PhraseBook
    from cutter.pipeline.tasting import look_at_example, taste_of
    from cutter.schema import CutDefaults, Preference, Profile, Want

    if asked.like:
        example = _example(asked.like)
        return Want(
            label=example.label,
            role="like",
            where="picture",
            weight=1.0,
            vector=look_at_example(example, eyes),
            is_example=True,
            terms=(),
        )
    words = " ".join(asked.words.split())
    plain = words.encode(errors="replace").decode()
    item = Preference("like", 1.0, asked.where, text=plain)
    profile = Profile(name="", path=None, preferences=(item,), signals=(), cut=CutDefaults())
    book = PhraseBook(data_folder() / "searches", is_blind=True)
    return taste_of(profile, eyes, book).wants[0]


def _example(like: str) -> Preference:
    """Return the example that was named."""
    from pathlib import Path

    from cutter.pipeline.opening import FILMS
    from cutter.schema import Preference, TimeRange

    if Path(like).suffix.lower() not in FILMS:
        path, at, span = like.rpartition("@")
        first, _, last = span.partition("-")
        start, end = parse_seconds(first), parse_seconds(last)
        if not at:
            return Preference("like", 1.0, "picture", image=Path(like))
        if start is not None and end is not None and start < end:
            return Preference("like", 1.0, "picture", film=Path(path), span=TimeRange(start, end))
        if Path(like).is_file():
            return Preference("like", 1.0, "picture", image=Path(like))
    raise UsageError(f"--like {quoted(like)}: name a picture, or a span of a film: film@1:20-1:25")


def best(
    gathered: Gathered, chosen: set[str], want: Want, top: int, per_film: int | None = None
) -> list[tuple[Hit, int]]:
    """Return the best shots of the films that were chosen, each with the cue that fits it best.

    Equal ones stay in the order of the folder, and of the film.

    Args:
        gathered: the films.
        chosen: keys of those that are scored.
        want: what is looked for.
        top: how many shots.
        per_film: how many of one film at most; None for any number.

    Returns:
        The shots, the best first, with the index of a cue; -1 for none.
    """
    from cutter.taste.volumes import matches_in

    most = min(top, per_film or top)
    found: list[tuple[float, float, int, int]] = []
    known: dict[int, tuple[Volume, Matches]] = {}
    for number, (_, key) in enumerate(gathered.films):
        if key not in chosen:
            continue
        volume = gathered.library.volume(key)
        matches = matches_in(volume, want)
        order = np.lexsort((-matches.strength, -matches.match))[:most]
        for shot in order[matches.match[order] > FAINT].tolist():
            found.append(
                (-float(matches.match[shot]), -float(matches.strength[shot]), number, shot)
            )
            known[number] = volume, matches
    return [
        _hit(gathered.films[number][0], shot, *known[number])
        for _, _, number, shot in sorted(found)[:top]
    ]


def _hit(path: Path, shot: int, volume: Volume, matches: Matches) -> tuple[Hit, int]:
    """Return a shot that was found, and the cue that fits it best; -1 for none."""
    dialogue = float(matches.dialogue[shot])
    hit = Hit(
        film=path,
        fingerprint=volume.fingerprint,
        shot=shot,
        span=volume.span(shot),
        match=float(matches.match[shot]),
        picture=float(matches.picture[shot]),
        dialogue=dialogue,
    )
    return hit, _cue_of(volume, shot, matches.by_cue) if dialogue > FAINT else -1


def _cue_of(volume: Volume, shot: int, by_cue: NDArray[np.float64]) -> int:
    """Return the cue heard in a shot that fits best."""
    pairs = np.flatnonzero(volume.heard_shot == shot)
    cues = volume.heard_cue[pairs]
    return int(cues[np.argmax(volume.heard_share[pairs] * by_cue[cues])])


def _recalled(
    hits: Sequence[tuple[Hit, int]], look: Look, eyes: Embedder, *, is_all: bool
) -> dict[str, Analysis]:
    """Return the Analyses of the films of hits: of all, or of those whose words are to be told."""
    analyses: dict[str, Analysis] = {}
    for hit, cue in hits:
        if hit.fingerprint not in analyses and (is_all or cue >= 0):
            found = recall(hit.film, look=look, eyes=eyes)
            if found is not None:
                analyses[hit.fingerprint] = found
    return analyses


def _with_words(hit: Hit, cue: int, analyses: dict[str, Analysis]) -> Hit:
    from dataclasses import replace

    analysis = analyses.get(hit.fingerprint)
    if cue < 0 or analysis is None or cue >= len(analysis.film.cues):
        return hit
    return replace(hit, said=analysis.film.cues[cue].text)
