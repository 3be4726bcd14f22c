"""A history is the same whoever writes it, in whatever order and however often; none is lost."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.errors import OutputRefused, ProfileError, UsageError
from cutter.profile.beside import alone, history_file, sidecar_file
from cutter.profile.clean import clean
from cutter.profile.events import event_line, identity, parse_events
from cutter.profile.history import (
    forget_events,
    read_events,
    read_history,
    remember,
    retention_days_of,
)
from cutter.profile.sealing import seal
from cutter.schema import Event
from tests.films import ROOT
from tests.profile.events import FILM, NOON, events, like, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and signals of POSIX")


@pytest.fixture(autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let locks lie in a folder of the test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def alice(tmp_path: Path) -> Path:
    return tmp_path / "alice.json"


def bytes_after(*parts: Sequence[Event], days: int = 36_500) -> bytes:
    """Return a history's file after some events were remembered one part after the other."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "p.json"
        for part in parts:
            remember(profile, part, with_titles=True, retention_days=days)
        file = history_file(profile)
        return file.read_bytes() if file.exists() else b""


@settings(max_examples=25)
@given(st.lists(events(), max_size=6), st.randoms(), st.integers(0, 6))
def test_neither_the_order_nor_repeating_changes_a_byte(
    made: list[Event], shuffled: object, split: int
) -> None:
    other = made.copy()
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    at_once = bytes_after(made)
    assert bytes_after(other[:split], other[split:]) == at_once
    assert bytes_after(made, other) == at_once


@settings(max_examples=25)
@given(st.lists(events(), max_size=6, unique_by=identity))
def test_what_is_remembered_is_read_again(made: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "p.json"
        done = remember(profile, made, with_titles=True, retention_days=36_500)
        assert set(read_history(profile)) == set(made) == set(done.added)
        assert not done.known
        assert not done.dropped
        assert list(read_history(profile)) == sorted(made, key=lambda e: (e.when, event_line(e)))


@settings(max_examples=25)
@given(st.lists(events(), max_size=5, unique_by=identity), st.integers(0, 5))
def test_forgetting_is_as_if_it_had_never_been(made: list[Event], count: int) -> None:
    gone = {identity(event) for event in made[:count]}
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "p.json"
        remember(profile, made, with_titles=True, retention_days=36_500)
        told = forget_events(profile, lambda event: identity(event) in gone)
        file = history_file(profile)
        left = file.read_bytes() if file.exists() else b""
        assert {identity(event) for event in told} == gone
    assert left == bytes_after(made[count:])


def test_what_became_of_events_is_told(alice: Path) -> None:
    first = remember(alice, [like(), like(), like(5)])
    assert first.added == (like(), like(5))
    assert first.known == (like(),)
    again = remember(alice, [like(5), like(7), like(9, value=0.5)])
    assert again.added == (like(7),)
    assert again.known == (like(5),)
    assert [(item.event, item.reason) for item in again.dropped] == [
        (like(9, value=0.5), "value: a like has none")
    ]


@settings(max_examples=15)
@given(events())
def test_titles_are_kept_only_where_that_is_wanted(event: Event) -> None:
    event = replace(event, words=(*event.words, "sea"), title="Quokka")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "p.json"
        remember(profile, [event])
        assert "Quokka" not in history_file(profile).read_text()
        remember(profile, [event], with_titles=True)
        assert read_history(profile) == (event,)
        # What is there stays, and is no second event.
        remember(profile, [event])
        assert read_history(profile) == (event,)


def test_old_events_go_and_are_told(alice: Path) -> None:
    old, young = like(-366 * 24 * 60), like(-364 * 24 * 60)
    done = remember(alice, [old, young, like()])
    assert done.added == (young, like())
    assert [item.event for item in done.dropped] == [old]
    assert done.dropped[0].reason.startswith("when: older than 365 days")
    later = remember(alice, [], now=NOON + timedelta(days=2))
    assert [item.event for item in later.dropped] == [young]
    assert read_history(alice) == (like(),)


def test_how_long_events_are_kept_is_said_once_and_holds(alice: Path) -> None:
    old = like(-800 * 24 * 60)
    assert retention_days_of(alice) == 365
    remember(alice, [old, like()], retention_days=1000)
    remember(alice, [like(5)])
    assert read_history(alice) == (old, like(), like(5))
    assert retention_days_of(alice) == 1000
    remember(alice, [], retention_days=365)
    assert read_history(alice) == (like(), like(5))
    for days in (0, -1, 40_000):
        with pytest.raises(UsageError, match="retention"):
            remember(alice, [], retention_days=days)


def test_a_history_of_nothing_is_no_file(alice: Path) -> None:
    remember(alice, [])
    assert not history_file(alice).exists()
    remember(alice, [like()], retention_days=10)
    forget_events(alice, lambda _: True)
    assert not history_file(alice).exists()
    assert read_history(alice) == ()
    assert list(alice.parent.iterdir()) == []


IMPOSSIBLE = [
    (Event("rating", NOON, place(), value=1.2), "value: lies outside 0 to 1"),
    (Event("rating", NOON, place(), value=float("nan")), "value: lies outside 0 to 1"),
    (Event("watched", NOON, place(), value=-0.1), "value: lies outside 0 to 1"),
    (Event("watched", NOON, place()), "value: a watched needs one"),
    (like(3 * 24 * 60), "when: lies in the future"),
    (like(-(10**8)), "when: lies before the first film"),
    (Event("like", NOON, place(film="sea.mp4")), "place.film: is no fingerprint"),
    (Event("like", NOON, place(film=FILM.upper())), "place.film: is no fingerprint"),
    (like(place=place(98)), "place.span: lies beyond the end of its film"),
    (Event("better", NOON, place(), place(200)), "worse.span: lies beyond the end of its film"),
    (Event("better", NOON, place()), "worse: is missing"),
    (Event("comment", NOON, place(), comment="\n "), "comment: is empty"),
    (Event("comment", NOON, place(), comment="x" * 20_001), "comment: longer than 20,000"),
    (Event("like", NOON, words=("x" * 301,)), "words: longer than 300"),
    (Event("like", NOON, words=tuple(map(str, range(101)))), "words: more than 100"),
    (Event("kept", NOON, words=("storm",)), "film: is missing"),
    (Event("like", NOON), "says nothing"),
    (Event("like", NOON, title="Storm"), "says nothing"),
    (Event("like", NOON, place(), number=-1), "number: is none"),
]


@pytest.mark.parametrize(("event", "reason"), IMPOSSIBLE, ids=[reason for _, reason in IMPOSSIBLE])
def test_what_cannot_be_is_dropped_with_its_reason(event: Event, reason: str) -> None:
    done = clean([like(), event], now=NOON, lengths={FILM: Fraction(100)})
    assert done.events == (like(),)
    assert [item.reason[: len(reason)] for item in done.dropped] == [reason]


def test_what_is_just_possible_stays() -> None:
    edge = [
        Event("rating", NOON, place(), value=1.0),
        like(24 * 60),
        # Players round to whole seconds.
        like(place=place(96)),
    ]
    assert not clean(edge, now=NOON, lengths={FILM: Fraction(100)}).dropped


def test_texts_are_kept_in_one_line(alice: Path) -> None:
    event = Event("comment", NOON, comment="loved\r\nthe\tstorm\x1b[31m ", words=(" a ", "a", ""))
    remember(alice, [event])
    (kept,) = read_history(alice)
    assert (kept.comment, kept.words) == ("loved the storm [31m", ("a",))


@posix
def test_a_history_is_its_owners_alone(alice: Path) -> None:
    before = os.umask(0)
    try:
        remember(alice, [like()])
        remember(alice, [like(1)])
    finally:
        os.umask(before)
    assert stat.S_IMODE(history_file(alice).stat().st_mode) == 0o600


@posix
def test_a_history_that_others_may_write_is_not_trusted_and_stays(alice: Path) -> None:
    remember(alice, [like()])
    file = history_file(alice)
    file.chmod(0o602)
    before = file.read_bytes()
    for use in (
        lambda: read_history(alice),
        lambda: remember(alice, [like(1)]),
        lambda: forget_events(alice, lambda _: True),
    ):
        with pytest.raises(ProfileError, match=r"chmod 600 alice\.history\.jsonl"):
            use()
    assert file.read_bytes() == before


def test_a_broken_line_is_told_and_nothing_is_lost(alice: Path) -> None:
    remember(alice, [like(), like(1), like(2)])
    file = history_file(alice)
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1][:-5], lines[2], ""]))
    broken = file.read_bytes()
    for use in (
        lambda: read_history(alice),
        lambda: remember(alice, [like(9)]),
        lambda: forget_events(alice, lambda _: True),
    ):
        with pytest.raises(ProfileError, match=r"alice\.history\.jsonl: line 2: is not JSON"):
            use()
        assert file.read_bytes() == broken
    file.write_text("\n".join(lines))
    assert len(read_history(alice)) == 3


def test_bytes_that_are_no_text_are_told_by_line(alice: Path) -> None:
    history_file(alice).write_bytes(event_line(like()).encode() + b"\n\xff\n")
    with pytest.raises(ProfileError, match="line 2: is not UTF-8"):
        read_history(alice)


def test_what_is_no_file_is_no_history(alice: Path) -> None:
    history_file(alice).mkdir()
    with pytest.raises(ProfileError, match="no regular file"):
        read_history(alice)


def test_a_file_of_events_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no such file"):
        read_events(tmp_path / "events.jsonl")


def test_a_link_to_a_profile_has_the_profiles_history(alice: Path, tmp_path: Path) -> None:
    alice.write_text('{"version": 1}')
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "me.json"
    link.symlink_to(alice)
    remember(link, [like()])
    assert read_history(alice) == (like(),)
    assert history_file(link) == history_file(alice)
    assert sidecar_file(link) == sidecar_file(alice)


def test_a_disk_that_refuses_leaves_the_old_history(
    alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(alice, [like()])
    before = history_file(alice).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputRefused, match="No space"):
        remember(alice, [like(1)])
    assert history_file(alice).read_bytes() == before


ADD = """
import sys
from pathlib import Path
from cutter.profile.history import remember
from tests.profile.events import like
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    remember(Path(sys.argv[1]), [like(number, comment="x" * 2000)])
    print(number, flush=True)
"""


def adding(profile: Path, first: int, last: int) -> subprocess.Popen[str]:
    """Start a process that remembers likes one by one, once it is told to."""
    running = subprocess.Popen(
        [sys.executable, "-c", ADD, str(profile), str(first), str(last)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    return running


@posix
def test_two_processes_that_add_at_once_lose_nothing(alice: Path) -> None:
    both = [adding(alice, 0, 25), adding(alice, 25, 50)]
    for running in both:
        assert running.stdin is not None
        running.stdin.write("go\n")
        running.stdin.flush()
    for running in both:
        running.communicate(timeout=60)
        assert running.returncode == 0
    assert read_history(alice) == tuple(like(n, comment="x" * 2000) for n in range(50))


@posix
@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_while_it_writes_leaves_the_old_file_or_the_new(
    alice: Path, seed: int
) -> None:
    running = adding(alice, 0, 500)
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write("go\n")
    running.stdin.flush()
    running.stdout.readline()
    time.sleep(0.05 + 0.037 * seed)
    running.send_signal(signal.SIGKILL)
    told = [int(line) for line in running.stdout.read().split()]
    running.wait()
    running.stdin.close()
    running.stdout.close()
    held = parse_events(history_file(alice).read_text(), history_file(alice))
    # What was told to be done is there; the one under way is there or is not.
    assert len(held) - len(told) - 1 in (0, 1)
    assert held == tuple(like(n, comment="x" * 2000) for n in range(len(held)))
    remember(alice, [like(501)])
    assert len(read_history(alice)) == len(held) + 1
    assert [path.name for path in alice.parent.iterdir()] == ["alice.history.jsonl"]


def test_without_a_data_folder_a_history_is_written_all_the_same(
    alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.with_name("file").write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(alice.with_name("file")))
    remember(alice, [like()])
    assert read_history(alice) == (like(),)


def test_a_run_waits_for_another_and_then_says_so(
    alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import filelock

    def busy(*_: object, **__: object) -> None:
        raise filelock.Timeout("lock")

    monkeypatch.setattr(filelock.FileLock, "acquire", busy)
    with pytest.raises(OutputRefused, match="another run"), alone(alice):
        pass
    assert not history_file(alice).exists()


def test_the_history_of_a_sealed_profile_is_sealed_too(
    alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTTER_PASSPHRASE", "open quokka")
    alice.write_text('{"version": 1}')
    seal(alice, "passphrase")
    remember(alice, [like(comment="quokka")])
    remember(alice, [like(1)])
    assert b"quokka" not in history_file(alice).read_bytes()
    assert b"event" not in history_file(alice).read_bytes()
    assert [event.comment for event in read_history(alice)] == ["quokka", ""]
    monkeypatch.setenv("CUTTER_PASSPHRASE", "wrong")
    with pytest.raises(ProfileError, match="cannot be opened"):
        read_history(alice)
