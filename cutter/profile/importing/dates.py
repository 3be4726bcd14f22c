"""Turns dates as services and spreadsheets write them into moments in UTC.

Which of 3/4/24 is the month is decided for a whole column, never for one cell. Reads no clock.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.profile.importing.seen import DateOrder

_PLAIN = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?(?:[ T,]+(\d.*))?")
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_NAMED = (
    re.compile(r"(?P<d>\d{1,2})\.? (?P<m>[a-z]{3,9})\.?,? (?P<y>\d{4})(?:[ ,]+(?P<t>\d.*))?"),
    re.compile(r"(?P<m>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})(?:[ ,]+(?P<t>\d.*))?"),
    # As IMDb once wrote it: Sun Jul 12 00:00:00 2015.
    re.compile(r"[a-z]{3} (?P<m>[a-z]{3}) +(?P<d>\d{1,2}) (?P<t>[\d:]+) (?P<y>\d{4})"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH = re.compile(r"\d{9,10}|\d{13}")
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_FIRST, _END = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""A moment outside is a broken cell: no service is as old, and no history comes from so far on."""


def moment(text: str, order: DateOrder = "ymd") -> datetime | None:
    """Read a date, with or without a time, as a moment in UTC of whole seconds.

    Args:
        text: `2024-04-03`, `3/4/24 18:05`, `3 Apr 2024`, `2024-04-03T18:05:00.000Z`, `1712167500`.
        order: of day, month and year where they are bare numbers and the year is not first.

    Returns:
        None if it is no date; midnight where no time is told.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return _kept(datetime.fromtimestamp(int(text[:10]), UTC))
    if found := _PLAIN.fullmatch(text):
        return _numbered(found, order)
    lowered = " ".join(text.lower().split())
    for pattern in _NAMED:
        if (match := pattern.fullmatch(lowered)) and match["m"][:3] in _MONTHS:
            month = _MONTHS.index(match["m"][:3]) + 1
            return _moment(int(match["y"]), month, int(match["d"]), match["t"])
    return None


def order_of(texts: Sequence[str], asked: DateOrder | None, place: str) -> DateOrder:
    """Decide how a column writes its dates.

    What no calendar has decides first (25/1/24), then what is in order: histories are sorted.

    Args:
        texts: all cells of the column, in the file's order.
        asked: what the viewer said; it is taken as it is.
        place: the file, for the message.

    Raises:
        InputError: days and months can be exchanged throughout, so nobody can tell.
    """
    if asked is not None:
        return asked
    cells = [found for text in texts if (found := _PLAIN.fullmatch(text.strip()))]
    open_ = [found for found in cells if len(found[1]) < 3]
    if not open_:
        return "ymd"
    if all(found[2] == "." for found in open_):
        # Points are written where the day comes first.
        return "dmy"
    read = {order: [_numbered(found, order) for found in open_] for order in _ORDERS}
    if any(len(found[4]) == 4 for found in open_):
        del read["ymd"]
    fewest = min(moments.count(None) for moments in read.values())
    fitting = {order: m for order, m in read.items() if m.count(None) == fewest}
    sorted_ = [order for order, moments in fitting.items() if _is_sorted(moments)]
    if len(sorted_) == 1:
        return sorted_[0]
    left = [order for order in sorted_ or fitting if order != "ymd"]
    if len(left) == 1 or (left and read[left[0]] == read[left[-1]]):
        return left[0]
    raise InputError(
        f"{place}: its dates can be read day first or month first; "
        "say which with --dates dmy or --dates mdy"
    )


def _is_sorted(moments: Sequence[datetime | None]) -> bool:
    known = [moment for moment in moments if moment is not None]
    rising = all(a <= b for a, b in itertools.pairwise(known))
    falling = all(a >= b for a, b in itertools.pairwise(known))
    return rising or falling


def _numbered(found: re.Match[str], order: DateOrder) -> datetime | None:
    first, second, third = found[1], found[3], found[4]
    if len(first) >= 3 or order == "ymd":
        year, month, day = first, second, third
    elif order == "mdy":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    full = int(year) + (2000 if len(year) == 2 else 0)
    return _moment(full, int(month), int(day), found[5])


def _moment(year: int, month: int, day: int, clock: str | None) -> datetime | None:
    if not _FIRST.year <= year < _END.year:
        return None
    try:
        date = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    if not clock:
        return _kept(date)
    told = _CLOCK.fullmatch(clock.strip())
    if told is None:
        return None
    hour = int(told[1])
    if told[4]:
        hour = hour % 12 + (12 if told[4].lower() == "pm" else 0)
    minute, second = int(told[2]), int(told[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset = timedelta()
    zone = told[5]
    if zone and zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        offset = -offset if zone[0] == "-" else offset
    return _kept(date + timedelta(hours=hour, minutes=minute, seconds=second) - offset)


def _kept(date: datetime) -> datetime | None:
    return date if _FIRST <= date < _END else None
