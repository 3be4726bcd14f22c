"""A plan file is read as it was meant, and a slip in it is named with its field."""

import re
from pathlib import Path

import pytest

from cutter.batch.finding import find_films
from cutter.batch.plan_file import read_plan
from cutter.errors import UsageError
from tests.films import ROOT, SAMPLE


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_says_the_axes_and_the_options(tmp_path: Path) -> None:
    read = read_plan(
        plan(
            tmp_path,
            """
            films = "films"
            profiles = ["p/", "/else/bob.json"]
            output = "cuts"
            name = "{film}-{profile}.mkv"
            kind = "trailer"
            aspect = ["16:9", "9:16"]
            budget = [90, "2m"]
            [options]
            min-clip = 1.5
            """,
        )
    )
    assert read.axes.films == (str(tmp_path / "films"),)
    assert read.axes.profiles == (str(tmp_path / "p"), "/else/bob.json")
    assert read.output == tmp_path / "cuts"
    assert read.axes.name == "{film}-{profile}.mkv"
    assert (read.axes.kind, read.axes.aspect) == (("trailer",), ("16:9", "9:16"))
    assert read.axes.budget == ("90", "2m")
    assert read.axes.options == {"min-clip": 1.5}
    assert read.cuts == ()


def test_what_a_product_does_not_say_is_taken_from_above(tmp_path: Path) -> None:
    read = read_plan(
        plan(
            tmp_path,
            """
            films = ["a.mp4"]
            profiles = ["p"]
            kind = ["trailer", "teaser"]
            [options]
            order = "arc"
            [[cuts]]
            [[cuts]]
            films = ["b.mp4"]
            profiles = []
            kind = "string-out"
            [cuts.options]
            order = "film"
            """,
        )
    )
    first, second = read.cuts
    assert first.films == (str(tmp_path / "a.mp4"),)
    assert (first.kind, first.options) == (("trailer", "teaser"), {})
    assert second.films == (str(tmp_path / "b.mp4"),)
    assert (second.profiles, second.kind) == ((), ("string-out",))
    assert second.options == {"order": "film"}


def test_a_plan_in_a_folder_that_looks_like_a_pattern_finds_its_films(tmp_path: Path) -> None:
    folder = tmp_path / "new [2026]*"
    folder.mkdir()
    (folder / "a.mp4").touch()
    (folder / "b [x].mp4").touch()
    read = read_plan(plan(folder, 'films = ["a*.mp4", "b [x].mp4"]'))
    found = find_films(read.axes.films or ())
    assert [path.name for path in found.paths] == ["a.mp4", "b [x].mp4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('flims = "a.mp4"', "flims: no such field; did you mean films?"),
        ("pace = 'calm'", "pace: no such field; options of cutter make stand under [options]"),
        ("[[cuts]]\nkinds = 'x'", "cuts[0].kinds: no such field; did you mean kind?"),
        ("[[cuts]]\noutput = 'x'", "cuts[0].output: no such field"),
        ("films = 3", "films: must be a file, folder or pattern, or a list of them, such as"),
        ("films = []", "films: must be a file, folder or pattern"),
        ('films = ["a.mp4", ""]', "films: must be a file, folder or pattern"),
        ('kind = ["trailer", 3]', "kind: must be a text or a list of texts, such as"),
        ("aspect = []", "aspect: must be a text or a list of texts, such as"),
        ("budget = true", "budget: must be a text or a list of texts, such as"),
        ("output = 3", 'output: must be a folder, such as "cuts"'),
        ('output = ""', 'output: must be a folder, such as "cuts"'),
        ("options = 3", "options: must be a table, such as [options]"),
        ("cuts = 3", "cuts: must be tables, each headed [[cuts]]"),
        ("[[cuts]]\nbudget = {}", "cuts[0].budget: must be a text or a list of texts"),
        ("films = [", "not valid TOML"),
    ],
)
def test_a_slip_names_the_file_and_the_field(tmp_path: Path, text: str, told: str) -> None:
    path = plan(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_plan(path)
    assert str(caught.value).startswith(f"{path}: {told}")
    assert "\n" not in str(caught.value)


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such plan; write one, or name films"):
        read_plan(tmp_path / "plan.toml")
    (tmp_path / "plan.toml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        read_plan(tmp_path / "plan.toml")


def test_bytes_that_are_no_text_are_no_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(b"films = '\xff'")
    with pytest.raises(UsageError, match="not valid TOML"):
        read_plan(tmp_path / "plan.toml")


def test_the_plan_in_the_documentation_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    read = read_plan(plan(tmp_path, block))
    assert [axes.kind for axes in read.cuts] == [("teaser",), ("string-out",)]
    assert read.cuts[0].budget == ("30s", "90s")


def test_the_example_leads_to_the_sample_film() -> None:
    read = read_plan(ROOT / "plans" / "evening.toml")
    found = [path.resolve() for path in find_films(read.axes.films or ()).paths]
    assert found == [SAMPLE.resolve()]
    assert all(Path(profile).is_file() for profile in read.axes.profiles or ())
