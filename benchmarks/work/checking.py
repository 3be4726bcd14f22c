"""Checks of what was written, in a process of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def edges(plan: str, target: str) -> Callable[[], dict[str, Any]]:
    """Count the clips' first and last frames that are the right ones."""
    from benchmarks.edges import exact_edges
    from cutter.interchange.plan import read_plan

    def work() -> dict[str, Any]:
        right, asked = exact_edges(read_plan(Path(plan)), Path(target))
        return {"right": right, "asked": asked}

    return work
