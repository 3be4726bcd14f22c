"""A film's keyframes and cues through some eyes. Knows nothing about profiles.

Models see the stored JPEGs, never the decoded frames, so that the vectors are the same whether the
film was watched just now or long ago, and so that another model needs no second decode.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from queue import SimpleQueue
from types import MappingProxyType
from typing import TYPE_CHECKING

from cutter.analysis.keyframes import unpack
from cutter.eyes.embedder import Loads, reader_of
from cutter.eyes.null_sentences import NULL_SENTENCES
from cutter.eyes.nulls import NULL_PROMPTS
from cutter.schema import Analysis

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from cutter.eyes.embedder import Embedder
    from cutter.progress import Progress
    from cutter.schema import FilmRecord, Keyframe, Vectors

    Known = Mapping[bytes, NDArray[np.float32]]
    """Vectors of pictures, by their JPEGs."""

CHUNK = 16
"""Keyframes shown to a model at a time: the batch that `OpenClip` fills up on a CPU anyway."""
LEAVE_SECONDS = 1.0
"""Longest wait for a thread when a run is interrupted."""
NOTHING: Known = MappingProxyType({})


def see(
    record: FilmRecord,
    eyes: Embedder,
    *,
    progress: Progress,
    known: Known = NOTHING,
    nulls: Vectors | None = None,
) -> Analysis:
    """Return the film as these eyes see it, and as their sentence model reads it if they have one.

    Args:
        record: the film as it was watched, with its cues.
        eyes: the model.
        progress: gets the stages `look`, counted in keyframes, and `read`, in cues.
        known: vectors of pictures that these eyes have seen before.
        nulls: what these eyes have of the null prompts, if it is known.
    """
    images = look_at(record.pictures, eyes, progress=progress, known=known)
    reader = reader_of(eyes)
    with progress.stage("read", total=len(record.cues)) as stage:
        cues = (reader or eyes).texts([cue.text for cue in record.cues])
        prompts = eyes.texts(NULL_PROMPTS) if nulls is None else nulls
        sentences = None if reader is None else reader.texts(NULL_SENTENCES)
        stage.advance(len(record.cues))
    for array in (cues, prompts, sentences):
        if array is not None:
            array.setflags(write=False)
    named = "" if reader is None else reader.name
    return Analysis(record, eyes.name, images, cues, prompts, named, sentences)


def look_at(
    pictures: Sequence[bytes], eyes: Embedder, *, progress: Progress, known: Known = NOTHING
) -> Vectors:
    """Return the vectors of pictures, (n, dim) float32, read-only.

    Args:
        pictures: JPEGs.
        eyes: the model; not asked where all are known.
        progress: gets the stage `look`, counted in pictures.
        known: vectors of pictures that these eyes have seen before.
    """
    import numpy as np

    new = [jpeg for jpeg in dict.fromkeys(pictures) if jpeg not in known]
    vectors = dict(known)
    if new:
        with progress.stage("look", total=len(new)) as stage:
            for start in range(0, len(new), CHUNK):
                some = new[start : start + CHUNK]
                vectors.update(zip(some, _looked_at(some, eyes), strict=True))
                stage.advance(len(some))
    images = np.stack([vectors[jpeg] for jpeg in pictures])
    images.setflags(write=False)
    return images


class Onlooker:
    """Eyes that look at keyframes while the film is still being watched, in a thread of their own.

    Used as a context: leaving it ends the thread, whatever happened.
    """

    def __init__(self, eyes: Embedder) -> None:
        """Begin to wait for pictures; the model is loaded meanwhile, if it can be told to."""
        self._eyes = eyes
        self._known: dict[bytes, NDArray[np.float32]] = {}
        self._fault: Exception | None = None
        self._is_over = False
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="onlooker", daemon=True)

    def __enter__(self) -> Onlooker:
        """Start to look."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the thread; what still waits is left out.

        Whoever interrupts a run does not wait for a model that is being loaded.
        """
        self._is_over = True
        self._waiting.put(None)
        is_interrupted = kind is not None and not issubclass(kind, Exception)
        self._thread.join(LEAVE_SECONDS if is_interrupted else None)

    def show(self, chosen: Sequence[tuple[Keyframe, bytes]]) -> None:
        """Take keyframes and their JPEGs; return at once."""
        for _, jpeg in chosen:
            self._waiting.put(jpeg)

    def known(self) -> Known:
        """Wait until all pictures are looked at; return their vectors.

        Raises:
            ModelUnavailable: the model cannot be had; and whatever else the eyes raise.
        """
        self._waiting.put(None)
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._known

    def _run(self) -> None:
        try:
            if isinstance(self._eyes, Loads):
                self._eyes.load()
            gathered: list[bytes] = []
            is_open = True
            while is_open and not self._is_over:
                jpeg = self._waiting.get()
                is_open = jpeg is not None
                if jpeg is not None:
                    gathered.append(jpeg)
                if len(gathered) == CHUNK or (gathered and not is_open and not self._is_over):
                    vectors = _looked_at(gathered, self._eyes)
                    self._known.update(zip(gathered, vectors, strict=True))
                    gathered = []
        except Exception as error:
            # Raised again where the vectors are asked for.
            self._fault = error


def _looked_at(jpegs: Sequence[bytes], eyes: Embedder) -> Vectors:
    return eyes.images([unpack(jpeg) for jpeg in jpegs])
