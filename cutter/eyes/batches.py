"""How many pictures are put through an image tower at a time, so that memory suffices.

Knows nothing about what is in the pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.errors import CutterError
from cutter.eyes.machine import free_memory

if TYPE_CHECKING:
    from cutter.eyes.towers import Towers

MOST = {"cpu": 16, "cuda": 64}
"""Pictures at a time: on a processor nothing is gained beyond 16 (docs/benchmarks.md)."""
SHARE = 4
"""A batch may take a quarter of the memory that is free."""
ROOM = 128 << 20
"""Bytes that a batch may take on a processor however much is free: a tower that fills them with
two pictures gains nothing by more, and the size then hangs on the model alone."""
_SHORTAGES = ("out of memory", "alloc_failed", "not enough memory", "can't allocate memory")
AT_ONCE = 6
"""Tensors as large as a tower's largest that live at one time, about: input, output, what the
sum is taken with, and working space of the attention."""


def of_towers(towers: Towers) -> int:
    """Return how many pictures to put through a loaded image tower at a time."""
    import torch

    kind = towers.device.type
    if kind == "cuda":
        room = torch.cuda.mem_get_info(towers.device)[0] // SHARE
    else:
        room = min(ROOM, free_memory() // SHARE)
    return fitting(bytes_of_picture(towers), room, MOST[kind])


def fitting(picture: int, room: int, most: int) -> int:
    """Return how many pictures to take at a time: `most`, halved until they fit, at least 1.

    Args:
        picture: bytes that one picture takes.
        room: bytes that a batch may take.
        most: pictures that are taken where memory is plenty.
    """
    count = most
    while count > 1 and count * picture > room:
        count //= 2
    return count


def is_shortage(error: Exception) -> bool:
    """Whether an error says that memory, of a graphics card or of the machine, is full.

    torch has a class of its own for its allocator, and plain RuntimeErrors for what the driver,
    its libraries and the processor's allocator say.
    """
    said = str(error).lower()
    return type(error).__name__ == "OutOfMemoryError" or (
        isinstance(error, RuntimeError)
        and not isinstance(error, CutterError)
        and any(words in said for words in _SHORTAGES)
    )


def bytes_of_picture(towers: Towers) -> int:
    """Return the memory that one picture takes in an image tower, told by sending one through."""
    import torch

    largest = 0

    def measure(module: torch.nn.Module, inputs: Any, output: Any) -> None:  # noqa: ANN401
        nonlocal largest
        for tensor in output if isinstance(output, tuple | list) else (output,):
            if isinstance(tensor, torch.Tensor):
                largest = max(largest, tensor.numel() * tensor.element_size())

    hooks = [module.register_forward_hook(measure) for module in towers.model.visual.modules()]
    try:
        wanted = towers.preparation
        towers.images(np.zeros((1, wanted.height, wanted.width, 3), np.uint8))
    finally:
        for hook in hooks:
            hook.remove()
    return largest * AT_ONCE
