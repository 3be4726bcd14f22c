"""`cutter export` writes a saved cut for other programs; `cutter render` takes it back."""

import dataclasses
import json
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.interchange.formats import FORMATS
from cutter.interchange.plan import plan_to_json
from cutter.media.source import open_source
from cutter.pipeline.choosing import source_of
from tests.faults.command import command, names
from tests.render.films import Kind, cut_of, make_film, planned_numbers, shown_numbers, truth_of

FORMS = ",".join(FORMATS)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("exported"), Kind("film"), seconds=4)


@pytest.fixture
def plan(film: Path, tmp_path: Path) -> Path:
    """A plan in a folder of its own; its film lies elsewhere."""
    media = open_source(film)
    spans = [(0, Fraction(a, 25), Fraction(b, 25)) for a, b in ((50, 80), (10, 22), (90, 100))]
    edl = dataclasses.replace(cut_of([media], spans), sources=(source_of(media),))
    path = tmp_path / "my cut.json"
    path.write_text(plan_to_json(edl, tmp_path))
    return path


def test_every_form_is_written_by_the_plan_s_name_and_the_same_again(
    plan: Path, tmp_path: Path
) -> None:
    done = command("export", plan, "--export", FORMS, "-o", tmp_path / "out")
    assert done.code == 0, done.err
    written = sorted(f"my cut{form.suffix}" for form in FORMATS.values())
    assert names(tmp_path / "out") == written
    assert sorted(Path(line).name for line in done.out.splitlines()) == written
    before = {name: (tmp_path / "out" / name).read_bytes() for name in written}
    refused = command("export", plan, "--export", FORMS, "-o", tmp_path / "out")
    refused.failed(6, "exists already")
    again = command("export", plan, "--export", FORMS, "-o", tmp_path / "out", "--overwrite", "-q")
    assert (again.code, again.out) == (0, "")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in written} == before


def test_one_form_goes_to_the_file_that_is_named(plan: Path, tmp_path: Path) -> None:
    done = command(
        *("export", plan, "--export", "edl", "-o", tmp_path / "x.txt"),
        *("--start-timecode", "10:00:00:00"),
    )
    assert done.code == 0, done.err
    text = (tmp_path / "x.txt").read_text()
    assert text.splitlines()[0] == "TITLE: x"
    assert " 10:00:00:00 10:00:01:05" in text


def test_a_name_without_a_suffix_is_a_folder_s_for_one_form_too(plan: Path, tmp_path: Path) -> None:
    assert command("export", plan, "--export", "edl", "-o", tmp_path / "out", "-q").code == 0
    assert names(tmp_path / "out") == ["my cut.edl"]


def test_no_folder_is_made_for_a_plan_that_is_none(plan: Path, tmp_path: Path) -> None:
    plan.write_text("{}")
    command("export", plan, "--export", "edl,otio", "-o", tmp_path / "out").failed(3, "no")
    assert names(tmp_path) == ["my cut.json"]


def test_a_plan_whose_film_is_away_is_exported_all_the_same(plan: Path, tmp_path: Path) -> None:
    plan.write_text(plan.read_text().replace("film.mp4", "gone.mp4"))
    assert command("export", plan, "--export", "otio,mpv", "-q").code == 0
    assert names(tmp_path) == ["my cut.json", "my cut.mpv.edl", "my cut.otio"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--export", "avi"), 2, "--export 'avi': write one or more of otio, edl"),
        ((), 2, "--export: name one or more of otio, edl"),
        (("--export", "otio", "--handles", "much"), 2, "--handles 'much'"),
        (("--export", "edl", "--start-timecode", "01:00:00;00"), 2, "no drop frame at 25"),
        (("--export", "edl", "--start-timecode", "one"), 2, "no timecode"),
        (("--export", "otio", "-o", "no/where.otio"), 6, "does not exist"),
        (("--export", "otio,edl", "-o", "no/where"), 6, "cannot be made a folder"),
        (("--export", "otio", "-o", "no/where"), 6, "cannot be made a folder"),
        (("--export", "edl", "-o", "x.otio"), 2, "--output x.otio: name a file that ends in .edl"),
        (("--export", "edl,otio", "-o", "x.edl"), 2, "--output x.edl: name a folder"),
    ],
)
def test_nonsense_is_refused_in_one_line_and_nothing_is_written(
    plan: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    command("export", plan, *options).failed(code, said)
    assert names(tmp_path) == ["my cut.json"]


def test_the_plan_itself_is_never_overwritten(plan: Path) -> None:
    before = plan.read_bytes()
    command("export", plan, "--export", "otio", "-o", plan, "--overwrite").failed(6, "a source")
    assert plan.read_bytes() == before


def test_a_cut_that_may_not_be_written_is_refused_in_one_line_whatever_goes_beside_it(
    plan: Path, film: Path
) -> None:
    cues = [{"in": "2/1", "out": "3/1", "text": "Hello."}]
    document = json.loads(plan.read_text())
    document["sources"][0]["subtitles"] = [{"language": "en", "title": "", "cues": cues}]
    document["output"]["subtitles_beside"] = True
    plan.write_text(json.dumps(document))
    done = command("render", plan, "-o", film, "--overwrite")
    assert done.code == 6
    assert done.err == f"cutter: {film}: this is a source; name another file\n"


@pytest.mark.parametrize("form", ["mlt", "kdenlive", "xmeml", "csv", "ffmetadata", "mpv"])
def test_a_form_that_is_only_written_is_refused_by_that(
    plan: Path, tmp_path: Path, form: str
) -> None:
    assert command("export", plan, "--export", form, "-q").code == 0
    file = tmp_path / f"my cut{FORMATS[form].suffix}"
    command("render", file, "-o", tmp_path / "cut.mp4").failed(3, "name the plan")


@pytest.mark.parametrize("form", ["otio", "edl", "llc"])
def test_a_timeline_is_rendered_with_the_plan_s_frames(
    plan: Path, film: Path, tmp_path: Path, form: str
) -> None:
    media = open_source(film)
    truth = truth_of(media)
    from cutter.interchange.plan import read_plan

    wanted = planned_numbers(read_plan(plan), [truth])
    assert command("export", plan, "--export", form, "-q").code == 0
    file, cut = tmp_path / f"my cut.{form}", tmp_path / "cut.mp4"
    relink = ("--relink", film.parent) if form == "llc" else ()
    done = command("render", file, "-o", cut, "-q", *relink)
    assert done.code == 0, done.err
    assert shown_numbers(cut) == wanted


def test_one_timeline_is_turned_to_another(plan: Path, tmp_path: Path) -> None:
    assert command("export", plan, "--export", "otio", "-q").code == 0
    (tmp_path / "out").mkdir()
    done = command(
        "export", tmp_path / "my cut.otio", "--export", "edl", "-o", tmp_path / "out", "-q"
    )
    assert done.code == 0, done.err
    assert command("export", plan, "--export", "edl", "-q").code == 0
    one, other = (folder / "my cut.edl" for folder in (tmp_path, tmp_path / "out"))
    assert one.read_text().replace("SOURCE FILE: ../", "SOURCE FILE: ../../") == other.read_text()


@pytest.mark.parametrize(
    ("option", "value"), [("--handles", "much"), ("--start-timecode", "25:00:00:00")]
)
def test_an_option_of_exports_is_refused_before_a_film_is_opened(
    option: str, value: str, tmp_path: Path
) -> None:
    done = command("make", tmp_path / "none.mp4", "--export", "edl", option, value)
    done.failed(2, option)
