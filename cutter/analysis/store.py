"""Analyses kept on disk, shared by every profile. No byte of it depends on a viewer.

    <folder>/films/<fingerprint>/watched-<detector>.safetensors   shots, signals, keyframe pictures
                                 cues-<source>.safetensors        what is said
                                 seen-<digest>.safetensors        vectors of one model: of the
                                                                  pictures, of the words, or of
                                                                  the null prompts
                                 drawn-<digest>.safetensors       what draws the eye in a stretch

Each is a safetensors file whose one metadata entry is a JSON header; the version of the form ends
its name. What is broken or belongs to something else is made anew, never trusted. A folder that
cannot be written costs one warning, and the work goes on without a store.

Several machines may share the folder. No file is sound only because of a lock: each is written
whole, and its header says what it belongs to; vectors of pictures belong to exactly these pictures,
so that those of another machine, whose decoder chose others, are not taken for them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.analysis.store_files import StoreFiles
from cutter.analysis.store_keys import images_name, nulls_key, words_key
from cutter.analysis.stored import (
    STORE_VERSION,
    Heard,
    digest_of,
    pack_attention,
    pack_film,
    pack_heard,
    pack_vectors,
    unpack_attention,
    unpack_film,
    unpack_heard,
    unpack_vectors,
)
from cutter.files import remove_folder, size_of
from cutter.files.locks import turn
from cutter.files.scratch import sweep
from cutter.progress import SILENT
from cutter.schema import Analysis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cutter.analysis.settings import DetectorSettings
    from cutter.progress import Progress
    from cutter.schema import Cue, FilmRecord, Vectors
    from cutter.schema.attention import Attention


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
        self._files = StoreFiles(self._films, progress)
        self._last: tuple[tuple[bytes, ...], str] = ((), digest_of(()))
        """Pictures, and their digest: of the last film that it was asked for."""

    def expect(self, seconds: float) -> None:
        """Say, before a film is watched, if there is no room to keep what will be seen of it.

        Args:
            seconds: how long the film is.
        """
        self._files.expect(seconds)

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
        return self._film(fingerprint, path, detector.key() + form)

    def holds(self, fingerprint: str, detector: DetectorSettings) -> bool:
        """Whether something was seen of a film with these settings; nothing is read."""
        names = f"watched-{detector.key()}*-v{STORE_VERSION}.safetensors"
        return any(self._films.glob(f"{fingerprint}/{names}"))

    def keep_film(self, record: FilmRecord, *, is_newer: bool = False) -> FilmRecord:
        """Store a film as it was watched, before any cues are laid beside it.

        Where another machine has stored one meanwhile, that one stays, so that all go on from the
        same pictures.

        Args:
            record: the film.
            is_newer: whether it takes the place of what is there.

        Returns:
            The film as it is stored.
        """
        media = record.media
        if not is_newer:
            there = self._film(media.fingerprint, media.path, record.detector)
            if there is not None:
                return there
        self._files.write(self._watched(media.fingerprint, record.detector), pack_film(record))
        return record

    def cues(self, fingerprint: str, key: str) -> Heard | None:
        """Return the cues and warnings read from one source of subtitles, or None."""
        path = self._heard(fingerprint, key)
        return self._files.read(path, lambda data: unpack_heard(data, f"{fingerprint} {key}"))

    def keep_cues(
        self, fingerprint: str, key: str, cues: tuple[Cue, ...], warnings: tuple[str, ...]
    ) -> None:
        """Store what was read from one source of subtitles."""
        data = pack_heard(f"{fingerprint} {key}", cues, warnings)
        self._files.write(self._heard(fingerprint, key), data)

    def images(self, record: FilmRecord, model: str) -> dict[bytes, NDArray[np.float32]]:
        """Return the vectors that a model has of a film's keyframes, by their JPEGs."""
        found = self._image_vectors(record, model)
        return {} if found is None else dict(zip(record.pictures, found, strict=True))

    def keep_images(self, record: FilmRecord, model: str, vectors: Vectors) -> None:
        """Store the vectors that a model has of a film's keyframes."""
        data = pack_vectors(self._images_key(record, model), images=vectors)
        self._files.write(self._seen(record, images_name(record, model)), data)

    def nulls(self, record: FilmRecord, model: str) -> Vectors | None:
        """Return the vectors that a model has of the null prompts, or None; read-only."""
        found = self._vectors(record, nulls_key(model), ("nulls",))
        if found is not None:
            return found[0]
        words = self._vectors(record, words_key(record, model), ("cues", "nulls"))
        return None if words is None else words[1]

    def analysis(self, record: FilmRecord, model: str, reader: str = "") -> Analysis | None:
        """Return the film as a model sees it, or None; the arrays are read-only.

        Args:
            record: the film.
            model: name of the eyes.
            reader: name of the sentence model that read the cues; empty where the eyes did.
        """
        images = self._image_vectors(record, model)
        words = self._vectors(record, words_key(record, reader or model), ("cues", "nulls"))
        if images is None or words is None or len(words[0]) != len(record.cues):
            return None
        if not reader:
            return Analysis(record, model, images, words[0], words[1])
        nulls = self.nulls(record, model)
        if nulls is None or nulls.shape[1] != images.shape[1]:
            return None
        return Analysis(record, model, images, words[0], nulls, reader, words[1])

    def keep_analysis(self, analysis: Analysis) -> None:
        """Store how a model sees a film, pictures and words apart: subtitles may change.

        What a sentence model read is kept apart from all that the eyes made, so that another one
        never makes the pictures be looked at again.
        """
        record, model = analysis.film, analysis.model
        self.keep_images(record, model, analysis.image_vectors)
        if analysis.reader:
            self._keep(record, nulls_key(model), nulls=analysis.null_vectors)
        key = words_key(record, analysis.reader or model)
        self._keep(record, key, cues=analysis.cue_vectors, nulls=analysis.word_nulls)

    def attention(self, fingerprint: str, key: str) -> Attention | None:
        """Return what draws the eye in a stretch of a film, or None."""
        path = self._keyed("drawn", fingerprint, key)
        return self._files.read(path, lambda data: unpack_attention(data, f"{fingerprint} {key}"))

    def keep_attention(self, fingerprint: str, key: str, seen: Attention) -> None:
        """Store what draws the eye in a stretch of a film."""
        path = self._keyed("drawn", fingerprint, key)
        self._files.write(path, pack_attention(f"{fingerprint} {key}", seen))

    @contextlib.contextmanager
    def lock(self, fingerprint: str) -> Iterator[None]:
        """Hold a film for this process, so that two do not watch it at once.

        Where locks do not work, or whoever holds it gives no sign of life, both do the work; each
        goes on with what is stored by then.
        """
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):
                self._films.mkdir(parents=True, exist_ok=True)
                waited = partial(self._progress.note, "another run looks at this film; waiting")
                if held.enter_context(turn(self._films / f"{fingerprint}.lock", is_long=waited)):
                    sweep(self._films / fingerprint)
            yield

    def entries(self) -> tuple[Entry, ...]:
        """Return the stored films, ordered by fingerprint."""
        if not self._films.is_dir():
            return ()
        return tuple(
            Entry(folder.name, size_of(folder))
            for folder in sorted(self._films.iterdir())
            if folder.is_dir()
        )

    def stamps(self) -> dict[str, int]:
        """Return what changes when something of a film is stored, by the films' fingerprints."""
        found = {}
        with contextlib.suppress(OSError), os.scandir(self._films) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        found[entry.name] = entry.stat().st_mtime_ns
        return found

    def size(self) -> int:
        """Return the bytes that the stored films take."""
        return sum(entry.size for entry in self.entries())

    def clear(self) -> None:
        """Remove every stored film.

        Raises:
            OutputRefused: not all of it can be removed.
        """
        remove_folder(self._films)

    def _film(self, fingerprint: str, path: Path, key: str) -> FilmRecord | None:
        stored = self._files.read(self._watched(fingerprint, key), unpack_film)
        if stored is None:
            return None
        record, digest = stored
        if record.media.fingerprint != fingerprint or record.detector != key:
            return None
        self._last = (record.pictures, digest)
        return dataclasses.replace(record, media=dataclasses.replace(record.media, path=path))

    def _image_vectors(self, record: FilmRecord, model: str) -> Vectors | None:
        """Return the vectors of exactly these pictures, one for each."""
        path, key = self._seen(record, images_name(record, model)), self._images_key(record, model)
        found = self._files.read(path, lambda data: unpack_vectors(data, key, ("images",)))
        return None if found is None or len(found[0]) != len(record.pictures) else found[0]

    def _images_key(self, record: FilmRecord, model: str) -> str:
        # A film's pictures are some ten megabytes an hour: they are gone through once.
        if self._last[0] is not record.pictures:
            self._last = (record.pictures, digest_of(record.pictures))
        return f"{record.media.fingerprint} {self._last[1]} {images_name(record, model)}"

    def _watched(self, fingerprint: str, detector: str) -> Path:
        return self._path(fingerprint, f"watched-{detector}")

    def _heard(self, fingerprint: str, key: str) -> Path:
        return self._path(fingerprint, f"cues-{key}")

    def _seen(self, record: FilmRecord, key: str) -> Path:
        return self._keyed("seen", record.media.fingerprint, key)

    def _keyed(self, kind: str, fingerprint: str, key: str) -> Path:
        digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
        return self._path(fingerprint, f"{kind}-{digest}")

    def _path(self, fingerprint: str, name: str) -> Path:
        # Machines with other versions of the form may share the folder: each has files of its own.
        return self._films / fingerprint / f"{name}-v{STORE_VERSION}.safetensors"

    def _vectors(
        self, record: FilmRecord, key: str, names: Sequence[str]
    ) -> tuple[Vectors, ...] | None:
        path, whole = self._seen(record, key), f"{record.media.fingerprint} {key}"
        return self._files.read(path, lambda data: unpack_vectors(data, whole, names))

    def _keep(self, record: FilmRecord, key: str, **vectors: Vectors) -> None:
        data = pack_vectors(f"{record.media.fingerprint} {key}", **vectors)
        self._files.write(self._seen(record, key), data)
