"""The pictures of the page, where matplotlib is installed."""

from pathlib import Path

import cv2
import pytest

from benchmarks.measuring.report import Plot
from benchmarks.plots import draw

BARS = Plot(
    "speed",
    "Time",
    "bars",
    "s",
    ("cutter", "peer"),
    (1.0, 2.5),
    (0.9, 2.5),
    (1.4, 2.6),
    mark=1.0,
    mark_label="one",
)
LINES = Plot(
    "length",
    "Time",
    "lines",
    "s",
    x_unit="minutes",
    x=(1.0, 10.0, 120.0),
    series=(("full", (2.0, 20.0, 250.0)),),
    is_logarithmic=True,
)


@pytest.mark.parametrize("plot", [BARS, LINES])
def test_a_plot_becomes_a_picture_under_the_name_that_the_page_gives(
    plot: Plot, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib", reason="the extra cutter[bench] is not installed")
    (path,) = draw([plot], tmp_path / "images")
    assert path == tmp_path / "images" / f"bench-{plot.name}.png"
    picture = cv2.imread(str(path))
    assert picture is not None
    assert picture.shape[1] >= 800
    assert picture.std() > 10
