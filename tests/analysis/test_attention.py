"""What moves, what stands out, faces and letters are found where they are; bars are nothing."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from cutter.analysis.attention import observe
from cutter.analysis.store import Store
from cutter.analysis.stored import pack_attention
from cutter.media.source import open_source
from cutter.schema import TimeRange
from cutter.schema.attention import BINS, LETTERING, MOTION, SALIENCE, Attention
from tests.analysis.made import Picture, plain, texture, title, write_film
from tests.analysis.test_faces import drawn_face
from tests.analysis.test_store import Told
from tests.films import real_film

SECOND = TimeRange(Fraction(0), Fraction(1))


def seen_in(path: Path, frames: list[Picture]) -> Attention:
    return observe(open_source(write_film(path, frames)), SECOND)


def middle(profile: np.ndarray) -> float:
    """Return where the weight of a profile lies, 0 to 1."""
    return float(np.average((np.arange(BINS) + 0.5) / BINS, weights=profile))


def test_what_moves_is_found_while_the_camera_pans(tmp_path: Path) -> None:
    ground = texture(1, 600, 144)
    frames = []
    for k in range(24):
        frame = ground[:, 2 * k : 2 * k + 256].copy()
        frame[60:100, 190 - k : 220 - k] = (250, 240, 20) if k % 4 < 2 else (20, 30, 40)
        frames.append(frame)
    found = seen_in(tmp_path / "film.mp4", frames)
    assert abs(middle(found.columns[1:, MOTION].sum(axis=0)) - 0.75) < 0.1
    assert abs(middle(found.rows[1:, MOTION].sum(axis=0)) - 0.55) < 0.1


def test_a_fade_moves_nothing(tmp_path: Path) -> None:
    ground = texture(5, 256, 144)
    ground[:, :128] //= 3
    fading = [(ground * (0.3 + 0.7 * k / 24)).astype(np.uint8) for k in range(24)]
    found = seen_in(tmp_path / "film.mp4", fading)
    moving = seen_in(tmp_path / "moving.mp4", [np.roll(ground, 3 * k, axis=0) for k in range(24)])
    assert found.columns[:, MOTION].mean() < 0.1 * moving.columns[:, MOTION].mean()


def test_what_stands_out_is_found_where_nothing_moves(tmp_path: Path) -> None:
    frame = plain(90)
    cv2.circle(frame, (60, 100), 16, (200, 30, 30), -1)
    found = seen_in(tmp_path / "film.mp4", [frame] * 24)
    assert found.columns[:, MOTION].max() == 0
    assert abs(middle(found.columns[:, SALIENCE].sum(axis=0)) - 60 / 256) < 0.08
    assert abs(middle(found.rows[:, SALIENCE].sum(axis=0)) - 100 / 144) < 0.08


def test_faces_and_letters_are_found_with_their_places(tmp_path: Path) -> None:
    found = seen_in(tmp_path / "film.mp4", [np.roll(drawn_face(), 80, axis=1)] * 24)
    assert {0, 2} <= set(found.faces[:, 0].astype(int))
    assert np.abs((found.faces[:, 1] + found.faces[:, 3]) / 2 - (199 + 80) / 398).max() < 0.05
    letters = seen_in(tmp_path / "title.mp4", [title("THE LONG TITLE")] * 24).columns[:, LETTERING]
    assert (letters.mean(axis=0)[6:20] > 0).all()
    assert letters[:, 30:].max() == 0


def test_black_bars_draw_no_eye(tmp_path: Path) -> None:
    frame = plain(0)
    frame[24:120] = texture(3, 256, 96)
    found = seen_in(tmp_path / "film.mp4", [frame] * 24)
    assert found.inside == pytest.approx((0, 24 / 144, 1, 120 / 144), abs=0.03)
    assert found.rows[:, :, :5].max() == 0
    assert found.rows[:, :, 27:].max() == 0


def test_what_was_seen_comes_back_and_only_for_its_stretch(tmp_path: Path) -> None:
    found = seen_in(tmp_path / "film.mp4", [np.roll(texture(2), 3 * k, axis=1) for k in range(24)])
    told = Told()
    store = Store(tmp_path / "store", progress=told)
    store.keep_attention("ab" * 16, "0 1", found)
    again = store.attention("ab" * 16, "0 1")
    assert again is not None
    assert pack_attention("0 1", again) == pack_attention("0 1", found)
    assert again.times == found.times
    assert not again.columns.flags.writeable
    assert store.attention("ab" * 16, "1 2") is None
    (file,) = (tmp_path / "store").rglob("drawn-*")
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert store.attention("ab" * 16, "0 1") is None
    assert len(told.warnings) == 1


def test_measures_of_another_form_are_made_anew(tmp_path: Path) -> None:
    found = seen_in(tmp_path / "film.mp4", [texture(2)] * 24)
    store = Store(tmp_path / "store")
    few = Attention(found.times[1:], found.columns, found.rows, found.faces, found.inside)
    store.keep_attention("ab" * 16, "0 1", few)
    assert store.attention("ab" * 16, "0 1") is None


@pytest.mark.real_media
def test_a_face_turned_aside_is_found_in_a_real_film() -> None:
    media = open_source(real_film("tears_of_steel_battle_70s.webm"))
    found = observe(media, TimeRange(Fraction(24), Fraction(26)))
    left = found.faces[found.faces[:, 3] < 0.5]
    assert len(set(left[:, 0].tolist())) >= 3
    assert len(found.faces) - len(left) <= 1, "the wheels to the right are no faces"
