"""A cut that was rendered is remembered with its viewer's data, so that it can be rated later."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cutter.batch.places import plan_of
from cutter.errors import CutterError

if TYPE_CHECKING:
    from cutter.batch.task import Cut, Setting


def keep_record(cut: Cut, setting: Setting) -> None:
    """Remember a rendered cut, as `cutter make` does; where that cannot be done, nothing happens.

    Args:
        cut: the cut; its plan and its file are there.
        setting: the batch's.
    """
    from cutter.interchange.plan import read_plan
    from cutter.pipeline.records import keep_cut
    from cutter.schema import CutDefaults, Profile

    if cut.profile is None:
        return
    # What it says is not needed, only whose it is.
    whose = Profile(cut.profile.stem, cut.profile, (), (), CutDefaults())
    with contextlib.suppress(CutterError, OSError):
        keep_cut(read_plan(plan_of(cut, setting)), [whose], cut.target)
