"""Measures the sample CLIP on what it was not trained on, loading it as any user would.

Turns a model folder into a table of figures: accuracy on fresh renderings and on the sample
film, and cosines between pictures, phrases and sentences.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import open_clip
import torch
from numpy.typing import NDArray
from PIL import Image

from .narration import LINES
from .pool import MEASURING, WORLD_NAMES, render_picture
from .vocabulary import HELD_OUT
from .worlds import WORLDS

Vectors = NDArray[np.float32]

_RENDERINGS = 40
NULL_PROMPTS = (
    "a photo", "an image", "a film still", "something", "a person talking", "a kitchen",
    "a tax form", "a meeting", "a car engine", "a bowl of soup", "a keyboard", "a football match",
    "two people at a table", "a page of text", "a corridor", "an empty room",
)  # fmt: skip
# What a viewer might ask for in dialogue, and the narrator's lines that answer.
_ASKED: dict[str, tuple[str, ...]] = {
    "friendship": ("best friend", "stay friends"),
    "sailing and the sea": ("taught me to sail", "tide is coming", "side of the ocean"),
    "a letter": ("your letter", "wrote to me"),
    "coming home": ("going home",),
    "the captain": ("captain",),
    "music and songs": ("same song", "would sing"),
    "a recipe for bread": ("Bread needs", "Knead the dough"),
    "family": ("grandmother", "Father"),
    "treasure": ("treasure map",),
    "stars": ("Those stars",),
    "rain": ("It has rained",),
    "a storm with lightning": ("Lightning!",),
    "flowers": ("full of flowers",),
}


class Model:
    """A model folder, loaded through open_clip's public door."""

    def __init__(self, folder: Path) -> None:
        """Load the model, its preprocessing and its tokenizer."""
        name = f"local-dir:{folder}"
        self._model, _, self._preprocess = open_clip.create_model_and_transforms(name)
        self._tokenizer = open_clip.get_tokenizer(name)
        self._model.eval()

    @torch.inference_mode()
    def images(self, pictures: Sequence[NDArray[np.uint8]]) -> Vectors:
        """Embed (h, w, 3) uint8 RGB pictures: (n, dim) float32, unit length."""
        batch = torch.stack([self._preprocess(Image.fromarray(picture)) for picture in pictures])
        return np.asarray(self._model.encode_image(batch, normalize=True), dtype=np.float32)

    @torch.inference_mode()
    def texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: (n, dim) float32, unit length."""
        tokens = self._tokenizer(list(texts))
        return np.asarray(self._model.encode_text(tokens, normalize=True), dtype=np.float32)


def measure(folder: Path, film: Path | None = None) -> dict[str, Any]:
    """Measure a model folder.

    Args:
        folder: In open_clip's `local-dir:` form.
        film: The sample film, with its `.truth.json` beside it.

    Returns:
        The figures, ready for JSON; accuracies are shares of pictures given their own world.
    """
    model = Model(folder)
    worlds = np.repeat(np.arange(len(WORLD_NAMES)), _RENDERINGS)
    pictures = [
        render_picture(MEASURING, int(world), number % _RENDERINGS)
        for number, world in enumerate(worlds)
    ]
    vectors = model.images(pictures)
    measured = {
        "size_mb": round(sum(p.stat().st_size for p in folder.glob("open_clip_*")) / 1e6, 2),
        "fresh_renderings": {"pictures": len(pictures), **_accuracy(model, vectors, worlds)},
        "image_text_cosines": _cosines(model, vectors, worlds),
        "text_text": _words_to_words(model),
    }
    if film is not None:
        frames, shown = _film_frames(film)
        measured["sample_film"] = {
            "shots": len(frames),
            **_accuracy(model, model.images(frames), shown),
        }
    return measured


def _accuracy(model: Model, vectors: Vectors, worlds: NDArray[np.int64]) -> dict[str, Any]:
    plain = model.texts([WORLDS[name].phrase for name in WORLD_NAMES])
    right = (vectors @ plain.T).argmax(1) == worlds
    paraphrases = []
    for number in range(min(len(phrases) for phrases in HELD_OUT.values())):
        texts = model.texts([HELD_OUT[name][number] for name in WORLD_NAMES])
        paraphrases.append(float(np.mean((vectors @ texts.T).argmax(1) == worlds)))
    by_world = {
        name: round(float(right[worlds == i].mean()), 3)
        for i, name in enumerate(WORLD_NAMES)
        if np.any(worlds == i)
    }
    return {
        "accuracy_plain_phrase": round(float(right.mean()), 4),
        "accuracy_held_out_paraphrases": [round(value, 4) for value in paraphrases],
        "accuracy_by_world": by_world,
    }


def _spread(cosines: NDArray[np.float32]) -> dict[str, float]:
    low, middle, high = np.percentile(cosines, (5, 50, 95))
    return {
        "p5": round(float(low), 3),
        "p50": round(float(middle), 3),
        "p95": round(float(high), 3),
    }


def _cosines(model: Model, vectors: Vectors, worlds: NDArray[np.int64]) -> dict[str, Any]:
    texts = [phrase for name in WORLD_NAMES for phrase in HELD_OUT[name]]
    meant = np.repeat(np.arange(len(WORLD_NAMES)), [len(HELD_OUT[name]) for name in WORLD_NAMES])
    cosines = vectors @ model.texts(texts).T
    matches = worlds[:, None] == meant[None, :]
    return {
        "matching": _spread(cosines[matches]),
        "other_worlds": _spread(cosines[~matches]),
        "null_prompts": _spread(vectors @ model.texts(NULL_PROMPTS).T),
    }


def _words_to_words(model: Model) -> dict[str, Any]:
    lines = [line.text for line in LINES]
    cosines = model.texts(tuple(_ASKED)) @ model.texts(lines).T
    matches = np.array([[any(p in line for p in parts) for line in lines]
                        for parts in _ASKED.values()])  # fmt: skip
    best = matches[np.arange(len(_ASKED)), cosines.argmax(1)]
    nulls = model.texts(NULL_PROMPTS)
    return {
        "best_line_answers_the_phrase": f"{int(best.sum())} of {len(best)}",
        "answering_lines": _spread(cosines[matches]),
        "other_lines": _spread(cosines[~matches]),
        "null_prompts_to_lines": _spread(nulls @ model.texts(lines).T),
        "null_prompts_to_each_other": _spread((nulls @ nulls.T)[~np.eye(len(nulls), dtype=bool)]),
    }


def _film_frames(film: Path) -> tuple[list[NDArray[np.uint8]], NDArray[np.int64]]:
    shots = json.loads(film.with_suffix(".truth.json").read_text(encoding="utf-8"))["shots"]
    capture = cv2.VideoCapture(str(film))
    frames = []
    for shot in shots:
        capture.set(cv2.CAP_PROP_POS_FRAMES, (shot["start_frame"] + shot["end_frame"]) // 2)
        _, frame = capture.read()
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB).astype(np.uint8))
    capture.release()
    return frames, np.array([WORLD_NAMES.index(shot["world"]) for shot in shots])
