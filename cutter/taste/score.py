"""Turns features into a score per shot, with reasons that add up to it.

What is written adds (`taste.written`), and so does what was learnt from reactions
(`taste.reactions`). Amounts are summed as whole millionths, so no order changes a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import REACTIONS, SIGNAL_NAMES, Reason
from cutter.schema.scores import Columns, Pull, Scores
from cutter.taste.calibrate import THRESHOLD
from cutter.taste.features import Features, features_of
from cutter.taste.moment import best_moments
from cutter.taste.reactions import Reactions
from cutter.taste.sight import Sight
from cutter.taste.worth import worth_of
from cutter.taste.written import MICRO, Amounts, Micros, amounts_of

if TYPE_CHECKING:
    from cutter.schema import Analysis, Role, Taste, Want

Array = NDArray[np.float64]

NEVER_FROM = 0.35
"""Lenient: a shot that may well show what is never wanted is left out."""
DOUBTFUL_FROM = 0.2
MUST_WITHIN = 0.1
MUST_SHOTS = 3
"""A `must` asks for the shots that match nearly as well as the best, and for these many at most."""
_SHARPNESS, _BLACK = SIGNAL_NAMES.index("sharpness"), SIGNAL_NAMES.index("black")


def score_film(analysis: Analysis, taste: Taste, sight: Sight | None = None) -> Scores:
    """Score every shot of a film for one taste.

    Args:
        analysis: the film as one model sees it.
        taste: the wishes in numbers of the same model.
        sight: what was reckoned from the same film before, so that only what has changed is
            reckoned again; the scores are the same without.

    Returns:
        One score for each shot, in the film's order. The same inputs give the same scores on
        every machine; the order of preferences changes the order of reasons alone.

    Raises:
        ValueError: the taste was made for another model than the analysis, or the sight from
            another film.
    """
    sight = sight if sight is not None else Sight(analysis)
    features = features_of(analysis, taste, sight)
    return sight.scores(taste, features, lambda: _scored(sight, features, taste))


def _scored(sight: Sight, features: Features, taste: Taste) -> Scores:
    amounts = amounts_of(features, taste)
    total = amounts.total
    reactions = Reactions(taste, sight) if _is_reacted(taste) else None
    if reactions is not None:
        total = total + reactions.amounts
    is_match = _is_match(features, taste, total, reactions)
    never, doubtful = _named_never(features, taste)
    columns = Columns(
        values=total / MICRO,
        is_match=is_match & np.array([not label for label in never], dtype=np.bool_),
        moments=best_moments(sight, features, worth_of(taste.wants)),
        never=tuple(never),
        doubtful=tuple(doubtful),
        must=tuple(_named_must(features, taste, never)),
        pull=_pull(amounts, taste),
    )
    shots = [shot.index for shot in sight.analysis.film.shots]
    return Scores(shots, columns, _Told(sight, features, taste, amounts, reactions).reasons)


def _is_reacted(taste: Taste) -> bool:
    """Whether there is anything to learn from."""
    evidence = taste.evidence
    return evidence is not None and bool(evidence.grades or evidence.comparisons)


def _is_match(
    features: Features, taste: Taste, total: Micros, reactions: Reactions | None
) -> NDArray[np.bool_]:
    """Return which shots the viewer asked for, in writing or by reactions.

    Asking for nothing in writing means all but the disliked; with reactions, those that these
    clearly want, or if there are none, all but those that they as clearly do not want.
    """
    worth = worth_of(taste.wants)
    matched: NDArray[np.bool_] = features.match >= THRESHOLD
    if (worth > 0).any():
        asked = np.any(matched[:, worth > 0], axis=1)
        if reactions is not None:
            asked = np.logical_or(asked, reactions.is_wanted)
        return np.logical_and(asked, total > 0)
    undisliked: NDArray[np.bool_] = ~np.any(matched[:, worth < 0], axis=1)
    if reactions is None:
        return undisliked
    wanted = np.logical_and(reactions.is_wanted, total > 0)
    return wanted if wanted.any() else np.logical_and(undisliked, ~reactions.is_unwanted)


def _named_never(features: Features, taste: Taste) -> tuple[list[str], list[str]]:
    """Return for each shot the `never` that excludes it, and the one that nearly does."""
    never, doubtful = [""] * len(features.match), [""] * len(features.match)
    columns = _columns(taste, "never")
    if not columns:
        return never, doubtful
    found = features.strongest[:, columns]
    for row in np.flatnonzero(found.max(axis=1) >= DOUBTFUL_FROM):
        label, match = _greatest(found[row], [taste.wants[column] for column in columns])
        if match >= NEVER_FROM:
            never[row] = label
        else:
            doubtful[row] = label
    return never, doubtful


def _named_must(features: Features, taste: Taste, never: list[str]) -> list[str]:
    """Return for each shot the `must` that asks for it; what is never wanted is not asked for."""
    allowed = np.array([not label for label in never], dtype=bool)
    asked = np.zeros((len(allowed), len(taste.wants)))
    columns = _columns(taste, "must")
    for column in columns:
        match = np.where(allowed, features.match[:, column], 0.0)
        best = match.max(initial=0.0)
        ranked = np.argsort(-match, kind="stable")[:MUST_SHOTS]
        chosen = [row for row in ranked if match[row] >= max(THRESHOLD, best - MUST_WITHIN)]
        asked[chosen, column] = match[chosen]
    must = [""] * len(allowed)
    for row in np.flatnonzero(asked.any(axis=1)):
        wants = [taste.wants[column] for column in columns]
        must[row] = _greatest(asked[row, columns], wants)[0]
    return must


def _columns(taste: Taste, role: Role) -> list[int]:
    return [column for column, want in enumerate(taste.wants) if want.role == role]


def _greatest(matches: Array, wants: list[Want]) -> tuple[str, float]:
    """Return the label and match of the best; of equal ones the first in the alphabet."""
    match, label = min((-float(m), want.label) for m, want in zip(matches, wants, strict=True))
    return label, -match


def _pull(amounts: Amounts, taste: Taste) -> Pull:
    """Return what of the wants draws to which shots."""
    rows, columns = np.nonzero(amounts.wants > 0)
    labels = tuple(want.label for want in taste.wants)
    return Pull(rows, columns, amounts.wants[rows, columns] / MICRO, labels)


class _Told:
    """Tells the reasons of shots, one shot at a time: few of them are ever asked for."""

    def __init__(
        self,
        sight: Sight,
        features: Features,
        taste: Taste,
        amounts: Amounts,
        reactions: Reactions | None,
    ) -> None:
        self._picture, self._dialogue = features.picture, features.dialogue
        # Not the sight: it keeps late scores.
        self._table, self._usual = sight.signals, sight.usual
        self._amounts, self._reactions = amounts, reactions
        self._wants = [(want.label, _form(want)) for want in taste.wants]
        self._signals = [(name, SIGNAL_NAMES.index(name)) for name, _ in taste.signals]

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """Return a shot's reasons: wants and signals in the taste's order, quality, reactions."""
        # As plain numbers, because reaching into arrays one by one takes longer than all the rest.
        wants = zip(
            self._wants,
            self._amounts.wants[row].tolist(),
            self._picture[row].tolist(),
            self._dialogue[row].tolist(),
            strict=True,
        )
        found = [
            Reason(label, amount / MICRO, form % (picture, dialogue))
            for (label, form), amount, picture, dialogue in wants
            if amount
        ]
        table, usual = self._table[row].tolist(), self._usual
        signals = zip(self._signals, self._amounts.signals[row].tolist(), strict=True)
        found += [
            Reason(name, amount / MICRO, f"{table[at]:.2f}, usual in this film {usual[at]:.2f}")
            for (name, at), amount in signals
            if amount
        ]
        if quality := int(self._amounts.quality[row]):
            detail = f"sharpness {table[_SHARPNESS]:.2f}, black {table[_BLACK]:.2f}"
            found.append(Reason("picture quality", quality / MICRO, detail))
        if self._reactions is not None and (added := int(self._reactions.amounts[row])):
            found.append(Reason(REACTIONS, added / MICRO, self._reactions.detail(row)))
        return tuple(found)


def _form(want: Want) -> str:
    """Return how it is told where a want was found: what picture and dialogue are put into."""
    if want.where == "dialogue":
        return "%.0sdialogue %.2f"
    if want.where == "picture" or want.is_example:
        return "picture %.2f%.0s"
    return "picture %.2f, dialogue %.2f"
