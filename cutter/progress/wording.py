"""How far a batch is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.progress.tally import Tally


def time_left(seconds: float) -> str:
    """Return seconds as a person would say them: `8 s`, `12 min`, `1 h 20 min`, `2 d 3 h`."""
    whole = round(max(0.0, seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, minute = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minute:02d} min"
    days, hour = divmod(round(minutes / 60), 24)
    return f"{days} d {hour} h"


def standing(tally: Tally) -> str:
    """Return how many tasks are over and how: `12 of 60 tasks, 3 from before, 1 failed`."""
    told = [f"{tally.ended} of {tally.tasks} task{'' if tally.tasks == 1 else 's'}"]
    kept, failed, skipped = (tally.results[key] for key in ("kept", "failed", "skipped"))
    told += [f"{kept} from before"] if kept else []
    told += [f"{failed} failed"] if failed else []
    told += [f"{skipped} skipped"] if skipped else []
    return ", ".join(told)
