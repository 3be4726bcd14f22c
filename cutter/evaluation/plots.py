"""Draws what an evaluation found as a PNG, through matplotlib (the extra `cutter[plots]`).

Curves where there are some, else each method's figure with its interval. The same findings give
the same picture.
"""

from __future__ import annotations

import importlib.util
import io
from typing import TYPE_CHECKING, Any

from cutter.errors import UsageError
from cutter.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.evaluation.findings import Curve, Figure, Findings

COLOURS = ("#2f6f9f", "#c0692f", "#5b8c4a", "#7a5195", "#8c8c8c", "#b03a4e", "#3a9a94")
INK = "#333333"
MOST_ROWS = 60


def refuse_without_matplotlib() -> None:
    """Check, before any work, that pictures can be drawn.

    Raises:
        UsageError: matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise UsageError("--plot needs matplotlib; get it with: pip install 'cutter[plots]'")


def draw(findings: Findings, target: Path, *, overwrite: bool = False) -> None:
    """Write the picture of what was found.

    Raises:
        UsageError: matplotlib is not installed.
        RenderError: the file may not be written there.
    """
    refuse_without_matplotlib()
    from matplotlib.figure import Figure as Canvas

    panels = len(findings.curves) or 1
    rows = tuple(each for each in findings.figures() if not each.is_detail)[:MOST_ROWS]
    height = 4.8 if findings.curves else 1.4 + 0.24 * len(rows)
    canvas = Canvas(figsize=(6.2 * panels + 0.6, height), layout="constrained")
    if findings.curves:
        for number, curve in enumerate(findings.curves):
            _lines(canvas.add_subplot(1, panels, number + 1), curve)
    else:
        _points(canvas.add_subplot(1, 1, 1), rows, findings)
    canvas.suptitle(findings.title, fontsize=11, color=INK)
    drawn = io.BytesIO()
    # Without the library's version, so that the same figures give the same file.
    canvas.savefig(drawn, format="png", dpi=110, metadata={"Software": None})
    write_whole(target, drawn.getvalue(), overwrite=overwrite)


def _lines(axes: Any, curve: Curve) -> None:  # noqa: ANN401 - matplotlib's own
    names = list(curve.lines)
    # What is shown last, ours, has the first colour and lies on top.
    for number, name in enumerate(reversed(names)):
        points, colour = curve.lines[name], COLOURS[number % len(COLOURS)]
        across = [x for x, _ in points]
        middle = [measured.mean for _, measured in points]
        order = len(names) - number + 1
        width = 2.2 if number == 0 else 1.3
        style = {"color": colour, "zorder": order, "linewidth": width, "markersize": 4}
        axes.plot(across, middle, label=name, marker="o", **style)
        if all(measured.is_bounded for _, measured in points):
            low = [measured.low for _, measured in points]
            high = [measured.high for _, measured in points]
            axes.fill_between(across, low, high, color=colour, alpha=0.15, linewidth=0)
    if curve.is_logarithmic:
        _logarithmic(axes, min(x for points in curve.lines.values() for x, _ in points))
    axes.set_title(curve.title, fontsize=10, loc="left", color=INK)
    axes.set_xlabel(curve.x, fontsize=9)
    axes.set_ylabel(curve.y, fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3)
    _plain(axes)


def _logarithmic(axes: Any, least: float) -> None:  # noqa: ANN401 - matplotlib's own
    if least > 0:
        axes.set_xscale("log")
        return
    # Linear up to the first step, so that there is a place for none.
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlim(left=0)


def _points(axes: Any, rows: tuple[Figure, ...], findings: Findings) -> None:  # noqa: ANN401
    methods = list(dict.fromkeys(each.method for each in rows))
    for place, each in enumerate(rows):
        measured = each.measured
        colour = COLOURS[methods.index(each.method) % len(COLOURS)]
        if measured.is_bounded:
            axes.plot([measured.low, measured.high], [place, place], color=colour, linewidth=1.6)
        axes.plot([measured.mean], [place], color=colour, marker="o", markersize=4)
    names = [", ".join(filter(None, [each.panel, each.about, each.method])) for each in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(f"{findings.unit}\n95 % intervals over {findings.of}", fontsize=8)
    _plain(axes)


def _plain(axes: Any) -> None:  # noqa: ANN401 - matplotlib's own
    axes.tick_params(labelsize=8)
    axes.grid(alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
