"""One task done, wherever that is: a Task and a Setting become files and an Outcome.

What a process has found out in one task it keeps for its next. Knows nothing about other tasks.
"""

from __future__ import annotations

import os
import time
import traceback
from typing import TYPE_CHECKING

from cutter.batch.causes import failed
from cutter.batch.noted import Noted
from cutter.batch.places import exports_of, made, make_folder, plan_of, sheet_of
from cutter.batch.task import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.batch.task import Cut, Setting, Task
    from cutter.pipeline import Planner
    from cutter.progress import Progress
    from cutter.schema import Analysis, EditDecisionList

    Done = tuple[list[Path], dict[str, float]]
    """The files that were written, and what the work came to."""


def perform(task: Task, setting: Setting, progress: Progress) -> Outcome:
    """Do a task in this process.

    Args:
        task: what is to be done; what it needs is done.
        setting: what is the same for every task of the batch.
        progress: where its stages are shown; its warnings become notes of the Outcome.

    Returns:
        What came of it: errors too. Nothing is raised but KeyboardInterrupt and Terminated.
    """
    return _HAND.perform(task, setting, progress)


class Hand:
    """Does tasks one after the other, and keeps what the next ones need too."""

    def __init__(self) -> None:
        """Begin without anything."""
        self._noted = Noted()
        self._planner: Planner | None = None

    def perform(self, task: Task, setting: Setting, progress: Progress) -> Outcome:
        """Do a task; see `perform`."""
        self._noted.begin(progress)
        began, spent = time.monotonic(), _processor_seconds()
        try:
            work = {"analyze": self._analyze, "plan": self._plan, "render": self._render}
            files, counts = work[task.work](task, setting)
            written = tuple(made(path, setting.output) for path in files)
        except Exception as error:
            if setting.debug:
                traceback.print_exc()
            outcome = failed(error, task.work, self._noted.notes)
            if outcome.can_pass:
                # What is kept may be what fills the memory.
                self._planner = None
            return outcome
        counts["seconds"] = time.monotonic() - began
        counts["cpu"] = _processor_seconds() - spent
        return Outcome(files=written, notes=self._noted.notes, counts=tuple(counts.items()))

    def _analyze(self, task: Task, setting: Setting) -> Done:
        analysis, packets = self._analysis(task, setting)
        return [], {"packets": packets, "duration": float(analysis.film.media.end)}

    def _plan(self, task: Task, setting: Setting) -> Done:
        from cutter import pipeline
        from cutter.files import PRIVATE, refuse_unfit_target, write_whole
        from cutter.interchange.plan import plan_to_json
        from cutter.pipeline.showing import told_notes

        cut = _cut_of(task)
        target, sheet = plan_of(cut, setting), sheet_of(cut, setting)
        make_folder(target.parent)
        for path in (target, sheet):
            refuse_unfit_target(path, sources=_read_by(cut, setting), overwrite=task.may_replace)
        # An analysis that could not be kept is made here once more, and counted.
        _, packets = self._analysis(task, setting)
        (planned,) = self._plans(setting).plan([cut.film], cut.profile, wish=cut.wish)
        for note in told_notes(planned):
            self._noted.warn(note)
        _refuse_unfit_exports(planned.edl, cut, setting)
        pipeline.show(planned, sheet=sheet, overwrite=task.may_replace)
        text = plan_to_json(planned.edl, target.parent)
        # Last: where it is there, so is all that belongs to it.
        # Nobody asked for it by name, and it holds words of the profile: it is for its owner.
        data = text.encode(errors="backslashreplace")
        write_whole(target, data, overwrite=task.may_replace, mode=PRIVATE)
        return [target, sheet], _counts_of(planned.edl) | {"packets": packets}

    def _render(self, task: Task, setting: Setting) -> Done:
        from cutter import pipeline
        from cutter.pipeline.captioning import caption
        from cutter.pipeline.exporting import export, refuse_unfit_exports
        from cutter.pipeline.opening import open_cut
        from cutter.timeline.place import frame_count

        cut = _cut_of(task)
        edl = open_cut(plan_of(cut, setting), policy=setting.look.policy)
        exports, inputs = exports_of(cut, setting), _read_by(cut, setting)
        may_replace = task.may_replace or task.is_rendered
        make_folder(cut.target.parent)
        refuse_unfit_exports(exports, sources=inputs, overwrite=may_replace)
        counts = _counts_of(edl) | {"frames": float(frame_count(edl)), "copied": 0.0}
        if task.is_rendered:
            captions = caption(
                edl, cut.target, overwrite=True, sources=inputs, progress=self._noted
            )
        else:
            rendered = pipeline.render(
                edl,
                cut.target,
                renderer=setting.renderer,
                device=setting.look.device,
                overwrite=task.may_replace,
                keep_metadata=setting.keep_metadata,
                inputs=inputs,
                policy=setting.look.policy,
                progress=self._noted,
            )
            captions = rendered.captions
            counts |= {"frames": float(rendered.frames), "copied": float(rendered.copied)}
        beside = export(
            edl,
            exports,
            handles=setting.handles,
            start=setting.start_timecode,
            overwrite=may_replace,
        )
        return [cut.target, *captions, *beside], counts

    def _analysis(self, task: Task, setting: Setting) -> tuple[Analysis, float]:
        """Return what is seen of a film, and how many packets of pictures were read for it."""
        from cutter.media.counter import packets_read

        before = packets_read()
        analysis = self._plans(setting).analysis(task.film)
        return analysis, float(packets_read() - before)

    def _plans(self, setting: Setting) -> Planner:
        """Return the planner for a way of looking: the last one, if it is that."""
        from cutter.pipeline import Planner

        if self._planner is None or self._planner.look != setting.look:
            self._planner = Planner(setting.look, self._noted)
        return self._planner


def _cut_of(task: Task) -> Cut:
    if task.cut is None:
        raise ValueError(f"{task.work} without a cut")
    return task.cut


def _read_by(cut: Cut, setting: Setting) -> list[Path]:
    """Return every file that is read for a cut: none of them may be written."""
    named = (cut.film, cut.profile, setting.look.subtitles, cut.wish.music)
    return [path for path in named if path is not None]


def _refuse_unfit_exports(edl: EditDecisionList, cut: Cut, setting: Setting) -> None:
    """Check, before a cut is rendered, that every form can hold it."""
    from cutter.pipeline.exporting import export_files

    export_files(
        edl, exports_of(cut, setting), handles=setting.handles, start=setting.start_timecode
    )


def _counts_of(edl: EditDecisionList) -> dict[str, float]:
    return {"clips": float(len(edl.clips)), "duration": float(edl.duration)}


def _processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


_HAND = Hand()
