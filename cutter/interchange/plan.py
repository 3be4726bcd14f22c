"""An EditDecisionList as a plan file, and a plan file as an EditDecisionList.

Writing and reading again gives the same list and the same bytes. Knows nothing about films: it
does not look whether the sources are there.
"""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cutter.errors import InputError
from cutter.interchange.plan_dressing import (
    carried_document,
    chapters,
    cue_track,
    dressing,
    dressing_document,
)
from cutter.interchange.plan_form import PLAN_VERSION, ClipForm, PlanForm, exact, seconds
from cutter.interchange.plan_names import as_names, as_text
from cutter.schema import Clip, EditDecisionList, Output, Reason, Source, TimeRange

MAX_BYTES = 64 * 2**20
"""A plan of 10,000 clips is about 10 MB; beyond this a file is no plan."""


def plan_to_json(edl: EditDecisionList, folder: Path) -> str:
    """Return the plan's text, source paths relative to `folder`.

    Args:
        edl: the cut; its sources hold absolute paths.
        folder: where the plan file is to lie.
    """
    document: dict[str, Any] = {
        "kind": "cutter-plan",
        "version": PLAN_VERSION,
        "profile": edl.profile,
        "model": edl.model,
        "budget": exact(edl.budget),
        "budget_s": seconds(edl.budget),
        "duration": exact(edl.duration),
        "duration_s": seconds(edl.duration),
        "order": edl.order,
        "gap": edl.gap,
        "output": {
            "width": edl.output.width,
            "height": edl.output.height,
            "frame_rate": exact(edl.output.frame_rate),
            "crf": edl.output.crf,
            "preset": edl.output.preset,
            "sample_rate": edl.output.sample_rate,
            "has_sound": edl.output.has_sound,
            "carries_subtitles": edl.output.carries_subtitles,
            "subtitles_beside": edl.output.subtitles_beside,
            "burnt_in": edl.output.burnt_in,
            "chapters": edl.output.chapters,
        },
        "sources": [_source_document(source, folder) for source in edl.sources],
        "clips": [_clip_document(clip) for clip in edl.clips],
        "notes": list(edl.notes),
        **dressing_document(edl, relative_path(edl.music.path, folder) if edl.music else ""),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def plan_from_json(text: str, path: Path) -> EditDecisionList:
    """Return the cut that a plan's text holds.

    Args:
        text: the file's content.
        path: the file it came from: sources are relative to its folder, errors name it.

    Raises:
        InputError: the text is no plan, or one of another version.
    """
    try:
        data = json.loads(text)
        if isinstance(data, dict) and data.get("kind") == "cutter-plan":
            _refuse_other_version(data.get("version"), path)
        text, has_bytes = as_text(text)
        form = PlanForm.model_validate_json(text)
    except (ValidationError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not a cutter plan: {_first_fault(error)}", path) from error
    sources = tuple(
        Source(
            path=absolute_path(source.path, path),
            fingerprint=source.fingerprint,
            duration=Fraction(source.duration),
            frame_rate=Fraction(source.frame_rate),
            audio=source.audio,
            width=source.width,
            height=source.height,
            is_vfr=source.is_vfr,
            sample_rate=source.sample_rate,
            channels=source.channels,
            timecode=source.timecode,
            chapters=chapters(source.chapters),
            subtitles=tuple(cue_track(track, path) for track in source.subtitles),
        )
        for source in form.sources
    )
    output = Output(
        width=form.output.width,
        height=form.output.height,
        frame_rate=Fraction(form.output.frame_rate),
        crf=form.output.crf,
        preset=form.output.preset,
        sample_rate=form.output.sample_rate,
        has_sound=form.output.has_sound,
        carries_subtitles=form.output.carries_subtitles,
        subtitles_beside=form.output.subtitles_beside,
        burnt_in=form.output.burnt_in,
        chapters=form.output.chapters,
    )
    edl = EditDecisionList(
        sources=sources,
        clips=tuple(_clip(clip, number, sources, path) for number, clip in enumerate(form.clips)),
        output=output,
        profile=form.profile,
        model=form.model,
        budget=Fraction(form.budget),
        order=form.order,
        gap=form.gap,
        notes=tuple(form.notes),
        **dressing(form, path, absolute_path(form.music.path, path) if form.music else ""),
    )
    return as_names(edl) if has_bytes else edl


def read_plan(path: Path) -> EditDecisionList:
    """Return the cut that a plan file holds.

    Raises:
        InputError: no such file, or it is no plan.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: too large for a plan", path)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a cutter plan: it is not UTF-8 text", path) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", path) from error
    return plan_from_json(text, path)


def relative_path(path: str, folder: Path) -> str:
    """Return a path relative to `folder`, with `/`, where the system allows that."""
    try:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:
        # Two drives on Windows have no relative path between them.
        return path


def absolute_path(path: str, plan: Path) -> str:
    """Return where a path lies that a file names: relative to the file's folder, or absolute."""
    return Path(os.path.normpath(plan.resolve().parent / path)).as_posix()


def _source_document(source: Source, folder: Path) -> dict[str, Any]:
    return {
        "path": relative_path(source.path, folder),
        "fingerprint": source.fingerprint,
        "duration": exact(source.duration),
        "duration_s": seconds(source.duration),
        "frame_rate": exact(source.frame_rate),
        "audio": source.audio,
        "width": source.width,
        "height": source.height,
        "is_vfr": source.is_vfr,
        "sample_rate": source.sample_rate,
        "channels": source.channels,
        "timecode": source.timecode,
        **carried_document(source),
    }


def _clip_document(clip: Clip) -> dict[str, Any]:
    return {
        "source": clip.source,
        "shots": [index + 1 for index in clip.shots],
        "in": exact(clip.source_range.start),
        "out": exact(clip.source_range.end),
        "in_s": seconds(clip.source_range.start),
        "out_s": seconds(clip.source_range.end),
        "audio_in": exact(clip.audio_range.start),
        "audio_out": exact(clip.audio_range.end),
        "score": clip.score,
        "reasons": [
            {"label": reason.label, "amount": reason.amount, "detail": reason.detail}
            for reason in clip.reasons
        ],
        "pinned": clip.pinned,
    }


def _clip(form: ClipForm, number: int, sources: tuple[Source, ...], path: Path) -> Clip:
    """Return the clip that a form describes, refusing what no film can give."""
    where = f"{path}: clips[{number}]"
    if form.source >= len(sources):
        raise InputError(f"{where}.source: there is no source {form.source}", path)
    try:
        picture = TimeRange(Fraction(form.in_), Fraction(form.out))
        sound = TimeRange(Fraction(form.audio_in), Fraction(form.audio_out))
    except ValueError as error:
        raise InputError(f"{where}: {error}", path) from error
    if picture.start < 0 or picture.end > sources[form.source].duration:
        raise InputError(f"{where}: reaches outside its film", path)
    return Clip(
        source=form.source,
        shots=tuple(shot - 1 for shot in form.shots),
        source_range=picture,
        audio_range=sound,
        score=form.score,
        reasons=tuple(Reason(r.label, r.amount, r.detail) for r in form.reasons),
        pinned=form.pinned,
    )


def _refuse_other_version(version: object, path: Path) -> None:
    if isinstance(version, int) and version > PLAN_VERSION:
        raise InputError(
            f"{path}: version: this plan is of version {version}, newer than this cutter "
            f"reads ({PLAN_VERSION}); update cutter",
            path,
        )


def _first_fault(error: Exception) -> str:
    """Return the first thing wrong, as `field: what`, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        field = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]
        ).lstrip(".")
        return f"{field}: {first['msg']}" if field else first["msg"]
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}: {error.msg}"
    return "it is nested too deeply"
