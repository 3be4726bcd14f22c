"""Turns an Analysis into a Volume of a library, and a Volume into how well each shot fits a want.

A match is the one that a score is made of (`taste.features`), to the last digit: a volume only
holds what can be reckoned before it is known what is looked for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.schema.volume import Volume
from cutter.taste.calibrate import (
    above_level,
    baseline_of,
    cosines,
    match_above,
    match_levelled,
    match_near,
    noisy_or,
    null_level,
)
from cutter.taste.dialogue import Heard, match_cues, match_shots, match_terms
from cutter.taste.features import (
    by_signals,
    may_be_said,
    pooled,
    reads_words_alone,
    trust_in_model,
)
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.schema import Analysis, Want

    Array = NDArray[np.float64]

_AT_ONCE = 256
_GREATEST = 2**62
"""Of a numerator or denominator that is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """How well the shots of a film fit one want, 0 to 1."""

    by_keyframe: Array
    """(n_keyframes,)."""
    by_cue: Array
    """(n_cues,)."""
    picture: Array
    """(n_shots,) pooled over keyframes."""
    dialogue: Array
    """(n_shots,)."""
    match: Array
    """(n_shots,) picture and dialogue together: what counts."""
    strength: Array
    """(n_shots,) of the best keyframe, on no scale: tells apart what matches as well as can be."""


def volume_of(analysis: Analysis) -> Volume:
    """Return what searching needs of a film.

    Args:
        analysis: as one model sees it.
    """
    sight = Sight(analysis)
    film, heard = analysis.film, sight.heard
    is_read = not reads_words_alone(analysis)
    words = analysis.cue_vectors if is_read else np.zeros((len(film.cues), 0), np.float32)
    level = null_level(cosines(analysis.image_vectors, analysis.null_vectors))
    said = cosines(words, analysis.word_nulls) if is_read else np.zeros((len(words), 0))
    pairs = [(digest_of(term), cue) for cue, terms in enumerate(film.cue_terms) for term in terms]
    return Volume(
        key=_key(analysis),
        fingerprint=film.media.fingerprint,
        images=analysis.image_vectors,
        image_level=level,
        image_shots=sight.keyframe_shots.astype(np.int32),
        nothing=_mean(analysis.null_vectors),
        centre=_mean((analysis.image_vectors / level[:, 1:]).astype(np.float32)),
        baseline=np.array([baseline_of(sight.own_cosines)]),
        words=words,
        word_level=null_level(said),
        word_nothing=_mean(analysis.word_nulls if is_read else words),
        terms=np.array([digest for digest, _ in pairs], np.uint64),
        term_cues=np.array([cue for _, cue in pairs], np.int32),
        heard_shot=heard.shot.astype(np.int32),
        heard_cue=heard.cue.astype(np.int32),
        heard_share=heard.share,
        spans=np.array(
            [(*_exact(s.span.start), *_exact(s.span.end)) for s in film.shots], np.int64
        ).reshape(len(film.shots), 4),
        standing=sight.standing.reshape(len(film.shots), -1),
    )


def matches_in(volume: Volume, want: Want) -> Matches:
    """Return how well each shot of a film fits a want.

    Args:
        volume: the film.
        want: in numbers of the model that the volume is of.
    """
    count = len(volume.spans)
    of_want = _against(volume.images, want.vector)
    if want.is_example:
        near, above = match_near(of_want, float(volume.baseline[0])), of_want
    else:
        near = match_levelled(of_want, volume.image_level)
        above = above_level(of_want, volume.image_level)
    near = near * float(want.where != "dialogue")
    by_cue = _by_cue(volume, want) * float(may_be_said(want))
    _, picture = pooled(near, volume.image_shots, count)
    strength, _ = pooled(above, volume.image_shots, count)
    shown = by_signals(volume.standing, (want,)) * float(want.where != "dialogue")
    picture = np.maximum(picture, shown)
    heard = Heard(
        volume.heard_shot.astype(np.intp), volume.heard_cue.astype(np.intp), volume.heard_share
    )
    dialogue = match_shots(heard, by_cue, count)
    return Matches(
        by_keyframe=near[:, 0],
        by_cue=by_cue[:, 0],
        picture=picture[:, 0],
        dialogue=dialogue[:, 0],
        match=noisy_or(picture, dialogue)[:, 0],
        strength=strength[:, 0],
    )


def outlook(
    of_want: Array,
    level: Array,
    films: NDArray[np.intp],
    many: Mapping[str, NDArray[np.floating[Any]]],
    counts: NDArray[np.int64],
    want: Want,
) -> Array:
    """Return how well pictures of several films may come to match, (n,), before all is reckoned.

    What a match owes to its whole film is taken from the film's mean picture, and from the best of
    the pictures that are given.

    Args:
        of_want: (n,) cosines with the want.
        level: (n, 2) of the same pictures.
        films: (n,) the film of each, as a row of `many`.
        many: `nothing`, `centre` and `baseline` of many films, a row for each.
        counts: (n_films,) how many pictures each of them has.
        want: what is looked for.
    """
    if want.is_example:
        return match_near(of_want, many["baseline"][films].astype(np.float64))
    above = above_level(of_want[:, None], level)[:, 0]
    usual = many["centre"] @ (want.vector - many["nothing"][0])
    best = np.full(len(counts), -np.inf)
    np.maximum.at(best, films, above)
    return match_above(above, usual[films].astype(np.float64), best[films], counts[films])


def direction_of(want: Want, volume: Volume) -> NDArray[np.float32]:
    """Return the direction in which what is wanted lies, (dim,) float32.

    The greater a picture's product with it, the farther its cosine with the words lies above its
    cosines with what says nothing in particular; of an example, the nearer it is.
    """
    return want.vector if want.is_example else want.vector - volume.nothing[0]


def digest_of(term: str) -> int:
    """Return what a stemmed word is known by in a volume: 64 bits of its BLAKE2b."""
    told = hashlib.blake2b(term.encode(errors="surrogatepass"), digest_size=8)
    return int.from_bytes(told.digest(), "little")


def _against(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> Array:
    """Return the cosines of rows with one vector, (n, 1).

    Some at a time: a film's as float64 would be fetched from the system, and given back, each time.
    """
    parts = [
        cosines(rows[at : at + _AT_ONCE], vector[None]) for at in range(0, len(rows), _AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 1))


def _by_cue(volume: Volume, want: Want) -> Array:
    """Return how well each cue says a want, (n_cues, 1)."""
    said: list[tuple[str, ...]] = [()] * len(volume.words)
    for term in want.terms:
        for cue in volume.term_cues[volume.terms == np.uint64(digest_of(term))].tolist():
            said[cue] = (*said[cue], term)
    words = match_terms([want.terms], said)
    dim = volume.words.shape[1]
    if not dim:
        return words
    vector = want.words if len(want.words) == dim else np.zeros(dim, np.float32)
    opinion = match_levelled(_against(volume.words, vector), volume.word_level)
    return match_cues(words, opinion, trust_in_model([want]))


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of vectors as one row; zeros of none."""
    if not len(rows):
        return np.zeros((1, rows.shape[1]), np.float32)
    mean: NDArray[np.float32] = rows.mean(axis=0, dtype=np.float64, keepdims=True).astype(
        np.float32
    )
    return mean


def _key(analysis: Analysis) -> str:
    film = analysis.film
    told = hashlib.blake2b(digest_size=16)
    told.update(f"{film.media.fingerprint}\0{film.detector}\0{analysis.models}\0".encode())
    for cue in film.cues:
        line = f"{cue.span.start} {cue.span.end} {cue.text}\0"
        told.update(line.encode(errors="surrogatepass"))
    return told.hexdigest()


def _exact(time: Fraction) -> tuple[int, int]:
    """Return a time as two numbers of 64 bits; what no clock of a film gives is rounded."""
    if max(abs(time.numerator), time.denominator) > _GREATEST:
        time = time.limit_denominator(10**9)
    return time.numerator, time.denominator
