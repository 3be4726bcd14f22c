"""What is stored comes back unchanged; what is damaged is made anew; nothing depends on a path."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.analysis.settings import DetectorSettings
from cutter.analysis.store import Store
from cutter.analysis.stored import STORE_VERSION
from cutter.errors import UsageError
from cutter.progress import Silent
from cutter.schema import (
    Analysis,
    AudioTrack,
    Boundary,
    Cue,
    FilmRecord,
    Keyframe,
    Shot,
    Signals,
    TimeRange,
)
from tests.described import described

SETTINGS = DetectorSettings()
VERSION = f'\\"version\\":{STORE_VERSION}'.encode()


class Told(Silent):
    """Keeps the warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


def a_record(path: str = "/films/a.mp4") -> FilmRecord:
    media = described(
        path=Path(path),
        fingerprint="ab" * 16,
        container="mov",
        clock_start=Fraction(1, 3),
        end=Fraction(4),
        frame_rate=Fraction(24000, 1001),
        audio=(AudioTrack(1, "aac", "eng", "Ünï", 2, 48000, True),),
    )
    first = TimeRange(Fraction(0), Fraction(48048, 24000))
    second = TimeRange(first.end, Fraction(4))
    return FilmRecord(
        media=media,
        detector=SETTINGS.key(),
        boundaries=(Boundary("cut", first.end, first.end),),
        shots=(Shot(0, first, first), Shot(1, second, second)),
        keyframes=(Keyframe(0, Fraction(1)), Keyframe(1, Fraction(3))),
        pictures=(b"one", b"other"),
        signals=(Signals(*[0.1] * 13), Signals(*[0.25] * 13)),
        cues=(),
        cue_terms=(),
        warnings=("a warning",),
    )


def test_whether_a_film_was_watched_is_known_without_reading_it(tmp_path: Path) -> None:
    store, record = Store(tmp_path), a_record()
    fingerprint = record.media.fingerprint
    assert not store.holds(fingerprint, SETTINGS)
    store.keep_film(record)
    assert store.holds(fingerprint, SETTINGS)
    assert not store.holds("cd" * 16, SETTINGS)
    assert not store.holds(fingerprint, dataclasses.replace(SETTINGS, speed="fast"))
    store.clear()
    assert not store.holds(fingerprint, SETTINGS)


def an_analysis(record: FilmRecord) -> Analysis:
    eye = np.eye(4, dtype=np.float32)
    return Analysis(record, "basic", eye[:2], eye[: len(record.cues)], eye[2:3])


def test_a_film_comes_back_unchanged_wherever_it_lies_now(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_film(a_record())
    moved = a_record("/elsewhere/b.mp4")
    assert store.film(moved.media.fingerprint, moved.media.path, SETTINGS) == moved


def test_the_same_film_gives_the_same_bytes_from_any_path(tmp_path: Path) -> None:
    kept = []
    for folder, path in (("one", "/films/a.mp4"), ("two", "/home/viewer/secret.mp4")):
        Store(tmp_path / folder).keep_film(a_record(path))
        (file,) = (tmp_path / folder).rglob("*.safetensors")
        kept.append((file.name, file.read_bytes()))
    assert kept[0] == kept[1]
    assert b"secret" not in kept[1][1]


def test_other_settings_find_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_film(a_record())
    assert store.film("ab" * 16, Path("a.mp4"), DetectorSettings(threshold=4.0)) is None


def test_cues_come_back_unchanged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    cues = (Cue(TimeRange(Fraction(1, 3), Fraction(2)), "Ahoj, světe", "cs"),)
    store.keep_cues("ab" * 16, "track-2", cues, ("odd",))
    assert store.cues("ab" * 16, "track-2") == (cues, ("odd",))
    assert store.cues("ab" * 16, "track-3") is None


def test_vectors_come_back_read_only_and_only_for_their_model(tmp_path: Path) -> None:
    store = Store(tmp_path)
    analysis = an_analysis(a_record())
    store.keep_analysis(analysis)
    again = store.analysis(a_record(), "basic")
    assert again is not None
    assert (again.image_vectors == analysis.image_vectors).all()
    assert not again.image_vectors.flags.writeable
    assert store.analysis(a_record(), "other") is None


def test_vectors_of_other_words_are_not_taken(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_analysis(an_analysis(a_record()))
    cue = Cue(TimeRange(Fraction(1), Fraction(2)), "hello", "en")
    said = dataclasses.replace(a_record(), cues=(cue,), cue_terms=(("hello",),))
    assert store.analysis(said, "basic") is None
    # The pictures are the same all the same.
    images = store.images(said, "basic")
    assert len(images) == len(said.keyframes)


def read_by(reader: str, record: FilmRecord, seed: int = 3) -> Analysis:
    """Return an analysis whose words were read by a sentence model of another dimension."""
    rng = np.random.default_rng(seed)
    eyes = an_analysis(record)
    return dataclasses.replace(
        eyes,
        cue_vectors=rng.random((len(record.cues), 7), np.float32),
        reader=reader,
        null_sentences=rng.random((5, 7), np.float32),
    )


def said_record() -> FilmRecord:
    cue = Cue(TimeRange(Fraction(1), Fraction(2)), "hello", "en")
    return dataclasses.replace(a_record(), cues=(cue,), cue_terms=(("hello",),))


def test_what_a_sentence_model_read_comes_back_for_that_model_alone(tmp_path: Path) -> None:
    store, record = Store(tmp_path), said_record()
    kept = read_by("sentences/a/1", record)
    store.keep_analysis(kept)
    again = store.analysis(record, "basic", "sentences/a/1")
    assert again is not None
    assert (again.cue_vectors == kept.cue_vectors).all()
    assert (again.word_nulls == kept.null_sentences).all()
    assert (again.null_vectors == kept.null_vectors).all()
    assert again.models == "basic with sentences/a/1"
    assert store.analysis(record, "basic", "sentences/b/2") is None
    assert store.analysis(record, "basic") is None


def test_a_sentence_model_leaves_every_byte_that_the_eyes_made(tmp_path: Path) -> None:
    def held() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in tmp_path.rglob("seen-*")}

    store, record = Store(tmp_path), said_record()
    store.keep_analysis(an_analysis(record))
    before = held()
    store.keep_analysis(read_by("sentences/a/1", record))
    store.keep_analysis(read_by("sentences/b/2", record, seed=4))
    after = held()
    assert before.items() <= after.items()
    # Of each sentence model its words, and the eyes' null prompts apart from the cues.
    assert len(after) == len(before) + 3
    assert store.analysis(record, "basic") is not None


def test_a_store_without_a_sentence_model_gives_it_the_eyes_null_prompts(tmp_path: Path) -> None:
    store, record = Store(tmp_path), said_record()
    assert store.nulls(record, "basic") is None
    store.keep_analysis(an_analysis(record))
    nulls = store.nulls(record, "basic")
    assert nulls is not None
    assert (nulls == an_analysis(record).null_vectors).all()


def flip(position: float) -> Callable[[bytes], bytes]:
    def damage(data: bytes) -> bytes:
        at = int(position * (len(data) - 1))
        return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data.replace(VERSION, b'\\"version\\":9'),
        lambda data: data.replace(b'\\"kind\\":\\"watched', b'\\"kind\\":\\"xatched'),
        flip(0.0),
        flip(0.1),
    ],
)
def test_a_damaged_film_is_made_anew_with_one_warning(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    told = Told()
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())
    (file,) = tmp_path.rglob("*.safetensors")
    intact = file.read_bytes()
    assert damage(intact) != intact
    file.write_bytes(damage(intact))
    assert store.film("ab" * 16, Path("a.mp4"), SETTINGS) is None
    assert len(told.warnings) == 1


def test_a_folder_that_cannot_be_written_costs_one_warning(tmp_path: Path) -> None:
    told = Told()
    (tmp_path / "films").write_text("a file where the folder should be")
    store = Store(tmp_path, progress=told)
    store.keep_film(a_record())
    store.keep_analysis(an_analysis(a_record()))
    with store.lock("ab" * 16):
        pass
    assert len(told.warnings) == 1


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_film(a_record())
    assert [entry.fingerprint for entry in store.entries()] == ["ab" * 16]
    assert store.size() > 0
    store.clear()
    assert store.entries() == ()


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "magic"},
        {"threshold": 0.0},
        {"threshold": float("nan")},
        {"min_shot": Fraction(0)},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        DetectorSettings(**settings)  # type: ignore[arg-type]
