"""A profile is strict JSON of a known version, or is refused in one line that names its field."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from cutter.eyes.basic import Basic
from cutter.eyes.phrases import PhraseBook
from cutter.profile import migrate
from cutter.profile.read import read_profile
from cutter.profile.strict_json import SIZE_LIMIT
from cutter.schema import Profile
from tests.faults.command import Done, command
from tests.faults.corpus import Corpus

FIXTURES = Path(__file__).parent / "profiles"
Plan = Callable[..., Done]


@pytest.fixture
def plan(corpus: Corpus, tmp_path: Path, shared_cache: Path) -> Plan:
    """Return a function that plans a cut of a small film for a profile of this content."""

    def run(content: bytes | object, *options: str, name: str = "taste.json") -> Done:
        path = tmp_path / name
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(data)
        seen = ("--model", "basic", "--offline", "--quiet", "--json", "--cache", shared_cache)
        what = ("--profile", path, "--budget", "50%")
        return command("plan", corpus("ok.mp4"), *what, *seen, *options)

    return run


REFUSED: dict[str, tuple[bytes, str, str]] = {
    # name: content, field, what is said
    "no JSON": (b'{"version": 1,}', "", "is not JSON"),
    "cut short": (b'{"version": 1, "likes": [', "", "line 1, column 26"),
    "nothing": (b"", "", "is empty"),
    "byte order mark": (b'\xef\xbb\xbf{"version": 1}', "", "byte order mark"),
    "UTF-16": ('{"version": 1}'.encode("utf-16"), "", "byte order mark"),
    "Latin-1": ('{"version": 1,\n "likes": "é"}'.encode("latin-1"), "", "line 2 is not UTF-8"),
    "a key twice": (b'{"version": 1, "likes": [], "likes": []}', "likes", "stands twice"),
    "a key twice, deep": (
        b'{"version": 1, "likes": [{"text": "a"}, {"text": "b", "weight": 1, "weight": 9}]}',
        "likes[1].weight",
        "stands twice",
    ),
    "NaN": (b'{"version": 1, "signals": {"motion": NaN}}', "signals.motion", "is NaN"),
    "infinity": (
        b'{"version": 1, "likes": [{"text": "a", "weight": -Infinity}]}',
        "likes[0].weight",
        "is -Infinity",
    ),
    "1e999": (b'{"version": 1, "cut": {"max_clip": 1e999}}', "cut.max_clip", "too large"),
    "1e999 in a list": (
        b'{"version": 1, "likes": [{"film": "a.mp4", "span": [0, 1e999]}]}',
        "likes[0].span[1]",
        "too large",
    ),
    "a huge integer": (
        b'{"version": 1, "signals": {"motion": ' + b"9" * 5_000 + b"}}",
        "signals.motion",
        "too large",
    ),
    "an integer of 64 bits": (
        b'{"version": 1, "signals": {"motion": 18446744073709551616}}',
        "signals.motion",
        "a number from -3 to 3",
    ),
    "nested": (b'{"version": 1, "likes": ' + b"[" * 100_000, "", "nested too deeply"),
    "nested, closed": (
        b'{"version": 1, "likes": ' + b"[" * 17 + b"]" * 17 + b"}",
        "",
        "nested too deeply",
    ),
    "unknown at the top": (b'{"version": 1, "like": []}', "like", "did you mean likes?"),
    "unknown in a preference": (
        b'{"version": 1, "never": [{"text": "a", "wieght": 1}]}',
        "never[0].wieght",
        "did you mean weight?",
    ),
    "unknown in the cut": (b'{"version": 1, "cut": {"bugdet": ""}}', "cut.bugdet", "budget?"),
    "unknown signal": (b'{"version": 1, "signals": {"color": 1}}', "signals.color", "no signal"),
    "a list for an object": (b'{"version": 1, "signals": []}', "signals", "but is a list"),
    "text for a number": (
        b'{"version": 1, "likes": [{"text": "a", "weight": "1"}]}',
        "likes[0].weight",
        "but is text",
    ),
    "true for a number": (
        b'{"version": 1, "likes": [{"text": "a", "weight": true}]}',
        "likes[0].weight",
        "but is true or false",
    ),
    "null": (b'{"version": 1, "cut": null}', "cut", "must not be null"),
    "half a character": (
        b'{"version": 1, "likes": [{"text": "\\ud800"}]}',
        "likes[0].text",
        "control character or half of one",
    ),
    "a megabyte and a byte": (b" " * (SIZE_LIMIT + 1), "", "larger than 1 MB"),
    "no object": (b"[1]", "", "must be a JSON object"),
}


@pytest.mark.parametrize(("content", "field", "says"), REFUSED.values(), ids=REFUSED)
def test_row_39_what_is_no_strict_json_of_ours_is_refused_with_its_field(
    plan: Plan, content: bytes, field: str, says: str
) -> None:
    plan(content).failed(4, f"taste.json: {field}: " if field else "taste.json: ", says)


def test_row_39_a_number_of_any_size_is_refused_before_python_chokes_on_it(plan: Plan) -> None:
    for digits in (b"9" * 21, b"-" + b"9" * 21, b"9" * 900_000):
        plan(b'{"version": ' + digits + b"}").failed(4, "version: ", "too large")


def liking(*likes: dict[str, object]) -> dict[str, object]:
    return {"version": 1, "likes": list(likes)}


@pytest.mark.parametrize("key", ["vector", "embedding"])
def test_row_40_a_profile_holds_no_vectors_of_any_model(plan: Plan, key: str) -> None:
    done = plan(liking({"text": "sea", key: [0.1, 0.2]}))
    done.failed(4, f"taste.json: likes[0].{key}: is not known here")


def changed(path: Path, about: dict[str, str], vectors: Any) -> None:  # noqa: ANN401 - any array
    """Write a file of vectors as another model, or somebody else, would have."""
    from cutter.eyes.phrases import _digest

    about = {**about, "digest": _digest(about["keys"], vectors)}
    path.write_bytes(save({"vectors": vectors}, {"cutter": json.dumps(about)}))


def test_row_40_kept_vectors_of_another_model_or_dimension_are_made_anew(tmp_path: Path) -> None:
    eyes = Basic()
    book = PhraseBook(tmp_path)
    right = book.vectors(eyes, ["the sea"])
    path = book.file_of(eyes.name)
    assert path is not None
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    about: dict[str, str] = json.loads(header["__metadata__"]["cutter"])
    vectors = load(data)["vectors"]
    changed(path, about, -vectors)
    assert (book.vectors(eyes, ["the sea"]) == -right).all(), "what is sound is used"
    for damage in (
        ({**about, "model": "another model"}, -vectors),
        ({**about, "version": "99"}, -vectors),
        (about, np.hstack([vectors, vectors])),
        (about, -vectors[:, :-1].copy()),
        (about, -vectors.astype(np.float64)),
        (about, np.repeat(vectors, 2, axis=0)),
    ):
        changed(path, *damage)
        assert (book.vectors(eyes, ["the sea"]) == right).all()


@pytest.mark.parametrize(
    "document",
    [
        {"version": 1},
        {"version": 1, "signals": {"motion": 0, "brightness": 0}},
        liking({"text": "the sea", "weight": 0}, {"text": "a face", "weight": 0}),
    ],
)
def test_row_40_all_zeros_give_the_neutral_cut_and_a_warning(
    plan: Plan, document: dict[str, object]
) -> None:
    done = plan(document)
    assert done.code == 0, done.err
    assert "warning: profile: The profile asks for nothing" in done.err
    assert clips(done) == clips(plan({"version": 1}))


def clips(done: Done) -> list[tuple[object, ...]]:
    return [(clip["in"], clip["out"]) for clip in json.loads(done.out)["clips"]]


def test_row_40_no_likes_is_said_and_no_word_of_the_profile_with_it(plan: Plan) -> None:
    done = plan({"version": 1, "dislikes": [{"text": "spiders"}]})
    assert done.code == 0, done.err
    assert "warning: profile: Nothing is liked: every shot" in done.err
    assert "spiders" not in done.err
    assert plan(liking({"text": "sea"})).err == ""


def test_row_40_a_black_example_is_a_vector_like_any_other(
    plan: Plan, corpus: Corpus, tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (16, 16)).save(tmp_path / "black.png")
    done = plan(liking({"image": "black.png"}), "--fill")
    assert done.code == 0, done.err
    assert "NaN" not in done.out


def values_of(profile: Profile) -> dict[str, object]:
    """Return what a profile says, as the expectations beside the fixtures are written."""
    cut = profile.cut
    told = (cut.budget, cut.order, cut.pace, cut.min_clip, cut.max_clip)
    return {
        "preferences": [
            [
                *(item.role, item.weight, item.where, item.text),
                *("" if path is None else path.name for path in (item.image, item.film)),
                "" if item.span is None else f"{item.span.start}-{item.span.end}",
            ]
            for item in profile.preferences
        ],
        "signals": [list(pair) for pair in profile.signals],
        "cut": ["" if value is None else str(value) for value in told],
    }


def test_row_41_a_profile_of_every_version_is_kept() -> None:
    kept = {folder.name for folder in FIXTURES.iterdir() if folder.is_dir()}
    assert kept == {f"v{version}" for version in (*migrate.STEPS, migrate.VERSION)}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(FIXTURES.glob("v*/*.json")) if ".expected" not in path.name],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_row_41_a_profile_of_any_version_is_read_as_ever(path: Path, tmp_path: Path) -> None:
    (tmp_path / "example.png").touch()
    (tmp_path / "example.mp4").touch()
    (tmp_path / path.name).write_bytes(path.read_bytes())
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert values_of(read_profile(tmp_path / path.name)) == expected


@pytest.mark.parametrize("version", [2, 3, 999, 10**19])
def test_row_41_a_newer_version_is_refused(plan: Plan, version: int) -> None:
    done = plan({"version": version, "loves": [{"poem": "the sea"}]})
    done.failed(4, "taste.json: version: is newer than this cutter", "update cutter")


@pytest.mark.parametrize("version", [0, -1, 1.0, "1", True, [1]])
def test_row_41_what_was_never_a_version_is_refused(plan: Plan, version: object) -> None:
    plan({"version": version}).failed(4, "taste.json: version: must be the number 1")


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Let there have been a version 0, whose likes were bare words; return a profile of it."""

    def step(document: dict[str, object]) -> dict[str, object]:
        words = document.get("likes")
        assert isinstance(words, list)
        return {**document, "likes": [{"text": word} for word in words]}

    monkeypatch.setitem(migrate.STEPS, 0, step)
    return {"version": 0, "likes": ["the sea", "a face"], "cut": {"budget": "2s"}}


def test_row_41_an_older_version_is_migrated_when_it_is_read_and_its_file_left_alone(
    plan: Plan, older: dict[str, object], tmp_path: Path
) -> None:
    done = plan(older)
    assert done.code == 0, done.err
    same = {**liking({"text": "the sea"}, {"text": "a face"}), "cut": {"budget": "2s"}}
    assert plan(same, name="same.json").out.replace("same", "taste") == done.out
    assert json.loads((tmp_path / "taste.json").read_text()) == older
    broken = {**older, "cut": {"budget": 7}}
    plan(broken).failed(4, "taste.json: cut.budget: ")


def test_row_41_where_a_file_is_rewritten_the_old_one_is_kept(
    older: dict[str, object], tmp_path: Path
) -> None:
    path, taken = tmp_path / "taste.json", tmp_path / "taste.v0.json"
    old = json.dumps(older).encode()
    path.write_bytes(old)
    path.chmod(0o640)
    taken.write_bytes(b"somebody else's")
    profile = read_profile(path)
    done = command("profile", "upgrade", path)
    assert done.code == 0, done.err
    assert "taste.v0.2.json" in done.out
    assert (tmp_path / "taste.v0.2.json").read_bytes() == old
    assert taken.read_bytes() == b"somebody else's"
    assert json.loads(path.read_text())["version"] == migrate.VERSION
    assert values_of(read_profile(path)) == values_of(profile)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "of today's form already" in command("profile", "upgrade", path).out
    assert len(list(tmp_path.iterdir())) == 3


def test_row_41_a_profile_that_cannot_be_kept_is_not_rewritten(
    older: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "taste.json"
    path.write_text(json.dumps(older))
    monkeypatch.setattr(migrate, "MOST_BACKUPS", 1)
    (tmp_path / "taste.v0.json").touch()
    command("profile", "upgrade", path).failed(6, "1 older versions lie beside it")
    assert json.loads(path.read_text()) == older
    path.write_text(json.dumps({**older, "loves": []}))
    command("profile", "upgrade", path).failed(4, "loves")
    assert len(list(tmp_path.iterdir())) == 2
