"""Pictures keep their shape and their colours, and nothing is said of colours that is not so."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.render.look import colour, fit, tags
from cutter.schema import Media, Output
from tests.described import described

MEDIA = described(
    container="mov,mp4,m4a,3gp,3g2,mj2",
    colour_primaries="unknown",
    colour_transfer="unknown",
    colour_space="unknown",
)
SD = Output(640, 360, Fraction(25))
HD = Output(1280, 720, Fraction(25))
sides = st.integers(8, 4000)
even = st.integers(4, 2000).map(lambda half: 2 * half)


def film(width: int = 640, height: int = 360, tag: str = "unknown", transfer: str = "") -> Media:
    return dataclasses.replace(
        MEDIA,
        width=width,
        height=height,
        display_width=width,
        display_height=height,
        colour_space=tag,
        colour_primaries=tag,
        colour_transfer=transfer or tag,
    )


@given(width=sides, height=sides, wide=even, high=even)
def test_a_picture_fits_in_the_frame_and_keeps_its_shape(
    width: int, height: int, wide: int, high: int
) -> None:
    place = fit(film(width, height), Output(wide, high, Fraction(25)))
    assert 0 < place.width <= wide
    assert 0 < place.height <= high
    assert place.width == wide or place.height == high
    assert all(value % 2 == 0 for value in (place.width, place.height, place.left, place.top))
    assert abs(wide - place.width - 2 * place.left) <= 2
    assert abs(high - place.height - 2 * place.top) <= 2
    # Even sizes and the two pixels that are filled rather than left black.
    assert abs(place.width * height - place.height * width) <= 3 * max(width, height)


def test_an_odd_picture_loses_a_row_instead_of_being_scaled() -> None:
    assert fit(film(321, 241), Output(320, 240, Fraction(25))).is_cropped
    assert not fit(film(322, 241), Output(320, 240, Fraction(25))).is_cropped
    assert not fit(film(320, 240), Output(320, 240, Fraction(25))).is_cropped


@pytest.mark.parametrize(
    ("films", "output", "matrix", "is_converted"),
    [
        ([film()], SD, "", False),
        ([film(tag="smpte170m")], SD, "smpte170m", False),
        ([film(1280, 720, "bt709")], SD, "bt709", False),
        # Untagged HD made small would be taken for BT.601.
        ([film(1280, 720)], SD, "bt709", True),
        ([film(1280, 720)], HD, "", False),
        ([film(), film(1280, 720)], HD, "bt709", True),
        # Players go by the stored size: they would take this for HD once it stands upright.
        (
            [dataclasses.replace(film(854, 480), display_width=480, display_height=854)],
            Output(480, 854, Fraction(25)),
            "bt709",
            True,
        ),
        ([film(tag="smpte170m"), film(tag="bt709")], SD, "bt709", True),
        ([film(tag="bt2020nc", transfer="smpte2084")], SD, "bt709", True),
        ([film(tag="bt2020nc", transfer="arib-std-b67")], SD, "bt709", True),
        ([dataclasses.replace(film(), pixel_format="gbrp")], SD, "bt709", True),
    ],
)
def test_colours_stay_as_they_are_where_that_is_true_for_all(
    films: list[Media], output: Output, matrix: str, is_converted: bool
) -> None:
    found = colour(films, output)
    assert (found.matrix, found.is_converted) == (matrix, is_converted)
    assert ("colorspace" in tags(found)) == bool(matrix)
