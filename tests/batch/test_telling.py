"""What a batch came to is told in a document, whole, whatever became of the last run."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cutter.batch.drive import run
from cutter.batch.summary import Summary
from cutter.batch.task import Outcome
from cutter.batch.telling import DOCUMENT, PAGE, Telling, summary_document, write_summary
from cutter.batch.wording import size_words, troubles
from cutter.cli.batch_table import in_a_line, print_summary
from cutter.errors import OutputRefused
from cutter.progress.batch_written import JsonBatch
from tests.batch.batches import BROKEN, MISSING, NEVER, large, made_cut, small
from tests.batch.inline import InlineRunner, Trade, cuts_in, setting_in
from tests.films import ROOT


def test_the_document_tells_every_cut_and_every_film(tmp_path: Path) -> None:
    summary = small(tmp_path)
    write_summary(summary)
    told = json.loads((tmp_path / DOCUMENT).read_bytes())
    assert told == summary_document(summary)
    assert told["version"] == 1 and told["exit_code"] == 1 and told["is_over"] is True
    assert [cut["label"] for cut in told["cuts"]] == [cut.label for cut in summary.cuts]
    states = ("done", "failed", "skipped", "waiting")
    assert [told[f"cuts_{state}"] for state in states] == [6, 3, 2, 0]
    assert sum(told[f"cuts_{state}"] for state in states) == told["cuts_total"] == 11
    assert told["cuts_recalled"] == 2
    first = told["cuts"][0]
    assert (first["film"], first["profile"]) == ("/films/sintel.mkv", "/profiles/alice.json")
    assert (first["kind"], first["aspect"], first["budget"]) == ("trailer", "16:9", "30s")
    assert (first["duration_s"], first["clips"], first["wall_s"]) == (28.4, 9, 14.2)
    assert {"path": "sintel/alice-trailer-16x9.mp4", "size": 4_200_000, "digest": "0" * 32} in (
        first["files"]
    )
    assert {(cut["cause"], cut["exit_code"]) for cut in told["cuts"]} == {
        ("", 0),
        (NEVER, 5),
        (BROKEN, 3),
        (MISSING, 4),
    }
    assert [(film["decodes"], film["packets"]) for film in told["films"]] == [
        (1, 2000),
        (1, 2000),
        (0, 0),
    ]
    assert told["eyes"] == {"model": "openclip/ViT-B-32", "precision": "fp32"}
    assert told["cores_busy"] == round(3400 / 1830, 3)


def test_the_page_that_documents_the_form_names_every_field(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "batch-results.md").read_text(encoding="utf-8")
    told = summary_document(small(tmp_path))
    for part in (told, told["cuts"][0], told["films"][0], told["cuts"][0]["files"][0]):
        for name in part:
            assert f"`{name}`" in page, name


def test_names_that_are_no_text_do_not_stop_the_telling(tmp_path: Path) -> None:
    odd = Path("/films/\udcff\u202e\n.mkv")
    write_summary(Summary(tmp_path, (made_cut(tmp_path, odd),), ()))
    told = json.loads((tmp_path / DOCUMENT).read_text(encoding="utf-8"))
    assert told["cuts"][0]["film"] == odd.as_posix()
    assert "%FF%E2%80%AE%0A/alice" in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_a_later_run_takes_the_place_of_what_an_earlier_one_told(tmp_path: Path) -> None:
    write_summary(small(tmp_path))
    done = made_cut(tmp_path, Path("/films/sintel.mkv"))
    write_summary(Summary(tmp_path, (done,), ()))
    assert json.loads((tmp_path / DOCUMENT).read_bytes())["cuts_total"] == 1
    assert "greedy" not in (tmp_path / PAGE).read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [PAGE, DOCUMENT]


def test_while_it_runs_the_telling_costs_little(tmp_path: Path) -> None:
    now = [0.0]
    asked: list[float] = []

    def summary_of() -> Summary:
        asked.append(now[0])
        now[0] += 2.0
        waiting = made_cut(tmp_path, Path("/films/sintel.mkv"), state="waiting")
        return Summary(tmp_path, (waiting,), ())

    telling = Telling(clock=lambda: now[0])
    for _ in range(1000):
        telling.refresh(summary_of)
        now[0] += 1.0
    assert len(asked) == 5 and asked[1] - asked[0] >= 200
    assert json.loads((tmp_path / DOCUMENT).read_bytes())["is_over"] is False
    assert "Not over yet" in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_a_folder_that_refuses_does_not_end_a_batch_that_runs(tmp_path: Path) -> None:
    gone = replace(small(tmp_path), output=tmp_path / "gone")
    telling = Telling()
    assert telling.refresh(lambda: gone)
    assert telling.fault is None
    telling.end(gone)
    assert isinstance(telling.fault, OutputRefused)
    telling.end(replace(gone, output=tmp_path))
    assert telling.fault is None


def test_what_did_the_tasks_is_told(tmp_path: Path) -> None:
    Telling("ray", 7).end(small(tmp_path))
    told = json.loads((tmp_path / DOCUMENT).read_bytes())
    assert (told["engine"], told["jobs"]) == ("ray", 7)
    assert "Up to 7 tasks ran at once on Ray." in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_a_driven_batch_is_told_while_it_runs_and_when_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.pipeline.looking.is_watched", lambda *_: True)
    setting, states = setting_in(tmp_path), list[str]()
    trade = Trade(fail={"render/one/bob": [Outcome("no room", 6)]})
    stream = io.StringIO()

    def meanwhile(summary_of: Callable[[], Summary]) -> None:
        Telling().refresh(summary_of)
        told = json.loads((setting.output / DOCUMENT).read_bytes())
        states.append("/".join(cut["state"] for cut in told["cuts"]))

    monkeypatch.setattr("cutter.batch.drive.PAUSE", 0.0)
    run(
        cuts_in(tmp_path, ["one"], ["alice", "bob"]),
        (),
        setting,
        lambda settled: InlineRunner(trade, settled),
        progress=JsonBatch(stream),
        meanwhile=meanwhile,
        tell=Telling(jobs=1).end,
    )
    assert states[0] == "waiting/waiting" and "done/waiting" in states
    told = json.loads((setting.output / DOCUMENT).read_bytes())
    assert [cut["state"] for cut in told["cuts"]] == ["done", "failed"]
    page = (setting.output / PAGE).read_text(encoding="utf-8")
    assert 'src="one/alice.mp4"' in page and 'src="plans/one/alice.png"' in page
    assert 'src="plans/one/bob.png"' in page and "no room" in page
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    last = events[-1]
    assert (last["done"], last["total"], last["failed"], last["share"]) == (5, 5, 1, 1.0)


def test_each_cause_is_told_once_with_what_it_cost(tmp_path: Path) -> None:
    found = {each.cause: each.labels for each in troubles(small(tmp_path))}
    assert list(found) == [BROKEN, NEVER, MISSING]
    assert found[BROKEN] == (
        "broken.mkv",
        "broken/alice-trailer-16x9",
        "broken/alice-trailer-9x16",
    )
    assert len(found[NEVER]) == 2


def test_a_small_batch_is_printed_cut_by_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    print_summary(small(tmp_path))
    lines = capsys.readouterr().out.splitlines()
    cuts = [line for line in lines if line.startswith(("sintel/", "a storm? 100% #2 & <sea>/"))]
    assert sum("alice.json, trailer, 9:16, 30s" in line for line in cuts) == 2
    assert sum("done before" in line for line in lines) == 2
    told = lines.index(BROKEN)
    assert lines[told + 1] == "  broken.mkv, broken/alice-trailer-16x9, broken/alice-trailer-9x16"
    assert all("4.2 MB" in line for line in cuts if "done" in line)
    assert lines[-1] == (
        f"{tmp_path}: 6 of 11 cuts done, 3 failed, 2 skipped, 2 of them from before; "
        "30 min, 1.9 cores busy on average"
    )


def test_names_that_are_long_leave_the_figures_of_a_cut_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    summary = small(tmp_path)
    cuts = tuple(replace(cut, label=f"{'é' * 70}/{cut.label}") for cut in summary.cuts)
    print_summary(replace(summary, cuts=cuts))
    told = capsys.readouterr().out
    assert told.count("28.4 s") == told.count("4.2 MB") == 6
    assert told.count("done before") == 2


def test_a_long_batch_is_printed_film_by_film_and_what_failed_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = large(tmp_path, films=300, profiles=2)
    bad = replace(summary.cuts[-1], state="failed", cause="no room", code=6)
    print_summary(replace(summary, cuts=(*summary.cuts[:-1], bad)))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 40 + 1 + 2 + 1
    assert lines[1].split()[:4] == ["film0299.mkv", "4", "3", "1"]
    assert lines[-4].startswith("and 260 more films")
    assert lines[-3:-1] == ["no room", "  film0299/viewer1-trailer-9x16"]


def test_sizes_are_told_as_people_say_them() -> None:
    told = [size_words(size) for size in (0, 999, 1000, 9_960, 4_200_000, 999_600_000, 2 * 10**13)]
    assert told == ["0 B", "999 B", "1.0 kB", "10 kB", "4.2 MB", "1.0 GB", "20 TB"]


def test_a_batch_that_took_no_time_is_told(tmp_path: Path) -> None:
    nothing = Summary(tmp_path, (), ())
    assert summary_document(nothing)["cores_busy"] is None
    assert in_a_line(nothing) == f"{tmp_path}: 0 of 0 cuts done"
