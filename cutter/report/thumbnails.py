"""Finds the stored picture that shows a clip or a shot, and makes it small. Decodes no film."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from PIL.Image import Image

    from cutter.schema import Clip, FilmRecord


def picture_of_clip(film: FilmRecord, clip: Clip) -> bytes:
    """Return the JPEG of the keyframe that best shows a clip: the one nearest to its middle."""
    return _nearest(film, clip.shots, clip.source_range.middle)


def picture_of_shot(film: FilmRecord, shot: int) -> bytes:
    """Return the JPEG of a shot's keyframe nearest to its middle."""
    return _nearest(film, (shot,), film.shots[shot].span.middle)


def opened(jpeg: bytes) -> Image | None:
    """Return the picture, or None where nothing readable was stored."""
    from PIL import Image as pictures
    from PIL import UnidentifiedImageError

    try:
        with pictures.open(io.BytesIO(jpeg), formats=("JPEG",)) as stored:
            picture: Image = stored.convert("RGB")
            return picture
    except (UnidentifiedImageError, OSError, SyntaxError):
        return None


def shrunk(jpeg: bytes, width: int) -> bytes:
    """Return a smaller JPEG of at most `width` pixels; nothing where nothing was readable."""
    image = opened(jpeg)
    if image is None:
        return b""
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=68, optimize=True)
    return buffer.getvalue()


def _nearest(film: FilmRecord, shots: tuple[int, ...], time: Fraction) -> bytes:
    of_shots = [index for index, key in enumerate(film.keyframes) if key.shot in shots]
    if not of_shots:
        return b""
    return film.pictures[min(of_shots, key=lambda i: (abs(film.keyframes[i].time - time), i))]
