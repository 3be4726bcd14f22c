"""The films that are measured: the sample film, and real ones where they are at hand."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REAL = ("big_buck_bunny_170s_360p.mp4", "sintel_trailer_52s.webm")


def films_at_hand() -> list[Path]:
    """Return the sample film and the real films of CUTTER_MEDIA or `shared/media`."""
    folder = Path(os.environ.get("CUTTER_MEDIA", ROOT.parent / "shared" / "media"))
    real = [folder / name for name in REAL if (folder / name).is_file()]
    return [ROOT / "sample_media" / "sample.mp4", *real]
