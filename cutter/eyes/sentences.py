"""Reads words with a sentence model, loaded at the first text and not before.

Turns texts into the model's unit vectors. Knows nothing about where weights come from, and never
asks the network. It works on the processor: a film's lines take it seconds, and its vectors are
then the same on every machine.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.errors import ModelUnavailable
from cutter.eyes import hub
from cutter.eyes.loading import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.eyes.embedder import Vectors
    from cutter.eyes.sentence_files import SentenceWeights

BATCH = 8
"""Texts at a time. On two cores 8 take 3 ms a text, 32 take 4, for more is then filled up."""
STEP = 8
"""Texts are padded to a multiple of these tokens."""


class Sentences:
    """A model of sentence-transformers whose files are on this machine."""

    def __init__(self, weights: SentenceWeights) -> None:
        """Remember what to load; nothing is loaded yet."""
        self._weights = weights
        self._model: Any = None
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """`sentences/label/digest`, the digest being that of the weights."""
        return self._weights.name

    @property
    def dim(self) -> int:
        """Length of a vector, read from the model's configuration."""
        return self._weights.dim

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length.

        How far a text is padded shows in its vector's last bits, and on some processors the size
        of a batch may. So a text is padded by its own length alone, and every batch is filled up
        to its usual size: its vector then does not depend on what else is read. What is longer
        than the model reads is cut off.

        Raises:
            ModelUnavailable: the model cannot be loaded, or makes no usable vectors.
        """
        unit = np.zeros((len(texts), self.dim), np.float32)
        if not len(texts):
            return unit
        known: dict[str, Vectors] = {}
        by_length: dict[int, list[str]] = {}
        folded = [_folded(self._loaded(), text) for text in texts]
        for text in dict.fromkeys(folded):
            by_length.setdefault(self._length(text), []).append(text)
        for length, alike in sorted(by_length.items()):
            for start in range(0, len(alike), BATCH):
                some = alike[start : start + BATCH]
                known.update(zip(some, self._read(some, length), strict=True))
        for row, text in zip(unit, folded, strict=True):
            row[:] = known[text]
        return unit

    def _length(self, text: str) -> int:
        """Return to how many tokens a text is padded."""
        model = self._loaded()
        most = _most_tokens(model)
        tokens = model.tokenizer(text, truncation=True, max_length=most)["input_ids"]
        return min(most, -(-len(tokens) // STEP) * STEP)

    def _read(self, texts: Sequence[str], length: int) -> Vectors:
        import torch

        model = self._loaded()
        filled = [*texts, *[texts[-1]] * (BATCH - len(texts))]
        tokens = model.tokenizer(
            filled, padding="max_length", truncation=True, max_length=length, return_tensors="pt"
        )
        with torch.inference_mode():
            read = model(dict(tokens))["sentence_embedding"][: len(texts)]
        vectors: Vectors = read.float().numpy()
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        is_sound = vectors.shape == (len(texts), self.dim) and bool(np.isfinite(lengths).all())
        if not is_sound or not bool(lengths.all()):
            raise ModelUnavailable(
                f"{self._weights.folder}: this model makes no usable vectors; its weights are "
                "broken",
                self._weights.folder,
            )
        unit: Vectors = (vectors / lengths).astype(np.float32, copy=False)
        return unit

    def _loaded(self) -> Any:  # noqa: ANN401 - of a library that is imported late
        with self._loading:
            if self._model is None:
                self._model = _load(self._weights)
            return self._model


def _folded(model: Any, text: str) -> str:  # noqa: ANN401
    """Return a text in the case that a model reads: some say so beside their tokenizer."""
    return text.lower() if getattr(model[0], "do_lower_case", False) else text


def _most_tokens(model: Any) -> int:  # noqa: ANN401
    """Return how many tokens of a text a model reads."""
    return int(model.max_seq_length or model.tokenizer.model_max_length)


def _load(weights: SentenceWeights) -> Any:  # noqa: ANN401
    """Load a model from its folder alone: no network, no pickle, no code that lies with it."""
    from cutter.eyes.sentence_files import WEIGHTS, in_folder, refuse_uninstalled

    refuse_uninstalled(str(weights.folder))
    in_folder(weights.folder)
    if weights.sha256 and hub.sha256_of(weights.folder / WEIGHTS) != weights.sha256:
        raise ModelUnavailable(
            f"{weights.folder}: these weights are damaged or not the promised ones; remove them "
            "and fetch them again: cutter models fetch sentences",
            weights.folder,
        )
    # See `loading.load`: threads that spin take the cores of whatever else is at work.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with undisturbed():
        try:
            from sentence_transformers import SentenceTransformer

            with no_bars():
                model = SentenceTransformer(
                    str(weights.folder),
                    device="cpu",
                    local_files_only=True,
                    trust_remote_code=False,
                    model_kwargs={"use_safetensors": True},
                )
        # sentence-transformers passes on whatever its own libraries raise.
        except Exception as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else "it broke"
            raise ModelUnavailable(
                f"{weights.folder}: sentence-transformers cannot load this ({reason[:200]})",
                weights.folder,
            ) from error
    return model.float().eval().requires_grad_(requires_grad=False)


@contextlib.contextmanager
def no_bars() -> Iterator[None]:
    """Keep the loader's own progress bars and remarks from standard error."""
    from transformers.utils import logging as untyped

    logging: Any = untyped
    had_bars, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if had_bars:
            logging.enable_progress_bar()
