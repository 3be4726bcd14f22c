"""Says which films can be copied as packets into a cut, and how the rest is encoded to match.

Knows nothing about clips and packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter import ffmpeg
from cutter.media.colour import told
from cutter.media.packets import COPIED_CODECS
from cutter.render import look
from cutter.render.clips import SAME_FILE, decimal
from cutter.render.compiled import TARGET, compiled
from cutter.render.decoded import has_doubtful_stamps
from cutter.render.encoder import PLAIN_TREE, THREADS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from cutter.schema import Media, Output

PIXELS: Final = {
    "h264": ("yuv420p", "yuvj420p", "yuv422p", "yuv420p10le", "yuv422p10le"),
    "hevc": ("yuv420p", "yuv420p10le"),
    "vp9": ("yuv420p",),
}
"""Pixel formats that the encoders here write just as they are."""
H264_PROFILES: Final = {66: "baseline", 77: "main", 100: "high", 110: "high10", 122: "high422"}
"""By the number in the parameter sets (H.264 annex A)."""
LEAST_PROFILE: Final = {"yuv420p10le": 110, "yuv422p": 122, "yuv422p10le": 122}
"""The lowest of them that has a pixel format, where not every one has it."""
PRESET: Final = "superfast"
"""Of x264 and x265; edges are few frames, and their cost in time is what counts."""
TREE: Final = "mbtree=1:rc-lookahead=10"
"""What `superfast` lacks most: with it x264's files are half as large at the same crf."""
FINER: Final = 3
"""Steps of crf by which edges are finer than asked for: the quicker preset loses about as much. 200
frames of 720p animation came out at 51.9 dB in 720 kB with crf 20 at `medium`, and with these
settings at 17 at 50.8 dB in 917 kB."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a film's pictures are like in the file."""

    codec: str
    pixel_format: str
    size: tuple[int, int]
    rate: Fraction
    colours: tuple[str, str, str]
    """Matrix, primaries and transfer; empty where the film says nothing."""

    @classmethod
    def of(cls, media: Media) -> Form:
        """Return the form of a film."""
        colours = (media.colour_space, media.colour_primaries, media.colour_transfer)
        return cls(
            media.codec,
            media.pixel_format,
            (media.width, media.height),
            media.frame_rate,
            (told(colours[0]), told(colours[1]), told(colours[2])),
        )


def refusal(films: Sequence[Media], output: Output) -> str:
    """Say why nothing of a cut can be copied, in a few words; nothing where it can.

    Args:
        films: those that the cut uses.
        output: what the cut shall be like.
    """
    for media in films:
        if why := _of_film(media) or _of_output(media, output):
            return f"{media.path.name} {why}"
    if len({Form.of(media) for media in films}) > 1:
        return "the films differ in codec, size, rate or colours"
    return ""


def _of_film(media: Media) -> str:
    """Say what about a film stands in the way of copying."""
    if media.codec not in COPIED_CODECS:
        return f"holds {media.codec}, and only {', '.join(COPIED_CODECS)} are copied"
    if look.is_hdr(media):
        return "is HDR, and the cut is not"
    faults = {
        f"has the pixel format {media.pixel_format}": media.pixel_format not in PIXELS[media.codec],
        "has a variable frame rate": media.is_vfr,
        "is interlaced": media.is_interlaced,
        f"is turned by {media.rotation} degrees": media.rotation != 0,
        "has pixels that are not square": media.pixel_aspect != 1,
        "does not tell its frames' times": has_doubtful_stamps(media),
    }
    return next((fault for fault, is_met in faults.items() if is_met), "")


def _of_output(media: Media, output: Output) -> str:
    """Say in what the cut shall differ from a film."""
    if (media.width, media.height) != (output.width, output.height):
        return f"is {media.width}x{media.height}, the cut {output.width}x{output.height}"
    if media.frame_rate != output.frame_rate:
        rates = [f"{float(rate):.6g}" for rate in (media.frame_rate, output.frame_rate)]
        return f"has {rates[0]} frames per second, the cut {rates[1]}"
    return ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the parts that are not copied are encoded."""

    rate: Fraction
    """Frames per second."""
    crf: int
    profile: str
    """Of H.264; empty for other codecs."""
    set_id: int
    """Id of H.264's parameter sets: none of those of the films'."""

    @classmethod
    def of(cls, output: Output, profile: str, set_id: int) -> Settings:
        """Return what a cut's own crf means for its edges."""
        return cls(output.frame_rate, max(1, output.crf - FINER), profile, set_id)


def encoding(form: Form, settings: Settings, starts: Sequence[int], target: Path) -> list[str]:
    """Return what makes ffmpeg encode frames from its standard input in a film's own form.

    Args:
        form: the film's.
        settings: how finely, and with which ids.
        starts: numbers of the frames, counted in what is fed, that begin anew.
        target: the file to write.
    """
    import ffmpeg as graph

    picture = graph.input(
        "pipe:0",
        **ffmpeg.ONLY_PIPE,
        format="rawvideo",
        pix_fmt=form.pixel_format,
        s=f"{form.size[0]}x{form.size[1]}",
        framerate=str(form.rate),
    )
    if tags := look.tags(look.Colour(*form.colours, is_converted=False)):
        picture = picture.filter("setparams", **tags)
    # Half a frame early: no rounding of times can reach a frame's neighbour.
    times = [decimal((2 * start - 1) / (2 * form.rate)) for start in starts if start > 0]
    forced = {"force_key_frames": ",".join(times)} if times else {}
    written = graph.output(
        picture,
        TARGET,
        **_encoder(form.codec, settings),
        **SAME_FILE,
        **forced,
        **{"pix_fmt": form.pixel_format, "fps_mode": "passthrough", "format": "mp4"},
        video_track_timescale=str(form.rate.numerator * 10),
    )
    return compiled(written, target)


def _encoder(codec: str, settings: Settings) -> dict[str, str]:
    """Return the encoder and its settings."""
    if codec == "vp9":
        # VP9's scale has 63 steps where x264's has 51.
        return {
            "c:v": "libvpx-vp9",
            "crf": str(round(settings.crf * 63 / 51)),
            "b:v": "0",
            "deadline": "realtime",
            "cpu-used": "6",
            "lag-in-frames": "0",
            "threads": str(THREADS),
            "g": "9999",
        }
    common = {"crf": str(settings.crf), "preset": PRESET, "forced-idr": "1"}
    if codec == "hevc":
        told_x265 = "repeat-headers=1:info=0:open-gop=0:pools=2:frame-threads=1:log-level=error"
        return {"c:v": "libx265", **common, "x265-params": told_x265, "tag:v": "hev1"}
    return {
        "c:v": "libx264",
        **common,
        "profile:v": settings.profile,
        "threads": str(THREADS),
        # `stitchable` keeps x264 from shaping the headers after the content.
        "x264-params": f"{TREE}:{PLAIN_TREE}:stitchable=1:sps-id={settings.set_id}",
    }
