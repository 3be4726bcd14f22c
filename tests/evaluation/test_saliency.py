"""Saliency files are measured as their benchmark defines it, and broken ones are told by line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.errors import InputError
from cutter.evaluation.saliency import by_position, compare_saliency, figures_of, measure_saliency
from cutter.evaluation.saliency_files import (
    SaliencyPrediction,
    SaliencyTruth,
    match,
    read_predictions,
    read_truth,
    write_predictions,
)
from cutter.evaluation.windows import IOU_LEVELS, of_length, recall_at_one, window_aps

TRUTH: dict[str, Any] = {
    "qid": 1,
    "query": "a storm",
    "vid": "a",
    "duration": 9,
    "relevant_clip_ids": [1, 2],
    "saliency_scores": [[2, 3, 4], [0, 2, 4]],
    "relevant_windows": [[2, 6]],
}
PREDICTION: dict[str, Any] = {
    "qid": 1,
    "pred_saliency_scores": [0.1, 0.9, 0.5, 0.7],
    "pred_relevant_windows": [[2, 6, 0.9], [0, 2, 0.1]],
}


def _file(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "file.jsonl"
    told = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


def _pair(
    scores: list[float],
    **changed: Any,  # noqa: ANN401 - any field of a line
) -> tuple[SaliencyTruth, SaliencyPrediction]:
    fields = {**TRUTH, **changed}
    truth = SaliencyTruth(
        1,
        "a storm",
        "a",
        fields["duration"],
        tuple(fields["relevant_clip_ids"]),
        tuple(tuple(each) for each in fields["saliency_scores"]),
        (),
    )
    return truth, SaliencyPrediction(1, tuple(scores), None)


def _figure(name: str, scores: list[float], **changed: Any) -> float:  # noqa: ANN401
    return float(figures_of([_pair(scores, **changed)])[name][0])


def test_highlights_come_out_as_by_hand() -> None:
    # Ranked: clip 1, 3, 2, 0. Fair: the annotators find {1}, {1, 2}, {1, 2} relevant:
    # 1, (1 + 2/3) / 2, the same.
    scores = [0.1, 0.9, 0.5, 0.7]
    fair = 100 * (1 + 2 * (1 + 2 / 3) / 2) / 3
    assert _figure("HL-min-Fair-mAP", scores) == pytest.approx(fair)
    # Good: {}, {1}, {1, 2}: 0, 1, 5/6. VeryGood: {}, {}, {1, 2}.
    assert _figure("HL-min-Good-mAP", scores) == pytest.approx(100 * (0 + 1 + 5 / 6) / 3)
    assert _figure("HL-min-VeryGood-mAP", scores) == pytest.approx(100 * (5 / 6) / 3)
    for name in ("Fair", "Good", "VeryGood"):
        assert _figure(f"HL-min-{name}-Hit1", scores) == 100
        assert _figure(f"HL-min-{name}-Hit1", [1, 0, 0, 0]) == 0


def test_precision_is_interpolated_and_each_recall_counts_once() -> None:
    graded = {"relevant_clip_ids": [1, 2, 3], "saliency_scores": [[4, 4, 4]] * 3, "duration": 12}
    # Ranked: 0 (no), 1, 2, 3 (yes), 4, 5 (no): precision 1/2, 2/3, 3/4 at recall 1/3, 2/3, 1;
    # the best at that recall or higher is 3/4 always.
    assert _figure("HL-min-Fair-mAP", [9, 8, 7, 6, 5, 4], **graded) == pytest.approx(75)
    # 1 and 2 tie below 0, then 3: recalls 2/3 and 1 are reached, with 3/4 as the best of both.
    assert _figure("HL-min-Fair-mAP", [9, 8, 8, 6, 5, 4], **graded) == pytest.approx(75)
    # 1 and 2 tie at the top, 3 comes last: 1 at recall 2/3 and 1/2 at recall 1, each once, though
    # one of them is two thirds of the way.
    assert _figure("HL-min-Fair-mAP", [5, 9, 9, 0, 5, 5], **graded) == pytest.approx(75)


def test_scores_too_many_are_cut_off_and_too_few_are_zero() -> None:
    assert _figure("HL-min-Fair-mAP", [0.1, 0.9, 0.5, 0.7, 99]) == pytest.approx(
        _figure("HL-min-Fair-mAP", [0.1, 0.9, 0.5, 0.7])
    )
    assert _figure("HL-min-Fair-Hit1", [0.1, 0.9, 0.5, 0.7, 99]) == 0, "behind the film's end"
    assert _figure("HL-min-Fair-mAP", [-1, 1]) == _figure("HL-min-Fair-mAP", [-1, 1, 0, 0])


def test_the_first_of_equal_scores_is_the_hit() -> None:
    assert _figure("HL-min-Fair-Hit1", [1, 1, 1, 1]) == 0
    assert _figure("HL-min-Fair-Hit1", [0, 1, 1, 1]) == 100


def test_an_annotator_who_graded_all_or_nothing_so_high_gives_one_or_nothing() -> None:
    every = {"relevant_clip_ids": [0, 1, 2, 3], "saliency_scores": [[4, 0, 2]] * 4}
    assert _figure("HL-min-Good-mAP", [1, 2, 3, 4], **every) == pytest.approx(100 / 3)
    assert _figure("HL-min-Fair-mAP", [1, 2, 3, 4], **every) == pytest.approx(200 / 3)
    assert _figure("HL-min-Good-Hit1", [1, 2, 3, 4], **every) == 100


def test_windows_come_out_as_by_hand() -> None:
    truth = ((0.0, 10.0), (20.0, 30.0))
    # IoU 1 with the first, then 0.6 with the first again (taken), then 0.8 with the second.
    predictions = ((0.0, 10.0, 0.9), (0.0, 6.0, 0.8), (20.0, 28.0, 0.7))
    found = dict(zip(IOU_LEVELS, window_aps(truth, predictions), strict=True))
    assert found[0.5] == found[0.8] == pytest.approx((1 + 2 / 3) / 2)
    assert found[0.85] == pytest.approx(1 / 2)
    # A wrong one, then two right ones: 1/2 and 2/3, made falling 2/3 and 2/3.
    late = ((50.0, 60.0, 0.9), (0.0, 10.0, 0.8), (20.0, 30.0, 0.7))
    assert window_aps(truth, late)[0] == pytest.approx(2 / 3)
    firsts = dict(zip(IOU_LEVELS, recall_at_one(truth, predictions[1:]), strict=True))
    assert (firsts[0.6], firsts[0.65]) == (1, 0)


def test_only_the_first_ten_windows_count_and_the_first_of_the_file_is_the_first() -> None:
    truth = ((0.0, 10.0),)
    wrong = tuple((50.0, 60.0, 0.1) for _ in range(9))
    right = (0.0, 10.0, 0.9)
    assert window_aps(truth, (*wrong, right))[0] == 1, "ranked by score, not by place"
    assert window_aps(truth, (*wrong, wrong[0], right))[0] == 0
    assert recall_at_one(truth, (*wrong, right))[0] == 0
    assert window_aps(truth, ()).sum() == recall_at_one(truth, ()).sum() == 0


def test_windows_are_grouped_by_the_length_of_the_true_ones() -> None:
    windows = ((0.0, 10.0), (0.0, 10.5), (0.0, 30.0), (0.0, 150.0), (0.0, 151.0))
    assert of_length(windows, (0, 10)) == windows[:1]
    assert of_length(windows, (10, 30)) == windows[1:3]
    assert of_length(windows, (30, 150)) == windows[3:4]
    assert of_length(windows, None) == windows


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), st.integers(0, 3)), max_size=12),
)
def test_precision_falls_with_the_level_and_the_truth_itself_is_perfect(
    true: list[tuple[int, int]], found: list[tuple[int, int, int]]
) -> None:
    truth = tuple((3.0 * start, 3.0 * start + length) for start, length in dict(true).items())
    predictions = tuple((float(at), float(at + length), float(s)) for at, length, s in found)
    precision = window_aps(truth, predictions)
    assert np.all((precision >= 0) & (precision <= 1))
    assert recall_at_one(truth, predictions)[-1] <= recall_at_one(truth, predictions)[0]
    apart = tuple((10.0 * place, 10.0 * place + 5) for place in range(len(truth)))
    perfect = window_aps(apart, tuple((start, end, 1.0) for start, end in apart))
    assert perfect == pytest.approx(np.ones(len(IOU_LEVELS)))


def test_each_figure_has_an_interval_over_queries_and_ours_is_compared_on_the_same() -> None:
    good = [_pair([0, 9, 8, 1]), _pair([1, 9, 0, 8]), _pair([9, 1, 8, 0])]
    poor = [(truth, SaliencyPrediction(1, (9.0, 0.0, 1.0, 8.0), None)) for truth, _ in good]
    measured = measure_saliency(good)
    assert set(measured) == {
        f"HL-min-{grade}-{kind}"
        for grade in ("Fair", "Good", "VeryGood")
        for kind in ("mAP", "Hit1")
    }
    assert all(each.n == 3 and each.is_bounded for each in measured.values())
    compared = compare_saliency(figures_of(good), figures_of(poor))
    assert compared["HL-min-Fair-mAP"].mean > 0


def test_place_alone_never_looks_at_the_film_that_it_is_measured_on(tmp_path: Path) -> None:
    early = {**TRUTH, "duration": 80}
    others = [{**early, "qid": number, "vid": f"v{number}"} for number in range(3)]
    late = {**early, "qid": 9, "vid": "late", "relevant_clip_ids": [38, 39]}
    truth = read_truth(_file(tmp_path, *others, late))
    placed, flat = by_position(truth)
    assert np.argmax(placed[9]) < 4, "what others are like"
    assert placed[9][38] == 0, "not what this film is like"
    assert np.ptp(flat[9]) == 0
    assert len(placed[9]) == truth[-1].n_clips == 40


def test_files_are_read_as_published_and_written_back(tmp_path: Path) -> None:
    truth = read_truth(_file(tmp_path, TRUTH, {**TRUTH, "qid": "x"}))
    assert truth[0].n_clips == 4
    assert truth[0].grades == ((2, 3, 4), (0, 2, 4))
    (found,) = read_predictions(_file(tmp_path, {**PREDICTION, "query": "?", "more": 1}))
    assert found.windows == ((2, 6, 0.9), (0, 2, 0.1))
    target = tmp_path / "out.jsonl"
    write_predictions(target, [found])
    assert read_predictions(target) == (found,)
    with pytest.raises(InputError, match="1 queries of the truth are missing"):
        match(truth, (found,), target)
    assert len(match(truth, (found,), target, partial=True)) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"qid": None}, "qid: must be a whole number or a text"),
        ({"qid": True}, "qid: must be"),
        ({"query": " "}, "query: must be a text"),
        ({"duration": 0}, "duration: must be above 0"),
        ({"duration": "9"}, "duration: must be a number"),
        ({"duration": 1e9}, "duration: is in seconds"),
        ({"relevant_clip_ids": [1, 4]}, r"relevant_clip_ids\[1\]: the film has 4 clips"),
        ({"relevant_clip_ids": [1, 1]}, "names a clip twice"),
        ({"relevant_clip_ids": [1, 1.5]}, r"relevant_clip_ids\[1\]: must be a whole number"),
        ({"relevant_clip_ids": []}, "one clip at least"),
        ({"saliency_scores": [[1, 2, 3]]}, "1 grades for 2 relevant clips"),
        ({"saliency_scores": [[1, 2, 3], [1, 2]]}, r"saliency_scores\[1\]: must hold 3 numbers"),
        ({"saliency_scores": [[1, 2, 3], [1, 2, 5]]}, r"saliency_scores\[1\]: grades are 0 to 4"),
        ({"relevant_windows": [[4, 4]]}, r"relevant_windows\[0\]: must begin at 0"),
        ({"relevant_windows": []}, "one window at least"),
        ({"relevant_windows": 3}, "relevant_windows: must be a list"),
    ],
)
def test_a_broken_line_of_truth_is_told_by_file_line_and_field(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    path = _file(tmp_path, TRUTH, {**TRUTH, "qid": 2, **change})
    with pytest.raises(InputError, match=f"line 2: .*{told}"):
        read_truth(path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"qid": 1}, "pred_saliency_scores: is missing"),
        ({**PREDICTION, "pred_saliency_scores": []}, "a score for each clip"),
        ({**PREDICTION, "pred_saliency_scores": [1, "2"]}, r"scores\[1\]: must be a number"),
        ('{"qid": 1, "pred_saliency_scores": [NaN]}', r"scores\[0\]: must be a finite number"),
        ('{"qid": 1, "pred_saliency_scores": [1e999]}', r"scores\[0\]: must be a finite"),
        ({**PREDICTION, "pred_relevant_windows": [[6, 2, 1]]}, "ends before it starts"),
        ({**PREDICTION, "pred_relevant_windows": [[2, 6]]}, "must hold 3 numbers, not 2"),
        ('{"qid": 1, "qid": 2}', "qid stands twice"),
        ("[1]", "must be a JSON object"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_broken_prediction_is_told_by_file_line_and_field(
    tmp_path: Path, line: dict[str, Any] | str, told: str
) -> None:
    path = _file(tmp_path, "", line)
    with pytest.raises(InputError, match=f"line 2: .*{told}") as caught:
        read_predictions(path)
    assert "\n" not in str(caught.value)


def test_files_that_fit_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_truth(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="holds no queries"):
        read_truth(_file(tmp_path, ""))
    with pytest.raises(InputError, match="line 2: qid: stands in an earlier line"):
        read_truth(_file(tmp_path, TRUTH, TRUTH))
    half = {"qid": 2, "pred_saliency_scores": [1]}
    with pytest.raises(InputError, match="some lines have pred_relevant_windows"):
        read_predictions(_file(tmp_path, PREDICTION, half))
    blank = {field: TRUTH[field] for field in ("qid", "query", "vid", "duration")}
    with pytest.raises(InputError, match="a split without truth"):
        read_truth(_file(tmp_path, blank))
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"qid": "\xe9"}\n')
    with pytest.raises(InputError, match="is not UTF-8"):
        read_truth(latin)
