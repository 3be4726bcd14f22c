"""Turns a graph of ffmpeg-python into the arguments of a run, whatever bytes its files' names hold.

Knows nothing about what the graph does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TARGET = "<target>"
"""What stands in a graph for the name of a file that is written: ffmpeg-python takes a digest of
every node as UTF-8, and a file's name may be no UTF-8."""


def source(number: int) -> str:
    """Return what stands in a graph for the name of a file that is read, counted from 0."""
    return f"<source {number}>"


def compiled(written: Any, target: Path, *sources: str) -> list[str]:  # noqa: ANN401
    """Return the arguments that a graph means, with the names of its files put in.

    Args:
        written: a graph of ffmpeg-python, to its output; it ships no types.
        target: the file for which the graph says `TARGET`; one that is there is replaced.
        sources: what ffmpeg shall open where the graph says `source(0)`, `source(1)` and so on.
    """
    import ffmpeg as graph

    names = {source(number): name for number, name in enumerate(sources)}
    names[TARGET] = f"file:{target}"
    return [names.get(word, word) for word in graph.get_args(written, overwrite_output=True)]
