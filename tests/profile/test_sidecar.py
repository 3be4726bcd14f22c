"""Traits of shots outlive their film, belong to one model and place, and go with their events."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cutter.errors import ProfileError
from cutter.profile.beside import sidecar_file
from cutter.profile.history import forget_events, remember
from cutter.profile.sidecar import keep_traits, models_of, read_traits
from cutter.schema import Event, Place, Traits
from tests.profile.events import NOON, OTHER, like, place, traits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIELDS = ("pictures", "words", "standing", "picture_nulls", "word_nulls")
PLACES = (place(10), place(20), place(10, OTHER))


@pytest.fixture
def alice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder / "alice.json"


def rows(kept: tuple[tuple[Place, ...], Traits] | None) -> dict[Place, list[list[float]]]:
    """Return what is kept for each place."""
    if kept is None:
        return {}
    places, numbers = kept
    return {
        place: [getattr(numbers, name)[row].tolist() for name in FIELDS]
        for row, place in enumerate(places)
    }


def test_what_is_kept_is_read_again_bit_by_bit(alice: Path) -> None:
    assert read_traits(alice, "one") is None
    keep_traits(alice, "one", PLACES, traits(3))
    kept = read_traits(alice, "one")
    assert rows(kept) == rows((PLACES, traits(3)))
    assert kept is not None
    for name in FIELDS:
        assert getattr(kept[1], name).dtype == getattr(traits(3), name).dtype
        assert not getattr(kept[1], name).flags.writeable


def test_each_model_has_its_own_and_the_order_of_coming_changes_no_byte(alice: Path) -> None:
    parts: list[Callable[[Path], None]] = [
        lambda path: keep_traits(path, "one", PLACES[:2], traits(2)),
        lambda path: keep_traits(path, "two", PLACES, traits(3, seed=1, dim=6)),
        lambda path: keep_traits(path, "one", PLACES[2:], traits(1, seed=2)),
    ]
    written = set()
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2, 1, 2)):
        sidecar_file(alice).unlink(missing_ok=True)
        for number in order:
            parts[number](alice)
        written.add(sidecar_file(alice).read_bytes())
    assert len(written) == 1
    assert rows(read_traits(alice, "two")) == rows((PLACES, traits(3, seed=1, dim=6)))
    assert len(rows(read_traits(alice, "one"))) == 3
    assert models_of(alice) == {place: ("one", "two") for place in PLACES}


def test_what_is_kept_again_replaces_what_was_there(alice: Path) -> None:
    keep_traits(alice, "one", PLACES, traits(3))
    keep_traits(alice, "one", PLACES[:1], traits(1, seed=5))
    kept = rows(read_traits(alice, "one"))
    assert kept[PLACES[0]] == rows((PLACES[:1], traits(1, seed=5)))[PLACES[0]]
    assert kept[PLACES[1]] == rows((PLACES, traits(3)))[PLACES[1]]


def test_a_model_of_another_size_begins_anew(alice: Path) -> None:
    keep_traits(alice, "one", PLACES, traits(3))
    keep_traits(alice, "one", PLACES[:1], traits(1, dim=6))
    assert rows(read_traits(alice, "one")) == rows((PLACES[:1], traits(1, dim=6)))


def test_forgetting_an_event_takes_its_traits_unless_another_event_needs_them(alice: Path) -> None:
    compared = Event("better", NOON, PLACES[0], PLACES[1])
    keep_traits(alice, "one", PLACES, traits(3))
    remember(alice, [compared, like(1, place=PLACES[1]), like(2, place=PLACES[2])])
    assert set(rows(read_traits(alice, "one"))) == set(PLACES)
    forget_events(alice, lambda event: event.kind == "better")
    assert set(rows(read_traits(alice, "one"))) == set(PLACES[1:])
    forget_events(alice, lambda event: event.place == PLACES[2])
    assert set(rows(read_traits(alice, "one"))) == {PLACES[1]}
    forget_events(alice, lambda _: True)
    assert not sidecar_file(alice).exists()


def test_traits_of_what_no_event_speaks_of_go_when_events_are_remembered(alice: Path) -> None:
    keep_traits(alice, "one", PLACES, traits(3))
    remember(alice, [like(place=PLACES[0])])
    assert set(rows(read_traits(alice, "one"))) == {PLACES[0]}
    # Old events take theirs with them.
    keep_traits(alice, "one", PLACES[1:2], traits(1))
    remember(alice, [like(400 * 24 * 60, place=PLACES[1])])
    assert set(rows(read_traits(alice, "one"))) == {PLACES[1]}


def test_every_place_needs_its_row(alice: Path) -> None:
    with pytest.raises(ValueError, match="one row"):
        keep_traits(alice, "one", PLACES, traits(2))
    keep_traits(alice, "one", (), traits(0))
    assert not sidecar_file(alice).exists()


@pytest.mark.skipif(os.name == "nt", reason="permission bits of POSIX")
def test_traits_are_their_owners_alone_and_not_trusted_where_others_may_write(alice: Path) -> None:
    before = os.umask(0)
    try:
        keep_traits(alice, "one", PLACES, traits(3))
    finally:
        os.umask(before)
    file = sidecar_file(alice)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o606)
    with pytest.raises(ProfileError, match="chmod 600"):
        read_traits(alice, "one")


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "a wrong bit": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "a wrong bit ahead": lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
    "text": lambda data: b"hello",
    "a huge header": lambda data: (2**62).to_bytes(8, "little") + data[8:],
    "newer": lambda data: data.replace(b'version\\": 1', b'version\\": 2'),
    "another place": lambda data: data.replace(b"15", b"16", 1),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_told_and_stays_until_all_is_forgotten(alice: Path, damage: str) -> None:
    keep_traits(alice, "one", PLACES, traits(3))
    file = sidecar_file(alice)
    bad = DAMAGE[damage](file.read_bytes())
    assert bad != file.read_bytes()
    file.write_bytes(bad)
    with pytest.raises(ProfileError, match="is damaged, or of a newer cutter; remove it"):
        read_traits(alice, "one")
    with pytest.raises(ProfileError, match="is damaged, or of a newer cutter; remove it"):
        keep_traits(alice, "two", PLACES, traits(3))
    assert file.read_bytes() == bad
    forget_events(alice, lambda _: True)


def test_numbers_that_are_given_stay_writeable(alice: Path) -> None:
    given = traits(3)
    keep_traits(alice, "one", PLACES, given)
    assert given.pictures.flags.writeable
    assert np.isfinite(given.pictures).all()
