"""On real pictures too, the first and the last frame of every clip are the planned ones."""

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.media.decode import PictureFrame, pictures, read
from cutter.media.source import open_source
from cutter.render.choose import RENDERERS, make_renderer
from cutter.render.write import write_cut
from cutter.schema import Media, TimeRange
from cutter.timeline.place import place
from tests.films import SAMPLE, real_film
from tests.render.films import cut_of, lags

FILMS = [
    "sample",
    "big_buck_bunny_170s_360p.mp4",
    "sintel_trailer_52s.webm",
    "tears_of_steel_battle_70s.webm",
    "nasa_multistream_16s.mp4",
    "takes_frog.mp4",
]
Picture = NDArray[np.uint8]


def the_film(name: str) -> Media:
    if name != "sample":
        return open_source(real_film(name))
    if not SAMPLE.is_file():
        pytest.skip("the sample film is not here")
    return open_source(SAMPLE)


def around(media: Media, time: Fraction) -> dict[int, Picture]:
    """Return the frame at a time and those within two frames of it, by their distance."""
    frame = media.frame_duration
    span = TimeRange(max(Fraction(0), time - 2 * frame), time + 3 * frame)
    found = list(pictures(media, span))
    own = max(index for index, (at, _) in enumerate(found) if at <= time + frame / 2)
    return {index - own: picture for index, (_, picture) in enumerate(found)}


def psnr(one: Picture, other: Picture) -> float:
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


@pytest.mark.slow
@pytest.mark.real_media
@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("renderer", sorted(RENDERERS))
def test_the_edges_of_every_clip_are_the_planned_frames(
    name: str, renderer: str, tmp_path: Path
) -> None:
    media = the_film(name)
    rate = media.frame_rate
    chance = random.Random(1)
    # What the header says may be longer than what is there.
    frames = (frame for frame in read(media, sound=False) if isinstance(frame, PictureFrame))
    last = int((max(frame.end for frame in frames) - 2) * rate)
    spans = []
    for _ in range(8 if name == "sample" else 4):
        start = Fraction(chance.randrange(2, last)) / rate
        spans.append((0, start, start + chance.randrange(10, 30) / rate))
    edl = cut_of([media], spans, crf=12)
    cut = open_source(
        write_cut(
            edl, [media], tmp_path / "cut.mp4", renderer=make_renderer(renderer, device="cpu")
        )
    )
    size = (edl.output.width, edl.output.height)
    shown = [picture for _, picture in pictures(cut, TimeRange(Fraction(0), cut.end + 1))]
    for piece in place(edl):
        for number in (0, piece.count - 1):
            time = piece.start + number / rate
            picture = shown[piece.first + number]
            near = {k: p[: size[1], : size[0]] for k, p in around(media, time).items()}
            alike = {distance: psnr(picture, other) for distance, other in near.items()}
            assert alike[0] > 33, (piece.clip, number, alike)
            # A neighbour nearer than the coding noise cannot be told apart, and need not be.
            moving = {k: v for k, v in alike.items() if k == 0 or psnr(near[0], near[k]) < 40}
            assert alike[0] == max(moving.values()), (piece.clip, number, alike)
    if media.audio:
        heard = lags(edl, [media], tmp_path / "cut.mp4")
        assert np.median(np.abs(heard)) <= 1.0
