"""The fault corpus: small films and things that pretend to be films, each built once by name.

`FILES` holds one line for every file of the corpus, with the exit code that `cutter make` owes it.
All lie in one folder, so that a disguised playlist would find the files that it names.
"""

import random
from collections.abc import Callable
from pathlib import Path

from tests.media.conftest import run_ffmpeg

Recipe = Callable[["Corpus", Path], object]

SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:duration=4")
SECOND_SOUND = ("-f", "lavfi", "-i", "sine=frequency=880:duration=4")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=duration=4:rate=30:size=320x240")
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac")
UNEVEN = (
    "color=black:size=320x240:duration=5:rate=1[a];color=gray:size=320x240:duration=5:rate=60[b];"
    "color=white:size=320x240:duration=5:rate=1[c];[a][b][c]concat=n=3:v=1:a=0"
)
PLAYLIST = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:4.0,\n{segment}\n#EXT-X-ENDLIST\n"
CLOSED_PORT = "http://127.0.0.1:9/x.ts"


class Corpus:
    """Builds files by name, each once, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str) -> Path:
        """Return the path of a file of the corpus; see `FILES` and `ODD_NAMES`."""
        path = self.folder / name
        if not path.exists():
            recipe = RECIPES.get(name) or SHAPES[name]
            recipe(self, path)
        return path


def encoded(*options: str) -> Recipe:
    """Return how to have ffmpeg write a file."""
    return lambda corpus, path: run_ffmpeg(*options, f"file:{path}")


def copied(source: str, *options: str, before: tuple[str, ...] = ()) -> Recipe:
    """Return how to copy a film's packets into another file."""
    return lambda corpus, path: run_ffmpeg(
        *before, "-i", corpus(source), "-c", "copy", *options, f"file:{path}"
    )


def written(content: bytes) -> Recipe:
    """Return how to write a file of that content."""
    return lambda corpus, path: path.write_bytes(content)


def cut_short(source: str, share: float) -> Recipe:
    """Return how to write the first part of a file."""

    def write(corpus: Corpus, path: Path) -> None:
        data = corpus(source).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return write


def rotten(source: str, flips: int, seed: int = 1) -> Recipe:
    """Return how to turn over that many bytes of a film, none of them in its header."""

    def write(corpus: Corpus, path: Path) -> None:
        data = bytearray(corpus(source).read_bytes())
        chosen = random.Random(seed)
        for _ in range(flips):
            data[chosen.randrange(8000, len(data))] ^= 0xFF
        path.write_bytes(bytes(data))

    return write


def playlist(segment: str) -> Recipe:
    """Return how to write a playlist of one segment."""
    return written(PLAYLIST.format(segment=segment).encode())


RECIPES: dict[str, Recipe] = {
    "ok.mp4": encoded(*PICTURE, *SOUND, *X264, *AAC, "-shortest"),
    "noaudio.mp4": encoded(*PICTURE, *X264),
    "audio_only.m4a": encoded(*SOUND, *AAC),
    "still.png": encoded(*PICTURE, "-frames:v", "1", "-update", "1"),
    "still.jpg": encoded(*PICTURE, "-frames:v", "1", "-update", "1"),
    "zero.mp4": written(b""),
    "trunc_nomoov.mp4": cut_short("ok.mp4", 0.2),
    "fs.mp4": encoded(*PICTURE, *SOUND, *X264, *AAC, "-movflags", "+faststart"),
    "trunc_faststart.mp4": cut_short("fs.mp4", 0.5),
    "full.mkv": encoded(*PICTURE, *SOUND, *X264, *AAC),
    "trunc.mkv": cut_short("full.mkv", 0.5),
    "bitrot.mp4": rotten("fs.mp4", 60),
    "random.mp4": written(random.Random(1).randbytes(200_000)),
    "text.mp4": written(b"hello\n"),
    "vfr.mp4": encoded("-f", "lavfi", "-i", UNEVEN, *X264, "-fps_mode", "vfr"),
    "rot90.mp4": copied("ok.mp4", before=("-display_rotation", "90")),
    "delayed.mp4": copied("ok.mp4", before=("-itsoffset", "1.075")),
    "offset.ts": copied("ok.mp4", "-output_ts_offset", "3600"),
    "neg.mkv": copied("ok.mp4", "-avoid_negative_ts", "disabled", "-output_ts_offset", "-1.0"),
    "multiaudio.mkv": encoded(
        *PICTURE, *SOUND, *SECOND_SOUND, "-map", "0", "-map", "1", "-map", "2", *X264, *AAC,
        "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fra",
    ),
    "hdr10.mkv": encoded(
        *PICTURE, *SOUND, "-vf",
        "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none",
        "-pix_fmt", "yuv420p10le", *AAC,
    ),
    "odd.mp4": encoded(
        "-f", "lavfi", "-i", "testsrc=duration=2:rate=30:size=321x241",
        "-c:v", "libx264", "-pix_fmt", "yuv444p",
    ),
    "interlaced.mp4": encoded(
        "-f", "lavfi", "-i", "testsrc2=duration=4:rate=50:size=320x240",
        "-vf", "interlace", "-flags", "+ilme+ildct", *X264,
    ),
    "anamorphic.mp4": encoded(
        "-f", "lavfi", "-i", "testsrc2=duration=2:rate=30:size=320x240", "-vf", "setsar=2/1", *X264
    ),
    "oneframe.mp4": encoded(*PICTURE, *X264, "-frames:v", "1"),
    "coverart.m4a": lambda corpus, path: run_ffmpeg(
        "-i", corpus("audio_only.m4a"), "-i", corpus("still.jpg"), "-map", "0", "-map", "1",
        "-c:a", "copy", "-c:v", "mjpeg", "-disposition:v:0", "attached_pic", path,
    ),
    "playlist.mp4": playlist("seg.ts"),
    "seg.ts": copied("ok.mp4"),
    "ssrf.mp4": playlist(CLOSED_PORT),
    "concat_rel.mp4": written(b"ffconcat version 1.0\nfile 'ok.mp4'\n"),
}  # fmt: skip

CORNERS = (
    "color=red:size=160x120:rate=10:duration=2[a];color=lime:size=160x120:rate=10:duration=2[b];"
    "color=blue:size=160x120:rate=10:duration=2[c];color=white:size=160x120:rate=10:duration=2[d];"
    "[a][b]hstack[ab];[c][d]hstack[cd];[ab][cd]vstack"
)
ROUND = (
    "color=black:size=640x240:rate=10:duration=2,format=gray,"
    "geq=lum='if(lt(hypot(X-320,Y-120),80),235,16)',scale=320:240,setsar=2/1"
)
WHEEL = (
    "color=black:size=320x240:rate=50:duration=2[back];color=white:size=60x160:rate=50[bar];"
    "[back][bar]overlay=x='mod(t*400,320)':y=40:shortest=1"
)
"""A bar that moves by 8 pixels from field to field."""
FLASHES = (
    "color=black:size=160x96:rate=30:duration=4[a];color=black:size=160x96:rate=10:duration=4[b];"
    "color=black:size=160x96:rate=25:duration=4[c];[a][b][c]concat=n=3:v=1:a=0,"
    "drawbox=color=white:t=fill:enable='lt(mod(t+0.001,1),0.1)'"
)
"""A flash of a tenth of a second every second, at 30, 10 and 25 frames per second by turns."""
BEEPS = "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.1)':sample_rate=48000:duration=12"
HALF = ("-f", "lavfi", "-i", "testsrc2=duration=2:rate=30:size=320x240")
OTHER_HALF = ("-f", "lavfi", "-i", "testsrc2=duration=2:rate=25:size=160x120")


def turned(*how: str) -> Recipe:
    """Return how to mark a film with four coloured corners as turned or mirrored."""
    return copied("corners.mp4", before=how)


def joined(*names: str) -> Recipe:
    """Return how to put files behind one another, byte by byte."""
    return lambda corpus, path: path.write_bytes(b"".join(corpus(n).read_bytes() for n in names))


SHAPES: dict[str, Recipe] = {
    "twoframes.mp4": encoded(*PICTURE, *X264, "-frames:v", "2"),
    "corners.mp4": encoded("-f", "lavfi", "-i", CORNERS, *X264),
    "left.mp4": turned("-display_rotation", "90"),
    "right.mp4": turned("-display_rotation", "-90"),
    "over.mp4": turned("-display_rotation", "180"),
    "mirrored.mp4": turned("-display_hflip"),
    "round.mp4": encoded("-f", "lavfi", "-i", ROUND, *X264),
    "odd422.mp4": encoded(
        "-f", "lavfi", "-i", "testsrc=duration=1:rate=30:size=320x241",
        "-c:v", "libx264", "-pix_fmt", "yuv422p",
    ),
    "hlg.mkv": encoded(
        *PICTURE, "-vf",
        "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none",
        "-pix_fmt", "yuv420p10le", "-t", "2",
    ),
    "wheel.mp4": encoded(
        "-f", "lavfi", "-i", WHEEL, "-vf", "interlace=lowpass=off", "-flags", "+ilme+ildct", *X264
    ),
    "commentary.mkv": copied(
        "multiaudio.mkv", "-map", "0", "-metadata:s:a:0", "title=Commentary",
        "-disposition:a:0", "0", "-disposition:a:1", "default",
    ),
    "flashes.mp4": encoded(
        "-f", "lavfi", "-i", FLASHES, "-f", "lavfi", "-i", BEEPS, *X264, "-crf", "18",
        "-fps_mode", "vfr", *AAC, "-b:a", "160k",
    ),
    "static.mp4": encoded(
        "-f", "lavfi", "-i", "color=0x608040:duration=60:rate=10:size=160x120", *X264
    ),
    "first.ts": encoded(*HALF, *SOUND, "-t", "2", *X264, *AAC, "-ar", "48000"),
    "second.ts": encoded(
        *OTHER_HALF, *SECOND_SOUND, "-t", "2", *X264, *AAC, "-ar", "44100",
        "-output_ts_offset", "2",
    ),
    "changing.ts": joined("first.ts", "second.ts"),
    "swift.mp4": encoded(
        "-f", "lavfi", "-i", "testsrc2=duration=0.00012:rate=1000000:size=320x240", *X264
    ),
    "swift.mkv": encoded(
        "-f", "lavfi", "-i", "testsrc2=duration=0.00012:rate=1000000:size=320x240", *X264
    ),
    "png.mov": encoded(*PICTURE, "-frames:v", "3", "-c:v", "png"),
    "jpeg.avi": encoded(*PICTURE, "-frames:v", "3", "-c:v", "mjpeg"),
}  # fmt: skip
"""Films of unusual shape and time, for tests that know what is to be seen and heard in them."""

ODD_NAMES = (
    "-i.mp4",
    "it's [a]:b,c;d %d.mp4",
    "new\nline.mp4",
    "ünï😀.mp4",
    "frame%03d.mp4",
    "http:evil.mp4",
)
"""Names that a shell, an option parser or ffmpeg may take for something else; a sound film each."""
for _name in ODD_NAMES:
    RECIPES[_name] = lambda corpus, path: path.write_bytes(corpus("ok.mp4").read_bytes())

REFUSED = (
    "audio_only.m4a", "coverart.m4a", "still.png", "still.jpg", "zero.mp4", "trunc_nomoov.mp4",
    "bitrot.mp4", "random.mp4", "text.mp4", "playlist.mp4", "ssrf.mp4", "concat_rel.mp4",
)  # fmt: skip
FILES: dict[str, int] = {name: 3 if name in REFUSED else 0 for name in RECIPES}
"""Every file of the corpus, and the exit code of `cutter make` on it."""
