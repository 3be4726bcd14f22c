"""What was learnt is written into a profile without touching what its owner wrote."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import ProfileError
from cutter.profile.learned import with_learned, write_learned
from cutter.profile.read import parse_profile, read_profile
from cutter.schema import SIGNAL_NAMES, Belief, Learned
from tests.films import PROFILES

if TYPE_CHECKING:
    from pathlib import Path

words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)
thousandths = st.integers(1, 10_000).map(lambda count: count / 1000)
beliefs = st.builds(
    Belief,
    words,
    st.one_of(thousandths, thousandths.map(lambda weight: -weight)),
    thousandths,
    st.integers(0, 999),
    st.sampled_from(("words", "shots")),
)
signals = st.dictionaries(
    st.sampled_from(SIGNAL_NAMES), st.integers(-3000, 3000).map(lambda count: count / 1000)
)
learnt = st.builds(
    Learned,
    st.integers(0, 10**6),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.lists(beliefs, max_size=5).map(
        lambda found: tuple(sorted(found, key=lambda each: (-abs(each.weight), each.weight < 0)))
    ),
    signals.map(lambda found: tuple((n, found[n]) for n in SIGNAL_NAMES if n in found)),
)
LAYOUTS = [
    '{"version":1}',
    '{"version": 1, "likes": [{"text": "a } in \\"braces\\""}]  }',
    '{\n\t"version": 1,\n\t"signals": {"motion": 0.5}\n}\n\n',
    ' {  "likes" : [ ] ,"version":1\r\n}\r\n',
]
ONE = Learned(3, date(2026, 1, 31), (Belief("storm", 0.5, 0.1, 3, "shots"),))


def order(learned: Learned) -> Learned:
    """Equal weights of a like and a dislike come in the order of the two lists."""
    found = sorted(learned.beliefs, key=lambda each: (-abs(each.weight), each.weight < 0))
    return Learned(learned.events, learned.until, tuple(found), learned.signals)


@given(st.sampled_from(LAYOUTS), learnt)
def test_what_was_learnt_reads_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, learned: Learned
) -> None:
    path = tmp_path_factory.getbasetemp() / "viewer.json"
    read = parse_profile(with_learned(text, learned).encode(), path).learned
    assert read is not None
    assert order(read) == order(learned)


@given(st.sampled_from(LAYOUTS), learnt, learnt)
def test_taken_out_again_the_text_is_as_it_was(text: str, first: Learned, then: Learned) -> None:
    again = with_learned(with_learned(text, first), then)
    assert again == with_learned(text, then)
    assert with_learned(again, None) == text


@pytest.mark.parametrize("place", ["first", "middle"])
def test_it_is_found_wherever_its_owner_put_it(place: str) -> None:
    told = '"learned": {"events": 1, "until": "2026-01-01"}'
    before, after = (
        ("{", ' "version": 1}') if place == "first" else ('{"version": 1, ', ' "cut": {}}')
    )
    text = f"{before}{told},{after}"
    taken_out = json.loads(with_learned(text, None))
    assert taken_out == {k: v for k, v in json.loads(text).items() if k != "learned"}


@pytest.mark.parametrize("sample", sorted(PROFILES.glob("*.json")), ids=lambda path: path.stem)
def test_the_written_preferences_stay(tmp_path: Path, sample: Path) -> None:
    path = tmp_path / sample.name
    path.write_bytes(sample.read_bytes())
    assert write_learned(path, ONE)
    assert not write_learned(path, ONE)
    profile, before = read_profile(path), read_profile(sample)
    assert (profile.preferences, profile.signals, profile.cut) == (
        before.preferences,
        before.signals,
        before.cut,
    )
    assert profile.learned == ONE
    assert path.stat().st_mode & 0o777 == 0o600
    write_learned(path, None)
    assert path.read_bytes() == sample.read_bytes()


def test_a_profile_that_is_none_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "viewer.json"
    path.write_text('{"version": 1, "likes": 3}')
    with pytest.raises(ProfileError, match="likes"):
        write_learned(path, ONE)
    assert path.read_text() == '{"version": 1, "likes": 3}'


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text('{"version": 1}')
    link.symlink_to(real)
    write_learned(link, ONE)
    assert link.is_symlink()
    assert read_profile(real).learned == ONE
