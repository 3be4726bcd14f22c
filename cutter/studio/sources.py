"""How a browser plays a film: from which address, which type it is, on which clock, and whether.

Measured in Chromium: its clock is the file's own, so that the film's first picture is shown at
`Media.clock_start`, be the file from a camera, cut from another or taken from a broadcast. Firefox
counts from the file's first moment instead; `start` tells the page when that is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError
from cutter.media.mime import codec_name, container_type, mime_type
from cutter.media.tracks import default_audio

if TYPE_CHECKING:
    from cutter.schema import Media
    from cutter.studio.wire import Playable, SourceTold

PROXY_TYPE: Final = 'video/mp4; codecs="avc1.64001f, mp4a.40.2"'
_PICTURES: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
"""Some browser decodes them; no other codecs are."""
_SOUNDS: Final = frozenset({"aac", "mp3", "opus", "vorbis", "flac", "ac3", "eac3"})
_CONTAINERS: Final = frozenset({"video/mp4", "video/webm", "video/x-matroska"})
_SURE: Final = (
    ("video/mp4", frozenset({"h264"}), frozenset({"aac", "mp3"})),
    ("video/webm", frozenset({"vp8", "vp9"}), frozenset({"opus", "vorbis"})),
)
"""What all browsers of today play, in pictures of eight bits and 4:2:0."""
_PLAIN: Final = ("yuv420p", "yuvj420p")


def source_told(media: Media) -> SourceTold:
    """Return how the page plays a film from its own file."""
    try:
        kind = mime_type(media)
    except InputError:
        kind = ""
    # Before 0 no browser counts: all is moved to begin there.
    moved = min(Fraction(0), media.container_start)
    return {
        "address": "/film",
        "type": kind,
        "offset": float(media.clock_start - moved),
        "start": float(media.container_start - moved),
        "playable": playable(media),
    }


def proxy_told(has_sound: bool) -> SourceTold:
    """Return how the page plays a film's proxy: on the film's own clock."""
    return {
        "address": "/proxy",
        "type": PROXY_TYPE if has_sound else PROXY_TYPE.replace(", mp4a.40.2", ""),
        "offset": 0.0,
        "start": 0.0,
        "playable": "yes",
    }


def playable(media: Media) -> Playable:
    """Whether a browser shows a film and lets be heard what we hear of it."""
    container, picture = container_type(media), codec_name(media.codec)
    heard = default_audio(media)
    sound = "" if heard is None else codec_name(heard.codec)
    if container not in _CONTAINERS or picture not in _PICTURES:
        return "no"
    # Sound that no browser decodes would be missing without a word.
    if sound and sound not in _SOUNDS:
        return "no"
    # Browsers take a file's first sound and know no other.
    if heard is not None and heard != media.audio[0]:
        return "no"
    if media.pixel_format in _PLAIN:
        for kind, pictures, sounds in _SURE:
            if container == kind and picture in pictures and (not sound or sound in sounds):
                return "yes"
    return "ask"
