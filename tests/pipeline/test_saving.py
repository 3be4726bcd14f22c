"""What was changed at hand is saved whole, beside what others changed, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cutter.errors import CutterError, OutputExists, ProfileError, UsageError
from cutter.files.sealed import VARIABLE, lock_on
from cutter.pipeline import NOBODY, Look, Planner
from cutter.pipeline.grading import learn_grades
from cutter.pipeline.learning import learn, relearn
from cutter.pipeline.pending import Pending
from cutter.pipeline.provisional import Changes, with_changes
from cutter.pipeline.recounting import entries_of
from cutter.pipeline.saving import Saved, save
from cutter.pipeline.tasting import taste_of
from cutter.profile.events import identity
from cutter.profile.history import read_history
from cutter.profile.learned import with_learned, write_learned
from cutter.profile.read import bytes_of, read_profile
from cutter.profile.retold import retold
from cutter.profile.sealing import private_files, seal
from tests.films import SAMPLE, SAMPLE_CLIP
from tests.pipeline.test_provisional import (
    NOON,
    TALK,
    WRITTEN,
    event,
    folder,
    history,
    numbers,
    said_at_hand,
)

if TYPE_CHECKING:
    from cutter.schema import Analysis


@pytest.fixture(scope="module")
def planner(shared_cache: Path) -> Planner:
    return Planner(Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache))


@pytest.fixture(scope="module")
def film(planner: Planner) -> Analysis:
    return planner.analysis(SAMPLE)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def changed_at_hand(film: Analysis) -> Changes:
    wanted = Changes(events=said_at_hand(film)[:4]).adding(TALK)
    return wanted.weighed("likes[0]", 0).weighed("likes[1]", 2.5).signalled("hue", -1)


def saved(path: Path, wanted: Changes, planner: Planner, known: bytes | None) -> Saved:
    return save(path, wanted, known=known, look=planner.look, films=[SAMPLE])


def test_what_was_tried_is_what_is_saved(planner: Planner, film: Analysis, profile: Path) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read, known = read_profile(profile), bytes_of(profile)
    wanted = changed_at_hand(film)
    pending = wanted.pending.seen_in([film])
    tried = with_changes(read, wanted)
    taste = numbers(taste_of(tried, planner.eyes, pending=pending))
    done = saved(profile, wanted, planner, known)
    assert done.profile == read_profile(profile)
    assert done.known == bytes_of(profile)
    assert done.profile.preferences == tried.preferences
    assert done.profile.signals == tried.signals
    assert numbers(taste_of(done.profile, planner.eyes)) == taste
    assert with_learned(done.known.decode(), None) == (
        '{"version": 1, "likes": [{"text": "a storm", "weight": 2.5}],\n'
        ' "dislikes": [{"text": "people talking", "in": "dialogue", "weight": 0.5}, '
        '{"text": "a desert at noon", "weight": 0.7}],\n'
        ' "signals": {"motion": 0.5, "hue": -1.0}}\n'
    )
    assert {each.source for each in read_history(profile) if each.place} >= {"studio"}


def test_saving_twice_is_saving_once(planner: Planner, film: Analysis, profile: Path) -> None:
    known, wanted = bytes_of(profile), changed_at_hand(film)
    saved(profile, wanted, planner, known)
    held = folder(profile.parent)
    saved(profile, wanted, planner, known)
    assert folder(profile.parent) == held


@pytest.mark.parametrize("broken", ["_write", "forget_events", "learn_grades"])
def test_a_run_that_is_broken_off_loses_nothing_and_is_mended_by_the_next(
    planner: Planner,
    film: Analysis,
    profile: Path,
    broken: str,
    monkeypatch: pytest.MonkeyPatch,
    whole: tuple[Changes, list[bytes]],
) -> None:
    learn(profile, history(film)[:3], look=planner.look, films=[SAMPLE], now=NOON)
    known, before = bytes_of(profile), read_history(profile)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"cutter.pipeline.saving.{broken}", killed)
        with pytest.raises(KeyboardInterrupt):
            saved(profile, whole[0], planner, known)
    assert len(set(before) - set(read_history(profile))) == (broken == "learn_grades")
    saved(profile, whole[0], planner, known)
    assert files(profile) == whole[1]


@pytest.fixture(scope="module")
def whole(
    planner: Planner, film: Analysis, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Changes, list[bytes]]:
    """Return changes, and the files that saving them without a break comes to."""
    path = tmp_path_factory.mktemp("whole") / "viewer.json"
    path.write_text(WRITTEN, encoding="utf-8")
    learn(path, history(film)[:3], look=planner.look, films=[SAMPLE], now=NOON)
    wanted = changed_at_hand(film).forgetting(identity(read_history(path)[1]))
    saved(path, wanted, planner, bytes_of(path))
    return wanted, files(path)


def files(profile: Path) -> list[bytes]:
    return [path.read_bytes() for path in private_files(profile)]


def test_a_field_that_was_changed_meanwhile_is_told_and_nothing_is_written(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    known = bytes_of(profile)
    other = WRITTEN.replace('{"text": "a storm"}', '{"text": "a calm"}')
    profile.write_text(other, encoding="utf-8")
    held = folder(profile.parent)
    with pytest.raises(ProfileError, match=r"likes\[1\]") as caught:
        saved(profile, changed_at_hand(film), planner, known)
    assert "storm" not in str(caught.value)
    assert "calm" not in str(caught.value)
    assert folder(profile.parent) == held
    # What touches other fields goes through, beside what was changed.
    done = saved(profile, Changes().weighed("likes[0]", 2), planner, known)
    assert [(item.text, item.weight) for item in done.profile.preferences][:2] == [
        ("a sunset over the sea", 2.0),
        ("a calm", 1.0),
    ]


def test_what_another_run_learnt_meanwhile_stays(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    known = bytes_of(profile)
    learn_grades(profile, [event(film, 9, source="rate")], look=planner.look, films=[SAMPLE])
    done = saved(profile, changed_at_hand(film), planner, known)
    assert 9 in {
        number
        for number, shot in enumerate(film.film.shots)
        for each in read_history(profile)
        if each.place is not None and each.place.span == shot.span
    }
    assert done.profile.learned is not None
    assert done.profile.learned.events == len(read_history(profile))


def test_a_sealed_profile_stays_sealed(
    planner: Planner, film: Analysis, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography")
    monkeypatch.setenv(VARIABLE, "of three words")
    seal(profile, "passphrase")
    done = saved(profile, changed_at_hand(film), planner, bytes_of(profile))
    assert all(lock_on(path) is not None for path in private_files(profile))
    assert len(private_files(profile)) == 3
    assert TALK in done.profile.preferences
    for data in folder(profile.parent).values():
        assert b"desert" not in data


def test_nobodys_changes_make_a_new_profile(
    planner: Planner, film: Analysis, tmp_path: Path
) -> None:
    path = tmp_path / "new.json"
    wanted = Changes(events=said_at_hand(film)[:2]).adding(TALK).signalled("motion", 1)
    pending = wanted.pending.seen_in([film])
    taste = numbers(taste_of(with_changes(NOBODY, wanted), planner.eyes, pending=pending))
    done = saved(path, wanted, planner, None)
    assert path.stat().st_mode & 0o777 == 0o600
    assert done.profile.preferences == (TALK,)
    assert numbers(taste_of(done.profile, planner.eyes)) == taste
    held = folder(tmp_path)
    saved(path, wanted, planner, None)
    assert folder(tmp_path) == held
    with pytest.raises(OutputExists):
        saved(path, wanted.signalled("motion", 2), planner, None)
    assert folder(tmp_path) == held


def test_a_save_can_be_taken_back(planner: Planner, film: Analysis, profile: Path) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read, before = read_profile(profile), read_history(profile)
    done = saved(profile, changed_at_hand(film), planner, bytes_of(profile))
    assert read_history(profile) != before
    back = saved(profile, done.undo, planner, done.known)
    assert read_history(profile) == before
    assert sorted(back.profile.preferences, key=lambda item: item.text) == sorted(
        read.preferences, key=lambda item: item.text
    )
    assert back.profile.signals == read.signals
    again = saved(profile, back.undo, planner, back.known)
    assert again.profile.preferences == done.profile.preferences


def test_what_was_learnt_is_reckoned_anew_against_what_is_written(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    write_learned(profile, None)
    done = saved(profile, Changes().weighed("likes[1]", 2), planner, bytes_of(profile))
    assert done.before is None
    assert done.profile.learned is not None
    relearn(profile, look=planner.look)
    assert bytes_of(profile) == done.known


def test_without_changes_nothing_is_written(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    held = folder(profile.parent)
    assert not saved(profile, Changes(), planner, bytes_of(profile)).undo
    assert folder(profile.parent) == held


@pytest.mark.parametrize(
    ("wanted", "known", "error"),
    [
        (Changes().weighed("likes[7]", 1), WRITTEN.encode(), UsageError),
        (Changes().weighed("likes[0]", 2), b"{}", ProfileError),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(
    planner: Planner, profile: Path, wanted: Changes, known: bytes, error: type[CutterError]
) -> None:
    held = folder(profile.parent)
    with pytest.raises(error):
        saved(profile, wanted, planner, known)
    assert folder(profile.parent) == held
    profile.unlink()
    with pytest.raises(ProfileError):
        saved(profile, Changes().weighed("likes[0]", 2), planner, WRITTEN.encode())
    assert folder(profile.parent) == {}


def test_the_history_is_told_the_newest_first_with_what_is_pending(
    planner: Planner, film: Analysis, profile: Path
) -> None:
    learn(profile, history(film), look=planner.look, films=[SAMPLE], now=NOON)
    read = read_profile(profile)
    wanted = Changes(events=said_at_hand(film)[:4])
    names = {film.film.media.fingerprint: "sample.mp4"}
    found = entries_of(read, wanted.pending, films=names)
    # The like of the seventh shot was taken back; the rating of the second one is, once saved.
    assert [entry.is_pending for entry in found] == [True] * 3 + [False] * 4
    assert [entry.event.kind for entry in found[:3]] == ["dislike"] * 3
    assert all(entry.told == retold(entry.event, names) for entry in found)
    assert all("of sample.mp4" in entry.told for entry in found[:3])
    assert [entry.event.when for entry in found] == sorted(
        (entry.event.when for entry in found), reverse=True
    )
    assert entries_of(read, wanted.pending, most=2, films=names) == found[:2]
    assert len(entries_of(read)) == 5
    gone = wanted.forgetting(found[3].id)
    assert found[3].id not in {entry.id for entry in entries_of(read, gone.pending)}
    assert entries_of(NOBODY, Pending()) == ()
    relearn(profile, look=planner.look)
    saved(profile, wanted, planner, bytes_of(profile))
    assert [entry.id for entry in entries_of(read, films=names)] == [entry.id for entry in found]
