"""A saved cut finds its films: where it names them, or by name and content under a folder."""

import dataclasses
import json
from fractions import Fraction
from pathlib import Path

import pytest

from cutter.errors import InputError, SourceChanged, SourceNotFound, UsageError
from cutter.interchange.plan import plan_to_json
from cutter.media.source import open_source
from cutter.pipeline import render
from cutter.pipeline.choosing import source_of
from cutter.pipeline.exporting import export, export_targets, parse_handles
from cutter.pipeline.opening import open_cut
from cutter.schema import EditDecisionList, Output
from tests.films import SAMPLE
from tests.render.films import Kind, cut_of, make_film

KIND = Kind("a film", rate="24000/1001", audio=None, muxer=("-metadata", "title=x"))
CLIPS = [(0, 24, 60), (0, 70, 94), (0, 0, 30)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("opened"), KIND, seconds=4)


@pytest.fixture
def desk(film: Path, tmp_path: Path) -> tuple[Path, EditDecisionList]:
    """A folder with a film and a cut of it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    own = folder / film.name
    own.write_bytes(film.read_bytes())
    media = open_source(own)
    rate = media.frame_rate
    edl = cut_of([media], [(f, Fraction(a) / rate, Fraction(b) / rate) for f, a, b in CLIPS])
    return folder, dataclasses.replace(edl, sources=(source_of(media),))


def saved(folder: Path, edl: EditDecisionList) -> Path:
    plan = folder / "cut.json"
    plan.write_text(plan_to_json(edl, folder))
    return plan


FORMS = ["otio", "edl", "llc"]


def ranges(edl: EditDecisionList) -> list[object]:
    return [clip.source_range for clip in edl.clips]


@pytest.mark.parametrize("form", ["otio", "edl", "fcpxml"])
def test_another_film_in_the_place_of_a_timeline_s_own_is_refused(
    form: str, desk: tuple[Path, EditDecisionList]
) -> None:
    folder, edl = desk
    written = export(edl, export_targets(folder / "cut.mp4", [form]))
    own = Path(edl.sources[0].path)
    own.unlink()
    make_film(folder, dataclasses.replace(KIND, muxer=("-metadata", "title=y")), seconds=4)
    with pytest.raises(SourceChanged, match=r"not the film that .* was made of"):
        open_cut(written[0])


@pytest.mark.parametrize("form", FORMS)
def test_a_timeline_beside_its_film_is_opened_wherever_both_were_moved(
    form: str, desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    folder, edl = desk
    export(edl, export_targets(folder / "cut.mp4", [form]))
    moved = tmp_path / "elsewhere"
    folder.rename(moved)
    again = open_cut(moved / f"cut.{form}")
    assert ranges(again) == ranges(edl)
    assert again.sources[0].path == (moved / "a film.mp4").as_posix()
    assert again.sources[0].fingerprint == edl.sources[0].fingerprint
    if form == "otio":
        there = dataclasses.replace(edl.sources[0], path=again.sources[0].path)
        assert again == dataclasses.replace(edl, sources=(there,))
    else:
        # Nothing told what the file is like: as a cut of the first film.
        assert again.output == Output(160, 96, KIND_RATE, has_sound=False)


KIND_RATE = Fraction(24000, 1001)


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_films_that_moved_are_found_by_name_and_content(
    form: str, desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    folder, edl = desk
    if form == "json":
        saved(folder, edl)
    else:
        export(edl, export_targets(folder / "cut.mp4", [form]))
    file = folder / f"cut.{form}"
    archive = tmp_path / "archive" / "2024" / "films"
    archive.mkdir(parents=True)
    (folder / "a film.mp4").rename(archive / "A FILM.mp4")
    with pytest.raises(SourceNotFound, match=r"not found: .*a film\.mp4; name the folder"):
        open_cut(file)
    with pytest.raises(SourceNotFound, match=r"nor under .*desk"):
        open_cut(file, relink=folder)
    again = open_cut(file, relink=tmp_path / "archive")
    assert again.sources[0].path == (archive / "A FILM.mp4").as_posix()
    assert ranges(again) == ranges(edl)


def test_a_film_that_was_renamed_is_found_by_its_content_and_its_namesake_is_not(
    desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    folder, edl = desk
    plan = saved(folder, edl)
    archive = tmp_path / "archive"
    archive.mkdir()
    (folder / "a film.mp4").rename(archive / "holiday.mp4")
    (archive / "a film.mp4").write_bytes(SAMPLE.read_bytes())
    # What lies at the old place is another film now.
    (folder / "a film.mp4").write_bytes(SAMPLE.read_bytes())
    again = open_cut(plan, relink=archive)
    assert again.sources[0].path == (archive / "holiday.mp4").as_posix()


def test_of_two_films_of_one_name_none_is_guessed(
    desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    folder, edl = desk
    export(edl, export_targets(folder / "cut.mp4", ["llc"]))
    for name in ("one", "two"):
        (tmp_path / "archive" / name).mkdir(parents=True)
        (tmp_path / "archive" / name / "a film.mp4").write_bytes(
            (folder / "a film.mp4").read_bytes()
        )
    (folder / "a film.mp4").unlink()
    with pytest.raises(InputError, match=r"several files are called a film\.mp4 \(one"):
        open_cut(folder / "cut.llc", relink=tmp_path / "archive")


def test_links_are_not_followed_when_films_are_looked_for(
    desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    folder, edl = desk
    plan = saved(folder, edl)
    secret = tmp_path / "secret"
    secret.mkdir()
    (folder / "a film.mp4").rename(secret / "a film.mp4")
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "linked").symlink_to(secret)
    (archive / "round").symlink_to(archive)
    (archive / "a film.mp4").symlink_to(secret / "a film.mp4")
    with pytest.raises(SourceNotFound, match="nor under"):
        open_cut(plan, relink=archive)


def test_every_missing_film_is_named(desk: tuple[Path, EditDecisionList]) -> None:
    folder, edl = desk
    others = [
        dataclasses.replace(edl.sources[0], path=(folder / name).as_posix(), fingerprint=key * 32)
        for name, key in (("b.mp4", "b"), ("c.mkv", "c"))
    ]
    plan = saved(folder, dataclasses.replace(edl, sources=(edl.sources[0], *others)))
    with pytest.raises(SourceNotFound, match=r"b\.mp4, .*c\.mkv"):
        open_cut(plan)


def test_a_folder_that_is_none_and_a_file_that_is_none_are_refused(
    desk: tuple[Path, EditDecisionList],
) -> None:
    folder, edl = desk
    plan = saved(folder, edl)
    with pytest.raises(UsageError, match=r"--relink .*: there is no such folder"):
        open_cut(plan, relink=folder / "no")
    with pytest.raises(InputError, match="there is no such file"):
        open_cut(folder / "no.otio")


def test_a_timeline_opens_no_file_but_its_films(
    desk: tuple[Path, EditDecisionList], tmp_path: Path
) -> None:
    """A timeline of somebody else's may name anything; what is no film is not read as one."""
    folder, edl = desk
    export(edl, export_targets(folder / "cut.mp4", ["otio"]))
    document = json.loads((folder / "cut.otio").read_text())
    secret = tmp_path / "secret.txt"
    secret.write_text("#EXTM3U\nfile:///etc/passwd\n")
    document["metadata"] = {}
    for track in document["tracks"]["children"]:
        for clip in track["children"]:
            reference = clip["media_references"]["DEFAULT_MEDIA"]
            reference["metadata"] = {}
            reference["target_url"] = secret.as_uri()
    (folder / "cut.otio").write_text(json.dumps(document))
    with pytest.raises(InputError, match="playlist"):
        open_cut(folder / "cut.otio")
    document = (folder / "cut.otio").read_text().replace(secret.as_uri(), "file://host/share/x.mp4")
    (folder / "cut.otio").write_text(document)
    with pytest.raises(InputError, match="not a file on this machine"):
        open_cut(folder / "cut.otio")


@pytest.mark.parametrize(("text", "frames"), [("12f", 12), ("0f", 0), ("0.5s", 12), ("1", 24)])
def test_handles_are_frames_or_seconds(text: str, frames: int) -> None:
    assert parse_handles(text, Fraction(24000, 1001)) == frames


@pytest.mark.parametrize("text", ["", "f", "-1f", "1.5f", "x", "999999999s", "1e9f"])
def test_handles_that_are_no_length_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--handles"):
        parse_handles(text, Fraction(25))


def test_sound_that_a_film_does_not_have_is_refused_by_the_plan_s_own_words(
    desk: tuple[Path, EditDecisionList],
) -> None:
    folder, edl = desk
    source = dataclasses.replace(edl.sources[0], audio=9)
    wrong = dataclasses.replace(edl, sources=(source,))
    with pytest.raises(InputError, match="the plan names stream 9 as its sound"):
        render(wrong, folder / "cut.mp4")
    assert not (folder / "cut.mp4").exists()
