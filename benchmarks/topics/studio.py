"""How quick the studio's page is in a browser, over a film of 2,000 generated shots."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.topics.bench import Bench, part
from tests.studio.chromium import Missing, chromium
from tests.studio.made import long_film
from tests.studio.opened import opened
from tests.studio.pages import settled
from tests.studio.swift import first_picture, longest_task_while_rendering, slider_moves

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.studio.opened import Opened

SHOTS = 2000
MOVES = 25
FIRST = Target("first picture after the page opens, analysed film", 2000, "less", unit="ms")
SLIDER = Target(f"slider to redrawn strip, {SHOTS:,} shots", 200, "less", unit="ms")
TASK = Target("longest task of the page while a cut is rendered", 100, "less", unit="ms")


def run(bench: Bench, finding: Finding) -> None:
    """Measure the first picture, a slider and the page's tasks beside a render."""
    bench.say(f"studio: {SHOTS:,} shots in Chromium")
    try:
        with chromium() as browser, part(finding, "page"):
            film = long_film(bench.folder / "long")
            with opened(film.film, *film.arguments, folder=bench.folder) as studio:
                studio.wait()
                _measure(bench, finding, browser, studio)
    except Missing as error:
        finding.targets += [each.with_(None, str(error)) for each in (FIRST, SLIDER, TASK)]


def _measure(bench: Bench, finding: Finding, browser: Browser, studio: Opened) -> None:
    firsts: list[float] = []
    moves: list[float] = []
    tasks: list[float] = []
    planned: list[float] = []
    for _ in range(bench.repeats):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        firsts.append(first_picture(page, studio.address))
        settled(page)
        moves += slider_moves(page, MOVES)
        planned.append(studio.told("/api/view")["planned_ms"])
        tasks.append(longest_task_while_rendering(page)["longest"])
        context.close()
    late = sorted(moves)[int(len(moves) * 0.95)]
    rows = [
        ("first picture", Spread.of(firsts).text(0), "–"),
        ("slider to redrawn strip", Spread.of(moves).text(0), f"{late:.0f}"),
        ("of that, planning on the server", Spread.of(planned).text(0), "–"),
        ("longest task beside a render", Spread.of(tasks).text(0), "–"),
    ]
    note = (
        f"Headless Chromium at 1440 x 900, the server beside it on the same machine; {SHOTS:,} "
        f"generated shots, {MOVES} moves of one slider a turn. *Redrawn*: from the slider's event "
        "to the painting of the strip, the planning and both ways between included. A task of the "
        "page that takes under 50 ms is not told of by the browser and counts as 0."
    )
    finding.tables.append(
        Table("The page, milliseconds", ("what", "median (range)", "95 %"), tuple(rows), note)
    )
    finding.samples["page"] = [{"first": firsts, "moves": moves, "tasks": tasks}]
    finding.targets += [
        FIRST.with_(Spread.of(firsts)),
        SLIDER.with_(Spread.of(moves)),
        TASK.with_(Spread.of(tasks)),
    ]
    bench.say(f"studio: slider {statistics.median(moves):.0f} ms")
