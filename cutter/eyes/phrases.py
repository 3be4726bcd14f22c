"""Keeps the vectors of a viewer's phrases and examples, so that known ones need no model.

Turns texts into vectors through any eyes, and remembers them in one private file for each model.
The phrases themselves stand in it, so it lies with the profiles' data and never with a film's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.errors import RenderError
from cutter.files import PRIVATE, may_others_write, private_folder, write_whole
from cutter.files.locks import turn
from cutter.files.scratch import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from cutter.eyes.embedder import SentenceModel, Vectors

    Known = dict[str, Vectors]

_VERSION = 1
_MOST = 4096
"""Vectors that are kept for one model; the oldest go first."""
_PATIENCE = 5.0
"""Seconds to wait for another run that writes the same file."""


class PhraseMemory:
    """Vectors that a process has had, so that what many profiles say alike is embedded once.

    It lies in memory alone; what a profile's own file is to hold is written there all the same.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._vectors: OrderedDict[tuple[str, str], Vectors] = OrderedDict()

    def had(self, model: str, key: str, make: Callable[[], Vectors]) -> Vectors:
        """Return the vector of a model under a key: the one that was had, or what `make` makes."""
        found = self._vectors.get((model, key))
        if found is None:
            found = self._vectors[model, key] = make()
        self._vectors.move_to_end((model, key))
        while len(self._vectors) > _MOST:
            self._vectors.popitem(last=False)
        return found


class PhraseBook:
    """A folder of vectors, one file for each model."""

    def __init__(
        self,
        folder: Path | None,
        *,
        is_blind: bool = False,
        memory: PhraseMemory | None = None,
        is_fixed: bool = False,
    ) -> None:
        """Keep the files in `folder`, made (0700, parents too) when needed; None keeps nothing.

        Args:
            folder: where.
            is_blind: keep digests of the phrases in place of the phrases.
            memory: what was embedded for other books, and is not embedded again.
            is_fixed: read what is kept, and write nothing.
        """
        self._is_fixed = is_fixed
        self._memory = memory
        self._folder = folder
        self._is_blind = is_blind

    def vectors(self, eyes: SentenceModel, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors, asking the eyes only for phrases that are not known yet.

        A phrase is embedded by itself, never together with others, so that its vector does not
        depend in its last bits on what else a profile holds.

        Args:
            eyes: the model.
            texts: phrases; they may repeat.

        Returns:
            (n, dim) float32, unit length, in the order given.
        """
        if not texts:
            return np.zeros((0, eyes.dim), np.float32)
        makers = {self._key(text): _embedding(eyes, text) for text in texts}
        known = self._known_or_made(eyes, makers)
        return np.stack([known[self._key(text)] for text in texts])

    def vector(self, eyes: SentenceModel, key: str, make: Callable[[], Vectors]) -> Vectors:
        """Return the vector kept under `key`, or the one that `make` returns, and keep it.

        Args:
            eyes: the model that the vector is of.
            key: what the vector stands for, such as an example's fingerprint.
            make: computes it, (dim,) float32, unit length.

        Returns:
            (dim,) float32, unit length.
        """
        return self._known_or_made(eyes, {f"made {key}": make})[f"made {key}"]

    def _key(self, text: str) -> str:
        if not self._is_blind:
            return f"text {text}"
        digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16)
        return f"digest {digest.hexdigest()}"

    def _known_or_made(
        self, eyes: SentenceModel, makers: Mapping[str, Callable[[], Vectors]]
    ) -> Known:
        """Return the vectors under the makers' keys; keep those that had to be made.

        A damaged file is made anew; a folder that cannot be written is no error, only slower
        next time.
        """
        if self._folder is not None and not self._is_fixed:
            sweep(self._folder)
        known = self._read(eyes)
        memory = self._memory or PhraseMemory()
        made = {
            key: memory.had(eyes.name, key, make)
            for key, make in makers.items()
            if key not in known
        }
        if made and not self._is_fixed:
            self._remember(eyes, made)
        return known | made

    def file_of(self, model: str) -> Path | None:
        """Return where the vectors of a model are kept."""
        if self._folder is None:
            return None
        label = hashlib.blake2b(model.encode(), digest_size=16).hexdigest()
        return self._folder / f"{label}.safetensors"

    def _remember(self, eyes: SentenceModel, found: Known) -> None:
        from safetensors.numpy import save

        target = self.file_of(eyes.name)
        if target is None:
            return
        with contextlib.suppress(OSError, RenderError):
            private_folder(target.parent)
            lock = target.with_suffix(".lock")
            # Another run may have added some since we read the file. Without a lock, of two that
            # write at the same moment one's are made again next time.
            with turn(lock, silence=_PATIENCE, patience=_PATIENCE, mode=PRIVATE):
                kept = list(({**self._read(eyes), **found}).items())[-_MOST:]
                keys = json.dumps([key for key, _ in kept], ensure_ascii=False)
                vectors = np.stack([vector for _, vector in kept])
                about = {
                    "version": str(_VERSION),
                    "model": eyes.name,
                    "keys": keys,
                    "digest": _digest(keys, vectors),
                }
                # One entry, because safetensors writes several in any order.
                data = save({"vectors": vectors}, {"cutter": json.dumps(about, sort_keys=True)})
                write_whole(target, data, overwrite=True, mode=PRIVATE)

    def _read(self, eyes: SentenceModel) -> Known:
        """Return what is known for these eyes; nothing if no file is there to be trusted."""
        from safetensors import SafetensorError, safe_open

        target = self.file_of(eyes.name)
        if target is None or not target.is_file() or may_others_write(target):
            return {}
        try:
            # safetensors ships no types for what it opens.
            opened: Any = safe_open(target, framework="numpy")
            with opened as stream:
                about = _about(stream)
                vectors = stream.get_tensor("vectors")
            keys = json.loads(about["keys"])
            is_whole = about["digest"] == _digest(about["keys"], vectors)
        except (OSError, SafetensorError, ValueError, KeyError, TypeError):
            return {}
        is_ours = (
            is_whole
            and about.get("version") == str(_VERSION)
            and about.get("model") == eyes.name
            and vectors.dtype == np.float32
            and vectors.shape == (len(keys), eyes.dim)
        )
        return dict(zip(keys, vectors, strict=True)) if is_ours else {}


def phrases_in(book: Path) -> frozenset[str]:
    """Return the phrases whose vectors a file holds; none if it cannot be read."""
    from safetensors import SafetensorError, safe_open

    try:
        opened: Any = safe_open(book, framework="numpy")
        with opened as stream:
            keys = json.loads(_about(stream)["keys"])
        return frozenset(key.removeprefix("text ") for key in keys if key.startswith("text "))
    except (OSError, SafetensorError, ValueError, KeyError, AttributeError, TypeError):
        return frozenset()


def _about(stream: Any) -> dict[str, str]:  # noqa: ANN401 - of a library without types
    """Return what a file tells of itself."""
    about = json.loads((stream.metadata() or {})["cutter"])
    return about if isinstance(about, dict) else {}


def _embedding(eyes: SentenceModel, text: str) -> Callable[[], Vectors]:
    return lambda: eyes.texts([text])[0]


def _digest(keys: str, vectors: Vectors) -> str:
    return hashlib.blake2b(keys.encode() + vectors.tobytes(), digest_size=16).hexdigest()
