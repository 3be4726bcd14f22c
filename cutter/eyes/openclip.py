"""The real eyes: any open_clip model, loaded at the first picture or text and not before.

Turns frames and texts into the model's unit vectors, in batches that fit into memory. Knows
nothing about where weights come from, and never asks the network.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cutter.errors import ModelUnavailable, UsageError
from cutter.eyes import batches
from cutter.eyes.machine import choose_precision
from cutter.eyes.preprocess import fit
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.eyes.embedder import Frame, SentenceModel, Vectors
    from cutter.eyes.machine import Precision
    from cutter.eyes.preprocess import Preparation
    from cutter.eyes.towers import Towers
    from cutter.eyes.weights import Weights
    from cutter.progress import Progress

RUNTIMES = ("torch", "openvino")

_TEXTS_AT_A_TIME = 32


class ImageTower(Protocol):
    """What turns levels into features, on whatever runtime."""

    @property
    def preparation(self) -> Preparation:
        """How it wants its pictures."""
        ...

    def images(self, levels: NDArray[np.uint8]) -> Any:  # noqa: ANN401 - the runtime's own array
        """Return the features of (n, height, width, 3) uint8 pictures."""
        ...


class OpenClip:
    """Eyes made of an open_clip model whose files are on this machine."""

    reader: SentenceModel | None = None
    """Matches words to words in the text tower's place, if there is one."""

    def __init__(
        self,
        weights: Weights,
        *,
        device: str = "auto",
        precision: str = "auto",
        runtime: str = "torch",
        folder: Path | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """Remember what to load; nothing is loaded yet.

        Args:
            weights: the model's files.
            device: `auto` (CUDA if it can be used), `cpu` or `cuda`.
            precision: of the image tower: `auto`, `fp32`, `fp16` or `bf16`; see
                `choose_precision`. fp16, for graphics cards, agrees with fp32 to about 1e-3, and
                so goes by one name with it; bf16 is coarser, and its vectors have a name of
                their own. Texts are always read in fp32.
            runtime: `torch`, or `openvino` for the image tower, on the processor.
            folder: where a converted image tower is kept; None for the user's cache folder.
            progress: is told what a user should know.

        Raises:
            UsageError: no such device, precision or runtime, or they do not go together.
        """
        self._precision: Precision = choose_precision(
            precision, "cpu" if runtime == "openvino" else device, weights.file
        ).precision
        if runtime not in RUNTIMES:
            raise UsageError(f"--runtime {runtime}: must be torch or openvino")
        if runtime == "openvino" and device == "cuda":
            raise UsageError("--runtime openvino works on the processor; leave --device cuda out")
        self._weights = weights
        self._device = "cpu" if runtime == "openvino" else device
        self._runtime = runtime
        self._folder = folder
        self._progress = progress
        self._towers: Towers | None = None
        self._image_tower: ImageTower | None = None
        self._batch = 0
        self._loading = threading.RLock()

    @property
    def name(self) -> str:
        """`openclip/architecture/tag`, or a digest of local weights in the tag's place."""
        return self._weights.name + ("@bf16" if self._precision == "bf16" else "")

    @property
    def precision(self) -> Precision:
        """Of the image tower; fp16 stands for fp32 where there is no graphics card."""
        return self._precision

    @property
    def dim(self) -> int:
        """Length of a vector, read from the model's configuration."""
        return self._weights.dim

    def load(self) -> None:
        """Load what the first picture would load; does nothing if that has been done.

        Raises:
            ModelUnavailable: the model cannot be loaded.
        """
        self._looking()

    def images(self, frames: Sequence[Frame]) -> Vectors:
        """Return one vector for each frame, (n, dim) float32, unit length.

        Each batch is filled up to its usual size, because the shape of a batch shows in the last
        bits of fp32, and a thousandth deep in bf16: so a vector does not depend on how many
        pictures come at a time. Sixteen at a time, or a multiple, waste nothing.
        """
        if not len(frames):
            return np.zeros((0, self.dim), np.float32)
        preparation = self._looking().preparation
        features: list[Any] = []
        start = 0
        while start < len(frames):
            size = self._batch
            levels = fit(frames[start : start + size], preparation)
            features += self._seen(levels)
            start += size
        return self._vectors(features)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length."""
        if not len(texts):
            return np.zeros((0, self.dim), np.float32)
        features: list[Any] = []
        for start in range(0, len(texts), _TEXTS_AT_A_TIME):
            some = list(texts[start : start + _TEXTS_AT_A_TIME])
            features += self._read(some)
        return self._vectors(features)

    def _look(self, levels: NDArray[np.uint8]) -> Any:  # noqa: ANN401
        count, missing = len(levels), self._batch - len(levels)
        if missing > 0:
            levels = np.concatenate([levels, np.repeat(levels[-1:], missing, axis=0)])
        return self._looking().images(levels)[:count]

    def _seen(self, levels: NDArray[np.uint8]) -> list[Any]:
        """Put pictures through the tower, fewer at a time where memory is short."""
        features: list[Any] = []
        while len(levels):
            some = levels[: self._batch]
            try:
                features.append(self._look(some))
            except RuntimeError as error:
                if not batches.is_shortage(error):
                    raise
                self._make_room(error)
            else:
                levels = levels[len(some) :]
        return features

    def _make_room(self, shortage: Exception) -> None:
        """Halve the batch; from a batch of one, go on with the processor."""
        if self._batch <= 1:
            self._leave_the_card(shortage)
            self._looking()
        else:
            self._batch //= 2
            self._progress.note(f"memory is short: looking at {self._batch} pictures at a time")

    def _read(self, texts: list[str]) -> list[Any]:
        """Put texts through the tower, in halves or on the processor where memory is short."""
        try:
            return [self._reading().texts(texts)]
        except RuntimeError as error:
            if not batches.is_shortage(error):
                raise
            shortage = error
        half = len(texts) // 2
        if half:
            return self._read(texts[:half]) + self._read(texts[half:])
        self._leave_the_card(shortage)
        return self._read(texts)

    def _leave_the_card(self, shortage: Exception) -> None:
        """Go on with the processor.

        Raises:
            ModelUnavailable: that is what is used already.
        """
        with self._loading:
            if self._device == "cpu":
                raise ModelUnavailable(
                    f"{self._weights.file}: there is not enough memory for this model; close "
                    "other programs, or name a smaller one: --model fast",
                    self._weights.file,
                ) from shortage
            self._device, self._towers, self._image_tower = "cpu", None, None
        self._progress.warn("the graphics card's memory is full; going on with the processor")

    def _vectors(self, features: list[Any]) -> Vectors:
        rows = [item if isinstance(item, np.ndarray) else item.cpu().numpy() for item in features]
        vectors = np.concatenate(rows)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not bool(np.isfinite(lengths).all()) or not bool(lengths.all()):
            raise ModelUnavailable(
                f"{self._weights.file}: this model makes no usable vectors; its weights are broken",
                self._weights.file,
            )
        unit: Vectors = (vectors / lengths).astype(np.float32, copy=False)
        return unit

    def _looking(self) -> ImageTower:
        """Return the image tower, loaded."""
        with self._loading:
            if self._image_tower is None:
                if self._runtime == "openvino":
                    self._image_tower = self._converted()
                else:
                    self._image_tower = self._reading()
            return self._image_tower

    def _converted(self) -> ImageTower:
        from cutter.eyes import openvino_tower

        self._batch = batches.MOST["cpu"]
        return openvino_tower.load(
            self._weights, self._precision, self._batch, self._folder, self._progress
        )

    def _reading(self) -> Towers:
        """Return the towers in torch, loaded."""
        with self._loading:
            if self._towers is None:
                try:
                    self._towers = self._loaded()
                except RuntimeError as error:
                    # Another program may hold the card so full that not even the model fits.
                    if not batches.is_shortage(error):
                        raise
                    self._leave_the_card(error)
                    self._towers = self._loaded()
            return self._towers

    def _loaded(self) -> Towers:
        from cutter.eyes import loading

        loaded = loading.load(self._weights, self._device, self._precision)
        if self._runtime == "torch":
            self._batch = batches.of_towers(loaded)
        else:
            del loaded.model.visual
        return loaded
