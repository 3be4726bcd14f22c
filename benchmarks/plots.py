"""Draws the plots of findings as PNG, where matplotlib is here (the extra `cutter[bench]`)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.measuring.report import Plot

OURS, OTHERS, INK = "#2f6f9f", "#b9b4a8", "#333333"


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def draw(plots: Sequence[Plot], folder: Path) -> list[Path]:
    """Write each plot as `bench-NAME.png` into a folder, and return the files."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for plot in plots:
        height = 1.3 + 0.42 * len(plot.labels) if plot.kind == "bars" else 3.6
        figure, axes = plt.subplots(figsize=(8.0, height), layout="constrained")
        (_bars if plot.kind == "bars" else _lines)(axes, plot)
        axes.set_title(plot.title, fontsize=10, loc="left", color=INK)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        path = folder / f"bench-{plot.name}.png"
        # Without the version and the date, so that the same figures give the same file.
        figure.savefig(path, dpi=110, metadata={"Software": None})
        plt.close(figure)
        written.append(path)
    return written


def _bars(axes: Any, plot: Plot) -> None:  # noqa: ANN401 - matplotlib's own
    places = range(len(plot.labels))
    colours = [OURS if label.startswith("cutter") else OTHERS for label in plot.labels]
    below = [value - low for value, low in zip(plot.values, plot.lows, strict=True)]
    above = [high - value for value, high in zip(plot.values, plot.highs, strict=True)]
    axes.barh(places, plot.values, color=colours, xerr=[below, above], ecolor=INK, capsize=3)
    axes.set_yticks(places, plot.labels, fontsize=8)
    room = max(plot.highs) * 0.015
    for place, value, high in zip(places, plot.values, plot.highs, strict=True):
        axes.text(high + room, place, f"{value:.3g}", va="center", fontsize=8, color=INK)
    axes.set_xlim(0, max(plot.highs) * 1.12)
    axes.set_xlabel(plot.unit, fontsize=9)
    if plot.mark is not None:
        axes.axvline(plot.mark, color=INK, linewidth=0.8, linestyle="--", label=plot.mark_label)
        axes.legend(fontsize=8, frameon=False, loc="lower right")


def _lines(axes: Any, plot: Plot) -> None:  # noqa: ANN401 - matplotlib's own
    for number, (label, values) in enumerate(plot.series):
        # What is level is named once, below, where nothing else is written.
        is_level = len(set(values)) == 1
        style = {"marker": "" if is_level else "o"}
        style["color"] = (OURS, "#c0692f", "#5b8c4a")[number % 3]
        axes.plot(plot.x, values, label=label, **style)
        for x, value in list(zip(plot.x, values, strict=True))[: 1 if is_level else None]:
            is_last = bool(plot.lowest) and number == len(plot.series) - 1
            below = (0, -12 if is_level or is_last else 6)
            spot = {"textcoords": "offset points", "xytext": below, "fontsize": 8, "ha": "center"}
            axes.annotate(f"{value:.3g}", (x, value), **spot)
    if min(plot.x) > 0:
        axes.set_xscale("log")
    else:
        axes.set_xscale("symlog", linthresh=min(x for x in plot.x if x > 0))
    axes.set_xticks(plot.x, [f"{x:g}" for x in plot.x])
    axes.minorticks_off()
    highest = max(value for _, values in plot.series for value in values)
    if plot.is_logarithmic:
        axes.set_yscale("log")
        axes.set_ylim(top=highest * 2)
    else:
        axes.set_ylim(plot.lowest, plot.lowest + (highest - plot.lowest) * 1.15)
    axes.set_xlabel(plot.x_unit, fontsize=9)
    axes.set_ylabel(plot.unit, fontsize=9)
    axes.legend(fontsize=8, frameon=False)
