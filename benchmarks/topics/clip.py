"""What CLIP costs: pictures a second by precision and runtime, and a whole analysis with it."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from benchmarks.made import write_profile
from benchmarks.measuring.case import Case
from benchmarks.measuring.machine import cores, has_bf16
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Plot, Table, Target
from benchmarks.measuring.turns import Runs
from benchmarks.topics.bench import Bench, keep, part

LOOP = "open_clip, fp32, one by one, PIL"
CHOSEN = "cutter, as it chooses"
FP32 = "cutter, torch fp32"
BF16 = "cutter, torch bf16"
GPU = "cutter, CUDA"
OPENVINO = {"cutter[openvino], as it chooses": "auto", "cutter[openvino] fp32": "fp32"}
ANALYSIS = "analysis with ViT-B-32"
SIZE = (1280, 720)


def run(bench: Bench, finding: Finding) -> None:
    """Measure pictures a second, and the analysis of the bench film with the full-size model."""
    finding.text = [
        f"Pictures are {SIZE[0]}x{SIZE[1]} frames of the bench film, the same for all; resizing "
        "and normalising are part of the time, loading the model and a first batch are not. Random "
        "weights cost what real ones cost; what they see means nothing.",
    ]
    with part(finding, "pictures a second"):
        _throughput(finding, bench)
    with part(finding, "analysis"):
        _analysis(finding, bench)
    with part(finding, "plan"):
        _plan(finding, bench)


def _throughput(finding: Finding, bench: Bench) -> None:
    cases, absent = _cases(bench)
    bench.say("clip: pictures a second")
    runs = bench.turns(cases)
    keep(finding, runs)
    rows = [_row(runs, case.name) for case in cases]
    rows += [(name, why, "–", "–", "–", "0") for name, why in absent.items()]
    columns = ("what", "pictures/s", f"÷ {LOOP}", "least cosine", "peak, MB", "n")
    note = "Least cosine: of any picture's vector with the one that open_clip's fp32 loop gives."
    finding.tables.append(Table("Pictures a second", columns, tuple(rows), note))
    wanted = Target(f"pictures/s, torch alone ÷ {LOOP}", 2.0, "more")
    best = BF16 if runs.has(BF16) else CHOSEN
    ratio = runs.ratio(LOOP, best) if runs.has(LOOP, best) and has_bf16() else None
    finding.targets.append(wanted.with_(ratio, absent.get(BF16, "not measured")))
    names = [case.name for case in reversed(cases) if runs.has(case.name)]
    speeds = [_speed(runs, name) for name in names]
    finding.plots.append(
        Plot(
            "clip",
            "Pictures through ViT-B-32, 1280x720, preparation included",
            "bars",
            "pictures per second",
            labels=tuple(names),
            values=tuple(speed.middle for speed in speeds),
            lows=tuple(speed.low for speed in speeds),
            highs=tuple(speed.high for speed in speeds),
        )
    )


def _cases(bench: Bench) -> tuple[list[Case], dict[str, str]]:
    """Return what can be run here, and why the rest cannot."""
    from cutter.eyes.machine import has_cuda_driver

    arguments: dict[str, Any] = {
        "film": str(bench.film()),
        "model": str(bench.model()),
        "count": 16 if bench.is_quick else 64,
        "size": list(SIZE),
    }
    cases = [Case(LOOP, "clip:open_clip_loop", arguments)]
    absent: dict[str, str] = {}

    def add(name: str, how: dict[str, str], why_not: str = "") -> None:
        if why_not:
            absent[name] = why_not
        else:
            extra = {"how": how, "folder": str(bench.films.cache / "converted")}
            cases.append(Case(name, "clip:embed", {**arguments, **extra}))

    add(CHOSEN, {"device": "cpu"})
    add(FP32, {"device": "cpu", "precision": "fp32"})
    no_bf16 = "" if has_bf16() else "not measured: this processor has no bf16"
    add(BF16, {"device": "cpu", "precision": "bf16"}, no_bf16)
    is_here = importlib.util.find_spec("openvino") is not None
    for name, precision in OPENVINO.items():
        how = {"device": "cpu", "runtime": "openvino", "precision": precision}
        add(name, how, "" if is_here else "not installed (pip install 'cutter[openvino]')")
    add(GPU, {"device": "cuda"}, "" if has_cuda_driver() else "not measured: no GPU is here")
    return cases, absent


def _row(runs: Runs, name: str) -> tuple[str, ...]:
    if not runs.has(name):
        return (name, f"failed: {runs.failures.get(name, '')}", "–", "–", "–", "0")
    ratio = runs.ratio(LOOP, name).text(2) if runs.has(LOOP) and name != LOOP else "1"
    cosine = f"{_least_cosine(runs, name):.5f}" if runs.has(LOOP) else "–"
    n = str(len(runs.samples[name]))
    return (name, _speed(runs, name).text(), ratio, cosine, f"{runs.peak(name).high:.0f}", n)


def _speed(runs: Runs, name: str) -> Spread:
    return Spread.of([s.details["images"] / s.wall for s in runs.samples[name]])


def _least_cosine(runs: Runs, name: str) -> float:
    """Compare vectors, of which a part was kept, picture by picture."""
    mine, other = (np.array(runs.last(who).details["vectors"]) for who in (name, LOOP))
    mine /= np.linalg.norm(mine, axis=1, keepdims=True)
    other /= np.linalg.norm(other, axis=1, keepdims=True)
    return float((mine * other).sum(axis=1).min())


def _analysis(finding: Finding, bench: Bench) -> None:
    bench.say("clip: a whole analysis")
    arguments = {"film": str(bench.film()), "model": str(bench.model()), "device": "cpu"}
    cases = [Case(ANALYSIS, "clip:analyze", arguments)]
    if _gpu_is_here():
        cases.append(Case(f"{ANALYSIS}, CUDA", "clip:analyze", {**arguments, "device": "cuda"}))
    runs = bench.turns(cases)
    keep(finding, runs)
    rows = []
    for case in cases:
        if not runs.has(case.name):
            rows.append((case.name, f"failed: {runs.failures[case.name]}", *"––––––"))
            continue
        samples = runs.samples[case.name]
        busy = Spread.of([s.wall / (s.cpu / cores()) for s in samples])
        rows.append(
            (
                case.name,
                runs.wall(case.name).text(),
                runs.cpu(case.name).text(),
                busy.text(2),
                str(samples[-1].details["keyframes"]),
                str(samples[-1].details["model"]),
                f"{runs.peak(case.name).high:.0f}",
                str(len(samples)),
            )
        )
    if not _gpu_is_here():
        rows.append((f"{ANALYSIS}, CUDA", "not measured: no GPU is here", *"–––––", "0"))
    told = ("wall, s", "CPU, s", "wall ÷ (CPU ÷ cores)", "keyframes", "eyes", "peak, MB", "n")
    columns = ("what", *told)
    note = "From nothing, in process: decode, shots, signals, the model's loading, its vectors."
    finding.tables.append(Table("Analysis of the bench film", columns, tuple(rows), note))
    wanted = Target("analysis with ViT-B-32: wall ÷ (its CPU seconds ÷ cores)", 1.15, "less")
    spread = None
    if runs.has(ANALYSIS):
        spread = Spread.of([s.wall / (s.cpu / cores()) for s in runs.samples[ANALYSIS]])
    finding.targets.append(wanted.with_(spread))


def _plan(finding: Finding, bench: Bench) -> None:
    """Compare the whole of analysis and plan on the graphics card with that on the processor."""
    columns = ("device", "analysis and plan, s", "clips", "the same as on the CPU", "n")
    title = "The same plan on CPU and GPU"
    if not _gpu_is_here():
        rows = (("CUDA", "not measured: no GPU is here", "–", "–", "0"),)
        finding.tables.append(Table(title, columns, rows))
        return
    profile = write_profile(bench.folder / "viewer.json", 1)
    arguments = {"film": str(bench.film()), "model": str(bench.model()), "profile": str(profile)}
    devices = ("cpu", "cuda")
    cases = [Case(device, "clip:plan", {**arguments, "device": device}) for device in devices]
    runs = bench.turns(cases)
    keep(finding, runs, "plan: ")
    table = []
    for device in devices:
        if runs.has(device, "cpu"):
            mine, others = (runs.last(which).details["clips"] for which in (device, "cpu"))
            same = f"{len(set(mine) & set(others))} of {len(others)}"
            n = str(len(runs.samples[device]))
            table.append((device, runs.wall(device).text(), str(len(mine)), same, n))
    finding.tables.append(Table(title, columns, tuple(table)))


def _gpu_is_here() -> bool:
    from cutter.eyes.machine import has_cuda_driver

    return has_cuda_driver()
