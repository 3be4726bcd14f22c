"""The tables of docs/scale.md, reckoned from docs/benchmarks.json and put into the page's text.

A table stands between two comments that name it; all else on the page is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.measuring.report import Table
from benchmarks.page import markdown
from benchmarks.simulating.batch_check import check_table
from benchmarks.simulating.costs import Costs, at
from benchmarks.simulating.events import RESOURCES, Course, Plant, simulate
from benchmarks.simulating.libraries import (
    CUT_SECONDS,
    FILM_RATE,
    LONGEST,
    PROFILES,
    SHAPES,
    SHORTEST,
    SIZE,
    SYSTEMS,
    Cluster,
    film_load,
    library,
    share_of,
)

MEAN = (SHORTEST + LONGEST) / 2
CUTS = PROFILES * SHAPES
PLAN_BYTES = 400_000
"""A plan and its contact sheet, as `cutter batch --dry-run` reckons them."""
VECTOR = 512
"""Numbers of a vector of ViT-B-32; `cutter search` keeps four bytes of each on the disk, and four
bits of each in memory."""
SEARCHED = 1_000_000
"""Vectors of the library in which the topic `search` measures how long a search takes."""
QUICK = "**From a quick run, on shorter films and a busy machine: no basis for claims.**"
MISSING = "Not measured yet: `python -m benchmarks scale batch`."
_SLOT = re.compile(r"<!-- table: (?P<name>[a-z-]+) -->\n.*?<!-- end -->", re.DOTALL)


def with_tables(text: str, document: Mapping[str, Any]) -> str:
    """Return the page with every table as the stored measurements give it.

    Args:
        text: the page.
        document: what docs/benchmarks.json holds.

    Raises:
        KeyError: the page names a table that there is not.
    """
    costs = Costs.read_from(document)

    def filled(slot: re.Match[str]) -> str:
        name = slot["name"]
        table = TABLES[name](costs, document) if costs is not None else None
        inside = MISSING if table is None else markdown(table)
        if table is not None and table.note:
            inside = f"{table.note}\n\n{inside}"
        return f"<!-- table: {name} -->\n\n{inside}\n\n<!-- end -->"

    return _SLOT.sub(filled, text)


def _film(costs: Costs, document: Mapping[str, Any]) -> Table:
    """Return what one film of the library takes."""
    load = film_load(costs, MEAN, has_gpu=False)
    looked = costs.keyframes * MEAN * costs.picture
    plans, renders = (sum(each.cpu for each in loads) for loads in (load.plans, load.renders))
    whole = load.analyze.cpu + plans + renders
    rows = [
        ("looked at: decoded, shots, sound, faces", load.analyze.cpu - looked),
        (f"seen by the full-size CLIP: {costs.keyframes * MEAN:,.0f} keyframes", looked),
        (f"{CUTS} plans with their sheets", plans),
        (f"{CUTS} cuts of {CUT_SECONDS:.0f} s", renders),
        ("in all", whole),
    ]
    return Table(
        "",
        ("one film of 100 minutes, 1080p", "core seconds", "share"),
        tuple((name, f"{value:,.0f}", f"{value / whole:.0%}") for name, value in rows),
        QUICK if document["topics"]["scale"].get("about", {}).get("quick") else "",
    )


def _disk(costs: Costs, document: Mapping[str, Any]) -> Table:
    """Return what libraries take on the disk, and in the memory of an index."""
    rows, searched = [], _searched(document)
    for films in SYSTEMS:
        vectors = films * MEAN * costs.keyframes
        cut = at(costs.cut_bytes, SIZE) * CUT_SECONDS
        rows.append(
            (
                f"{films:,}",
                _bytes(films * MEAN * FILM_RATE),
                _bytes(films * MEAN * costs.stored),
                _bytes(films * CUTS * cut),
                _bytes(films * CUTS * PLAN_BYTES),
                f"{vectors:,.0f}",
                _bytes(vectors * VECTOR * 4),
                _bytes(vectors * VECTOR / 2),
                "–" if searched is None else _long(vectors * searched),
            )
        )
    columns = (
        *("films", "films themselves", "analyses", "cuts", "plans and sheets"),
        *("keyframes", "their vectors", "index in memory", "a search through it"),
    )
    return Table("", columns, tuple(rows))


def _searched(document: Mapping[str, Any]) -> float | None:
    """Return the seconds in which one vector of an index is looked at; None where not measured."""
    try:
        (told, *_) = document["topics"]["search"]["samples"][f"{SEARCHED:,} vectors, clustered"]
        return float(told["details"]["nearest_ms"]) / 1000 / SEARCHED
    except (KeyError, ValueError, TypeError):
        return None


def _runs(costs: Costs, films: int) -> Table:
    rows = []
    for cluster in SYSTEMS[films]:
        course, plant = run_of(costs, films, cluster)
        busy = course.busy(plant)
        most = max(RESOURCES, key=lambda name: busy[name])
        rows.append(
            (
                cluster.name,
                _time(course.wall),
                f"{course.wall / 3600 * cluster.machines:,.0f}",
                *(f"{busy[name]:.0%}" for name in RESOURCES),
                most,
            )
        )
    columns = ("machines", "time", "machine hours", *RESOURCES, "held up by")
    return Table("", columns, tuple(rows))


def run_of(costs: Costs, films: int, cluster: Cluster) -> tuple[Course, Plant]:
    """Simulate a library on a cluster; of a large one, an equal share of both.

    Returns:
        How it went, and the share of the cluster that it went on.
    """
    share = share_of(films)
    plant = cluster.plant(costs, share=share)
    return simulate(library(costs, round(films / share), has_gpu=cluster.gpus > 0), plant), plant


TABLES: dict[str, Callable[[Costs, Mapping[str, Any]], Table | None]] = {
    "film": _film,
    "disk": _disk,
    "ten": lambda costs, document: _runs(costs, 10),
    "ten-thousand": lambda costs, document: _runs(costs, 10_000),
    "a-million": lambda costs, document: _runs(costs, 1_000_000),
    "check": check_table,
}


def _time(seconds: float) -> str:
    hours = seconds / 3600
    if hours < 1:
        return f"{seconds / 60:.0f} min"
    return f"{hours:.1f} h" if hours < 72 else f"{hours / 24:,.1f} days"


def _long(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.0f} s"


def _bytes(size: float) -> str:
    for unit, scale in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if size >= scale:
            return f"{size / scale:,.1f} {unit}"
    return f"{size / 1e6:,.0f} MB"
