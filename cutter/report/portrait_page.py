"""Turns a portrait of a taste into one self-contained HTML page.

The page asks nothing of any host and runs no script; every picture of it is told in words as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.report.portrait import day, groups, reach
from cutter.report.table import signed
from cutter.report.template import data_uri, filled
from cutter.report.thumbnails import shrunk

if TYPE_CHECKING:
    from cutter.report.portrait import Held, Portrait, Reaction

MOST: Final = 200
"""Things shown of one source; the rest is counted."""
CHART: Final = (900, 240)
"""Width and height of the curves."""
COLOURS: Final = 6
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One belief as a bar; places are percentages of the bars' room."""

    held: Held
    left: float
    width: float
    low: float
    reach: float
    """Length of the whisker."""


@dataclass(frozen=True, slots=True)
class Card:
    """One reaction."""

    reaction: Reaction
    day: str
    picture: str


@dataclass(frozen=True, slots=True)
class Past:
    """How one belief came about: the shapes of its curve."""

    text: str
    line: str
    band: str
    now: str
    tone: int


def portrait_page(portrait: Portrait) -> str:
    """Write the page of a portrait: HTML, UTF-8, complete in itself."""
    scale = reach((*portrait.held, *portrait.signals))
    sections = [
        (heading, [_row(each, scale) for each in held], left_out)
        for heading, held, left_out in groups(portrait.held, MOST)
    ]
    if portrait.signals:
        sections.append(("Prefers", [_row(each, scale) for each in portrait.signals], 0))
    return filled(
        "portrait.html.j2",
        name=portrait.name or "A taste",
        facts=portrait.facts,
        note=portrait.note,
        sections=sections,
        counts=[
            (kind, count, round(100 * count / portrait.events, 2), number % COLOURS)
            for number, (kind, count) in enumerate(portrait.counts)
        ],
        events=portrait.events,
        cards=[
            Card(reaction, day(reaction.day), data_uri(shrunk(reaction.picture, 280)))
            for reaction in portrait.reactions[:_SHOWN]
        ],
        past=_past(portrait),
        width=CHART[0],
        height=CHART[1],
        moments=[
            (_x(portrait, moment.events), moment.events, day(moment.day))
            for moment in portrait.moments
        ],
    )


def _row(held: Held, scale: float) -> HeldRow:
    def at(weight: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, weight / scale))

    ends = sorted((at(0.0), at(-scale if held.role == "never" else held.weight)))
    low, high = at(held.weight - held.spread), at(held.weight + held.spread)
    return HeldRow(
        held=held,
        left=round(ends[0], 2),
        width=round(ends[1] - ends[0], 2),
        low=round(low, 2),
        reach=round(high - low, 2) if held.spread > 0 else 0.0,
    )


def _past(portrait: Portrait) -> list[Past]:
    """Return the curves; none where there is but one moment."""
    moments = portrait.moments
    if len(moments) < 2:
        return []
    high = 1.15 * max(0.2, *(abs(weight) for each in moments for weight in each.weights))

    def at(events: int, weight: float) -> str:
        part = max(-1.0, min(1.0, weight / high))
        return f"{_x(portrait, events):g} {round((1 - part) * CHART[1] / 2, 1):g}"

    found = []
    for number, text in enumerate(portrait.followed):
        line = [at(m.events, m.weights[number]) for m in moments]
        above = [at(m.events, m.weights[number] + m.spreads[number]) for m in moments]
        below = [at(m.events, m.weights[number] - m.spreads[number]) for m in moments]
        told = f"{signed(moments[-1].weights[number])} ± {moments[-1].spreads[number]:.2f}"
        band = f"M{' L'.join([*above, *reversed(below)])}Z"
        found.append(Past(text, f"M{' L'.join(line)}", band, told, number % COLOURS))
    return found


def _x(portrait: Portrait, events: int) -> float:
    return round(CHART[0] * events / max(1, portrait.moments[-1].events), 1)
