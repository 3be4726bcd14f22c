"""How well scores order what a viewer likes: one number for one viewer, user or query.

It knows nothing about models, films or intervals. Scores that are equal are in no order: where a
figure depends on one, it is the mean over all orders of what is tied, so that a method that tells
nothing apart (one score for all) gains nothing from the order in which things are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def pairwise_accuracy(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return the share of pairs that differ in truth which the scores put in the right order.

    A pair of equal scores counts by half: with two grades of truth this is the area under the ROC
    curve (Hanley and McNeil 1982, Radiology 143:29).

    Args:
        truth: (n,) how much each is liked.
        scores: (n,) what was predicted.

    Raises:
        ValueError: the truth is the same for all: there is no pair to be right about.
    """
    true, predicted = _pair(truth, scores)
    right = total = 0.0
    order = np.argsort(true, kind="stable")
    true, predicted = true[order], predicted[order]
    for start in np.flatnonzero(np.diff(true)) + 1:
        # Each group of equal truth against all that is liked less.
        end = np.searchsorted(true, true[start], side="right")
        less, group = np.sort(predicted[:start]), predicted[start:end]
        below = np.searchsorted(less, group, side="left")
        upto = np.searchsorted(less, group, side="right")
        right += float((below + upto).sum()) / 2
        total += float(start) * float(end - start)
    if not total:
        raise ValueError("a truth that is the same for all has no pairs to order")
    return right / total


def ndcg(
    truth: ArrayLike,
    scores: ArrayLike,
    k: int | None = None,
    *,
    gain: Literal["linear", "exponential"] = "linear",
) -> float:
    """Return the discounted gain of the first k by score, as a share of the best possible.

    DCG = sum of gain / log2(rank + 1) (Järvelin and Kekäläinen 2002, ACM TOIS 20:422), over tied
    scores the mean of all orders (McSherry and Najork 2008, ECIR). 0 where nothing has any gain.

    Args:
        truth: (n,) how much each is liked, 0 or more.
        scores: (n,) what was predicted.
        k: how many count; None: all.
        gain: the truth itself, or 2 ** truth - 1 (Burges et al. 2005, ICML).

    Raises:
        ValueError: a truth is negative, or k is under 1.
    """
    true, predicted = _pair(truth, scores)
    if true.min() < 0:
        raise ValueError("NDCG is of gains of 0 and more")
    if k is not None and k < 1:
        raise ValueError("NDCG is of the first one or more")
    gains = true if gain == "linear" else np.exp2(true) - 1
    discounts = 1 / np.log2(np.arange(len(true)) + 2)
    discounts[len(true) if k is None else k :] = 0
    best = float(np.sort(gains)[::-1] @ discounts)
    if best == 0:
        return 0.0
    _, group, count = np.unique(-predicted, return_inverse=True, return_counts=True)
    mean_gain = np.bincount(group, weights=gains) / count
    first = np.cumsum(count) - count
    return float(mean_gain @ np.add.reduceat(discounts, first)) / best


def rmse(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Return the square root of the mean squared error, in the truth's unit."""
    true, guess = _pair(truth, predicted)
    return float(np.sqrt(np.mean((guess - true) ** 2)))


def kendall_tau(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return Kendall's tau-b (Kendall 1945, Biometrika 33:239), -1 to 1.

    0 where either is the same for all: then nothing is put in any order.
    """
    from scipy.stats import kendalltau

    true, predicted = _pair(truth, scores)
    if _is_flat(true) or _is_flat(predicted):
        return 0.0
    return float(kendalltau(true, predicted).statistic)


def spearman_rho(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return Spearman's rho (Spearman 1904, Am. J. Psychol. 15:72): the correlation of ranks.

    Equal values have the mean of their ranks; 0 where either is the same for all.
    """
    from scipy.stats import rankdata

    true, predicted = _pair(truth, scores)
    if _is_flat(true) or _is_flat(predicted):
        return 0.0
    return float(np.corrcoef(rankdata(true), rankdata(predicted))[0, 1])


def hit_at_one(relevant: ArrayLike, scores: ArrayLike) -> float:
    """Return whether what is scored highest is relevant; of several, the share that are.

    Args:
        relevant: (n,) 0 or 1.
        scores: (n,) what was predicted.
    """
    true, predicted = _binary(relevant, scores)
    return float(true[predicted == predicted.max()].mean())


def average_precision(relevant: ArrayLike, scores: ArrayLike) -> float:
    """Return the average precision: sum of (R_i - R_(i-1)) P_i over thresholds, not interpolated.

    Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4; equal
    scores pass a threshold together. 0 where nothing is relevant.

    Args:
        relevant: (n,) 0 or 1.
        scores: (n,) what was predicted.
    """
    true, predicted = _binary(relevant, scores)
    if not true.any():
        return 0.0
    precision, recall = precision_and_recall(true, predicted)
    return float(np.diff(recall, prepend=0.0) @ precision)


def precision_and_recall(relevant: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    """Return precision and recall at each distinct score, the highest first.

    Args:
        relevant: (n,) 0 or 1, one at least being 1.
        scores: (n,) what was predicted.

    Raises:
        ValueError: nothing is relevant.
    """
    true, predicted = _binary(relevant, scores)
    if not true.any():
        raise ValueError("where nothing is relevant there is no recall")
    order = np.argsort(-predicted, kind="stable")
    found, falling = np.cumsum(true[order]), predicted[order]
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    return found[last] / (last + 1), found[last] / found[-1]


def _pair(truth: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    true, predicted = np.asarray(truth, np.float64), np.asarray(scores, np.float64)
    if true.ndim != 1 or true.shape != predicted.shape or not len(true):
        shapes = f"{true.shape} and {predicted.shape}"
        raise ValueError(f"truth and scores must be of one length, not {shapes}")
    if not (np.isfinite(true).all() and np.isfinite(predicted).all()):
        raise ValueError("truth and scores must be finite")
    return true, predicted


def _binary(relevant: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    true, predicted = _pair(relevant, scores)
    if not np.isin(true, (0.0, 1.0)).all():
        raise ValueError("relevance must be 0 or 1")
    return true, predicted


def _is_flat(values: Floats) -> bool:
    return bool(values.min() == values.max())
