"""One progress interface: rich bars, plain lines, JSON lines, or nothing.

Everything goes to stderr, so that stdout stays free for results. Knows nothing about the work.
"""

from __future__ import annotations

import sys

from cutter.progress.bars import Bars
from cutter.progress.batch import SILENT_BATCH, BatchProgress, Item, Result, SilentBatch
from cutter.progress.lines import one_line
from cutter.progress.protocols import Progress, Stage, Style
from cutter.progress.silent import SILENT, Silent
from cutter.progress.written import JsonLines, Plain

__all__ = [
    "SILENT",
    "SILENT_BATCH",
    "Bars",
    "BatchProgress",
    "Item",
    "JsonLines",
    "Plain",
    "Progress",
    "Result",
    "Silent",
    "SilentBatch",
    "Stage",
    "Style",
    "make_batch_progress",
    "make_progress",
    "one_line",
]


def make_progress(style: Style = "auto", *, quiet: bool = False) -> Progress:
    """Return the progress for a style; `auto` means bars on a terminal, plain lines elsewhere.

    With `quiet`, only warnings are shown.
    """
    if quiet or style == "none":
        return Silent(sys.stderr)
    if style == "json":
        return JsonLines()
    if style == "bars" or (style == "auto" and sys.stderr.isatty()):
        return Bars()
    return Plain()


def make_batch_progress(style: Style = "auto", *, quiet: bool = False) -> BatchProgress:
    """Return the progress of many tasks at once for a style; see `make_progress`."""
    if quiet or style == "none":
        return SilentBatch(sys.stderr)
    # Here, for a single film needs none of it.
    if style == "bars" or (style == "auto" and sys.stderr.isatty()):
        from cutter.progress.batch_bars import BatchBars

        return BatchBars()
    from cutter.progress.batch_written import JsonBatch, PlainBatch

    return JsonBatch() if style == "json" else PlainBatch()
