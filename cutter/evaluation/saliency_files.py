"""Reads and writes saliency files in the form that QVHighlights published (Lei et al. 2021).

Truth: one line for each query, with the clips of two seconds that are relevant, how three people
graded each of them (0 to 4), and the windows that they make. Predictions: one line for each query
with a score for every clip, or scored windows, or both. Knows nothing about metrics.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cutter.errors import InputError
from cutter.evaluation.json_lines import Row, read_rows
from cutter.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

Line = TypeVar("Line")
CLIP_LENGTH = 2
"""Seconds of a clip."""
ANNOTATORS = 3
HIGHEST_GRADE = 4
MOST_SECONDS = 86_400 * 7


@dataclass(frozen=True, slots=True)
class SaliencyTruth:
    """What people found of one query in one film."""

    qid: str | int
    query: str
    vid: str
    duration: float
    """Seconds."""
    clips: tuple[int, ...]
    """Numbers of the relevant clips; clip i lasts from 2i to 2i + 2 seconds. Empty: not graded."""
    grades: tuple[tuple[int, ...], ...]
    """For each of these the grade of each annotator, 0 (very bad) to 4 (very good)."""
    windows: tuple[tuple[float, float], ...]
    """Start and end of what is relevant, in seconds. Empty: not told."""

    @property
    def n_clips(self) -> int:
        """How many whole clips the film has."""
        return int(self.duration / CLIP_LENGTH)


@dataclass(frozen=True, slots=True)
class SaliencyPrediction:
    """What a method found of one query."""

    qid: str | int
    scores: tuple[float, ...] | None
    """Of each clip in order; None: it says nothing of clips."""
    windows: tuple[tuple[float, float, float], ...] | None
    """Start, end, score; None: it says nothing of windows."""
    query: str = ""
    vid: str = ""


def read_truth(path: Path) -> tuple[SaliencyTruth, ...]:
    """Read a file of truth, such as QVHighlights' `highlight_val_release.jsonl`.

    Raises:
        InputError: a line is not of the form; the message names file, line and field.
    """
    return _each_once(path, _truth, lambda each: each.qid, "queries")


def read_predictions(path: Path) -> tuple[SaliencyPrediction, ...]:
    """Read a file of predictions, as submitted to QVHighlights.

    Raises:
        InputError: as of `read_truth`.
    """
    found = _each_once(path, _prediction, lambda each: each.qid, "predictions")
    for part in ("scores", "windows"):
        told = {getattr(each, part) is not None for each in found}
        if len(told) > 1:
            raise InputError(f"{path}: some lines have {_FIELDS[part]}, others have not", path)
    return found


def write_predictions(
    path: Path, predictions: Iterable[SaliencyPrediction], *, overwrite: bool = False
) -> None:
    """Write predictions in the published form, scores with six decimals.

    Raises:
        RenderError: the file may not be written there.
    """
    lines = []
    for each in predictions:
        row: dict[str, object] = {"qid": each.qid, "query": each.query, "vid": each.vid}
        if each.windows is not None:
            row[_FIELDS["windows"]] = [[*map(_rounded, window)] for window in each.windows]
        if each.scores is not None:
            row[_FIELDS["scores"]] = [*map(_rounded, each.scores)]
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    write_whole(path, "".join(lines).encode(), overwrite=overwrite)


_FIELDS = {"scores": "pred_saliency_scores", "windows": "pred_relevant_windows"}


def _rounded(value: float) -> float:
    return round(value, 6) + 0.0


def _each_once(
    path: Path,
    line_of: Callable[[Row], Line],
    name_of: Callable[[Line], str | int],
    what: str,
) -> tuple[Line, ...]:
    found: dict[str | int, Line] = {}
    for row in read_rows(path):
        line = line_of(row)
        if name_of(line) in found:
            row.refuse("qid", "stands in an earlier line already; keep one of the two")
        found[name_of(line)] = line
    if not found:
        raise InputError(f"{path}: holds no {what}", path)
    return tuple(found.values())


def _truth(row: Row) -> SaliencyTruth:
    has_grades = "relevant_clip_ids" in row or "saliency_scores" in row
    if not has_grades and "relevant_windows" not in row:
        row.refuse("relevant_windows", "is missing: a split without truth cannot be measured on")
    duration = row.positive("duration")
    if duration > MOST_SECONDS:
        row.refuse("duration", "is in seconds, a week of them at most")
    clips, grades = _graded(row, int(duration / CLIP_LENGTH)) if has_grades else ((), ())
    return SaliencyTruth(
        qid=row.identity("qid"),
        query=row.text("query"),
        vid=row.text("vid"),
        duration=duration,
        clips=clips,
        grades=grades,
        windows=_windows(row) if "relevant_windows" in row else (),
    )


def _graded(row: Row, n_clips: int) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    clips = row.counts("relevant_clip_ids")
    if not clips:
        row.refuse("relevant_clip_ids", "must name one clip at least")
    for place, clip in enumerate(clips):
        if clip >= n_clips:
            why = f"the film has {n_clips} clips of {CLIP_LENGTH} s, counted from 0"
            row.refuse(f"relevant_clip_ids[{place}]", why)
    if len(set(clips)) < len(clips):
        row.refuse("relevant_clip_ids", "names a clip twice")
    lists = row.lists("saliency_scores", (ANNOTATORS,))
    if len(lists) != len(clips):
        row.refuse("saliency_scores", f"{len(lists)} grades for {len(clips)} relevant clips")
    for place, each in enumerate(lists):
        if any(grade not in range(HIGHEST_GRADE + 1) for grade in each):
            row.refuse(f"saliency_scores[{place}]", f"grades are 0 to {HIGHEST_GRADE}")
    return clips, tuple(tuple(int(grade) for grade in each) for each in lists)


def _windows(row: Row) -> tuple[tuple[float, float], ...]:
    found = row.lists("relevant_windows", (2,))
    if not found:
        row.refuse("relevant_windows", "must hold one window at least")
    for place, (start, end) in enumerate(found):
        if not 0 <= start < end:
            row.refuse(f"relevant_windows[{place}]", "must begin at 0 or later and end after that")
    return tuple((start, end) for start, end in found)


def _prediction(row: Row) -> SaliencyPrediction:
    if not any(field in row for field in _FIELDS.values()):
        row.refuse(_FIELDS["scores"], f"is missing, and so is {_FIELDS['windows']}")
    scores = row.numbers(_FIELDS["scores"]) if _FIELDS["scores"] in row else None
    if scores is not None and not scores:
        row.refuse(_FIELDS["scores"], "must hold a score for each clip")
    windows = _scored_windows(row) if _FIELDS["windows"] in row else None
    return SaliencyPrediction(row.identity("qid"), scores, windows)


def _scored_windows(row: Row) -> tuple[tuple[float, float, float], ...]:
    field = _FIELDS["windows"]
    found = row.lists(field, (3,))
    for place, (start, end, _) in enumerate(found):
        if end < start:
            row.refuse(f"{field}[{place}]", "ends before it starts")
    return tuple((start, end, score) for start, end, score in found)


def match(
    truth: Sequence[SaliencyTruth],
    predictions: Sequence[SaliencyPrediction],
    path: Path,
    *,
    partial: bool = False,
) -> tuple[tuple[SaliencyTruth, SaliencyPrediction], ...]:
    """Return truth and prediction of each query, in the truth's order.

    Args:
        truth: what people found.
        predictions: what a method found.
        path: of the predictions, for the message.
        partial: leave out queries that only one of the two has.

    Raises:
        InputError: the two are not of the same queries, or, if `partial`, share none.
    """
    by_query = {each.qid: each for each in predictions}
    shared = tuple((each, by_query[each.qid]) for each in truth if each.qid in by_query)
    missing, unknown = len(truth) - len(shared), len(predictions) - len(shared)
    if not shared:
        raise InputError(f"{path}: has no query in common with the truth", path)
    if (missing or unknown) and not partial:
        what = f"{missing} queries of the truth are missing, {unknown} are not in it"
        raise InputError(f"{path}: {what}; add --partial to measure on those shared", path)
    return shared
