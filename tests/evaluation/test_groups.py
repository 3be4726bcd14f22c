"""Results by group: a group that is served badly is seen, and few viewers are told to be few."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.cli.figures import print_findings
from cutter.errors import InputError
from cutter.evaluation.findings import LEARNT, WRITTEN, Findings, Trial, document
from cutter.evaluation.groups import by_group, read_groups

VIEWERS = 60


def _trial(values: NDArray[np.float64], *, is_error: bool = False) -> Trial:
    return Trial(
        about="after 30 answers",
        units=tuple(str(number) for number in range(len(values))),
        values={WRITTEN: np.full(len(values), 0.5), LEARNT: values**2 * 4 if is_error else values},
        ours=LEARNT,
        counts=np.full(len(values), 4.0) if is_error else None,
    )


def _groups(sizes: dict[str, int]) -> dict[str, str]:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return {str(number): name for number, name in enumerate(names)}


def _served(seed: int, poor: slice = slice(0, 0)) -> NDArray[np.float64]:
    values = np.random.default_rng(seed).normal(0.8, 0.05, VIEWERS)
    values[poor] -= 0.15
    return values


def test_a_planted_group_that_is_served_badly_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    trial = _trial(_served(1, slice(20, 40)))
    found = by_group(trial, _groups({"north": 20, "south": 20, "west": 20}))
    assert found.worst == "south"
    assert found.apart is not None
    assert found.apart.low > 0.08
    print_findings(Findings("t", "share", "viewers", (trial,)), [found])
    told = capsys.readouterr().out
    assert "surely apart" in told
    assert "not surely" not in told
    assert "worst served" in next(line for line in told.splitlines() if line.startswith("south"))


def test_groups_that_are_served_alike_are_seldom_told_apart() -> None:
    groups = _groups({name: 10 for name in "abcdef"})
    apart = [by_group(_trial(_served(seed)), groups).apart for seed in range(40)]
    # Without the correction for looking among fifteen pairs it is about one in three.
    assert sum(each is not None and each.low > 0 for each in apart) <= 6


def test_of_errors_the_lowest_is_the_best() -> None:
    values = _served(1, slice(20, 40))
    found = by_group(_trial(values, is_error=True), _groups({"n": 20, "s": 20, "w": 20}))
    assert found.best == "s"
    assert found.groups[-1].measured.mean == pytest.approx(values[20:40].mean())
    assert found.apart is not None
    assert found.apart.low > 0


def test_a_small_group_is_told_but_never_called_best_or_worst() -> None:
    values = _served(1)
    values[:3] = 0.1
    found = by_group(_trial(values), _groups({"few": 3, "many": 27, "more": 25}))
    assert [each.name for each in found.groups if each.is_small] == ["few"]
    assert found.groups[0].name == "few"
    assert {found.best, found.worst} == {"many", "more"}
    assert found.unnamed == 5
    alone = by_group(_trial(values), _groups({"few": 3, "many": 57}))
    assert (alone.best, alone.worst, alone.apart) == ("", "", None)


def test_programs_get_the_same(tmp_path: Path) -> None:
    trial = _trial(_served(1, slice(20, 40)))
    found = by_group(trial, _groups({"a": 20, "b": 20, "c": 20}))
    told = json.loads(json.dumps(document(Findings("t", "u", "viewers", (trial,)), (found,))))
    assert told["groups"][0]["worst"] == "b"
    assert told["groups"][0]["apart"]["low"] > 0
    assert all(figure["low"] is not None for figure in told["figures"])


def test_groups_are_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text('\ufeffViewer, group\n0,north\n\n"1","south, or so"\n', encoding="utf-8")
    assert read_groups(path) == {"0": "north", "1": "south, or so"}
    with pytest.raises(InputError, match="none of the viewers that were measured"):
        by_group(_trial(np.ones(3)), {"somebody": "a"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: must be the header"),
        ("who,group\na,b\n", "line 1: must be the header"),
        ("viewer,group\n", "names no viewer"),
        ("viewer,group\na\n", "line 2: must be a viewer and a group"),
        ("viewer,group\na,b\na,c\n", "line 3: viewer: stands in an earlier line"),
        ("viewer,group\na,\n", "line 2: must be a viewer and a group"),
        ('viewer,group\n"a,b\n', "is no CSV file"),
        ("viewer,group\n" + "".join(f"{n},{n}\n" for n in range(60)), "more than 50 groups"),
    ],
)
def test_a_broken_table_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_groups(path)
