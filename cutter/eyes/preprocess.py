"""Turns frames into what an image tower takes: resized, cropped, normalised.

It does what open_clip's PIL transform does, but on stacks of 8-bit frames with torch's own
antialiased resampling: six times quicker from 720p, and within a hundredth of a level of PIL
on average (0.5 ms for a stored keyframe, where ViT-B-32 takes 14 ms at best). Knows nothing
about models beyond their preprocessing configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import torch
    from numpy.typing import NDArray

    from cutter.eyes.embedder import Frame


@dataclass(frozen=True, slots=True)
class Preparation:
    """How one model wants its pictures, as open_clip's `preprocess_cfg` says it."""

    height: int
    width: int
    resize_mode: Literal["shortest", "longest", "squash"]
    """Fit the shorter side and crop, fit the longer side and pad, or stretch."""
    interpolation: Literal["bicubic", "bilinear"]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    fill: int
    """Level of the padding, 0 to 255."""

    @classmethod
    def read(cls, configuration: Mapping[str, Any]) -> Preparation:
        """Take over open_clip's configuration, with its own defaults."""
        size = configuration["size"]
        height, width = (size, size) if isinstance(size, int) else (size[0], size[-1])
        is_bilinear = configuration.get("interpolation") == "bilinear"
        return cls(
            height=int(height),
            width=int(width),
            resize_mode=configuration.get("resize_mode") or "shortest",
            interpolation="bilinear" if is_bilinear else "bicubic",
            mean=_three(configuration["mean"]),
            std=_three(configuration["std"]),
            fill=int(configuration.get("fill_color") or 0),
        )

    def resized(self, height: int, width: int) -> tuple[int, int]:
        """Return the size to which a picture is scaled before it is cropped or padded."""
        if self.resize_mode == "squash":
            return self.height, self.width
        if self.resize_mode == "shortest" and self.height == self.width:
            # torchvision cuts the longer side's fraction off; the other cases round it.
            if height <= width:
                return self.height, int(self.height * width / height)
            return int(self.width * height / width), self.width
        ratios = (height / self.height, width / self.width)
        ratio = max(ratios) if self.resize_mode == "longest" else min(ratios)
        return round(height / ratio), round(width / ratio)


def fit(frames: Sequence[Frame], preparation: Preparation) -> NDArray[np.uint8]:
    """Return frames resized, cropped and padded as a model wants them, still as 8-bit levels.

    Keyframes as they are stored often have the right height already: then nothing is resized, and
    torch is not asked for either.

    Args:
        frames: (height, width, 3) uint8 RGB each, of any sizes.
        preparation: how the model wants them.

    Returns:
        (n, height, width, 3) uint8 RGB, in the order given.

    Raises:
        ValueError: a frame has another shape or type.
    """
    ready = np.empty((len(frames), preparation.height, preparation.width, 3), np.uint8)
    by_size: dict[tuple[int, ...], list[int]] = {}
    for index, frame in enumerate(frames):
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or frame.size == 0:
            raise ValueError(f"a frame must be (h, w, 3) uint8, not {frame.shape} {frame.dtype}")
        by_size.setdefault(frame.shape, []).append(index)
    for indices in by_size.values():
        ready[indices] = _fit(np.stack([frames[index] for index in indices]), preparation)
    return ready


def normalise(levels: torch.Tensor, preparation: Preparation) -> torch.Tensor:
    """Return (n, height, width, 3) uint8 levels as (n, 3, height, width) float32, normalised.

    The result lies in memory as the levels do, colours last: convolutions take it that way.
    """
    import torch

    mean, std = (
        torch.tensor(values, device=levels.device)[:, None, None]
        for values in (preparation.mean, preparation.std)
    )
    return levels.permute(0, 3, 1, 2).to(torch.float32).div_(255).sub_(mean).div_(std)


def prepare(frames: Sequence[Frame], preparation: Preparation) -> torch.Tensor:
    """Return frames as a tensor for the image tower: `fit`, then `normalise`.

    Returns:
        (n, 3, height, width) float32, normalised, in the order given.

    Raises:
        ValueError: a frame has another shape or type.
    """
    import torch

    return normalise(torch.from_numpy(fit(frames, preparation)), preparation)


def _fit(stack: NDArray[np.uint8], preparation: Preparation) -> NDArray[np.uint8]:
    """Resize and crop or pad a stack of equal frames, (n, h, w, 3) uint8."""
    height, width = preparation.resized(*stack.shape[1:3])
    if (height, width) != stack.shape[1:3]:
        stack = _resize(stack, (height, width), preparation.interpolation)
    missing = (max(0, preparation.height - height), max(0, preparation.width - width))
    if any(missing):
        top, left = missing[0] // 2, missing[1] // 2
        sides = ((0, 0), (top, missing[0] - top), (left, missing[1] - left), (0, 0))
        stack = np.pad(stack, sides, constant_values=preparation.fill)
        height, width = stack.shape[1:3]
    top = round((height - preparation.height) / 2)
    left = round((width - preparation.width) / 2)
    return stack[:, top : top + preparation.height, left : left + preparation.width]


def _resize(
    stack: NDArray[np.uint8], size: tuple[int, int], interpolation: str
) -> NDArray[np.uint8]:
    import torch
    from torch.nn import functional

    planes = torch.from_numpy(stack).permute(0, 3, 1, 2)
    resized = functional.interpolate(planes, size, mode=interpolation, antialias=True)
    levels: NDArray[np.uint8] = resized.permute(0, 2, 3, 1).numpy()
    return levels


def _three(values: float | Sequence[float]) -> tuple[float, ...]:
    return (float(values),) * 3 if isinstance(values, int | float) else tuple(map(float, values))
