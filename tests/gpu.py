"""What a test says that needs a graphics card."""

import os

import pytest


def needs_gpu() -> None:
    """Skip without CUDA; under CUTTER_REQUIRE_GPU=1 its absence is a failure."""
    import torch

    if torch.cuda.is_available():
        return
    if os.environ.get("CUTTER_REQUIRE_GPU") == "1":
        pytest.fail("CUTTER_REQUIRE_GPU is set, and torch finds no CUDA here")
    pytest.skip("this machine has no CUDA")
