"""Jobs that make something of the cut as it stands, as the command line would make it.

A render is `cutter render` of the plan that lies beside what it makes. Nothing of the page is known
here: it asks for what `orders.py` says.
"""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cutter.errors import CutterError, OutputExists, UsageError
from cutter.files import PRIVATE, write_whole
from cutter.files.cut_names import default_name
from cutter.files.scratch import STALE, sweep
from cutter.interchange.formats import FORMATS
from cutter.studio.arguments import limiting_arguments
from cutter.studio.job import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cutter.pipeline import Planned
    from cutter.schema import EditDecisionList
    from cutter.studio.job import Job
    from cutter.studio.jobs import Jobs
    from cutter.studio.orders import Export, Render
    from cutter.studio.session import Session
    from cutter.studio.wire_jobs import FormatTold

PLAN: Final = ".plan.json"
_BESIDE: Final = {
    "plan": (PLAN, "Plan, for cutter render"),
    "report": (".report.html", "Report: why each shot is in or out (HTML)"),
    "sheet": (".sheet.png", "Contact sheet (PNG)"),
}
"""What is exported besides timelines: its suffix, and what it is called."""
_WORDS: Final = {
    "otio": "OpenTimelineIO",
    "edl": "Edit list CMX 3600, for DaVinci Resolve, Premiere and Avid",
    "fcpxml": "FCPXML, for Final Cut Pro",
    "xmeml": "Final Cut Pro 7 XML, for Premiere and DaVinci Resolve",
    "mlt": "MLT, for Shotcut",
    "kdenlive": "Kdenlive",
    "llc": "LosslessCut",
    "mpv": "mpv, plays it without rendering",
    "csv": "Table (CSV)",
    "ffmetadata": "Chapters for ffmpeg",
}
_MOST_NAMES: Final = 10_000


def formats_told() -> list[FormatTold]:
    """Return every form in which a cut can be exported."""
    timelines: list[FormatTold] = [
        {"name": name, "words": _WORDS.get(name, name), "suffix": form.suffix}
        for name, form in FORMATS.items()
    ]
    return timelines + [
        {"name": name, "words": words, "suffix": suffix}
        for name, (suffix, words) in _BESIDE.items()
    ]


def render(jobs: Jobs, session: Session, planned: Planned, step: int, order: Render) -> Job:
    """Begin to render a cut; its plan lies beside it at once.

    Args:
        jobs: where the work is done.
        session: whose folder gets the files.
        planned: the cut.
        step: number of its state.
        order: what was asked for.

    Raises:
        UsageError: what was asked for makes no sense.
        RenderError: the plan cannot be written.
    """
    from cutter.pipeline.captioning import caption_files

    edl = _captioned(planned.edl, order.captions)
    target, plan = _with_plan(session, edl)
    captions = caption_files(edl, target) if edl.output.subtitles_beside else {}
    files = tuple(path.name for path in (target, *captions, plan))
    arguments = (
        "render",
        str(plan),
        f"--output={target}",
        f"--renderer={order.renderer}",
        f"--device={session.look.device}",
        *limiting_arguments(session.look.policy),
    )

    def do(job: Job) -> None:
        try:
            job.run(arguments, umask=_umask(session))
        except (Cancelled, OSError):
            _tidy(session)
            raise
        _remember(planned, edl, target)

    return jobs.begin("render", do, files=files, made=(plan.name,), step=step)


def export(jobs: Jobs, session: Session, planned: Planned, step: int, order: Export) -> Job:
    """Begin to write a cut in other forms; takes and raises what `render` does."""
    names = tuple(dict.fromkeys(order.formats))
    for name in names:
        if name not in FORMATS and name not in _BESIDE:
            raise UsageError(f"formats: there is no form {name[:40]!r}")
    suffixes = {name: FORMATS[name].suffix for name in names if name in FORMATS}
    suffixes |= {name: _BESIDE[name][0] for name in names if name in _BESIDE}

    def do(job: Job) -> None:
        stem = _free_stem(session, suffixes.values())
        targets = {name: session.out / f"{stem}{suffix}" for name, suffix in suffixes.items()}
        job.files = tuple(path.name for path in targets.values())
        written: list[Path] = []
        try:
            _export(planned, targets, written, job)
        except (Cancelled, CutterError):
            for path in written:
                path.unlink(missing_ok=True)
            raise
        if session.output is None:
            for path in written:
                path.chmod(PRIVATE)

    return jobs.begin("export", do, step=step)


def _export(planned: Planned, targets: dict[str, Path], written: list[Path], job: Job) -> None:
    """Write each form; what is there is noted, so that it can be taken back."""
    from cutter.pipeline import show
    from cutter.pipeline.exporting import export as write

    timelines = {name: path for name, path in targets.items() if name in FORMATS}
    if timelines:
        written += write(planned.edl, timelines)
    for name in _BESIDE:
        target = targets.get(name)
        if target is None:
            continue
        job.go_on()
        if name == "plan":
            write_whole(target, _plan_text(planned.edl, target))
        else:
            show(
                planned,
                report=target if name == "report" else None,
                sheet=target if name == "sheet" else None,
            )
        written.append(target)


def _captioned(edl: EditDecisionList, captions: str | None) -> EditDecisionList:
    """Return a cut with its subtitles where they are asked for."""
    if captions is None:
        return edl
    output = edl.output
    if captions != "none" and not (output.carries_subtitles or output.subtitles_beside):
        raise UsageError("captions: this studio was opened with --captions none")
    output = dataclasses.replace(
        output,
        carries_subtitles=captions in ("both", "inside"),
        subtitles_beside=captions in ("both", "beside"),
    )
    return dataclasses.replace(edl, output=output)


def _with_plan(session: Session, edl: EditDecisionList) -> tuple[Path, Path]:
    """Write a cut's plan under a name that nothing has; return the cut's file and the plan."""
    while True:
        stem = _free_stem(session, (".mp4", PLAN))
        target, plan = session.out / f"{stem}.mp4", session.out / f"{stem}{PLAN}"
        try:
            mode = PRIVATE if session.output is None else None
            write_whole(plan, _plan_text(edl, plan), mode=mode)
        except OutputExists:
            # Another page was quicker.
            continue
        return target, plan


def _plan_text(edl: EditDecisionList, path: Path) -> bytes:
    """Return a plan as `cutter plan -o` writes it."""
    from cutter.interchange.plan import plan_to_json

    return plan_to_json(edl, path.parent).encode(errors="backslashreplace")


def _free_stem(session: Session, suffixes: Iterable[str]) -> str:
    """Return the default name of the session's cut, numbered where a file has it already."""
    endings = tuple(suffixes)
    profiles = None if session.profile is None else [session.profile]
    stem = default_name([session.film], profiles).removesuffix(".mp4")
    for number in range(1, _MOST_NAMES):
        found = stem if number == 1 else f"{stem}.{number}"
        if not any(os.path.lexists(session.out / f"{found}{ending}") for ending in endings):
            return found
    raise OutputExists(f"{session.out}: too many files of that name; remove some")


def _umask(session: Session) -> int:
    """Return what keeps finished files from others: in the session's own folder, all."""
    return -1 if session.output is not None else 0o077


def _tidy(session: Session) -> None:
    """Remove what a command that had to be killed left on its way."""
    sweep(session.out, kept=STALE if session.output is not None else 0)


def _remember(planned: Planned, edl: EditDecisionList, rendered: Path) -> None:
    """Remember a cut that was made, so that it can be rated; and what it has shown, if asked."""
    from cutter import pipeline

    profiles = [viewer.profile for viewer in planned.viewers]
    pipeline.keep_cut(edl, profiles)
    pipeline.keep_cut(edl, profiles, rendered)
    pipeline.keep_shown(planned, datetime.now(UTC).replace(microsecond=0))
