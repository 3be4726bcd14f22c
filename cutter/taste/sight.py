"""What scoring reads from a film whatever anybody likes: reckoned when first needed, and kept.

Tastes that differ in nothing but weights find the matches of the last one here, and one that is the
same finds its scores. A score is the same, to the bit, as one reckoned from nothing.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import Traits
from cutter.taste.calibrate import cosines
from cutter.taste.dialogue import Heard, hear
from cutter.taste.pooled import among_nulls, mean_of_each
from cutter.taste.reading import Reading, reading_of
from cutter.taste.standing import measured, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from cutter.schema import Analysis, Evidence, Taste, Want
    from cutter.schema.scores import Scores
    from cutter.taste.features import Features

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_TINY = 1e-12
_TASTES = 4
"""Tastes whose matches and scores are kept: those of a few viewers, or of what was just undone."""
_COMPARED = 256
"""Keyframes, spread evenly, whose cosines with each other tell how alike the film's shots are."""


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Scores, and all that they hang on besides the film."""

    features: Features
    weighed: tuple[tuple[str, str, float], ...]
    signals: tuple[tuple[str, float], ...]
    evidence: Evidence | None
    scores: Scores


class Sight:
    """A film as one model sees it, as far as scores need it."""

    def __init__(self, analysis: Analysis) -> None:
        """Keep the film; nothing is reckoned yet."""
        self.analysis = analysis
        self._features: OrderedDict[tuple[object, ...], Features] = OrderedDict()
        self._scores: deque[_Scored] = deque(maxlen=_TASTES)
        self._of_nulls: dict[int, Array] = {}
        """By the identity of the analysis's own arrays, which live as long as it does."""
        self._middles: dict[int, Fraction] = {}
        self._said_at: dict[tuple[int, int], Fraction | None] = {}

    def features(self, taste: Taste, reckon: Callable[[], Features]) -> Features:
        """Return the features for a taste: those of a late one that differed but in weights."""
        key = tuple(_wanted(want) for want in taste.wants)
        if key not in self._features:
            self._features[key] = reckon()
        self._features.move_to_end(key)
        while len(self._features) > _TASTES:
            self._features.popitem(last=False)
        return self._features[key]

    def scores(self, taste: Taste, features: Features, reckon: Callable[[], Scores]) -> Scores:
        """Return the scores for a taste, those of a late one that is the same in all that counts.

        Args:
            taste: the wants, and what was learnt; evidence is the same where it is the very same.
            features: of its wants.
            reckon: makes the scores.
        """
        weighed = tuple((want.label, want.role, want.weight) for want in taste.wants)
        for late in self._scores:
            is_same = late.features is features and late.evidence is taste.evidence
            if is_same and (late.weighed, late.signals) == (weighed, taste.signals):
                return late.scores
        made = _Scored(features, weighed, taste.signals, taste.evidence, reckon())
        self._scores.append(made)
        return made.scores

    @cached_property
    def signals(self) -> Array:
        """(n_shots, n_signals) as measured, see `standing.measured`."""
        return measured(self.analysis.film.signals)

    @cached_property
    def standing(self) -> Array:
        """(n_shots, n_signals) how far each shot stands out from the film, -2 to 2."""
        return standing(self.signals)

    @cached_property
    def usual(self) -> list[float]:
        """(n_signals,) the median of each signal; empty for a film without shots."""
        table = self.signals
        return np.median(table, axis=0).tolist() if len(table) else []

    @cached_property
    def heard(self) -> Heard:
        """Which cues are heard during which shots."""
        return hear(self.analysis.film.shots, self.analysis.film.cues)

    def against(
        self,
        vectors: NDArray[np.float32],
        wanted: NDArray[np.float32],
        nulls: NDArray[np.float32],
    ) -> tuple[Array, Array]:
        """Return the cosines of pictures or cues with what is wanted, and with the nulls.

        The two are always reckoned apart, so that the first are the same whether or not the
        second are known already.

        Args:
            vectors: those of all keyframes, or of all cues, of the analysis.
            wanted: (n_wants, dim), by the same model.
            nulls: (n_nulls, dim), what says nothing in particular to that model: always the same
                for the same vectors.

        Returns:
            (len(vectors), n_wants) and (len(vectors), n_nulls).
        """
        rows = vectors.astype(np.float64)
        known = self._of_nulls.get(id(vectors))
        if known is None:
            known = self._of_nulls[id(vectors)] = cosines(rows, nulls)
        return cosines(rows, wanted), known

    @cached_property
    def own_cosines(self) -> Array:
        """Cosines between keyframes of different shots, some thousands of them at most."""
        vectors = self.analysis.image_vectors
        chosen = np.linspace(0, len(vectors) - 1, min(len(vectors), _COMPARED)).round()
        chosen = np.unique(chosen.astype(np.intp))
        shots = self.keyframe_shots[chosen]
        pairs = (shots[:, None] != shots[None, :]) & np.tri(len(chosen), k=-1, dtype=bool)
        own: Array = cosines(vectors[chosen], vectors[chosen])[pairs]
        return own

    @cached_property
    def keyframe_shots(self) -> Indices:
        """(n_keyframes,) the shot of each keyframe."""
        return np.array([key.shot for key in self.analysis.film.keyframes], dtype=np.intp)

    @cached_property
    def traits(self) -> Traits:
        """The traits of all shots, in the film's order."""
        analysis, heard = self.analysis, self.heard
        count, shots = len(analysis.film.shots), self.keyframe_shots
        pictures = mean_of_each(analysis.image_vectors, shots, np.ones(len(shots)), count)
        order = np.lexsort((heard.cue, heard.shot))
        said = analysis.cue_vectors[heard.cue[order]]
        words = mean_of_each(said, heard.shot[order], heard.share[order], count)
        return Traits(
            pictures=pictures,
            words=words,
            standing=self.standing,
            picture_nulls=among_nulls(pictures, analysis.null_vectors),
            word_nulls=among_nulls(words, analysis.word_nulls),
        )

    @cached_property
    def reading(self) -> Reading:
        """How what is learnt reads shots in the light of this film."""
        return reading_of(self.traits)

    @cached_property
    def read(self) -> Array:
        """(n_shots, width) all shots as they are learnt from."""
        return self.reading.shots(self.traits)

    def smoothed(self, values: Array) -> Array:
        """Return values of all shots as far as what tells the shots apart explains them.

        Ridge regression on `read`, its lambda the mean eigenvalue: shots that are alike come to
        have like values.

        Args:
            values: (n_shots, n).
        """
        middle = values.mean(axis=0)
        smooth: Array = self.read @ (self._explains @ (values - middle)) + middle
        return smooth

    @cached_property
    def _explains(self) -> Array:
        """(width, n_shots) what makes weights of features of values of shots."""
        read = self.read
        products = read.T @ read
        least = max(float(np.trace(products)) / max(len(products), 1), _TINY)
        return np.asarray(np.linalg.solve(products + least * np.eye(len(products)), read.T))

    @cached_property
    def keyframe_times(self) -> Array:
        """(n_keyframes,) seconds."""
        return seconds(key.time for key in self.analysis.film.keyframes)

    @cached_property
    def clean(self) -> tuple[Array, Array]:
        """(n_shots,) each: where the clean parts of the shots start and end, in seconds."""
        shots = self.analysis.film.shots
        return seconds(s.clean.start for s in shots), seconds(s.clean.end for s in shots)

    def middle(self, shot: int) -> Fraction:
        """Return the middle of a shot's clean part."""
        if shot not in self._middles:
            self._middles[shot] = self.analysis.film.shots[shot].clean.middle
        return self._middles[shot]

    def said_at(self, shot: int, cue: int) -> Fraction | None:
        """Return the middle of what of a cue falls into a shot's clean part, if anything does."""
        if (shot, cue) not in self._said_at:
            film = self.analysis.film
            common = film.cues[cue].span.intersection(film.shots[shot].clean)
            self._said_at[shot, cue] = None if common is None else common.middle
        return self._said_at[shot, cue]


def seconds(times: Iterable[Fraction]) -> Array:
    """Return exact times as float64 seconds."""
    return np.array([time.numerator / time.denominator for time in times], dtype=np.float64)


def _wanted(want: Want) -> tuple[object, ...]:
    """Return all of a want that matches hang on: neither its weight, nor its role or label."""
    said = b"" if want.sentence is None else want.sentence.tobytes()
    return (want.where, want.is_example, want.terms, want.signals, want.vector.tobytes(), said)
