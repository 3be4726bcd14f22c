"""Turns a graph of ffmpeg-python into the arguments of a run, whatever bytes its files' names hold.

Knows nothing about what the graph does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SOURCE, TARGET = "<source>", "<target>"
"""What stands in a graph for the two files' names: ffmpeg-python takes a digest of every node as
UTF-8, and a file's name may be no UTF-8."""


def compiled(written: Any, target: Path, source: str = "") -> list[str]:  # noqa: ANN401
    """Return the arguments that a graph means, with the names of its files put in.

    Args:
        written: a graph of ffmpeg-python, to its output; it ships no types.
        target: the file for which the graph says `TARGET`; one that is there is replaced.
        source: what ffmpeg shall open where the graph says `SOURCE`.
    """
    import ffmpeg as graph

    names = {SOURCE: source, TARGET: f"file:{target}"}
    return [names.get(word, word) for word in graph.get_args(written, overwrite_output=True)]
