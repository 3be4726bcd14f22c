"""cutter.toml sets defaults; the nearer file wins, and a slip in it is named."""

from pathlib import Path

import pytest

from cutter.cli.defaults import Option, read_defaults
from cutter.errors import UsageError

BUDGET, OFFLINE = Option("budget"), Option("offline", "flag")
COMMANDS = {
    "make": {
        "budget": BUDGET,
        "duration": BUDGET,
        "min_clip": Option("min_clip"),
        "offline": OFFLINE,
        "must": Option("must", "list"),
    },
    "plan": {"budget": BUDGET, "offline": OFFLINE, "json": Option("as_json", "flag")},
    "models": {"fetch": {"offline": OFFLINE}, "list": {"json": Option("as_json", "flag")}},
    "profile": {"new": {"budget": BUDGET, "must": Option("must", "list")}},
}


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "cutter.toml").write_text(text, encoding="utf-8")
    return folder


def test_no_file_means_no_defaults(tmp_path: Path) -> None:
    assert read_defaults(COMMANDS, (tmp_path,)).files == ()


def test_a_top_level_key_holds_for_commands_on_films_and_in_groups_if_common(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path, 'budget = "90s"\noffline = true\n')
    read = read_defaults(COMMANDS, (folder,), {"offline"})
    assert read.files == (folder / "cutter.toml",)
    assert read.values == {
        "make": {"budget": "90s", "offline": True},
        "plan": {"budget": "90s", "offline": True},
        "models": {"fetch": {"offline": True}, "list": {}},
        "profile": {"new": {}},
    }


def test_options_go_by_the_names_that_the_command_line_takes(tmp_path: Path) -> None:
    folder = written(tmp_path, '[plan]\njson = true\n[make]\nduration = "5s"\nmust = "#3"\n')
    values = read_defaults(COMMANDS, (folder,)).values
    assert values["plan"] == {"as_json": True}
    assert values["make"] == {"budget": "5s", "must": ["#3"]}


def test_a_table_holds_for_its_command_alone_and_beats_the_top_level(tmp_path: Path) -> None:
    folder = written(tmp_path, 'budget = "90s"\n[make]\nbudget = "20s"\nmin-clip = 1.5\n')
    values = read_defaults(COMMANDS, (folder,)).values
    assert values["make"] == {"budget": "20s", "min_clip": "1.5"}
    assert values["plan"] == {"budget": "90s"}


def test_the_nearer_file_wins_option_by_option(tmp_path: Path) -> None:
    near = written(tmp_path / "near", '[make]\nbudget = "20s"\n')
    far = written(tmp_path / "far", '[make]\nbudget = "90s"\nmust = ["01:20", "#3"]\n')
    read = read_defaults(COMMANDS, (near, far))
    assert read.values["make"] == {"budget": "20s", "must": ["01:20", "#3"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('budgte = "90s"', "did you mean budget?"),
        ('[mkae]\nbudget = "1s"', "did you mean make?"),
        ('[make]\nbuget = "1s"', "make.buget: no such option; did you mean budget?"),
        ("[models.fecth]\noffline = true", "did you mean fetch?"),
        ("budget = ", "not valid TOML"),
        ("budget = true", "budget: must be a text or a number"),
        ('offline = "maybe"', "offline: must be true or false"),
        ("[make]\nmust = [3]", "must: must be a list of texts"),
    ],
)
def test_a_slip_is_named_with_the_nearest_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_defaults(COMMANDS, (written(tmp_path, text),))
    assert said in str(caught.value)
    assert "cutter.toml" in str(caught.value)
