"""Where words meet numbers: a Profile, read through some eyes, becomes a Taste.

Vectors are kept with the profile's data, so that a phrase is put through the model once.
"""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import InputError, ProfileError
from cutter.eyes.embedder import ReadsSignals, reader_of
from cutter.eyes.phrases import PhraseBook
from cutter.eyes.words import terms
from cutter.files import cache_folder, data_of
from cutter.files.sealed import lock_on
from cutter.pipeline.recalling import acting, recalled, with_signals
from cutter.profile.discreet import field_of
from cutter.schema import Taste, TimeRange, Want
from cutter.schema.film import models_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.eyes.embedder import Embedder, SentenceModel, Vectors
    from cutter.eyes.phrases import PhraseMemory
    from cutter.pipeline.pending import Pending
    from cutter.pipeline.recollection import Recollection
    from cutter.schema import Evidence, Preference, Profile

EXAMPLE_FRAMES = 5
"""Frames looked at in an example span of a film."""


def taste_of(
    profile: Profile,
    eyes: Embedder,
    book: PhraseBook | None = None,
    pending: Pending | None = None,
    recollection: Recollection | None = None,
) -> Taste:
    """Return a profile in numbers, with what was learnt of its viewer.

    Args:
        profile: the taste in words, pictures and spans of film; its history lies beside its file.
        eyes: the model to see them through, and the sentence model beside it; each is loaded only
            for what is not known yet.
        book: where vectors of its phrases are kept; with the profile's data unless given.
        pending: what the viewer did and nobody has written yet; it acts as if it were written.
            Where it is given, be it nothing, no file is written at all.
        recollection: what was read of histories before.

    Raises:
        ProfileError: an example or the history cannot be read.
        ModelUnavailable: the model is needed and cannot be had.
    """
    profile, evidence = recalled_by(eyes, profile, pending, recollection)
    return taste_with(evidence, profile, eyes, book or book_of(profile, pending))


def taste_with(
    evidence: Evidence | None, profile: Profile, eyes: Embedder, book: PhraseBook
) -> Taste:
    """Return a profile in numbers, with what it believes and the evidence that is given.

    Takes and raises what `taste_of` does; no history is read.
    """
    reader = reader_of(eyes)
    learnt, signals = acting(profile, evidence)
    wants = _wants(profile, learnt, eyes, reader, book)
    signals = with_signals(profile.signals, signals)
    named = "" if reader is None else reader.name
    return Taste(eyes.name, wants, signals, reader=named, evidence=evidence)


def recalled_by(
    eyes: Embedder,
    profile: Profile,
    pending: Pending | None = None,
    recollection: Recollection | None = None,
) -> tuple[Profile, Evidence | None]:
    """Return what a history says to a model, see `recalling.recalled`."""
    words_dim = eyes.dim if (reader := reader_of(eyes)) is None else reader.dim
    return recalled(profile, models_by(eyes), eyes.dim, words_dim, pending, recollection)


def models_by(eyes: Embedder) -> str:
    """Return what makes the vectors: the eyes, and the sentence model where there is one."""
    reader = reader_of(eyes)
    return models_of(eyes.name, "" if reader is None else reader.name)


def _wants(
    profile: Profile,
    learnt: Sequence[Preference],
    eyes: Embedder,
    reader: SentenceModel | None,
    book: PhraseBook,
) -> tuple[Want, ...]:
    """Return the written preferences and the learnt ones behind them, in numbers."""
    preferences = (*profile.preferences, *learnt)
    phrases = [item.text for item in preferences if item.text]
    known = dict(zip(phrases, book.vectors(eyes, phrases), strict=True))
    read: dict[str, Vectors] = {}
    if reader is not None:
        said = [item.text for item in preferences if item.text and item.where != "picture"]
        read = dict(zip(said, book.vectors(reader, said), strict=True))
    wants = []
    for number, item in enumerate(preferences):
        if item.text:
            vector = known[item.text]
        else:
            vector = _example(item, eyes, book, profile, field_of(profile, number))
        wants.append(
            Want(
                label=item.label,
                role=item.role,
                where=item.where if item.text else "picture",
                weight=item.weight,
                vector=vector,
                is_example=not item.text,
                terms=terms(item.text),
                signals=eyes.signals(item.text) if isinstance(eyes, ReadsSignals) else (),
                sentence=read.get(item.text),
            )
        )
    return tuple(wants)


def book_of(
    profile: Profile, pending: Pending | None = None, memory: PhraseMemory | None = None
) -> PhraseBook:
    """Return where the vectors of a profile's phrases and examples are kept.

    Args:
        profile: in its file, or as it stands in memory.
        pending: what is not written. Where it is given, be it nothing, nor are the phrases: they
            are the viewer's words, and stay in memory until they are saved.
        memory: what was embedded before.
    """
    return PhraseBook(phrase_folder(profile), memory=memory, is_fixed=pending is not None)


def own_folder(profile: Profile) -> Path | None:
    """Return the folder of a profile's data; None for a profile that lies in no file."""
    return None if profile.path is None else data_of(profile.path)


def phrase_folder(profile: Profile) -> Path | None:
    """Return where the vectors of a profile's phrases are kept; None where none may be.

    The phrases stand beside their vectors, so those of a sealed profile are not kept.
    """
    if profile.path is None or lock_on(profile.path) is not None:
        return None
    return own_folder(profile)


def draft_folder(profile: Profile, cache: Path | None) -> Path:
    """Return where shots of drafts that a profile's cuts use are kept.

    For nobody's cut that is the store of Analyses: there is no taste to be told.
    """
    folder = own_folder(profile)
    return folder / "drafts" if folder is not None else cache_folder(cache)


def _example(
    item: Preference, eyes: Embedder, book: PhraseBook, profile: Profile, field: str
) -> Vectors:
    """Return the vector of an example picture, or the mean one of an example span."""
    from cutter.media.source import fingerprint

    path = item.image or item.film
    if path is None:
        raise ProfileError(f"{profile.path}: a preference without words, picture or film")
    try:
        span = "" if item.span is None else f" {item.span.start} {item.span.end}"
        return book.vector(
            eyes, f"example {fingerprint(path)}{span}", lambda: look_at_example(item, eyes)
        )
    except InputError as error:
        field += ".image" if item.image is not None else ".film"
        why = _without_path(str(error), path)
        raise ProfileError(f"{profile.path}: {field}: {why}", profile.path, field) from error


def _without_path(message: str, path: Path) -> str:
    """Return a message about an example without its name: an example is a taste, and private."""
    for name in (str(path), str(path.resolve())):
        message = message.removeprefix(f"{name}: ")
    if path.name in message:
        return "cannot be used as an example; name another file"
    return message


def look_at_example(item: Preference, eyes: Embedder) -> Vectors:
    """Return the vector of an example picture, or the mean one of an example span, (dim,).

    Args:
        item: an example.
        eyes: the model to see it through.

    Raises:
        InputError: it cannot be read, or shows nothing.
    """
    from cutter.media.decode import pictures
    from cutter.media.source import open_source
    from cutter.media.still import read_picture

    if item.image is not None:
        frames = [read_picture(item.image)]
    else:
        if item.film is None or item.span is None:
            raise InputError("an example film needs a span")
        media = open_source(item.film)
        step = item.span.duration / EXAMPLE_FRAMES
        frames = []
        for number in range(EXAMPLE_FRAMES):
            start = item.span.start + number * step
            window = TimeRange(start, start + max(step, media.frame_duration))
            with contextlib.closing(pictures(media, window)) as shown:
                frames += [picture for _, picture in itertools.islice(shown, 1)]
        if not frames:
            raise InputError(f"{item.film}: shows nothing in its span", item.film)
    vectors = eyes.images(frames)
    mean = vectors.astype(np.float64).mean(axis=0)
    vector: Vectors = (mean / np.linalg.norm(mean)).astype(np.float32)
    return vector
