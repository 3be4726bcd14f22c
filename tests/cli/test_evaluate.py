"""`cutter eval` from the outside: tables, JSON, pictures, and one line for what is wrong."""

import json
import re
from pathlib import Path

import pytest

from cutter.evaluation.made_films import made_film, made_world
from cutter.evaluation.viewers import viewers
from cutter.profile.history import history_file
from tests.conftest import Run
from tests.evaluation.reacted import reacted_profile
from tests.evaluation.sample_saliency import sample_truth, write_lines
from tests.faults.command import command
from tests.films import SAMPLE, SAMPLE_CLIP

FIGURE = re.compile(r"-?\d+\.\d+ (\(-?\d+\.\d+ to -?\d+\.\d+\)|\(all \d+ alike\))")


def _rows(told: str) -> list[str]:
    """Return the lines of tables: those with a figure in them."""
    return [line for line in told.splitlines() if re.search(r"\d\.\d", line) and "95 %" not in line]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample film's truth as a file of saliency."""
    return write_lines(tmp_path_factory.mktemp("saliency") / "truth.jsonl", sample_truth())


@pytest.mark.slow
def test_cutter_is_measured_on_saliency_files_of_the_sample_film(
    cutter: Run, truth: Path, tmp_path: Path, shared_cache: Path
) -> None:
    predictions = tmp_path / "pred.jsonl"
    looking = ["--model", str(SAMPLE_CLIP), "--offline", "--cache", str(shared_cache)]
    files = ["--truth", str(truth), "--films", str(SAMPLE.parent), "-o", str(predictions)]
    done = cutter("eval", "predict", *files, *looking)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("12 queries")
    measure = ["eval", "saliency", "--truth", str(truth), "--predictions", str(predictions)]
    done = cutter(*measure)
    assert done.returncode == 0, done.stderr
    rows = _rows(done.stdout)
    assert len(rows) == 6 + 3 * 6
    assert all(FIGURE.search(row) for row in rows), "no figure without its interval"
    told = json.loads(cutter(*measure, "--json").stdout)
    figures = {(each["about"], each["method"]): each for each in told["figures"]}
    assert figures["HL-min-Good-mAP", "predictions"]["mean"] > 85
    assert figures["HL-min-Good-Hit1", "predictions"]["mean"] > 85
    assert figures["HL-min-Good-mAP", "position only"]["mean"] < 20
    assert figures["HL-min-Good-mAP", "position only"]["ours_more"]["low"] > 50
    assert ("MR-full-mAP@0.95", "predictions") in figures


@pytest.mark.slow
def test_simulated_viewers_of_the_sample_film(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    pytest.importorskip("matplotlib")
    groups, plot = tmp_path / "groups.csv", tmp_path / "plot.png"
    groups.write_text("viewer,group\n" + "".join(f"{n},{'ab'[n % 2]}\n" for n in range(20)))
    asked = ["eval", "simulate", "--film", "sample", "--viewers", "20", "--offline"]
    told = ["--groups", str(groups), "--plot", str(plot), "--quiet"]
    done = cutter(*asked, *told, "--cache", str(shared_cache))
    assert done.returncode == 0, done.stderr
    rows = _rows(done.stdout)
    assert len(rows) > 40
    assert all(FIGURE.search(row) for row in rows), "no figure without its interval"
    for method in ("generic", "popular", "position only", "written profile only", "learnt"):
        assert any(method in row for row in rows)
    assert "by group: " in done.stdout
    assert plot.read_bytes().startswith(b"\x89PNG")
    again = cutter(*asked, *told, "--cache", str(shared_cache))
    assert again.returncode == 6
    assert "plot.png: exists already" in again.stderr


def test_a_viewer_s_own_events_are_foretold_and_none_of_them_is_told(
    cutter: Run, tmp_path: Path
) -> None:
    film = made_film(made_world(11), 0, 200)
    profile = reacted_profile(tmp_path, film, viewers(7, 1)[0], 120)
    done = cutter("eval", "events", "-p", profile, "--model", "basic")
    assert done.returncode == 0, done.stderr
    rows = _rows(done.stdout)
    assert len(rows) == 5 * 5
    assert all(FIGURE.search(row) for row in rows), "no figure without its interval"
    told = cutter("eval", "events", "-p", profile, "--model", "basic", "--json")
    figures = {each["method"]: each for each in json.loads(told.stdout)["figures"][-5:]}
    for method in ("generic", "popular", "position only", "written profile only"):
        assert figures[method]["ours_more"]["low"] > 0, method
    for line in history_file(profile).read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        assert event.get("film", "none") not in done.stdout + done.stderr + told.stdout
        assert event.get("when", "none") not in done.stdout + done.stderr + told.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["events"], 2, "name a profile with --profile"),
        (["events", "--profile", "none.json"], 4, "none.json"),
        (["simulate", "--viewers", "1"], 2, "--viewers"),
        (["simulate", "--film", "none.mp4", "--model", "basic"], 3, "none.mp4"),
        (["saliency", "--truth", "a.jsonl", "--predictions", "b.jsonl"], 3, "a.jsonl"),
        (["simulate", "--plot", "none/plot.png"], 6, "none"),
    ],
)
def test_what_is_wrong_is_one_line(
    arguments: list[str],
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("eval", *arguments)
    assert done.code == code, done.err
    assert told in done.lines[-1]
    assert "Traceback" not in done.err


def test_a_film_that_is_not_there_is_named(cutter: Run, truth: Path, tmp_path: Path) -> None:
    files = ["--truth", str(truth), "--films", str(tmp_path), "-o", str(tmp_path / "p.jsonl")]
    done = cutter("eval", "predict", *files)
    assert done.returncode == 3
    assert "no film sample.mp4" in done.stderr
    assert not (tmp_path / "p.jsonl").exists()
