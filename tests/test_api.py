"""The Python API is small, and cheap to import."""

import subprocess
import sys

import cutter
from tests.films import ROOT


def test_every_public_name_is_there() -> None:
    for name in cutter.__all__:
        assert getattr(cutter, name) is not None


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("numpy", "av", "cv2", "torch", "pydantic")
    code = f"import sys, cutter; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
