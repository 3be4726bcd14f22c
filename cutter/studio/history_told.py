"""The history in the form in which the page takes it: what was done here, then what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.pipeline.recounting import Entry
    from cutter.studio.steps import Steps
    from cutter.studio.wire import EntryTold

MOST: Final = 500
"""Lines of what is written; the newest."""


def history_told(steps: Steps, written: Iterable[Entry]) -> list[EntryTold]:
    """Return what was done and said, the newest first.

    Args:
        steps: what was done here.
        written: what the profile's history holds, the newest first.
    """
    here: list[EntryTold] = []
    before = steps.first.changes
    for step in steps.steps[: steps.at]:
        is_pending = step.choices.changes != before
        before = step.choices.changes
        here.insert(0, {"when": "", "what": step.words, "is_pending": is_pending})
    return here + [
        {"when": entry.event.when.isoformat(), "what": entry.told, "is_pending": False}
        for entry in written
    ]
