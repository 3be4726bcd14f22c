"""`cutter batch` tells what it came to: in a table, in its files, also where these are refused."""

import json
from pathlib import Path

import pytest

from cutter.cli.app import run

BASIC = ("--model", "basic", "--sentences", "none", "--offline", "--jobs", "1")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the line of a batch of one film, which is none."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    (tmp_path / "film.mp4").write_bytes(b"no film at all")
    return ["batch", "film.mp4", *BASIC, "-o", "out", "--progress", "json"]


def test_what_failed_is_told_in_the_table_the_files_and_the_progress(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(line)
    captured = capsys.readouterr()
    assert code == 1
    document = json.loads(Path("out/summary.json").read_bytes())
    (film,) = document["films"]
    (cut,) = document["cuts"]
    assert (film["state"], cut["state"], document["exit_code"]) == ("failed", "skipped", 1)
    assert film["cause"] == cut["cause"] != ""
    assert film["cause"] in captured.out.splitlines()
    assert "0 of 1 cut done, 1 skipped" in captured.out.splitlines()[-1]
    assert "film.mp4" in Path("out/summary.html").read_text(encoding="utf-8")
    events = [json.loads(each) for each in captured.err.splitlines()]
    assert [each["outcome"] for each in events if each.get("phase") == "end"] == [
        "failed",
        "skipped",
        "skipped",
    ]
    assert events[-1]["event"] == "batch" and events[-1]["done"] == 3


def test_the_table_is_printed_where_the_files_cannot_be_written(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out/summary.json").mkdir(parents=True)
    code = run([*line, "--json"])
    captured = capsys.readouterr()
    assert code == 1
    assert json.loads(captured.out)["cuts_skipped"] == 1
    warning = json.loads(captured.err.splitlines()[-1])
    assert warning["event"] == "warning" and "summary.json" in warning["message"]
