"""What a Summary tells in words, on a terminal as on its page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.batch.summary import CutResult, Summary


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause and what it cost."""

    cause: str
    labels: tuple[str, ...]
    """What failed by it, or was left out because of it."""


def troubles(summary: Summary) -> tuple[Cause, ...]:
    """Return each cause once, in the order of the batch."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for film in summary.films:
        if film.cause:
            found[film.cause].append(film.film.name)
    for cut in summary.cuts:
        if cut.cause:
            found[cut.cause].append(cut.label)
    return tuple(Cause(cause, tuple(labels)) for cause, labels in found.items())


def size_words(size: int) -> str:
    """Return bytes as a person would say them: `812 B`, `4.2 MB`."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.0f} {unit}" if amount >= 9.95 or unit == "B" else f"{amount:.1f} {unit}"


def form_words(cut: CutResult) -> str:
    """Return whose cut it is and of what form: `alice.json, trailer, 9:16, 30s`."""
    told = [cut.profile.name if cut.profile else "no profile"] if cut.film else []
    if cut.wish is not None:
        told += [text for text in (cut.wish.kind, cut.wish.aspect, cut.wish.budget) if text]
    return ", ".join(told)


def cores_told(summary: Summary) -> str:
    """Return how busy the machine was: `1.9 cores busy on average`."""
    return f"{summary.cpu / summary.wall:.1f} cores busy on average"


def counted(number: int, noun: str) -> str:
    """Return a number and what it counts: one clip, or clips."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
