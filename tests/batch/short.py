"""Short films for the tests of batches: pieces of the sample film, which take little to look at."""

from pathlib import Path

from cutter import ffmpeg
from tests.films import SAMPLE


def short_film(path: Path, *, begin: int, seconds: int = 12) -> Path:
    """Write the piece of the sample film that begins at a second, packets as they are."""
    cut = ["-ss", str(begin), "-t", str(seconds), "-i", str(SAMPLE), "-map", "0:v", "-map", "0:a"]
    ffmpeg.run([*cut, "-c", "copy", "-y", str(path)])
    return path
