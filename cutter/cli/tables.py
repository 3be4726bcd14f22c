"""What is printed for people: the cut, the shots of a film, and why a shot is in or out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from cutter.edit.choice import NEVER
from cutter.progress import one_line
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from cutter.edit.explain import Explanation
    from cutter.pipeline import Planned
    from cutter.schema import Analysis, Shot, TimeRange

NARROWEST = 100
"""Columns to print for where nobody says how wide the terminal is: a pipe, a file."""
_COUNTS = {"cuts", "done", "failed", "skipped", "waiting", "size", "took", "decoded"}
_NUMBERS = {"#", "length", "score", "rank", "motion", "light", "LUFS"} | _COUNTS
_PIN_FIRST = ", but a pin goes first"


def print_cut(planned: Planned) -> None:
    """Print the cut, a line for each clip."""
    from cutter.media.tracks import audio_list
    from cutter.report.table import cut_rows

    table = new_table("#", "film time", "length", "shot", "score", "why")
    for row in cut_rows(planned.edl):
        why = f"{row.reasons} ({row.edges})" if row.edges else row.reasons
        table.add_row(str(row.number), row.film_time, row.length, row.shot, row.score, why)
    new_console().print(table)
    for analysis in planned.analyses:
        media = analysis.film.media
        if len(media.audio) > 1:
            told = f"{one_line(media.path.name)}: sound tracks {one_line(audio_list(media))}"
            new_console().print(
                f"{told}; choose with --audio", markup=False, highlight=False, soft_wrap=True
            )


def print_shots(analysis: Analysis) -> None:
    """Print a film's shots, a line for each."""
    film = analysis.film
    media = film.media
    sound = f"{len(media.audio)} sound" if media.audio else "no sound"
    rate = f"{float(media.frame_rate):.6g}{' (variable)' if media.is_vfr else ''}"
    console = new_console()
    console.print(
        f"{one_line(media.path.name)}: {clock_time(media.end, digits=2)}, "
        f"{media.display_width}x{media.display_height}, {rate} fps, {media.codec}, {sound}, "
        f"{len(film.shots)} shots, {len(film.cues)} cues, seen by {analysis.models}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    table = new_table("#", "film time", "length", "begins with", "motion", "light", "LUFS", "said")
    kinds = {boundary.end: boundary.kind for boundary in film.boundaries}
    for shot, signal in zip(film.shots, film.signals, strict=True):
        words = " / ".join(film.cues[index].text for index in analysis.cues_of(shot))
        table.add_row(
            f"#{shot.index + 1}",
            _span(shot.span),
            f"{float(shot.span.duration):.2f}",
            _opening(shot, kinds),
            f"{signal.motion:.2f}",
            f"{signal.brightness:.2f}",
            f"{signal.loudness:.0f}",
            one_line(words.replace("\n", " "))[:60],
        )
    console.print(table)


def shots_document(analysis: Analysis) -> dict[str, Any]:
    """Return a film's shots for programs."""
    film = analysis.film
    kinds = {boundary.end: boundary.kind for boundary in film.boundaries}
    return {
        "film": film.media.path.as_posix(),
        "fingerprint": film.media.fingerprint,
        "duration_s": float(film.media.end),
        "frame_rate": str(film.media.frame_rate),
        "is_vfr": film.media.is_vfr,
        "detector": film.detector,
        "speed": film.speed,
        "model": analysis.models,
        "warnings": list(film.warnings),
        "boundaries": [
            {"kind": item.kind, "start": str(item.start), "end": str(item.end)}
            for item in film.boundaries
        ],
        "shots": [
            {
                "shot": shot.index + 1,
                "start": str(shot.span.start),
                "end": str(shot.span.end),
                "start_s": round(float(shot.span.start), 6),
                "end_s": round(float(shot.span.end), 6),
                "begins_with": _opening(shot, kinds),
                "keyframes_s": [
                    round(float(film.keyframes[index].time), 6)
                    for index in analysis.keyframes_of(shot)
                ],
                "signals": dataclasses.asdict(signal),
                "said": [film.cues[index].text for index in analysis.cues_of(shot)],
            }
            for shot, signal in zip(film.shots, film.signals, strict=True)
        ],
    }


def print_explanations(
    planned: Planned, explanations: Sequence[Explanation], *, detailed: bool
) -> None:
    """Print why shots are in or out: a line each, or all that is known of each."""
    console = new_console()
    if not detailed:
        table = new_table("shot", "film time", "score", "rank", "verdict")
        for item in explanations:
            span = _span_of(planned, item)
            verdict = _verdict(item)
            table.add_row(item.name, _span(span), f"{item.score:.3f}", str(item.rank), verdict)
        console.print(table)
        return
    for item in explanations:
        for line in explained(item, _span_of(planned, item)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def explained(item: Explanation, span: TimeRange) -> list[str]:
    """Return an explanation in words; `span` is the shot's."""
    place = "in the cut" if item.is_in else f"not in the cut: {_verdict(item)}"
    lines = [
        f"{item.name}  {_span(span)}  {place}",
        f"  score {item.score:.3f}, rank {item.rank} of {item.shots}",
    ]
    lines += [f"  {r.amount:+.3f}  {r.label} ({r.detail})" for r in item.reasons]
    if not item.reasons:
        lines.append("  nothing in the profile speaks for or against it")
    if item.never and item.verdict != NEVER:
        lines.append(f"  falls under never '{item.never}'{_PIN_FIRST if item.is_in else ''}")
    if item.doubtful:
        lines.append(f"  doubtful: it may show '{item.doubtful}', which the profile never wants")
    if item.change:
        lines.append(f"  to turn it: {item.change.text}")
    return lines


def explanation_document(planned: Planned, item: Explanation) -> dict[str, Any]:
    """Return an explanation for programs."""
    span = _span_of(planned, item)
    change = item.change
    return {
        "shot": item.name,
        "start_s": round(float(span.start), 6),
        "end_s": round(float(span.end), 6),
        "is_in": item.is_in,
        "verdict": item.verdict,
        "never": item.never,
        "doubtful": item.doubtful,
        "score": item.score,
        "rank": item.rank,
        "reasons": [dataclasses.asdict(reason) for reason in item.reasons],
        "change": change
        and {
            "kind": change.kind,
            "name": change.name,
            "before": change.before,
            "after": change.after,
            "text": change.text,
        },
    }


def _verdict(item: Explanation) -> str:
    """Return the verdict in words: which `never` it was, where it was one."""
    return f"{item.verdict} '{item.never}'" if item.verdict == NEVER else item.verdict


def _span_of(planned: Planned, item: Explanation) -> TimeRange:
    return planned.analyses[item.film].film.shots[item.shot].span


def _opening(shot: Shot, kinds: Mapping[Fraction, str]) -> str:
    if shot.index == 0:
        return "start"
    return kinds.get(shot.clean.start, "cut")


def _span(span: TimeRange) -> str:
    return f"{clock_time(span.start, digits=2)}–{clock_time(span.end, digits=2)}"


def new_table(*columns: str) -> Table:
    """Return a table without lines, its numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        is_number = column in _NUMBERS
        table.add_column(
            column,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=column not in {"why", "said"},
        )
    return table


def fold_names(table: Table, *columns: int) -> None:
    """Let names go on in the next line where there is little room, so that figures stay whole."""
    for index in columns:
        table.columns[index].no_wrap = False


def new_console() -> Console:
    """Return stdout as wide as its terminal, or wide enough for tables where it is none."""
    console = Console()
    if not console.is_terminal:
        return Console(width=max(console.width, NARROWEST))
    return console
