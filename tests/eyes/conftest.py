"""The tiny model, made once."""

from pathlib import Path

import pytest

from tests.eyes.tiny import make_tiny


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an untrained open_clip model."""
    return make_tiny(tmp_path_factory.mktemp("eyes") / "tiny-clip")
