"""What is told of a cut, and written beside it: a page, a contact sheet, the viewers' histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.pipeline.choosing import Planned


def told_notes(planned: Planned) -> tuple[str, ...]:
    """Return what a person should know of a cut, without the words of anybody's profile."""
    from cutter.profile.discreet import without_words

    notes = []
    for note in planned.edl.notes:
        for viewer in planned.viewers:
            note = without_words(note, viewer.profile)
        notes.append(note)
    return tuple(notes)


def keep_shown(planned: Planned, when: datetime) -> None:
    """Write into the viewers' histories what a cut showed them, where novelty is asked for.

    Raises:
        ProfileError: a history is no history.
        RenderError: it cannot be written.
    """
    from cutter.pipeline.viewers import keep_shown as keep

    if planned.wish.novelty is not None:
        keep(planned, when)


def show(
    planned: Planned,
    *,
    report: Path | None = None,
    sheet: Path | None = None,
    overwrite: bool = False,
    variants: Sequence[Planned] = (),
) -> None:
    """Write an HTML report and a contact sheet of a cut, where asked for.

    Args:
        planned: the cut.
        report: the page to write.
        sheet: the picture to write.
        overwrite: whether files that are there may be replaced.
        variants: what the sheet shows besides, below the cut.

    Raises:
        RenderError: a file may not be written there.
    """
    from cutter.files import write_whole
    from cutter.report.page import page
    from cutter.report.sheet import contact_sheets

    if report is not None:
        html = page(planned.edl, planned.films, planned.choice)
        write_whole(report, html.encode(), overwrite=overwrite)
    if sheet is not None:
        drawn = contact_sheets([(each.edl, each.analyses) for each in (planned, *variants)])
        write_whole(sheet, drawn, overwrite=overwrite)
