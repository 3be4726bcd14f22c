"""The smaller commands do what they say, and stdout stays clean for programs."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.faults.command import command
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP

SEEN = ("--model", SAMPLE_CLIP, "--offline")
BASIC = ("--model", "basic", "--offline")
"""For what does not hang on a model, which takes seconds to load."""


def test_a_new_profile_is_private_and_sound(cutter: Run, tmp_path: Path) -> None:
    done = cutter("profile", "new", "me.json", "--like", "the sea", "--never", "spiders")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "me.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["likes"][0]["text"] == "the sea"
    assert cutter("profile", "check", "me.json").returncode == 0
    shown = cutter("profile", "show", "me.json").stdout
    assert "the sea" in shown
    assert "spiders" in shown


def test_a_profile_is_not_written_over(cutter: Run, tmp_path: Path) -> None:
    (tmp_path / "me.json").write_text("mine")
    assert cutter("profile", "new", "me.json", "--like", "x").returncode == 6
    assert (tmp_path / "me.json").read_text() == "mine"


def test_the_schema_is_json(cutter: Run) -> None:
    assert "likes" in json.loads(cutter("profile", "schema").stdout)["properties"]


def test_models_are_listed_with_what_is_here(cutter: Run) -> None:
    rows = json.loads(cutter("models", "list", "--json").stdout)
    assert {"default", "fast", "best", "multilingual"} <= {row["name"] for row in rows}
    assert "ViT-B-32/laion2b_s34b_b79k" in cutter("models", "list").stdout


def test_the_cache_fills_is_listed_and_is_cleared(cutter: Run, tmp_path: Path) -> None:
    place = ("--cache", tmp_path / "store")
    done = cutter("analyze", SAMPLE, *BASIC, *place, "--json", "--progress", "none")
    assert done.returncode == 0, done.stderr
    (film,) = json.loads(done.stdout)
    assert len(film["shots"]) >= 30
    assert {"cut", "dissolve", "fade"} == {item["kind"] for item in film["boundaries"]}
    assert any("captain" in words for shot in film["shots"] for words in shot["said"])
    assert film["fingerprint"] in cutter("cache", "list", *place).stdout
    assert cutter("cache", "where", *place).stdout.strip() == str(tmp_path / "store")
    assert cutter("cache", "clear", *place).returncode == 0
    assert not list((tmp_path / "store").rglob("*.safetensors"))


def test_the_doctor_tells_what_works(cutter: Run, tmp_path: Path) -> None:
    (tmp_path / "cutter.toml").write_text('model = "basic"\n')
    findings = json.loads(cutter("doctor", "--json").stdout)
    assert findings["ffmpeg"]["libx264"] == "works"
    assert findings["defaults"]["make --model"] == "basic"
    assert findings["eyes"]["precision"].split()[0] in {"fp32", "bf16", "fp16"}
    assert findings["eyes"]["runtimes"].startswith("torch")
    assert str(tmp_path / "cutter.toml") in findings["defaults"]


@pytest.mark.slow
def test_the_precision_that_is_asked_for_is_the_one_that_looks(
    cutter: Run, shared_cache: Path
) -> None:
    eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", shared_cache, "--json", "--quiet")
    plan = ("plan", SAMPLE, "--profile", PROFILES / "bob.json", *eyes)
    coarse = json.loads(cutter(*plan, "--precision", "bf16").stdout)
    fine = json.loads(cutter(*plan, "--precision", "fp32").stdout)
    assert coarse["model"] == f"{fine['model']}@bf16"
    assert "--runtime" in cutter(*plan, "--runtime", "onnx").stderr


def test_the_defaults_file_holds_and_the_command_line_wins(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    text = f'model = "{SAMPLE_CLIP}"\noffline = true\nbudget = "9s"\ncache = "{shared_cache}"\n'
    (tmp_path / "cutter.toml").write_text(text)
    plan = ("plan", SAMPLE, "--profile", PROFILES / "bob.json", "--json", "--quiet")
    assert json.loads(cutter(*plan).stdout)["budget_s"] == 9.0
    assert json.loads(cutter(*plan, "--budget", "7s").stdout)["budget_s"] == 7.0


def test_progress_for_programs_is_json_line_by_line(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    done = cutter(
        *("make", SAMPLE, *SEEN, "--cache", shared_cache, "--profile", PROFILES / "bob.json"),
        *("--budget", "3s", "--preset", "ultrafast", "--progress", "json", "--json"),
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"begin", "end", "note"} <= {event["event"] for event in events}
    assert {"picture", "sound"} <= {event.get("stage") for event in events}
    assert json.loads(done.stdout)["clips"]
    assert (tmp_path / "sample.bob.mp4").exists()


def test_a_plan_and_its_export_cannot_have_one_file(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    plan = ("plan", SAMPLE, *SEEN, "--cache", shared_cache, "--profile", PROFILES / "bob.json")
    done = cutter(*plan, "--export", "otio", "-o", "cut.otio", "--overwrite")
    assert (done.returncode, list(tmp_path.glob("cut*"))) == (2, [])
    assert "cut.otio: named for two outputs" in done.stderr


@pytest.mark.parametrize("order", ["film", "score", "arc"])
def test_orders_are_what_they_say(cutter: Run, order: str, shared_cache: Path) -> None:
    done = cutter(
        *("plan", SAMPLE, *SEEN, "--cache", shared_cache, "--profile", PROFILES / "alice.json"),
        *("--order", order, "--json", "--quiet"),
    )
    clips = json.loads(done.stdout)["clips"]
    starts = [clip["in_s"] for clip in clips]
    scores = [round(clip["score"], 6) for clip in clips]
    assert (starts == sorted(starts)) == (order == "film")
    assert (scores == sorted(scores, reverse=True)) == (order == "score")


def test_a_broken_defaults_file_is_named_but_help_and_doctor_still_work(
    cutter: Run, tmp_path: Path
) -> None:
    (tmp_path / "cutter.toml").write_text("x =")
    done = cutter("plan", "film.mp4")
    assert done.returncode == 2
    assert "cutter.toml" in done.stderr
    assert cutter("plan", "--help").returncode == 0
    findings = json.loads(cutter("doctor", "--json").stdout)
    assert "not valid TOML" in findings["defaults"]["broken"]


def test_a_default_for_cuts_does_not_get_into_a_new_profile(cutter: Run, tmp_path: Path) -> None:
    (tmp_path / "cutter.toml").write_text('must = ["#13"]\nbudget = "6s"\n')
    assert cutter("profile", "new", "me.json", "--like", "the sea").returncode == 0
    written = (tmp_path / "me.json").read_text()
    assert "#13" not in written
    assert "6s" not in written


def test_one_subtitle_file_is_not_laid_over_several_films(cutter: Run) -> None:
    done = cutter("plan", SAMPLE, SAMPLE, *SEEN, "--subtitles", SAMPLE.with_suffix(".srt"))
    assert done.returncode == 2
    assert "--subtitles" in done.stderr


def test_subtitles_can_be_given_and_a_language_that_is_not_there_is_said(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(SAMPLE.read_bytes())  # and no subtitles beside it
    (tmp_path / "mine.srt").write_text("1\n00:00:05,000 --> 00:00:06,500\nA unicorn!\n")
    analyze = ("analyze", film, *BASIC, "--cache", shared_cache, "--json", "--progress", "none")
    (found,) = json.loads(cutter(*analyze, "--subtitles", "mine.srt").stdout)
    assert [words for shot in found["shots"] for words in shot["said"]] == ["A unicorn!"]
    done = cutter(*analyze, "--subtitle-lang", "fr")
    assert done.returncode == 0
    assert "no subtitles in fr" in done.stderr


def test_an_example_picture_that_is_none_is_named_by_its_field(
    cutter: Run, tmp_path: Path, shared_cache: Path
) -> None:
    (tmp_path / "bad.png").write_text("no picture")
    (tmp_path / "p.json").write_text('{"version": 1, "likes": [{"image": "bad.png"}]}')
    done = cutter("plan", SAMPLE, *SEEN, "--cache", shared_cache, "--profile", "p.json", "-q")
    assert done.returncode == 4
    assert "likes[0].image" in done.stderr


def test_an_example_picture_and_an_example_span_find_their_like(
    tmp_path: Path, shared_cache: Path
) -> None:
    # Shot 26 of the sample film shows the starry sky.
    span = {"film": str(SAMPLE), "span": "0:59.7-1:02.5"}
    (tmp_path / "p.json").write_text(json.dumps({"version": 1, "likes": [span]}))
    done = command(
        *("plan", SAMPLE, *SEEN, "--cache", shared_cache, "--profile", tmp_path / "p.json"),
        *("--budget", "8s", "--fill", "--order", "score", "--json", "-q"),
    )
    assert done.code == 0, done.err
    best = json.loads(done.out)["clips"][0]
    assert "like sample.mp4" in best["reasons"][0]["label"]


def test_an_error_is_an_event_where_programs_read(cutter: Run) -> None:
    done = cutter("plan", "nowhere.mp4", "--progress", "json")
    event = json.loads(done.stderr.splitlines()[-1])
    assert (event["event"], event["exit_code"]) == ("error", 3)


def test_output_nobody_reads_is_no_error(cutter: Run, tmp_path: Path) -> None:
    command = f"{sys.executable} -m cutter profile schema | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - the user's shell
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "name", [b"bad\xff.mp4", b"new\nline.mp4", b"-i.mp4", b"%03d [a]'b;c.mp4", b"x" * 250 + b".mp4"]
)
def test_a_film_may_have_any_name(
    cutter: Run, tmp_path: Path, shared_cache: Path, name: bytes
) -> None:
    film = tmp_path / os.fsdecode(name)
    film.write_bytes(SAMPLE.read_bytes())
    done = cutter(
        *("make", f"./{film.name}", *SEEN, "--cache", shared_cache, "--budget", "2s", "--fill"),
        *("--profile", PROFILES / "bob.json", "--preset", "ultrafast", "--size", "160x90"),
        *("--sheet", "sheet.png", "--report", "report.html", "--json", "--progress", "none"),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sources"][0]["path"] == film.name
    (made,) = tmp_path.glob("*.bob.mp4")
    assert made.stat().st_size > 1000
