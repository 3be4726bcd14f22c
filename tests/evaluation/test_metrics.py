"""The metrics are those of the literature: by hand, by property, and beside other libraries."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.evaluation.metrics import (
    average_precision,
    hit_at_one,
    kendall_tau,
    ndcg,
    pairwise_accuracy,
    precision_and_recall,
    rmse,
    spearman_rho,
)

grades = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-3, 3).map(float)), min_size=2, max_size=20
)
marks = grades.map(lambda rows: [(int(true > 2), score) for true, score in rows])
quick = settings(max_examples=60, deadline=None)


def _split(rows: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [true for true, _ in rows], [score for _, score in rows]


def test_small_cases_come_out_as_by_hand() -> None:
    assert pairwise_accuracy([3, 1, 1], [0.9, 0.9, 0.1]) == pytest.approx(0.75)
    assert pairwise_accuracy([2, 1, 0], [1, 2, 0]) == pytest.approx(2 / 3)
    # (2 / log2 2 + 0 / log2 3 + 1 / log2 4) / (2 / log2 2 + 1 / log2 3)
    assert ndcg([2, 0, 1], [9, 8, 7]) == pytest.approx(2.5 / (2 + 1 / math.log2(3)))
    assert ndcg([2, 0, 1], [9, 8, 7], 1) == pytest.approx(1)
    assert ndcg([2, 0], [8, 9], gain="exponential") == pytest.approx(1 / math.log2(3))
    assert rmse([1, 2], [2, 4]) == pytest.approx(math.sqrt(2.5))
    # Relevant at ranks 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision([1, 0, 1], [3, 2, 1]) == pytest.approx(5 / 6)
    assert hit_at_one([0, 1, 1], [1, 3, 3]) == 1
    assert hit_at_one([0, 1, 0], [3, 3, 1]) == 0.5
    precision, recall = precision_and_recall([1, 0, 1], [3, 2, 1])
    assert precision.tolist() == pytest.approx([1, 1 / 2, 2 / 3])
    assert recall.tolist() == pytest.approx([1 / 2, 1 / 2, 1])


@quick
@given(grades)
def test_other_libraries_agree(rows: list[tuple[int, float]]) -> None:
    from scipy.stats import kendalltau, spearmanr
    from sklearn.metrics import ndcg_score, root_mean_squared_error

    truth, scores = _split(rows)
    assert rmse(truth, scores) == pytest.approx(root_mean_squared_error(truth, scores))
    for k in (None, 1, 3):
        if any(truth):
            assert ndcg(truth, scores, k) == pytest.approx(ndcg_score([truth], [scores], k=k))
        else:
            assert ndcg(truth, scores, k) == 0
    if len(set(truth)) > 1 and len(set(scores)) > 1:
        assert kendall_tau(truth, scores) == pytest.approx(kendalltau(truth, scores).statistic)
        assert spearman_rho(truth, scores) == pytest.approx(spearmanr(truth, scores).statistic)
    else:
        assert kendall_tau(truth, scores) == spearman_rho(truth, scores) == 0


@quick
@given(marks)
def test_other_libraries_agree_about_what_is_relevant(rows: list[tuple[int, float]]) -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    truth, scores = _split(rows)
    if not any(truth):
        assert average_precision(truth, scores) == 0
        with pytest.raises(ValueError, match="no recall"):
            precision_and_recall(truth, scores)
        return
    assert average_precision(truth, scores) == pytest.approx(average_precision_score(truth, scores))
    if not all(truth):
        assert pairwise_accuracy(truth, scores) == pytest.approx(roc_auc_score(truth, scores))


@quick
@given(grades)
def test_pairs_are_counted_one_by_one(rows: list[tuple[int, float]]) -> None:
    truth, scores = _split(rows)
    worth = [
        1.0 if (a - b) * (s - t) > 0 else 0.5 if s == t else 0.0
        for i, (a, s) in enumerate(rows)
        for b, t in rows[:i]
        if a != b
    ]
    if not worth:
        with pytest.raises(ValueError, match="no pairs"):
            pairwise_accuracy(truth, scores)
    else:
        assert pairwise_accuracy(truth, scores) == pytest.approx(float(np.mean(worth)))


@pytest.mark.parametrize("metric", [pairwise_accuracy, ndcg, kendall_tau, spearman_rho])
@quick
@given(rows=grades, shuffle=st.randoms(use_true_random=False))
def test_listing_and_stretching_change_nothing(
    metric: Callable[..., float], rows: list[tuple[int, float]], shuffle: object
) -> None:
    truth, scores = _split(rows)
    if len(set(truth)) == 1:
        return
    mixed = list(rows)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    other_truth, other = _split(mixed)
    found = metric(truth, scores)
    assert metric(other_truth, [7 * score + 3 for score in other]) == pytest.approx(found)


@quick
@given(grades)
def test_the_truth_itself_is_the_best_and_one_score_for_all_is_worth_nothing(
    rows: list[tuple[int, float]],
) -> None:
    truth, scores = _split(rows)
    if len(set(truth)) == 1:
        return
    flat = [1.0] * len(truth)
    assert pairwise_accuracy(truth, truth) == 1
    assert kendall_tau(truth, truth) == pytest.approx(1)
    assert ndcg(truth, truth, 5) == pytest.approx(1)
    assert pairwise_accuracy(truth, flat) == 0.5
    assert kendall_tau(truth, flat) == 0
    assert ndcg(truth, scores) <= 1 + 1e-12
    back = [-score for score in scores]
    assert pairwise_accuracy(truth, back) == pytest.approx(1 - pairwise_accuracy(truth, scores))


@pytest.mark.parametrize(
    ("metric", "truth", "scores", "told"),
    [
        (rmse, [1.0], [1.0, 2.0], "one length"),
        (rmse, [], [], "one length"),
        (rmse, [math.nan], [1.0], "finite"),
        (ndcg, [-1.0], [1.0], "gains of 0"),
        (average_precision, [0.5], [1.0], "0 or 1"),
    ],
)
def test_what_makes_no_sense_is_refused(
    metric: Callable[..., float], truth: list[float], scores: list[float], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        metric(truth, scores)
