"""The files that fuzzing begins with: tiny films in every container and codec, subtitles, profiles.

A film lasts 1.2 s at 64x48 and takes a few KB, so that a changed byte is likely to matter.
"""

from __future__ import annotations

import struct
import subprocess
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import imageio_ffmpeg

from tests.films import PROFILES

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["film", "subtitles", "profile", "plan", "store"]

SRT = """1
00:00:00,100 --> 00:00:00,500
Hello <i>there</i>

2
00:00:00,600 --> 00:00:01,100
- Who?
- Me.
"""
VTT = """WEBVTT

NOTE a remark

first
00:00.100 --> 00:00.500 align:start
<v Bob>Hello <c.loud>there</c>

00:00.600 --> 00:01.100
Who? Me.
"""
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.10,0:00:00.50,Default,,0,0,0,,{\\i1}Hello{\\i0} there
Dialogue: 0,0:00:00.60,0:00:01.10,Default,,0,0,0,,Who?\\NMe.
"""
PROFILE = """{
  "version": 1,
  "likes": [
    {"text": "a sunset", "weight": 1.2},
    {"image": "example.png", "weight": 0.5},
    {"film": "film.mp4", "span": "0:00-0:01"},
    {"text": "hello", "in": "dialogue"}
  ],
  "dislikes": [{"text": "crowds", "in": "picture"}],
  "never": [{"text": "spiders"}],
  "must": [{"text": "red"}],
  "signals": {"motion": -0.3, "brightness": 0.2},
  "cut": {"budget": "50%", "order": "arc", "pace": "brisk", "min_clip": 0.2, "max_clip": "1s"}
}
"""

_PICTURE = (
    "testsrc2=size=64x48:rate=10:duration=0.6[a];color=red:size=64x48:rate=10:duration=0.6[b];"
    "[a][b]concat,format=yuv420p"
)
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "6", "-bf", "1")
_H265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=6")
_VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "6")
_AAC = ("-c:a", "aac", "-b:a", "16k")
_OPUS = ("-c:a", "libopus", "-b:a", "16k")
_MP3 = ("-c:a", "libmp3lame", "-b:a", "16k")

RECIPES: dict[str, tuple[str, ...]] = {
    "h264.mp4": (*_H264, *_AAC, "-c:s", "mov_text", "-movflags", "+faststart"),
    "late-index.mp4": (*_H264, *_AAC, "-sn"),
    "pieces.mp4": (*_H264, *_AAC, "-sn", "-movflags", "+frag_keyframe+empty_moov"),
    "hevc.mp4": (*_H265, *_AAC, "-sn", "-tag:v", "hvc1"),
    "av1.mp4": ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "keyint=6", *_AAC, "-sn"),
    "mpeg4.mov": ("-c:v", "mpeg4", "-bf", "1", "-c:a", "pcm_s16le", "-sn"),
    "combed.mp4": (*_H264, "-flags", "+ilme+ildct", "-an", "-sn"),
    "mjpeg.mov": ("-c:v", "mjpeg", "-q:v", "20", "-an", "-sn"),
    "h264.mkv": (*_H264, *_OPUS, "-c:s", "ass"),
    "hevc.mkv": (*_H265, "-c:a", "flac", "-c:s", "srt"),
    "vp8.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "40k", "-c:a", "libvorbis",
                 "-c:s", "webvtt"),
    "vp9.webm": (*_VP9, "-b:v", "40k", *_OPUS, "-sn"),
    "mpeg4.avi": ("-c:v", "mpeg4", "-bf", "1", *_MP3, "-sn"),
    "h264.avi": (*_H264, "-c:a", "ac3", "-b:a", "32k", "-sn"),
    "h264.ts": (*_H264, *_AAC, "-sn"),
    "mpeg2.ts": ("-c:v", "mpeg2video", "-g", "6", "-bf", "1", "-c:a", "mp2", "-b:a", "32k", "-sn"),
    "hevc.ts": (*_H265, "-an", "-sn"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file from which mutated ones are made."""

    kind: Kind
    name: str
    data: bytes


def build_films(folder: Path, names: tuple[str, ...] = tuple(RECIPES)) -> list[Seed]:
    """Write the films, as far as this ffmpeg has their encoders, and return them.

    Raises:
        CalledProcessError: not even the first of them can be written.
    """
    words = folder / "words.srt"
    words.write_text(SRT, encoding="utf-8")
    sources = (
        *("-f", "lavfi", "-i", _PICTURE),
        *("-f", "lavfi", "-i", "sine=440:duration=1.2:sample_rate=48000"),
        *("-i", str(words), "-map", "0", "-map", "1", "-map", "2"),
    )
    seeds = []
    for name in names:
        path = folder / name
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *sources]
        done = subprocess.run([*command, *RECIPES[name], path], capture_output=True, check=False)
        if done.returncode == 0:
            seeds.append(Seed("film", name, path.read_bytes()))
        elif not seeds:
            done.check_returncode()
    return seeds


def texts() -> list[Seed]:
    """Return subtitles and profiles."""
    subtitles = {"words.srt": SRT, "words.vtt": VTT, "words.ass": ASS}
    seeds = [Seed("subtitles", name, text.encode()) for name, text in subtitles.items()]
    seeds.append(Seed("subtitles", "wide.srt", SRT.encode("utf-16")))
    seeds.append(Seed("profile", "all.json", PROFILE.encode()))
    seeds.append(Seed("profile", "alice.json", (PROFILES / "alice.json").read_bytes()))
    return seeds


def picture() -> bytes:
    """Return a red PNG of 8x8, for profiles that name an example."""
    rows = (b"\0" + b"\xff\0\0" * 8) * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    parts = {b"IHDR": header, b"IDAT": zlib.compress(rows), b"IEND": b""}
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
