"""Faces are found where OpenCV can look for them, and are none where it cannot."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from cutter.analysis import faces
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.schema import TimeRange
from tests.analysis.made import Picture, plain, texture, watched, write_film
from tests.films import real_film


def drawn_face(wide: int = 398, high: int = 224) -> Picture:
    """Return a frontal face, as light and dark parts lie in one."""
    frame = plain(70, wide, high)
    x, y = wide // 2, high // 2
    cv2.ellipse(frame, (x, y), (60, 80), 0, 0, 360, (190, 190, 190), -1)
    for side in (-25, 25):
        cv2.ellipse(frame, (x + side, y - 20), (14, 7), 0, 0, 360, (60, 60, 60), -1)
        cv2.ellipse(frame, (x + side, y - 36), (17, 4), 0, 0, 360, (80, 80, 80), -1)
    cv2.ellipse(frame, (x, y + 38), (26, 7), 0, 0, 360, (90, 90, 90), -1)
    cv2.line(frame, (x, y - 15), (x, y + 15), (215, 215, 215), 9)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 4), dtype=np.uint8)


@pytest.fixture
def no_cascades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_cascade", lambda: None)


def test_a_face_is_found_with_its_share() -> None:
    count, share = faces.find_faces(drawn_face())
    assert count == 1
    assert 0.1 < share < 0.4


def test_a_larger_picture_shows_the_same_face() -> None:
    large = np.asarray(cv2.resize(drawn_face(), None, fx=2, fy=2), dtype=np.uint8)
    assert faces.find_faces(large)[0] == 1


def test_patches_of_colour_are_no_faces() -> None:
    assert sum(faces.find_faces(texture(seed, 398, 224))[0] for seed in range(8)) == 0


def test_without_cascades_there_are_no_faces_and_the_film_says_so(
    no_cascades: None, tmp_path: Path
) -> None:
    assert faces.find_faces(drawn_face()) == (0, 0.0)
    record = watched(write_film(tmp_path / "film.mp4", [drawn_face()] * 24))
    assert any("faces are not looked for" in warning for warning in record.warnings)
    assert [signals.faces for signals in record.signals] == [0]


def test_a_close_face_of_a_real_film_is_found() -> None:
    media = open_source(real_film("sintel_trailer_52s.webm"))
    span = TimeRange(336 * media.frame_duration, 356 * media.frame_duration)
    found = [faces.find_faces(picture) for _, picture in pictures(media, span)]
    assert max(share for _, share in found) > 0.1
