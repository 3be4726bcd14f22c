"""Films that come to a folder, from look to look: which are at rest, and which were tried.

Pure: what was found and when come in as values. Knows nothing about disks and what a film is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.batch.stamps import Stamp

LONGER: Final = 6
"""How many times as long a file must be at rest until one that does not open is given up."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A file that is watched."""

    stamp: Stamp
    since: float
    """When it was first found with this stamp: seconds on the watcher's clock."""
    standing: Literal["arriving", "unopened", "taken", "failed"] = "arriving"
    """`unopened`: at rest, but no film yet. The last two are final until the stamp changes."""


def looked(sights: Mapping[str, Sight], found: Mapping[str, Stamp], now: float) -> dict[str, Sight]:
    """Return what is known after a look: what is new or changed begins to wait, the rest goes on.

    Args:
        sights: what was known before, by path. What is not found any more is forgotten.
        found: the files that are there.
        now: seconds on the watcher's clock, which never runs back.
    """
    return {
        path: known
        if (known := sights.get(path)) is not None and known.stamp == stamp
        else Sight(stamp, now)
        for path, stamp in found.items()
    }


def is_due(sight: Sight, now: float, settle: float) -> bool:
    """Whether a file is to be opened now: at its first rest, and once more after a longer one."""
    rest = now - sight.since
    if sight.standing == "arriving":
        return rest >= settle
    return sight.standing == "unopened" and rest >= LONGER * settle


def tried(sight: Sight, *, opens: bool) -> Sight:
    """Return a file that was due after it was opened as a film, or was not to be opened as one."""
    if opens:
        return replace(sight, standing="taken")
    return replace(sight, standing="unopened" if sight.standing == "arriving" else "failed")
