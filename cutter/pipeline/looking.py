"""A film becomes an Analysis: watched, read and seen, or recalled from the store.

Each part is made once: shots and pictures for a detector, cues for their source, vectors for a
model. Knows nothing about profiles.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.analysis.settings import DetectorSettings
from cutter.errors import SourceChanged
from cutter.files import cache_folder
from cutter.media.policy import MediaPolicy
from cutter.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.analysis.store import Store
    from cutter.analysis.vectors import Known
    from cutter.eyes.embedder import Embedder, SentenceModel
    from cutter.eyes.hub import Reach
    from cutter.schema import Analysis, FilmRecord, Media


@dataclass(frozen=True, slots=True)
class Look:
    """How films are looked at."""

    model: str = "auto"
    device: str = "auto"
    precision: str = "auto"
    """Of the image model's arithmetic: auto, fp32, bf16 or fp16."""
    sentences: str = "auto"
    """What matches words to words: auto, none, a preset of sentence models, or a folder."""
    runtime: str = "torch"
    """What runs the image model: torch or openvino."""
    offline: bool = False
    cache: Path | None = None
    """Folder of stored analyses; None for the user's."""
    detector: DetectorSettings = field(default_factory=DetectorSettings)
    subtitles: Path | None = None
    """A subtitle file; None for those beside or inside the film."""
    language: str | None = None
    audio: str | None = None
    """The sound track that is heard: its language or its number; None for the film's default."""
    policy: MediaPolicy = field(default_factory=MediaPolicy)
    """The most that a film may be and may cost."""


def analyze(
    film: Path,
    *,
    look: Look | None = None,
    eyes: Embedder | None = None,
    progress: Progress = SILENT,
) -> Analysis:
    """Look at a film, or recall what an earlier run saw of it.

    Args:
        film: the film's path.
        look: how to look at it.
        eyes: the model, if it is already open; else `look.model` is opened.
        progress: where stages are shown.

    Raises:
        InputError: the file is no film, or its subtitles or the model cannot be had.
    """
    from cutter.analysis.store import Store
    from cutter.eyes.embedder import reader_of
    from cutter.media.container import locate
    from cutter.media.source import fingerprint

    look = look or Look()
    path, content = locate(film), fingerprint(film)
    store = Store(cache_folder(look.cache), progress=progress)
    heard_as = _track(path, look)
    with store.lock(content), contextlib.ExitStack() as open_until_seen:
        record = store.film(content, path, look.detector, form=heard_as)
        known: Callable[[], Known] | None = None
        if record is None:
            eyes = eyes or open_look(look, progress)
            record, known = _watched(path, content, look, eyes, store, progress, open_until_seen)
            record = store.keep_film(replace(record, detector=record.detector + heard_as))
        record = _heard(record, look, store, progress)
        eyes = eyes or open_look(look, progress)
        reader = reader_of(eyes)
        analysis = store.analysis(record, eyes.name, "" if reader is None else reader.name)
        if analysis is None:
            from cutter.analysis.vectors import see

            seen = known() if known else store.images(record, eyes.name)
            nulls = store.nulls(record, eyes.name)
            analysis = see(record, eyes, progress=progress, known=seen, nulls=nulls)
            store.keep_analysis(analysis)
    return analysis


def recall(
    film: Path, *, look: Look, eyes: Embedder, progress: Progress = SILENT
) -> Analysis | None:
    """Return what an earlier run saw of a film through these eyes, or None where none did.

    Raises:
        InputError: the file is no regular readable file, or its subtitles cannot be read.
    """
    from cutter.analysis.store import Store
    from cutter.eyes.embedder import reader_of
    from cutter.media.container import locate
    from cutter.media.source import fingerprint

    path, content = locate(film), fingerprint(film)
    store = Store(cache_folder(look.cache), progress=progress)
    record = store.film(content, path, look.detector, form=_track(path, look))
    if record is None:
        return None
    reader = reader_of(eyes)
    record = _heard(record, look, store, progress)
    return store.analysis(record, eyes.name, "" if reader is None else reader.name)


def known_media(film: Path, look: Look) -> Media:
    """Return a film as it was watched, or as its headers tell it where it was not.

    Raises:
        InputError: the file is no film that may be opened.
        UsageError: it has no such sound track.
    """
    from cutter.analysis.store import Store
    from cutter.media.container import locate
    from cutter.media.source import fingerprint, open_source
    from cutter.media.tracks import with_audio

    path, content = locate(film), fingerprint(film)
    store = Store(cache_folder(look.cache))
    record = store.film(content, path, look.detector, form=_track(path, look))
    if record is not None:
        return record.media
    media = open_source(path, look.policy)
    return media if look.audio is None else with_audio(media, look.audio)


def is_watched(fingerprint: str, look: Look) -> bool:
    """Whether the store holds what was seen of a film, so that it need not be decoded again.

    Args:
        fingerprint: of the film's content.
        look: how it is to be looked at.
    """
    from cutter.analysis.store import Store

    return Store(cache_folder(look.cache)).holds(fingerprint, look.detector)


def _heard(record: FilmRecord, look: Look, store: Store, progress: Progress) -> FilmRecord:
    """Return a film as it was watched with what is said in it; tell what is wrong with it."""
    from cutter.analysis.cues import with_cues
    from cutter.eyes.words import terms
    from cutter.media.subtitles import find_subtitles, read_cues

    media = record.media
    subtitles = find_subtitles(media, given=look.subtitles, language=look.language)
    if subtitles is None and look.language is not None:
        progress.warn(f"{media.path.name}: no subtitles in {look.language}{_others(media)}")
    if subtitles is not None:
        heard = store.cues(media.fingerprint, subtitles.key)
        if heard is None:
            heard = read_cues(media, subtitles)
            store.keep_cues(media.fingerprint, subtitles.key, *heard)
        record = with_cues(record, *heard, terms)
    for warning in record.warnings:
        progress.warn(f"{media.path.name}: {warning}")
    return record


def _watched(
    path: Path,
    content: str,
    look: Look,
    eyes: Embedder,
    store: Store,
    progress: Progress,
    open_until_seen: contextlib.ExitStack,
) -> tuple[FilmRecord, Callable[[], Known]]:
    """Watch a film, its keyframes shown to the model meanwhile; return what gives the vectors."""
    # Here, for a film that is known needs none of it, and it takes a tenth of a second.
    from cutter.analysis.film import watch
    from cutter.analysis.vectors import Onlooker
    from cutter.media.source import fingerprint, open_source
    from cutter.media.tracks import with_audio

    media = open_source(path, look.policy)
    if look.audio is not None:
        media = with_audio(media, look.audio)
    store.expect(float(media.end))
    onlooker = open_until_seen.enter_context(Onlooker(eyes))
    record = watch(
        media, detector=look.detector, progress=progress, seen=onlooker.show, policy=look.policy
    )
    if fingerprint(path) != content:
        raise SourceChanged(
            f"{path}: the file has changed while it was looked at; run again when it is complete",
            path,
        )
    return record, onlooker.known


def _track(path: Path, look: Look) -> str:
    """Return what tells what was heard on a track that was asked for from any other's."""
    if look.audio is None:
        return ""
    from cutter.media.source import open_source
    from cutter.media.tracks import default_audio, with_audio

    track = default_audio(with_audio(open_source(path, look.policy), look.audio))
    return "" if track is None else f"-a{track.index}"


def _others(media: Media) -> str:
    """Return which languages of subtitles a film holds, to be added to a message."""
    languages = sorted({track.language or "unnamed" for track in media.subtitles if track.is_text})
    return f"; inside the film there are: {', '.join(languages)}" if languages else ""


def open_look(look: Look, progress: Progress = SILENT) -> Embedder:
    """Open the eyes that `look` names, and the sentence model beside them.

    The models themselves are loaded at their first use.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
        UsageError: the device, precision or runtime make no sense.
    """
    from cutter.eyes.choose import open_eyes
    from cutter.eyes.hub import Reach

    reach = Reach()
    eyes = open_eyes(
        look.model,
        device=look.device,
        precision=look.precision,
        runtime=look.runtime,
        offline=look.offline,
        folder=look.cache,
        reach=reach,
        progress=progress,
    )
    eyes.reader = open_reader(look, progress, reach=reach)
    return eyes


def open_reader(
    look: Look, progress: Progress = SILENT, *, reach: Reach | None = None
) -> SentenceModel | None:
    """Open the sentence model that `look` names; it is loaded at its first text.

    Args:
        look: `look.sentences` and `look.offline` are read.
        progress: is told which model it is, if it is one.
        reach: whether the hub answers, as far as the eyes have asked: `auto` asks it not again.

    Returns:
        What matches words to words; None where the eyes' own text tower is to do so.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
    """
    from cutter.eyes.readers import open_sentences

    return open_sentences(look.sentences, offline=look.offline, reach=reach, progress=progress)
