"""What a film is in the words of browsers: a MIME type with its codecs (RFC 6381, RFC 6838).

Reads headers alone. Knows nothing about which browser plays what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.media import nal
from cutter.media.container import opened
from cutter.media.streams import stream_of
from cutter.media.tracks import default_audio

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.schema import Media

CONTAINERS: Final = {
    "mov,mp4,m4a,3gp,3g2,mj2": "video/mp4",
    "matroska,webm": "video/x-matroska",
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
}
"""By FFmpeg's names of formats. QuickTime's own is MP4's in all that browsers read of it."""
_WEBM: Final = (frozenset({"vp8", "vp9", "av1"}), frozenset({"vorbis", "opus"}))
"""Pictures and sounds that Matroska may hold and be WebM."""
_SAME: Final = {
    "libdav1d": "av1",
    "libaom-av1": "av1",
    "libvpx-vp9": "vp9",
    "libvpx": "vp8",
    "mp3float": "mp3",
    "libopus": "opus",
    "libvorbis": "vorbis",
}
"""Decoders that FFmpeg calls otherwise than what they decode."""
_SOUNDS: Final = {
    "mp3": "mp3",
    "opus": "opus",
    "vorbis": "vorbis",
    "flac": "flac",
    "ac3": "ac-3",
    "eac3": "ec-3",
}


def codec_name(name: str) -> str:
    """Return what a decoder of FFmpeg's decodes."""
    return _SAME.get(name, name)


def container_type(media: Media) -> str:
    """Return the MIME type of a film's container, without codecs."""
    found = CONTAINERS.get(media.container, "application/octet-stream")
    pictures, sounds = _WEBM
    is_webm = codec_name(media.codec) in pictures and all(
        codec_name(track.codec) in sounds for track in media.audio
    )
    return "video/webm" if found == "video/x-matroska" and is_webm else found


def mime_type(media: Media) -> str:
    """Return the MIME type of a film with the codecs of its picture and of the sound heard.

    Args:
        media: as `open_source` describes it.

    Returns:
        `video/mp4; codecs="avc1.64001f, mp4a.40.2"`; an empty string where a codec has no such
        name, or none is known.

    Raises:
        InputError: the file cannot be read any more.
    """
    track = default_audio(media)
    with opened(media.path) as container:
        stream = stream_of(container, media, media.video_index)
        codecs = [_picture(media, stream.codec_context.extradata or b"")]
        if track is not None:
            sound = stream_of(container, media, track.index)
            codecs.append(_sound(codec_name(track.codec), sound.codec_context.extradata or b""))
    if not all(codecs):
        return ""
    return f'{container_type(media)}; codecs="{", ".join(codecs)}"'


def _picture(media: Media, extradata: bytes) -> str:
    name = codec_name(media.codec)
    if name == "vp8":
        return "vp8"
    read = _PICTURES.get(name)
    try:
        return "" if read is None else read(media, extradata)
    except (IndexError, ValueError):
        return ""


def _avc(media: Media, extradata: bytes) -> str:
    """Profile, constraints and level (ISO/IEC 14496-15, annex E) of the first parameter set."""
    sets = nal.parameter_sets("h264", extradata)
    unit = next(one for one in (*sets, b"") if not one or nal.unit_type("h264", one) == 7)
    return f"avc1.{unit[1]:02x}{unit[2]:02x}{unit[3]:02x}"


def _hevc(media: Media, extradata: bytes) -> str:
    """Read the configuration record (ISO/IEC 14496-15, 8.3.3.1) into words (annex E.3)."""
    if extradata[0] != 1 or len(extradata) < 13:
        return ""
    space, tier, profile = extradata[1] >> 6, extradata[1] >> 5 & 1, extradata[1] & 31
    # The flags are told in reverse order of bits.
    flags = int(f"{int.from_bytes(extradata[2:6], 'big'):032b}"[::-1], 2)
    told = [
        f"{('', 'A', 'B', 'C')[space]}{profile}",
        f"{flags:X}",
        f"{'LH'[tier]}{extradata[12]}",
        *(f"{byte:X}" for byte in extradata[6:12].rstrip(b"\0")),
    ]
    return f"hev1.{'.'.join(told)}"


def _vp9(media: Media, extradata: bytes) -> str:
    """Profile by the pixels; no header tells the level, so it is the highest usual one, 4.1."""
    depth = _depth(media)
    is_420 = "420" in media.pixel_format
    profile = (0 if depth == 8 else 2) + (0 if is_420 else 1)
    return f"vp09.{profile:02}.41.{depth:02}"


def _av1(media: Media, extradata: bytes) -> str:
    """Read the configuration record (AV1 in ISO BMFF, 2.3.3)."""
    if extradata[0] != 0x81:
        return ""
    profile, level = extradata[1] >> 5, extradata[1] & 31
    tier = extradata[2] >> 7
    depth = 8 if not extradata[2] >> 6 & 1 else 12 if extradata[2] >> 5 & 1 else 10
    return f"av01.{profile}.{level:02}{'MH'[tier]}.{depth:02}"


_PICTURES: Final[dict[str, Callable[[Media, bytes], str]]] = {
    "h264": _avc,
    "hevc": _hevc,
    "vp9": _vp9,
    "av1": _av1,
}


def _depth(media: Media) -> int:
    """Return the bits of a sample, by the name of the pixels."""
    return next((bits for bits in (10, 12) if f"p{bits}" in media.pixel_format), 8)


def _sound(name: str, extradata: bytes) -> str:
    if name != "aac":
        return _SOUNDS.get(name, "")
    # The first five bits are the object type (ISO/IEC 14496-3, 1.6.2.1); streams without a header
    # of their own are of low complexity as good as always.
    kind = extradata[0] >> 3 if extradata else 2
    return f"mp4a.40.{kind if kind in (1, 2, 3, 4, 5, 29) else 2}"
