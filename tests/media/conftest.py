"""Small films with known content, built once per test run.

Every frame of a counting film shows its own number in eight columns of black and white, and a
click is heard every half second.
"""

import subprocess
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

Film = Callable[[str], Path]

COLUMN = 16
COUNTING = (
    f"color=black:size={8 * COLUMN}x96:rate={{rate}}:duration={{length}},format=yuv420p,"
    f"geq=lum='if(mod(floor(N/pow(2,floor(X/{COLUMN}))),2),235,16)':cb=128:cr=128"
)
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "48", "-pix_fmt", "yuv420p")
CORNERS = (
    "color=red:size=80x48:rate=10:duration=1[a];color=lime:size=80x48:rate=10:duration=1[b];"
    "color=blue:size=80x48:rate=10:duration=1[c];color=white:size=80x48:rate=10:duration=1[d];"
    "[a][b]hstack[ab];[c][d]hstack[cd];[ab][cd]vstack"
)


def run_ffmpeg(*arguments: str | Path) -> bytes:
    """Run ffmpeg and return what it wrote to stdout."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y"]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout


def counting(rate: str = "30", length: str = "4", filters: str = "") -> tuple[str, ...]:
    """Return the ffmpeg input of a counting film."""
    return ("-f", "lavfi", "-i", COUNTING.format(rate=rate, length=length) + filters)


def number_of(picture: NDArray[np.uint8]) -> int:
    """Read the frame number that a picture of a counting film shows."""
    step = picture.shape[1] // 8
    columns = [picture[:, k * step + step // 4 : (k + 1) * step - step // 4] for k in range(8)]
    return sum(int(column.mean() > 128) << bit for bit, column in enumerate(columns))


def write_clicks(path: Path, rate: int, seconds: int, channels: int = 1) -> Path:
    """Write a WAV file with a one-sample click every half second."""
    sound = np.zeros((rate * seconds, channels), np.int16)
    sound[:: rate // 2] = 30_000
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(sound.tobytes())
    return path


def clicks_in(samples: NDArray[np.float32], start: Fraction) -> list[int]:
    """Return how many samples each click is away from its half second."""
    loud = np.abs(samples[:, 0])
    first = -(-start // Fraction(1, 2))
    away = []
    for half in range(int(first), int(first) + 2 * len(samples) // 48_000 + 1):
        at = round((Fraction(half, 2) - start) * 48_000)
        if 2_000 <= at < len(samples) - 2_000:
            window = loud[at - 2_000 : at + 2_000]
            assert window.max() > 0.3, "there is no click"
            away.append(int(window.argmax()) - 2_000)
    return away


class Studio:
    """Builds films by name, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            recipe = RECIPES[name]
            recipe(self, path)
        return path

    def clicks(self, rate: int = 48_000, channels: int = 1) -> Path:
        path = self.folder / f"clicks-{rate}-{channels}.wav"
        return path if path.exists() else write_clicks(path, rate, 12, channels)


Recipe = Callable[[Studio, Path], object]


def _plain(*extra: str, rate: str = "30", length: str = "4", filters: str = "") -> Recipe:
    video = extra if "-c:v" in extra else (*X264, *extra)
    return lambda studio, path: run_ffmpeg(*counting(rate, length, filters), *video, path)


def _sounding(*extra: str, rate: int = 48_000, channels: int = 1, length: str = "4") -> Recipe:
    video = () if "-c:v" in extra else X264
    return lambda studio, path: run_ffmpeg(
        *counting(length=length), "-i", studio.clicks(rate, channels), "-t", length,
        *video, *extra, path,
    )  # fmt: skip


def _copied(source: str, *options: str, before: tuple[str, ...] = ()) -> Recipe:
    return lambda studio, path: run_ffmpeg(
        *before, "-i", studio(source), "-map", "0", "-c", "copy", *options, path
    )


def _half(source: str, share: float = 0.5) -> Recipe:
    def write(studio: Studio, path: Path) -> None:
        data = studio(source).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return write


def _rotten(source: str) -> Recipe:
    def write(studio: Studio, path: Path) -> None:
        data = bytearray(studio(source).read_bytes())
        rng = np.random.default_rng(1)
        for place in rng.integers(len(data) // 4, len(data), 40):
            data[place] ^= 0xFF
        path.write_bytes(bytes(data))

    return write


def _red(size: str, matrix: str, tags: str = ",setparams=colorspace=unknown") -> Recipe:
    """Return how to write a film of the colour (200, 30, 60), its luma made by a matrix."""
    filters = f"scale=out_color_matrix={matrix},format=yuv420p{tags}"
    return lambda studio, path: run_ffmpeg(
        "-f", "lavfi", "-i", f"color=0xc81e3c:size={size}:rate=5:duration=1",
        "-vf", filters, *X264, "-crf", "10", path,
    )  # fmt: skip


_UNEVEN = ",settb=1/90000,setpts='if(lt(N,{n}),N/30,{n}/30+(N-{n})/10)/TB'"
_EXACT = ("-fps_mode", "passthrough", "-enc_time_base", "1/90000")

RECIPES: dict[str, Recipe] = {
    "plain.mp4": _plain(),
    "ntsc.mp4": _plain(rate="24000/1001"),
    "ntsc.mkv": _copied("ntsc.mp4"),
    "odd.mp4": lambda studio, path: run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc=size=101x75:rate=10:duration=1",
        "-c:v", "libx264", "-pix_fmt", "yuv444p", path),
    "one.mp4": _plain("-frames:v", "1"),
    "wide.mp4": _plain("-vf", "setsar=2/1"),
    "tall.mp4": _plain("-vf", "setsar=1/2"),
    "tagged.mp4": _plain(
        "-vf", "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"),
    "bt709.mp4": lambda studio, path: run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=160x96:rate=10:duration=1",
        "-vf", "setparams=colorspace=bt709:range=limited", *X264, path),
    **{
        f"red-{matrix}-{size}.mp4": _red(size, matrix)
        for matrix, size in (("bt709", "1280x720"), ("smpte170m", "640x360"))
    },
    "red-tagged.mp4": _red("1280x720", "smpte170m", ",setparams=colorspace=smpte170m"),
    "joined.ts": lambda studio, path: path.write_bytes(
        studio("open.ts").read_bytes() + studio("open.ts").read_bytes()),
    "held.avi": lambda studio, path: run_ffmpeg(
        *counting(), "-i", studio.clicks(), "-t", "4", "-c:v", "mpeg4", "-c:a", "libmp3lame", path),
    "jittery.mp4": _plain(
        *_EXACT, filters=",settb=1/90000,setpts='N*3000+mod(N*7,5)*225'"),
    "combed.mp4": _plain("-vf", "interlace", "-flags", "+ilme+ildct"),
    "corners.mp4": lambda studio, path: run_ffmpeg("-f", "lavfi", "-i", CORNERS, *X264, path),
    "turned.mp4": _copied("corners.mp4", before=("-display_rotation", "90")),
    "back.mp4": _copied("corners.mp4", before=("-display_rotation", "-90")),
    "over.mp4": _copied("corners.mp4", before=("-display_rotation", "180")),
    "mirrored.mp4": _copied("corners.mp4", before=("-display_hflip",)),
    "mirrored-turned.mp4": _copied(
        "corners.mp4", before=("-display_rotation", "90", "-display_hflip")),
    "uneven.mp4": _plain(*_EXACT, filters=_UNEVEN.format(n=60)),
    "late-uneven.mp4": _plain(*_EXACT, length="20", filters=_UNEVEN.format(n=500)),
    "uneven.mkv": _copied("uneven.mp4"),
    "open.mp4": _plain("-x264-params", "open-gop=1:keyint=24:b-adapt=0:scenecut=0"),
    "open.ts": _copied("open.mp4"),
    "hevc.mkv": _plain("-c:v", "libx265", "-x265-params", "log-level=none:keyint=30"),
    "vp9.webm": _plain("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    "mpeg2.ts": _plain("-c:v", "mpeg2video", "-bf", "2", "-q:v", "3"),
    "asp.avi": _plain("-c:v", "mpeg4", "-bf", "2", "-q:v", "3"),
    "h264.avi": _plain(),
    "sound.mp4": _sounding("-c:a", "aac", "-b:a", "128k"),
    "front.mp4": _copied("sound.mp4", "-movflags", "+faststart"),
    "sound.mkv": _copied("sound.mp4"),
    "half.mp4": _half("front.mp4"),
    "half.mkv": _half("sound.mkv"),
    "unfinished.mp4": _half("sound.mp4", 0.3),
    "rotten.mp4": _rotten("front.mp4"),
    "delayed.mp4": _copied("sound.mp4", before=("-itsoffset", "1.075")),
    "offset.ts": _copied("sound.mp4", "-output_ts_offset", "3600"),
    "negative.mkv": _copied(
        "sound.mp4", "-avoid_negative_ts", "disabled", "-output_ts_offset", "-1.0"),
    "trimmed.mp4": _copied("sound.mp4", before=("-ss", "1.03")),
    "late-sound.mov": lambda studio, path: run_ffmpeg(
        "-i", studio("plain.mp4"), "-itsoffset", "0.5", "-i", studio.clicks(),
        "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "pcm_s16le", "-t", "4", path),
    "late-picture.mkv": lambda studio, path: run_ffmpeg(
        "-itsoffset", "0.3", "-i", studio("plain.mp4"), "-i", studio.clicks(),
        "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "pcm_s16le", "-t", "4", path),
    "two-sounds.mkv": lambda studio, path: run_ffmpeg(
        "-i", studio("plain.mp4"), "-f", "lavfi", "-i", "sine=440:duration=4",
        "-f", "lavfi", "-i", "sine=880:duration=4", "-map", "0", "-map", "1", "-map", "2",
        "-c:v", "copy", "-c:a", "flac", "-metadata:s:a:0", "language=eng",
        "-metadata:s:a:1", "language=fra", "-metadata:s:a:1", "title=Commentary",
        "-disposition:a:0", "0", "-disposition:a:1", "default", path),
    "surround.mkv": lambda studio, path: run_ffmpeg(
        "-i", studio("plain.mp4"), "-f", "lavfi", "-i",
        "sine=500:duration=4,pan=5.1|FL=0*c0|FR=0*c0|FC=0*c0|LFE=0*c0|BL=c0|BR=0*c0",
        "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "flac", path),
    "pcm.mkv": _sounding("-c:v", "copy", "-c:a", "pcm_s16le"),
    "only-sound.m4a": lambda studio, path: run_ffmpeg("-i", studio.clicks(), "-c:a", "aac", path),
    "cover.m4a": lambda studio, path: run_ffmpeg(
        "-i", studio("only-sound.m4a"), "-f", "lavfi", "-i", "color=red:size=64x64",
        "-map", "0", "-map", "1", "-c:a", "copy", "-c:v", "mjpeg", "-frames:v", "1",
        "-disposition:v:0", "attached_pic", path),
    "still.png": lambda studio, path: run_ffmpeg(
        "-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1", path),
}  # fmt: skip
for _rate in (44_100, 48_000):
    for _name, _options in {
        "pcm.mov": ("-c:a", "pcm_s16le"),
        "pcm.mkv": ("-c:a", "pcm_s16le"),
        "aac.mp4": ("-c:a", "aac", "-b:a", "160k"),
        "aac.mkv": ("-c:a", "aac", "-b:a", "160k"),
        "aac.ts": ("-c:a", "aac", "-b:a", "160k"),
        "opus.mkv": ("-c:a", "libopus"),
        "vorbis.mkv": ("-c:a", "libvorbis"),
    }.items():
        RECIPES[f"{_rate}-{_name}"] = _sounding(*_options, rate=_rate, length="12")
del RECIPES["pcm.mkv"]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Return a function that builds a film by name and returns its path."""
    return Studio(tmp_path_factory.mktemp("films"))
