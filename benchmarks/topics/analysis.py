"""What the pass over a film costs, beside decoding alone and beside PySceneDetect."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring.case import Case
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Plot, Target
from benchmarks.measuring.turns import Runs
from benchmarks.topics.bench import NOT_YET, Bench, cost_table, has_speeds, keep
from cutter import ffmpeg

DECODE = "decode (PyAV)"
FULL = "cutter, default speed"
FAST = "cutter, --fast"
DRAFT = "cutter, --draft"
NULL = "ffmpeg -f null"
ADAPTIVE = "PySceneDetect, default"
CLI_ADAPTIVE = "scenedetect detect-adaptive"
CLI_CONTENT = "scenedetect detect-content"
SPEEDS = {FULL: "full", FAST: "fast", DRAFT: "draft"}
REAL = "big_buck_bunny_170s_720p.mp4"

TARGETS = {
    FULL: (1.3, 1.15),
    FAST: (1.0, 0.85),
    DRAFT: (0.05, None),
}


def run(bench: Bench, finding: Finding) -> None:
    """Measure the pass over the bench film, over a real one, and PySceneDetect's programs."""
    finding.text = [
        "Everything that is found without a model: shots, dissolves, fades, keyframes, faces, "
        "lettering, signals and loudness, in one pass over picture and sound. The yardstick "
        "decodes picture and sound with PyAV (frame threads) and drops the frames. "
        "PySceneDetect looks at the pictures alone and keeps none; its own decoder and settings.",
    ]
    film = bench.film()
    cases = [*own_cases(film), _null(film), _adaptive(film)]
    runs = _measure(finding, bench, film, cases, "bench film")
    _targets(finding, runs, "the bench film")
    _plot(finding, runs, film.name)
    real = bench.films.real(REAL)
    if real is None:
        finding.text.append(f"The real film {REAL} is not here (set CUTTER_MEDIA): left out.")
        _targets(finding, None, "a real film")
    else:
        cases = [*own_cases(real), _adaptive(real)]
        _targets(finding, _measure(finding, bench, real, cases, "real film"), "a real film")
    if bench.is_quick:
        return
    minute = bench.films.minute()
    cases = [*own_cases(minute)[:2], *_programs(minute)]
    _measure(finding, bench, minute, cases, "PySceneDetect as a program, film of one minute")


def own_cases(film: Path) -> list[Case]:
    """Return the decode and cutter's speeds, as far as this version has them."""
    cases = [Case(DECODE, "watching:decode", _of(film))]
    for name, speed in SPEEDS.items():
        if speed == "full" or has_speeds():
            cases.append(Case(name, "watching:watch", {**_of(film), "speed": speed}))
    return cases


def _of(film: Path) -> dict[str, str]:
    return {"film": str(film)}


def _adaptive(film: Path) -> Case:
    return Case(ADAPTIVE, "watching:scenedetect", _of(film), repeats=2)


def _null(film: Path) -> Case:
    command = [str(ffmpeg.executable()), "-nostdin", "-loglevel", "error", "-i", str(film)]
    maps = ("-map", "0:v:0", "-map", "0:a:0?", "-f", "null", "-")
    return Case(NULL, command=(*command, *maps), repeats=2)


def _programs(film: Path) -> list[Case]:
    start = (sys.executable, "-m", "scenedetect", "-q", "-i", str(film))
    return [
        _null(film),
        Case(CLI_ADAPTIVE, command=(*start, "detect-adaptive")),
        Case(CLI_CONTENT, command=(*start, "detect-content")),
    ]


def _measure(finding: Finding, bench: Bench, film: Path, cases: Sequence[Case], title: str) -> Runs:
    bench.say(f"{finding.name}: {film.name}")
    runs = bench.turns(cases)
    keep(finding, runs, f"{film.name}: ")
    absent = {} if has_speeds() else {FAST: NOT_YET, DRAFT: NOT_YET}
    finding.tables.append(cost_table(f"{title} ({film.name})", runs, cases, DECODE, absent))
    return runs


def _targets(finding: Finding, runs: Runs | None, which: str) -> None:
    for name, (limit, stretch) in TARGETS.items():
        wanted = Target(f"{name} ÷ decode, {which}", limit, "less", stretch=stretch)
        ratio: Spread | None = None
        why = NOT_YET if name != FULL and not has_speeds() else "the film is not here"
        if runs is not None and runs.has(name, DECODE):
            ratio = runs.ratio(name, DECODE)
        elif runs is not None:
            why = runs.failures.get(name, why)
        finding.targets.append(wanted.with_(ratio, why))


def _plot(finding: Finding, runs: Runs, film: str) -> None:
    names = [name for name in (DRAFT, FAST, NULL, DECODE, FULL, ADAPTIVE) if runs.has(name)]
    if not runs.has(DECODE):
        return
    ratios = [runs.ratio(name, DECODE) for name in names]
    finding.plots.append(
        Plot(
            "analysis",
            f"Time of one pass over {film}",
            "bars",
            "time ÷ bare PyAV decode of picture and sound",
            labels=tuple(names),
            values=tuple(ratio.middle for ratio in ratios),
            lows=tuple(ratio.low for ratio in ratios),
            highs=tuple(ratio.high for ratio in ratios),
            mark=1.0,
            mark_label="decode",
        )
    )
