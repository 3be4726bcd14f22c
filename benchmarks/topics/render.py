"""What rendering a cut of a minute costs, by cutter's renderers and by other programs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.cuts import CLIPS, any_starts, edl_of, shot_starts, write_plan
from benchmarks.measuring.case import Case
from benchmarks.measuring.report import Finding, Plot, Table, Target
from benchmarks.measuring.turns import Runs
from benchmarks.peers import commands
from benchmarks.topics.bench import (
    NOT_INSTALLED,
    NOT_QUICK,
    NOT_YET,
    Bench,
    has_copy,
    has_prefer_copy,
    keep,
    part,
)
from benchmarks.topics.cut import (
    AUTO_EDITOR,
    COPY,
    MOVIEPY,
    OUR_MOVIEPY,
    OURS,
    SEEKED,
    SMARTCUT,
    TRIM,
    Cut,
    render_table,
)

STARTS, ANY, PLANNED = "shot starts", "any cut", "planned for copying"
SPEED_TARGETS = {"medium": (1.25, None), "veryfast": (1.6, 1.8)}
COPY_TARGETS = {ANY: 4.0, PLANNED: 10.0}


def run(bench: Bench, finding: Finding) -> None:
    """Measure cuts of 20 clips at two presets, copied ones, and the memory at 1080p."""
    finding.text = [
        f"{_clips(bench)} clips of 3 s of the bench film, sound included, crf 20 for all. "
        "*Shot starts*: clips begin with shots. *Any cut*: clips begin at frames by chance. "
        "*Planned for copying*: what `--prefer-copy` plans on the analysed film for as long. "
        "*Edges exact* counts the clips' first and last frames that are the very frames of the "
        "film that were asked for. smartcut has no preset (libx264's default, its own quality).",
    ]
    film = bench.film()
    presets = ("veryfast",) if bench.is_quick else ("medium", "veryfast")
    for preset in presets:
        with part(finding, preset):
            _encoded(finding, bench, film, preset)
    for preset in SPEED_TARGETS:
        if preset not in presets:
            _speed_target(finding, preset, None, NOT_QUICK)
    with part(finding, "copied packets"):
        _copied(finding, bench, film, presets[0])
    with part(finding, "memory at 1080p"):
        _memory(finding, bench)


def _clips(bench: Bench) -> int:
    return 5 if bench.is_quick else CLIPS


def _cut(bench: Bench, name: str, film: Path, preset: str) -> Cut:
    starts = (shot_starts if name == STARTS else any_starts)(film, _clips(bench))
    edl = edl_of(film, starts, preset)
    plan = bench.folder / f"{name.replace(' ', '-')}-{preset}.json"
    return Cut(name, edl, write_plan(edl, plan))


def _encoded(finding: Finding, bench: Bench, film: Path, preset: str) -> None:
    bench.say(f"render: {preset}")
    cut = _cut(bench, STARTS, film, preset)
    cases = [cut.ours(OURS, "ffmpeg"), cut.moviepy()]
    others = [
        cut.command(TRIM, commands.trim_graph),
        cut.command(SEEKED, commands.seeked_inputs),
    ]
    absent = {}
    if preset == "veryfast":
        others.append(cut.ours(OUR_MOVIEPY, "moviepy", repeats=1))
        absent = _programs(bench, cut, others)
    cases += [] if bench.is_quick else others
    # A pair at the slow preset takes more than a minute.
    repeats = min(bench.repeats, 2) if preset == "medium" else bench.repeats
    runs = bench.turns(cases, repeats)
    keep(finding, runs, f"{preset}: ")
    title = f"{STARTS.capitalize()}, preset {preset}"
    finding.tables.append(render_table(title, cut, cases, runs, absent))
    ratio = runs.ratio(MOVIEPY, OURS) if runs.has(MOVIEPY, OURS) else None
    _speed_target(finding, preset, ratio, "not measured")
    if preset == "veryfast":
        _plot(finding, cases, runs, title)


def _programs(bench: Bench, cut: Cut, cases: list[Case]) -> dict[str, str]:
    """Add the other programs that are here to the cases; return why the rest is not."""
    absent = {}
    for name, command in ((SMARTCUT, commands.smartcut), (AUTO_EDITOR, commands.auto_editor)):
        program = bench.program(name)
        if program is None:
            absent[name] = f"{NOT_INSTALLED} (name it: --{name} PATH)"
            continue
        target = cut.target(name)
        cases.append(Case(name, command=command(program, cut.edl, target), repeats=1))
    return absent


def _speed_target(finding: Finding, preset: str, ratio: Any, why: str) -> None:  # noqa: ANN401
    limit, stretch = SPEED_TARGETS[preset]
    wanted = Target(f"MoviePy ÷ cutter, {preset}", limit, "more", stretch=stretch)
    finding.targets.append(wanted.with_(ratio, why))


def _copied(finding: Finding, bench: Bench, film: Path, preset: str) -> None:
    bench.say("render: copied packets")
    cuts = [_cut(bench, ANY, film, preset)]
    if has_copy() and has_prefer_copy():
        cuts.append(_planned_for_copying(bench, film, preset))
    for cut in cuts:
        cases = [cut.moviepy(repeats=2), cut.ours(OURS, "ffmpeg", repeats=1)]
        if has_copy():
            cases.append(cut.ours(COPY, "copy"))
        runs = bench.turns(cases)
        keep(finding, runs, f"{cut.name}: ")
        absent = {} if has_copy() else {COPY: NOT_YET}
        title = f"{cut.name.capitalize()}, preset {preset}"
        table = render_table(title, cut, cases, runs, absent)
        finding.tables.append(table)
        if runs.has(COPY):
            notes = runs.last(COPY).details.get("notes", [])
            finding.text += [f"Smart copy of *{cut.name}* said: {'; '.join(notes) or 'nothing'}."]
        _copy_target(finding, cut.name, runs)
    for name in COPY_TARGETS:
        if name not in {cut.name for cut in cuts}:
            _copy_target(finding, name, None)


def _copy_target(finding: Finding, name: str, runs: Runs | None) -> None:
    wanted = Target(f"MoviePy ÷ smart copy, {name}", COPY_TARGETS[name], "more")
    ratio = runs.ratio(MOVIEPY, COPY) if runs is not None and runs.has(MOVIEPY, COPY) else None
    why = runs.failures.get(COPY, NOT_YET) if runs is not None else NOT_YET
    finding.targets.append(wanted.with_(ratio, why))


def _planned_for_copying(bench: Bench, film: Path, preset: str) -> Cut:
    """Plan a cut of the film's own best shots, with edges drawn to where copies begin."""
    from cutter.pipeline import Look, Wish, plan

    look = Look(model="basic", offline=True, cache=bench.folder / "analyses")
    wanted: dict[str, Any] = {"prefer_copy": True}
    wish = Wish(budget=f"{3 * _clips(bench)}s", fill=True, preset=preset, **wanted)
    edl = plan([film], None, look=look, wish=wish).edl
    return Cut(PLANNED, edl, write_plan(edl, bench.folder / f"planned-{preset}.json"))


def _memory(finding: Finding, bench: Bench) -> None:
    """Count the memory at 1080p, with clips in the film's order and shuffled."""
    bench.say("render: memory at 1080p")
    film, length = bench.films.scaled(1080), Fraction(3, 2)
    starts = any_starts(film, _clips(bench), length)
    orders = {"film order": starts, "shuffled": starts[::2][::-1] + starts[1::2]}
    cases = []
    for name, frames in orders.items():
        edl = edl_of(film, frames, "veryfast" if bench.is_quick else "medium", length)
        cut = Cut(name, edl, write_plan(edl, bench.folder / f"{name.replace(' ', '-')}.json"))
        cases.append(cut.ours(name, "ffmpeg", repeats=1, counts_memory=True))
    runs = bench.turns(cases)
    keep(finding, runs, "1080p: ")
    rows = [(name, f"{runs.peak(name).high:.0f}") for name in orders if runs.has(name)]
    note = (
        f"{len(starts)} clips of 1.5 s; of this process and its ffmpeg processes together, shared "
        "pages once."
    )
    finding.tables.append(Table("Memory at 1080p", ("clips", "peak, MB"), tuple(rows), note))
    for name in orders:
        wanted = Target(f"peak memory at 1080p, {name}", 400.0, "less", unit="MB")
        why = runs.failures.get(name, "")
        finding.targets.append(wanted.with_(runs.peak(name) if runs.has(name) else None, why))


def _plot(finding: Finding, cases: list[Case], runs: Runs, title: str) -> None:
    names = [case.name for case in reversed(cases) if runs.has(case.name)]
    walls = [runs.wall(name) for name in names]
    finding.plots.append(
        Plot(
            "render",
            f"Rendering clips of 3 s, 1280x720. {title}",
            "bars",
            "seconds",
            labels=tuple(names),
            values=tuple(wall.middle for wall in walls),
            lows=tuple(wall.low for wall in walls),
            highs=tuple(wall.high for wall in walls),
        )
    )
