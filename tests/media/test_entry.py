"""A seek lands on the last iframe that a frame can be decoded from, neither before nor after it."""

import subprocess
from fractions import Fraction
from pathlib import Path

import av
import pytest

from cutter import ffmpeg
from cutter.media.entry import seeks
from cutter.media.source import open_source
from cutter.schema import Media

RATE = 25
SOURCE = f"testsrc2=size=128x96:rate={RATE}:duration=8"
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-g", "50", "-sc_threshold", "0")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "60")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "60")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=50")
FORMS = {
    "h264.mp4": X264,
    "h264.mkv": X264,
    "one_group.mp4": (*X264, "-g", "1000"),
    "short_groups.mp4": (*X264, "-g", "4"),
    "late.mp4": (*X264, "-output_ts_offset", "1.075"),
    "fragments.mp4": (*X264, "-movflags", "frag_keyframe+empty_moov"),
    "hevc.mp4": (*X265, "-tag:v", "hvc1"),
    "vp9.webm": VP9,
    "vp8.webm": VP8,
}


def film(folder: Path, name: str, *settings: str) -> Media:
    path = folder / name
    ffmpeg.run(["-f", "lavfi", "-i", SOURCE, "-pix_fmt", "yuv420p", *settings, "-y", str(path)])
    return open_source(path)


def iframes(media: Media) -> list[Fraction]:
    """Return when every iframe is shown, as the whole file tells it."""
    with av.open(str(media.path)) as container:
        packets = [p for p in container.demux(video=0) if p.size and p.is_keyframe]
        return sorted(
            p.pts * p.time_base - media.clock_start
            for p in packets
            if p.pts is not None and p.time_base is not None
        )


def landed(media: Media, aim: Fraction) -> Fraction:
    """Return the time of the first packet that ffmpeg itself reads after a seek."""
    seek = float(media.clock_start + aim - media.container_start)
    reading = ["-v", "error", "-noaccurate_seek", "-ss", f"{seek:.6f}", "-copyts"]
    writing = ["-map", "0:v", "-c", "copy", "-copytb", "1", "-frames:v", "1", "-f", "framecrc"]
    done = subprocess.run(
        [str(ffmpeg.executable()), *reading, "-i", str(media.path), *writing, "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    tick = Fraction(next(line for line in lines if line.startswith("#tb")).split()[-1])
    stamp = int(lines[-1].split(",")[2])
    return stamp * tick - media.clock_start


@pytest.mark.parametrize("name", FORMS)
def test_a_seek_lands_on_the_last_iframe_before_the_frame(tmp_path: Path, name: str) -> None:
    media = film(tmp_path, name, *FORMS[name])
    known = iframes(media)
    numbers = [0, 1, 3, 49, 50, 51, 98, 99, 100, 101, 120, 160, 199]
    # Right on an iframe, and just before it, is where an index misleads.
    numbers += [round(time * RATE) + more for time in known[1:3] for more in (-1, 0, 1)]
    times = [Fraction(number, RATE) + Fraction(1, 4 * RATE) for number in numbers]
    for time, aim in zip(times, seeks(media, times), strict=True):
        assert aim is not None
        wanted = max(entry for entry in known if entry <= time)
        found = landed(media, aim)
        assert found <= time
        if "short_groups" not in name:
            assert found == wanted, (name, float(time))


def test_nothing_is_promised_where_frames_may_lean_on_what_was_before(tmp_path: Path) -> None:
    open_groups = film(tmp_path, "open.mp4", *X264, "-x264-params", "open-gop=1")
    later = Fraction(6)
    assert len(iframes(open_groups)) > 2
    assert seeks(open_groups, [later])[0] in (None, Fraction(1, 2))
    stream = film(tmp_path, "stream.ts", *X264)
    assert seeks(stream, [later, Fraction(0)]) == (None, None)
    old = film(tmp_path, "old.avi", "-c:v", "mpeg4", "-bf", "2")
    assert seeks(old, [later]) == (None,)
    assert seeks(old, []) == ()
