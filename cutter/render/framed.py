"""Sets a film's pictures into the output's frame by ffmpeg's filters: padded, cropped or blurred.

What it is given and returns are streams of ffmpeg-python. Knows nothing about times and files.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final

from cutter.media.colour import is_rgb, matrix_of
from cutter.render import look, reframe

if TYPE_CHECKING:
    from cutter.render.burnt import Burnt
    from cutter.render.clips import View
    from cutter.schema import Media, Output

SMALLER: Final = 8
"""How much smaller the picture is blurred than shown: blurring is quicker so, and looks alike."""
BLUR: Final = 30
"""The blur's standard deviation is this part of the frame's shorter side."""


def placed(picture: Any, view: View, output: Output, colour: look.Colour) -> Any:  # noqa: ANN401
    """Return pictures of the output's size and pixels.

    Args:
        picture: what a film's decoder gives, upright.
        view: of the film.
        output: what the cut shall be like.
        colour: what its colours are said to be.
    """
    framing, media = view.framing, view.media
    if framing is not None and framing.fit == "crop":
        crop = reframe.crop(view.piece, media, output, framing)
        whole = _scaled(picture, media, (crop.width, crop.height), colour)
        return _cropped(whole, crop, output)
    place = look.fit(media, output)
    if place.is_cropped:
        picture = picture.filter("crop", w=place.width, h=place.height, x=0, y=0)
    picture = _scaled(picture, media, (place.width, place.height), colour)
    if (place.width, place.height) == (output.width, output.height):
        return picture
    if framing is not None and framing.fit == "blur":
        return _before_itself(picture, place, output)
    return picture.filter("pad", w=output.width, h=output.height, x=place.left, y=place.top)


def _scaled(
    picture: Any,  # noqa: ANN401
    media: Media,
    size: tuple[int, int],
    colour: look.Colour,
) -> Any:  # noqa: ANN401
    """Return pictures of a size, with the output's pixels and colours."""
    scale: dict[str, Any] = {"w": size[0], "h": size[1], "flags": look.SCALER, "out_range": "tv"}
    if colour.is_converted:
        scale["out_color_matrix"] = colour.matrix
        if not (look.is_hdr(media) or is_rgb(media)):
            scale["in_color_matrix"] = matrix_of(media)
    scaled = picture.filter("scale", **scale).filter("format", pix_fmts="yuv420p")
    return scaled.filter("setsar", sar="1")


def _cropped(picture: Any, crop: reframe.Crop, output: Output) -> Any:  # noqa: ANN401
    """Crop along the path: to even pixels, and then by the rest, which may be a part of one."""
    shift = {"x": ("0", "0"), "y": ("0", "0")}
    window: dict[str, Any] = {}
    is_moving = False
    for name, size, axis in (("x", output.width, crop.across), ("y", output.height, crop.down)):
        side = "w" if name == "x" else "h"
        window[side], window[name] = size, f"{axis.positions[0]:.0f}"
        if axis.is_moving:
            is_moving = True
            most = axis.room - 2
            window[side] = size + 2
            window[name] = f"min(2*floor(({_path(axis, 'n')})/2),{most})"
            # This filter counts frames from 1.
            rest = f"st(0,{_path(axis, '(in-1)')});ld(0)-min(2*floor(ld(0)/2),{most})"
            shift[name] = rest, f"{rest}+{side.upper()}"
    picture = picture.filter("crop", **window)
    if not is_moving:
        return picture
    (left, right), (top, below) = shift["x"], shift["y"]
    right = right if right != "0" else "W"
    below = below if below != "0" else "H"
    corners = {"x0": left, "y0": top, "x1": right, "y1": top}
    corners |= {"x2": left, "y2": below, "x3": right, "y3": below}
    moved = picture.filter(
        "perspective", **corners, interpolation="cubic", sense="source", eval="frame"
    )
    return moved.filter("crop", w=output.width, h=output.height, x=0, y=0)


def _path(axis: reframe.Axis, frame: str) -> str:
    """Return an expression of ffmpeg's for where a crop lies in a frame.

    Args:
        axis: one along which it moves.
        frame: the name of the frame's number, counted from 0.
    """
    points = reframe.knots(axis.positions)
    told = [f"{points[0][1]:.4f}"]
    for (begin, low), (end, high) in itertools.pairwise(points):
        slope = (high - low) / (end - begin)
        if slope:
            told.append(f"{slope:+.7f}*clip({frame}-{begin},0,{end - begin})")
    return "".join(told)


def _before_itself(picture: Any, place: look.Fit, output: Output) -> Any:  # noqa: ANN401
    """Return the whole picture before a blurred one of itself that fills the frame."""
    import ffmpeg as graph

    both = picture.filter_multi_output("split")
    middle = look.middle(place, output)
    small = look.small(output, SMALLER)
    back = both[0].filter("crop", w=middle[0], h=middle[1])
    back = back.filter("scale", w=small[0], h=small[1], flags=f"area+{_EXACT}")
    # Three boxes are nearly a Gaussian; FFmpeg's own (gblur, in 9.0) leaves rubbish in small
    # pictures where it may use one thread only.
    back = back.filter("boxblur", luma_radius=_radius(min(small) / BLUR), luma_power=_BOXES)
    back = back.filter("scale", w=output.width, h=output.height, flags=look.SCALER)
    back = back.filter("setsar", sar="1")
    return graph.overlay(back, both[1], x=place.left, y=place.top, format="yuv420")


_EXACT: Final = "accurate_rnd+full_chroma_int"
_BOXES: Final = 3


def _radius(deviation: float) -> int:
    """Return the radius of boxes that together blur as a Gaussian of a standard deviation does.

    The variance of a box of 2r + 1 pixels is ((2r + 1)² - 1) / 12; variances add up.
    """
    return max(1, round((math.sqrt(12 * deviation**2 / _BOXES + 1) - 1) / 2))


def drawn_over(
    picture: Any,  # noqa: ANN401
    burnt: Burnt,
    name: str,
    output: Output,
) -> Any:  # noqa: ANN401
    """Return the picture with captions drawn into it.

    Args:
        picture: of the output's size, beginning at 0.
        burnt: pictures that were written to a file, and when each is shown.
        name: the file's, in the graph.
        output: what the cut shall be like.
    """
    import ffmpeg as graph

    drawn = graph.input(
        name, format="png_pipe", protocol_whitelist="file", format_whitelist="png_pipe", threads="1"
    )
    rate = output.frame_rate
    begins = "+".join(f"eq(N,{number})*{at}" for number, at in enumerate(burnt.begins))
    drawn = drawn["0"].filter("settb", expr=f"{rate.denominator}/{rate.numerator}")
    drawn = drawn.filter("setpts", expr=begins)
    drawn = drawn.filter("scale", flags=look.SCALER).filter("format", pix_fmts="yuva420p")
    return graph.overlay(picture, drawn, x=0, y=burnt.top, format="yuv420")
