"""Turns one segment of a cut into the arguments of one ffmpeg run, built with ffmpeg-python.

Which frames are shown is decided by time stamps on the file's own clock (`-copyts`), never by
counting from where a seek landed: the seek only has to land early enough, and should not land
earlier than that, for all from there on is decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter import ffmpeg
from cutter.media.container import decoder_limit
from cutter.render import look
from cutter.render.compiled import TARGET, compiled, source
from cutter.render.framed import drawn_over, placed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.render.burnt import Burnt
    from cutter.render.encoder import Encoder
    from cutter.schema import Framing, Media, Output
    from cutter.timeline.place import Placed
    from cutter.timeline.segments import Segment

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


@dataclass(frozen=True, slots=True)
class View:
    """A run of a film's frames, and how they are shown."""

    piece: Placed
    media: Media
    framing: Framing | None = None
    """How the picture is set into the output's frame; None pads it."""
    aim: Fraction | None = None
    """What the seek aims at, as `media.entry.seeks` tells it, on the film's clock; a little before
    the piece where it is None."""


def clip_arguments(
    segment: Segment,
    views: Sequence[View],
    output: Output,
    colour: look.Colour,
    encoder: Encoder,
    target: Path,
    burnt: Burnt | None = None,
) -> list[str]:
    """Return what makes ffmpeg write exactly the frames of a segment to `target`.

    Args:
        segment: a body, or a transition.
        views: of what is placed in the segment, in the same order.
        output: what the cut shall be like.
        colour: what its colours are said to be.
        encoder: what encodes it.
        target: the file to write.
        burnt: what is drawn into the picture, written to a file.
    """
    import ffmpeg as graph

    shown = []
    for number, view in enumerate(views):
        film = graph.input(source(number), **_input_options(view, encoder))
        picture = film[str(view.media.video_index)]
        for name, options in _timing(view, output):
            picture = picture.filter(name, **options)
        shown.append(placed(picture, view, output, colour))
    files = [ffmpeg.source_argument(view.media.path) for view in views]
    picture = _led_over(segment, shown, output)
    if burnt is not None:
        picture = drawn_over(picture, burnt, source(len(files)), output)
        files.append(f"file:{burnt.path}")
    if tags := look.tags(colour):
        picture = picture.filter("setparams", **tags)
    written = graph.output(
        picture,
        TARGET,
        **encoder.settings(output),
        **SAME_FILE,
        **{"frames:v": str(segment.count), "fps_mode": "passthrough", "format": "mp4"},
        video_track_timescale=str(output.frame_rate.numerator * 10),
    )
    settled = written.global_args("-copyts", "-filter_complex_threads", "1")
    return compiled(settled, target, *files)


def _led_over(segment: Segment, shown: Sequence[Any], output: Output) -> Any:  # noqa: ANN401
    """Return the picture of a segment: what it shows as it is, or as it leads to the next."""
    import ffmpeg as graph

    rate, count = output.frame_rate, segment.count
    if segment.kind == "dissolve":
        # One frame of the duration lies before the first: see `Segment.weight`. `xfade` wants to
        # be told a constant rate, which `setpts` may have taken away.
        before, behind = (picture.filter("fps", fps=str(rate)) for picture in shown)
        times = {"duration": decimal((count + 1) / rate), "offset": decimal(-1 / rate)}
        return graph.filter([before, behind], "xfade", transition="fade", **times)
    length = {"start_time": "0", "duration": decimal(count / rate)}
    if segment.kind == "from_black":
        return shown[0].filter("fade", type="in", **length)
    if segment.kind == "to_black":
        # The fade begins one frame early, so that it is over with the last frame.
        late = shown[0].filter("setpts", expr=f"PTS+round({rate.denominator}/{rate.numerator}/TB)")
        return late.filter("fade", type="out", **length).filter("setpts", expr="PTS-STARTPTS")
    return shown[0]


def _input_options(view: View, encoder: Encoder) -> dict[str, Any]:
    media, aim = view.media, view.aim
    if aim is None:
        aim = view.piece.start - (EARLY_UNINDEXED if "mpegts" in media.container else EARLY)
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


def _timing(view: View, output: Output) -> list[tuple[str, dict[str, Any]]]:
    """Return the filters that choose and mend frames: whole ones, in light that can be shown."""
    media = view.media
    chosen: list[tuple[str, dict[str, Any]]] = [
        (
            "fps",
            {
                "fps": str(output.frame_rate),
                "start_time": decimal(media.clock_start + view.piece.start),
                "round": "near",
                "eof_action": "pass",
            },
        ),
        ("setpts", {"expr": "PTS-STARTPTS"}),
        # The last frame of a film may end a little before the clip does: it is held, never
        # invented.
        ("tpad", {"stop_mode": "clone", "stop": "2"}),
    ]
    if media.is_interlaced:
        chosen.append(("bwdif", {"mode": "send_frame", "deint": "interlaced"}))
    return [*chosen, *_TONE_MAP] if look.is_hdr(media) else chosen


def decimal(seconds: Fraction) -> str:
    """Return seconds with nine decimals, rounded; the same on every machine."""
    billionths = round(seconds * 10**9)
    sign = "-" if billionths < 0 else ""
    whole, rest = divmod(abs(billionths), 10**9)
    return f"{sign}{whole}.{rest:09d}"
