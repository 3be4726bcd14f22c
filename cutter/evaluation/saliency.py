"""Measures saliency files as QVHighlights does (Lei, Berg and Bansal 2021, arXiv:2107.09609).

The definitions are those of the benchmark's published evaluation, corner by corner, so that
figures can stand beside the literature's; they are in percent, with intervals over queries.

Highlights (HD), for clips graded at least Fair (2), Good (3) and VeryGood (4):
- mAP: the mean over queries and over the three annotators, each taken as a truth of their own, of
  an interpolated average precision: over the distinct recalls reached above 0, each once, the
  mean of the best precision at that recall or a higher one. Equal scores pass a threshold
  together. Scores behind the film's last clip are cut off, missing ones are 0. An annotator who
  graded no clip so high gives 0, one who graded every clip so high gives 1.
- HIT@1: whether any of the three graded the clip with the highest score so high; of equal scores
  the first clip counts, and a clip behind the film's last one is a miss.

Moments (MR), see `windows.py`: mAP at IoU 0.5, 0.55 … 0.95 and their mean, R1 at the same; for all
queries, and for those with windows of 0-10 s (short), 10-30 s (middle) and 30-150 s (long).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.evaluation.intervals import Measured, measure, paired_difference
from cutter.evaluation.metrics import precision_and_recall
from cutter.evaluation.windows import IOU_LEVELS, LENGTHS, of_length, recall_at_one, window_aps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cutter.evaluation.saliency_files import SaliencyPrediction, SaliencyTruth

    Floats = NDArray[np.float64]
    Pairs = Sequence[tuple[SaliencyTruth, SaliencyPrediction]]

LEAST_GRADES = {"Fair": 2, "Good": 3, "VeryGood": 4}
POSITION_BINS = 20


def figures_of(pairs: Pairs) -> dict[str, Floats]:
    """Return each figure's value for each query that it is of, in percent.

    Args:
        pairs: truth and prediction of each query.

    Returns:
        Names as the benchmark's own, such as `HL-min-Fair-mAP`, `MR-full-R1@0.5`, and
        `MR-short-mAP` for the mean over the levels of IoU; only what both sides speak of.
    """
    found: dict[str, Floats] = {}
    if all(each.windows is not None and truth.windows for truth, each in pairs):
        for name, longest in LENGTHS.items():
            found |= _moments(pairs, name, longest)
    if all(each.scores is not None and truth.clips for truth, each in pairs):
        found |= _highlights(pairs)
    return found


def measure_saliency(pairs: Pairs) -> dict[str, Measured]:
    """Return each figure with its interval over queries, in percent; names as of `figures_of`."""
    return {name: measure(values) for name, values in figures_of(pairs).items()}


def compare_saliency(
    ours: Mapping[str, Floats], others: Mapping[str, Floats]
) -> dict[str, Measured]:
    """Return how much more ours has of each figure that both have, on the same queries."""
    return {
        name: paired_difference(values, others[name])
        for name, values in ours.items()
        if name in others
    }


def by_position(truth: Sequence[SaliencyTruth]) -> tuple[dict[str | int, Floats], ...]:
    """Return two scores for each clip that know nothing of what it shows, by query.

    The first is its place alone: how highly clips in that twentieth of the film were graded in
    other films, or, where there is but one film, for its other queries; what is measured on is
    never looked at. The second is one score for all clips.
    """
    places = np.zeros((len(truth), POSITION_BINS))
    for row, each in enumerate(truth):
        grades = grades_of(each).mean(axis=1)
        bins = _bins(each.n_clips)
        count = np.bincount(bins, minlength=POSITION_BINS)
        places[row] = np.bincount(bins, grades, POSITION_BINS) / np.maximum(count, 1)
    vids = np.array([each.vid for each in truth])
    if len(set(vids)) == 1:
        vids = np.arange(len(truth))
    placed: dict[str | int, Floats] = {}
    for each, vid in zip(truth, vids, strict=True):
        others = places[vids != vid]
        known = others.mean(axis=0) if len(others) else np.zeros(POSITION_BINS)
        placed[each.qid] = known[_bins(each.n_clips)]
    return placed, {each.qid: np.zeros(each.n_clips) for each in truth}


def grades_of(truth: SaliencyTruth) -> Floats:
    """Return (n_clips, 3) grades of all clips; what is not relevant has 0."""
    grades = np.zeros((truth.n_clips, 3))
    if truth.clips:
        grades[list(truth.clips)] = truth.grades
    return grades


def _highlights(pairs: Pairs) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, least in LEAST_GRADES.items():
        precisions, hits = np.zeros(len(pairs)), np.zeros(len(pairs))
        for row, (truth, prediction) in enumerate(pairs):
            scores = np.array(prediction.scores, np.float64)
            marks = (grades_of(truth) >= least).astype(np.float64)
            fitted = np.zeros(len(marks))
            fitted[: len(scores)] = scores[: len(marks)]
            precisions[row] = np.mean([_clip_ap(column, fitted) for column in marks.T])
            best = int(np.argmax(scores))
            hits[row] = marks[best].max() if best < len(marks) else 0.0
        found[f"HL-min-{name}-mAP"] = 100 * precisions
        found[f"HL-min-{name}-Hit1"] = 100 * hits
    return found


def _clip_ap(marks: Floats, scores: Floats) -> float:
    if not marks.any():
        return 0.0
    precision, recall = precision_and_recall(marks, scores)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    reached = np.diff(recall, prepend=0.0) > 0
    return float(best[reached].mean())


def _moments(pairs: Pairs, name: str, longest: tuple[float, float] | None) -> dict[str, Floats]:
    precisions, recalls = [], []
    for truth, prediction in pairs:
        wanted = of_length(truth.windows, longest)
        if wanted:
            windows = prediction.windows or ()
            precisions.append(window_aps(wanted, windows))
            recalls.append(recall_at_one(wanted, windows))
    if not precisions:
        return {}
    aps, firsts = 100 * np.stack(precisions), 100 * np.stack(recalls)
    found = {f"MR-{name}-mAP": aps.mean(axis=1)}
    for column, level in enumerate(IOU_LEVELS):
        found[f"MR-{name}-mAP@{level:g}"] = aps[:, column]
        found[f"MR-{name}-R1@{level:g}"] = firsts[:, column]
    return found


def _bins(n_clips: int) -> NDArray[np.intp]:
    return np.arange(n_clips) * POSITION_BINS // max(n_clips, 1)
