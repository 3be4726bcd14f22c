"""Draws a portrait of a taste as one PNG: beliefs as bars, what they come from, and their past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.report.board import (
    ACCENT,
    AGAINST,
    EMPTY,
    FAINT,
    FOR,
    INK,
    LINE,
    PAPER,
    SECOND,
    Board,
    Colour,
    between,
)
from cutter.report.portrait import Held, Portrait, day, groups, reach
from cutter.report.table import signed
from cutter.report.thumbnails import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.report.board import Fonts
    from cutter.report.portrait import Moment, Reaction

WIDTH: Final = 1280
MARGIN: Final = 40
ROW: Final = 28
MOST: Final = 16
"""Things shown of one source; the rest is counted."""
LABEL: Final = 470
"""Where the bars' room begins."""
BARS: Final = (LABEL + 16, WIDTH - MARGIN - 150)
_HEAD: Final = 150
_HEADING: Final = 46
_CARD: Final = 186
_SHOWN: Final = 6
_CHART: Final = 220
LEGEND: Final = "Full bars are written, outlined ones learnt; whiskers are one standard deviation."
COLOURS: Final[tuple[Colour, ...]] = (
    ACCENT,
    FOR,
    SECOND,
    AGAINST,
    (120, 178, 232),
    (206, 206, 130),
)


def portrait_png(portrait: Portrait, fonts: Fonts) -> bytes:
    """Draw a portrait.

    Args:
        portrait: what is to be shown.
        fonts: gives a font for a text.

    Returns:
        The bytes of a PNG.
    """
    board = Board((WIDTH, _height(portrait)), fonts)
    board.words((MARGIN, 34), portrait.name or "A taste", 36, room=WIDTH - 2 * MARGIN)
    facts = "   ·   ".join(f"{much} {what}" for what, much in portrait.facts if what != "from")
    when = dict(portrait.facts).get("from", "")
    board.words((MARGIN, 84), f"{facts}   ·   {when}" if when else facts, 18, FAINT)
    note = portrait.note or (LEGEND if portrait.events else "")
    colour = ACCENT if portrait.note else FAINT
    board.words((MARGIN, 112), note, 17, colour, room=WIDTH - 2 * MARGIN)
    y, scale = _HEAD, reach(portrait.held)
    for heading, held, left_out in groups(portrait.held, MOST):
        board.words((MARGIN, y + 12), heading, 20)
        y += _HEADING
        for each in held:
            _belief(board, each, y, scale)
            y += ROW
        if left_out:
            board.words((MARGIN, y + 4), f"and {left_out} more", 16, FAINT)
            y += ROW
    if portrait.signals:
        board.words((MARGIN, y + 12), "Prefers", 20)
        y += _HEADING
        for each in portrait.signals[:MOST]:
            _belief(board, each, y, max(reach(portrait.signals), scale))
            y += ROW
    if portrait.counts:
        y = _counts(board, portrait, y)
    if portrait.reactions:
        y = _reactions(board, portrait.reactions[:_SHOWN], y)
    if len(portrait.moments) > 1:
        _past(board, portrait, y)
    return board.png()


def _height(portrait: Portrait) -> int:
    height = _HEAD
    for _, held, left_out in groups(portrait.held, MOST):
        height += _HEADING + ROW * (len(held) + (1 if left_out else 0))
    if portrait.signals:
        height += _HEADING + ROW * len(portrait.signals[:MOST])
    height += _HEADING + 40 if portrait.counts else 0
    height += _HEADING + _CARD if portrait.reactions else 0
    height += _HEADING + _CHART + 40 if len(portrait.moments) > 1 else 0
    return height + MARGIN


def bar_at(weight: float, scale: float) -> float:
    """Return where a weight lies, in pixels from the left."""
    middle = (BARS[0] + BARS[1]) / 2
    return middle + weight / scale * (BARS[1] - BARS[0]) / 2


def _belief(board: Board, held: Held, y: int, scale: float) -> None:
    """Draw a weight as a bar from the middle, full where it is written, and how sure it is."""
    label = f"{held.text} ({held.about})" if held.about else held.text
    board.words((LABEL, y + ROW / 2), label, 17, room=LABEL - MARGIN, anchor="rm")
    zero, end = bar_at(0, scale), bar_at(held.weight, scale)
    board.draw.line((zero, y, zero, y + ROW), LINE)
    colour = FOR if held.weight >= 0 else AGAINST
    is_learnt = held.source in ("words", "shots")
    top, bottom = y + 7, y + ROW - 8
    if held.role == "never":
        board.draw.rectangle(
            (bar_at(-scale, scale), top, zero - 1, bottom), between(PAPER, AGAINST, 0.35)
        )
    elif abs(end - zero) >= 1:
        fill = between(PAPER, colour, 0.45) if is_learnt else colour
        box = (min(zero, end), top, max(zero, end), bottom)
        board.draw.rectangle(box, fill, colour if is_learnt else None)
    if held.spread > 0:
        low, high = (
            bar_at(held.weight - held.spread, scale),
            bar_at(held.weight + held.spread, scale),
        )
        middle = (top + bottom) / 2
        board.draw.line((low, middle, high, middle), INK, 2)
        for x in (low, high):
            board.draw.line((x, middle - 5, x, middle + 5), INK, 2)
    faint = FAINT if held.certainty == "a guess" else INK
    board.words((WIDTH - MARGIN, y + ROW / 2), held.amount, 16, faint, anchor="rm")


def _counts(board: Board, portrait: Portrait, y: int) -> int:
    board.words((MARGIN, y + 12), f"From {portrait.events} events", 20)
    y += _HEADING
    x, room = float(MARGIN), WIDTH - 2 * MARGIN
    for number, (_, count) in enumerate(portrait.counts):
        wide = room * count / portrait.events
        board.draw.rectangle((x, y, x + wide - 2, y + 9), COLOURS[number % len(COLOURS)])
        x += wide
    x = float(MARGIN)
    for number, (kind, count) in enumerate(portrait.counts):
        colour = COLOURS[number % len(COLOURS)]
        if x > WIDTH - MARGIN - 120:
            break
        x += board.words((x, y + 16), f"{count} {kind}", 16, colour, room=WIDTH - MARGIN - x) + 22
    return y + 40


def _reactions(board: Board, reactions: tuple[Reaction, ...], y: int) -> int:
    board.words((MARGIN, y + 12), "Reactions that weigh most", 20)
    y += _HEADING
    step = (WIDTH - 2 * MARGIN + 14) / _SHOWN
    wide = round(step - 14)
    for number, reaction in enumerate(reactions):
        x = round(MARGIN + number * step)
        board.picture(opened(reaction.picture), (x, y, wide, wide * 9 // 16))
        under = y + wide * 9 // 16 + 6
        colour = FOR if reaction.amount >= 0 else AGAINST
        board.words((x, under), f"{reaction.told}, {day(reaction.day)}", 14, room=wide)
        board.words((x, under + 19), reaction.place, 13, FAINT, room=wide)
        board.words((x, under + 37), reaction.about, 14, colour, room=wide - 52)
        board.words((x + wide, under + 37), signed(reaction.amount), 14, colour, anchor="ra")
    return y + _CARD


def standing_apart(ends: Sequence[float], lowest: float, step: float = 20) -> list[float]:
    """Return where names of lines stand, each near its line's end and apart from the others.

    Args:
        ends: where the lines end, from above.
        lowest: no name stands below this.
        step: least distance.
    """
    places: list[float] = []
    for end in ends:
        places.append(max(places[-1] + step, end) if places else end)
    rest = range(len(places) - 1, -1, -1)
    return [min(place, lowest - step * below) for place, below in zip(places, rest, strict=True)]


def _past(board: Board, portrait: Portrait, y: int) -> None:
    """Draw the followed weights against the events, each with its spread as a band."""
    board.words((MARGIN, y + 12), "How it came about, event by event", 20)
    y += _HEADING
    left, right = MARGIN + 50, WIDTH - MARGIN - 300
    moments = portrait.moments
    high = max(0.2, *(max(map(abs, each.weights), default=0.0) for each in moments)) * 1.15
    most = max(moments[-1].events, 1)

    def at(moment: Moment, weight: float) -> tuple[float, float]:
        x = left + (right - left) * moment.events / most
        return x, y + _CHART / 2 - max(-1.0, min(1.0, weight / high)) * _CHART / 2

    board.draw.rectangle((left, y, right, y + _CHART), None, EMPTY)
    board.draw.line((left, y + _CHART / 2, right, y + _CHART / 2), LINE)
    for value in (high, 0.0, -high):
        place = (left - 8, at(moments[0], value)[1])
        board.words(place, signed(value), 13, FAINT, anchor="rm")
    for number in range(len(portrait.followed)):
        colour = COLOURS[number % len(COLOURS)]
        above = [at(m, m.weights[number] + m.spreads[number]) for m in moments]
        below = [at(m, m.weights[number] - m.spreads[number]) for m in moments]
        for edge in (above, below):
            board.line(edge, between(PAPER, colour, 0.3), 1)
    ends = []
    for number, text in enumerate(portrait.followed):
        points = [at(m, m.weights[number]) for m in moments]
        board.line(points, COLOURS[number % len(COLOURS)], 3)
        ends.append((points[-1][1], number, text))
    ends.sort()
    names = standing_apart([end for end, _, _ in ends], y + _CHART - 10)
    for name, (_, number, text) in zip(names, ends, strict=True):
        colour = COLOURS[number % len(COLOURS)]
        board.words((right + 14, name), text, 15, colour, room=286, anchor="lm")
    last = -200.0
    for moment in moments:
        x = at(moment, 0.0)[0]
        board.draw.line((x, y + _CHART, x, y + _CHART + 5), FAINT)
        if x - last > 130:
            board.words((x, y + _CHART + 8), f"{moment.events} by {day(moment.day)}", 13, FAINT)
            last = x
