"""Judges pieces of text with a model of sentiment that lies in a folder: a text classifier.

Turns texts into polarities of -1 to 1. The folder is one as transformers saves them; it is read
from there alone, without network, pickles or code of its own. Works on the processor.
"""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.errors import ModelUnavailable
from cutter.eyes.configuration import LARGEST, refuse_monstrous
from cutter.eyes.loading import undisturbed
from cutter.eyes.sentence_files import WEIGHTS, refuse_uninstalled
from cutter.eyes.sentences import no_bars

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LONGEST = 128
"""Tokens of a text that are read; a clause has a dozen."""
_WORTH = {"positive": 1.0, "pos": 1.0, "neutral": 0.0, "neu": 0.0, "negative": -1.0, "neg": -1.0}
_STARS = re.compile(r"([1-5]) ?stars?")
_UNNAMED = re.compile(r"label_(\d+)")


class Sentiment:
    """A classifier in a folder, loaded at the first text and not before."""

    def __init__(self, folder: Path) -> None:
        """Check the folder; nothing is loaded yet.

        Raises:
            ModelUnavailable: it holds no such model, or one that could run code.
        """
        self._folder = folder.absolute()
        self._worth = _worths(_configuration(self._folder), self._folder)
        self._model: Any = None
        self._tokenizer: Any = None
        self._loading = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> tuple[float, ...]:
        """Return a polarity for each text: the mean worth of its classes, by their probability.

        Each text is judged by itself, so that what it is read beside does not change it.

        Raises:
            ModelUnavailable: the model cannot be loaded, or answers with no numbers.
        """
        import torch

        self._load()
        found: dict[str, float] = {}
        for text in dict.fromkeys(texts):
            tokens = self._tokenizer(text, truncation=True, max_length=LONGEST, return_tensors="pt")
            with torch.inference_mode():
                logits = self._model(**tokens).logits[0]
            chances = torch.softmax(logits.double(), dim=-1).numpy()
            if chances.shape != self._worth.shape or not np.isfinite(chances).all():
                raise ModelUnavailable(f"{self._folder}: this model judges nothing", self._folder)
            found[text] = float(np.clip(chances @ self._worth, -1.0, 1.0))
        return tuple(found[text] for text in texts)

    def _load(self) -> None:
        with self._loading:
            if self._model is not None:
                return
            with undisturbed(), no_bars():
                try:
                    from transformers import AutoModelForSequenceClassification, AutoTokenizer

                    known: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
                    self._tokenizer = AutoTokenizer.from_pretrained(str(self._folder), **known)
                    model = AutoModelForSequenceClassification.from_pretrained(
                        str(self._folder), use_safetensors=True, **known
                    )
                # transformers passes on whatever its own libraries raise.
                except Exception as error:
                    reason = str(error).strip().splitlines()[:1] or ["it broke"]
                    raise ModelUnavailable(
                        f"{self._folder}: transformers cannot load this ({reason[0][:200]})",
                        self._folder,
                    ) from error
            self._model = model.float().eval().requires_grad_(False)


def _configuration(folder: Path) -> Mapping[str, Any]:
    """Return a model's configuration, of a folder from which it may be loaded.

    Raises:
        ModelUnavailable: it may not.
    """
    refuse_uninstalled(str(folder))
    path = folder / "config.json"
    for name in ("config.json", "tokenizer.json", WEIGHTS):
        if not (folder / name).is_file():
            raise ModelUnavailable(f"{folder}: no {name} in it, so no model of sentiment", folder)
    if (folder / "adapter_config.json").exists():
        raise ModelUnavailable(f"{folder}: adapters are not loaded; merge them first", folder)
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("larger than 1 MB")
        read = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(read, dict):
            raise ValueError("no object")
        if "auto_map" in read:
            raise ValueError("it names code of its own, which is not run")
        refuse_monstrous(read, "config")
    # RecursionError: brackets nested by the thousand.
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ModelUnavailable(f"{path}: no configuration of a model ({error})", path) from error
    return read


def _worths(configuration: Mapping[str, Any], folder: Path) -> np.ndarray[Any, Any]:
    """Return what each class is worth, (n_classes,) float64, from the names of the classes.

    Raises:
        ModelUnavailable: they are not those of a model of sentiment.
    """
    named = configuration.get("id2label")
    named = named if isinstance(named, dict) else {"0": "LABEL_0", "1": "LABEL_1"}
    labels = [str(named.get(str(number), "")).casefold() for number in range(len(named))]
    if all(label in _WORTH for label in labels) and len(set(labels)) > 1:
        return np.array([_WORTH[label] for label in labels])
    stars = [_STARS.fullmatch(label) for label in labels]
    if all(stars) and len(labels) > 1:
        return np.array([(int(found[1]) - 3) / 2 for found in stars if found])
    if 1 < len(labels) <= 3 and all(_UNNAMED.fullmatch(label) for label in labels):
        # Where classes have no names, the negative one comes first.
        return np.linspace(-1.0, 1.0, len(labels))
    raise ModelUnavailable(
        f"{folder}: its classes are not negative and positive, nor stars: no model of sentiment",
        folder,
    )
