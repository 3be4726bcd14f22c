"""Reads a plan file in the two steps of every form: its films, and the cut of them as found."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.interchange.plan import plan_from_json
from cutter.interchange.reading import NamedFilm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.schema import EditDecisionList, Source


def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
    """Return the films of a plan.

    Raises:
        InputError: the text is no plan.
    """
    edl = plan_from_json(text, path)
    return tuple(NamedFilm((source.path,), source.fingerprint) for source in edl.sources)


def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
    """Return the plan's cut, its films where they were found.

    Raises:
        InputError: the text is no plan.
    """
    return moved(plan_from_json(text, path), found)


def moved(edl: EditDecisionList, found: Sequence[Source]) -> EditDecisionList:
    """Return a cut with its films where they were found, and nothing else changed."""
    sources = tuple(
        dataclasses.replace(source, path=there.path)
        for source, there in zip(edl.sources, found, strict=True)
    )
    return dataclasses.replace(edl, sources=sources)
