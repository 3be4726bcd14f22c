"""How well shots are found: cutter's speeds and PySceneDetect against the truth."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.films import SAMPLE
from benchmarks.measuring.case import Case, MeasureFailed, take
from benchmarks.measuring.machine import cores
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.scores import Agreement, Scores, agreement, score
from benchmarks.topics.analysis import REAL
from benchmarks.topics.bench import NOT_YET, Bench, has_speeds
from sample_media.studio.for_tests import small_film

SEEDS = (21, 22, 23, 24, 25)
OWN = {"cutter, default": "full", "cutter, --fast": "fast", "cutter, --draft": "draft"}
THEIRS = {"PySceneDetect, default": "default", "PySceneDetect, cutter's settings": "ours"}
REAL_FILMS = (REAL, "tears_of_steel_battle_70s.webm", "sintel_trailer_52s.webm")
GENERATED = "bench film"


def run(bench: Bench, finding: Finding) -> None:
    """Hold what is found against the truth, and against PySceneDetect."""
    finding.text = [
        "A hard cut counts as found when the boundary lies on its very frame, a dissolve or fade "
        "when exactly one boundary lies inside it; every other boundary is a false one. Films are "
        "drawn, so their boundaries are known; how hard they are compared with real films is not.",
    ]
    seeds = SEEDS[:1] if bench.is_quick else SEEDS
    films = {GENERATED: _truth(bench.film(), ".json"), "sample film": _truth(SAMPLE, ".truth.json")}
    for seed in seeds:
        film, truth = small_film(seed, _folder(bench))
        films[f"small film {seed}"] = (film, json.loads(truth.read_text(encoding="utf-8")))
    names = REAL_FILMS[1:] if bench.is_quick else REAL_FILMS
    real = {name: path for name in names if (path := bench.films.real(name)) is not None}
    for name in names:
        if name not in real:
            finding.text.append(f"The real film {name} is not here (set CUTTER_MEDIA): left out.")
    found = _find(finding, bench, {name: film for name, (film, _) in films.items()}, real)
    _against_truth(finding, films, found)
    _against_each_other(finding, [*films, *real], found)


def _truth(film: Path, suffix: str) -> tuple[Path, dict[str, Any]]:
    document: dict[str, Any] = json.loads(film.with_suffix(suffix).read_text(encoding="utf-8"))
    return film, document


def _folder(bench: Bench) -> Path:
    folder = bench.films.cache / "small-films"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


Found = dict[tuple[str, str], list[tuple[str, Fraction, Fraction]]]


def _find(finding: Finding, bench: Bench, films: dict[str, Path], real: dict[str, Path]) -> Found:
    """Return the boundaries, in frames, by film and by who found them."""
    wanted: dict[tuple[str, str], Case] = {}
    for film, path in {**films, **real}.items():
        arguments = {"film": str(path)}
        for who, speed in OWN.items():
            if speed == "full" or (has_speeds() and film in (GENERATED, "sample film")):
                case = Case(who, "watching:watch", {**arguments, "speed": speed})
                wanted[film, who] = case
        for who, settings in THEIRS.items():
            case = Case(who, "watching:scenedetect", {**arguments, "settings": settings})
            wanted[film, who] = case
    # Nothing is timed here, so the cores may be shared.
    with ThreadPoolExecutor(max(1, cores())) as pool:
        futures = {key: pool.submit(take, case) for key, case in wanted.items()}
        found: Found = {}
        for (film, who), future in futures.items():
            try:
                rows = future.result().details["boundaries"]
            except MeasureFailed as error:
                finding.failures[f"{who}, {film}"] = str(error)
                continue
            found[film, who] = [(k, Fraction(start), Fraction(end)) for k, start, end in rows]
            bench.say(f"  {film}: {who}: {len(rows)} boundaries")
    return found


def _against_truth(
    finding: Finding, films: dict[str, tuple[Path, dict[str, Any]]], found: Found
) -> None:
    rows = []
    for film, (_, truth) in films.items():
        for who in (*OWN, *THEIRS):
            boundaries = found.get((film, who))
            if boundaries is not None:
                rows.append((film, who, *_cells(score(boundaries, truth))))
    if not has_speeds():
        rows += [(GENERATED, who, NOT_YET, *"––––––") for who in list(OWN)[1:]]
    columns = (
        *("film", "who", "cuts found", "recall of cuts", "dissolves, fades", "false"),
        *("precision", "F1, cuts", "F1, all"),
    )
    finding.tables.append(Table("Against the truth", columns, tuple(rows)))


def _cells(scores: Scores) -> tuple[str, ...]:
    return (
        f"{scores.cuts_hit} of {scores.cuts}",
        f"{scores.recall:.3f}",
        f"{scores.gradual_hit} of {scores.gradual}",
        str(scores.false),
        f"{scores.precision:.3f}",
        f"{scores.cut_f1:.3f}",
        f"{scores.f1:.3f}",
    )


def _against_each_other(finding: Finding, films: list[str], found: Found) -> None:
    """Compare the default speed's hard cuts with PySceneDetect's at the same settings."""
    rows, figures = [], {}
    for film in films:
        ours = found.get((film, "cutter, default"))
        theirs = found.get((film, "PySceneDetect, cutter's settings"))
        if ours is None or theirs is None:
            continue
        agreed = agreement(ours, theirs)
        figures[film] = agreed
        rows.append((film, *_agreed(agreed)))
    note = (
        "Hard cuts of cutter's default speed against those of PySceneDetect's AdaptiveDetector at "
        "the same threshold, window and shortest shot, frame by frame. Boundaries that either sees "
        "inside what cutter calls a dissolve or fade are left out: there is no exact frame there."
    )
    columns = ("film", "both", "cutter alone", "PySceneDetect alone", "F1")
    finding.tables.append(Table("Against PySceneDetect", columns, tuple(rows), note))
    name = "F1 of the hard cuts with PySceneDetect's AdaptiveDetector"
    whole = Agreement.together(figures.values())
    for film in (GENERATED, REAL):
        spread = Spread.of([figures[film].f1]) if film in figures else None
        wanted = Target(f"{name}, {film}", 0.99, "more")
        finding.targets.append(wanted.with_(spread, "the film is not here, or the run is quick"))
    wanted = Target(f"{name}, all films together", 0.99, "more")
    finding.targets.append(wanted.with_(Spread.of([whole.f1]) if figures else None))


def _agreed(agreed: Agreement) -> tuple[str, ...]:
    alone = (", ".join(map(str, frames)) or "–" for frames in (agreed.ours, agreed.theirs))
    return (str(agreed.both), *alone, f"{agreed.f1:.3f}")
