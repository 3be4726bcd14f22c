"""The simulated batch obeys what no batch can evade, and docs/scale.md tells what it gives."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulating import libraries
from benchmarks.simulating.batch_check import check_table
from benchmarks.simulating.costs import Costs, at, line
from benchmarks.simulating.events import FilmLoad, Load, Plant, simulate
from benchmarks.simulating.libraries import Cluster
from benchmarks.simulating.page import MISSING, TABLES, run_of, with_tables
from benchmarks.topics.batch import FILMS, TASKS, tasks_of
from benchmarks.topics.matrix import BATCH
from cutter.batch.journal import NAME, opened
from cutter.batch.task import Outcome, Task
from tests.films import ROOT

COSTS = Costs(
    watch=((0.25, 0.05), (1.0, 0.1), (2.0, 0.2)),
    picture=0.1,
    keyframes=0.6,
    start=5.0,
    start_sample=2.0,
    plan=0.3,
    reframe=((1.0, 0.2),),
    cut=((1.0, 0.7),),
    cut_second=((0.25, 0.1), (2.0, 0.8)),
    cut_bytes=((1.0, 3e5),),
    stored=8000.0,
    read=0.0001,
    commits=200.0,
    driver=0.01,
)
seconds = st.floats(0.1, 50.0)
loads = st.builds(Load, cpu=seconds, gpu=st.floats(0, 500), disk=st.floats(0, 1e9))


@st.composite
def films(draw: st.DrawFn) -> FilmLoad:
    plans = tuple(draw(st.lists(loads, max_size=4)))
    return FilmLoad(draw(loads), plans, tuple(draw(loads) for _ in plans))


plants = st.builds(
    Plant,
    slots=st.integers(1, 9),
    disk=st.floats(1e7, 1e9),
    gpu=st.floats(10, 1000),
    driver=st.floats(0, 1),
    start=st.floats(0, 5),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(films(), min_size=1, max_size=6), plants)
def test_no_batch_is_faster_than_its_work_its_longest_film_or_any_one_of_a_kind(
    library: list[FilmLoad], plant: Plant
) -> None:
    course = simulate(library, plant)
    every = [load for film in library for load in (film.analyze, *film.plans, *film.renders)]
    assert course.tasks == len(every) == sum(film.tasks for film in library)
    nearly = 1 - 1e-9
    assert course.wall >= nearly * sum(load.cpu for load in every) / plant.slots
    assert course.wall >= nearly * sum(load.disk for load in every) / plant.disk
    assert course.wall >= nearly * sum(load.gpu for load in every) / plant.gpu
    assert course.wall >= nearly * plant.driver * len(every)
    for film in library:
        rest = max(
            (p.cpu + r.cpu for p, r in zip(film.plans, film.renders, strict=True)), default=0
        )
        assert course.wall >= nearly * (film.analyze.cpu + rest)
    assert all(share <= 1 + 1e-9 for share in course.busy(plant).values())
    assert simulate(library, plant) == course


def test_one_core_takes_as_long_as_all_work_together() -> None:
    film = FilmLoad(Load(10), (Load(1), Load(2)), (Load(3), Load(4)))
    assert simulate([film, film], Plant(1)).wall == pytest.approx(40)
    assert simulate([film, film], Plant(1, driver=0.5)).wall == pytest.approx(45)
    assert simulate([film, film], Plant(1, start=5)).wall == pytest.approx(45)
    # Each place opens its models once.
    assert simulate([film, film], Plant(2, start=5)).spent["cores"] == pytest.approx(50)


def test_first_cuts_are_there_while_later_films_are_looked_at() -> None:
    film = FilmLoad(Load(10), (Load(1),) * 4, (Load(5),) * 4)
    course = simulate([film] * 5, Plant(2))
    # Looked at are the first two side by side; then one place looks on and the other cuts.
    assert course.first_cut == pytest.approx(16)
    assert course.wall == pytest.approx(5 * (10 + 4 * 6) / 2, rel=0.1)


def test_no_long_look_is_left_for_the_end() -> None:
    cuts = ((Load(1),) * 4, (Load(5),) * 4)
    library = [*[FilmLoad(Load(10), *cuts)] * 3, FilmLoad(Load(100), *cuts)]
    assert simulate(library, Plant(2)).wall < 140


def test_what_is_one_of_a_kind_holds_up_all_machines() -> None:
    film = FilmLoad(Load(10, disk=1e9), (Load(1),), (Load(1),))
    many = [film] * 100
    assert simulate(many, Plant(1000)).wall == pytest.approx(12)
    assert simulate(many, Plant(1000, disk=1e9)).wall == pytest.approx(102, rel=0.01)
    assert simulate(many, Plant(1000, driver=1)).wall == pytest.approx(300, rel=0.05)


def test_costs_lie_on_the_line_through_what_was_measured() -> None:
    points = ((1.0, 10.0), (2.0, 20.0), (4.0, 30.0))
    assert [at(points, size) for size in (0.5, 1, 1.5, 3, 4, 6)] == [5, 10, 15, 25, 30, 40]
    assert at(((1.0, 10.0),), 2.0) == 20
    assert line((5, 2.7), (15, 6.7)) == pytest.approx((0.7, 0.4))
    assert line((5, 3.0), (15, 2.0)) == (3.0, 0.0)


def test_a_share_of_a_large_library_takes_as_long_as_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = Cluster("some", 8, 8, 2e8)
    whole, _ = run_of(COSTS, 1200, cluster)
    monkeypatch.setattr(libraries, "MOST_SIMULATED", 300)
    share, plant = run_of(COSTS, 1200, cluster)
    assert plant.slots == 16
    assert share.wall == pytest.approx(whole.wall, rel=0.05)
    assert share.tasks * 4 == whole.tasks


def test_a_film_costs_less_of_the_cores_where_a_gpu_sees_it() -> None:
    with_gpu = libraries.film_load(COSTS, 6000, has_gpu=True)
    without = libraries.film_load(COSTS, 6000, has_gpu=False)
    assert without.analyze.cpu - with_gpu.analyze.cpu == pytest.approx(6000 * 0.6 * 0.1)
    assert with_gpu.analyze.gpu == pytest.approx(3600)
    assert len(with_gpu.plans) == len(with_gpu.renders) == 10


def test_the_tables_of_the_page_are_what_the_stored_figures_give() -> None:
    """Where this fails: `python -m benchmarks.simulating`."""
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    document = json.loads((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))
    assert with_tables(page, document) == page
    assert all(f"<!-- table: {name} -->" in page for name in TABLES)


def test_a_page_without_figures_says_so_and_takes_them_later() -> None:
    page = "# Page\n\n<!-- table: film -->\n<!-- end -->\n\nmore\n"
    empty = with_tables(page, {"topics": {}})
    assert MISSING in empty
    assert with_tables(empty, {"topics": {}}) == empty
    full = with_tables(empty, {"topics": {"scale": {"samples": {"unit costs": [vars_of(COSTS)]}}}})
    assert "core seconds" in full
    assert full.endswith("<!-- end -->\n\nmore\n")
    # As measured just now, or read from the file.
    at_once = {"topics": {"scale": {"samples": {"unit costs": [asdict(COSTS)]}}}}
    assert with_tables(empty, at_once) == full


def test_a_search_takes_as_long_as_its_vectors_are_many() -> None:
    samples = {"1,000,000 vectors, clustered": [{"details": {"nearest_ms": 20.0}}]}
    without = TABLES["disk"](COSTS, {"topics": {}})
    measured = TABLES["disk"](COSTS, {"topics": {"search": {"samples": samples}}})
    assert without is not None
    assert measured is not None
    assert [row[-1] for row in without.rows] == ["–"] * 3
    # 3,600 keyframes of each film.
    assert [row[-1] for row in measured.rows] == ["0.7 ms", "720.0 ms", "72 s"]
    assert [row[:-1] for row in measured.rows] == [row[:-1] for row in without.rows]


def vars_of(costs: Costs) -> dict[str, object]:
    stored: dict[str, object] = json.loads(json.dumps(asdict(costs)))
    return stored


def test_a_measured_batch_is_compared_with_what_is_foretold() -> None:
    assert check_table(COSTS, {"topics": {}}) is None
    times = [("analyze", 0, 10), ("plan", 10, 11), ("plan", 10, 11)]
    times += [("render", 11, 15), ("render", 11, 15)]
    tasks = [
        {"work": work, "task": "", "begun": begun, "ended": ended}
        | {"seconds": ended - begun, "cpu": ended - begun, "duration": 0.0}
        for work, begun, ended in times
    ]
    samples = {
        FILMS: [{"film": "a.mp4", "seconds": 60.0, "megapixels": 1.0}],
        TASKS: tasks,
        BATCH: [{"wall": 17.0}],
    }
    table = check_table(COSTS, {"topics": {"batch": {"samples": samples}}})
    assert table is not None
    assert [row[1] for row in table.rows[:2]] == ["15", "15"]
    assert table.rows[1][3] == "1.00"
    assert "1 films, 2 cuts" in table.note


def test_tasks_are_read_from_a_journal_as_they_were_done(tmp_path: Path) -> None:
    with opened(tmp_path / NAME) as journal:
        journal.begin_run()
        looked = Task("analyze/../../films/a.mp4", "analyze", tmp_path, None, (), "ab")
        journal.end(journal.begin(looked, {}), looked, Outcome(), "here", {})
        for number, error in enumerate(("", "it broke", "")):
            task = Task(f"render/{number}", "render", tmp_path, None, (), "ab")
            attempt = journal.begin(task, {})
            outcome = Outcome(error=error, counts=(("seconds", 2.5), ("cpu", 2.0)))
            journal.end(attempt, task, outcome, "here", {})
    told = tasks_of(tmp_path / NAME)
    # Published as they are, they do not tell where a film lies.
    assert [each["task"] for each in told] == ["analyze/a.mp4", "render/0", "render/2"]
    for each in told[1:]:
        assert (each["seconds"], each["cpu"], each["duration"]) == (2.5, 2.0, 0.0)
    assert told[0]["begun"] == 0 <= told[0]["ended"]
