"""Blends several viewers' scores of the same shots into one, whose reasons say whose they are.

A viewer's scores are comparable with another's once they are divided by how far the viewer's best
and worst tenth of the shots lie apart: nobody counts more for strong words. `average` is the mean.
`fair` looks at the whole cut: viewers' weights are moved towards whoever is served least,

    w_v ← w_v · exp(-2 · (s_v - mean s)),   s_v = Σ seconds · score_v over this cut's clips,
                                                  divided by the same over a cut for v alone,

and the cut with the greatest least s is taken (maximin by multiplicative weights: Freund and
Schapire, 1999; of shares of what each could have: Kalai and Smorodinsky, 1975). The first round is
the average, so that the least pleased viewer is never less pleased than with that.
"""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.schema import Reason, Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEAST_SCALE: Final = 0.1
"""Scores of a viewer who hardly cares are not blown up beyond this: a tenth of a full match."""
ROUNDS: Final = 8
"""Cuts that are tried for the fairest one, at most."""
STEP: Final = 2.0
LEAST_WEIGHT: Final = 0.01
"""Below this nobody falls, or a viewer once pleased could never be heard again."""
_DIGITS: Final = 3
"""Of the weights, so that the last bits of a machine's arithmetic decide nothing."""
_MICRO: Final = 1_000_000


def scales_of(by_viewer: Sequence[Sequence[Score]]) -> tuple[float, ...]:
    """Return for each viewer what the scores of all shots are to be divided by."""
    found = []
    for scores in by_viewer:
        values: NDArray[np.float64] = np.sort([score.value for score in scores])
        tenth = max(1, len(values) // 10)
        apart = math.fsum(values[-tenth:]) - math.fsum(values[:tenth])
        found.append(max(round(apart / tenth, 6), LEAST_SCALE))
    return tuple(found)


def factors_of(scales: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Return what each viewer's amounts are multiplied by; usual amounts stay usual.

    Args:
        scales: as `scales_of` returns them.
        weights: how much each viewer counts; they add up to 1.
    """
    usual = statistics.median(scales)
    return tuple(weight * (usual / scale) for weight, scale in zip(weights, scales, strict=True))


def blended(
    by_viewer: Sequence[Sequence[Score]], names: Sequence[str], factors: Sequence[float]
) -> tuple[Score, ...]:
    """Return one score for each shot; the amounts of its reasons add up to its value.

    What several viewers say alike is one reason, so that a taste that two share covers no more
    of a cut than that of one. Any one's `never` keeps a shot out, and any one's `must` asks for it.

    Args:
        by_viewer: for each viewer a score of each shot.
        names: of the viewers.
        factors: what each viewer's amounts are multiplied by.
    """
    return tuple(_blend(scores, names, factors) for scores in zip(*by_viewer, strict=True))


def equal_weights(viewers: int) -> tuple[float, ...]:
    """Return weights that count every viewer alike."""
    return (1.0 / viewers,) * viewers


def reweighed(weights: Sequence[float], pleased: Sequence[float]) -> tuple[float, ...]:
    """Return weights that count viewers more the less they are pleased; they add up to 1."""
    mean = math.fsum(pleased) / len(pleased)
    raised = [
        weight * math.exp(-STEP * (each - mean))
        for weight, each in zip(weights, pleased, strict=True)
    ]
    total = math.fsum(raised)
    rounded = [max(LEAST_WEIGHT, round(each / total, _DIGITS)) for each in raised]
    return tuple(each / math.fsum(rounded) for each in rounded)


def rank(pleased: Sequence[float]) -> tuple[float, ...]:
    """Return what cuts are compared by: the least pleased viewer first, then the next."""
    return tuple(sorted(round(each, 6) for each in pleased))


def _blend(scores: Sequence[Score], names: Sequence[str], factors: Sequence[float]) -> Score:
    reasons = _reasons(scores, names, factors)
    value = sum(round(reason.amount * _MICRO) for reason in reasons) / _MICRO
    keenest = max(range(len(scores)), key=lambda v: factors[v] * scores[v].value)
    never = next((score.never for score in scores if score.never), "")
    return Score(
        shot=scores[0].shot,
        value=value,
        reasons=reasons,
        moment=scores[keenest].moment,
        # However little others want it: viewers at odds get a cut all the same.
        is_match=not never and any(score.is_match for score in scores),
        never=never,
        doubtful="" if never else next((s.doubtful for s in scores if s.doubtful), ""),
        must="" if never else next((score.must for score in scores if score.must), ""),
    )


@dataclasses.dataclass(slots=True)
class _Shared:
    """A reason, and who gives it."""

    amount: float = 0.0
    told: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    """Names by what is said of where it was found."""

    @property
    def detail(self) -> str:
        """Whose it is, and where it was found."""
        return "; ".join(
            f"{' and '.join(names)}{f': {detail}' if detail else ''}"
            for detail, names in self.told.items()
        )


def _reasons(
    scores: Sequence[Score], names: Sequence[str], factors: Sequence[float]
) -> tuple[Reason, ...]:
    """Return the reasons of all, those alike as one. Likes and dislikes of a thing stay apart."""
    found: dict[tuple[str, bool, int], _Shared] = {}
    for score, name, factor in zip(scores, names, factors, strict=True):
        times: Counter[tuple[str, bool]] = Counter()
        for reason in score.reasons:
            kind = (reason.label, reason.amount < 0)
            shared = found.setdefault((*kind, times[kind]), _Shared())
            times[kind] += 1
            shared.amount += factor * reason.amount
            shared.told.setdefault(reason.detail, []).append(name)
    rounded = [(key[0], round(each.amount * _MICRO), each.detail) for key, each in found.items()]
    return tuple(Reason(label, micros / _MICRO, told) for label, micros, told in rounded if micros)
