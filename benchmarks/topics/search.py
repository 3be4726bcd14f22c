"""How quickly, and how surely, shots are found in libraries of made-up films."""

from __future__ import annotations

from benchmarks.measuring.case import Case
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.measuring.turns import Runs
from benchmarks.topics.bench import Bench, keep, part

KINDS = ("clustered", "isotropic")
SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (10_000, 100_000)
GRAPHS = (10_000, 100_000)
"""To build a graph of a million takes too long to be part of every run."""
QUERIES = 100
LIMIT = 1_000_000
ABOUT = [
    "Vectors of 512 numbers, drawn from fixed seeds; 2,000 of a film, two a shot. *Isotropic*: "
    "every direction alike, the hardest case there is. *Clustered*: pictures of a film, and more "
    "so of a scene, lie near each other, few directions hold most of the spread, and all have "
    "something in common, as with CLIP. What is looked for has a cosine of 0.3 with one picture, "
    "as fitting words have; 100 searches, one thread.",
    "*Nearest*: the 20 vectors with the greatest product, by the index's candidates and the stored "
    "vectors; held against a product with every vector. *Search*: the 20 best shots by calibrated "
    "match, as `cutter search` ranks them, held against every film scored; another shot that "
    "matches as well as the last one is no miss. Medians, with the 95th percentile behind the "
    "stroke. Up to 100,000 vectors there is no index, and every film is scored.",
]


def run(bench: Bench, finding: Finding) -> None:
    """Search libraries of growing size through the index, and hold it against exact search."""
    finding.text = list(ABOUT)
    sizes = QUICK_SIZES if bench.is_quick else SIZES
    with part(finding, "libraries"):
        _libraries(finding, bench, sizes)
    with part(finding, "graphs"):
        _graphs(finding, bench, [size for size in GRAPHS if size in sizes])


def _libraries(finding: Finding, bench: Bench, sizes: tuple[int, ...]) -> None:
    cases = [_case("library", kind, size) for kind in KINDS for size in sizes]
    runs = bench.turns(cases, 1)
    keep(finding, runs)
    rows = [_row(case, runs) for case in cases]
    columns = ("library", "nearest, ms", "recall", "all vectors, ms", "search, ms", "recall")
    more = ("films scored", "every film, ms", "index, MB", "built, s of CPU", "opened, s")
    finding.tables.append(Table("Searching", (*columns, *more), tuple(rows)))
    for kind in KINDS:
        name = f"{LIMIT:,} vectors, {kind}"
        timed = Target(f"{name}: top 20 after loading", 50, "less", unit="ms")
        found = Target(f"{name}: recall@20", 0.97, "more")
        shots = Target(f"{name}: best 20 shots found", 0.97, "more")
        told = runs.samples.get(name)
        details = told[-1].details if told else {}
        for target, key in (
            (timed, "nearest_ms"),
            (found, "nearest_recall"),
            (shots, "search_recall"),
        ):
            spread = Spread.of([details[key]]) if details else None
            finding.targets.append(target.with_(spread))


def _graphs(finding: Finding, bench: Bench, sizes: list[int]) -> None:
    cases = [_case("graph", kind, size) for kind in KINDS for size in sizes]
    runs = bench.turns(cases, 1)
    keep(finding, runs, "graph: ")
    rows = []
    for case in cases:
        if not runs.has(case.name):
            rows.append((case.name, f"failed: {runs.failures[case.name]}", "–", "–"))
            continue
        d = runs.last(case.name).details
        rows.append(
            (case.name, _ms(d, "nearest"), f"{d['nearest_recall']:.3f}", f"{d['built_cpu']:.0f}")
        )
    note = "FAISS' HNSW: 16 neighbours, 128 looked at when built, 256 when searched."
    columns = ("vectors", "nearest, ms", "recall", "built, s of CPU")
    finding.tables.append(Table("A graph of neighbours instead", columns, tuple(rows), note))


def _case(work: str, kind: str, size: int) -> Case:
    return Case(
        f"{size:,} vectors, {kind}",
        f"searching:{work}",
        {"kind": kind, "count": size, "queries": QUERIES},
        environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )


def _row(case: Case, runs: Runs) -> tuple[str, ...]:
    if not runs.has(case.name):
        return (case.name, f"failed: {runs.failures[case.name]}", *"–––––––––")
    d = runs.last(case.name).details
    return (
        case.name,
        _ms(d, "nearest"),
        f"{d['nearest_recall']:.3f}",
        _ms(d, "all_rows"),
        _ms(d, "search"),
        f"{d['search_recall']:.3f}",
        f"{d['films']:.0f} of {d['of_films']}",
        _ms(d, "every_film"),
        f"{d['megabytes']:.0f}" if d["megabytes"] else "none",
        f"{d['built_cpu']:.1f}",
        f"{d['loaded']:.2f}",
    )


def _ms(details: dict[str, float], name: str) -> str:
    return f"{details[f'{name}_ms']:.1f} / {details[f'{name}_p95_ms']:.1f}"
