"""`cutter batch`: a plan file and the command line say the same, and a dry run does nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cutter import ffmpeg
from cutter.cli.app import run
from tests.conftest import Run
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP

BASIC = ("--model", "basic", "--sentences", "none", "--offline", "--quiet")


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    """Return what a dry run says."""
    code = run(["batch", *map(str, arguments), *BASIC, "--dry-run", "--json"])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    document: dict[str, Any] = json.loads(captured.out)
    # Other programs write too.
    assert document.pop("free_bytes") > 0
    return document


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Return the exit code and the one line of a batch that is refused."""
    code = run(["batch", *map(str, arguments), *BASIC, "--dry-run"])
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return code, line


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with films and profiles in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films").mkdir()
    for name in ("one.mp4", "two.mp4"):
        (tmp_path / "films" / name).symlink_to(SAMPLE)
    (tmp_path / "people").mkdir()
    for name in ("alice.json", "bob.json"):
        shutil.copy(PROFILES / name, tmp_path / "people" / name)
    return tmp_path


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def labels(document: dict[str, Any]) -> list[str]:
    return [cut["label"] for cut in document["cuts"]]


def test_a_plan_file_and_the_command_line_ask_for_the_same(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "films/two.mp4").unlink()
    shutil.copy(SAMPLE, desk / "films/two.mp4")
    line = told(
        capsys,
        *("films", "--profiles", "people/alice.json", "--profiles", "people/b*.json"),
        *("-o", "cuts", "--kind", "trailer,teaser", "--aspect", "16:9,1:1", "--budget", "10s,20s"),
        *("--pace", "calm", "--name", "{film}-{profile}/{kind}-{aspect}-{budget}.mkv"),
    )
    assert len(line["cuts"]) == 2 * 2 * 2 * 2 * 2
    path = plan(
        desk,
        """
        films = ["films/"]
        profiles = ["people/alice.json", "people/b*.json"]
        output = "cuts"
        name = "{film}-{profile}/{kind}-{aspect}-{budget}.mkv"
        kind = ["trailer", "teaser"]
        aspect = ["16:9", "1:1"]
        budget = ["10s", "20s"]
        [options]
        pace = "calm"
        """,
    )
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert told(capsys, path) == line


def test_two_films_that_are_one_file_are_one(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert labels(told(capsys, "films", "-o", "cuts")) == ["one/cut-personal-source"]


def test_the_command_line_wins_over_the_plan_and_the_plan_over_cutter_toml(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "cutter.toml").write_text('[batch]\nkind = "recap"\nbudget = "7s"\ncrf = 30\n')
    path = plan(
        desk,
        'films = "films/one.mp4"\noutput = "a"\nkind = "teaser"\naspect = "1:1"\n'
        "[options]\ncrf = 23\n",
    )
    assert labels(told(capsys, path)) == ["one/cut-teaser-1x1"]
    given = told(capsys, path, "--kind", "trailer", "-o", "b", "films/one.mp4")
    assert labels(given) == ["one/cut-trailer-1x1"]
    assert given["cuts"][0]["target"] == str(desk / "b/one/cut-trailer-1x1.mp4")
    assert given["cuts"][0]["budget"] == "7s"


def test_products_take_what_they_do_not_say_from_above_and_the_command_line_wins(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan(
        desk,
        """
        films = "films/one.mp4"
        profiles = "people"
        output = "cuts"
        kind = "trailer"
        [[cuts]]
        aspect = "1:1"
        [[cuts]]
        profiles = []
        kind = "string-out"
        name = "{film}-{kind}.mov"
        [cuts.options]
        size = "320x180"
        """,
    )
    asked = told(capsys, path)
    assert labels(asked) == ["one/alice-trailer-1x1", "one/bob-trailer-1x1", "one-string-out"]
    assert [cut["width"] for cut in asked["cuts"]] == [360, 360, 320]
    assert labels(told(capsys, path, "--kind", "teaser")) == [
        "one/alice-teaser-1x1",
        "one/bob-teaser-1x1",
        "one-teaser",
    ]
    assert told(capsys, path, "--size", "160x160")["cuts"][2]["width"] == 160


def test_paths_among_the_options_are_relative_to_the_plan(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "words.txt").write_text("tide\n")
    (desk / "models").symlink_to(SAMPLE_CLIP.parent)
    path = plan(
        desk,
        'films = "films/one.mp4"\noutput = "cuts"\n[options]\ndeny_words = "words.txt"\n'
        'model = "models/sample-clip"\nsentences = "none"\n',
    )
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert run(["batch", str(path), "--offline", "--dry-run", "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)
    assert len(asked["cuts"]) == 1
    assert asked["eyes_missing"] == ""


def test_a_dry_run_tells_that_the_model_is_not_here(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["batch", "films", "-o", "cuts", "--model", "no/model", "--dry-run", "--json"]
    assert run(line) == 0
    assert "no/model" in json.loads(capsys.readouterr().out)["eyes_missing"]


def test_profiles_own_defaults_hold(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = json.loads((desk / "people/alice.json").read_text())
    profile["cut"] = {"budget": "11s"}
    (desk / "people/alice.json").write_text(json.dumps(profile))
    cuts = told(capsys, "films/one.mp4", "--profiles", "people/alice.json", "-o", "cuts")["cuts"]
    assert cuts[0]["duration_s"] == 11


def test_a_dry_run_tells_time_and_disk_and_writes_nothing(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(desk.rglob("*"))
    asked = told(capsys, "films", "-o", "cuts", "--budget", "10s,20s", "--jobs", "2")
    assert sorted(desk.rglob("*")) == before
    short, long = asked["cuts"]
    assert 0 < short["render_seconds"] < long["render_seconds"] < asked["seconds"]
    assert 0 < short["disk_bytes"] < long["disk_bytes"] < asked["disk_bytes"]
    assert asked["jobs"] == 2
    assert asked["figures"]["render"] == {"factor": 1.0, "tasks_measured": 0}
    assert [film["is_known"] for film in asked["films"]] == [False]
    assert 0 < asked["wall_s"] < asked["seconds"]


@pytest.mark.slow
def test_a_dry_run_tells_what_is_done_and_what_would_be_refused(
    desk: Path, cutter: Run, shared_cache: Path
) -> None:
    film = desk / "short.mp4"
    ffmpeg.run(["-t", "6", "-i", str(SAMPLE), "-c", "copy", str(film)])
    line = ("batch", film, "-o", "cuts", "--aspect", "1:1", "--kind", "teaser,recap")
    options = ("--budget", "2s", "--size", "64x64", "--jobs", "1", "--cache", shared_cache)
    (desk / "cuts/short").mkdir(parents=True)
    (desk / "cuts/short/cut-recap-1x1.mp4").write_text("not ours")
    done = cutter(*line, *options, *BASIC)
    assert done.returncode == 1, done.stderr
    dry = cutter(*line, *options, *BASIC, "--dry-run", "--json")
    assert dry.returncode == 0, dry.stderr
    asked = json.loads(dry.stdout)
    teaser, recap = asked["cuts"]
    assert (teaser["state"], teaser["render_seconds"], teaser["disk_bytes"]) == ("done", 0, 0)
    assert recap["state"] == "refused"
    assert "add --overwrite" in recap["cause"]
    assert [film["is_known"] for film in asked["films"]] == [True]
    forced = cutter(*line, *options, *BASIC, "--dry-run", "--json", "--overwrite")
    assert [cut["state"] for cut in json.loads(forced.stdout)["cuts"]] == ["done", "new"]
    other = cutter(*line, *options, *BASIC, "--dry-run", "--json", "--pace", "calm")
    assert [cut["state"] for cut in json.loads(other.stdout)["cuts"]] == ["new", "refused"]


def test_the_table_names_every_cut_and_what_it_all_comes_to(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "films/broken.mp4").write_bytes(b"no film at all")
    arguments = ["batch", "films", "films/gone.mp4", "--profiles", "people", "-o", "cuts"]
    assert run([*arguments, *BASIC, "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "one/alice-personal-source.mp4" in printed
    assert "\n  broken/alice-personal-source, broken/bob-personal-source\n" in printed
    assert "there is no such film\n  gone/alice-personal-source, gone/bob-p" in printed
    assert "2 films; cuts: 2 to make, 4 that cannot be made" in printed
    assert "by built-in figures" in printed
    assert "free; " in printed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[options]\npacee = 'calm'", "options.pacee: no such option; did you mean pace?"),
        ("[options]\nkind = 'teaser'", "options.kind: no such option"),
        ("[options]\noutput = 'x'", "options.output: no such option"),
        ("[options]\npace = 'slow'", "options.pace: 'slow' is not one of"),
        ("[options]\nmin-clip = 'x'", "options.min-clip: --min-clip 'x'"),
        ("[options]\nfast = 1", "options.fast: must be true or false"),
        ("kind = 'trailr'", "kind: --kind 'trailr': write personal, trailer"),
        ("budget = '0s'", "budget: budget '0s' must be more than zero"),
        ("name = '{flim}.mp4'", "name: --name '{flim}.mp4': no such field 'flim'"),
        ("[[cuts]]\naspect = 'x'", "cuts[0].aspect: --aspect 'x' is no shape"),
        ("[[cuts]]\n[cuts.options]\nordre = 'arc'", "cuts[0].options.ordre: no such option; did"),
        ("[[cuts]]\n[cuts.options]\nsnap = 'x'", "cuts[0].options.snap: --snap 'x'"),
        (
            "[[cuts]]\n[cuts.options]\nmodel = 'best'",
            "cuts[0].options.model: holds for the whole batch; write it under [options]",
        ),
    ],
)
def test_a_slip_in_a_plan_names_file_and_field(
    desk: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    path = plan(desk, f'films = "films"\noutput = "cuts"\n{text}\n')
    code, line = refused(capsys, path)
    assert code == 2
    assert line.startswith(f"cutter: {path}: {told}")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["-o", "cuts"], 2, "no film given; name a plan file, films, folders or patterns"),
        (["films"], 2, "no output folder; name one with -o, or with output in the plan file"),
        (["films", "-o", "cuts", "--kind", "trailer,"], 2, "nothing stands between two commas"),
        (["films", "-o", "cuts", "--kind", "trailr"], 2, "--kind 'trailr': write personal"),
        (["films", "-o", "cuts", "--name", "{film}.avi"], 2, "must end in .mp4"),
        (
            ["films", "-o", "cuts", "--kind", "teaser,recap", "--name", "{film}.mp4"],
            2,
            "two cuts would be called 'one'; add {kind} to the template",
        ),
        (["films", "-o", "cuts", "--address", "a:1"], 2, "--address belongs to --engine ray"),
        (["a.toml", "b.toml"], 2, "b.toml: a second plan; run one batch for each"),
        (["gone.toml"], 2, "gone.toml: there is no such plan"),
        (["*.mkv", "-o", "cuts"], 3, "*.mkv: leads to no film"),
        (["gone.mp4", "lost.mp4", "-o", "cuts"], 3, "there is no such film (and 1 more)"),
        (["films", "-o", "cuts", "--profiles", "x.json"], 4, "x.json: there is no such profile"),
        (["films", "-o", "cuts", "--export", "otoi"], 2, "otoi"),
        (["films", "-o", "cuts", "--handles", "x"], 2, "--handles"),
        (["films", "-o", "cuts", "--music", "gone.flac"], 3, "gone.flac"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_work(
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    (desk / "a.toml").touch()
    assert refused(capsys, *arguments)[0] == code
    assert told in refused(capsys, *arguments)[1]
    assert not (desk / "cuts").exists()
