"""What tells vectors that are stored of one film from each other: what they were made of, and by.

Knows nothing about files.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.schema import FilmRecord


def images_name(record: FilmRecord, model: str) -> str:
    """Return what tells a model's vectors of a film's keyframes from other vectors of the film."""
    return f"{record.detector} {model}"


def nulls_key(model: str) -> str:
    """Return what tells a model's vectors of the null prompts from those of others."""
    return f"nulls {_nothing()} {model}"


def words_key(record: FilmRecord, model: str) -> str:
    """Return what tells the vectors of these words through this model from any others."""
    said = hashlib.blake2b(digest_size=16)
    for cue in record.cues:
        said.update(f"{cue.span.start} {cue.span.end} {cue.text}\0".encode())
    return f"words {said.hexdigest()} {_nothing()} {model}"


@cache
def _nothing() -> str:
    """Return a digest of what vectors have to stand out against, which versions may differ in."""
    from cutter.eyes.null_sentences import NULL_SENTENCES
    from cutter.eyes.nulls import NULL_PROMPTS

    told = "\0".join((*NULL_PROMPTS, "", *NULL_SENTENCES))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
