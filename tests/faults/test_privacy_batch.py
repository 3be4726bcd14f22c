"""What a batch leaves behind of a taste: words in plans and reports alone, keys nowhere at all.

The numbers are those of cutter's promises about privacy: 4 files, 6 media, 7 logs and errors, 9
sealed profiles.
"""

import json
import os
import shutil
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.faults.batches import Desk, ended
from tests.faults.corpus import Corpus
from tests.faults.test_privacy import CANARIES, tells
from tests.films import SAMPLE_CLIP

WORDS = CANARIES[:-1]
"""Without the profile's own name, which file names may hold."""
TASTE = {
    "version": 1,
    "likes": [
        {"text": "a quokka in bright colours"},
        {"text": "the wombat speaks", "in": "dialogue"},
        {"image": "dugong.png"},
        {"film": "echidna.mp4", "span": "0:00-0:01"},
    ],
    "never": [{"text": "any numbat"}],
    "must": [{"text": "one bilby, colourful"}],
}
PASSPHRASE = "correct horse battery"  # noqa: S105


@pytest.fixture
def desk(tmp_path: Path, corpus: Corpus) -> Desk:
    desk = Desk(tmp_path / "desk", ["zebrafinch"])
    desk.film("a.mp4", corpus("ok.mp4"))
    folder = desk.root / "profiles"
    shutil.copy(corpus("still.png"), folder / "dugong.png")
    shutil.copy(corpus("ok.mp4"), folder / "echidna.mp4")
    (folder / "zebrafinch.json").write_text(json.dumps(TASTE))
    return desk


def journaled(desk: Desk) -> bytes:
    """Return all that the journal says, and the bytes of its files."""
    with closing(sqlite3.connect(desk.out / "batch.sqlite")) as journal:
        said = "\n".join(journal.iterdump()).encode(errors="surrogateescape")
    return said + b"".join(path.read_bytes() for path in desk.out.glob("batch.sqlite*"))


@pytest.mark.slow
@pytest.mark.parametrize(("style", "model"), [("plain", "basic"), ("json", str(SAMPLE_CLIP))])
def test_privacy_6_and_7_a_batch_says_no_word_but_in_plans_and_reports(
    style: str, model: str, desk: Desk
) -> None:
    done = desk.run("--progress", style, "--model", model)
    assert done.code == 0, done.err
    assert tells((done.out + done.err).encode(), WORDS) == []
    assert "quokka" not in done.err
    told = {
        path.relative_to(desk.out).as_posix()
        for path in desk.out.rglob("*")
        if path.is_file() and tells(path.read_bytes(), WORDS)
    }
    # Or the search would find nothing because nothing is there.
    assert "plans/a/zebrafinch-personal-source.json" in told
    assert {name for name in told if not name.startswith("plans/")} == set()
    assert tells(journaled(desk), WORDS) == []


@pytest.mark.slow
def test_privacy_7_what_a_batch_says_of_a_broken_profile_names_the_field_alone(
    desk: Desk,
) -> None:
    path = desk.root / "profiles" / "zebrafinch.json"
    path.write_text('{"version": 1, "likes": [{"text": "x", "weight": "quokka"}]}')
    desk.profiles.append("plain")
    desk.profile("plain")
    done = desk.run("--progress", "plain")
    assert done.code == 1, done.err
    (cause,) = desk.causes().values()
    assert "likes[0].weight" in cause
    assert tells((done.out + done.err).encode(), WORDS) == []
    assert tells((desk.out / "summary.json").read_bytes(), WORDS) == []
    assert tells((desk.out / "summary.html").read_bytes(), WORDS) == []
    assert tells(journaled(desk), WORDS) == []


@pytest.mark.slow
def test_privacy_4_the_plans_that_hold_words_are_for_their_owner_alone(desk: Desk) -> None:
    assert desk.run().code == 0
    found = [path for path in desk.out.rglob("*") if path.is_file()]
    telling = [path for path in found if tells(path.read_bytes(), WORDS)]
    assert telling
    for path in telling:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.slow
def test_privacy_9_a_sealed_profile_is_used_and_its_key_is_nowhere(desk: Desk) -> None:
    pytest.importorskip("cryptography", reason="the extra `encrypt` is not installed")
    from cutter.profile.sealing import seal

    profile = desk.root / "profiles" / "zebrafinch.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUTTER_PASSPHRASE", PASSPHRASE)
        seal(profile, "passphrase")
    done = desk.run()
    assert done.code != 0, "without the passphrase it cannot be read"
    assert "set CUTTER_PASSPHRASE" in done.err + done.out
    running = desk.start(CUTTER_PASSPHRASE=PASSPHRASE)
    told: list[str] = []
    while running.poll() is None:
        told += spoken(psutil.Process(running.pid))
        time.sleep(0.02)
    done = ended(running)
    assert done.code == 0, done.err
    assert told == []
    assert desk.made()
    for path in desk.root.rglob("*"):
        if path.is_file():
            assert PASSPHRASE.encode() not in path.read_bytes(), path
    assert PASSPHRASE not in done.out + done.err
    assert tells(journaled(desk), WORDS) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUTTER_PASSPHRASE", "wrong")
        done = desk.run(CUTTER_PASSPHRASE="wrong")  # noqa: S106
    assert "cannot be opened" in done.err + done.out
    assert os.linesep + os.linesep not in done.err


def test_privacy_9_a_sealed_profile_is_not_used_where_its_key_would_go_elsewhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="the extra `encrypt` is not installed")
    from cutter.profile.sealing import seal

    monkeypatch.setenv("CUTTER_PASSPHRASE", PASSPHRASE)
    seal(desk.root / "profiles" / "zebrafinch.json", "passphrase")
    done = desk.run("--engine", "ray", CUTTER_PASSPHRASE=PASSPHRASE)
    done.failed(2, "--engine ray", "zebrafinch.json is sealed")
    assert not desk.out.exists()


def spoken(driver: psutil.Process) -> list[str]:
    """Return which children of a process have the passphrase in their arguments or environment."""
    found = []
    try:
        for child in driver.children(recursive=True):
            try:
                said = [*child.cmdline(), *child.environ().values()]
                found += [child.name() for word in said if PASSPHRASE in word]
            except psutil.Error:
                continue
    except psutil.Error:
        pass
    return found
