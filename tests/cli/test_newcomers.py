"""A new profile takes words from those of a like taste: at less weight, and of nobody by name."""

import json
from pathlib import Path

import pytest

from cutter.taste.others import DOUBT, KEPT
from tests.faults.command import command

QUICK = ("--model", "basic", "--offline", "-q")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    people = tmp_path / "people"
    people.mkdir()
    tastes = {
        "quokka": (["a storm at sea", "dark castles"], ["sunny gardens"]),
        "wombat": (["storm and thunder", "dark castles"], []),
        "numbat": (["quiet kitchens"], ["any storm"]),
    }
    for name, (likes, dislikes) in tastes.items():
        document = {
            "version": 1,
            "likes": [{"text": text} for text in likes],
            "dislikes": [{"text": text} for text in dislikes],
            "never": [{"text": "bilby"}],
            "signals": {"motion": 1.0},
        }
        (people / f"{name}.json").write_text(json.dumps(document))
    return people


def test_what_those_of_a_like_taste_want_is_taken_and_marked(folder: Path) -> None:
    done = command("profile", "new", "me.json", "--like", "storm", "--like-others", folder, *QUICK)
    assert done.code == 0, done.err
    text = Path("me.json").read_text()
    document = json.loads(text)
    assert document["likes"][0] == {"text": "storm", "weight": 1.0}
    (taken,) = document["likes"][1:]
    assert (taken["text"], taken["from"]) == ("dark castles", "others")
    assert 0 < document["dislikes"][0]["weight"] < taken["weight"] < 1
    # Of nobody by name, and neither limits nor what is measured.
    assert not {"never", "signals"} & set(document)
    for name in ("quokka", "wombat", "numbat", "bilby", "kitchens"):
        assert name not in text
        assert name not in done.err
    assert command("profile", "check", "me.json").code == 0
    assert "dark castles, weight 0.4, from viewers of a like taste" in (
        command("profile", "show", "me.json").out
    )
    shown = json.loads(command("profile", "show", "me.json", "--json").out)
    assert [each["source"] for each in shown["holds"]] == ["written", "others", "others"]


def test_what_was_taken_from_others_is_not_given_on(folder: Path) -> None:
    new = ("profile", "new", "--like", "storm", "--like-others", folder, *QUICK)
    assert command(*new, folder / "second.json").code == 0
    assert command(*new, "third.json").code == 0
    second, third = (
        json.loads(path.read_text())["likes"][1:]
        for path in (folder / "second.json", Path("third.json"))
    )
    # The second newcomer is one more near one, who says no more than the first word.
    assert second[0]["weight"] == pytest.approx(KEPT * 2 / (2 + DOUBT))
    assert third[0]["weight"] == pytest.approx(KEPT * 2 / (3 + DOUBT))


def test_a_newcomer_nobody_is_like_gets_the_own_words_alone(folder: Path) -> None:
    done = command("profile", "new", "me.json", "--like", "chess", "--like-others", folder, *QUICK)
    assert done.code == 0, done.err
    assert json.loads(Path("me.json").read_text())["likes"] == [{"text": "chess", "weight": 1.0}]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--like-others", "people"], 2, "--like"),
        (["--like", "storm", "--like-others", "nowhere"], 4, "no such folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    folder: Path, arguments: list[str], code: int, said: str
) -> None:
    command("profile", "new", "me.json", *arguments, *QUICK).failed(code, said)
    assert not Path("me.json").exists()


def test_a_wrong_mark_is_told(folder: Path) -> None:
    Path("bad.json").write_text('{"version": 1, "likes": [{"text": "x", "from": "quokka"}]}')
    done = command("profile", "check", "bad.json")
    done.failed(4, "likes[0].from", '"others"')
    assert "quokka" not in done.err
