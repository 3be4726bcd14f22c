"""The films that are measured: drawn once and kept outside the repository; real ones if here."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bench_film.build import VERSION, build_film
from benchmarks.bench_film.story import FilmShape
from cutter.ffmpeg import run
from cutter.files import atomic_output

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_media" / "sample.mp4"
MINUTE = FilmShape(seconds=60.0, shots=15, dissolves=2, fades=1, seed=4)
"""A short film of the same kind, for quick runs and for other sizes."""
MOVIELENS = "ml-latest-small"
SIZES = {360: "640x360", 480: "854x480", 720: "1280x720", 1080: "1920x1080", 2160: "3840x2160"}
"""Lines, and width by height."""


def default_cache() -> Path:
    """Return the folder where films and models for benchmarks are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("cutter-bench", appauthor=False))


@dataclass(frozen=True, slots=True)
class Films:
    """Films by what they are for; each is made at its first use."""

    cache: Path
    say: Callable[[str], None]

    def bench(self) -> Path:
        """Return the film of ten minutes; its truth lies beside it as JSON."""
        return self._drawn("bench-720p.mp4", FilmShape(), "about six minutes on two cores")

    def minute(self) -> Path:
        """Return the film of one minute; its truth lies beside it as JSON."""
        return self._drawn("minute-720p.mp4", MINUTE, "about half a minute")

    def looped(self, minutes: int) -> Path:
        """Return the ten-minute film over and over, copied as packets: no truth is beside it."""
        source = self.bench()
        # An input each: AAC's padding at the joints would else shift the pictures off their rate.
        once_more = ["-stream_loop", str(minutes // 10 - 1), "-i", str(source)]
        arguments = [*once_more, *once_more, "-map", "0:v", "-map", "1:a", "-c", "copy"]
        return self._derived(f"loop-{minutes}min.mp4", source, arguments)

    def scaled(self, lines: int) -> Path:
        """Return the film of one minute in another size, encoded again."""
        source = self.minute()
        if lines == 720:
            return source
        scale = f"scale={SIZES[lines].replace('x', ':')}:flags=bicubic"
        picture = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-threads", "4"]
        arguments = ["-i", str(source), "-vf", scale, *picture, "-c:a", "copy"]
        return self._derived(f"minute-{lines}p.mp4", source, arguments)

    def mirrored(self) -> Path:
        """Return the sample film with left and right exchanged, encoded again."""
        picture = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-threads", "4"]
        arguments = ["-i", str(SAMPLE), "-vf", "hflip", *picture, "-c:a", "copy"]
        return self._derived("sample-mirrored.mp4", SAMPLE, arguments)

    def real(self, name: str) -> Path | None:
        """Return a real film of CUTTER_MEDIA or of `shared/media` beside the checkout, if there."""
        given = os.environ.get("CUTTER_MEDIA")
        folder = Path(given) if given else ROOT.parent / "shared" / "media"
        return folder / name if (folder / name).is_file() else None

    def ratings(self) -> Path | None:
        """Return the folder of MovieLens in CUTTER_DATA or `shared/data`, if it is there."""
        given = os.environ.get("CUTTER_DATA")
        folder = Path(given) if given else ROOT.parent / "shared" / "data"
        return folder / MOVIELENS if (folder / MOVIELENS / "ratings.csv").is_file() else None

    def _drawn(self, name: str, shape: FilmShape, told: str) -> Path:
        path = self._folder() / name
        if truth_shape(path.with_suffix(".json")) == shape and path.is_file():
            return path
        self.say(f"drawing {name} ({told}; kept in {path.parent})")
        build_film(path, shape, on_frame=_counter(shape.frames))
        return path

    def _derived(self, name: str, source: Path, arguments: list[str]) -> Path:
        path = self._folder() / name
        if path.is_file() and path.stat().st_mtime >= source.stat().st_mtime:
            return path
        self.say(f"making {name} from {source.name}")
        with atomic_output(path, overwrite=True) as part:
            run([*arguments, "-movflags", "+faststart", "-y", str(part)])
        return path

    def _folder(self) -> Path:
        folder = self.cache / f"films-{VERSION}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def truth_shape(path: Path) -> FilmShape | None:
    """Return the shape of the film whose truth this is, or None where it is none of ours."""
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
        shape = replace(FilmShape(), **truth["shape"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return shape if truth.get("version") == VERSION and asdict(shape) == truth["shape"] else None


def _counter(total: int) -> Callable[[int], None] | None:
    """Return what shows a count on a terminal; None where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def show(number: int) -> None:
        if number % 48 == 0 or number == total - 1:
            end = "\n" if number == total - 1 else ""
            print(f"\r  frame {number + 1} of {total}", end=end, file=sys.stderr, flush=True)

    return show
