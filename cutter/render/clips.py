"""Turns one piece of a clip into the arguments of one ffmpeg run, built with ffmpeg-python.

Which frames are shown is decided by time stamps on the file's own clock (`-copyts`), never by
counting from where a seek landed: the seek only has to land early enough, and should not land
earlier than that, for all from there on is decoded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter import ffmpeg
from cutter.media.colour import is_rgb, matrix_of
from cutter.media.container import decoder_limit
from cutter.render import look
from cutter.render.compiled import SOURCE, TARGET, compiled

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.render.encoder import Encoder
    from cutter.schema import Media, Output
    from cutter.timeline.place import Placed

EARLY = Fraction(1)
"""Seconds that a seek aims before the first frame where it is not known from which iframe decoding
must begin: an index by decoding time may name an iframe that is shown after the frame, and a clip
may begin while an earlier frame is still shown."""
EARLY_UNINDEXED = Fraction(12)
"""The same for transport streams: they have no index, so a seek lands between iframes, and
nothing is shown before the next one. Broadcast and cameras put one at least every 10 s."""
DECODER_THREADS = 2
SAME_FILE = {
    "map_metadata": "-1",
    "map_chapters": "-1",
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
}
"""Nothing of the source's metadata, no time of day and no version goes into what is written."""
_TONE_MAP: tuple[tuple[str, dict[str, Any]], ...] = (
    # Linear light with 100 nits as white, then Hable's curve; the usual recipe of FFmpeg's wiki.
    ("zscale", {"t": "linear", "npl": "100"}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"p": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": "0"}),
    ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
)


def clip_arguments(
    piece: Placed,
    media: Media,
    output: Output,
    colour: look.Colour,
    encoder: Encoder,
    target: Path,
    aim: Fraction | None = None,
) -> list[str]:
    """Return what makes ffmpeg write exactly `piece.count` frames of a film to `target`.

    Args:
        piece: the frames.
        media: the film.
        output: what the cut shall be like.
        colour: what its colours are said to be.
        encoder: what encodes it.
        target: the file to write.
        aim: what the seek aims at, as `media.entry.seeks` tells it, on the film's clock; a little
            before the piece unless given.
    """
    import ffmpeg as graph

    source = graph.input(SOURCE, **_input_options(piece, media, encoder, aim))
    picture = source[str(media.video_index)]
    for name, options in picture_filters(piece, media, output, colour):
        picture = picture.filter(name, **options)
    written = graph.output(
        picture,
        TARGET,
        **encoder.settings(output),
        **SAME_FILE,
        **{"frames:v": str(piece.count), "fps_mode": "passthrough", "format": "mp4"},
        video_track_timescale=str(output.frame_rate.numerator * 10),
    )
    settled = written.global_args("-copyts", "-filter_complex_threads", "1")
    return compiled(settled, target, ffmpeg.source_argument(media.path))


def _input_options(
    piece: Placed, media: Media, encoder: Encoder, aim: Fraction | None
) -> dict[str, Any]:
    if aim is None:
        aim = piece.start - (EARLY_UNINDEXED if "mpegts" in media.container else EARLY)
    seek = media.clock_start + aim - media.container_start
    options: dict[str, Any] = {
        "protocol_whitelist": "file",
        "format_whitelist": ffmpeg.FILM_FORMATS,
        "max_pixels": decoder_limit(media.width * media.height),
        "noaccurate_seek": None,
        # A change of size or tags amid the film is met by the scaler, not by a new graph that
        # would begin to count again.
        "reinit_filter": "0",
        "threads": str(DECODER_THREADS),
    }
    if seek > 0:
        options["ss"] = decimal(seek)
    if encoder.uses_cuda:
        options["hwaccel"] = "cuda"
    return options


def picture_filters(
    piece: Placed, media: Media, output: Output, colour: look.Colour
) -> list[tuple[str, dict[str, Any]]]:
    """Return the filters, by name and options, that a film's decoded frames go through."""
    chosen: list[tuple[str, dict[str, Any]]] = [
        (
            "fps",
            {
                "fps": str(output.frame_rate),
                "start_time": decimal(media.clock_start + piece.start),
                "round": "near",
                "eof_action": "pass",
            },
        ),
        ("setpts", {"expr": "PTS-STARTPTS"}),
    ]
    # The last frame of a film may end a little before the clip does: it is held, never invented.
    chosen.append(("tpad", {"stop_mode": "clone", "stop": "2"}))
    if media.is_interlaced:
        chosen.append(("bwdif", {"mode": "send_frame", "deint": "interlaced"}))
    if look.is_hdr(media):
        chosen += _TONE_MAP
    return chosen + _placing(media, output, colour)


def _placing(media: Media, output: Output, colour: look.Colour) -> list[tuple[str, dict[str, Any]]]:
    """Return the filters that scale, pad and convert to the output's pixels."""
    place = look.fit(media, output)
    chosen: list[tuple[str, dict[str, Any]]] = []
    if place.is_cropped:
        chosen.append(("crop", {"w": place.width, "h": place.height, "x": 0, "y": 0}))
    scale: dict[str, Any] = {
        "w": place.width,
        "h": place.height,
        "flags": look.SCALER,
        "out_range": "tv",
    }
    if colour.is_converted:
        scale["out_color_matrix"] = colour.matrix
        if not (look.is_hdr(media) or is_rgb(media)):
            scale["in_color_matrix"] = matrix_of(media)
    chosen += [("scale", scale), ("format", {"pix_fmts": "yuv420p"})]
    if (place.width, place.height) != (output.width, output.height):
        frame = {"w": output.width, "h": output.height, "x": place.left, "y": place.top}
        chosen.append(("pad", frame))
    chosen.append(("setsar", {"sar": "1"}))
    if tags := look.tags(colour):
        chosen.append(("setparams", tags))
    return chosen


def decimal(seconds: Fraction) -> str:
    """Return seconds with nine decimals, rounded; the same on every machine."""
    billionths = round(seconds * 10**9)
    sign = "-" if billionths < 0 else ""
    whole, rest = divmod(abs(billionths), 10**9)
    return f"{sign}{whole}.{rest:09d}"
