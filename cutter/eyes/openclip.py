"""The real eyes: any open_clip model, loaded at the first picture or text and not before.

Turns frames and texts into the model's unit vectors. Knows nothing about where weights come
from, and never asks the network.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cutter.errors import ModelUnavailable, UsageError
from cutter.eyes import hub
from cutter.eyes.preprocess import Preparation, prepare
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import torch

    from cutter.eyes.embedder import Frame, Vectors
    from cutter.eyes.weights import Weights
    from cutter.progress import Progress

Precision = Literal["auto", "fp32", "fp16", "bf16"]

_BATCH = {"cpu": 16, "cuda": 64}
"""Pictures at a time: on 2 CPU cores ViT-B-32 gains nothing beyond 16 (measured)."""

_TEXTS_AT_A_TIME = 32


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model ready to be asked."""

    model: Any
    tokenizer: Any
    preparation: Preparation
    device: torch.device
    dtype: torch.dtype


class OpenClip:
    """Eyes made of an open_clip model whose files are on this machine."""

    def __init__(
        self,
        weights: Weights,
        *,
        device: str = "auto",
        precision: Precision = "auto",
        progress: Progress = SILENT,
    ) -> None:
        """Remember what to load; nothing is loaded yet.

        Args:
            weights: the model's files.
            device: `auto` (CUDA if it can be used), `cpu` or `cuda`.
            precision: `auto` is fp32 on a CPU and fp16 on CUDA, whose vectors agree to about
                1e-3 and so go by one name. bf16 is twice as quick where the CPU has it, but
                coarser: it must be asked for, and its vectors have a name of their own.
            progress: is told when the graphics card's memory does not suffice.

        Raises:
            UsageError: no such device or precision.
        """
        if device not in {"auto", "cpu", "cuda"}:
            raise UsageError(f"--device {device}: must be auto, cpu or cuda")
        if precision not in {"auto", "fp32", "fp16", "bf16"}:
            raise UsageError(f"precision {precision}: must be auto, fp32, fp16 or bf16")
        self._weights = weights
        self._device = device
        self._precision: Precision = precision
        self._progress = progress
        self._ready: _Loaded | None = None
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """`openclip/architecture/tag`, or a digest of local weights in the tag's place."""
        return self._weights.name + ("@bf16" if self._precision == "bf16" else "")

    @property
    def dim(self) -> int:
        """Length of a vector, read from the model's configuration."""
        return self._weights.dim

    def images(self, frames: Sequence[Frame]) -> Vectors:
        """Return one vector for each frame, (n, dim) float32, unit length."""
        if not len(frames):
            return np.zeros((0, self.dim), np.float32)
        size = _BATCH[self._loaded().device.type]
        batches = (frames[start : start + size] for start in range(0, len(frames), size))
        return np.concatenate(
            [self._embed(prepare(batch, self._loaded().preparation)) for batch in batches]
        )

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length."""
        if not len(texts):
            return np.zeros((0, self.dim), np.float32)
        size = _TEXTS_AT_A_TIME
        batches = (list(texts[start : start + size]) for start in range(0, len(texts), size))
        return np.concatenate([self._embed(self._loaded().tokenizer(batch)) for batch in batches])

    def _embed(self, batch: torch.Tensor) -> Vectors:
        """Run pictures (floating point) or token numbers (integers) through their tower."""
        import torch

        try:
            with torch.inference_mode():
                vectors = self._ask(batch)
        except torch.cuda.OutOfMemoryError:
            if len(batch) > 1:
                half = len(batch) // 2
                return np.concatenate([self._embed(batch[:half]), self._embed(batch[half:])])
            self._progress.warn("the graphics card's memory is full; going on with the processor")
            self._device, self._ready = "cpu", None
            return self._embed(batch)
        if not bool(np.isfinite(vectors).all()) or not bool(vectors.any(axis=1).all()):
            raise ModelUnavailable(
                f"{self._weights.file}: this model makes no usable vectors; its weights are broken",
                self._weights.file,
            )
        return vectors

    def _ask(self, batch: torch.Tensor) -> Vectors:
        from torch.nn import functional

        ready = self._loaded()
        if batch.is_floating_point():
            features = ready.model.encode_image(batch.to(ready.device, ready.dtype))
        else:
            features = ready.model.encode_text(batch.to(ready.device))
        vectors: Vectors = functional.normalize(features.float(), dim=-1).cpu().numpy()
        return vectors

    def _loaded(self) -> _Loaded:
        with self._loading:
            if self._ready is None:
                self._ready = _load(self._weights, self._device, self._precision)
            return self._ready


def _load(weights: Weights, device: str, precision: Precision) -> _Loaded:
    """Load a model through open_clip; a folder, a file and the hub's weights walk the same way.

    Raises:
        ModelUnavailable: open_clip cannot load it, or CUDA was asked for and is not there.
    """
    with _undisturbed():
        import open_clip
        import torch

        has_cuda = device != "cpu" and torch.cuda.is_available()
        if device == "cuda" and not has_cuda:
            raise ModelUnavailable(
                "--device cuda: torch finds no usable CUDA here; use auto or cpu"
            )
        where = torch.device("cuda" if has_cuda else "cpu")
        if precision == "auto":
            precision = "fp16" if has_cuda else "fp32"
        tag = dict(open_clip.get_pretrained_cfg(weights.architecture, weights.tag) or {})
        # The size goes with the tower, not with the weights.
        tag.pop("size", None)
        is_folder = weights.architecture.startswith("local-dir:")
        try:
            model = open_clip.create_model(
                weights.architecture,
                pretrained=None if is_folder else str(weights.file),
                precision=precision,
                device=where,
                force_quick_gelu=bool(tag.get("quick_gelu")),
                force_preprocess_cfg=tag,
                require_pretrained=True,
                weights_only=True,
            )
            tokenizer = open_clip.get_tokenizer(weights.architecture)
        # open_clip passes on whatever its own libraries raise.
        except Exception as error:
            raise ModelUnavailable(_why(weights, error), weights.file) from error
        model.eval().requires_grad_(requires_grad=False)
        return _Loaded(
            model=model,
            tokenizer=tokenizer,
            preparation=Preparation.read(open_clip.get_model_preprocess_cfg(model)),
            device=where,
            dtype=open_clip.get_input_dtype(precision) or torch.float32,
        )


def _why(weights: Weights, error: Exception) -> str:
    """Return one line about why a model could not be loaded."""
    if isinstance(error, ImportError) or "pip install transformers" in str(error):
        return f"{weights.file}: its tokenizer needs one more package: pip install transformers"
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"{weights.file}: open_clip cannot load this as {weights.architecture} ({reason[:200]})"


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Load without network and without lines on stderr.

    open_clip logs to the root logger by functions that set it up for the whole program when it
    has no handler yet; so it gets one that drops everything, for as long as this takes.
    """
    root, mute = logging.getLogger(), logging.NullHandler()
    root.addHandler(mute)
    try:
        with hub.no_network():
            yield
    finally:
        root.removeHandler(mute)
