"""A key changes with all that a result hangs on, and with nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.batch.journal import Journal, opened
from cutter.batch.keys import Keys, digest
from cutter.batch.task import Cut, Setting
from cutter.errors import ProfileError
from cutter.pipeline import Look, Wish
from cutter.profile.beside import history_file, sidecar_file
from tests.batch.inline import cuts_in, setting_in


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    (tmp_path / "out").mkdir()
    with opened(tmp_path / "out" / "batch.sqlite") as found:
        yield found


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    return cuts_in(tmp_path, ["one"], ["alice"])[0]


def keys_of(cut: Cut, setting: Setting, journal: Journal) -> tuple[str, str, str]:
    keys = Keys(setting, journal)
    look = keys.look(cut.film, keys.fingerprint(cut.film))
    plan = keys.plan(cut, look)
    return look, plan, keys.render(plan)


def changed(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    names = ("analyze", "plan", "render")
    return [name for name, a, b in zip(names, one, other, strict=True) if a != b]


ALL = ["analyze", "plan", "render"]


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (lambda cut: cut.film.write_text("another film"), ALL),
        (lambda cut: cut.film.with_suffix(".srt").write_text("1\n"), ALL),
        (lambda cut: cut.film.with_name("another.srt").write_text("1\n"), []),
        (lambda cut: cut.profile.write_text('{"version": 1}'), ALL[1:]),
        (lambda cut: history_file(cut.profile).write_text("an event"), ALL[1:]),
        (lambda cut: sidecar_file(cut.profile).write_text("numbers"), ALL[1:]),
        (lambda cut: cut.profile.touch(), []),
        (lambda cut: cut.film.touch(), []),
    ],
)
def test_files_that_a_result_hangs_on(
    tmp_path: Path,
    journal: Journal,
    cut: Cut,
    change: Callable[[Cut], object],
    touched: list[str],
) -> None:
    setting = setting_in(tmp_path)
    before = keys_of(cut, setting, journal)
    change(cut)
    assert changed(before, keys_of(cut, setting, journal)) == touched


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (lambda s: replace(s, look=replace(s.look, model="other")), ALL),
        (lambda s: replace(s, look=replace(s.look, sentences="none")), ALL),
        (lambda s: replace(s, look=replace(s.look, audio="1")), ALL),
        (lambda s: replace(s, look=replace(s.look, cache=None, offline=False)), []),
        (lambda s: replace(s, renderer="copy"), ["render"]),
        (lambda s: replace(s, keep_metadata=True), ["render"]),
        (lambda s: replace(s, exports=("otio",)), ["render"]),
        (lambda s: replace(s, start_timecode="00:00:00:00"), ["render"]),
        (lambda s: replace(s, cores=8), []),
        (lambda s: replace(s, overwrite=True), []),
    ],
)
def test_settings_that_a_result_hangs_on(
    tmp_path: Path,
    journal: Journal,
    cut: Cut,
    change: Callable[[Setting], Setting],
    touched: list[str],
) -> None:
    setting = setting_in(tmp_path)
    before = keys_of(cut, setting, journal)
    assert changed(before, keys_of(cut, change(setting), journal)) == touched


def test_the_kind_of_file_that_is_asked_for_counts(
    tmp_path: Path, journal: Journal, cut: Cut
) -> None:
    setting = setting_in(tmp_path)
    other = replace(cut, target=cut.target.with_suffix(".mkv"))
    one, two = (keys_of(each, setting, journal) for each in (cut, other))
    assert changed(one, two) == ALL[1:]


def test_every_field_of_a_wish_counts_and_music_by_what_it_is(
    tmp_path: Path, journal: Journal, cut: Cut
) -> None:
    setting = setting_in(tmp_path)
    song = tmp_path / "song.mp3"
    song.write_text("la")
    wishes = [
        Wish(),
        Wish(kind="trailer"),
        Wish(budget="30s"),
        Wish(denied=("storm",)),
        Wish(must=("#1",)),
        Wish(music=song),
    ]
    found = [keys_of(replace(cut, wish=wish), setting, journal)[1] for wish in wishes]
    assert len(set(found)) == len(wishes)
    song.write_text("lala")
    assert keys_of(replace(cut, wish=wishes[-1]), setting, journal)[1] not in found


def test_the_content_of_examples_counts(tmp_path: Path, journal: Journal, cut: Cut) -> None:
    setting = setting_in(tmp_path)
    assert cut.profile is not None
    picture = cut.profile.with_name("sea.png")
    picture.write_text("a picture")
    cut.profile.write_text('{"version": 1, "likes": [{"image": "sea.png"}]}')
    before = keys_of(cut, setting, journal)
    picture.write_text("another one")
    assert changed(before, keys_of(cut, setting, journal)) == ["plan", "render"]


def test_a_profile_that_cannot_be_read_has_no_key(
    tmp_path: Path, journal: Journal, cut: Cut
) -> None:
    assert cut.profile is not None
    cut.profile.unlink()
    with pytest.raises(ProfileError):
        keys_of(cut, setting_in(tmp_path), journal)


def test_where_folders_lie_together_does_not_count(tmp_path: Path) -> None:
    found = []
    for name in ("here", "there"):
        folder = tmp_path / name
        (folder / "out").mkdir(parents=True)
        with opened(folder / "out" / "batch.sqlite") as journal:
            cut = cuts_in(folder, ["one"], ["alice"])[0]
            found.append(keys_of(cut, setting_in(folder), journal))
    assert found[0] == found[1]


def test_a_film_is_read_once_while_it_looks_the_same(
    tmp_path: Path, journal: Journal, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Keys(setting_in(tmp_path), journal).fingerprint(cut.film)
    # Whoever read it again would find that it is no longer there.
    monkeypatch.setattr("cutter.media.source.fingerprint", lambda path: pytest.fail("read"))
    assert Keys(setting_in(tmp_path), journal).fingerprint(cut.film) == first


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_digests_are_equal_only_for_equal_parts(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_a_way_of_looking_has_all_that_changes_what_is_seen() -> None:
    # Whoever adds a field says here whether results hang on it.
    apart = {"device", "offline", "cache", "policy", "subtitles"}
    counted = {"model", "precision", "sentences", "runtime", "language", "audio", "detector"}
    assert apart | counted == set(Look.__dataclass_fields__)
