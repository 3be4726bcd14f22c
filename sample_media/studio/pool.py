"""Renders pictures of the worlds for training and measuring, as a model will see them.

Turns a seed into square thumbnails. The seeds begin with a tag of their own, so that no picture
here is one of the sample film's. Knows nothing about texts or models.
"""

from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .vocabulary import WORLD_WORDS
from .worlds import WORLDS

SIDE = 64
WORLD_NAMES = tuple(WORLD_WORDS)
TRAINING, MEASURING = 0x7EA0, 0x7EA1
_WIDTH, _HEIGHT, _RATE = 320, 180, 24.0
_CHUNK = 20

Picture = NDArray[np.uint8]


def render_picture(tag: int, world: int, number: int) -> Picture:
    """Render one frame of a world, (180, 320, 3) uint8 RGB; half of them from a running shot."""
    rng = np.random.default_rng([tag, world, number, 2])
    motion = float(rng.uniform(0.0, 1.0))
    # A single frame is composed to show its world; one from a running shot is found as it is.
    frames = WORLDS[WORLD_NAMES[world]].render(rng, 1 + number % 2, _WIDTH, _HEIGHT, _RATE, motion)
    *_, last = frames
    return np.ascontiguousarray(last, dtype=np.uint8)


def thumbnail(
    picture: Picture, side: int = SIDE, across: float = 0.5, down: float = 0.5
) -> Picture:
    """Shrink a picture to `side` rows or columns, and crop it to a square of 64 pixels.

    With the defaults this is what open_clip does before a model sees a picture.
    """
    height, width = picture.shape[:2]
    size = (width * side // min(height, width), height * side // min(height, width))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
    left, top = round((size[0] - SIDE) * across), round((size[1] - SIDE) * down)
    return small[top : top + SIDE, left : left + SIDE]


def _spoil(picture: Picture, rng: np.random.Generator) -> Picture:
    """Do to a picture what cameras and codecs do: light, blur, compression."""
    light = (picture / 255.0) ** rng.uniform(0.75, 1.35) * rng.uniform(0.8, 1.2)
    spoiled = (np.clip(light * rng.uniform(0.95, 1.05, 3), 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.4:
        spoiled = cv2.GaussianBlur(spoiled, (0, 0), rng.uniform(0.4, 1.6)).astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
        packed = cv2.imencode(".jpg", spoiled, quality)[1]
        spoiled = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)
    return spoiled[:, ::-1] if rng.random() < 0.5 else spoiled


def _render_chunk(job: tuple[int, int, int, int]) -> Picture:
    tag, world, first, variants = job
    cv2.setNumThreads(1)
    thumbnails = []
    for number in range(first, first + _CHUNK):
        picture = render_picture(tag, world, number)
        rng = np.random.default_rng([tag, world, number, 1])
        thumbnails.append(thumbnail(picture))
        for _ in range(variants - 1):
            across, down = np.clip(rng.normal(0.5, 0.15, 2), 0, 1)
            side = int(rng.integers(SIDE, 76))
            thumbnails.append(thumbnail(_spoil(picture, rng), side, across, down))
    return np.stack(thumbnails)


def render_pool(
    tag: int, per_world: int, variants: int, processes: int
) -> tuple[Picture, NDArray[np.int64]]:
    """Render many pictures of every world in several processes.

    Args:
        tag: Which pictures: `TRAINING` or `MEASURING`.
        per_world: Renderings of each world, rounded down to a multiple of 20.
        variants: Thumbnails of each rendering; the first is clean, the others are spoiled.
        processes: How many processes render.

    Returns:
        Thumbnails, (n, 64, 64, 3) uint8 RGB, and the number of each one's world.
    """
    chunks = product(range(len(WORLD_NAMES)), range(0, per_world - _CHUNK + 1, _CHUNK))
    jobs = [(tag, world, first, variants) for world, first in chunks]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as workers:
        pictures = np.concatenate(list(workers.map(_render_chunk, jobs)))
    worlds = np.repeat([world for _, world, _, _ in jobs], _CHUNK * variants)
    return pictures, worlds
