"""`auto` eyes made explicit: a Look becomes one that means the same model whenever it is opened.

What was chosen once so holds for every task of a batch, and for every run of it. A settled Look can
be written down and read back. Knows nothing about films.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cutter.analysis.settings import DetectorSettings
from cutter.errors import InputError, UsageError
from cutter.media.policy import MediaPolicy
from cutter.pipeline.looking import Look, open_look
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.eyes.embedder import Embedder
    from cutter.progress import Progress

_PATHS: Final = ("cache", "subtitles")
_FRACTIONS: Final = ("min_shot", "longest")


def settled(look: Look, progress: Progress = SILENT) -> Look:
    """Return a look with nothing left to choose: model, words, precision and device are explicit.

    Opening it gives eyes of the same names as opening `look` now, and asks no hub as long as the
    model's files stay where they are. Paths in it are absolute. Where there is a graphics card that
    the model cannot use, the device stays `auto`: cuts may be encoded by it all the same.

    Args:
        look: how films are to be looked at.
        progress: is told which eyes they are, and shows a download.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
        UsageError: the device, precision or runtime make no sense.
    """
    from cutter.eyes.choose import explicit
    from cutter.eyes.embedder import reader_of
    from cutter.eyes.openclip import OpenClip
    from cutter.eyes.readers import explicit_sentences

    eyes = open_look(look, progress)
    return dataclasses.replace(
        look,
        model=explicit(look.model, eyes),
        device=_device(look, eyes),
        precision=eyes.precision if isinstance(eyes, OpenClip) else look.precision,
        sentences=explicit_sentences(look.sentences, reader_of(eyes)),
        cache=look.cache and look.cache.absolute(),
        subtitles=look.subtitles and look.subtitles.absolute(),
    )


def _device(look: Look, eyes: Embedder) -> str:
    from cutter.eyes.loading import torch_uses_cuda
    from cutter.eyes.machine import has_cuda_driver
    from cutter.eyes.openclip import OpenClip

    if look.device != "auto":
        return look.device
    if not has_cuda_driver():
        return "cpu"
    is_asked = isinstance(eyes, OpenClip) and look.runtime == "torch"
    return "cuda" if is_asked and torch_uses_cuda() else "auto"


def look_to_document(look: Look) -> dict[str, Any]:
    """Return a look as JSON holds it: `look_from_document` gives the same look."""
    document = dataclasses.asdict(look)
    for values in (document, document["detector"], document["policy"]):
        for name, value in values.items():
            if isinstance(value, Path | Fraction):
                values[name] = str(value)
    return document


def look_from_document(document: Mapping[str, Any]) -> Look:
    """Return the look that JSON holds.

    Raises:
        InputError: it holds none.
    """
    try:
        read = {name: _read(name, value) for name, value in document.items()}
        read["detector"] = DetectorSettings(**_all_read(document["detector"]))
        read["policy"] = MediaPolicy(**_all_read(document["policy"]))
        return Look(**read)
    except (KeyError, TypeError, ValueError, AttributeError, UsageError) as error:
        raise InputError(f"what was noted of the eyes cannot be read ({error})") from error


def _all_read(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _read(name, value) for name, value in document.items()}


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    if name in _PATHS:
        return None if value is None else Path(value)
    return Fraction(value) if name in _FRACTIONS else value
