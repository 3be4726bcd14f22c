"""Make the sample film: picture, sound, subtitles, and the truth about its shots.

Without options it makes again the committed files beside this script.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _size(text: str) -> tuple[int, int]:
    """Read `640x360`."""
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 640x360") from None
    if width < 64 or height < 36 or width % 2 or height % 2:
        raise argparse.ArgumentTypeError(f"{text}: both sides must be even, from 64x36 on")
    return width, height


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, make the film, and say what was made."""
    sys.path.insert(0, str(HERE.parent))
    from sample_media.studio.film import build_film

    parser = argparse.ArgumentParser(description="Make the sample film.")
    parser.add_argument("--seed", type=int, default=7, help="which film (default: %(default)s)")
    parser.add_argument(
        "--out", type=Path, default=HERE / "sample.mp4", help="the MP4 to write (default: here)"
    )
    parser.add_argument(
        "--size", type=_size, default=(640, 360), metavar="WxH", help="default: 640x360"
    )
    parser.add_argument("--shots", type=int, default=36, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=90.0, help="default: %(default)s")
    parser.add_argument("--crf", type=int, default=23, help="x264 quality (default: %(default)s)")
    parser.add_argument("--silent", action="store_true", help="picture without sound")
    options = parser.parse_args(arguments)
    out: Path = options.out.resolve()
    truth = build_film(
        out,
        options.seed,
        n_shots=options.shots,
        seconds=options.seconds,
        size=options.size,
        silent=options.silent,
        crf=options.crf,
    )
    size = out.stat().st_size / 1e6
    print(
        f"{out.name}: {len(truth.shots)} shots, {float(truth.plan.duration):.2f} s, {size:.2f} MB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
