"""One progress interface: rich bars, plain lines, JSON lines, or nothing.

Everything goes to stderr, so that stdout stays free for results. Knows nothing about the work.
"""

from __future__ import annotations

import sys

from cutter.progress.bars import Bars
from cutter.progress.lines import one_line
from cutter.progress.protocols import Progress, Stage, Style
from cutter.progress.silent import SILENT, Silent
from cutter.progress.written import JsonLines, Plain

__all__ = [
    "SILENT",
    "Bars",
    "JsonLines",
    "Plain",
    "Progress",
    "Silent",
    "Stage",
    "Style",
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
