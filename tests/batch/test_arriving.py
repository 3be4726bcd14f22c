"""Whatever comes to a folder: a film is taken once, when it is whole, and never before."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from cutter.batch.arriving import LONGER, Sight, is_due, looked, tried
from cutter.batch.stamps import Stamp

SETTLE = 10.0
PATHS = ("a", "b", "c")
STAMPS = st.builds(Stamp, st.integers(0, 2), st.integers(0, 1))
LOOKS = st.lists(
    st.tuples(st.floats(0.1, 40), st.dictionaries(st.sampled_from(PATHS), STAMPS), st.sets(STAMPS)),
    max_size=25,
)
"""Seconds since the look before, what was found, and which contents open as a film."""


@dataclass
class Folder:
    """Watches as the effects do, and keeps what the folder said."""

    sights: dict[str, Sight] = field(default_factory=dict)
    now: float = 0.0
    opened: list[tuple[float, str, Stamp, bool]] = field(default_factory=list)

    def look(self, later: float, found: dict[str, Stamp], films: set[Stamp]) -> None:
        self.now += later
        self.sights = looked(self.sights, found, self.now)
        for path, sight in self.sights.items():
            if is_due(sight, self.now, SETTLE):
                opens = sight.stamp in films
                self.opened.append((self.now, path, sight.stamp, opens))
                self.sights[path] = tried(sight, opens=opens)


@given(LOOKS)
def test_a_file_is_opened_only_after_it_was_at_rest_at_every_look_for_as_long_as_it_must(
    looks: list[tuple[float, dict[str, Stamp], set[Stamp]]],
) -> None:
    folder, seen = Folder(), []
    for later, found, films in looks:
        folder.look(later, found, films)
        seen.append((folder.now, found))
    for when, path, stamp, _ in folder.opened:
        first = when - SETTLE
        # The last look before the rest must have shown the same already.
        begins = max((at for at, _ in seen if at <= first), default=None)
        assert begins is not None
        assert {found.get(path) for at, found in seen if begins <= at <= when} == {stamp}


@given(LOOKS)
def test_what_opened_is_taken_once_and_what_does_not_is_tried_twice_until_it_changes(
    looks: list[tuple[float, dict[str, Stamp], set[Stamp]]],
) -> None:
    folder = Folder()
    tries: dict[str, list[bool]] = {}
    shown: dict[str, Stamp] = {}
    for later, found, films in looks:
        for path in PATHS:
            if found.get(path) != shown.get(path):
                tries[path] = []
        shown = found
        before = len(folder.opened)
        folder.look(later, found, films)
        for _, path, _, opens in folder.opened[before:]:
            tries[path].append(opens)
            assert tries[path] in ([True], [False], [False, True], [False, False])
        for path, sight in folder.sights.items():
            told = {(True,): "taken", (False, True): "taken", (False, False): "failed"}
            assert sight.standing == told.get(
                tuple(tries[path]), "unopened" if tries[path] else "arriving"
            )


@given(LOOKS)
def test_no_more_is_remembered_than_is_there(
    looks: list[tuple[float, dict[str, Stamp], set[Stamp]]],
) -> None:
    folder = Folder()
    for later, found, films in looks:
        folder.look(later, found, films)
        assert folder.sights.keys() == found.keys()


@given(st.lists(st.floats(0.1, SETTLE * LONGER), min_size=1, max_size=40))
def test_a_file_that_grows_from_look_to_look_is_never_opened(pauses: list[float]) -> None:
    folder = Folder()
    for size, pause in enumerate(pauses):
        folder.look(pause, {"a": Stamp(size, 0)}, {Stamp(n, 0) for n in range(50)})
    assert folder.opened == []


def test_a_film_under_the_name_of_another_is_a_new_one() -> None:
    folder = Folder()
    one, other = Stamp(1, 0), Stamp(1, 1)
    for stamp in (one, one, other, other, one, one):
        folder.look(SETTLE, {"a": stamp}, {one, other})
    assert [stamp for _, _, stamp, _ in folder.opened] == [one, other, one]
