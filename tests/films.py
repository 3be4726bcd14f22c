"""Where tests find films: the sample film of this repository, and real films where present."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_media" / "sample.mp4"
SAMPLE_TRUTH = ROOT / "sample_media" / "sample.truth.json"
SAMPLE_CLIP = ROOT / "sample_media" / "sample-clip"
PROFILES = ROOT / "profiles"


def real_films_folder() -> Path:
    """Return the folder of real films: CUTTER_MEDIA, else `shared/media` beside the checkout."""
    given = os.environ.get("CUTTER_MEDIA")
    return Path(given) if given else ROOT.parent / "shared" / "media"


def real_film(name: str) -> Path:
    """Return the path of a real film, or skip the test, saying that it is absent."""
    path = real_films_folder() / name
    if not path.is_file():
        pytest.skip(f"the real film {name} is not here (set CUTTER_MEDIA)")
    return path
