"""Analyses kept on disk, shared by every profile. No byte of it depends on a viewer.

    <folder>/films/<fingerprint>/watched-<detector>.safetensors   shots, signals, keyframe pictures
                                 cues-<source>.safetensors        what is said
                                 seen-<digest>.safetensors        vectors of one model: of the
                                                                  pictures, of the words, or of
                                                                  the null prompts
                                 drawn-<digest>.safetensors       what draws the eye in a stretch

Each is a safetensors file whose one metadata entry is a JSON header. What is broken, of another
version, or of another film is made anew, never trusted. A folder that cannot be written costs one
warning, and the work goes on without a store.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cutter.analysis.stored import (
    Heard,
    pack_attention,
    pack_film,
    pack_heard,
    pack_vectors,
    unpack_attention,
    unpack_film,
    unpack_heard,
    unpack_vectors,
)
from cutter.errors import RenderError
from cutter.files import remove_folder, size_of, write_whole
from cutter.files.scratch import sweep
from cutter.files.space import free_bytes, megabytes
from cutter.progress import SILENT
from cutter.schema import Analysis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cutter.analysis.settings import DetectorSettings
    from cutter.progress import Progress
    from cutter.schema import Cue, FilmRecord, Vectors
    from cutter.schema.attention import Attention

Value = TypeVar("Value")

BYTES_PER_SECOND = 10_000
"""What is stored of a second of film, about: 9.8 kB of the sample film, nearly all of it pictures
of its keyframes."""
LEAST_ROOM = 10**6
"""Bytes that are needed for any film."""
LOCK_PATIENCE = 3600
"""Seconds to wait for another process that analyses the same film; then both do the work."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored film."""

    fingerprint: str
    size: int
    """Bytes."""


class Store:
    """The stored analyses in one folder."""

    def __init__(self, folder: Path, *, progress: Progress = SILENT) -> None:
        """Use `folder`, which is made when first written to; faults are told to `progress`."""
        self._films = folder / "films"
        self._progress = progress
        self._is_writable = True
        self._is_told = False

    def expect(self, seconds: float) -> None:
        """Say, before a film is watched, if there is no room to keep what will be seen of it.

        Args:
            seconds: how long the film is.
        """
        needed = LEAST_ROOM + int(seconds * BYTES_PER_SECOND)
        with contextlib.suppress(OSError):
            free = free_bytes(self._films)
            if free < needed:
                self._is_writable = False
                self._progress.warn(
                    f"the analysis is not kept: about {megabytes(needed)} are needed for it in "
                    f"{self._films.parent}, {megabytes(free)} are free; make room, or name "
                    "another folder with --cache"
                )

    def film(
        self, fingerprint: str, path: Path, detector: DetectorSettings, *, form: str = ""
    ) -> FilmRecord | None:
        """Return what was seen of a film with these settings, or None.

        Args:
            fingerprint: of the film's content.
            path: where the film lies now.
            detector: how shots were to be found.
            form: what was added to the detector's name in the record that is meant.
        """
        key = detector.key() + form
        record = self._read(self._watched(fingerprint, key), unpack_film)
        if record is None or record.media.fingerprint != fingerprint:
            return None
        if record.detector != key:
            return None
        return dataclasses.replace(record, media=dataclasses.replace(record.media, path=path))

    def holds(self, fingerprint: str, detector: DetectorSettings) -> bool:
        """Whether something was seen of a film with these settings; nothing is read."""
        return any(self._films.glob(f"{fingerprint}/watched-{detector.key()}*.safetensors"))

    def keep_film(self, record: FilmRecord) -> None:
        """Store a film as it was watched, before any cues are laid beside it."""
        path = self._watched(record.media.fingerprint, record.detector)
        self._write(path, pack_film(record))

    def cues(self, fingerprint: str, key: str) -> Heard | None:
        """Return the cues and warnings read from one source of subtitles, or None."""
        return self._read(self._heard(fingerprint, key), unpack_heard)

    def keep_cues(
        self, fingerprint: str, key: str, cues: tuple[Cue, ...], warnings: tuple[str, ...]
    ) -> None:
        """Store what was read from one source of subtitles."""
        self._write(self._heard(fingerprint, key), pack_heard(cues, warnings))

    def images(self, record: FilmRecord, model: str) -> dict[bytes, NDArray[np.float32]]:
        """Return the vectors that a model has of a film's keyframes, by their JPEGs."""
        found = self._vectors(record, f"{record.detector} {model}", ("images",))
        if found is None or len(found[0]) != len(record.keyframes):
            return {}
        return dict(zip(record.pictures, found[0], strict=True))

    def keep_images(self, record: FilmRecord, model: str, vectors: Vectors) -> None:
        """Store the vectors that a model has of a film's keyframes."""
        key = f"{record.detector} {model}"
        self._write(self._seen(record, key), pack_vectors(key, images=vectors))

    def nulls(self, record: FilmRecord, model: str) -> Vectors | None:
        """Return the vectors that a model has of the null prompts, or None; read-only."""
        found = self._vectors(record, f"nulls {model}", ("nulls",))
        if found is not None:
            return found[0]
        words = self._vectors(record, _words_key(record, model), ("cues", "nulls"))
        return None if words is None else words[1]

    def analysis(self, record: FilmRecord, model: str, reader: str = "") -> Analysis | None:
        """Return the film as a model sees it, or None; the arrays are read-only.

        Args:
            record: the film.
            model: name of the eyes.
            reader: name of the sentence model that read the cues; empty where the eyes did.
        """
        found = self._vectors(record, f"{record.detector} {model}", ("images",))
        words = self._vectors(record, _words_key(record, reader or model), ("cues", "nulls"))
        if found is None or words is None or len(words[0]) != len(record.cues):
            return None
        if len(found[0]) != len(record.keyframes):
            return None
        if not reader:
            return Analysis(record, model, found[0], words[0], words[1])
        nulls = self.nulls(record, model)
        if nulls is None or nulls.shape[1] != found[0].shape[1]:
            return None
        return Analysis(record, model, found[0], words[0], nulls, reader, words[1])

    def keep_analysis(self, analysis: Analysis) -> None:
        """Store how a model sees a film, pictures and words apart: subtitles may change.

        What a sentence model read is kept apart from all that the eyes made, so that another one
        never makes the pictures be looked at again.
        """
        record, model = analysis.film, analysis.model
        self.keep_images(record, model, analysis.image_vectors)
        if analysis.reader:
            key = f"nulls {model}"
            self._write(self._seen(record, key), pack_vectors(key, nulls=analysis.null_vectors))
        key = _words_key(record, analysis.reader or model)
        words = pack_vectors(key, cues=analysis.cue_vectors, nulls=analysis.word_nulls)
        self._write(self._seen(record, key), words)

    def attention(self, fingerprint: str, key: str) -> Attention | None:
        """Return what draws the eye in a stretch of a film, or None."""
        path = self._keyed("drawn", fingerprint, key)
        return self._read(path, lambda data: unpack_attention(data, key))

    def keep_attention(self, fingerprint: str, key: str, seen: Attention) -> None:
        """Store what draws the eye in a stretch of a film."""
        self._write(self._keyed("drawn", fingerprint, key), pack_attention(key, seen))

    @contextlib.contextmanager
    def lock(self, fingerprint: str) -> Iterator[None]:
        """Hold a film for this process, so that two do not watch it at once.

        Where locks do not work, or another process holds on for too long, both do the work; the
        last one's files stay, and they are equal.
        """
        import filelock

        lock = None
        try:
            self._films.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self._films / f"{fingerprint}.lock", timeout=LOCK_PATIENCE)
            lock.acquire()
        except (OSError, filelock.Timeout):
            lock = None
        try:
            if lock is not None:
                sweep(self._films / fingerprint)
            yield
        finally:
            if lock is not None:
                lock.release()

    def entries(self) -> tuple[Entry, ...]:
        """Return the stored films, ordered by fingerprint."""
        if not self._films.is_dir():
            return ()
        return tuple(
            Entry(folder.name, size_of(folder))
            for folder in sorted(self._films.iterdir())
            if folder.is_dir()
        )

    def size(self) -> int:
        """Return the bytes that the stored films take."""
        return sum(entry.size for entry in self.entries())

    def clear(self) -> None:
        """Remove every stored film.

        Raises:
            OutputRefused: not all of it can be removed.
        """
        remove_folder(self._films)

    def _watched(self, fingerprint: str, detector: str) -> Path:
        return self._films / fingerprint / f"watched-{detector}.safetensors"

    def _heard(self, fingerprint: str, key: str) -> Path:
        return self._films / fingerprint / f"cues-{key}.safetensors"

    def _seen(self, record: FilmRecord, key: str) -> Path:
        return self._keyed("seen", record.media.fingerprint, key)

    def _keyed(self, kind: str, fingerprint: str, key: str) -> Path:
        digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
        return self._films / fingerprint / f"{kind}-{digest}.safetensors"

    def _vectors(
        self, record: FilmRecord, key: str, names: Sequence[str]
    ) -> tuple[Vectors, ...] | None:
        path = self._seen(record, key)
        return self._read(path, lambda data: unpack_vectors(data, key, names))

    def _read(self, path: Path, unpack: Callable[[bytes], Value]) -> Value | None:
        try:
            return unpack(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            # One line for all of them: what is wrong with one is mostly wrong with the others.
            if not self._is_told:
                self._progress.warn(f"stored analysis {path.name} is unusable ({error}); made anew")
            self._is_told = True
            return None

    def _write(self, path: Path, data: bytes) -> None:
        if not self._is_writable:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, overwrite=True)
        except (OSError, RenderError) as error:
            self._is_writable = False
            self._progress.warn(f"the analysis is not kept: {error}")


def _words_key(record: FilmRecord, model: str) -> str:
    """Return what tells the vectors of these words through this model from any others."""
    said = hashlib.blake2b(digest_size=16)
    for cue in record.cues:
        said.update(f"{cue.span.start} {cue.span.end} {cue.text}\0".encode())
    return f"words {said.hexdigest()} {model}"
